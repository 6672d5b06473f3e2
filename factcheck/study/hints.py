"""Hints: where a judged passage stands, a step at a time. None says what it says of the claim."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.errors import NotPermitted
from factcheck.model import Hint, Stance, StudentWork
from factcheck.study.places import GoldPlace, is_marked

STEPS = 3


def next_hint(places: Sequence[GoldPlace], work: StudentWork) -> Hint:
    """The next step to the passage of the last hint, else the first step to one that is not yet marked.

    Passages that decide something come before those that leave the claim open, but all are hinted at, so that a hint
    does not tell that there is something to find.

    Args:
        places: the judged passages of the claim.
        work: what the student has marked, and the hints taken.

    Raises:
        NotPermitted: every judged passage is marked or hinted at.
    """
    if work.hints and work.hints[-1].step < STEPS:
        last = work.hints[-1]
        return Hint(last.document_sha256, last.page, last.start, last.end, last.step + 1)
    hinted = {(hint.document_sha256, hint.page, hint.start) for hint in work.hints}
    for place in sorted(places, key=lambda one: one.gold.stance is Stance.NEUTRAL):
        if (place.document_sha256, place.page, place.start) not in hinted and not is_marked(place, work.marks):
            return Hint(place.document_sha256, place.page, place.start, place.end, 1)
    raise NotPermitted("There is no more hint: you have marked or been told of every passage that was judged.")
