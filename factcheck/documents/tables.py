"""Rows of a table -> text in which every figure keeps the name of its column; for spreadsheets and CSV.

Each row is one line, ``Row 7 | Agency: ICE | Amount: 4,200,000``, and a line stays whole in a passage. A row too long for
one passage goes on in a line that begins with its number and first cell again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

ROWS_A_PAGE = 100  # rows, each with the names of its columns, are about what two printed pages hold
MAX_ROWS = 200_000  # of one file
MAX_COLUMNS = 1_000
LINE_WORDS = 70  # a row with more goes on in a second line, so that no passage needs to cut it
CELL_BREAK = " | "

_FIGURE = re.compile(r"[-+(]?\s*[$€£¥]?\s*\d[\d\s.,'/:%-]*\)?%?")
_SPACE = re.compile(r"\s+")

Row = tuple[int, Sequence[str]]
"""Its number in the file, from 1, and its cells as texts, "" where one is empty."""


@dataclass(frozen=True)
class TablePage:
    """Up to `ROWS_A_PAGE` rows as text, and which they are."""

    text: str
    first: int
    last: int


def lay_out(rows: Iterable[Row]) -> Iterator[TablePage]:
    """Write the rows of one table or sheet, page by page.

    The names of the columns are those of the first row of two or more cells that holds no figure; and again of such a
    row after an empty one, where another table begins. Rows of one cell before it, such as a title, are written as they
    are. Columns without a name are called by their letter.
    """
    lines: list[str] = []
    numbers: list[int] = []
    names: list[str] | None = None
    may_be_names = True
    for number, raw in rows:
        cells = [clean_cell(cell) for cell in raw[:MAX_COLUMNS]]
        filled = [cell for cell in cells if cell]
        if not filled:
            may_be_names = True
            continue
        if may_be_names and _are_names(filled):
            names = cells
            lines += _write_row(number, filled)
        elif names is None and len(filled) == 1:
            lines += filled
        else:
            names = names or []
            lines += _write_row(number, _label(cells, names))
        may_be_names = may_be_names and names is None
        numbers.append(number)
        if len(numbers) >= ROWS_A_PAGE:
            yield TablePage(_join(lines), numbers[0], numbers[-1])
            lines, numbers = [], []
    if lines:
        yield TablePage(_join(lines), numbers[0], numbers[-1])


def _join(lines: Iterable[str]) -> str:
    """Rows one below the other; a hyphen at the end of one must not be taken for a word that goes on."""
    return "\n".join(f"{line}\n" if line.endswith("-") else line for line in lines)


def clean_cell(cell: str) -> str:
    """A cell on one line, without the sign that parts cells."""
    return _SPACE.sub(" ", cell).strip().replace("|", "/")


def name_column(index: int) -> str:
    """The letter of a column, counted from 0, as spreadsheets call it.

    >>> name_column(0), name_column(27)
    ('A', 'AB')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _are_names(filled: Sequence[str]) -> bool:
    """Tell a row that names columns from one of data: several texts, and no figure among them."""
    return len(filled) > 1 and not any(_FIGURE.fullmatch(cell) for cell in filled)


def _label(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """Each cell that is not empty with the name of its column before it."""
    return [
        f"{names[index] if index < len(names) and names[index] else f'column {name_column(index)}'}: {cell}"
        for index, cell in enumerate(cells)
        if cell
    ]


def _write_row(number: int, parts: Sequence[str]) -> Iterator[str]:
    """Write a row as one line, or several that begin alike where it is long."""
    start = [f"Row {number}"]
    line, n_words = start, 2
    for part in parts:
        words = len(part.split())
        if len(line) > 1 and n_words + words > LINE_WORDS:
            yield CELL_BREAK.join(line)
            start = [f"Row {number}", *(one for one in parts[:1] if len(one.split()) <= LINE_WORDS // 4)]
            line, n_words = start, sum(len(one.split()) for one in start)
        line = [*line, part]
        n_words += words
    yield CELL_BREAK.join(line)
