"""Each claim and each document is in exactly one state of the work, whatever was decided, marked or assigned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import make_claim, make_document, make_evidence
from hypothesis import given
from hypothesis import strategies as st

from factcheck.model import Decision, Evidence, Review, Stance, VerdictLabel
from factcheck.worklist import (
    NOTHING_NOTED,
    ClaimWork,
    Decided,
    Mark,
    Noted,
    WorkState,
    count_states,
    next_unreviewed,
    work_on_claim,
    work_on_document,
)

HASHES = ["a" * 64, "b" * 64, "c" * 64]


def piece(number: int, sha256: str = HASHES[0], stance: Stance = Stance.SUPPORTS) -> Evidence:
    one = make_evidence(stance, id=number)
    return replace(one, document=make_document(sha256, file=f"{sha256[0]}.txt"))


def review(number: int, stance: Stance | None = Stance.SUPPORTS) -> tuple[Review, ...]:
    return (Review(number, Decision.CORRECT, stance, "Ida", "2026"),)


@st.composite
def decisions(draw: st.DrawFn) -> Decided:
    pieces = tuple(
        piece(n, draw(st.sampled_from(HASHES)), draw(st.sampled_from(Stance))) for n in range(draw(st.integers(0, 5)))
    )
    ids = [one.id or 0 for one in pieces]
    reviewed = draw(st.sets(st.sampled_from(ids))) if ids else set()
    disputed = draw(st.sets(st.sampled_from(sorted(set(ids) - reviewed)))) if set(ids) - reviewed else set()
    return Decided(
        pieces=pieces,
        reviews={n: review(n, draw(st.sampled_from([*Stance, None]))) for n in reviewed},
        disputed=frozenset(disputed),
        verdict=draw(st.none() | st.sampled_from(VerdictLabel)),
        is_verdict_disputed=draw(st.booleans()),
        is_open=draw(st.booleans()),
        done_by=tuple(draw(st.lists(st.sampled_from(["Ida", "Bo"]), unique=True, max_size=2))),
        is_checked=draw(st.booleans()),
    )


NOTED = st.builds(
    Noted,
    st.sampled_from(["", "Ida", "Bo"]),
    st.sampled_from(Mark),
    st.just("Cy"),
    st.sampled_from(["", "odd"]),
    st.booleans(),
)


@given(
    st.lists(st.tuples(decisions(), NOTED), max_size=6),
    st.sets(st.sampled_from(HASHES)),
    st.lists(NOTED, min_size=3, max_size=3),
)
def test_the_counts_of_the_states_always_add_up(
    cases: list[tuple[Decided, Noted]], later: set[str], on_documents: list[Noted]
) -> None:
    claims = [
        work_on_claim(make_claim(f"C{n}"), decided, noted, later, "Ida") for n, (decided, noted) in enumerate(cases)
    ]
    all_decided = {one.claim.id: decided for one, (decided, _) in zip(claims, cases, strict=True)}
    documents = [
        work_on_document(make_document(sha256), all_decided, noted)
        for sha256, noted in zip(HASHES, on_documents, strict=True)
    ]
    assert sum(count_states(claims).values()) == len(claims)
    assert sum(count_states(documents).values()) == len(documents) == 3
    assert sum(one.pieces for one in documents) == sum(one.pieces for one in claims)  # every piece is of one document
    assert sum(one.reviewed for one in documents) == sum(one.reviewed for one in claims)
    for one in [*claims, *documents]:
        assert 0 <= one.reviewed <= one.pieces
        assert one.reasons or one.state in (WorkState.DONE, WorkState.UNREVIEWED)
    target = next_unreviewed(claims, "Ida")
    waiting = [
        one for one in claims if one.state in (WorkState.UNREVIEWED, WorkState.SECOND_EYE) and not one.mine_is_done
    ]
    free = [one.claim.id for one in waiting if one.assigned_to in ("", "Ida")]
    assert target in free if free else target is None


DONE = Decided((piece(1),), {1: review(1)}, verdict=VerdictLabel.SUPPORTED, is_checked=True)


@pytest.mark.parametrize(
    ("decided", "noted", "later", "state", "reason"),
    [
        pytest.param(Decided(), NOTHING_NOTED, "", "Unreviewed", "not checked", id="nothing yet"),
        pytest.param(DONE, NOTHING_NOTED, "", "Done", "", id="a verdict"),
        pytest.param(DONE, NOTHING_NOTED, HASHES[0], "In doubt", "new evidence since the verdict: a.txt", id="a new paper"),
        pytest.param(DONE, NOTHING_NOTED, HASHES[1], "Done", "", id="a new paper that does not bear on it"),
        pytest.param(
            replace(DONE, reviews={1: review(1, None)}), NOTHING_NOTED, HASHES[0], "Done", "", id="a new paper set aside"
        ),
        pytest.param(DONE, Noted(edited_since=True), "", "In doubt", "edited since", id="edited"),
        pytest.param(DONE, Noted(mark=Mark.IN_DOUBT, marked_by="Bo", why="odd"), "", "In doubt", "by Bo: odd", id="marked"),
        pytest.param(DONE, Noted(mark=Mark.SECOND_EYE), "", "Needs a second eye", "marked", id="a second eye"),
        pytest.param(
            Decided(is_open=True, done_by=("Bo",)), NOTHING_NOTED, "", "Needs a second eye", "one reviewer is done", id="blind"
        ),
        pytest.param(
            Decided(is_open=True, done_by=("ida",), verdict=VerdictLabel.MIXED), NOTHING_NOTED, "", "Needs a second eye",
            "you are done", id="blind, and mine is done",
        ),
        pytest.param(
            Decided((piece(1),), disputed=frozenset([1])), NOTHING_NOTED, "", "In doubt", "differ on 1 passage", id="disputed"
        ),
    ],
)  # fmt: skip
def test_the_state_of_a_claim_says_what_is_to_be_done(
    decided: Decided, noted: Noted, later: str, state: str, reason: str
) -> None:
    work = work_on_claim(make_claim(), decided, noted, {later}, "Ida")
    assert work.state == state
    assert reason in "; ".join(work.reasons)


def test_next_is_mine_then_nobodys_and_never_another_persons() -> None:
    def waiting(id: str, person: str) -> ClaimWork:
        return work_on_claim(make_claim(id), Decided(), Noted(person), set(), "Ida")

    work = [waiting("C1", "Bo"), waiting("C2", ""), waiting("C3", "ida"), waiting("C4", "")]
    assert next_unreviewed(work, "Ida") == "C3"
    assert next_unreviewed(work, "Ida", after="C3") == "C4"
    assert next_unreviewed(work, "Cy", after="C4") == "C2"
    assert next_unreviewed(work[:1], "Cy") is None
