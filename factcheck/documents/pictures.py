"""Open received pictures as pages: turned as EXIF says, on white paper, with square pixels, of a size in points.

A picture is bounded in pixels before it is decoded, whatever its header claims.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps

from factcheck.documents.page_view import PICTURES
from factcheck.errors import UnreadableDocument

MAX_PICTURE_PIXELS = 100_000_000  # of a received picture: 300 MB in memory; one that claims more is not opened
MAX_FRAMES = 10_000  # pages of one TIFF

_REMEDY = "Open it in another program, save it anew as PNG or PDF, and add that"
_LEAST_DPI, _MOST_DPI = 50, 2400
_SHORTEST, _LONGEST = 2.0, 24.0  # inches, of the long side of a page; a photo of 4,000 pixels "at 72 dpi" is no paper
_LETTER_LENGTH = 11.0  # inches, where the file says nothing sensible
_MOST_STRETCH = 4.0  # of a pixel; a fax has pixels up to twice as high as wide
_NEW_SUBFILE_TYPE, _REDUCED = 254, 1


@contextmanager
def open_picture(
    source: Path | bytes, media_type: str, number: int | None = None, file: str = ""
) -> Iterator[Image.Image]:
    """Open a picture at one of its pages, not yet decoded.

    Args:
        source: where it lies, or its bytes.
        media_type: one of `PICTURES`.
        number: of the page, 1-based; None for a picture that is one page.
        file: its name for errors, where ``source`` is bytes.

    Raises:
        UnreadableDocument: it is damaged, too large, or has no such page.
    """
    file = file or (source.name if isinstance(source, Path) else "")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on damaged tags and large pictures; the limit is ours
            opened = io.BytesIO(source) if isinstance(source, bytes) else source
            with Image.open(opened, formats=[PICTURES[media_type]]) as picture:
                picture.seek((number or 1) - 1)
                if picture.width * picture.height > MAX_PICTURE_PIXELS:
                    reason = f"the picture has {picture.width:,} by {picture.height:,} pixels, too many to open"
                    raise UnreadableDocument(file, reason, "Save it at a lower resolution", page=number)
                yield picture
    except (EOFError, OSError, SyntaxError, ValueError, KeyError, MemoryError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(file, "the picture is damaged and cannot be opened", _REMEDY, page=number) from error


def count_pages(picture: Image.Image, file: str) -> int:
    """The pages of an open picture: the frames of a TIFF, else one.

    Raises:
        UnreadableDocument: it is animated, or has too many pages.
    """
    frames = int(getattr(picture, "n_frames", 1))
    if picture.format == "TIFF":
        if frames > MAX_FRAMES:
            reason = f"this TIFF has {frames:,} pages, more than the {MAX_FRAMES:,} that are read"
            raise UnreadableDocument(file, reason, "Split it into parts, and add these")
        return frames
    if frames > 1 and picture.format in {"PNG", "WEBP"}:
        raise UnreadableDocument(file, "this is an animated picture", "Save what matters of it as PNG, and add that")
    return 1  # what else a JPEG holds are small copies of it


def is_small_copy(picture: Image.Image) -> bool:
    """Whether a frame of a TIFF is said to be another one at a lower resolution."""
    tags = getattr(picture, "tag_v2", {})
    return bool(int(tags.get(_NEW_SUBFILE_TYPE, 0) or 0) & _REDUCED)


def show_upright(picture: Image.Image) -> Image.Image:
    """A picture as a reader sees it, in RGB: turned as EXIF says, on white paper, pixels square, 8 bits a colour."""
    upright = ImageOps.exif_transpose(_as_eight_bits(picture))
    across, down = _resolution(picture)
    if (picture.getexif().get(0x0112) or 1) >= 5:  # EXIF turns it on its side
        across, down = down, across
    page = _on_white(upright)
    if across and down and 1.05 < max(across / down, down / across) <= _MOST_STRETCH:
        width, height = page.size
        size = (width, round(height * across / down)) if across > down else (round(width * down / across), height)
        page = page.resize(size, Image.Resampling.BICUBIC)
    return page


def size_in_points(page: Image.Image, picture: Image.Image) -> tuple[float, float]:
    """The width and height of a page in points.

    By the resolution that the file states where that makes a page of a sensible size, else as a page of letter length.

    Args:
        page: as `show_upright` gives it.
        picture: what it was made of.
    """
    stated, longest = max(_resolution(picture)), max(page.size)
    if not (_LEAST_DPI <= stated <= _MOST_DPI and _SHORTEST <= longest / stated <= _LONGEST):
        stated = min(_MOST_DPI, max(_LEAST_DPI, longest / _LETTER_LENGTH))
    return page.width * 72 / stated, page.height * 72 / stated


def _resolution(picture: Image.Image) -> tuple[float, float]:
    """Pixels an inch, across and down, as the file states them; 0 where it does not."""
    try:
        across, down = (float(one) for one in picture.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    sane = 0 < across <= 100_000 and 0 < down <= 100_000
    return (across, down) if sane else (0.0, 0.0)


def _as_eight_bits(picture: Image.Image) -> Image.Image:
    """Bring grey pictures of more than 8 bits to 8; Pillow alone would cut their light tones off."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    low, high = picture.convert("F").getextrema()
    assert isinstance(low, float) and isinstance(high, float)
    top = 65535.0 if high > 255 else 255.0 if high > 1 else 1.0
    eight = picture.convert("F").point(lambda value: value * (255 / top) + 0).convert("L")
    eight.info = dict(picture.info)
    eight.getexif().update(picture.getexif())
    return eight


def _on_white(picture: Image.Image) -> Image.Image:
    """A picture in RGB; what is see-through in it is paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
