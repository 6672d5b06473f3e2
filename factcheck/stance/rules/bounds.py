"""The bounds that words set: about 40, at least 40, 40 or more."""

from __future__ import annotations

import math
import re

_PHRASES = {
    "at least": "above|at least|a minimum of|exceeded|exceeding|greater than|in excess of|longer than|minimum of|more than|"
    "no fewer than|no less than|not fewer than|not less than|over|surpassed|topped|upwards of|well over",
    "at most": "a maximum of|as many as|as much as|at most|below|capped at|fewer than|less than|maximum of|no higher than|"
    "no longer than|no more than|not exceeding|not more than|not to exceed|short of|shorter than|under|up to",
    "loosely": "~|a little over|a little under|about|almost|an estimated|approx.|approximately|around|c.|circa|close to|"
    "in the order of|in the region of|just above|just below|just over|just short of|just under|nearly|roughly|"
    "slightly less than|slightly more than|slightly over|slightly under|some",
}
_SENSE = {phrase: sense for sense, phrases in _PHRASES.items() for phrase in phrases.split("|")}
_BOUND_WORDS = "|".join(re.escape(phrase) for phrase in sorted(_SENSE, key=len, reverse=True))
BOUND_BEFORE = re.compile(rf"(?:^|[\s(])({_BOUND_WORDS})\s?$", re.IGNORECASE)
_BOUND_AFTER = re.compile(
    r"[\s-]?(or more|or so|or fewer|or less|or above|or below|and above|plus\b|\+)", re.IGNORECASE
)
_OR_MORE = ("or more", "or above", "and above", "plus", "+")
_OR_LESS = ("or fewer", "or less", "or below")
_LOOK = 30  # characters before a figure that hold the longest of the words


def read_bounds(text: str, start: int, end: int, value: float) -> tuple[float, float, bool]:
    """The least and the most that a figure ``text[start:end]`` of a value may be, and whether it is meant loosely.

    >>> read_bounds("more than 40 licences", 10, 12, 40.0)
    (40.0, inf, False)
    """
    before = BOUND_BEFORE.search(text[max(0, start - _LOOK) : start])
    sense = _SENSE[before[1].lower()] if before else ""
    after = _BOUND_AFTER.match(text, end)
    following = after[1].lower() if after else ""
    if following in _OR_MORE or sense == "at least":
        return value, math.inf, False
    if following in _OR_LESS or sense == "at most":
        return -math.inf, value, False
    return value, value, sense == "loosely" or following == "or so"
