"""Find the figures of a text that are written as numbers, in digits or in words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from text_to_num import text2num

from factcheck.stance.rules.figure_forms import FIGURE, MONEY_BEFORE, PLAIN_COMMA, POINTED
from factcheck.stance.rules.figures import COUNT, MONEY, PERCENT, POINTS, Figure, make_figure, trailing_zeros
from factcheck.stance.rules.naming import names_something
from factcheck.stance.rules.units import SCALES, read_currency

_ATTACHED_UNIT = re.compile(r"(?:km|kg|mg|cm|mm|kwh|mwh|kw|mw|ft|ha|th|st|nd|rd|g|t|h)\b", re.IGNORECASE)
_HUNDREDTHS = ("basis", "bps")
_LOOK = 30  # characters before a hyphen that hold the lower end of a range of money


@lru_cache(maxsize=4096)
def find_numbers(text: str, in_table: bool = False) -> tuple[Figure, ...]:
    """The figures written as a number, in the order of the text.

    Numbers that name things (Section 5, Boeing 737, 22-0417, a year) are no figures.

    Args:
        text: a sentence or two.
        in_table: read a table's row, where a number names nothing and is followed by the next column, not by its unit.
    """
    figures = (_read_number(text, match, in_table) for match in FIGURE.finditer(text))
    return tuple(figure for figure in figures if figure)


def _read_number(text: str, match: re.Match[str], in_table: bool) -> Figure | None:
    start, end = _ends(text, match)
    currency, multiple = _read_currency(match)
    share, word = (match["share"] or "").lower(), (match["scale"] or match["letter"] or "").strip()
    if not (currency or share or in_table) and names_something(text, start, end, match["digits"], bool(word)):
        return None
    if match["digits"] and (_is_after_hyphen(text, match) or _is_misread(text, end, bool(currency) and not in_table)):
        return None
    read = _read_value(match)
    if read is None:
        return None
    factor = multiple * SCALES.get(word.lower().rstrip("."), 1.0) / (100 if share.startswith(_HUNDREDTHS) else 1)
    sign = -1 if match["minus"] or (match["bracket"] and match["closing"]) else 1
    kind = _kind(bool(currency), share)
    figure = make_figure(text, start, end, kind, sign * read[0] * factor, read[1] * factor, factor, not in_table)
    return replace(figure, unit=currency) if kind == MONEY else figure


def _read_currency(match: re.Match[str]) -> tuple[frozenset[str], float]:
    """The currency before a number, after it, or on both sides ("$5 million CAD"), and what its prefix makes of the number."""
    signs = [read_currency(words) for words in (match["currency"] or match["inner"], match["money"]) if words]
    return frozenset(code for codes, _ in signs for code in codes), signs[0][1] if signs else 1.0


def _is_after_hyphen(text: str, match: re.Match[str]) -> bool:
    """Whether a hyphen makes a number part of a name (F-35, 22-0417); not where it joins the ends of a range of money."""
    start = match.start("digits")
    return text[start - 1 : start] == "-" and not MONEY_BEFORE.search(text[max(0, start - _LOOK) : start])


def _is_misread(text: str, end: int, is_money: bool) -> bool:
    """Whether letters follow without a space: 55O, read wrongly from a picture. An amount is left open instead."""
    return not is_money and end < len(text) and text[end].isalpha() and not _ATTACHED_UNIT.match(text, end)


def _ends(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where a number begins and ends, a bracket that it does not close left outside."""
    start, end = match.span()
    if match["closing"] and not match["bracket"] and end == match.end("closing"):
        end -= 1
    if match["bracket"] and not match["closing"]:
        start = match.end("bracket")
    return start, end


def _kind(is_money: bool, share: str) -> str:
    if share:
        return POINTS if "point" in share or share in ("bps", "pp") else PERCENT
    return MONEY if is_money else COUNT


def _read_value(match: re.Match[str]) -> tuple[float, float] | None:
    """The value of a number without its scale, and half of its last place; None where words are no number."""
    if match["words"]:
        value = _value_of_words(match["words"].lower())
        if value is None:
            return None
        return value, 0.5 * 10.0 ** trailing_zeros(value) if value >= 100 else 0.5
    plain = _plain_digits(match["digits"])
    return float(plain), 0.5 * 10.0 ** -len(plain.partition(".")[2])


def _plain_digits(digits: str) -> str:
    """Digits with a point before the decimals and nothing between the thousands.

    >>> [_plain_digits(digits) for digits in ("1,250.5", "1.250.000,00", "4,2", "4.2")]
    ['1250.5', '1250000.00', '4.2', '4.2']
    """
    digits = re.sub("[\u00a0\u202f']", "", digits)
    if POINTED.fullmatch(digits) and ("," in digits or digits.count(".") > 1):
        return digits.replace(".", "").replace(",", ".")
    if PLAIN_COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    return digits.replace(",", "")


def _value_of_words(words: str) -> float | None:
    if words.startswith("half "):  # half a million
        whole = _value_of_words(words.removeprefix("half "))
        return whole and whole / 2
    words = re.sub(r"^an? ", "one ", words)
    words = f"one {words}" if words.startswith("hundred") else words
    if words == "one":  # a pronoun, far more often than a figure
        return None
    try:
        return float(text2num(words, "en"))
    except ValueError:  # "five six"
        return None
