"""Open a PDF by two libraries and read its pages in order.

Either library reads files on which the other fails, so what one cannot read the other is asked for. A page without text
is a page that is unread, with the reason; it stops nothing. Where the text layer does not do, OCR reads the picture.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import closing

import pypdf
import pypdfium2
import pypdfium2.raw

from factcheck.documents.finishing import finish_pages
from factcheck.documents.kind import Kind
from factcheck.documents.pdf.covers import find_on_page
from factcheck.documents.pdf.pictured import need_of, read_pictured
from factcheck.documents.pdf.structure import Structure, open_structure
from factcheck.documents.pdf.text_layer import read_characters
from factcheck.documents.pdfium import PDFIUM_LOCK, open_pdfium
from factcheck.documents.raw import RawPage
from factcheck.documents.text import BLANK_PAGE
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings

MAX_PAGES = 50_000  # a file that claims more is damaged or hostile; the largest court records have some thousands
NO_TEXT_LAYER = "no text layer; probably a scan"
ALL_REDACTED = "all text on it is redacted"
DAMAGED_PAGE = "the page is damaged"

OnPage = Callable[[int, int], None]


def read_pdf(data: bytes, file: str, on_page: OnPage | None = None, ocr: OcrSettings = DEFAULT_OCR) -> ReadDocument:
    """Read a PDF page by page.

    Args:
        data: the file's bytes.
        file: the name to use in errors.
        on_page: told (pages read, pages in all) after each page.
        ocr: how pages without usable text are read.

    Raises:
        UnreadableDocument: a password is needed, the file is damaged beyond both libraries, or it has no pages.
    """
    structure = open_structure(data)
    pdfium, error_code = open_pdfium(data)
    if pdfium is None and (structure is None or structure.is_locked):
        raise _refusal(file, structure, error_code)
    try:
        raw_pages = _read_pages(pdfium, structure, file, ocr, on_page or _tell_nobody)
    finally:
        with PDFIUM_LOCK:
            if pdfium is not None:
                pdfium.close()
    title = structure.title if structure else ""
    return ReadDocument(str(Kind.PDF), title, finish_pages(raw_pages), _name_reader(pdfium is not None))


def _name_reader(by_pdfium: bool) -> str:
    return f"pypdfium2 {pypdfium2.PYPDFIUM_INFO}" if by_pdfium else f"pypdf {pypdf.__version__}"


def _refusal(file: str, structure: Structure | None, error_code: int | None) -> UnreadableDocument:
    """Say why neither library opens a file."""
    if error_code == pypdfium2.raw.FPDF_ERR_PASSWORD or (structure and structure.is_locked):
        remedy = "Open it with its password, save or print it as a PDF without one, and add that file"
        return UnreadableDocument(file, "this PDF is locked by a password", remedy)
    remedy = "Get it again from where it came from, or open it in a PDF reader and print it to a new PDF"
    return UnreadableDocument(file, "this PDF is damaged or cut short and cannot be opened", remedy)


def _read_pages(
    pdfium: pypdfium2.PdfDocument | None, structure: Structure | None, file: str, ocr: OcrSettings, on_page: OnPage
) -> list[RawPage]:
    """Read every page that either library knows of: first all text layers, then the pictures of pages that need it."""
    with PDFIUM_LOCK:
        n_by_pdfium = len(pdfium) if pdfium is not None else 0
    n_pages = max(n_by_pdfium, structure.n_pages if structure else 0)
    if n_pages == 0:
        raise UnreadableDocument(file, "this PDF has no pages", "Get it again from where it came from")
    if n_pages > MAX_PAGES:
        reason = f"this PDF claims {n_pages:,} pages, more than the {MAX_PAGES:,} that are read"
        raise UnreadableDocument(file, reason, "Split it into parts, and add these")
    pages, needs = [], {}
    for index in range(n_pages):
        page = _read_by_pdfium(pdfium, index) if pdfium is not None and index < n_by_pdfium else None
        need = need_of(pdfium, index, page) if page and pdfium is not None else None
        pages.append(page or _read_by_pypdf(structure, index))
        if need:
            needs[index] = need
        on_page(index + 1 - len(needs), n_pages)
    if pdfium is None or not needs:
        return pages
    done = itertools.count(n_pages - len(needs) + 1)
    return read_pictured(pdfium, pages, needs, ocr, lambda: on_page(next(done), n_pages))


def _read_by_pypdf(structure: Structure | None, index: int) -> RawPage:
    """Read one page by pypdf, which gives no places and no picture."""
    page = structure.read_page(index, NO_TEXT_LAYER) if structure else None
    return page or RawPage("", problem=DAMAGED_PAGE)


def _tell_nobody(done: int, total: int) -> None:
    """Stand in where nobody watches."""


def _read_by_pdfium(pdfium: pypdfium2.PdfDocument, index: int) -> RawPage | None:
    """Read one page by PDFium; None where PDFium cannot."""
    try:
        with PDFIUM_LOCK, closing(pdfium[index]) as page, closing(page.get_textpage()) as text_page:
            characters = read_characters(page, text_page)
            redacted = find_on_page(page, text_page, characters)
            width, height = page.get_size()
            is_empty = pypdfium2.raw.FPDFPage_CountObjects(page.raw) == 0
    except pypdfium2.PdfiumError:
        return None
    problem = BLANK_PAGE if is_empty else NO_TEXT_LAYER
    if redacted.hidden.any():
        characters, problem = characters.keep(~redacted.hidden), ALL_REDACTED
    words = characters.group_words()
    return RawPage(
        characters.text, width=width, height=height, problem=problem, words=words, redactions=redacted.redactions
    )
