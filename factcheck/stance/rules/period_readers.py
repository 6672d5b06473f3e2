"""What days each way of writing a date or a period means."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from factcheck.stance.rules.periods import NO_YEAR, Days, Grain

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
"""Months by name and abbreviation, from 1 on."""

_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
)  # fmt: skip
ORDINALS = (*_ONES, *_TEENS, "twentieth", *(f"twenty-{one}" for one in _ONES), "thirtieth", "thirty-first")
"""The days of a month in words, from the first on."""

_NTH = {name: number for number, name in enumerate(ORDINALS, 1)} | {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_SEASONS = {
    "winter": (1, 3), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11),
    "early": (1, 5), "mid": (4, 9), "late": (8, 12),
}  # fmt: skip
_THIS_CENTURY, _LAST_CENTURY = 30, 70
"""A year of two digits below the first is of this century, one from the second on of the last, one between them of either."""

_LENGTHS = {"nine months": 9, "six months": 6, "three months": 3, "half-year": 6, "half year": 6, "quarter": 3}

Known = dict[str, str | None]
"""The named groups of a match."""


@dataclass(frozen=True)
class Read:
    """What a form means."""

    grain: Grain
    days: tuple[Days, ...]
    is_fiscal: bool = False
    is_calendar: bool = False


def _number(known: Known, name: str = "year") -> int:
    return int(known.get(name) or NO_YEAR)


def _month(known: Known) -> int:
    return MONTHS[(known["month"] or "").lower().rstrip(".")]


def _months(year: int, first: int, last: int) -> Days:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _whole_year(year: int, last: int = 0) -> tuple[Days, ...]:
    return ((date(year, 1, 1), date(last or year, 12, 31)),)


def _centuries(short: int) -> tuple[int, ...]:
    """The years that two digits can mean.

    >>> _centuries(19), _centuries(97), _centuries(45)
    ((2019,), (1997,), (1945, 2045))
    """
    if short < _THIS_CENTURY:
        return (2000 + short,)
    return (1900 + short,) if short >= _LAST_CENTURY else (1900 + short, 2000 + short)


def _until(first: int, last: str) -> int:
    """The year that follows a dash: 2014 of "2010-14"; the century is carried to the next year, 2000 of "1999-00"."""
    if len(last) == 4:
        return int(last)
    return first + 1 if int(last) == (first + 1) % 100 else first // 100 * 100 + int(last)


def read_day(known: Known) -> Read:
    """14 March 2015, the first day of July."""
    number = _number(known, "day") if known.get("day") else _NTH[(known["nth"] or "").lower()]
    day = date(_number(known), _month(known), number)
    return Read(Grain.DAY, ((day, day),))


def read_iso(known: Known) -> Read:
    """2015-03-14."""
    day = date(_number(known), _number(known, "m"), _number(known, "d"))
    return Read(Grain.DAY, ((day, day),))


def read_numeric(known: Known) -> Read:
    """3/4/2019, 12/15/97: the day first or the month, of this century or the last; both where both can be."""
    year, a, b = _number(known), _number(known, "a"), _number(known, "b")
    orders = dict.fromkeys([(a, b), (b, a)])
    dates = [(one, *order) for one in (_centuries(year) if year < 100 else (year,)) for order in orders]
    days = [date(*one) for one in dates if _is_day(*one)]
    if not days:
        raise ValueError
    return Read(Grain.DAY, tuple((day, day) for day in days))


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def read_month(known: Known) -> Read:
    """March 2015, or its early, middle or late third."""
    first, last = _months(_number(known), _month(known), _month(known))
    if part := (known.get("part") or "").lower():
        bounds = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[part]
        first, last = first.replace(day=bounds[0]), first.replace(day=bounds[1])
    return Read(Grain.MONTH, ((first, last),))


def read_month_end(known: Known) -> Read:
    """The end of March 2015; of a year, the end of December."""
    _, last = _months(_number(known), *(2 * (_month(known) if known.get("month") else 12,)))
    return Read(Grain.DAY, ((last, last),))


def read_year(known: Known) -> Read:
    """2015."""
    return Read(Grain.YEAR, _whole_year(_number(known)), is_calendar=bool(known.get("calendar")))


def read_years(known: Known) -> Read:
    """2010 to 2014, 2010/14, 1999-00."""
    first = _number(known)
    last = _until(first, str(known["until"]))
    if last <= first:
        raise ValueError
    return Read(Grain.SPAN, _whole_year(first, last))


def read_since(known: Known) -> Read:
    """Since 2014."""
    return Read(Grain.SINCE, _whole_year(_number(known)))


def read_part(known: Known) -> Read:
    """A quarter or a half of a year."""
    number = _number(known, "q") if known.get("q") else _NTH[(known["nth"] or "").lower()]
    many = 6 if known.get("half") else 3
    days = _months(_number(known), many * (number - 1) + 1, many * number)
    return Read(Grain.QUARTER, (days,), bool(known.get("fiscal")))


def read_vague(known: Known) -> Read:
    """Early 2019, spring 2011."""
    first, last = _SEASONS[(known["season"] or "").lower()]
    return Read(Grain.VAGUE, (_months(_number(known), first, last),))


def read_fiscal(known: Known) -> Read:
    """FY2015, FY97; fiscal 2015-16, which is called 2016; FY2015-19, which is a span."""
    years = (_number(known),) if known.get("year") else _centuries(_number(known, "short"))
    spans = [(year, _until(year, str(known["last"])) if known.get("last") else year) for year in years]
    if any(last < first for first, last in spans):
        raise ValueError
    if any(last - first > 1 for first, last in spans):
        return Read(Grain.SPAN, tuple(days for span in spans for days in _whole_year(*span)), is_fiscal=True)
    return Read(Grain.YEAR, tuple(days for _, last in spans for days in _whole_year(last)), is_fiscal=True)


def read_ended(known: Known) -> Read:
    """The year, the half or the quarter that ends with a month; a year is called by the year in which it ends."""
    year, month = _number(known), _month(known)
    many = _LENGTHS.get(" ".join((known["many"] or "").lower().split()), 12)
    if many == 12:
        return Read(Grain.YEAR, _whole_year(year), is_fiscal=month != 12, is_calendar=month == 12)
    first = (month - many) % 12 + 1
    start = date(year - 1 if first > month else year, first, 1)
    return Read(Grain.QUARTER, ((start, _months(year, month, month)[1]),))
