"""The picture of a page, and boxes drawn on it.

A PDF's page is drawn by PDFium as a reader sees it: turned and cropped. A picture's page is the picture itself, turned as
its EXIF tag says. Every picture is bounded in pixels before any is made, whatever size a page claims.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageOps

from factcheck.documents.geometry import scale
from factcheck.documents.pdfium import PDFIUM_LOCK, open_pdfium
from factcheck.errors import UnreadableDocument
from factcheck.model import Box

MAX_PIXELS = 25_000_000  # of a page image: an A4 page at 500 dpi, about 75 MB in memory
MAX_PICTURE_PIXELS = 100_000_000  # of a received picture: 300 MB in memory; one that claims more is not opened
DEFAULT_WIDTH = 1200  # pixels: 140 dpi of a letter page, sharp on a screen

_PDF = "application/pdf"
_PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/tiff": "TIFF"}
_REMEDY = "Open the received file in another program to see the page"

_INK = (176, 84, 0)  # dark orange: legible on white paper and beside black print
_FILL_ALPHA = 38  # of 255
_MARKED_ALPHA = 96
_PADDING = 1.5  # points around a box, so that the frame does not touch the letters


def has_page_image(media_type: str) -> bool:
    """Whether pages of this kind of document can be shown as pictures; text, HTML and DOCX have none."""
    return media_type == _PDF or media_type in _PICTURES


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
    if media_type == _PDF:
        return _render_pdf(path, number, width)
    with open_picture(path, media_type, number) as picture:
        picture.draft("RGB", (width, width))  # a JPEG is decoded at a fraction of its size, still as large as this
        page = _on_white(ImageOps.exif_transpose(picture))
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


@contextmanager
def open_picture(path: Path, media_type: str, number: int = 1) -> Iterator[Image.Image]:
    """Open one page of a received picture without decoding it yet; `MAX_PICTURE_PIXELS` is held.

    Raises:
        UnreadableDocument: it is damaged, too large, or has no such page.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on damaged tags and large pictures; the limit is ours
            with Image.open(path, formats=[_PICTURES[media_type]]) as picture:
                picture.seek(number - 1)
                if picture.width * picture.height > MAX_PICTURE_PIXELS:
                    reason = f"the picture has {picture.width:,} by {picture.height:,} pixels, too many to open"
                    raise UnreadableDocument(path.name, reason, "Save it at a lower resolution", page=number)
                yield picture
    except (EOFError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(path.name, "the picture cannot be opened", _REMEDY, page=number) from error


def draw_boxes(image: Image.Image, boxes: Sequence[Box], page_width: float, marked: Sequence[Box] = ()) -> Image.Image:
    """Mark places on a page image: a thin frame and a tint; ``marked`` ones a thick frame and a deeper tint.

    Args:
        image: the page, as `render_page` gives it; it is left as it is.
        boxes: of the passage, in points.
        page_width: of the page, in points.
        marked: of the rationale within it, in points.
    """
    by = image.width / page_width
    tint = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(tint)
    for places, alpha, line in ((boxes, _FILL_ALPHA, 1), (marked, _MARKED_ALPHA, 3)):
        for box in places:
            edges = _pixels(box, by, image.size)
            pen.rectangle(edges, fill=(*_INK, alpha), outline=(*_INK, 255), width=max(line, round(line * by / 2)))
    return Image.alpha_composite(image.convert("RGBA"), tint).convert("RGB")


def _render_pdf(path: Path, number: int, width: int) -> Image.Image:
    with PDFIUM_LOCK:
        pdfium, _ = open_pdfium(path)
        if pdfium is None:
            raise UnreadableDocument(path.name, "PDFium cannot open it, so its pages cannot be drawn", _REMEDY)
        try:
            with closing(pdfium):
                if not 1 <= number <= len(pdfium):
                    raise pypdfium2.PdfiumError("no such page")
                return render_opened(pdfium, number - 1, width / max(1.0, pdfium.get_page_size(number - 1)[0]))
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            raise UnreadableDocument(path.name, "the page cannot be drawn", _REMEDY, page=number) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """A picture in RGB; what is see-through in it is paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _fit(width: int, height: int) -> tuple[int, int]:
    shrink = min(1.0, math.sqrt(MAX_PIXELS / (width * height)))
    return max(1, int(width * shrink)), max(1, int(height * shrink))


def _pixels(box: Box, by: float, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box with its padding, in pixels within the image; never turned inside out."""
    padded = scale(Box(box.x0 - _PADDING, box.y0 - _PADDING, box.x1 + _PADDING, box.y1 + _PADDING), by)
    x0, y0 = max(0.0, min(padded.x0, size[0] - 1)), max(0.0, min(padded.y0, size[1] - 1))
    return x0, y0, max(x0, min(padded.x1, size[0] - 1)), max(y0, min(padded.y1, size[1] - 1))
