"""Where a phrase stands in a text, word for word: capitals, and how the words are spaced or broken over lines, aside."""

from __future__ import annotations

import re
from functools import lru_cache

from factcheck.model import Span

_QUOTES = {"'": "['‘’ʼ]", '"': '["“”„]'}
_ALIKE = {sign: pattern for pattern in _QUOTES.values() for sign in pattern.strip("[]")}
"""Quotation marks and apostrophes, which a keyboard has straight and a paper curved; nothing else is taken for alike."""


def find_phrase(text: str, phrase: str) -> list[Span]:
    r"""Find every place of a phrase, none of which overlap, in the order of the text.

    The phrase begins and ends where words do: "ICE" does not stand in "police". Capitals do not matter, and where the
    phrase has a space, any white space may stand, a line break too. A phrase without a word stands nowhere.

    >>> [span.text for span in find_phrase("A de\nMinimis use; not de minimis.", "de minimis")]
    ['de\nMinimis', 'de minimis']
    """
    if not phrase.split():
        return []
    return [Span(match.start(), match.end(), match.group()) for match in _pattern(phrase).finditer(text)]


@lru_cache(maxsize=16)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = phrase.split()
    inner = r"\s+".join("".join(_ALIKE.get(sign, re.escape(sign)) for sign in word) for word in words)
    before = r"(?<!\w)" if re.match(r"\w", words[0]) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words[-1]) else ""
    return re.compile(f"{before}{inner}{after}", re.IGNORECASE)
