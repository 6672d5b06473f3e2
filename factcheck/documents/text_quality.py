"""Whether the text layer of a page can be trusted: good, garbled, or missing. Pure; statistics, no dictionary.

A text layer that a scanner's own OCR wrote, unseen behind the picture, is a text layer like any other.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from enum import StrEnum


class Layer(StrEnum):
    """What a page's text layer is worth."""

    GOOD = "good"
    GARBLED = "garbled"  # its letters do not say what the page shows
    MISSING = "missing"


MAX_UNKNOWN_SHARE = 0.1  # of the characters: replacement characters, controls, private code points
MIN_WORDY_SHARE = 0.4  # of the characters that are letters or digits; a page of figures has 0.8, of formulas 0.5
MIN_LETTERS = 200  # Latin ones, for their frequencies to say anything
MIN_LIKENESS = 0.7  # cosine to the frequencies of English; real pages had 0.79 or more (Latin and French 0.9),
# text shifted by some letters, as fonts without a map give it, 0.6 or less

_FREQUENCIES = dict(
    zip(
        "etaoinshrdlcumwfgypbvkjxqz",
        (12.7, 9.1, 8.2, 7.5, 7.0, 6.7, 6.3, 6.1, 6.0, 4.3, 4.0, 2.8, 2.8, 2.4, 2.4, 2.2, 2.0, 2.0, 1.9, 1.5, 1.0, 0.8,
         0.15, 0.15, 0.1, 0.07),
        strict=True,
    )
)  # fmt: skip
"""Letters of English prose, percent."""
_FILLING = re.compile(
    r"[\s.·_\-–—=*•\ufffe\x02\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]+"
)  # leaders, rules, blanks, known bullets


def judge_text(text: str) -> Layer:
    r"""Judge the text layer of a page.

    >>> judge_text("Acme sold no engines."), judge_text("\x19\x12"), judge_text(" ")
    (<Layer.GOOD: 'good'>, <Layer.GARBLED: 'garbled'>, <Layer.MISSING: 'missing'>)
    """
    told = _FILLING.sub("", text)
    if not told:
        return Layer.MISSING if not text.strip() else Layer.GOOD
    unknown = sum(character == "\ufffd" or unicodedata.category(character) in {"Cc", "Co", "Cn"} for character in told)
    wordy = sum(character.isalnum() or unicodedata.category(character)[0] == "M" for character in told)
    if unknown > MAX_UNKNOWN_SHARE * len(told) or wordy < MIN_WORDY_SHARE * len(told):
        return Layer.GARBLED
    letters = Counter(character for character in told.lower() if character in _FREQUENCIES)
    if letters.total() >= max(MIN_LETTERS, len(told) / 2) and likeness(letters) < MIN_LIKENESS:
        return Layer.GARBLED
    return Layer.GOOD


def likeness(letters: Counter[str]) -> float:
    """The cosine of the frequencies of letters to those of English, 0 to 1."""
    dot = sum(letters[letter] * often for letter, often in _FREQUENCIES.items())
    norms = math.sqrt(sum(n * n for n in letters.values())) * math.sqrt(sum(f * f for f in _FREQUENCIES.values()))
    return dot / norms if norms else 0.0


def count_letters(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(str.isalnum, text))
