"""What is to be done: for each claim and each document in which of four states the work is, and why. Rules over values.

Each is in exactly one state, so that the counts of the states always add up to what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from factcheck.model import Claim, Document, Evidence, Review, Stance, VerdictLabel
from factcheck.people import same_person
from factcheck.review import shown_stance


class WorkState(StrEnum):
    """How far the work is."""

    UNREVIEWED = "Unreviewed"
    IN_DOUBT = "In doubt"
    SECOND_EYE = "Needs a second eye"
    DONE = "Done"


class Mark(StrEnum):
    """What a person can say of the work on a claim or a document."""

    NONE = ""
    IN_DOUBT = "in doubt"
    SECOND_EYE = "needs a second eye"
    READ = "read"  # of a document: somebody has gone through it


@dataclass(frozen=True)
class Noted:
    """What people have said of one claim or document, by the decision log."""

    assigned_to: str = ""
    mark: Mark = Mark.NONE
    marked_by: str = ""
    why: str = ""
    edited_since: bool = False  # the words of the claim, since its verdict


NOTHING_NOTED = Noted()


@dataclass(frozen=True)
class Decided:
    """What of a claim's record the worklist needs."""

    pieces: tuple[Evidence, ...] = ()  # copies of one paper once
    reviews: Mapping[int, Sequence[Review]] = field(default_factory=dict)  # that count, by evidence id
    disputed: frozenset[int] = frozenset()  # evidence ids on which two reviewers differ
    verdict: VerdictLabel | None = None
    is_verdict_disputed: bool = False
    is_open: bool = False  # under blind review
    done_by: tuple[str, ...] = ()
    is_checked: bool = False


@dataclass(frozen=True)
class ClaimWork:
    """The work on one claim."""

    claim: Claim
    state: WorkState
    reasons: tuple[str, ...]  # why it is in that state, in words
    reviewed: int  # pieces of evidence that are reviewed
    pieces: int
    assigned_to: str
    verdict: VerdictLabel | None
    new_evidence: tuple[Evidence, ...]  # of documents that came after the verdict, and bear on the claim
    mine_is_done: bool  # the person who looks is done with it, and another is not


@dataclass(frozen=True)
class DocumentWork:
    """The work on one document."""

    document: Document
    state: WorkState
    reasons: tuple[str, ...]
    reviewed: int
    pieces: int  # of evidence, for any claim
    assigned_to: str
    claims: tuple[str, ...]  # ids of the claims that it supports or contradicts


def work_on_claim(
    claim: Claim, decided: Decided, noted: Noted, came_later: frozenset[str] | set[str], viewer: str
) -> ClaimWork:
    """Say how far the work on a claim is.

    Args:
        claim: the claim.
        decided: what is decided on it, as the person who looks sees it.
        noted: what people said of the work on it.
        came_later: SHA-256 of the documents that came into the case after the verdict.
        viewer: who looks.
    """
    new = tuple(
        one
        for one in decided.pieces
        if decided.verdict
        and one.document.sha256 in came_later
        and shown_stance(one, decided.reviews.get(one.id or 0, ())) in (Stance.SUPPORTS, Stance.CONTRADICTS)
    )
    doubts = _doubts(decided, noted, new)
    mine_is_done = decided.is_open and any(same_person(one, viewer) for one in decided.done_by)
    state, reasons = _state_of_claim(decided, noted, doubts, mine_is_done)
    reviewed = sum((one.id or 0) in decided.reviews or one.id in decided.disputed for one in decided.pieces)
    return ClaimWork(
        claim, state, reasons, reviewed, len(decided.pieces), noted.assigned_to, decided.verdict, new, mine_is_done
    )


def _doubts(decided: Decided, noted: Noted, new: Sequence[Evidence]) -> tuple[str, ...]:
    titles = list(dict.fromkeys(one.document.title for one in new))
    differ = len(decided.disputed)
    found = (
        f"new evidence since the verdict: {', '.join(titles)}" if titles else "",
        "the claim was edited since its verdict" if decided.verdict and noted.edited_since else "",
        "two reviewers came to different verdicts" if decided.is_verdict_disputed else "",
        f"two reviewers differ on {differ} passage{'' if differ == 1 else 's'}" if differ else "",
        _say_mark(noted) if noted.mark is Mark.IN_DOUBT else "",
    )
    return tuple(filter(None, found))


