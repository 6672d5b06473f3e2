"""The picture of a page, and boxes drawn on it.

A PDF's page is drawn by PDFium as a reader sees it: turned and cropped. A picture's page is the picture itself, turned as
its EXIF tag says. Every picture is bounded in pixels before any is made, whatever size a page claims.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from factcheck.documents.geometry import scale
from factcheck.documents.page_view import DEFAULT_WIDTH, PDF, PageView, has_page_image
from factcheck.documents.pdfium import PDFIUM_LOCK, open_pdfium
from factcheck.documents.pictures import open_picture, show_upright
from factcheck.errors import UnreadableDocument
from factcheck.model import Box

MAX_PIXELS = 25_000_000  # of a page image: an A4 page at 500 dpi, about 75 MB in memory
_REMEDY = "Open the received file in another program to see the page"

_FRAME = (150, 88, 0)
_TINT = (255, 246, 222)  # of a passage; multiplied with the page, so that print stays as black as it is
_MARKED_TINT = (255, 224, 120)  # of a rationale
_PADDING = 1.5  # points around a box, so that the frame does not touch the letters


def render_page(path: Path, media_type: str, number: int, width: int = DEFAULT_WIDTH) -> Image.Image:
    """Draw one page as a reader sees it.

    Args:
        path: the received file.
        media_type: of the document, as it was recognised by content.
        number: of the page, 1-based.
        width: in pixels; less where the page is so long that `MAX_PIXELS` would be passed.

    Returns:
        An RGB image. Pixels a point: its width over the page's.

    Raises:
        UnreadableDocument: the kind has no page images, the page is not there, or it cannot be drawn.
    """
    if not has_page_image(media_type):
        raise UnreadableDocument(path.name, "files of this kind have no page images", "Read the text of the page")
    if media_type == PDF:
        return _render_pdf(path, number, width)
    with open_picture(path, media_type, number) as picture:
        picture.draft("RGB", (width, width))  # a JPEG is decoded at a fraction of its size, still as large as this
        page = show_upright(picture)
    size = (width, max(1, round(page.height * width / page.width)))
    page.thumbnail(_fit(*size), Image.Resampling.LANCZOS)
    return page


def render_opened(pdfium: pypdfium2.PdfDocument, index: int, scale_by: float) -> Image.Image:
    """Draw a page of an open PDF.

    Args:
        pdfium: the document.
        index: of the page, 0-based.
        scale_by: pixels a point, such as 300 / 72; less where `MAX_PIXELS` would be passed.

    Raises:
        pypdfium2.PdfiumError: the page cannot be drawn.
    """
    with PDFIUM_LOCK, closing(pdfium[index]) as page:
        width, height = page.get_size()
        if not (width > 0 and height > 0 and math.isfinite(width * height)):
            raise pypdfium2.PdfiumError("the page has no size")
        bound = min(scale_by, math.sqrt(MAX_PIXELS / (width * height)))
        with closing(page.render(scale=bound, rev_byteorder=True, prefer_bgrx=False)) as bitmap:
            image: Image.Image = bitmap.to_pil()
            return image.convert("RGB").copy()  # the bitmap's memory goes with it


def draw_boxes(image: Image.Image, boxes: Sequence[Box], page_width: float, marked: Sequence[Box] = ()) -> Image.Image:
    """Mark places on a page image: a thin frame and a tint; ``marked`` ones a thick frame and a deeper tint.

    Args:
        image: the page, as `render_page` gives it; it is left as it is.
        boxes: of the passage, in points.
        page_width: of the page, in points.
        marked: of the rationale within it, in points.
    """
    by = image.width / page_width
    tint = Image.new("RGB", image.size, "white")
    frames = Image.new("RGB", image.size, "white")
    for places, fill, line in ((boxes, _TINT, 0.5), (marked, _MARKED_TINT, 1.5)):
        for box in places:
            edges = _pixels(box, by, image.size)
            ImageDraw.Draw(tint).rectangle(edges, fill=fill)
            ImageDraw.Draw(frames).rectangle(edges, outline=_FRAME, width=max(1, round(line * by)))
    return ImageChops.multiply(ImageChops.multiply(image.convert("RGB"), tint), frames)


def draw_view(path: Path, view: PageView) -> bytes:
    """Draw a page with its marks, as a PNG.

    Raises:
        UnreadableDocument: as `render_page`.
    """
    image = render_page(path, view.media_type, view.number, view.width)
    if view.page_width and (view.boxes or view.marked):
        image = draw_boxes(image, view.boxes, view.page_width, view.marked)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _render_pdf(path: Path, number: int, width: int) -> Image.Image:
    with PDFIUM_LOCK:
        pdfium = open_pdfium(path)[0] if path.is_file() else None
        if pdfium is None:
            raise UnreadableDocument(path.name, "it cannot be opened, so its pages cannot be drawn", _REMEDY)
        try:
            with closing(pdfium):
                if not 1 <= number <= len(pdfium):
                    raise pypdfium2.PdfiumError("no such page")
                return render_opened(pdfium, number - 1, width / max(1.0, pdfium.get_page_size(number - 1)[0]))
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            raise UnreadableDocument(path.name, "the page cannot be drawn", _REMEDY, page=number) from error


def _fit(width: int, height: int) -> tuple[int, int]:
    shrink = min(1.0, math.sqrt(MAX_PIXELS / (width * height)))
    return max(1, int(width * shrink)), max(1, int(height * shrink))


def _pixels(box: Box, by: float, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box with its padding, in pixels within the image; never turned inside out."""
    padded = scale(Box(box.x0 - _PADDING, box.y0 - _PADDING, box.x1 + _PADDING, box.y1 + _PADDING), by)
    x0, y0 = max(0.0, min(padded.x0, size[0] - 1)), max(0.0, min(padded.y0, size[1] - 1))
    return x0, y0, max(x0, min(padded.x1, size[0] - 1)), max(y0, min(padded.y1, size[1] - 1))
