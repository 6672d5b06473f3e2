"""People decide: what a review and a verdict must say, which of them counts, and in which order evidence is shown."""

from __future__ import annotations

import pytest
from conftest import make_claim, make_document, make_evidence

from factcheck.errors import BadInput, NotPermitted
from factcheck.evidence import RELEVANCE_SHARE, gather_evidence, shared_names, usefulness
from factcheck.model import Decision, Probabilities, Review, Stance, VerdictLabel
from factcheck.review import current_review, make_review, shown_stance
from factcheck.verdict import confirmed_stances, make_verdict

AT = "2026-01-01T00:00:00+00:00"


def review(stance: Stance | None, decision: Decision = Decision.CORRECT, id: int = 1) -> Review:
    return Review(id, decision, stance, "Ann", AT)


# Reviews


@pytest.mark.parametrize(
    ("decision", "told", "expected"),
    [
        pytest.param(Decision.AGREE, None, Stance.SUPPORTS, id="agree takes the model's stance"),
        pytest.param(Decision.AGREE, Stance.NEUTRAL, Stance.SUPPORTS, id="agree takes no other"),
        pytest.param(Decision.CORRECT, Stance.NEUTRAL, Stance.NEUTRAL, id="a correction takes the person's"),
        pytest.param(Decision.NOT_RELEVANT, Stance.SUPPORTS, None, id="not relevant takes none"),
    ],
)
def test_a_review_says_what_the_person_means(decision: Decision, told: Stance | None, expected: Stance | None) -> None:
    made = make_review(make_evidence(Stance.SUPPORTS, id=7), decision, told, "  Ann ", AT, " why ")
    assert made == Review(7, decision, expected, "Ann", AT, "why")


@pytest.mark.parametrize(
    ("id", "decision", "reviewer", "reason"),
    [
        pytest.param(1, Decision.AGREE, " \t", "name of who decides", id="nobody"),
        pytest.param(None, Decision.AGREE, "Ann", "not stored yet", id="not stored"),
        pytest.param(1, Decision.CORRECT, "Ann", "supports, contradicts or neutral", id="no stance"),
    ],
)
def test_a_review_that_says_too_little_is_refused(
    id: int | None, decision: Decision, reviewer: str, reason: str
) -> None:
    with pytest.raises(BadInput, match=reason):
        make_review(make_evidence(id=id), decision, None, reviewer, AT)


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        pytest.param([], Stance.SUPPORTS, id="the model's, until somebody decides"),
        pytest.param([review(Stance.NEUTRAL)], Stance.NEUTRAL, id="the person's"),
        pytest.param([review(Stance.NEUTRAL), review(Stance.CONTRADICTS)], Stance.CONTRADICTS, id="the newest"),
        pytest.param([review(Stance.NEUTRAL), review(None, Decision.NOT_RELEVANT)], None, id="set aside"),
    ],
)
def test_the_newest_review_counts(reviews: list[Review], expected: Stance | None) -> None:
    assert shown_stance(make_evidence(Stance.SUPPORTS), reviews) is expected
    assert current_review(reviews) is (reviews[-1] if reviews else None)


# Verdicts


@pytest.mark.parametrize(
    ("label", "stances", "permitted"),
    [
        pytest.param(VerdictLabel.SUPPORTED, [Stance.SUPPORTS], True, id="supported"),
        pytest.param(VerdictLabel.SUPPORTED, [Stance.CONTRADICTS, Stance.SUPPORTS], True, id="supported on balance"),
        pytest.param(VerdictLabel.SUPPORTED, [Stance.CONTRADICTS], False, id="supported by nothing"),
        pytest.param(VerdictLabel.CONTRADICTED, [Stance.CONTRADICTS], True, id="contradicted"),
        pytest.param(VerdictLabel.CONTRADICTED, [Stance.SUPPORTS, Stance.NEUTRAL], False, id="contradicted by nothing"),
        pytest.param(VerdictLabel.MIXED, [Stance.SUPPORTS], True, id="mixed"),
        pytest.param(VerdictLabel.NOT_ENOUGH_EVIDENCE, [Stance.NEUTRAL], True, id="not enough"),
        pytest.param(VerdictLabel.NOT_ENOUGH_EVIDENCE, [], False, id="not enough, but nobody has looked"),
        pytest.param(VerdictLabel.MIXED, [None], False, id="all set aside"),
    ],
)
def test_a_verdict_needs_confirmed_passages_that_bear_it(
    label: VerdictLabel, stances: list[Stance | None], permitted: bool
) -> None:
    reviews = {n: (review(stance, id=n),) for n, stance in enumerate(stances)}
    if permitted:
        assert make_verdict("C1", label, " why ", " Ann ", AT, reviews).justification == "why"
    else:
        with pytest.raises(NotPermitted, match="at least one"):
            make_verdict("C1", label, "why", "Ann", AT, reviews)


