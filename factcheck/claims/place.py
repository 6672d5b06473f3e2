"""Where a claim stands in the statement that it was taken from, spelt on one line and read back.

The spelling follows the fragments of RFC 5147 and of PDF: ``<SHA-256>#page=1&char=120,164``; pages count from 1, characters
from 0 into the text of the page, half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from factcheck.errors import BadInput

_FORM = re.compile(r"(?P<sha256>[0-9a-f]{64})#page=(?P<page>[1-9]\d{0,6})&char=(?P<start>\d{1,9}),(?P<end>\d{1,9})")


@dataclass(frozen=True)
class Place:
    """A span of one page of a statement."""

    sha256: str
    page: int
    start: int
    end: int

    def __str__(self) -> str:
        """The place on one line."""
        return f"{self.sha256}#page={self.page}&char={self.start},{self.end}"


def read_place(text: str) -> Place:
    """Read a place from its line.

    Raises:
        BadInput: it is none.

    >>> str(read_place("0" * 64 + "#page=1&char=5,9"))[64:]
    '#page=1&char=5,9'
    """
    match = _FORM.fullmatch(text)
    if match is None or int(match["start"]) >= int(match["end"]):
        raise BadInput(f"{text!r} is no place in a statement; it is written <SHA-256>#page=1&char=120,164")
    return Place(match["sha256"], int(match["page"]), int(match["start"]), int(match["end"]))
