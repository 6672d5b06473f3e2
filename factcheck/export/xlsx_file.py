"""The evidence table as an Excel workbook: text stays text, widths and wrapping fit to be read, the header frozen.

XlsxWriter writes row by row in little memory and never guesses a type: `write_string` is a string whatever it begins with.
(openpyxl takes a text that begins with "=" for a formula, and holds every cell until the end.)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from factcheck.export.columns import COLUMN_MEANINGS, FRACTIONS
from factcheck.export.content import Export, rows_of
from factcheck.export.csv_file import looks_like_formula

MOST_IN_CELL = 32_767  # units of UTF-16; a limit of the format
CUT = " … [cut: a cell of a spreadsheet holds no more]"

_WIDE = {
    "claim": 48,
    "quote": 100,
    "rationale": 48,
    "justification": 48,
    "citation": 48,
    "review_note": 32,
    "reasons": 36,
    "also_in": 36,
}
_MIDDLE = {
    "document": 32, "issuer": 24, "source": 28, "obtained_how": 24, "obtained_by": 24, "link": 28, "case": 14, "sha256": 28,
    "source_url": 28, "document_url": 28, "venue": 24, "request_number": 18, "file": 24, "speaker": 20, "role": 20,
    "verdict_by": 18, "reviewer": 18, "organisation": 20, "verdict_at": 26, "reviewed_at": 26, "checked_at": 26,
}  # fmt: skip
_NARROW = 13  # characters
_LINE = 13.5  # points, of letters of 10 points
_HIGHEST = 409  # points; a limit of the format
_A3, _A4 = 8, 9  # as the format numbers them
_PAGES_WIDE = 4  # of a printed table: its letters are then some 7 points high
_WITHOUT_TIME = datetime(1980, 1, 1)  # the same case gives the same bytes


def write_xlsx(export: Export, out: BinaryIO) -> None:
    """Write the table, the meaning of its columns, and what a reader must know, on a sheet each."""
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, settings) as book:
        book.set_properties({"created": _WITHOUT_TIME, "title": "Evidence table"})
        looks = _Looks(book)
        _write_evidence(book.add_worksheet("Evidence"), export, looks)
        _write_pairs(book.add_worksheet("Columns"), ("column", "meaning"), list(COLUMN_MEANINGS.items()), looks)
        about = [("case", export.case.slug), ("title", export.case.title), ("question", export.case.question)]
        _write_pairs(
            book.add_worksheet("About"), ("", ""), [*about, *(("", notice) for notice in export.notices)], looks
        )


class _Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"valign": "top", "text_wrap": True, "font_name": "Calibri", "font_size": 10}
        self.text: Format = book.add_format(plain)
        self.guarded: Format = book.add_format(plain | {"quote_prefix": True})  # stays text when a person edits it
        self.fraction: Format = book.add_format(plain | {"num_format": "0.00"})
        self.header: Format = book.add_format(plain | {"bold": True, "bg_color": "#E8E8E4", "bottom": 1})


def _write_evidence(sheet: Worksheet, export: Export, looks: _Looks) -> None:
    names = list(export.table.columns)
    for column, name in enumerate(names):
        sheet.set_column(column, column, _width(name))
        sheet.write_string(0, column, name, looks.header)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(export.table), len(names) - 1)
    _set_print(sheet)
    for number, row in enumerate(rows_of(export.table), start=1):
        sheet.set_row(number, _height(row))
        for column, (name, cell) in enumerate(row.items()):
            if isinstance(cell, str):
                _write_text(sheet, number, column, cell, looks)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell, looks.fraction if name in FRACTIONS else looks.text)


def _set_print(sheet: Worksheet) -> None:
    """Paper on which a row can be read: its pages follow each other, each with the header and the claim's id."""
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(_PAGES_WIDE, 0)
    sheet.print_across()
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    sheet.set_footer("&C&P / &N")


def _width(name: str) -> int:
    """How many characters wide a column is."""
    return (_WIDE | _MIDDLE).get(name, max(_NARROW, len(name) + 2))


def _height(row: Mapping[str, object]) -> float:
    """How high a row must be, in points, for the longest of its texts; programs do not all work it out themselves."""
    texts = ((name, cell) for name, cell in row.items() if isinstance(cell, str) and len(cell) > _NARROW)
    lines = max((sum(1 + len(line) // _width(name) for line in cell.splitlines()) for name, cell in texts), default=1)
    return min(_HIGHEST, _LINE * max(1, lines))


def _write_pairs(sheet: Worksheet, header: tuple[str, str], pairs: list[tuple[str, str]], looks: _Looks) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, looks.header)
    for number, pair in enumerate(pairs, start=1):
        for column, text in enumerate(pair):
            _write_text(sheet, number, column, text, looks)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, looks: _Looks) -> None:
    if len(text) > MOST_IN_CELL // 2:  # a sign takes two units at most
        text = _cut(text)
    if text:
        sheet.write_string(row, column, text, looks.guarded if looks_like_formula(text) else looks.text)


def _cut(text: str) -> str:
    """A text that fits into a cell: cut in sight, never within a sign, where it holds more units of UTF-16."""
    packed = text.encode("utf-16-le", "surrogatepass")
    if len(packed) <= 2 * MOST_IN_CELL:
        return text
    return packed[: 2 * (MOST_IN_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT
