"""LibreOffice opens the workbook and the document and reads in them what was written; a check for machines that have it."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from made_exports import make_export, make_row, write
from test_export_formats import PAYLOADS

from factcheck.export.columns import COLUMNS

OFFICE = shutil.which("soffice")
if OFFICE is None:
    WHY = "LibreOffice is not installed: apt-get install libreoffice-writer libreoffice-calc"
    if os.environ.get("CI"):
        pytest.fail(WHY, pytrace=False)
    pytest.skip(WHY, allow_module_level=True)
SHOWN = [payload for payload in PAYLOADS if payload.strip() == payload and "\n" not in payload]


def convert(folder: Path, data: bytes, name: str, kind: str) -> bytes:
    """A file as LibreOffice reads it and writes it in another format."""
    (folder / name).write_bytes(data)
    words = [str(OFFICE), f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", kind]
    subprocess.run(
        [*words, "--outdir", str(folder / "out"), str(folder / name)], check=True, capture_output=True, timeout=180
    )
    return next((folder / "out").iterdir()).read_bytes()


def test_a_workbook_opens_with_every_text_as_text(tmp_path: Path) -> None:
    rows = [make_row(claim=payload, quote=payload) for payload in SHOWN]
    read = convert(
        tmp_path, write(make_export(*rows), "xlsx"), "table.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1"
    )
    header, *found = csv.reader(io.StringIO(read.decode("utf-8")))
    assert header == list(COLUMNS)
    quotes = [row[COLUMNS.index("quote")] for row in found]
    assert quotes == SHOWN


def test_a_word_document_opens_with_every_text(tmp_path: Path) -> None:
    rows = [make_row(quote=payload) for payload in SHOWN]
    read = convert(tmp_path, write(make_export(*rows), "docx"), "evidence.docx", "txt:Text (encoded):UTF8").decode(
        "utf-8-sig"
    )
    assert all(payload in read for payload in SHOWN)