@pytest.mark.parametrize(
    ("justification", "reviewer", "reason"),
    [("", "Ann", "written justification"), (" \n\t", "Ann", "written justification"), ("why", " ", "name of who")],
)
def test_a_verdict_needs_a_name_and_a_reason(justification: str, reviewer: str, reason: str) -> None:
    with pytest.raises(NotPermitted, match=reason):
        make_verdict("C1", VerdictLabel.SUPPORTED, justification, reviewer, AT, {1: (review(Stance.SUPPORTS),)})


def test_a_passage_counts_by_its_newest_review() -> None:
    aside = review(None, Decision.NOT_RELEVANT)
    assert confirmed_stances({1: (review(Stance.SUPPORTS), aside), 2: (aside, review(Stance.NEUTRAL)), 3: ()}) == [
        Stance.NEUTRAL
    ]


# Evidence


def test_evidence_that_is_about_the_claim_and_speaks_of_it_comes_first() -> None:
    both = make_evidence(Stance.CONTRADICTS, id=1, relevance=0.9)
    silent = make_evidence(Stance.NEUTRAL, id=2, relevance=1.0)
    elsewhere = make_evidence(Stance.SUPPORTS, id=3, relevance=0.0)
    share, rest = RELEVANCE_SHARE, 1 - RELEVANCE_SHARE  # of relevance and of the strength of the stance, here 0.8
    assert [usefulness(one) for one in (both, silent, elsewhere)] == pytest.approx(
        [0.9 * share + 0.8 * rest, share, 0.8 * rest]
    )
    gathered = gather_evidence(
        make_claim(),
        "Acme sold no engines.",
        [one.hit for one in (elsewhere, silent, both)],
        [one.reading for one in (elsewhere, silent, both)],
        {"0" * 64: make_document()},
    )
    assert [one.passage.id for one in gathered] == ["passage-1", "passage-2", "passage-3"]


def test_equal_evidence_keeps_one_order() -> None:
    all_alike = [make_evidence(id=n) for n in (3, 1, 2)]
    for order in (all_alike, all_alike[::-1]):
        gathered = gather_evidence(
            make_claim(), "x", [one.hit for one in order], [one.reading for one in order], {"0" * 64: make_document()}
        )
        assert [one.passage.id for one in gathered] == ["passage-1", "passage-2", "passage-3"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"document_date": "2018-12-04"}, "written 3 days before the statement"),
        ({}, "no date is known of the document"),
        ({"is_digest": True}, "a digest in our own words, not the paper itself"),
        ({"weight": "allegation"}, "an allegation: charged, not proved"),
        ({"weight": "admission"}, "admitted by the party itself"),
        ({"text": "ACME sold Acme engines."}, "names in common: Acme"),
        ({"text": "it rained"}, "no name or figure in common"),
        (
            {"stance": Stance.NEUTRAL, "probabilities": Probabilities(0.2, 0.4, 0.4)},
            "unclear: leans against the claim, but not enough to say so",
        ),
        (
            {"stance": Stance.SUPPORTS, "probabilities": Probabilities(0.4, 0.3, 0.3)},
            "unclear: leans for the claim, but with less than 50 %",
        ),
    ],
)
def test_the_reasons_say_what_a_reader_must_bear_in_mind(fields: dict[str, object], reason: str) -> None:
    one = make_evidence(**fields)  # type: ignore[arg-type]
    claim = make_claim(date="2018-12-07")
    (evidence,) = gather_evidence(claim, claim.text, [one.hit], [one.reading], {"0" * 64: one.document})
    assert reason in evidence.reading.reasons


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("The ICE paid Palantir", "Palantir and ICE. The end.", ["ICE", "Palantir"]),
        ("$49,874,018.14 in 2014", "49874018.14 dollars, 2014.", ["49874018.14", "2014"]),
        ("What They said", "What They did", []),
        ("", "", []),
        ("A1 B2 C3 D4 E5 F6 G7 H8", "H8 G7 F6 E5 D4 C3 B2 A1", ["A1", "B2", "C3", "D4", "E5", "F6"]),
    ],
)
def test_names_and_figures_in_both_texts_are_listed(claim: str, passage: str, expected: list[str]) -> None:
    assert shared_names(claim, passage) == expected
