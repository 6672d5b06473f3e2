"""Make page images as scanners and photocopiers give them, with the text and the place of every word known.

The words are those of the case studies in ``corpus/``; the fonts are Debian's fonts-dejavu-core and fonts-liberation.
"""

from __future__ import annotations

import io
import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdf
from PIL import Image, ImageDraw, ImageFont

from factcheck.model import Box

Grey = np.ndarray  # a page image, shape (height, width), uint8, 0 is black

PAGE = (612.0, 792.0)  # points; US Letter
MARGIN = 72.0  # points
LEADING = 1.35  # line pitch over the font's size
OVERSAMPLED = 2  # drawn finer, then brought down as a scanner's sensor does
_FONT_FOLDER = Path("/usr/share/fonts/truetype")
FONTS = {
    "Times": "liberation/LiberationSerif-Regular.ttf",
    "Arial": "liberation/LiberationSans-Regular.ttf",
    "Courier": "liberation/LiberationMono-Regular.ttf",
    "DejaVu Serif": "dejavu/DejaVuSerif.ttf",
    "DejaVu Sans": "dejavu/DejaVuSans.ttf",
}


@dataclass(frozen=True)
class Drawn:
    """A word as it was drawn, and the box of its ink on the page as displayed."""

    text: str
    box: Box


@dataclass(frozen=True)
class Scan:
    """One page image and all that is known of it."""

    picture: Grey
    dpi: int
    text: str
    words: tuple[Drawn, ...]
    font: str
    damage: str
    skew: float  # degrees, counter-clockwise
    turn: int  # degrees, clockwise: 0, 90, 180, 270

    @property
    def name(self) -> str:
        """What tells this scan from the others."""
        return f"{self.dpi} dpi, {self.font}, {self.damage}, skew {self.skew:+.1f}, turned {self.turn}"


