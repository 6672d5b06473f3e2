"""Find two columns of prose on a page whose lines come mixed, and put one after the other. Pure.

Tables have columns too, and reading them one by one would part every figure from its label. So columns count only between
two stretches of prose: full lines of several words on either side, few figures, over many rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from factcheck.documents.lines import Line, Piece, make_line, write_line
from factcheck.documents.raw import RawPage

MIDDLE = (0.25, 0.75)  # of the width of the text: where a gap is looked for
EMPTY_SHARE = 0.65  # of the usual number of words above each other: where fewer stand, there may be a gap
MIN_GAP = 8.0  # points
MIN_ROWS = 6  # of prose on either side
MIN_COLUMN = 0.2  # of the width of the text, for each column
MIN_FILL = 0.6  # of its column that the usual line of prose fills
MIN_LINE_WORDS = 4  # of the usual line of prose
MAX_FIGURES = 0.3  # of the words of prose
MAX_TURNS = 3  # from one column to the other; an order with so few is read column by column already

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class _Columns:
    """Two columns: the lines that stand in them, by number, and what of these lines is in either."""

    band: tuple[int, ...]
    left: list[Line]
    right: list[Line]


def order_columns(page: RawPage, lines: list[Line]) -> list[Line]:
    """Put two columns of prose after each other where their lines come mixed; three are two of which one is two.

    Args:
        page: where the lines come from.
        lines: of one piece each, in the order of the text.
    """
    found = _find_columns(page, lines)
    if found is None:
        return lines
    band = frozenset(found.band)
    before = lines[: found.band[0]]
    after = [line for number, line in enumerate(lines) if number > found.band[0] and number not in band]
    return [*before, *order_columns(page, found.left), *order_columns(page, found.right), *after]


def _find_columns(page: RawPage, lines: list[Line]) -> _Columns | None:
    """The longest two columns of prose whose lines come mixed."""
    if len(lines) < MIN_ROWS:
        return None
    spans = [(line.pieces[0].first, line.pieces[-1].last) for line in lines]
    words = np.concatenate([np.arange(first, last) for first, last in spans])
    owners = np.repeat(np.arange(len(lines)), [last - first for first, last in spans])
    edges = page.words.boxes[words][:, [0, 2]].astype(np.float64)
    best = None
    for x in _find_thin_places(edges):
        found = _split_at(page, lines, x, _crosses(edges, owners, len(lines), x))
        if found is not None and (best is None or len(found.band) > len(best.band)):
            best = found
    return best


def _find_thin_places(edges: NDArray[np.float64]) -> Iterator[float]:
    """Where, in the middle of the text, few words stand above each other: the emptiest place of each stretch."""
    least = int(edges[:, 0].min())
    width = int(edges[:, 1].max()) - least + 2
    steps = np.bincount((edges[:, 0] - least).astype(np.int64), minlength=width + 1)
    steps = steps - np.bincount((edges[:, 1] - least).astype(np.int64) + 1, minlength=width + 1)[: width + 1]
    above = np.cumsum(steps)[int(MIDDLE[0] * width) : int(MIDDLE[1] * width)]
    if not len(above):
        return
    is_thin = above <= EMPTY_SHARE * np.median(above)
    bounds = np.flatnonzero(np.diff(is_thin.astype(np.int8), prepend=0, append=0))
    for start, end in bounds.reshape(-1, 2).tolist():
        emptiest = np.flatnonzero(above[start:end] == above[start:end].min())
        yield float(least + int(MIDDLE[0] * width) + start + emptiest[len(emptiest) // 2]) + 0.5


def _crosses(edges: NDArray[np.float64], owners: NDArray[np.int64], n_lines: int, x: float) -> NDArray[np.bool_]:
    """For each line, whether it runs over a place without a gap there."""
    ends = np.full(n_lines, -np.inf)
    begins = np.full(n_lines, np.inf)
    is_left = edges.mean(axis=1) < x
    np.maximum.at(ends, owners[is_left], edges[is_left, 1])
    np.minimum.at(begins, owners[~is_left], edges[~is_left, 0])
    crosses: NDArray[np.bool_] = (begins - ends < MIN_GAP) | (ends > x) | (begins < x)
    return crosses


def _split_at(page: RawPage, lines: list[Line], x: float, crosses: NDArray[np.bool_]) -> _Columns | None:
    """The columns on both sides of a place, between two lines that cross it; None where they are no mixed prose."""
    downwards = sorted(range(len(lines)), key=lambda number: lines[number].edges[1])
    bands: list[list[int]] = [[]]
    for number in downwards:
        if crosses[number]:
            bands.append([])
        else:
            bands[-1].append(number)
    longest = max(bands, key=_count)
    if len(longest) < MIN_ROWS:
        return None
    band = tuple(sorted(longest))
    left: list[Line] = []
    right: list[Line] = []
    turns = 0
    was_left = None
    for number in band:
        for part in _cut(page, lines[number].pieces[0], x):
            line = make_line(page.words.boxes, part)
            is_left = line.edges[2] <= x
            (left if is_left else right).append(line)
            turns += was_left is not None and was_left is not is_left
            was_left = is_left
    if turns <= MAX_TURNS or not (_is_prose(page, left, lines) and _is_prose(page, right, lines)):
        return None
    return _Columns(band, left, right)


def _count(band: list[int]) -> int:
    return len(band)


def _cut(page: RawPage, piece: Piece, x: float) -> list[Piece]:
    """A piece in one part, or in two where it stands on both sides of a place."""
    at = piece.first + int(np.count_nonzero(page.words.boxes[piece.first : piece.last, 0] < x))
    if at in (piece.first, piece.last):
        return [piece]
    start = int(page.words.starts[at])
    return [replace(piece, end=start, last=at), replace(piece, start=start, first=at)]


def _is_prose(page: RawPage, column: list[Line], lines: list[Line]) -> bool:
    """Whether a column is a stretch of prose: enough rows of it, wide and full enough, of words more than figures."""
    if len(column) < MIN_ROWS:
        return False
    edges = np.array([line.edges for line in column])
    all_edges = np.array([line.edges for line in lines])
    width = edges[:, 2].max() - edges[:, 0].min()
    usual = np.median(edges[:, 2] - edges[:, 0])
    texts = [write_line(page, line).split() for line in column]
    n_words = sum(map(len, texts))
    n_figures = sum(1 for text in texts for word in text if _DIGIT.search(word))
    return bool(
        width >= MIN_COLUMN * (all_edges[:, 2].max() - all_edges[:, 0].min())
        and usual >= MIN_FILL * width
        and np.median([len(text) for text in texts]) >= MIN_LINE_WORDS
        and n_figures <= MAX_FIGURES * n_words
    )
