"""Where the words of a page stand, packed: a page has hundreds of them, and they are asked for one page at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np

from factcheck.model import Box, Word

_POINTS = 100  # hundredths of a point are stored: finer than any printer
_NO_CONFIDENCE = -1
_COLUMNS = 7


def pack_words(words: Iterable[Word]) -> bytes:
    """Seven little-endian int32 a word (start, end, box in 1/100 point, confidence in 1/1000 or -1), deflated."""
    if isinstance(words, PackedWords):
        return words.packed
    rows = [
        (one.start, one.end, *(round(edge * _POINTS) for edge in (one.box.x0, one.box.y0, one.box.x1, one.box.y1)),
         _NO_CONFIDENCE if one.confidence is None else round(one.confidence * 1000))
        for one in words
    ]  # fmt: skip
    return zlib.compress(np.array(rows, dtype="<i4").reshape(-1, _COLUMNS).tobytes())


def unpack_words(packed: bytes) -> tuple[Word, ...]:
    """Give back what `pack_words` was given, to 1/100 point and 1/1000 of confidence."""
    rows = np.frombuffer(zlib.decompress(packed), dtype="<i4").reshape(-1, _COLUMNS).tolist()
    return tuple(
        Word(start, end, Box(*(edge / _POINTS for edge in box)), None if sure == _NO_CONFIDENCE else sure / 1000)
        for start, end, *box, sure in rows
    )


class PackedWords(Sequence[Word]):
    """The words of a page as they came packed out of a worker; unpacked each time they are looked at.

    A paper of thousands of pages has a million words, which would take hundreds of megabytes as values.
    """

    def __init__(self, packed: bytes) -> None:
        """Take what `pack_words` gave."""
        self.packed = packed

    def __len__(self) -> int:
        """The number of words."""
        return len(zlib.decompress(self.packed)) // (4 * _COLUMNS)

    def __iter__(self) -> Iterator[Word]:
        """The words in text order."""
        return iter(unpack_words(self.packed))

    @overload
    def __getitem__(self, index: int) -> Word: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Word, ...]: ...

    def __getitem__(self, index: int | slice) -> Word | tuple[Word, ...]:
        """A word, or some, by their place in the page."""
        return unpack_words(self.packed)[index]

    def __eq__(self, other: object) -> bool:
        """Whether the words are the same, packed or not."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """As that of the words unpacked."""
        return hash(tuple(self))
