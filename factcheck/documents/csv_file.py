"""Read CSV and its kin: rows as lines that name their columns, pages of a hundred rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from factcheck.documents.kind import Kind
from factcheck.documents.tables import MAX_ROWS, Row, lay_out
from factcheck.documents.text import clean_pages
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

DELIMITERS = ",;\t|"
SAMPLE_CHARACTERS = 64_000  # by which the delimiter is told
MIN_ROWS, MIN_COLUMNS = 5, 3  # that tell a table from prose in a file that is not called .csv
MIN_SHARE = 0.5  # of rows as wide as most are, in a file that is called so
MAX_FIELD = 1 << 20  # characters of one cell


def find_delimiter(text: str, is_called_csv: bool) -> str:
    """What parts the columns of a text that is a table; "" where it is none.

    The delimiter is the one by which most rows are equally wide. (`csv.Sniffer` looks at letters, and takes prose for
    tables.)

    Args:
        text: the text of a file.
        is_called_csv: whether its name says that it is a table; else every row must be equally wide.
    """
    best = max((_measure(text[:SAMPLE_CHARACTERS], sign) for sign in DELIMITERS), key=lambda one: one[:2])
    share, width, n_rows, delimiter = best
    if is_called_csv:
        return delimiter if width > 1 and share >= MIN_SHARE else ""
    return delimiter if share == 1 and width >= MIN_COLUMNS and n_rows >= MIN_ROWS else ""


def _measure(sample: str, delimiter: str) -> tuple[float, int, int, str]:
    """The share of rows that are as wide as most, that width, the number of rows, and the delimiter."""
    try:
        rows = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:
        rows = []
    rows = rows[:-1] or rows  # the last may be cut by the sample
    if not rows:
        return 0.0, 0, 0, delimiter
    width, count = Counter(rows).most_common(1)[0]
    return (count / len(rows) if width > 1 else 0.0), width, len(rows), delimiter


def read_csv(text: str, file: str, delimiter: str) -> ReadDocument:
    """Read a table.

    Raises:
        UnreadableDocument: no row has any text, or there are too many rows.
    """
    csv.field_size_limit(MAX_FIELD)
    pages = [
        f"Rows {page.first} to {page.last}\n\n{page.text}" if page.first != page.last else page.text
        for page in lay_out(_rows(text, file, delimiter))
    ]
    return ReadDocument(str(Kind.CSV), "", clean_pages(pages, file), "Python csv")


def _rows(text: str, file: str, delimiter: str) -> Iterator[Row]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > MAX_ROWS:
                reason = f"it has more than the {MAX_ROWS:,} rows that are read"
                raise UnreadableDocument(file, reason, "Split it into parts, and add these")
            yield number, row
    except csv.Error as error:
        reason = f"this is a table (CSV) that is damaged: {error}"
        remedy = "Open it in a spreadsheet, save it again as CSV or XLSX, and add that"
        raise UnreadableDocument(file, reason, remedy) from error