def _state_of_claim(
    decided: Decided, noted: Noted, doubts: tuple[str, ...], mine_is_done: bool
) -> tuple[WorkState, tuple[str, ...]]:
    if doubts:
        return WorkState.IN_DOUBT, doubts
    if decided.is_open and decided.done_by:
        who = "you are done, another reviewer is not" if mine_is_done else "one reviewer is done"
        return WorkState.SECOND_EYE, (who,)
    if noted.mark is Mark.SECOND_EYE:
        return WorkState.SECOND_EYE, (_say_mark(noted),)
    if decided.verdict and not decided.is_open:
        return WorkState.DONE, ()
    return WorkState.UNREVIEWED, () if decided.is_checked else ("not checked against the documents yet",)


def work_on_document(document: Document, all_decided: Mapping[str, Decided], noted: Noted) -> DocumentWork:
    """Say how far the work on a document is.

    Args:
        document: the document.
        all_decided: what is decided on each claim of the case, by claim id, as the person who looks sees it.
        noted: what people said of the work on the document.
    """
    here = [
        (claim, decided, one)
        for claim, decided in all_decided.items()
        for one in decided.pieces
        if one.document.sha256 == document.sha256
    ]
    disputed = [one for _, decided, one in here if one.id in decided.disputed]
    reviewed = sum((one.id or 0) in decided.reviews or one.id in decided.disputed for _, decided, one in here)
    bears = tuple(
        dict.fromkeys(
            claim
            for claim, decided, one in here
            if shown_stance(one, decided.reviews.get(one.id or 0, ())) in (Stance.SUPPORTS, Stance.CONTRADICTS)
        )
    )
    is_open = any(decided.is_open for _, decided, _ in here)
    state, reasons = _state_of_document(noted, len(disputed), reviewed, len(here), is_open)
    return DocumentWork(document, state, reasons, reviewed, len(here), noted.assigned_to, bears)


def _state_of_document(
    noted: Noted, n_disputed: int, reviewed: int, pieces: int, is_open: bool
) -> tuple[WorkState, tuple[str, ...]]:
    if noted.mark is Mark.IN_DOUBT:
        return WorkState.IN_DOUBT, (_say_mark(noted),)
    if n_disputed:
        return WorkState.IN_DOUBT, (
            f"two reviewers differ on {n_disputed} passage{'' if n_disputed == 1 else 's'} of it",
        )
    if noted.mark is Mark.SECOND_EYE:
        return WorkState.SECOND_EYE, (_say_mark(noted),)
    if noted.mark is Mark.READ:
        return WorkState.DONE, (_say_mark(noted),)
    if pieces and reviewed == pieces:
        if is_open:
            return WorkState.SECOND_EYE, (
                "you have reviewed all found in it; claims are still under review by two people",
            )
        return WorkState.DONE, ("all that was found in it is reviewed",)
    return WorkState.UNREVIEWED, () if pieces else ("nothing in it was found for any claim",)


def _say_mark(noted: Noted) -> str:
    why = f": {noted.why}" if noted.why else ""
    return f"marked “{noted.mark}” by {noted.marked_by or 'somebody'}{why}"


def count_states(work: Iterable[ClaimWork | DocumentWork]) -> dict[WorkState, int]:
    """How many are in each state; the counts add up to how many there are."""
    counts = Counter(one.state for one in work)
    return {state: counts[state] for state in WorkState}


def next_unreviewed(work: Sequence[ClaimWork], viewer: str, after: str = "") -> str | None:
    """The claim that a person should take next: what is assigned to them first, then what is nobody's, in the list's order.

    Args:
        work: the claims in order.
        viewer: who asks.
        after: the id of the claim that they come from; the list goes round.
    """
    ids = [one.claim.id for one in work]
    start = ids.index(after) + 1 if after in ids else 0
    waiting = [one for one in [*work[start:], *work[:start]] if _waits(one) and one.claim.id != after]
    mine = [one.claim.id for one in waiting if same_person(one.assigned_to, viewer)]
    free = [one.claim.id for one in waiting if not one.assigned_to]
    return next(iter(mine + free), None)


def _waits(one: ClaimWork) -> bool:
    return one.state is WorkState.UNREVIEWED or (one.state is WorkState.SECOND_EYE and not one.mine_is_done)
