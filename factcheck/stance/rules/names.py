"""Find the names of a text: of people, firms, agencies and places."""

from __future__ import annotations

import re
from functools import lru_cache

from factcheck.stance.rules.wording import stem_set, word_set

_WORD = r"(?:(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sgt|St)\.|[A-Z][\w&'’-]{0,40})"
_NAME = re.compile(rf"(?<!\w){_WORD}(?:(?: (?:of|and|the|de|van|von|&)){{0,2}} (?:{_WORD}|\d{{1,4}}(?= [A-Z])))*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\"“]\s*)$")
_OPENING = re.compile(r"^[A-Z][a-z]+ (?:of|for|and|the|de) ")  # "Rent for the Dunmore depot"
SMALL_WORDS = word_set("of for and the in on de & to van von a an at")
TITLES = word_set("mr mrs ms dr prof professor judge sir dame sgt senator inspector captain officer mayor president")
LEGAL_FORMS = word_set(
    "inc ltd llc llp corp corporation company co plc gmbh ag sa s.r.o limited group holdings asa ab nv bv"
)
BODIES = word_set("""
    foundation fund trust university college school institute academy service services bank capital partners ventures
    insurance pension pensions union party hospital church press media court council committee ministry department agency
    police subsidiary affiliate parent branch arm division predecessor successor
""")
"""Words that make of a name another body's: Palantir, the Palantir Foundation."""

_NO_NAME = word_set("""
    a according after all almost an and any april around article as at august before between both but by c chf date
    december each early eight eighteen eighty eleven employees eur every exhibit february fewer fifteen fifty first five
    for forty four fourteen friday from fy gbp h1 h2 half he her his i if in inspectors it its january july june just
    last late less march may mio monday more most mrd nearly net next nine nineteen ninety no not note november october
    of on one only or our over q q1 q2 q3 q4 re rent revenue sales saturday second section september seven seventeen
    seventy she since six sixteen sixty some staff subject sunday table ten than that the their there these they third
    thirteen thirty this those three thursday to total tuesday twelve twenty two under up us usd we wednesday when while
    with workers year you about during
""")
_ROLES = (
    "agency|airline|authority|bank|board|borrower|bureau|buyer|city|client|company|consultant|contractor|corporation|council|county|"
    "court|customer|defendant|department|division|employer|firm|foundation|fund|group|hospital|insurer|landlord|lender|licensee|"
    "manufacturer|ministry|office|operator|parent|party|plaintiff|plant|registrant|respondent|school|seller|subsidiary|supplier|"
    "team|tenant|trust|union|unit|vendor"
)
_ALIAS = re.compile(
    rf"\b(?:it|its|they|their|he|she|his|her|we|our|us|who|which|i|my|the (?:{_ROLES}))\b", re.IGNORECASE
)
FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|us|I|[Mm]y)\b")
GENERIC_PARTIES = stem_set(
    "company office department agency bureau firm authority ministry council bank city county board group trust committee"
)
"""Stems of words by which a paper's author is called where the paper itself says "we"."""


@lru_cache(maxsize=4096)
def find_names(text: str) -> tuple[str, ...]:
    """The names of a text in its order, each once: runs of capitalised words, and acronyms.

    The first word of a sentence is a name only where it goes on with one, is an acronym, or has a capital inside.

    >>> find_names("In May the Palantir Government unit paid Orvane Analytics for ICE.")
    ('Palantir Government', 'Orvane Analytics', 'ICE')
    """
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        starts_sentence = bool(_SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]))
        opening = _OPENING.match(match[0]) if starts_sentence else None
        words = _trim(match[0][opening.end() if opening else 0 :].split())
        if len("".join(words)) > 1 and not (
            starts_sentence and not opening and _is_plain_word(words, match[0], text[match.end() :])
        ):
            found[" ".join(words)] = None
    return tuple(found)


def _trim(words: list[str]) -> list[str]:
    """A run of capitalised words without the words at its ends that are no part of a name."""
    while words and words[0].lower().rstrip(".") in _NO_NAME | SMALL_WORDS:
        words = words[1:]
    while words and words[-1].lower().rstrip(".") in (_NO_NAME - _NUMERALS) | SMALL_WORDS | LEGAL_FORMS:
        words = words[:-1]
    return [word.removesuffix("'s").removesuffix("’s").removesuffix("s'") for word in words]


_NUMERALS = word_set("one two three four five six seven eight nine ten")


def _is_plain_word(words: list[str], run: str, after: str) -> bool:
    """Whether a sentence's first word is only that: one word, no acronym, no capital inside, nobody's possession."""
    if len(words) > 1 or not run.startswith(words[0]):
        return False
    return not (
        words[0].isupper()
        or any(letter.isupper() for letter in words[0][1:])
        or run != words[0]
        or after[:2] in ("'s", "’s")
    )


def find_aliases(text: str) -> frozenset[str]:
    """The pronouns of a text and words such as "the company", behind which any name may stand."""
    return frozenset(found.lower() for found in _ALIAS.findall(text))