def make_scan(
    text: str, dpi: int = 300, font: str = "Times", damage: str = "none", skew: float = 0.0, turn: int = 0,
    size: float = 11.0, seed: int = 0, page: tuple[float, float] = PAGE,
) -> Scan:  # fmt: skip
    """Draw a text on a page and damage it.

    Args:
        text: paragraphs apart by newlines; what does not fit on the page is left out.
        dpi: of the scan.
        font: one of `FONTS`.
        damage: one of `DAMAGES`.
        skew: degrees that the paper lay askew, counter-clockwise.
        turn: degrees that the picture is turned afterwards, clockwise; a multiple of 90.
        size: of the font, points.
        seed: of the noise.
        page: its width and height, points.
    """
    picture, drawn, lines = _draw(text, dpi, font, size, page)
    picture, moved = _skew(picture, skew, dpi)
    words = [Drawn(one.text, _map_box(one.box, moved)) for one in drawn]
    picture = DAMAGES[damage](picture, np.random.default_rng(seed), dpi)
    for _ in range(turn // 90):
        height = picture.shape[0] * 72 / dpi
        words = [Drawn(w.text, Box(height - w.box.y1, w.box.x0, height - w.box.y0, w.box.x1)) for w in words]
        picture = np.ascontiguousarray(np.rot90(picture, -1))
    return Scan(picture, dpi, "\n".join(lines), tuple(words), font, damage, skew, turn)


def make_scans() -> Iterator[Scan]:
    """The scans of the benchmark: every damage at 150, 200 and 300 dpi, twice; skewed up to 3 degrees, every fourth turned."""
    texts = page_texts()
    chance = random.Random(4)
    fonts, turns = itertools.cycle(FONTS), itertools.cycle((0, 0, 0, 90, 0, 0, 0, 180, 0, 0, 0, 270))
    for number, (damage, dpi) in enumerate(list(itertools.product(DAMAGES, (150, 200, 300))) * 2):
        skew = round(chance.uniform(-3, 3), 1)
        yield make_scan(next(texts), dpi, next(fonts), damage, skew, next(turns), seed=number)


def page_texts() -> Iterator[str]:
    """Prose of the case studies, about 300 words a page, never the same twice."""
    folder = Path(__file__).resolve().parents[1] / "corpus"
    paragraphs = [
        _plain(line)
        for path in sorted(folder.glob("*/documents/*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    page: list[str] = []
    for paragraph in paragraphs:
        page.append(paragraph)
        if sum(len(one.split()) for one in page) >= 300:
            yield "\n".join(page)
            page = []


def as_file(picture: Grey, kind: str, dpi: int | None = None, **how: object) -> bytes:
    """Write a page image as PNG, JPEG or TIFF."""
    out = io.BytesIO()
    if dpi:
        how["dpi"] = (dpi, dpi)
    Image.fromarray(picture).save(out, kind, **how)
    return out.getvalue()


def pdf_of(*scans: Scan) -> bytes:
    """A PDF whose pages are pictures and nothing else."""
    out = io.BytesIO()
    first, *rest = [Image.fromarray(one.picture) for one in scans]
    first.save(out, "PDF", resolution=scans[0].dpi, save_all=True, append_images=rest)
    return out.getvalue()


def joined(*pdfs: bytes) -> bytes:
    """One PDF of the pages of several."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for one in pdfs:
        writer.append(io.BytesIO(one))
    writer.write(out)
    return out.getvalue()


def _plain(line: str) -> str:
    """A line of Markdown without its marks, addresses and letters that not every font here draws."""
    line = re.sub(r"\[[^\]]*\]|https?://\S+|[*_#|`>]", "", line)
    return re.sub(r"\s+", " ", line.encode("latin-1", "ignore").decode("latin-1")).strip()


def _draw(
    text: str, dpi: int, font_name: str, size: float, page: tuple[float, float]
) -> tuple[Grey, list[Drawn], list[str]]:
    """Set paragraphs in lines; the boxes are those of the ink, in points."""
    scale = dpi * OVERSAMPLED / 72
    font = ImageFont.truetype(str(_FONT_FOLDER / FONTS[font_name]), round(size * scale))
    image = Image.new("L", (round(page[0] * scale), round(page[1] * scale)), 255)
    draw = ImageDraw.Draw(image)
    drawn: list[Drawn] = []
    lines: list[str] = []
    space, y = font.getlength(" "), MARGIN * scale
    for line in _break_lines(text, font, (page[0] - 2 * MARGIN) * scale):
        if y > (page[1] - MARGIN) * scale:
            break
        x = MARGIN * scale
        for word in line:
            draw.text((x, y), word, font=font, fill=0)
            box = font.getbbox(word)
            drawn.append(Drawn(word, Box(*(edge / scale for edge in (x + box[0], y + box[1], x + box[2], y + box[3])))))
            x += font.getlength(word) + space
        if line:
            lines.append(" ".join(line))
        y += size * LEADING * scale
    small = (round(page[0] * dpi / 72), round(page[1] * dpi / 72))
    return np.array(image.resize(small, Image.Resampling.BOX)), drawn, lines


def _break_lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[list[str]]:
    """The words of each line; an empty line after each paragraph."""
    space = font.getlength(" ")
    for paragraph in text.split("\n"):
        line: list[str] = []
        used = 0.0
        for word in paragraph.split():
            length = font.getlength(word)
            if line and used + length > width:
                yield line
                line, used = [], 0.0
            line.append(word)
            used += length + space
        yield line
        yield []


def _skew(picture: Grey, degrees: float, dpi: int) -> tuple[Grey, np.ndarray]:
    """Lay the paper askew; with the way its points move, shape (2, 3), in points."""
    height, width = picture.shape
    pixels = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    moved = pixels.copy()
    moved[:, 2] = moved[:, 2] * 72 / dpi
    if not degrees:
        return picture, moved
    return cv2.warpAffine(picture, pixels, (width, height), flags=cv2.INTER_AREA, borderValue=255), moved


def _map_box(box: Box, moved: np.ndarray) -> Box:
    corners = np.array([(x, y, 1.0) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]) @ moved.T
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def _leave(picture: Grey, chance: np.random.Generator, dpi: int) -> Grey:
    return picture


def _blur(picture: Grey, chance: np.random.Generator, dpi: int) -> Grey:
    """Out of focus."""
    return cv2.GaussianBlur(picture, (0, 0), 0.9 * dpi / 150)


def _speckle(picture: Grey, chance: np.random.Generator, dpi: int) -> Grey:
    """Dust: about one spot to each 6 square millimetres, white ones in the ink too."""
    spotted = picture.copy()
    height, width = picture.shape
    for ink in (0, 255):
        for _ in range(round(height * width / dpi**2 * 110)):
            place = int(chance.integers(width)), int(chance.integers(height))
            cv2.circle(spotted, place, int(chance.integers(0, max(1, dpi // 100))), ink, -1)
    return spotted


def _fade(picture: Grey, chance: np.random.Generator, dpi: int) -> Grey:
    """Grey ink on grey paper, darker towards one edge, with the noise of a sensor."""
    shade = np.linspace(205, 150, picture.shape[1])[None, :]
    faded = shade - (255 - picture.astype(np.float32)) / 255 * 75 + chance.normal(0, 6, picture.shape)
    return np.clip(faded, 0, 255).astype(np.uint8)


def _photocopy(picture: Grey, chance: np.random.Generator, dpi: int) -> Grey:
    """Two generations of blur, grain and threshold: black and white, ragged edges, a dark edge of the glass."""
    copied = picture
    for _ in range(2):
        soft = cv2.GaussianBlur(copied, (0, 0), 0.5 * dpi / 150).astype(np.float32)
        grain = cv2.GaussianBlur(chance.normal(0, 60, copied.shape).astype(np.float32), (0, 0), 0.8)
        copied = np.where(soft + grain > 150, 255, 0).astype(np.uint8)
    copied[:, : dpi // 8] = np.where(chance.random((copied.shape[0], dpi // 8)) < 0.7, 0, 255)
    return copied


def _compress(picture: Grey, chance: np.random.Generator, dpi: int) -> Grey:
    """The blocks of a JPEG of quality 15."""
    return np.array(Image.open(io.BytesIO(as_file(picture, "JPEG", quality=15))).convert("L"))


DAMAGES: dict[str, Callable[[Grey, np.random.Generator, int], Grey]] = {
    "none": _leave,
    "blur": _blur,
    "speckles": _speckle,
    "low contrast": _fade,
    "photocopy": _photocopy,
    "JPEG": _compress,
}
