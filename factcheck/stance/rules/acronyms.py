"""Which acronyms a document explains."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from factcheck.stance.rules.wording import word_set

_IN_BRACKETS = re.compile(r"\([\"“'‘]?([A-Z][A-Z&]{1,7})s?[\"”'’]?\)")
_EXPLAINED_AFTER = re.compile(r"\b([A-Z][A-Z&]{1,7}) \(([A-Z][a-z][^()]{3,80})\)")
_SMALL = word_set("of for and the in on de & to")
_LONGEST = 90  # characters before the bracket in which the long form is looked for


@lru_cache(maxsize=1024)
def find_acronyms(text: str) -> Mapping[str, str]:
    """Which acronyms a text explains: acronym -> its long form.

    The letters of the acronym are looked for backwards in the words before the bracket, each at a word's beginning
    (after Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text, 2003).

    >>> find_acronyms("Immigration and Customs Enforcement (ICE) runs Homeland Security Investigations (HSI).")
    {'ICE': 'Immigration and Customs Enforcement', 'HSI': 'Homeland Security Investigations'}
    """
    found: dict[str, str] = {}
    explained = [
        (one[1], text[max(0, one.start() - _LONGEST) : one.start()].rstrip()) for one in _IN_BRACKETS.finditer(text)
    ]
    explained += [(one[1], one[2]) for one in _EXPLAINED_AFTER.finditer(text)]
    for acronym, before in explained:
        if long_form := _long_form(acronym, before):
            found.setdefault(acronym, long_form)
    return found


def _long_form(acronym: str, before: str) -> str:
    """The last words of a text that begin with the letters of an acronym; "" where they do not."""
    letters = [letter for letter in acronym.lower() if letter.isalpha()]
    words = before.split()
    for start in range(len(words) - 1, max(-1, len(words) - 2 * len(letters) - 4), -1):
        word = words[start].lower().lstrip("(\"“'‘")
        if letters and word[:1] == letters[-1]:
            letters.pop()
        elif word not in _SMALL:
            return ""
        if not letters:
            return " ".join(words[start:]).strip("\"“”'‘’ ,")
    return ""
