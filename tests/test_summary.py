"""A summary counts independent sources on each side of a claim; it never concludes."""

from __future__ import annotations

from dataclasses import replace

from conftest import make_document, make_evidence
from hypothesis import given
from hypothesis import strategies as st

from factcheck.model import Decision, Evidence, Probabilities, Review, Stance
from factcheck.summary import describe_summary, summarise

SUPPORTS, CONTRADICTS, NEUTRAL = Stance


def piece(id: int, stance: Stance, document: str = "a", copy_of: str = "", relevance: float = 0.5) -> Evidence:
    one = make_evidence(stance, id=id, relevance=relevance)
    return replace(one, document=make_document(document * 64), copy_of=copy_of)


def review(id: int, stance: Stance | None) -> dict[int, tuple[Review, ...]]:
    return {id: (Review(id, Decision.CORRECT, stance, "Ida", "2026"),)}


def test_passages_of_one_document_are_one_source() -> None:
    summary = summarise([piece(1, SUPPORTS), piece(2, SUPPORTS), piece(3, SUPPORTS, "b"), piece(4, CONTRADICTS, "b")])
    assert (summary.supports.sources, summary.supports.pieces) == (2, 3)
    assert (summary.contradicts.sources, summary.contradicts.strongest) == (1, 0.8)
    assert (summary.neutral.sources, summary.neutral.strongest) == (0, 0.0)


def test_copies_and_versions_of_one_paper_are_one_source() -> None:
    pieces = [piece(1, SUPPORTS), piece(2, SUPPORTS, "b", copy_of="passage-1"), piece(3, SUPPORTS, "c")]
    assert (summarise(pieces).supports.sources, summarise(pieces).supports.pieces) == (2, 2)
    grouped = summarise(pieces, groups={"a" * 64: 1, "b" * 64: 1, "c" * 64: 1})
    assert (grouped.supports.sources, grouped.supports.pieces) == (1, 2)


def test_a_person_counts_before_the_model() -> None:
    pieces = [piece(1, SUPPORTS), piece(2, SUPPORTS, "b"), piece(3, SUPPORTS, "c")]
    summary = summarise(pieces, review(1, CONTRADICTS) | review(2, None))
    assert (summary.supports.pieces, summary.contradicts.pieces, summary.aside) == (1, 1, 1)
    assert (summary.contradicts.confirmed, summary.contradicts.strongest) == (1, 1.0)
    assert summary.supports.confirmed == 0


def test_the_leaning_follows_the_weight_and_is_open_where_both_weigh_alike() -> None:
    assert summarise([]).leaning is NEUTRAL
    assert summarise([piece(1, SUPPORTS, relevance=0.1)]).leaning is NEUTRAL
    assert summarise([piece(1, CONTRADICTS, relevance=1.0)]).leaning is CONTRADICTS
    both = [piece(1, CONTRADICTS, relevance=1.0), piece(2, SUPPORTS, "b", relevance=1.0)]
    assert summarise(both).leaning is None
    strong = replace(both[1].reading, probabilities=Probabilities(0.4, 0.1, 0.5))
    assert summarise([both[0], replace(both[1], reading=strong)]).leaning is CONTRADICTS


@given(
    st.lists(st.tuples(st.sampled_from(Stance), st.sampled_from("abc"), st.floats(0, 1)), max_size=12),
    st.integers(0, 11),
)
def test_more_sources_never_weigh_less_and_every_piece_is_counted(
    told: list[tuple[Stance, str, float]], more: int
) -> None:
    pieces = [piece(number, stance, paper, relevance=at) for number, (stance, paper, at) in enumerate(told, start=1)]
    all_of, fewer = summarise(pieces), summarise(pieces[:more])
    assert all_of.supports.pieces + all_of.contradicts.pieces + all_of.neutral.pieces == len(pieces)
    for stance in Stance:
        after, before = getattr(all_of, stance.value), getattr(fewer, stance.value)
        assert 0 <= before.weight <= after.weight <= 1
        assert after.sources <= min(3, after.pieces)
        assert before.sources <= after.sources or stance is NEUTRAL  # a silent source may come to speak
    papers = {one.document.sha256 for one in pieces}
    sides = all_of.supports.sources + all_of.contradicts.sources
    assert max(0, len(papers) - sides) <= all_of.neutral.sources <= len(papers)


def test_a_summary_is_said_in_words_without_a_conclusion() -> None:
    pieces = [piece(1, SUPPORTS), piece(2, SUPPORTS, "b"), piece(3, NEUTRAL, "c")]
    assert describe_summary(summarise(pieces, review(2, None))) == [
        "1 independent source supports the claim, most strongly at 80 %",
        "no source contradicts the claim",
        "1 independent source says neither; 1 set aside by a person",
    ]


def test_a_source_that_stands_on_a_side_does_not_say_neither_too() -> None:
    pieces = [piece(1, SUPPORTS), piece(2, NEUTRAL), piece(3, NEUTRAL), piece(4, NEUTRAL, "b"), piece(5, NEUTRAL, "c")]
    summary = summarise(pieces, groups={"b" * 64: 1, "c" * 64: 1})
    assert (summary.supports.sources, summary.neutral.sources, summary.neutral.pieces) == (1, 1, 4)
    assert describe_summary(summary)[-1] == "1 independent source says neither"


def test_what_a_person_decided_is_not_said_at_a_percentage() -> None:
    pieces = [piece(1, SUPPORTS), piece(2, SUPPORTS, "b"), weak(piece(3, CONTRADICTS, "c"))]
    assert describe_summary(summarise(pieces, review(2, SUPPORTS)))[:2] == [
        "2 independent sources support the claim, as a person decided on 1 of 2 passages",
        "1 independent source contradicts the claim, most strongly at 40 %, which is unclear",
    ]


def test_what_two_reviewers_differ_on_counts_nowhere() -> None:
    pieces = [piece(1, SUPPORTS), piece(2, CONTRADICTS, "b")]
    summary = summarise(pieces, disputed={2})
    assert (summary.contradicts.sources, summary.disputed) == (0, 1)
    assert describe_summary(summary)[1:] == [
        "no source contradicts the claim",
        "0 independent sources say neither; 1 not counted, because two reviewers differ",
    ]


def weak(one: Evidence) -> Evidence:
    return replace(one, reading=replace(one.reading, probabilities=Probabilities(0.3, 0.4, 0.3)))
