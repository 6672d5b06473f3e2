"""Digests: papers told in the words of a case's author, which begin by saying so (corpus/README.md).

What stands before their content is about the digest, not of the paper: it is shown, and never cut into passages.
"""

from __future__ import annotations

import re

TITLE = "# Digest: "
_SAYS_SO = re.compile(r"\bdigest in our own words\b")
_NOT_THE_PAPER = re.compile(r"\bnot the papers?\b")


def says_digest(paragraph: str) -> bool:
    """Whether a paragraph says that what follows is a digest and not the paper."""
    return bool(_SAYS_SO.search(paragraph) and _NOT_THE_PAPER.search(paragraph))


def find_content(text: str) -> int:
    r"""Where the content of a digest begins; 0 where the text is no digest or has none.

    >>> find_content("# Digest: A plan\n\nThis is a digest in our own words; it is not the paper itself.\n\nIt is short.")
    82
    """
    if not text.startswith(TITLE):
        return 0
    lines = list(re.finditer(r"\S[^\n]*", text))
    is_digest = len(lines) > 2 and says_digest(lines[1].group())
    return lines[2].start() if is_digest else 0
