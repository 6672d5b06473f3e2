"""The evidence table as JSON: a list of objects with the table's columns, what is unknown as null or ""."""

from __future__ import annotations

import json
from typing import BinaryIO

import pandas as pd

from factcheck.export.content import Export, rows_of


def write_json(export: Export, out: BinaryIO) -> None:
    """Write the table as `to_json` does."""
    out.write(to_json(export.table).encode("utf-8"))


def to_json(table: pd.DataFrame) -> str:
    """Write a table as indented JSON, a list of rows in their order."""
    return json.dumps(list(rows_of(table)), ensure_ascii=False, indent=2) + "\n"
