"""The lines of a raw page: found in its text, put together again in another order. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from factcheck.documents.raw import Floats, RawPage, RawWords

Edges = tuple[float, float, float, float]  # x0, y0, x1, y1, as in `model.Box`

TOUCHING = 0.15  # of the height: a narrower gap between two pieces is no space
SAME_SIZE = 0.1  # of the height, that letters of one word may differ by: the mark of a note on a figure is smaller
LINE_END_HYPHENS = ("\ufffe", "\x02")  # PDFium's marks, which stand for the line break too
_LINE = re.compile("[^\r\n\ufffe\x02]*(?:[\ufffe\x02]|\r\n?|\n|$)")


@dataclass(frozen=True)
class Piece:
    """Part of a line: a span of the raw text, and of the page's words."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Line:
    """Pieces that stand on one row, from left to right."""

    pieces: tuple[Piece, ...]
    edges: Edges
    is_after_blank: bool = False  # a blank line comes before it in the text

    @property
    def height(self) -> float:
        """In points."""
        return self.edges[3] - self.edges[1]


def split_lines(page: RawPage) -> list[Line]:
    """The lines of the raw text as they come; text without a place stays with the line before it, else after it."""
    lines: list[Line] = []
    begun = None
    is_after_blank = False
    for match in _LINE.finditer(page.text):
        start, end = match.start(), match.start() + len(match[0].rstrip("\r\n"))
        first, last = np.searchsorted(page.words.starts, (start, match.end())).tolist()
        if first < last:
            line = make_line(page.words.boxes, Piece(start if begun is None else begun, end, first, last))
            lines.append(replace(line, is_after_blank=True) if is_after_blank else line)
            begun, is_after_blank = None, False
        elif match[0].strip():
            if lines:
                before = lines[-1].pieces[0]
                lines[-1] = replace(lines[-1], pieces=(replace(before, end=end),))
            elif begun is None:
                begun = start
        else:
            is_after_blank = True
    return lines


def make_line(boxes: Floats, *pieces: Piece) -> Line:
    """A line of pieces; ``boxes``: of all words of the page."""
    here = [boxes[piece.first : piece.last] for piece in pieces]
    everything = here[0] if len(here) == 1 else np.vstack(here)
    (x0, y0), (x1, y1) = everything[:, :2].min(axis=0).tolist(), everything[:, 2:].max(axis=0).tolist()
    return Line(pieces, (x0, y0, x1, y1))


def merge(line: Line, other: Line) -> Line:
    """Two lines as one, the second to the right."""
    a, b = line.edges, other.edges
    return Line(line.pieces + other.pieces, (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])))


def write_line(page: RawPage, line: Line) -> str:
    """A line as raw text."""
    return "".join(text for text, _ in _write(page, line))


def rebuild(page: RawPage, parts: Sequence[Sequence[Line]]) -> tuple[RawPage, list[int]]:
    """Write a page anew.

    Args:
        page: where the lines come from.
        parts: lines in the order to write them; a blank line comes between parts.

    Returns:
        The page, its words moved along with their text; and where in the new text each part begins.
    """
    text: list[str] = []
    words: list[RawWords] = []
    offsets: list[int] = []
    at = 0

    def write(piece: str) -> None:
        nonlocal at
        text.append(piece)
        at += len(piece)

    for part in parts:
        if at and part:
            write("\n\n")
        offsets.append(at)
        for number, line in enumerate(part):
            if number and not text[-1].endswith(LINE_END_HYPHENS):
                write("\n\n" if line.is_after_blank else "\n")
            for piece, source in _write(page, line):
                if source is not None:
                    words.append(page.words.take(slice(source.first, source.last), at - source.start))
                write(piece)
    return replace(page, text="".join(text), words=RawWords.join(words)), offsets


def _write(page: RawPage, line: Line) -> list[tuple[str, Piece | None]]:
    """The texts that make a line, with the piece that each is, None for a space between two."""
    written: list[tuple[str, Piece | None]] = []
    for before, piece in zip((None, *line.pieces), line.pieces, strict=False):
        if before is not None and _is_apart(page, before, piece):
            written.append((" ", None))
        written.append((page.text[piece.start : piece.end], piece))
    return written


def _is_apart(page: RawPage, before: Piece, piece: Piece) -> bool:
    """Whether there is a space between two pieces; always between a figure and the mark of a note behind it."""
    one, other = page.words.boxes[before.last - 1], page.words.boxes[piece.first]
    height = max(one[3] - one[1], other[3] - other[1])
    if other[0] - one[2] > TOUCHING * height:
        return True
    is_level = max(abs(one[1] - other[1]), abs(one[3] - other[3])) <= SAME_SIZE * height
    figures = page.text[page.words.ends[before.last - 1] - 1].isdigit() and page.text[piece.start].isdigit()
    return figures and not is_level
