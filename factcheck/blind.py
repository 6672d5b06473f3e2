"""Two reviewers of one claim: what each may see of it, when both are done, and where they disagree. Rules over values.

A person is done with a claim once they have set a verdict on it. Until two people are done, each sees their own decisions
and nobody else's. From then on neither changes theirs, so that what is compared was decided blind; where the two differ,
nothing counts until an adjudicator settles it, with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from factcheck.log import Action, Entry, unwrap
from factcheck.model import Review, Verdict
from factcheck.people import identify, same_person

REVIEWERS = 2
"""How many people review a claim of a case with double review."""

_DECISIONS = (Action.REVIEWED, Action.VERDICT_SET, Action.UNDONE, Action.MARKED)


@dataclass(frozen=True)
class Sight:
    """What one person sees of the decisions on a claim that two people review."""

    reviews: dict[int, tuple[Review, ...]]  # what counts, by evidence id, oldest first; none where two disagree
    verdicts: tuple[Verdict, ...]  # oldest first; none where two disagree
    done_by: tuple[str, ...] = ()  # who has set a verdict, in that order
    is_open: bool = True  # whether fewer than two are done
    disputes: dict[int, tuple[Review, Review]] = field(default_factory=dict)  # by evidence id, not settled
    verdict_dispute: tuple[Verdict, Verdict] | None = None  # not settled
    pair: tuple[tuple[dict[int, Review], Verdict], ...] = ()  # what each of the two decided blind, once both are done


def done_with(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Who is done with a claim, in the order in which they came to an end; verdicts oldest first."""
    names: dict[str, str] = {}
    for one in verdicts:
        if not one.settles:
            names.setdefault(identify(one.reviewer), one.reviewer)
    return tuple(names.values())


def look(reviews: Mapping[int, Sequence[Review]], verdicts: Sequence[Verdict], viewer: str) -> Sight:
    """What a person sees of a claim that two people review.

    Args:
        reviews: all that count, of everybody, by evidence id, oldest first.
        verdicts: all that count, of everybody, oldest first.
        viewer: who looks; "" sees nobody's decisions while the claim is open.
    """
    done = done_with(verdicts)
    if len(done) < REVIEWERS:
        own = {
            number: tuple(one for one in all_ if same_person(one.reviewer, viewer)) for number, all_ in reviews.items()
        }
        return Sight(
            {number: of_one for number, of_one in own.items() if of_one},
            tuple(one for one in verdicts if same_person(one.reviewer, viewer)),
            done,
        )
    first, second = (_blind_decisions(reviews, verdicts, who) for who in done[:REVIEWERS])
    disputes: dict[int, tuple[Review, Review]] = {}
    counting: dict[int, tuple[Review, ...]] = {}
    for number, all_ in reviews.items():
        one, other = first[0].get(number), second[0].get(number)
        if one and other and one.stance is not other.stance and not all_[-1].settles:
            disputes[number] = one, other
        else:
            counting[number] = tuple(all_)
    differ = first[1].label is not second[1].label and not verdicts[-1].settles
    return Sight(
        counting,
        () if differ else tuple(verdicts),
        done,
        is_open=False,
        disputes=disputes,
        verdict_dispute=(first[1], second[1]) if differ else None,
        pair=(first, second),
    )


def _blind_decisions(
    reviews: Mapping[int, Sequence[Review]], verdicts: Sequence[Verdict], who: str
) -> tuple[dict[int, Review], Verdict]:
    newest = {
        number: one
        for number, all_ in reviews.items()
        for one in all_
        if same_person(one.reviewer, who) and not one.settles
    }
    return newest, [one for one in verdicts if same_person(one.reviewer, who) and not one.settles][-1]


def is_hidden(entry: Entry, open_claims: frozenset[str] | set[str], viewer: str) -> bool:
    """Whether a person may not see an entry of the decision log: another's decision on a claim that is still open."""
    inner = unwrap(entry)
    if inner.action not in _DECISIONS or entry.claim not in open_claims:
        return False
    decided = inner.after if inner.action is not Action.UNDONE else inner.before
    return not same_person(str((decided or {}).get("reviewer") or inner.who), viewer)


def participants(reviews: Mapping[int, Sequence[Review]], verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Everybody who has decided something on a claim, in the order of their first decision."""
    decided = [(one.reviewed_at, one) for all_ in reviews.values() for one in all_]
    decided_all: list[tuple[str, Review | Verdict]] = [*decided, *((one.decided_at, one) for one in verdicts)]
    names: dict[str, str] = {}
    for _, one in sorted(decided_all, key=lambda pair: pair[0]):
        if not one.settles:
            names.setdefault(identify(one.reviewer), one.reviewer)
    return tuple(names.values())
