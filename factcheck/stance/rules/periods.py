"""Dates and periods: what days they are, and whether two of them can be the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Days = tuple[date, date]
"""A span of days, both ends included."""

NO_YEAR = 4
"""Stands for the year where a text names none: a leap year of which no paper speaks."""


class Grain(StrEnum):
    """How fine a time is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"  # or a half, or nine months: a part of a year of account
    YEAR = "year"
    SPAN = "span"  # of years
    SINCE = "since"
    VAGUE = "vague"  # early 2019, spring 2011


@dataclass(frozen=True)
class Period:
    """A time as it stands in a text: one or, where "3/4/2019" may be either, two spans of days."""

    start: int
    end: int
    text: str
    grain: Grain
    days: tuple[Days, ...]
    is_fiscal: bool = False
    is_calendar: bool = False  # the text says so: "calendar year 2019", "year ended 31 December 2019"

    @property
    def has_year(self) -> bool:
        """Whether the text says which year."""
        return self.days[0][0].year != NO_YEAR


def same_time(one: Period, other: Period) -> bool:
    """Whether two periods can be the same time: equal, or the coarser a name for what holds the finer.

    A quarter is another time than its year, and a fiscal year another than the calendar year of the same number.
    """
    if one.is_fiscal != other.is_fiscal and Grain.YEAR in (one.grain, other.grain):
        return False
    if Grain.SINCE in (one.grain, other.grain) and one.grain != other.grain:
        return False
    if {one.grain, other.grain} & {Grain.QUARTER, Grain.SPAN, Grain.VAGUE} and one.grain != other.grain:
        return any(a == b for a in one.days for b in other.days)
    return any(_holds(a, b) or _holds(b, a) for a, b in _pairs(one, other))


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    return any(a[0] <= b[1] and b[0] <= a[1] for a, b in _pairs(one, other))


def may_be_fiscal(one: Period, other: Period) -> bool:
    """Whether one is a fiscal year and the other a year that may be either, so that they cannot be told apart."""
    return one.is_fiscal != other.is_fiscal and not (one.is_calendar or other.is_calendar)


def _pairs(one: Period, other: Period) -> list[tuple[Days, Days]]:
    """The spans of both, without their year where only one of them names it."""
    if one.has_year != other.has_year:
        return [(a, b) for a in map(_without_year, one.days) for b in map(_without_year, other.days) if a and b]
    return [(a, b) for a in one.days for b in other.days]


def _without_year(days: Days) -> Days | None:
    first, last = days
    return (first.replace(year=NO_YEAR), last.replace(year=NO_YEAR)) if first.year == last.year else None


def _holds(a: Days, b: Days) -> bool:
    return a[0] <= b[0] and b[1] <= a[1]
