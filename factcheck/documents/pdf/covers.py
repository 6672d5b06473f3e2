"""What on a page of a PDF can hide text: filled shapes, heavy lines, pictures, annotations. Decides whether to look at it.

Drawing a page costs as much as reading it; most pages have nothing that can hide text and are not drawn.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pypdfium2.raw as raw

from factcheck.documents.blocks import SCALE, Grey
from factcheck.documents.pdf.text_layer import as_seen
from factcheck.documents.raw import Characters
from factcheck.documents.redactions import Found, find_redactions
from factcheck.model import Box

MAX_PIXELS = 6_000_000  # of a drawn page: a poster is looked at more coarsely
LEAST = 4.0  # points, of height and width; less hides no letter
_HEAVY_LINE = 4.0  # points
_DARK = 120.0  # grey value of a fill
_OPAQUE = 128  # of 255
_MAX_OBJECTS = 20_000  # of one page looked at; maps have more, and papers do not
_MAX_DEPTH = 4  # of forms within forms
_LEAST_PICTURE = (30.0, 8.0)  # points, width and height: smaller pictures are signs, not pages
_HIDING = frozenset(
    [raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_STAMP,
     raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_POLYLINE, raw.FPDF_ANNOT_HIGHLIGHT]
)  # fmt: skip

Bounds = tuple[float, float, float, float]  # left, bottom, right, top, in the space of the page as written
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class _Drawn:
    """What was seen on the way through the objects of a page, in the order in which they are drawn."""

    texts: list[Bounds]
    pictures: list[Bounds]
    covers: list[Bounds]  # filled shapes over text or pictures drawn before
    marked: list[Bounds]
    can_hide: bool = False


def find_on_page(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, characters: Characters) -> Found:
    """Find the redactions of an open page; call it under `PDFIUM_LOCK`. The page is drawn only where it may have some."""
    drawn = _look_through(page)
    if not drawn.can_hide:
        return Found((), np.zeros(len(characters.text), np.bool_))
    bounds, turned = page.get_bbox(), page.get_rotation()
    width, height = page.get_size()
    scale = min(SCALE, math.sqrt(MAX_PIXELS / max(1.0, width * height)))
    return find_redactions(
        _draw(page, scale),
        scale,
        characters,
        _Inks(text_page, characters).shade,
        [_seen(box, bounds, turned) for box in drawn.covers],
        [_seen(box, bounds, turned) for box in drawn.marked],
    )


def _draw(page: pypdfium2.PdfPage, scale: float) -> Grey:
    drawn: Grey = page.render(scale=scale, grayscale=True).to_numpy()
    return drawn.reshape(drawn.shape[:2])


def _seen(box: Bounds, bounds: Bounds, turned: int) -> Box:
    left, bottom, right, top = box
    return Box(*as_seen(np.array([[left, right, bottom, top]], np.float64), bounds, turned)[0].tolist())


def _look_through(page: pypdfium2.PdfPage) -> _Drawn:
    drawn = _Drawn([], [], [], [])
    for kind, item, matrix in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_SHADING:
            drawn.can_hide = True
            continue
        bounds = _bounds(item, matrix)
        if bounds is None:
            continue
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn.texts.append(bounds)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            drawn.pictures.append(bounds)
            drawn.can_hide |= _is_large(bounds, *_LEAST_PICTURE)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _look_at_path(item, bounds, drawn)
    _look_at_annotations(page, drawn)
    return drawn


def _look_at_path(item: raw.FPDF_PAGEOBJECT, bounds: Bounds, drawn: _Drawn) -> None:
    """A dark filled shape or a heavy dark line can be a redaction; a light shape only where it lies over text."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroked)
    if stroked.value and _is_heavy_line(item):
        drawn.can_hide = True
    if not mode.value or not _is_large(bounds, LEAST, LEAST):
        return
    grey, alpha = _colour(raw.FPDFPageObj_GetFillColor, item)
    if alpha < _OPAQUE:
        return
    drawn.can_hide |= grey < _DARK
    if any(_overlap(bounds, other) for other in (*drawn.texts, *drawn.pictures)):
        drawn.covers.append(bounds)
        drawn.can_hide = True


def _is_heavy_line(item: raw.FPDF_PAGEOBJECT) -> bool:
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, width)
    grey, alpha = _colour(raw.FPDFPageObj_GetStrokeColor, item)
    return width.value >= _HEAVY_LINE and alpha >= _OPAQUE and grey < _DARK


def _look_at_annotations(page: pypdfium2.PdfPage, drawn: _Drawn) -> None:
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        box = raw.FS_RECTF()
        if raw.FPDFAnnot_GetRect(annotation, box) and (kind in _HIDING or kind == raw.FPDF_ANNOT_REDACT):
            drawn.can_hide = True
            bounds = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
            (drawn.marked if kind == raw.FPDF_ANNOT_REDACT else drawn.covers).append(bounds)
        raw.FPDFPage_CloseAnnot(annotation)


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, raw.FPDF_PAGEOBJECT, Matrix]]:
    """The objects of a page in the order in which they are drawn, those of forms in the place of the form."""
    count = min(raw.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)
    for index in range(count):
        yield from _unfold(raw.FPDFPage_GetObject(page.raw, index), _IDENTITY, 1)


def _unfold(item: raw.FPDF_PAGEOBJECT, matrix: Matrix, depth: int) -> Iterator[tuple[int, raw.FPDF_PAGEOBJECT, Matrix]]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind != raw.FPDF_PAGEOBJ_FORM:
        yield kind, item, matrix
    elif depth < _MAX_DEPTH:
        inner = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, inner)
        joined = _multiply((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), matrix)
        for index in range(min(raw.FPDFFormObj_CountObjects(item), _MAX_OBJECTS)):
            yield from _unfold(raw.FPDFFormObj_GetObject(item, index), joined, depth + 1)


def _multiply(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _bounds(item: raw.FPDF_PAGEOBJECT, matrix: Matrix) -> Bounds | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    if matrix is _IDENTITY:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _colour(get: object, item: raw.FPDF_PAGEOBJECT) -> tuple[float, int]:
    """Grey value and alpha, 0 to 255; black and opaque where the colour is none that PDFium can say."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get(item, red, green, blue, alpha):  # type: ignore[operator]
        return 0.0, 255
    return _grey(red.value, green.value, blue.value), alpha.value


def _grey(red: int, green: int, blue: int) -> float:
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _is_large(bounds: Bounds, width: float, height: float) -> bool:
    return bounds[2] - bounds[0] >= width and bounds[3] - bounds[1] >= height


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _Inks:
    """The ink of the characters of a page, asked for only where a box may hide them."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, characters: Characters) -> None:
        self._text_page = text_page
        count = text_page.count_chars()
        is_all = count == len(characters.text)
        self._numbers = None if is_all else [one for one in range(count) if 0 < self._unicode(one) <= 0x10FFFF]

    def shade(self, index: int) -> float | None:
        """The grey value of a character's ink, 0 to 255; None where it has none."""
        number = index if self._numbers is None else self._numbers[index]
        item = raw.FPDFText_GetTextObject(self._text_page.raw, number)
        if item and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            return None
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not raw.FPDFText_GetFillColor(self._text_page.raw, number, red, green, blue, alpha):
            return 0.0
        return _grey(red.value, green.value, blue.value) if alpha.value else None

    def _unicode(self, number: int) -> int:
        return int(raw.FPDFText_GetUnicode(self._text_page.raw, number))
