"""The evidence table as JSON: a list of objects with the table's columns, what is unknown as null or ""."""

from __future__ import annotations

import json

import pandas as pd


def to_json(table: pd.DataFrame) -> str:
    """Write a table as indented JSON, a list of rows in their order."""
    rows = json.loads(table.to_json(orient="records", force_ascii=False))
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
