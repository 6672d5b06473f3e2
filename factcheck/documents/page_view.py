"""What is to be seen of a page, and of which documents there are pictures of pages at all. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.model import Box

PDF = "application/pdf"
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/tiff": "TIFF", "image/webp": "WEBP"}
DEFAULT_WIDTH = 1200  # pixels: 140 dpi of a letter page, sharp on a screen


def has_page_image(media_type: str) -> bool:
    """Whether pages of this kind of document can be shown as pictures; text, HTML and DOCX have none."""
    return media_type == PDF or media_type in PICTURES


@dataclass(frozen=True)
class PageView:
    """What is to be seen of a page: which one, how large, and what is marked on it."""

    media_type: str
    number: int  # 1-based
    page_width: float | None  # points; None where it is not known, and then nothing is marked
    boxes: tuple[Box, ...] = ()
    marked: tuple[Box, ...] = ()
    width: int = DEFAULT_WIDTH  # pixels
