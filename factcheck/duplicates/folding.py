"""Text as it compares: capitals, spaces and punctuation gone, and letters that OCR takes for each other made one."""

from __future__ import annotations

import unicodedata

from factcheck.model import REDACTED

_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b", "c": "e"})


def fold(text: str) -> str:
    """The letters and digits of a text in one spelling, so that a re-scan reads much like its first scan.

    >>> fold("The 0ffice, May 15") == fold("the office; May i5")
    True
    """
    plain = unicodedata.normalize("NFKC", text.replace(REDACTED, " ")).lower().translate(_ALIKE)
    return "".join(one for one in plain if one.isalnum()).replace("rn", "m")
