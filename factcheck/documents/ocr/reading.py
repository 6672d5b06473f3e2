"""Read one page's picture: the right way up is found, the words go back to their places, the text is put in lines."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from factcheck.documents.ocr.engines import Engine, Found, Grey, OcrFailed, OcrTooSlow, Reading
from factcheck.documents.ocr.preparing import GOOD_LETTER, Prepared, prepare
from factcheck.documents.raw import RawPage, RawWords
from factcheck.documents.redactions import find_in_picture
from factcheck.documents.text import BLANK_PAGE
from factcheck.model import ReadAs

SURE_ENOUGH = 0.8  # mean confidence above which a page is taken to stand upright; upside down it is below 0.6
FEWEST_WORDS = 10  # for that mean to say anything
FEWEST_LETTERS = 4  # marks of the size of letters; a picture with fewer is not given to an engine
MOST_DUST = 0.001  # of the pixels of a blank page may differ from its paper by
UNLIKE_PAPER = 48  # of 255
NO_TEXT_FOUND = "OCR found no text on the picture"


@dataclass(frozen=True)
class _Look:
    """A picture read in one of its four turns."""

    turn: int
    prepared: Prepared = field(repr=False)
    reading: Reading = field(repr=False)

    @property
    def is_upright(self) -> bool:
        """Whether this can only be the right way up."""
        enough = len(self.reading.words) >= FEWEST_WORDS
        whole = sum(len(word.text) for word in self.reading.words) > self.prepared.n_letters / 3
        return enough and whole and not self.reading.is_sideways and self.reading.confidence >= SURE_ENOUGH


def read_picture(picture: Grey, width: float, height: float, engine: Engine, seconds: float) -> RawPage:
    """Read the picture of a page.

    Args:
        picture: the page as displayed.
        width: of the page, in points.
        height: of the page, in points.
        engine: what reads.
        seconds: how long it may take in all.

    Returns:
        The text in lines, a blank line between paragraphs, and the words with their places in points; or no text, and
        the reason.
    """
    problem = f"{NO_TEXT_FOUND} ({engine.name})"
    try:
        look = _read_upright(picture, engine, time.monotonic() + seconds)
    except OcrTooSlow:
        look, problem = None, f"OCR took longer than {seconds:.0f} seconds ({engine.name})"
    except OcrFailed as error:
        look, problem = None, f"OCR failed: {error}"
    if look is not None and is_blank(picture):
        problem = BLANK_PAGE
    redactions = find_in_picture(picture, width, look.turn if look is not None else 0)
    page = RawPage("", ReadAs.OCR, width, height, problem, redactions=redactions)
    if look is None or not look.reading.words:
        return page
    text, spans = _write_lines(look.reading.words)
    per_pixel = np.array([width / picture.shape[1], height / picture.shape[0]] * 2)
    boxes = look.prepared.map_boxes(np.array([word.box for word in look.reading.words], np.float64)) * per_pixel
    limits = np.array([width, height] * 2)
    words = RawWords(
        spans[:, 0], spans[:, 1], np.clip(boxes, 0, limits).astype(np.float32),
        np.array([word.confidence for word in look.reading.words], np.float32),
    )  # fmt: skip
    return replace(page, text=text, words=words, problem="")


def is_blank(picture: Grey) -> bool:
    """Whether nothing stands on a picture but paper and a little dust."""
    sample = picture[::2, ::2].astype(np.int16)
    return float((np.abs(sample - np.median(sample)) > UNLIKE_PAPER).mean()) < MOST_DUST


def _read_upright(picture: Grey, engine: Engine, deadline: float) -> _Look:
    """Read as it stands; where that is not plainly right, turned as well, and take what reads best."""
    first = _look(picture, 0, engine, deadline)
    if first.is_upright or first.prepared.n_letters < FEWEST_LETTERS:
        return first
    looks = [first]
    try:
        for turn in _turns_to_try(first, engine, deadline):
            looks.append(_look(picture, turn, engine, deadline))
            if looks[-1].is_upright:
                break
    except OcrTooSlow:
        pass  # what was read before counts
    return max(looks, key=lambda look: look.reading.weight * (0.5 if look.reading.is_sideways else 1))


def _turns_to_try(first: _Look, engine: Engine, deadline: float) -> Iterator[int]:
    """The other turns, likeliest first; only the one that the engine is sure of where it is."""
    guess = engine.guess_turn(first.prepared.picture, _dpi(first.prepared), _left(deadline))
    if guess is not None:
        yield from [guess] if guess else []
    else:
        yield from (90, 270, 180) if first.reading.is_sideways else (180, 90, 270)


def _look(picture: Grey, turn: int, engine: Engine, deadline: float) -> _Look:
    prepared = prepare(picture, turn)
    if prepared.n_letters < FEWEST_LETTERS:
        return _Look(turn, prepared, Reading(()))
    return _Look(turn, prepared, engine.read(prepared.picture, _dpi(prepared), _left(deadline)))


def _dpi(prepared: Prepared) -> float:
    """The resolution at which letters of this height are those of a letter or a report."""
    return min(600.0, max(100.0, 300 * prepared.letter / GOOD_LETTER))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise OcrTooSlow
    return left


def _write_lines(words: Sequence[Found]) -> tuple[str, np.ndarray]:
    """Put words into lines and paragraphs; with the span of each, (n, 2)."""
    text = ""
    spans = np.zeros((len(words), 2), np.int32)
    before = None
    for number, word in enumerate(words):
        if before is not None:
            text += "\n\n" if word.paragraph != before.paragraph else "\n" if word.line != before.line else " "
        spans[number] = len(text), len(text) + len(word.text)
        text += word.text
        before = word
    return text, spans
