"""Where the words of a page stand, packed: a page has hundreds of them, and they are asked for one page at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from factcheck.model import Box, Word

_POINTS = 100  # hundredths of a point are stored: finer than any printer
_NO_CONFIDENCE = -1
_COLUMNS = 7

Numbers = NDArray[np.integer[Any]] | NDArray[np.floating[Any]]


def pack_words(words: Iterable[Word]) -> bytes:
    """Pack words in text order; `unpack_words` gives them back to 1/100 point and 1/1000 of confidence."""
    if isinstance(words, PackedWords):
        return words.packed
    words = list(words)
    spans = np.array([(one.start, one.end) for one in words], np.int64).reshape(-1, 2)
    boxes = np.array([(one.box.x0, one.box.y0, one.box.x1, one.box.y1) for one in words], np.float64).reshape(-1, 4)
    sure = np.array([np.nan if one.confidence is None else one.confidence for one in words], np.float64)
    return pack_arrays(spans, boxes, sure)


def pack_arrays(spans: Numbers, boxes: Numbers, confidences: Numbers | None = None) -> bytes:
    """Pack words that are held as arrays.

    Each value is written as its distance from what the word before lets expect, and all values of a kind together,
    because then they deflate to less than half.

    Args:
        spans: (n, 2), start and end in the text.
        boxes: (n, 4), points.
        confidences: (n,), 0 to 1 or NaN.

    Returns:
        Seven columns of n little-endian int32, deflated: the gap from the word before, the length, the gap to the right
        of the word before, the width, the step down from the word before, and the height, in 1/100 point, and the
        confidence in 1/1000, or -1.
    """
    sure = np.full(len(spans), _NO_CONFIDENCE) if confidences is None else np.rint(confidences * 1000)
    edges = np.rint(boxes * _POINTS)
    columns = (
        spans[:, 0] - _before(spans[:, 1]),
        spans[:, 1] - spans[:, 0],
        edges[:, 0] - _before(edges[:, 2]),
        edges[:, 2] - edges[:, 0],
        edges[:, 1] - _before(edges[:, 1]),
        edges[:, 3] - edges[:, 1],
        np.where(np.isnan(sure), _NO_CONFIDENCE, sure),
    )
    return zlib.compress(np.array(columns, dtype="<i4").tobytes())


def unpack_words(packed: bytes) -> tuple[Word, ...]:
    """Give back the words that were packed."""
    columns = np.frombuffer(zlib.decompress(packed), dtype="<i4").reshape(_COLUMNS, -1).astype(np.int64)
    gaps, lengths, rights, widths, downs, heights, sures = columns
    ends, x1, y0 = np.cumsum(gaps + lengths), np.cumsum(rights + widths), np.cumsum(downs)
    edges = np.column_stack((x1 - widths, y0, x1, y0 + heights)) / _POINTS
    return tuple(
        Word(start, end, Box(*box), None if sure == _NO_CONFIDENCE else sure / 1000)
        for start, end, box, sure in zip(
            (ends - lengths).tolist(), ends.tolist(), edges.tolist(), sures.tolist(), strict=True
        )
    )


def _before(values: Numbers) -> Numbers:
    """The value of the word before; 0 for the first."""
    return np.concatenate((np.zeros(1, values.dtype), values[:-1]))[: len(values)]


class PackedWords(Sequence[Word]):
    """The words of a page as they are kept and come out of a worker; unpacked each time they are looked at.

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
