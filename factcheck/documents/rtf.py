"""Read RTF: the text alone, cut at page breaks; one line for each row of a table."""

from __future__ import annotations

import re
from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

from factcheck.documents.kind import Kind
from factcheck.documents.tables import CELL_BREAK
from factcheck.documents.text import clean_pages
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

_PAGE_BREAK = re.compile(r"\\(?:page|sbkpage)(?![a-z]) ?")
_ROW = re.compile(r"^.*\|$", re.MULTILINE)


def read_rtf(data: bytes, file: str) -> ReadDocument:
    """Read a rich text file.

    Raises:
        UnreadableDocument: damaged, or without text.
    """
    marked = _PAGE_BREAK.sub(lambda _: "\\par\f", data.decode("latin-1").replace("\f", " "))
    try:
        text = str(rtf_to_text(marked, errors="ignore"))  # type: ignore[no-untyped-call]
    except Exception as error:  # striprtf checks little of what it reads
        remedy = "Open it in a word processor, save it as DOCX or PDF, and add that file"
        raise UnreadableDocument(file, "this rich text file (RTF) is damaged", remedy) from error
    text = _ROW.sub(lambda row: CELL_BREAK.join(cell.strip() for cell in row[0][:-1].split("|")), text)
    return ReadDocument(str(Kind.RTF), "", clean_pages(text.split("\f"), file), f"striprtf {version('striprtf')}")
