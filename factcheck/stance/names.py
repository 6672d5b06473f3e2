"""Find the names of a text, and which acronyms its document explains."""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = re.compile(r"\b[A-Z][\w&'’-]*(?:(?: (?:of|for|and|the|de|van|von|&))* (?:[A-Z][\w&'’-]*|\d+(?= [A-Z])))*")
_OPENING = re.compile(r"^(?:[A-Z][a-z]+ )(?:of|for|and|the|de) ")
_FIRST = re.compile(r"(?:^|[.!?:]\s+|[\"“]\s*)$")
_ACRONYM = re.compile(r"\(([A-Z][A-Z&]{1,7})s?\)")
_DEFINED = re.compile(r"\b([A-Z][A-Z&]{1,7}) \(([A-Z][a-z][^()]{3,80})\)")
_SMALL = frozenset("of for and the in on de & to".split())  # noqa: SIM905
_NO_NAME = frozenset(
    "The This That These Those There It Its In On At By For From With When While Since After Before During Under Between And But Or As If "  # noqa: SIM905
    "A An All Any Both Each Every No Not None Of To Our We They He She I You His Her Their Section Article Note Table Exhibit "
    "January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday Mr Mrs Ms Dr Re Subject Date From Total Year Q FY Inc Ltd LLC Corp Corporation Company Group Plc GmbH AG "
    "USD EUR GBP CHF FY H1 H2 Q1 Q2 Q3 Q4 Mio Mrd LLC Rent "
    "More Less About Around Some Nearly Almost Over Up Fewer Only Just One Two Three Four Five Six Seven Eight Nine Ten "
    "Last Next First Second Third According Revenue Net Sales Staff Inspectors Workers Employees Most Half".split()
)
_ALIAS = re.compile(
    r"\b(?:it|its|they|their|he|she|we|our|us|who|which|the (?:company|agency|vendor|contractor|supplier|bank|firm|plant|group|"
    r"department|bureau|office|division|employer|operator|manufacturer|party|licensee|defendant|plaintiff|respondent|city|county|unit|"
    r"registrant|corporation|airline|insurer|buyer|seller|customer|client|consultant|team|subsidiary|parent|board|council))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def find_names(text: str) -> tuple[str, ...]:
    """The names of a text in its order, each once: runs of capitalised words, and acronyms.

    The first word of a sentence is a name only where it goes on with one, is an acronym, or has a capital inside.

    >>> find_names("In May the Palantir Government unit paid Orvane Analytics for ICE.")
    ('Palantir Government', 'Orvane Analytics', 'ICE')
    """
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        opening = _FIRST.search(text[: match.start()]) and _OPENING.match(match[0])  # "Rent for the Dunmore depot"
        words = match[0][opening.end() :].split() if opening else match[0].split()
        while words and (words[0] in _NO_NAME or words[0].lower() in _SMALL):
            words = words[1:]
        while words and (words[-1].rstrip(".,") in _NO_NAME or words[-1].lower() in _SMALL):
            words = words[:-1]
        words = [word.removesuffix("'s").removesuffix("’s") for word in words]
        if not words:
            continue
        opens = len(words) == 1 and _FIRST.search(text[: match.start()]) and match[0].startswith(words[0])
        if (
            opens
            and not re.search(r"[A-Z]", words[0][1:])
            and not re.match(r"['’]s\b", text[match.start() + len(words[0]) :])
        ):
            continue
        found[" ".join(words)] = None
    return tuple(found)


@lru_cache(maxsize=1024)
def find_acronyms(text: str) -> dict[str, str]:
    """Which acronyms a text explains: acronym -> its long form.

    The letters of the acronym are looked for backwards in the words before the bracket, the first at a word's beginning
    (Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text, 2003).

    >>> find_acronyms("Immigration and Customs Enforcement (ICE) runs Homeland Security Investigations (HSI).")
    {'ICE': 'Immigration and Customs Enforcement', 'HSI': 'Homeland Security Investigations'}
    """
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        before = text[max(0, match.start() - 90) : match.start()].rstrip()
        long_form = _long_form(match[1], before)
        if long_form:
            found.setdefault(match[1], long_form)
    for match in _DEFINED.finditer(text):
        long_form = _long_form(match[1], match[2])
        if long_form:
            found.setdefault(match[1], long_form)
    return found


def _long_form(acronym: str, before: str) -> str:
    letters = [letter for letter in acronym.lower() if letter.isalpha()]
    words = before.split()[-2 * len(letters) - 3 :]
    position, start = len(letters) - 1, None
    for index in range(len(words) - 1, -1, -1):
        word = words[index].lower().lstrip("(\"“'")
        if word[:1] == letters[position]:
            position -= 1
            start = index
            if position < 0:
                break
        elif word not in _SMALL:
            return ""
    return " ".join(words[start:]).strip("\"“' ,") if position < 0 and start is not None else ""


def stands_in(name: str, text: str, acronyms: dict[str, str]) -> bool:
    """Whether a name stands in a text: as it is, as its acronym or long form, or a person's last name after a title."""
    low = " ".join(text.lower().split())
    forms = {name, acronyms.get(name, name)} | {
        short for short, full in acronyms.items() if full.lower() == name.lower()
    }
    if any(re.search(rf"(?<!\w){re.escape(form.lower())}(?!\w)", low) for form in forms):
        return True
    last = re.escape(name.split()[-1].lower())
    return len(name.split()) <= 2 and bool(re.search(rf"\b(?:mr|mrs|ms|dr|prof|sgt|sir|dame)\.? {last}(?!\w)", low))


def has_alias(text: str) -> bool:
    """Whether a text speaks of somebody by a pronoun or as "the company", so that a missing name means nothing."""
    return bool(_ALIAS.search(text))
