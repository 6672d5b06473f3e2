"""The evidence table as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from typing import BinaryIO

import pandas as pd

from factcheck.export.content import Export, rows_of

_FORMULA = re.compile(
    r"[=+\-@\t\r\n＝＋－＠]"
)  # what spreadsheets take for the beginning of a formula (OWASP, CSV injection)
_FIGURE = re.compile(r"[+\-]?[ \u00a0\u202f]?[\d.,]+[ \u00a0\u202f]?%?")  # -5 % and +44 are plain and stay as they are


def write_csv(export: Export, out: BinaryIO) -> None:
    """Write the table as `to_csv` does."""
    out.write(to_csv(export.table).encode("utf-8"))


def to_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV (RFC 4180, commas, CRLF) with every cell that could be a formula turned into text.

    Spreadsheets read UTF-8 only with a mark at the front, so there is one.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in rows_of(table):
        writer.writerow(guard(cell) if isinstance(cell, str) else cell for cell in row.values())
    return "\ufeff" + out.getvalue()


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run; `unguard` takes it off again.

    >>> guard("=1+1"), guard("-5 %"), guard("'=x")
    ("'=1+1", '-5 %', "''=x")
    """
    return "'" + cell if looks_like_formula(cell) else cell


def unguard(cell: str) -> str:
    """Give back the cell that `guard` was given.

    >>> unguard(guard("=1+1"))
    '=1+1'
    """
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would run a text that is typed or read in; plain figures such as -5 % are none."""
    return bool(_FORMULA.match(cell.lstrip("' "))) and not _FIGURE.fullmatch(cell)
