"""What an engine of OCR gives, and which one reads."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from factcheck.settings import OcrSettings

Grey = NDArray[np.uint8]
"""A picture, shape (height, width), 0 is black."""


@dataclass(frozen=True)
class Found:
    """A word on the picture that an engine was given."""

    text: str  # without spaces
    box: tuple[float, float, float, float]  # x0, y0, x1, y1 in pixels from the picture's top left corner
    confidence: float  # 0 to 1
    line: int  # words of one line share this; lines in reading order
    paragraph: int  # lines of one paragraph share this


@dataclass(frozen=True)
class Reading:
    """What one look at a picture gave."""

    words: tuple[Found, ...]

    @property
    def is_sideways(self) -> bool:
        """Whether most longer words are higher than wide, which an engine may read all the same."""
        tall = [y1 - y0 > x1 - x0 for x0, y0, x1, y1 in (word.box for word in self.words if len(word.text) > 3)]
        return sum(tall) > len(tall) / 2

    @property
    def confidence(self) -> float:
        """Mean over the letters, 0 to 1; 0 where there are none."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0

    @property
    def weight(self) -> float:
        """Letters read, each by how sure: by this the right way up is told from the others."""
        return sum(word.confidence**2 * len(word.text) for word in self.words)


class OcrTooSlow(Exception):
    """An engine did not finish in the time that a page is given."""


class OcrFailed(Exception):
    """An engine stopped on a picture; `str()` of it says why."""


class EngineMissing(Exception):
    """No engine can read; `str()` of it says why and what to do."""


def cannot_read(missing: EngineMissing) -> str:
    """Say of a page why OCR does not read it, and what to do."""
    return f"it needs OCR, and {missing}, then: factcheck document reread"


class Engine(Protocol):
    """A program that finds the words on a picture; it may be called from several threads at a time."""

    name: str  # with version and languages, as it is shown

    def read(self, picture: Grey, dpi: float, seconds: float) -> Reading:
        """Read a picture that stands upright.

        Raises:
            OcrTooSlow: it takes longer than ``seconds``.
            OcrFailed: the engine stops.
        """

    def guess_turn(self, picture: Grey, dpi: float, seconds: float) -> int | None:
        """By how many degrees clockwise the picture is to be turned to stand upright; None where that cannot be told."""


def open_engine(settings: OcrSettings) -> Engine:
    """The engine that the settings ask for; with "auto" Tesseract where it is installed, else RapidOCR.

    Raises:
        EngineMissing: it is not installed, lacks a language, or OCR is switched off.
    """
    if not settings.is_on:
        raise EngineMissing("it is switched off. Switch it on (FACTCHECK_OCR=auto)")
    opened = _open(settings.engine, settings.languages)
    if isinstance(opened, EngineMissing):
        raise EngineMissing(str(opened))  # a new one, so that no traceback grows
    return opened


@functools.lru_cache(maxsize=4)
def _open(engine: str, languages: tuple[str, ...]) -> Engine | EngineMissing:
    """An engine, or what keeps it from reading: either is found out once."""
    from factcheck.documents.ocr.rapid import RapidOcr
    from factcheck.documents.ocr.tesseract import Tesseract, find_tesseract

    try:
        if engine == "tesseract" or (engine == "auto" and find_tesseract()):
            return Tesseract(languages)
        return RapidOcr()
    except EngineMissing as missing:
        return missing
