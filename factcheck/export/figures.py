"""Figures: the page that a passage stands on, as a picture, with the passage boxed and its rationale marked."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from factcheck.documents.geometry import boxes_of
from factcheck.documents.page_image import draw_boxes, render_page
from factcheck.documents.page_view import has_page_image
from factcheck.errors import FactcheckError
from factcheck.export.protection import Protection
from factcheck.store.documents import load_document
from factcheck.store.pages import load_page
from factcheck.store.words import load_words
from factcheck.store.workspace import Workspace

MOST_FIGURES = 200  # in one file; each is some 60 KB, and nobody leafs through more
_WIDTH = 1000  # pixels of a page: letters can be read when the figure is enlarged
_COLOURS = 64  # of the palette: print and boxes need few, and the file is a quarter as large


@dataclass(frozen=True)
class Figure:
    """A page image as PNG without any metadata, and its size in pixels."""

    png: bytes
    width: int
    height: int


class Figures:
    """Draws the figures of one export, at most `MOST_FIGURES`; says of each that it does not draw why not."""

    def __init__(
        self, workspace: Workspace, case: str, protection: Protection | None, most: int = MOST_FIGURES
    ) -> None:
        """Draw nothing yet; ``protection`` keeps pages back on which a protected string stands."""
        self._workspace, self._case, self._protection, self._most = workspace, case, protection, most
        self._drawn = 0

    def draw(self, row: Mapping[str, object]) -> Figure | str:
        """The figure of a row of the evidence table, or in words why it has none; "" for files without page images."""
        if self._drawn >= self._most:
            return f"No figure: this file holds the first {self._most} only."
        try:
            figure = self._draw(row)
        except (FactcheckError, OSError) as error:
            return f"No figure: {_said(error)}"
        if isinstance(figure, Figure):
            self._drawn += 1
        return figure

    def _draw(self, row: Mapping[str, object]) -> Figure | str:
        sha256, number = str(row["sha256"]), int(str(row["page"]))
        with self._workspace.reading() as db:
            document = load_document(db, self._case, sha256)
            if not has_page_image(document.media_type):
                return ""
            page, words = load_page(db, sha256, number), load_words(db, sha256, number)
        boxes = boxes_of(words, int(str(row["start"])), int(str(row["end"])))
        marked = boxes_of(words, int(str(row["rationale_start"])), int(str(row["rationale_end"])))
        if not boxes or page.width is None:
            return "No figure: the place of the passage on the page is not known."
        if self._protection is not None and self._protection.find(page.text):
            return "No figure: what is protected stands on the page."
        image = render_page(self._workspace.received_path(sha256), document.media_type, number, _WIDTH)
        drawn = draw_boxes(image, boxes, page.width, marked).quantize(_COLOURS, Image.Quantize.FASTOCTREE)
        out = io.BytesIO()
        drawn.save(out, "PNG")
        return Figure(out.getvalue(), drawn.width, drawn.height)


def _said(error: Exception) -> str:
    """What went wrong, without the name of the received file."""
    return str(getattr(error, "reason", "")) or "the page cannot be drawn."
