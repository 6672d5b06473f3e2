"""Tell numbers that name something from figures: sections, models, years, days of a month, addresses, times of the day."""

from __future__ import annotations

import re

from factcheck.stance.rules.bounds import BOUND_BEFORE
from factcheck.stance.rules.period_readers import MONTHS
from factcheck.stance.rules.wording import word_set

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = "|".join(MONTHS)
_MONTH_BEFORE = re.compile(rf"\b(?:{_MONTH})\.?\s$", re.I)
_MONTH_AFTER = re.compile(rf"\s(?:of\s)?(?:{_MONTH})\b", re.I)
_CLOCK_OR_ORDINAL = re.compile(r":\d\d|\.\d\d ?[ap]\.?m|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b")
_HYPHEN = re.compile(r"-\w|/\d")
_HYPHEN_UNIT = re.compile(
    r"-(?:year|month|day|hour|week|minute|seat|member|page|person|foot|mile|bed|strong|point|acre|kilometre|metre|tonne|inch|car|room)"
)
_STREET = re.compile(
    r" (?:[A-Z][a-z]{1,20} ){1,3}(?:Street|Road|Avenue|Lane|Drive|Boulevard|Square|Way|Court|Terrace|Place|St\.|Rd\.|Ave\.)"
)
_NUMBERED = re.compile(
    r"\b(?:sections?|articles?|clauses?|paragraphs?|para|notes?|items?|lines?|pages?|tables?|nos?\.?|numbers?|chapters?|rules?|"
    r"regulations?|steps?|version|grade|levels?|category|class|type|phase|exhibits?|forms?|models?|flight|rooms?|orders?|pp?\.|s\.|"
    r"docket|suite|part|route|annex|appendix|schedule|unit|stage|area|building|block|lot|amendment|modification|mod|invoice|case|"
    r"file|title|slide|question|day|aged|age|attachment|bates|gate|plant|zone|ward|district|region|series|tier|counts?|bin|pump|"
    r"highway|platform|track|bay|terminal|figure|box|volume|ref|batch|tank|well|mine|shaft|reactor)\s$|[#§]\s?$",
    re.I,
)
_NAME_BEFORE = re.compile(r"(?:[A-Z][a-z]+|[A-Z]{2,})[ -]$|[A-Z]-$")
_FIRST_WORD = re.compile(r"(?:^|[.!?;:]\s|[\"“(]|\n)[A-Z][a-z]+ $")
_OPENERS = word_set("""
    a about after all almost and another approximately are around at before between but by for from if in is its just
    less more nearly of on only or our over roughly since some than that the their these those to total under until up
    was were when while with
""")
_COUNTED_AFTER = re.compile(r"\s(?:[a-z]+\s)?[a-z]{3,}s\b")
_CAPITAL_BEFORE = re.compile(r"([A-Z]\w+) $")
_LOOK = 28  # characters before and after a number that tell


def names_something(text: str, start: int, end: int, digits: str | None, has_scale: bool) -> bool:
    """Whether a number without currency and share is part of a name, a date or a reference.

    Args:
        text: where it stands.
        start: its first character.
        end: one past its last.
        digits: its digits; None where it is written in words.
        has_scale: whether "million" or the like follows.

    >>> names_something("the Boeing 737 fleet", 11, 14, "737", False)
    True
    """
    before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    if digits and (_CLOCK_OR_ORDINAL.match(after) or (_HYPHEN.match(after) and not _HYPHEN_UNIT.match(after))):
        return True
    if has_scale:
        return False
    return _is_date(before, after, digits) or _is_reference(before, after, digits)


def _is_date(before: str, after: str, digits: str | None) -> bool:
    if digits and _YEAR.fullmatch(digits):
        return True
    return bool(_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after))


def _is_reference(before: str, after: str, digits: str | None) -> bool:
    if _NUMBERED.search(before) or _STREET.match(after):
        return True
    if digits and re.search(r"[.,]", digits):
        return False
    word = _CAPITAL_BEFORE.search(before)
    if word and re.match(r" [A-Z]\w", after) and word[1].lower() not in _OPENERS:  # Studio 54 West
        return True
    if not digits or _FIRST_WORD.search(before) or BOUND_BEFORE.search(before):
        return False
    return bool(_NAME_BEFORE.search(before)) and not _COUNTED_AFTER.match(after)  # Halden 737
