"""Whether a claim and a sentence speak of the same time."""

from __future__ import annotations

import re

from factcheck.stance.rules.findings import UNSURE, Finding, Outcome, quoted
from factcheck.stance.rules.period_forms import find_periods, relative_times
from factcheck.stance.rules.periods import Grain, Period, may_be_fiscal, overlap, same_time
from factcheck.stance.rules.sides import Sides
from factcheck.stance.rules.wording import stem

_PREPOSITION = re.compile(r"(?:\b(?P<noun>\w+) )?\b(?P<word>\w+)(?: the| about| early| late| around)? $")
_LOOK = 40  # characters before a time that hold its preposition and the noun before that
_STANDINGS = {"before": ("by", "until", "before", "till", "to"), "from": ("from", "since", "after")}
_PARTS = frozenset({Grain.QUARTER, Grain.SPAN})


def compare_times(sides: Sides) -> Finding:
    """Say whether the paper speaks of the claim's time.

    Returns:
        SAME also where the claim names none; OTHER where the paper gives another; UNSURE where it gives none, several, or
        one that may be either.
    """
    claim, paper = sides.claim_periods, sides.paper_periods
    if relative_times(sides.claim) - relative_times(sides.sentence):
        return UNSURE
    if not claim:
        return Finding(Outcome.SAME)
    is_relative = relative_times(sides.sentence) and not find_periods(sides.sentence)
    several = len({one.days for one in paper}) > len({one.days for one in claim}) and not sides.row
    if not paper or is_relative or several or _are_unclear(sides) or not _stand_alike(sides):
        return UNSURE
    if all(any(same_time(one, other) for other in paper) for one in claim):
        return Finding(Outcome.SAME, _same_date(claim, paper))
    return _other_time(sides)


def _are_unclear(sides: Sides) -> bool:
    """Whether the two can be read in more than one way: 3/4/2019, a year that may be fiscal, a month in its year."""
    pairs = [(one, other) for one in sides.claim_periods for other in sides.paper_periods]
    if any(len(one.days) > 1 or len(other.days) > 1 for one, other in pairs):
        return True
    if any(may_be_fiscal(one, other) and one.days == other.days for one, other in pairs):
        return True
    if any(
        Grain.VAGUE in (one.grain, other.grain) and one.days != other.days and overlap(one, other)
        for one, other in pairs
    ):
        return True
    if sides.row and len(sides.row.figures) > 1 and any(one.grain is Grain.SPAN for one in sides.claim_periods):
        return True
    return bool(sides.claim_figures) and any(_is_part(one, other) for one, other in pairs)


def _stand_alike(sides: Sides) -> bool:
    """Whether the times stand to the rest as each other: not "by May" against "from May"."""
    said = {_standing(sides.claim, one) for one in sides.claim_periods}
    if not find_periods(sides.sentence) or sides.row:
        return True
    there = {_standing(sides.sentence, one) for one in sides.paper_periods if one in find_periods(sides.sentence)}
    return not there or bool(said & there)


def _standing(text: str, period: Period) -> str:
    """How a time stands to what is said of it: before it, from it on, at it, or of what."""
    before = _PREPOSITION.search(text[max(0, period.start - _LOOK) : period.start])
    word = before["word"].lower() if before else ""
    if before and word == "of":
        return stem(before["noun"] or "")
    return next((name for name, words in _STANDINGS.items() if word in words), "at")


def _is_part(one: Period, other: Period) -> bool:
    """Whether one is a day or a month within the other: its figure may be the whole's or not."""
    finer = {one.grain, other.grain} & {Grain.DAY, Grain.MONTH}
    return bool(finer) and one.grain != other.grain and overlap(one, other)


def _other_time(sides: Sides) -> Finding:
    claim, paper = sides.claim_periods, sides.paper_periods
    missed = next(one for one in claim if not any(same_time(one, other) for other in paper))
    nearest = paper[0]
    reason = f"{quoted(nearest.text)} in the paper, {quoted(missed.text)} in the claim"
    if any(overlap(one, other) for one in claim for other in paper) and not _are_parts(missed, nearest):
        return UNSURE
    return Finding(Outcome.OTHER, reason)


def _are_parts(one: Period, other: Period) -> bool:
    """Whether two overlapping periods are accounts of their own: a quarter and its year, a fiscal and a calendar year."""
    return bool(_PARTS & {one.grain, other.grain}) or one.is_fiscal != other.is_fiscal


def _same_date(claim: tuple[Period, ...], paper: tuple[Period, ...]) -> str:
    """Two notations of one day, said because a reader may not see it at once."""
    for one in claim:
        for other in paper:
            if (
                one.grain == other.grain == Grain.DAY
                and one.days == other.days
                and one.text.lower() != other.text.lower()
            ):
                return f"the same date: {quoted(other.text)} in the paper, {quoted(one.text)} in the claim"
    return ""
