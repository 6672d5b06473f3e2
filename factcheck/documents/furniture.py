"""Running headers and footers, page numbers and the line numbers of pleadings: told from the text of a page. Pure.

What repeats at the edge of neighbouring pages, or counts with them, is furniture. It stays part of the page's text, so
that it can be searched by eye and cited, but before and after the body, which alone is cut into passages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from factcheck.documents.lines import Line, write_line
from factcheck.documents.raw import RawPage

EDGE_LINES = 5  # of either edge of a page that can be furniture
REACH = 6  # pages before and after that can bear a line out: the two sides of a sheet differ, and chapters are short
NEIGHBOURS = 2  # of these that must; all others where a document has fewer
EDGE_SHARE = 0.15  # of the height of a page: repeated lines further in are headings of tables and forms
SAME_HEIGHT = 5.0  # points
MIN_GAP = 0.5  # of the line's height, between repeated lines and the body; the first row of a table stands closer
LINE_NUMBERS = 12  # down the margin of a pleading, at least
LONGEST = 200  # characters

_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PAGE_NUMBER = re.compile(
    r"\W*(?P<word>page|p\.)?\s*(?P<number>\d{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|-)\s*\d{1,5})?\W*", re.IGNORECASE
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True)
class Parts:
    """The lines of a page in reading order: what runs along its head, its body, and what runs along its foot."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    foot: tuple[Line, ...]


@dataclass(frozen=True)
class _EdgeLine:
    """A line at an edge of a page."""

    line: Line
    key: tuple[bool, str]  # at the foot or not, and the text, "#" for figures
    figures: tuple[int, ...]  # in the text
    distance: float  # from the edge, points
    page_number: tuple[str, int] | None  # kind of numeral, and how far it is ahead of the page's place in the file
    is_within_edge: bool


def part_pages(pages: Sequence[tuple[RawPage, Sequence[Line]]]) -> list[Parts]:
    """Tell furniture from body on every page of a document.

    Args:
        pages: in order, each with its lines in reading order; without lines nothing is told.
    """
    edges = [(_find_edge(*page, index, False), _find_edge(*page, index, True)) for index, page in enumerate(pages)]
    seen = _Seen(edges)
    return [
        _part(page, lines, *(seen.furniture(index, edge) for edge in edges[index]))
        for index, (page, lines) in enumerate(pages)
    ]


def _part(page: RawPage, lines: Sequence[Line], head: list[_EdgeLine], foot: list[_EdgeLine]) -> Parts:
    above, below = {id(one.line) for one in head}, {id(one.line) for one in foot}
    below |= _find_line_numbers(page, lines) - above
    body = tuple(line for line in lines if id(line) not in above | below)
    if not body:
        return Parts((), tuple(lines), ())
    return Parts(
        tuple(line for line in lines if id(line) in above),
        body,
        tuple(line for line in lines if id(line) in below - above),
    )


class _Seen:
    """What stands at the edges of all pages, by its text and by its number."""

    def __init__(self, edges: Sequence[Sequence[Sequence[_EdgeLine]]]) -> None:
        self._n_wanted = min(NEIGHBOURS, len(edges) - 1)
        self._texts: dict[tuple[bool, str], list[tuple[int, _EdgeLine]]] = defaultdict(list)
        self._numbers: dict[tuple[str, int], set[int]] = defaultdict(set)
        for index, sides in enumerate(edges):
            for one in (one for side in sides for one in side):
                self._texts[one.key].append((index, one))
                if one.page_number:
                    self._numbers[one.page_number].add(index)

    def furniture(self, index: int, edge: Sequence[_EdgeLine]) -> list[_EdgeLine]:
        """The lines of an edge that are furniture, from the edge inwards up to the first that is none."""
        found: list[_EdgeLine] = []
        for one in edge:
            if not (self._counts(index, one) or self._repeats(index, one)):
                break
            found.append(one)
        n_kept = len(found)
        while (
            0 < n_kept < len(edge)
            and not found[n_kept - 1].page_number
            and not _is_apart(*edge[n_kept - 1 : n_kept + 1])
        ):
            n_kept -= 1
        return found[:n_kept]

    def _counts(self, index: int, one: _EdgeLine) -> bool:
        if one.page_number is None:
            return False
        near = sum(1 for other in self._numbers[one.page_number] if 0 < abs(other - index) <= REACH)
        return near >= self._n_wanted > 0

    def _repeats(self, index: int, one: _EdgeLine) -> bool:
        if not one.is_within_edge or not _LETTERS.search(one.key[1]):
            return False
        near = {
            other
            for other, same in self._texts[one.key]
            if 0 < abs(other - index) <= REACH
            and abs(same.distance - one.distance) <= SAME_HEIGHT
            and all(b - a in (0, other - index) for a, b in zip(one.figures, same.figures, strict=True))
        }
        return len(near) >= self._n_wanted > 0


def _find_edge(page: RawPage, lines: Sequence[Line], index: int, is_foot: bool) -> list[_EdgeLine]:
    """The outermost lines of a page, from the edge inwards."""
    height = page.height or 0.0
    inwards = sorted(lines, key=lambda line: -line.edges[3] if is_foot else line.edges[1])
    found = []
    for line in inwards[:EDGE_LINES]:
        text = " ".join(write_line(page, line).split())[:LONGEST]
        distance = height - line.edges[3] if is_foot else line.edges[1]
        number = _read_page_number(text)
        page_number = (number[0], number[1] - index) if number else None
        key = is_foot, _DIGITS.sub("#", text.lower())
        figures = tuple(int(digits) for digits in _DIGITS.findall(text))
        found.append(_EdgeLine(line, key, figures, distance, page_number, distance <= EDGE_SHARE * height))
    return found


def _read_page_number(text: str) -> tuple[str, int] | None:
    """The page number that a line is, with its kind of numeral; None where the line is something else."""
    match = _PAGE_NUMBER.fullmatch(text)
    if match is None:
        return None
    numeral = match["number"].lower()
    if numeral.isdigit():
        return "arabic", int(numeral)
    values = [_ROMAN[letter] for letter in numeral]
    after = [*values[1:], 0]
    return "roman", sum(-one if one < following else one for one, following in zip(values, after, strict=True))


def _is_apart(outer: _EdgeLine, inner: _EdgeLine) -> bool:
    """Whether there is a gap between a line at the edge and the next one inwards."""
    upper, lower = (inner.line, outer.line) if outer.key[0] else (outer.line, inner.line)
    return lower.edges[1] - upper.edges[3] >= MIN_GAP * outer.line.height


def _find_line_numbers(page: RawPage, lines: Sequence[Line]) -> set[int]:
    """The line numbers down the left margin of a pleading: 1, 2, 3 and so on, left of all else."""
    bare = [line for line in lines if _DIGITS.fullmatch(write_line(page, line).strip())]
    others = [line.edges[0] for line in lines if line not in bare]
    if len(bare) < LINE_NUMBERS or not others:
        return set()
    margin = float(np.percentile(others, 5))
    down = sorted((line for line in bare if line.edges[2] <= margin + 1), key=lambda line: line.edges[1])
    numbers = [int(write_line(page, line)) for line in down]
    counts = len(down) >= LINE_NUMBERS and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return {id(line) for line in down} if counts else set()
