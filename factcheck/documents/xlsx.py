"""Read a workbook of Excel: each sheet's rows as lines that name their columns, pages of a hundred rows.

Values are those that Excel last worked out and kept, shown much as Excel shows them. Formulas, notes and charts are left
out. A hidden sheet is read, and its pages say that it is hidden.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from typing import Any

import openpyxl

from factcheck.documents.cleaning import clean_text
from factcheck.documents.kind import Kind
from factcheck.documents.tables import MAX_ROWS, Row, lay_out
from factcheck.documents.text import clean_pages
from factcheck.documents.zips import refuse_bomb
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

REMEDY = "Open it in a spreadsheet, save it again as XLSX or CSV, and add that file"

_CURRENCY = re.compile(r'\[\$([$€£¥])[^\]]*\]|"([$€£¥])"|\\?([$€£¥])')
_DECIMALS = re.compile(r"\.(0+)")


def read_xlsx(data: bytes, file: str) -> ReadDocument:
    """Read a workbook.

    Raises:
        UnreadableDocument: damaged, too large when unpacked, too many rows, or without text.
    """
    refuse_bomb(data, file)
    try:
        with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
            title = clean_text(str(book.properties.title or ""))
            texts = [text for sheet in book.worksheets for text in _read_sheet(sheet)]
    except UnreadableDocument:
        raise
    except _TooManyRows as error:
        reason = f"it has more than the {MAX_ROWS:,} rows that are read"
        raise UnreadableDocument(file, reason, "Split it into parts, and add these") from error
    except Exception as error:  # openpyxl lets errors of many kinds through
        raise UnreadableDocument(file, "this workbook (XLSX) is damaged", REMEDY) from error
    return ReadDocument(str(Kind.XLSX), title, clean_pages(texts, file), f"openpyxl {version('openpyxl')}")


class _TooManyRows(Exception):
    """More than `MAX_ROWS`."""


def _read_sheet(sheet: Any) -> Iterator[str]:
    """Give the pages of a sheet, each headed by its name and rows."""
    hidden = "" if sheet.sheet_state == "visible" else ", hidden"
    sheet.reset_dimensions()  # what some programs write there is wrong
    for page in lay_out(_rows(sheet)):
        rows = f", rows {page.first} to {page.last}" if page.last > page.first else ""
        yield f"Sheet “{sheet.title}”{hidden}{rows}\n\n{page.text}"


def _rows(sheet: Any) -> Iterator[Row]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_ROWS:
            raise _TooManyRows
        yield number, [show_value(cell.value, getattr(cell, "number_format", "")) for cell in row]


def show_value(value: object, number_format: str | None) -> str:
    """Write a cell's value as a spreadsheet would show it: dates by ISO, percentages and grouped thousands as such.

    >>> show_value(0.125, "0.0%"), show_value(4200000, "$#,##0"), show_value(0.1 + 0.2, "General")
    ('12.5%', '$4,200,000', '0.3')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        return _show_number(value, number_format or "")
    return str(value)


def _show_number(value: int | float, number_format: str) -> str:
    shape = number_format.partition(";")[0]
    decimals = _DECIMALS.search(shape)
    if "%" in shape:
        value *= 100
    if decimals and "E" not in shape:
        text = f"{value:,.{len(decimals[1])}f}"
    else:
        text = f"{value:,.15g}" if abs(value) < 1e15 else f"{value:,}"
    if "," not in shape:
        text = text.replace(",", "")
    currency = _CURRENCY.search(shape)
    sign = next(filter(None, currency.groups()), "") if currency else ""
    return f"{'-' if text.startswith('-') else ''}{sign}{text.removeprefix('-')}{'%' if '%' in shape else ''}"
