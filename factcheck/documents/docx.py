"""Read a DOCX: paragraphs and tables in the order of the document, cut at the page breaks that Word wrote into it.

Read as a reader of the final version sees it: tracked insertions in, deletions out. Headers, footers, footnotes and
comments are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.metadata import version

import docx
from docx.oxml.ns import qn
from lxml.etree import _Element

from factcheck.documents.cleaning import clean_text
from factcheck.documents.kind import Kind
from factcheck.documents.text import clean_pages
from factcheck.documents.zips import refuse_bomb
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

NO_TITLE = "Word Document"  # what python-docx says where a file has no properties
CELL_BREAK = " | "
WRITTEN_BREAK, DRAWN_BREAK = "\f", "\v"  # a page break of the author, and one where Word last drew it

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT = qn("w:t")
_SIGNS = {qn("w:tab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:lastRenderedPageBreak"): DRAWN_BREAK}
_UNSEEN = frozenset(
    [
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:pPr"),
        qn("w:rPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)


def read_docx(data: bytes, file: str) -> ReadDocument:
    """Read a DOCX; without page breaks in it, it is one page.

    Raises:
        UnreadableDocument: damaged, locked by a password, too large when unpacked, or without text.
    """
    refuse_bomb(data, file)
    try:
        document = docx.Document(io.BytesIO(data))
        parts = _split_pages("".join(_walk(document.element.body)))
        title = clean_text(document.core_properties.title or "")
    except Exception as error:  # python-docx, lxml and zlib let errors of many kinds through
        remedy = "Open it in a word processor, save it again as DOCX or PDF, and add that file"
        raise UnreadableDocument(file, "this DOCX is damaged", remedy) from error
    return ReadDocument(
        media_type=str(Kind.DOCX),
        title="" if title == NO_TITLE else title,
        pages=clean_pages(parts, file),
        reader=f"python-docx {version('python-docx')}",
    )


def _split_pages(text: str) -> list[str]:
    """Cut at page breaks; a break that the author wrote and Word then drew counts once."""
    pages: list[str] = []
    for written in text.split(WRITTEN_BREAK):
        drawn = written.split(DRAWN_BREAK)
        pages += drawn[1:] if len(drawn) > 1 and not drawn[0].strip() else drawn
    return pages


def _walk(element: _Element) -> Iterator[str]:
    """Give the text below an element, in order, with newlines and page breaks."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _PARAGRAPH:
            yield from _walk_paragraph(child)
        elif child.tag == _TABLE:
            yield "\n\n"
            yield from _walk_rows(child)
            yield "\n\n"
        elif child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == qn("w:br"):
            yield WRITTEN_BREAK if child.get(qn("w:type")) == "page" else "\n"
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        else:
            yield from _walk(child)


def _walk_paragraph(paragraph: _Element) -> Iterator[str]:
    """Give a paragraph with a blank line around it, which keeps list items apart."""
    before = paragraph.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")
    if before is not None and before.get(qn("w:val")) not in {"0", "false"}:
        yield WRITTEN_BREAK
    yield from _walk(paragraph)
    yield "\n\n"


def _walk_rows(table: _Element) -> Iterator[str]:
    """Give each row of a table as one line, on the page where the row begins."""
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # a table inside a cell is flattened into that cell
        texts = ["".join(_walk(cell)) for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]
        if any(sign in text for text in texts for sign in (WRITTEN_BREAK, DRAWN_BREAK)) and _breaks_first(texts):
            yield DRAWN_BREAK
        line = CELL_BREAK.join(" ".join(text.split()) for text in texts)
        yield f"{line}\n" if any(text.strip() for text in texts) else ""


def _breaks_first(texts: list[str]) -> bool:
    """Tell whether a row begins with a page break, so that the whole row stands on the new page."""
    return any(text.lstrip(" \n")[:1] in (WRITTEN_BREAK, DRAWN_BREAK) for text in texts if text.strip(" \n"))
