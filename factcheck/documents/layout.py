"""The lines of a raw page in the order in which they are read. Pure.

A PDF's text comes in the order in which its program drew it, which is mostly the order of reading. So little is changed,
and only what places show beyond doubt: lines that run across two columns of prose are cut at the gap between them, pieces
of one row are joined, and figures drawn column by column go to their labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from factcheck.documents.columns import order_columns
from factcheck.documents.lines import TOUCHING, Line, merge, split_lines, write_line
from factcheck.documents.raw import RawPage

SAME_ROW = 0.5  # of the lower line's height that two pieces of a row share
TALLEST = 2.5  # times the usual height of the page's lines: taller ones are turned text or initials, and are no rows
UPWARDS = 0.6  # of the steps from line to line, more that lead up than down: then the page is read from its end
MIN_CELLS = 3  # figures in a column of a table

_FIGURE = re.compile(r"[-–—−+(]*[$€£¥]?[-–—−(]?\d[\d,.]*[)%]*|[$€£¥%)—–-]")


def read_lines(page: RawPage) -> list[Line]:
    """The lines of a page in reading order; none where no places are known."""
    lines = split_lines(page)
    if not lines:
        return []
    if _runs_upwards(lines):  # as PDFium gives the lines of a page that is turned
        lines.reverse()
    usual = float(np.median([line.height for line in lines]))
    return _place_figures(page, _join_rows(order_columns(page, lines), usual))


def _runs_upwards(lines: Sequence[Line]) -> bool:
    steps = [following.edges[1] - line.edges[3] for line, following in pairwise(lines)]
    return sum(step < 0 for step in steps) - sum(step >= 0 for step in steps) > UPWARDS * len(steps)


def _join_rows(lines: Sequence[Line], usual: float) -> list[Line]:
    """Join lines that follow each other and stand on one row, the next to the right of the one before."""
    joined: list[Line] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line, usual):
            joined[-1] = merge(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _goes_on(line: Line, following: Line, usual: float) -> bool:
    if max(line.height, following.height) > TALLEST * usual:
        return False
    return _share_row(line, following) and following.edges[0] >= line.edges[2] - TOUCHING * usual


def _share_row(line: Line, other: Line) -> bool:
    shared = min(line.edges[3], other.edges[3]) - max(line.edges[1], other.edges[1])
    return shared > SAME_ROW * min(line.height, other.height)


def _place_figures(page: RawPage, lines: list[Line]) -> list[Line]:
    """Move a column of figures that was drawn by itself to the rows on whose labels it stands."""
    placed: list[Line] = []
    at = 0
    while at < len(lines):
        n_cells = _count_cells(page, lines, at)
        rows = _find_rows(placed, lines[at : at + n_cells]) if n_cells >= MIN_CELLS else []
        if rows:
            for row, cell in zip(rows, lines[at : at + n_cells], strict=True):
                placed[row] = merge(placed[row], cell)
            at += n_cells
        else:
            placed.append(lines[at])
            at += 1
    return placed


def _count_cells(page: RawPage, lines: list[Line], at: int) -> int:
    """How many lines from one on are figures below each other, the first above the line before it."""
    if not at or lines[at].edges[1] >= lines[at - 1].edges[1]:
        return 0
    end = at
    while end < len(lines) and (end == at or lines[end].edges[1] > lines[end - 1].edges[1]):
        if not all(_FIGURE.fullmatch(word) for word in write_line(page, lines[end]).split()):
            break
        end += 1
    return end - at


def _find_rows(lines: list[Line], cells: list[Line]) -> list[int]:
    """The row to the left of each cell; none at all where one cell has no row or two have the same."""
    rows: list[int] = []
    for cell in cells:
        row = next(
            (i for i in range(len(lines) - 1, -1, -1)
             if _share_row(lines[i], cell) and lines[i].edges[2] <= cell.edges[0] + 1),
            None,
        )  # fmt: skip
        if row is None or row in rows:
            return []
        rows.append(row)
    return rows
