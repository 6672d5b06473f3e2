"""Draw PDF pages whose words stand at known places, turned and cropped as wanted."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from factcheck.model import Box

LETTER = (612.0, 792.0)


@dataclass(frozen=True)
class DrawnWord:
    """A word as it was drawn, and its box on the page as a reader sees it: as high as the font, as wide as its letters."""

    text: str
    box: Box


@dataclass
class MadePage:
    """One page to draw on; places are points from the top left corner of the page before it is turned or cropped.

    With ``is_upright`` the text is drawn turned the other way, so that it reads upright on the turned page, as landscape
    tables are made; places are then those of the page as a reader sees it, and there is no crop.
    """

    turned: int = 0  # degrees clockwise
    is_upright: bool = False
    crop: tuple[float, float, float, float] | None = None  # left, bottom, right, top
    size: tuple[float, float] = LETTER
    font: str = "Helvetica"
    font_size: float = 11.0
    lines: list[tuple[float, float, str]] = field(default_factory=list)

    def write(self, x: float, y: float, text: str) -> MadePage:
        """Write a line; ``y`` is that of its baseline."""
        self.lines.append((x, y, text))
        return self

    def write_lines(self, x: float, y: float, lines: Sequence[str], leading: float = 14.0) -> MadePage:
        """Write lines below each other."""
        for number, line in enumerate(lines):
            self.write(x, y + number * leading, line)
        return self

    @property
    def words(self) -> list[DrawnWord]:
        """Every word in the order in which it was drawn."""
        ascent, descent = pdfmetrics.getAscentDescent(self.font, self.font_size)
        drawn = []
        for x, y, line in self.lines:
            for match in re.finditer(r"\S+", line):
                left = x + self._width(line[: match.start()])
                place = (left, y - ascent, left + self._width(match[0]), y - descent)
                drawn.append(DrawnWord(match[0], self._seen(place)))
        return drawn

    def _width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, self.font, self.font_size))

    def _seen(self, place: tuple[float, float, float, float]) -> Box:
        """Crop, then turn a quarter clockwise as often as it takes."""
        if self.is_upright:
            return Box(*place)
        left, bottom, right, top = self.crop or (0.0, 0.0, *self.size)
        x0, y0, x1, y1 = (
            place[0] - left, place[1] - (self.size[1] - top), place[2] - left, place[3] - (self.size[1] - top)
        )  # fmt: skip
        width, height = right - left, top - bottom
        for _ in range(self.turned // 90):
            x0, y0, x1, y1 = height - y1, x0, height - y0, x1
            width, height = height, width
        return Box(x0, y0, x1, y1)


def draw_pages(*pages: MadePage) -> bytes:
    """The pages as a PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    for page in pages:
        canvas.setPageSize(page.size)
        canvas.setCropBox(page.crop or (0, 0, *page.size))
        canvas.setFont(page.font, page.font_size)
        top = page.size[1]
        if page.is_upright:
            top = 0.0
            canvas.transform(*_turned_back(page))
        for x, y, text in page.lines:
            canvas.drawString(x, top - y, text)
        canvas.showPage()
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=out)
    for made, page in zip(pages, writer.pages, strict=True):
        page.rotation = made.turned
    turned = io.BytesIO()
    writer.write(turned)
    return turned.getvalue()


def _turned_back(page: MadePage) -> tuple[float, ...]:
    """The transformation that draws in the coordinates of the page as a reader sees it."""
    width, height = page.size
    return {90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, width, 0), 270: (0, -1, 1, 0, width, height)}[page.turned]
