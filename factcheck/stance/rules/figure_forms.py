"""How figures are written: digits, words, shares and multiples, and what widens them."""

from __future__ import annotations

import re
from typing import Final

from factcheck.stance.rules.units import CURRENCY_SIGN, CURRENCY_WORD, SCALE_WORD
from factcheck.stance.rules.wording import NUMBER_WORDS

_SMALL = "|".join(NUMBER_WORDS)
_WORDS = (
    rf"(?:an?[ ])?(?:{_SMALL}|hundred)(?:(?:[ -]|[ ]and[ ])(?:{_SMALL}|hundred|thousand|million|billion)\b){{0,12}}|"
    r"(?:half[ ])?a[ ](?:thousand|million|billion)"
)
_SHARE = r"(?:percentage[ ]|basis[ ])?points?\b|bps\b|pp\b|%|per[ ]?cent(?:age)?\b|pct\b"
_AFTER_COMMA = rf"[ \u00a0-]?(?:{SCALE_WORD}|{_SHARE}|{CURRENCY_WORD}|[kmb]\b)"
_DIGITS = "|".join(
    (
        r"\d{1,3}(?:\.\d{3}){2,5}(?:,\d{1,2})?(?!\d)",  # 1.250.000,00
        r"\d{1,3}(?:\.\d{3}){1,5},\d{1,2}(?!\d)",  # 1.250,00
        r"\d{1,3}(?:[,\u00a0\u202f']\d{3}){1,5}(?:\.\d{1,9})?(?!\d)",  # 1,250.5
        rf"\d{{1,9}},\d{{1,2}}(?={_AFTER_COMMA})",  # 4,2 Mio.
        r"(?(currency)\d{1,9},\d\d(?!\d|[.,]\d)|(?!))",  # € 12,50
        r"\d{1,15}(?:\.\d{1,9})?(?!\d)",
    )
)
FIGURE: Final = re.compile(
    rf"""(?:(?P<currency>{CURRENCY_SIGN})[ \u00a0]?)?
    (?:(?P<bracket>\()(?P<inner>{CURRENCY_SIGN})?(?=[\d]))?
    (?P<minus>(?<![\w\d])[-−–](?=\d))?
    (?:(?<![\w.,/:])(?P<digits>{_DIGITS})(?![\w/]{{0,20}}\d)|\b(?P<words>{_WORDS})\b)
    (?P<closing>\))?
    (?:[ \u00a0-]?(?P<scale>{SCALE_WORD})|(?P<letter>(?(currency)[ \u00a0]?(?:k|mm?|b)(?![&.]\w)|[kmb]))\b)?
    (?:[ \u00a0-]?(?P<share>{_SHARE}))?
    (?:[ ](?P<money>{CURRENCY_WORD}))?""",
    re.VERBOSE | re.IGNORECASE,
)
PLAIN_COMMA = re.compile(r"\d+,\d{1,2}")
POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")

FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
}
NUMERATORS = {"": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "nine": 9}
_FRACTION = rf"(?:(?P<n>a|one|two|three|four|nine)[ -])?(?P<d>{'|'.join(FRACTIONS)})s?\b"
FRACTION = re.compile(
    rf"\b{_FRACTION}(?= of\b| the\b| its\b| their\b| in\b|[.,;]|$)(?! (?:of |an? ){{0,2}}(?:percentage )?point)", re.I
)
PART_OF_POINT = re.compile(
    rf"\b(?:{_FRACTION} (?:of )?an? (?:percentage )?point\b|(?P<whole>a) percentage point\b)", re.I
)
ONE_IN = re.compile(
    rf"\b(?P<n>{_SMALL}|\d{{1,6}}) (?:in(?: every)?|out of(?: every)?|of (?:every|each)) (?P<d>{_SMALL}|\d{{1,6}})\b"
    r"(?! (?:the )?(?:years?|quarters?|months?|weeks?|days?|fiscal)\b)",
    re.I,
)
MULTIPLES = {"doubled": 100.0, "tripled": 200.0, "trebled": 200.0, "quadrupled": 300.0, "halved": 50.0}
MULTIPLE = re.compile(rf"\b(?:{'|'.join(MULTIPLES)})\b", re.I)
DOZEN = re.compile(r"\b(?:(?P<n>half a|two|three|four|a) )?dozen\b", re.I)
DOZENS = {"": 12.0, "a": 12.0, "half a": 6.0, "two": 24.0, "three": 36.0, "four": 48.0}
A_UNIT = re.compile(
    r"\b(?:(?:more|less|longer) than|over|under|at least|about|almost|nearly|around|up to|just over|just under) "
    r"(?P<figure>an? (?:second|minute|hour|day|week|month|year|decade|mile|kilometre|metre|tonne|ton|acre|hectare))\b",
    re.I,
)

BETWEEN = re.compile(r"[ ]?(?:-|–|—|to|and|or)[ ]?|-(?:to|or)-", re.I)
MONEY_BEFORE = re.compile(
    rf"(?:{CURRENCY_SIGN})[ \u00a0]?\d[\d.,]*[ \u00a0]?(?:{SCALE_WORD}|[kmb])?(?:-to|-or)?-$", re.I
)
"""A range of money up to its hyphen."""

GOES_ON = re.compile(r"(?:[.,'’]\d+)+|[½⅓⅔¼¾⅕⅛]|(?<=\d)(?:[ ]\d{3}\b)+|[ ]\d/\d|[ ]and an? (?:half|third|quarter)\b")
"""What follows a number that was not read to its end: 4 200 000, 3½."""

THOUSANDS_OR_NOT = re.compile(
    r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])(?!.*(?:million|billion|thousand|bn|[mk]$))", re.I
)
"""A point that may stand before decimals or between thousands: EUR 1.500."""

MONEY_GOES_ON = re.compile(
    rf"[ ]?(?:-|–|—)[ ]?[$€£¥₹]?\d[\d.,]*|[ ](?:to|or|and)[ ]\d[\d.,]*[ -]?(?:{SCALE_WORD})|"
    r"[ ](?:hundred|thousand|million|billion|mil|mill|bio)\b|[ ](?:Canadian|Australian)\b|"
    r"[ ]?(?-i:[A-Z]?[b-df-hj-np-tv-xz]{1,3}|[KMB])\b|[A-Za-z]+",
    re.I,
)
"""What follows an amount that was not read to its end: a range that is none, a scale or a currency that is not known (an
abbreviation without a vowel: "mld")."""
