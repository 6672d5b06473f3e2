"""The characters of a PDF page with their boxes, by PDFium.

PDFium gives boxes in the space of the page as it is written; here they become those of the page as a reader sees it,
turned by /Rotate and cut to its crop box, which is also how PDFium draws it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import numpy as np
import pypdfium2
import pypdfium2.raw
from numpy.typing import NDArray

from factcheck.documents.raw import Characters
from factcheck.documents.turning import find_direction, turn_boxes

Doubles = NDArray[np.float64]

MAX_CHARACTERS = 200_000  # of one page whose places are read: a full newspaper page has some 50,000
MIN_SHARE = 0.5  # of a letter's ink that its loose box must hold to be believed
TALL_LETTERS = 98  # percentile of the ink's height: that of letters such as "d" and "T", but not of a stray bracket
SAMPLE = 6  # every sixth letter is looked at more closely
MIN_HEIGHT = 0.7  # of the loose box, which fonts make up to a third higher than any letter


def read_characters(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Characters:
    """Read the characters of an open page in PDFium's order; call it under `PDFIUM_LOCK`.

    Returns:
        PDFium's text as it is, with the spaces and line ends that PDFium makes up, which have no boxes.

    Raises:
        pypdfium2.PdfiumError: the text cannot be read.
    """
    count = text_page.count_chars()
    text = text_page.get_text_range()
    chosen: NDArray[np.int64] | slice = slice(None)
    if len(text) != count:  # PDFium's text leaves out what it has no letter for; its characters do not
        codes = [_get_unicode(text_page.raw, index) for index in range(count)]
        places = [index for index, code in enumerate(codes) if 0 < code <= 0x10FFFF]
        text = "".join(chr(codes[index]) for index in places)
        chosen = np.array(places, np.int64)
    if count > MAX_CHARACTERS:
        return Characters(text, np.full((len(text), 4), np.nan, np.float32))
    place = page.get_bbox(), page.get_rotation()
    loose = as_seen(_read_loose(text_page, count), *place)

    def read_tight(indices: NDArray[np.int64]) -> Doubles:
        return as_seen(_read_tight(text_page, indices), *place)

    return Characters(text, _choose_boxes(loose, read_tight)[chosen].astype(np.float32))


def _read_tight(text_page: pypdfium2.PdfTextPage, indices: NDArray[np.int64]) -> Doubles:
    """The boxes of the ink of some characters: left, right, bottom, top; zeros where there is none."""
    boxes = np.zeros((len(indices), 4), np.float64)
    at, raw = boxes.ctypes.data, ctypes.cast(text_page.raw, ctypes.c_void_p).value
    for index in indices.tolist():
        _get_char_box(raw, index, at, at + 8, at + 16, at + 24)
        at += 32
    return boxes


def _read_loose(text_page: pypdfium2.PdfTextPage, count: int) -> Doubles:
    """The boxes as high as the font and as wide as the letter advances, (count, 4): left, right, bottom, top."""
    boxes = np.zeros((count, 4), np.float32)
    at, raw = boxes.ctypes.data, ctypes.cast(text_page.raw, ctypes.c_void_p).value
    for index in range(count):
        _get_loose_box(raw, index, at)
        at += 16
    return boxes[:, [0, 2, 3, 1]].astype(np.float64)


def _choose_boxes(loose: Doubles, read_tight: Callable[[NDArray[np.int64]], Doubles]) -> Doubles:
    """Take the loose boxes, which make even lines, but the ink where a font's measures are wrong.

    The ink of a sample is looked at, since asking for it costs as much as all else; only where loose boxes of the sample
    are wrong, that of all.

    Args:
        loose: (n, 4), x0, y0, x1, y1 of the letters as their font measures them.
        read_tight: gives the boxes of the ink of letters, (m, 4), by their indices.
    """
    turn = find_direction(np.diff((loose[:, :2] + loose[:, 2:]) / 2, axis=0))
    loose = turn_boxes(loose, 0, 0, -turn)
    is_empty = (loose[:, 2] <= loose[:, 0]) | (loose[:, 3] <= loose[:, 1])
    sample = np.flatnonzero(~is_empty)[::SAMPLE]
    tight = turn_boxes(read_tight(sample), 0, 0, -turn)
    boxes = _lower_tops(tight, loose, sample)
    looked_at = np.flatnonzero(is_empty if _hold(tight, loose[sample]).all() else np.ones(len(loose), bool))
    tight = turn_boxes(read_tight(looked_at), 0, 0, -turn)
    is_wrong = is_empty[looked_at] | ~_hold(tight, loose[looked_at])
    boxes[looked_at[is_wrong]] = tight[is_wrong]
    has_place = (boxes[:, 2] > boxes[:, 0]) | (boxes[:, 3] > boxes[:, 1])
    return turn_boxes(np.where(has_place[:, None] & np.isfinite(boxes), boxes, np.nan), 0, 0, turn)


def _hold(tight: Doubles, loose: Doubles) -> NDArray[np.bool_]:
    """Whether loose boxes hold most of their ink."""
    shared = np.minimum(tight[:, 2:], loose[:, 2:]) - np.maximum(tight[:, :2], loose[:, :2])
    holds: NDArray[np.bool_] = (np.maximum(shared, 0) >= MIN_SHARE * (tight[:, 2:] - tight[:, :2])).all(axis=1)
    return holds


def _lower_tops(tight: Doubles, loose: Doubles, sample: NDArray[np.int64]) -> Doubles:
    """Lower the tops of loose boxes to where the tall letters of a sample end."""
    has_ink = tight[:, 3] > tight[:, 1]
    height = loose[:, 3] - loose[:, 1]
    if not has_ink.any():
        return loose.copy()
    reached = (loose[sample, 3] - tight[:, 1])[has_ink] / height[sample][has_ink]
    share = np.clip(np.percentile(reached, TALL_LETTERS), MIN_HEIGHT, 1.0)
    return np.column_stack((loose[:, 0], loose[:, 3] - share * height, loose[:, 2], loose[:, 3]))


def as_seen(boxes: Doubles, bounds: tuple[float, float, float, float], turned: int) -> Doubles:
    """Turn boxes (left, right, bottom, top) of the page as written into (x0, y0, x1, y1) of the page as seen.

    Args:
        boxes: (n, 4).
        bounds: left, bottom, right and top of what is seen of the page.
        turned: clockwise, 0, 90, 180 or 270 degrees.
    """
    left, bottom, right, top = bounds
    x0, x1, y0, y1 = boxes.T
    upright = np.column_stack((x0 - left, top - y1, x1 - left, top - y0))
    return turn_boxes(upright, right - left, top - bottom, turned)


def _declare(name: str, answer: type, *takes: type) -> Callable[..., int]:
    """A function of PDFium that takes addresses as plain numbers: called for every letter, ctypes' checks cost most."""
    address = ctypes.cast(getattr(pypdfium2.raw, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(answer, *takes)(address)


_get_char_box = _declare("FPDFText_GetCharBox", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)
_get_loose_box = _declare("FPDFText_GetLooseCharBox", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_get_unicode = _declare("FPDFText_GetUnicode", ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
