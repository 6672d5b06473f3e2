"""Find the dates and periods of a text, and tell whether two of them can be the same time."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

Days = tuple[date, date]

DAY, MONTH, QUARTER, YEAR, SPAN, SINCE = "day", "month", "quarter", "year", "span", "since"


@dataclass(frozen=True)
class Period:
    """A time as it stands in a text: one or, where "3/4/2019" may be either, two spans of days, ends included."""

    start: int
    end: int
    text: str
    grain: str
    days: tuple[Days, ...]  # year 4 stands for a year that the text does not name
    is_fiscal: bool = False

    @property
    def has_year(self) -> bool:
        """Whether the text says which year."""
        return self.days[0][0].year != _NO_YEAR


_NO_YEAR = 4  # a leap year no paper speaks of
_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_NAMES["sept"] = 9
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_Y = r"(?P<year>(?:19|20)\d\d)\b"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_ORDER = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
}
_ENDED = r"(?:ended|ending|to|through|until|as of|as at)"

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(form, re.IGNORECASE))
    for name, form in (
        ("year_ended", rf"\b(?P<many>twelve months|12 months|(?:fiscal |financial )?years?|nine months|six months|three months|half[- ]year|quarter)\s+{_ENDED}\s+(?:[0-3]?\d\s+)?{_MONTH}(?:\s+[0-3]?\d)?\s*,?\s*{_Y}"),
        ("quarter", rf"\b(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) quarter)(?:,? of)?(?: the)?(?P<fiscal> ?fiscal(?: year)?| ?financial year| ?FY)?,? ?{_Y}"),
        ("quarter_after", rf"\b{_Y} ?Q(?P<q>[1-4])\b"),
        ("half", rf"\b(?:H(?P<q>[12])|(?P<nth>first|second) half)(?:,? of)?(?P<fiscal> fiscal(?: year)?)?,? ?{_Y}"),
        ("fiscal", rf"\b(?:FY ?-?(?P<short>\d\d)\b(?!\d)|(?:FY|fiscal(?: year)?|financial year) ?{_Y})(?:[-/](?P<last>\d\d(?:\d\d)?)\b)?"),
        ("iso", rf"\b{_Y}-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b"),
        ("numeric", r"\b(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.](?P<year>(?:19|20)?\d\d)\b"),
        ("day_month_year", rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_Y}"),
        ("month_day_year", rf"\b{_MONTH}\s+{_DAY},?\s+{_Y}"),
        ("month_year", rf"\b(?:(?P<part>early|mid|late)[ -])?{_MONTH},?\s+(?:of\s+)?{_Y}"),
        ("years", rf"\b(?:between|from|in)\s+{_Y}\s+(?:and|to|until|through)\s+(?P<until>(?:19|20)\d\d)\b"),
        ("years", rf"\b{_Y}\s?[-–]\s?(?P<until>(?:19|20)\d\d|\d\d)\b(?!-)"),
        ("years", rf"\b{_Y}/(?P<until>\d\d)\b(?!/)"),
        ("since", rf"\bsince\s+(?:early |late |mid-)?{_Y}"),
        ("day_month", rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}"),
        ("month_day", rf"\b{_MONTH}\s+{_DAY}(?![,\d]\d)"),
        ("month", r"\b(?:in|of|during|since|until|by|late|early|mid-|last|next|this|for)\s+" + _MONTH),
        ("year", rf"(?<![\w/$€£.-]){_Y}(?![\w/,-]\d|\.\d|-\w)"),
    )
)  # fmt: skip


_IN_NAME = re.compile(r"[A-Z][a-z]+ $")


@lru_cache(maxsize=4096)
def find_periods(text: str) -> tuple[Period, ...]:
    """The dates and periods of a text in its order; the longest reading of each place.

    >>> [(one.text, one.grain) for one in find_periods("On 3 May 2019 it reported the third quarter of 2018.")]
    [('3 May 2019', 'day'), ('third quarter of 2018', 'quarter')]
    """
    found: list[Period] = []
    for name, form in _FORMS:
        for match in form.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            if name == "year" and _IN_NAME.search(text[: match.start()]) and re.match(r" [A-Z]", text[match.end() :]):
                continue  # Vision 2030 Trust
            period = _period(name, match)
            if period:
                found.append(period)
    return tuple(sorted(found, key=lambda one: one.start))


def same_time(one: Period, other: Period) -> bool:
    """Whether two periods can be the same time: equal, or the coarser a name for what holds the finer.

    A quarter is another time than its year, and a fiscal year another than the calendar year of the same number.

    >>> def one(text): return find_periods(text)[0]
    >>> same_time(one("in March 2015"), one("on 3 March 2015")), same_time(one("Q3 2019"), one("in 2019"))
    (True, False)
    """
    if one.is_fiscal != other.is_fiscal and YEAR in (one.grain, other.grain):
        return _is_calendar_year(one) and _is_calendar_year(other) and one.days == other.days
    if {one.grain, other.grain} in ({QUARTER, YEAR}, {QUARTER, SPAN}, {YEAR, SPAN}):
        return any(a == b for a in one.days for b in other.days)
    return any(_fits(a, b) for a in _aligned(one, other) for b in _aligned(other, one))


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    return any(a[0] <= b[1] and b[0] <= a[1] for a in _aligned(one, other) for b in _aligned(other, one))


def _is_calendar_year(period: Period) -> bool:
    first, last = period.days[0]
    return (
        (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        and period.text.lower().find("fy") < 0
        and (not period.is_fiscal or "december" in period.text.lower())
    )


def _aligned(one: Period, other: Period) -> tuple[Days, ...]:
    """The days of a period, in the year that has none where the other names none."""
    if other.has_year or not one.has_year:
        return one.days
    moved = []
    for first, last in one.days:
        if first.year == last.year:
            moved.append((first.replace(year=_NO_YEAR), last.replace(year=_NO_YEAR)))
    return tuple(moved) or one.days


def _fits(a: Days, b: Days) -> bool:
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])


def _period(name: str, match: re.Match[str]) -> Period | None:
    known = match.groupdict()
    try:
        grain, days, fiscal = _READERS[name](known)
    except ValueError:  # 31 June
        return None
    return Period(match.start(), match.end(), match[0], grain, days, fiscal)


def _month_number(known: dict[str, str | None]) -> int:
    return _NAMES[(known["month"] or "").lower().rstrip(".")]


def _whole_month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


_Read = tuple[str, tuple[Days, ...], bool]


def _read_day(known: dict[str, str | None]) -> _Read:
    day = date(int(known.get("year") or _NO_YEAR), _month_number(known), int(known["day"] or 0))
    return DAY, ((day, day),), False


def _read_month(known: dict[str, str | None]) -> _Read:
    first, last = _whole_month(int(known.get("year") or _NO_YEAR), _month_number(known))
    part = (known.get("part") or "").lower()
    if part:
        bounds = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[part]
        first, last = first.replace(day=bounds[0]), first.replace(day=bounds[1])
    return MONTH, ((first, last),), False


def _read_iso(known: dict[str, str | None]) -> _Read:
    day = date(int(known["year"] or 0), int(known["m"] or 0), int(known["d"] or 0))
    return DAY, ((day, day),), False


def _read_numeric(known: dict[str, str | None]) -> _Read:
    year, a, b = int(known["year"] or 0), int(known["a"] or 0), int(known["b"] or 0)
    year += 2000 if year < 100 else 0
    days = []
    for month, day in dict.fromkeys([(a, b), (b, a)]):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            days.append((date(year, month, day), date(year, month, day)))
    if not days:
        raise ValueError
    return DAY, tuple(days), False


def _read_year(known: dict[str, str | None]) -> _Read:
    year = int(known["year"] or 0)
    return YEAR, ((date(year, 1, 1), date(year, 12, 31)),), False


def _read_years(known: dict[str, str | None]) -> _Read:
    first, until = int(known["year"] or 0), str(known["until"])
    last = int(until) if len(until) == 4 else first // 100 * 100 + int(until)
    if last <= first:
        raise ValueError
    return SPAN, ((date(first, 1, 1), date(last, 12, 31)),), False


def _read_since(known: dict[str, str | None]) -> _Read:
    year = int(known["year"] or 0)
    return SINCE, ((date(year, 1, 1), date(year, 12, 31)),), False


def _read_quarter(known: dict[str, str | None]) -> _Read:
    year, number = int(known["year"] or 0), int(known.get("q") or _ORDER[(known.get("nth") or "").lower()])
    first = date(year, 3 * number - 2, 1)
    return QUARTER, ((first, _whole_month(year, 3 * number)[1]),), bool(known.get("fiscal"))


def _read_half(known: dict[str, str | None]) -> _Read:
    year, number = int(known["year"] or 0), int(known.get("q") or _ORDER[(known.get("nth") or "").lower()])
    return QUARTER, ((date(year, 6 * number - 5, 1), _whole_month(year, 6 * number)[1]),), bool(known.get("fiscal"))


def _read_fiscal(known: dict[str, str | None]) -> _Read:
    year = int(known["year"]) if known.get("year") else 2000 + int(known["short"] or 0)
    if known.get("last"):  # FY2015-16 ends in 2016
        year = year // 100 * 100 + int(str(known["last"])[-2:])
    return YEAR, ((date(year, 1, 1), date(year, 12, 31)),), True


_MONTHS_OF = {"nine months": 9, "six months": 6, "three months": 3, "half-year": 6, "half year": 6, "quarter": 3}


def _read_ended(known: dict[str, str | None]) -> _Read:
    year, month = int(known["year"] or 0), _month_number(known)
    many = _MONTHS_OF.get((known["many"] or "").lower(), 12)
    last = _whole_month(year, month)[1]
    start_month = (month - many) % 12 + 1
    start_year = year - 1 if start_month > month else year
    if many == 12:  # named by the year in which it ends, as "fiscal 2019" is
        return YEAR, ((date(year, 1, 1), date(year, 12, 31)),), month != 12
    return QUARTER, ((date(start_year, start_month, 1), last),), False


_READERS = {
    "year_ended": _read_ended, "quarter": _read_quarter, "quarter_after": _read_quarter, "half": _read_half,
    "fiscal": _read_fiscal, "iso": _read_iso, "numeric": _read_numeric, "day_month_year": _read_day,
    "month_day_year": _read_day, "month_year": _read_month, "years": _read_years, "since": _read_since,
    "day_month": _read_day, "month_day": _read_day, "month": _read_month, "year": _read_year,
}  # fmt: skip


def column_years(header: str, n_columns: int) -> tuple[Period, ...] | None:
    """The years that head the columns of a table, where there are as many as a row has figures.

    >>> [one.text for one in column_years("Year ended 30 June: 2023 2022 2021", 3)]
    ['2023', '2022', '2021']
    """
    lists = list(re.finditer(r"(?:(?:19|20)\d\d[ ,;|]+(?:and )?){1,9}(?:19|20)\d\d\b", header))
    if not lists:
        return None
    years = [one for one in find_periods_plain(lists[-1][0])]
    return tuple(years) if len(years) == n_columns else None


def find_periods_plain(text: str) -> tuple[Period, ...]:
    """The bare years of a text, each a calendar year."""
    found = []
    for match in re.finditer(r"(?:19|20)\d\d", text):
        year = int(match[0])
        found.append(Period(match.start(), match.end(), match[0], YEAR, ((date(year, 1, 1), date(year, 12, 31)),)))
    return tuple(found)


def days_between(one: Period, other: Period) -> int:
    """How many days lie between two periods that do not overlap; 0 where they do."""
    first, second = sorted((one.days[0], other.days[0]))
    return max(0, (second[0] - first[1]) // timedelta(days=1))
