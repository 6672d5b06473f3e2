"""The evidence table as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import re

import pandas as pd

_FORMULA = re.compile(
    r"[=+\-@\t\r\n＝＋－＠]"
)  # what spreadsheets take for the beginning of a formula (OWASP, CSV injection)
_FIGURE = re.compile(r"[+\-]?[ \u00a0\u202f]?[\d.,]+[ \u00a0\u202f]?%?")  # -5 % and +44 are plain and stay as they are


def to_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV (RFC 4180, commas, CRLF) with every cell that could be a formula turned into text.

    Spreadsheets read UTF-8 only with a mark at the front, so there is one.
    """
    safe = table.copy()
    for column in safe.columns:
        if safe[column].dtype == object or str(safe[column].dtype) in ("str", "string"):
            safe[column] = safe[column].map(lambda cell: guard(cell) if isinstance(cell, str) else cell)
    return "\ufeff" + str(safe.to_csv(index=False, lineterminator="\r\n"))


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run; `unguard` takes it off again.

    >>> guard("=1+1"), guard("-5 %"), guard("'=x")
    ("'=1+1", '-5 %', "''=x")
    """
    bare = cell.lstrip("' ")
    if not _FORMULA.match(bare) or _FIGURE.fullmatch(cell):
        return cell
    return "'" + cell


def unguard(cell: str) -> str:
    """Give back the cell that `guard` was given.

    >>> unguard(guard("=1+1"))
    '=1+1'
    """
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell
