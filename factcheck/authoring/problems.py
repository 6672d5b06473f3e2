"""What is wrong with a case folder, and its tables as they lie there, each row with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.claims.importing import guess_dialect
from factcheck.dates import date_range
from factcheck.errors import BadInput


@dataclass(frozen=True)
class Problem:
    """One broken rule: where, what, and what to do."""

    file: str  # as it is called in the case folder
    place: str  # such as "row 5" or "timeline, entry 2"; "" for the file as a whole
    what: str
    remedy: str
    is_advice: bool = False  # the case loads all the same

    def __str__(self) -> str:
        """The problem as one line."""
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.what}. {self.remedy}."


@dataclass(frozen=True)
class Row:
    """A row of a table: the number that a spreadsheet shows (the header is row 1), and its cells, trimmed, by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column, "" where there is none."""
        return self.cells.get(column, "")

    @property
    def place(self) -> str:
        """The row in words."""
        return f"row {self.number}"


@dataclass(frozen=True)
class Table:
    """A table of a case folder, and what is wrong with it as a table."""

    name: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    problems: tuple[Problem, ...]

    def values(self, column: str) -> dict[str, Row]:
        """The rows by a column that should tell them apart; the first of those alike."""
        found: dict[str, Row] = {}
        for row in self.rows:
            found.setdefault(row[column], row)
        return found


def read_table(folder: Path, name: str, columns: Sequence[str]) -> Table:
    """Read a table with what is wrong with it; a table that cannot be read has no rows and one problem.

    Args:
        folder: the case folder.
        name: of the file.
        columns: that it must have.
    """
    try:
        text = (folder / name).read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _unread(
            name, f"it cannot be opened ({error.strerror})", "Make it; corpus/README.md says what stands in it"
        )
    except UnicodeDecodeError:
        return _unread(name, "it is not UTF-8 text", "Save it as “CSV UTF-8”")
    reader = csv.reader(io.StringIO(text, newline=""), dialect=guess_dialect(text), strict=True)
    try:
        header, *lines = [*reader] or [[]]
    except csv.Error as error:
        return _unread(name, f"line {reader.line_num} is no row of a CSV ({error})", "Put quotation marks in pairs")
    header = [column.strip() for column in header]
    problems = [
        Problem(name, "row 1", f"there is no column “{column}”", f"Add a column with the heading {column}")
        for column in columns
        if column not in header
    ]
    rows = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            what = f"it has {len(cells)} cells and the header {len(header)}"
            problems.append(Problem(name, f"row {number}", what, "Put cells that hold commas between quotation marks"))
        rows.append(Row(number, {column: cell.strip() for column, cell in zip(header, cells, strict=False)}))
    return Table(name, tuple(rows), tuple(header), tuple(problems))


def _unread(name: str, what: str, remedy: str) -> Table:
    return Table(name, (), (), (Problem(name, "", what, remedy),))


def find_repeats(table: Table, column: str) -> Iterator[Problem]:
    """Rows whose id is empty or stands in an earlier row."""
    seen: dict[str, int] = {}
    for row in table.rows:
        value = row[column]
        if not value:
            yield Problem(table.name, row.place, f"{column} is empty", "Give the row a short name that no other has")
        elif value in seen:
            what = f"{column} {value} stands in row {seen[value]} already"
            yield Problem(table.name, row.place, what, "Give one of the two another name")
        seen.setdefault(value, row.number)


def find_unknown(table: Table, column: str, known: Sequence[str], may_be_empty: bool = False) -> Iterator[Problem]:
    """Cells that are none of the known words."""
    for row in table.rows:
        if row[column] not in known and not (may_be_empty and not row[column]):
            what = f"{column} {row[column]!r} is not known" if row[column] else f"{column} is empty"
            yield Problem(table.name, row.place, what, f"Write one of: {', '.join(known)}")


def find_bad_dates(table: Table, columns: Sequence[str]) -> Iterator[Problem]:
    """Cells that should be dates and are none."""
    for row in table.rows:
        for column in columns:
            if not is_date(row[column]):
                yield Problem(table.name, row.place, f"{column} {row[column]!r} is not a date", DATE_REMEDY)


def find_empty(table: Table, columns: Sequence[str], remedy: str) -> Iterator[Problem]:
    """Cells that should say something and are empty."""
    for row in table.rows:
        for column in columns:
            if not row[column]:
                yield Problem(table.name, row.place, f"{column} is empty", remedy)


DATE_REMEDY = "Write 2018, 2018-12 or 2018-12-07, or leave it empty"


def is_date(text: str) -> bool:
    """Whether a text is a partial date, or empty."""
    try:
        date_range(text)
    except BadInput:
        return False
    return True
