"""Find the dates and periods of a text: how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from factcheck.stance.rules import period_readers as readers
from factcheck.stance.rules.period_readers import MONTHS, ORDINALS
from factcheck.stance.rules.periods import Period
from factcheck.stance.rules.wording import on_one_line

_LONGEST_FIRST = sorted(MONTHS, key=len, reverse=True)
_MONTH = rf"(?P<month>{'|'.join(_LONGEST_FIRST)})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DAY = rf"(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?: day)?|(?P<nth>{_ORDINAL})\b(?: day)?)"
_ENDED = r"(?:ended|ending|to|through|until)"
_MANY = r"(?:twelve|12) months|(?:fiscal |financial )?years?|nine months|six months|three months|half[- ]year|quarter"
_MAY_HAVE_TIME = re.compile(rf"\d|\b(?:{'|'.join(_LONGEST_FIRST)})\b", re.IGNORECASE)
_BEFORE_MONTH = "|".join(
    rf"(?<=\b{word} )" for word in ["in", "of", "during", "since", "until", "by", "early", "late", "mid", "for", "from"]
)  # "may" is no month
_OF_YEAR = rf"(?:,? of)?(?: the)?(?P<fiscal> ?fiscal(?: year)?| ?financial year| ?FY)?,? ?{_YEAR}"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[readers.Known], readers.Read]], ...] = tuple(
    (re.compile(form, re.IGNORECASE), read)
    for form, read in (
        (rf"\b(?P<many>{_MANY}) {_ENDED} (?:the )?(?:end of )?(?:[0-3]?\d )?{_MONTH}(?: [0-3]?\d)?,? {_YEAR}",
         readers.read_ended),
        (rf"\b(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) quarter){_OF_YEAR}", readers.read_part),
        (rf"\b{_YEAR} ?Q(?P<q>[1-4])\b", readers.read_part),
        (rf"\b(?P<half>H)(?P<q>[12]){_OF_YEAR}", readers.read_part),
        (rf"\b(?P<nth>first|second) (?P<half>half){_OF_YEAR}", readers.read_part),
        (rf"\b(?:FY ?-?(?P<short>\d\d)\b(?!\d)|(?:FY|fiscal(?: year)?|financial year) ?{_YEAR})"
         r"(?:[-/](?P<last>\d\d(?:\d\d)?)\b)?", readers.read_fiscal),
        (rf"\b(?P<calendar>calendar)(?: year)? {_YEAR}", readers.read_year),
        (rf"\b{_YEAR} (?P<calendar>calendar) year\b", readers.read_year),
        (rf"\b{_YEAR}-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b", readers.read_iso),
        (r"(?<![\d/.])(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.](?P<year>(?:19|20)?\d\d)\b(?![/.]\d)", readers.read_numeric),
        (rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}", readers.read_day),
        (rf"\b{_MONTH} {_DAY},? {_YEAR}", readers.read_day),
        (rf"\bend of (?:{_MONTH} )?{_YEAR}", readers.read_month_end),
        (rf"\byear[- ]end {_YEAR}", readers.read_month_end),
        (rf"\b(?:(?P<part>early|mid|late)[ -])?{_MONTH},? (?:of )?{_YEAR}", readers.read_month),
        (rf"\b(?P<season>early|mid|late|winter|spring|summer|autumn|fall)[ -](?:of |in )?{_YEAR}", readers.read_vague),
        (rf"\b(?:between|from|in) {_YEAR} (?:and|to|until|through) (?P<until>(?:19|20)\d\d)\b", readers.read_years),
        (rf"\b{_YEAR} (?:to|until|through) (?P<until>(?:19|20)\d\d)\b", readers.read_years),
        (rf"\b{_YEAR} ?[-–] ?(?P<until>(?:19|20)\d\d|\d\d)\b(?!-)", readers.read_years),
        (rf"\b{_YEAR}/(?P<until>\d\d)\b(?!/)", readers.read_years),
        (rf"\bsince {_YEAR}", readers.read_since),
        (rf"\b{_DAY} (?:of )?{_MONTH}", readers.read_day),
        (rf"\b{_MONTH} {_DAY}(?![,\d]\d)", readers.read_day),
        (rf"(?:{_BEFORE_MONTH}){_MONTH}", readers.read_month),
        (rf"(?<![\w/$€£.-]){_YEAR}(?![\w/,-]\d|\.\d|-\w)", readers.read_year),
    )
)  # fmt: skip
"""Longer forms first: each place is read once."""

_RELATIVE = re.compile(
    r"\b(?:last|this|next|previous|prior|past|coming) (?:year|month|week|quarter|winter|spring|summer|autumn|decade|\w{1,6}day)"
    r"\b|"
    r"\b(?:yesterday|today|tomorrow|recently|currently|now|ago|earlier|later|to date|since then|the following year)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def find_periods(text: str) -> tuple[Period, ...]:
    """The dates and periods of a text in its order.

    >>> [(one.text, str(one.grain)) for one in find_periods("On 3 May 2019 it reported the third quarter of 2018.")]
    [('3 May 2019', 'day'), ('third quarter of 2018', 'quarter')]
    """
    if not _MAY_HAVE_TIME.search(text):
        return ()
    found: list[Period] = []
    for form, read in _FORMS:
        for match in form.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found) or _is_in_name(text, match):
                continue
            try:
                known = read(match.groupdict())
            except ValueError:  # 31 June
                continue
            words = on_one_line(match[0]).rstrip(".,")
            found.append(
                Period(match.start(), match.end(), words, known.grain, known.days, known.is_fiscal, known.is_calendar)
            )
    return tuple(sorted(found, key=lambda one: one.start))


def relative_times(text: str) -> frozenset[str]:
    """The words of a text that say when only to who knows when it was written.

    >>> sorted(relative_times("It failed again last Tuesday."))
    ['last tuesday']
    """
    return frozenset(on_one_line(match.lower()) for match in _RELATIVE.findall(text))


def _is_in_name(text: str, match: re.Match[str]) -> bool:
    """Whether a bare year is part of a name: Vision 2030 Trust."""
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 2]
    return len(match[0]) == 4 and bool(re.search(r"[A-Z][a-z]+ $", before) and re.match(r" [A-Z]", after))
