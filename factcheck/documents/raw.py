"""A page as its reader gave it: text not yet cleaned, and where its words stand. Every reader of places ends here.

Text layer and OCR both give a `RawPage`; `finishing.py` makes the `Page` of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from factcheck.model import ReadAs, Redaction

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Indices = NDArray[np.integer[Any]] | NDArray[np.bool_] | slice

RAW_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\\s\ufffe\x02·\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
r"""What has one box: a run without spaces, a sign of Chinese or Japanese, which are written without spaces; never beyond
PDFium's mark for a hyphen at a line's end, nor a middle dot, which stands for the spaces of transcripts."""


@dataclass(frozen=True)
class RawWords:
    """The words of a raw text that have a known place, in text order; arrays, since a long document has a million."""

    starts: Ints  # (n,), offsets into the raw text
    ends: Ints  # (n,)
    boxes: Floats  # (n, 4): x0, y0, x1, y1 as in `model.Box`
    confidences: Floats | None = None  # (n,), 0 to 1, of OCR

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, chosen: Indices, shift: int | Ints = 0) -> RawWords:
        """Some of the words, their offsets shifted."""
        sure = None if self.confidences is None else self.confidences[chosen]
        return RawWords(self.starts[chosen] + shift, self.ends[chosen] + shift, self.boxes[chosen], sure)

    @classmethod
    def join(cls, parts: Sequence[RawWords]) -> RawWords:
        """The words of several texts that follow each other, their offsets already moved."""
        if not parts:
            return no_words()
        sure = [part.confidences for part in parts if part.confidences is not None]
        return cls(
            np.concatenate([part.starts for part in parts]),
            np.concatenate([part.ends for part in parts]),
            np.concatenate([part.boxes for part in parts]),
            np.concatenate(sure) if len(sure) == len(parts) else None,
        )


def no_words() -> RawWords:
    """The words of a page where no place is known."""
    return RawWords(np.empty(0, np.int32), np.empty(0, np.int32), np.empty((0, 4), np.float32))


@dataclass(frozen=True)
class RawPage:
    """One page before cleaning."""

    text: str
    read_as: ReadAs = ReadAs.TEXT_LAYER
    width: float | None = None  # points
    height: float | None = None
    problem: str = ""  # why there is no text, where there is none
    words: RawWords = field(default_factory=no_words, repr=False)
    redactions: tuple[Redaction, ...] = ()
    reader: str = ""  # what read this page where it was not the document's reader


@dataclass(frozen=True)
class Characters:
    """The characters of a page with their boxes, in the order of the reader."""

    text: str
    boxes: Floats = field(repr=False)  # (len(text), 4) as in `model.Box`; NaN where a character has no place

    def keep(self, kept: NDArray[np.bool_]) -> Characters:
        """The characters where ``kept`` (one a character) is true."""
        text = "".join(character for character, stays in zip(self.text, kept.tolist(), strict=True) if stays)
        return Characters(text, self.boxes[kept])

    def group_words(self) -> RawWords:
        """The words of the text, each in one box around its characters; those without any place are left out."""
        spans = np.array([match.span() for match in RAW_WORD.finditer(self.text)], np.int32).reshape(-1, 2)
        if not len(spans):
            return no_words()
        padded = np.vstack([self.boxes, np.full((1, 4), np.nan, np.float32)])  # reduceat takes no index past the end
        least = cast(Floats, np.fmin.reduceat(padded[:, :2], spans.ravel())[::2])
        most = cast(Floats, np.fmax.reduceat(padded[:, 2:], spans.ravel())[::2])
        words = RawWords(spans[:, 0], spans[:, 1], np.hstack([least, most]))
        return words.take(cast(NDArray[np.bool_], np.isfinite(words.boxes).all(axis=1)))
