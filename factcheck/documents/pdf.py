"""Read the text layer of a PDF: pypdf for its structure, PDFium for the text and size of each page.

Either library reads files on which the other fails, so what one cannot read the other is asked for. A page without text
is a page that is unread, with the reason; it stops nothing. No picture is read here.
"""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pypdf
import pypdfium2
import pypdfium2.raw

from factcheck.documents.cleaning import clean_text, collect_words
from factcheck.documents.kind import Kind
from factcheck.documents.pdfium import PDFIUM_LOCK, open_pdfium
from factcheck.documents.text import BLANK_PAGE
from factcheck.errors import UnreadableDocument
from factcheck.model import Page, ReadAs, ReadDocument

_PYPDF_LOCK = threading.Lock()  # the level of a logger and the filter of warnings belong to all threads

MAX_PAGES = 50_000  # a file that claims more is damaged or hostile; the largest court records have some thousands
NO_TEXT_LAYER = "no text layer; probably a scan"
DAMAGED_PAGE = "the page is damaged"
UNTITLED = frozenset({"untitled", "untitled document", "document", "document1", "title"})

OnPage = Callable[[int, int], None]


@dataclass(frozen=True)
class _RawPage:
    """One page before cleaning."""

    text: str
    width: float | None
    height: float | None
    problem: str = ""  # why there is no text


def read_pdf(data: bytes, file: str, on_page: OnPage | None = None) -> ReadDocument:
    """Read a PDF page by page.

    Args:
        data: the file's bytes.
        file: the name to use in errors.
        on_page: told (pages read, pages in all) after each page.

    Raises:
        UnreadableDocument: a password is needed, the file is damaged beyond both libraries, or it has no pages.
    """
    structure = _open_structure(data)
    pdfium, error_code = open_pdfium(data)
    if pdfium is None and (structure is None or structure.is_locked):
        raise _refusal(file, structure, error_code)
    try:
        raw_pages = list(_read_pages(pdfium, structure, file, on_page))
    finally:
        with PDFIUM_LOCK:
            if pdfium is not None:
                pdfium.close()
    vocabulary = collect_words(page.text for page in raw_pages)
    pages = tuple(_finish(number, page, vocabulary) for number, page in enumerate(raw_pages, start=1))
    return ReadDocument(str(Kind.PDF), structure.title if structure else "", pages, _name_reader(pdfium is not None))


def _finish(number: int, page: _RawPage, vocabulary: frozenset[str]) -> Page:
    text = clean_text(page.text, vocabulary)
    if text:
        return Page(number, text, ReadAs.TEXT_LAYER, page.width, page.height)
    return Page(number, "", ReadAs.UNREAD, page.width, page.height, page.problem or NO_TEXT_LAYER)


def _name_reader(by_pdfium: bool) -> str:
    return f"pypdfium2 {pypdfium2.PYPDFIUM_INFO}" if by_pdfium else f"pypdf {pypdf.__version__}"


def _refusal(file: str, structure: _Structure | None, error_code: int | None) -> UnreadableDocument:
    """Say why neither library opens a file."""
    if error_code == pypdfium2.raw.FPDF_ERR_PASSWORD or (structure and structure.is_locked):
        remedy = "Open it with its password, save or print it as a PDF without one, and add that file"
        return UnreadableDocument(file, "this PDF is locked by a password", remedy)
    remedy = "Get it again from where it came from, or open it in a PDF reader and print it to a new PDF"
    return UnreadableDocument(file, "this PDF is damaged or cut short and cannot be opened", remedy)


def _read_pages(
    pdfium: pypdfium2.PdfDocument | None, structure: _Structure | None, file: str, on_page: OnPage | None
) -> Iterator[_RawPage]:
    """Read every page that either library knows of, in order."""
    with PDFIUM_LOCK:
        n_by_pdfium = len(pdfium) if pdfium is not None else 0
    n_pages = max(n_by_pdfium, structure.n_pages if structure else 0)
    if n_pages == 0:
        raise UnreadableDocument(file, "this PDF has no pages", "Get it again from where it came from")
    if n_pages > MAX_PAGES:
        reason = f"this PDF claims {n_pages:,} pages, more than the {MAX_PAGES:,} that are read"
        raise UnreadableDocument(file, reason, "Split it into parts, and add these")
    for index in range(n_pages):
        page = _read_by_pdfium(pdfium, index) if pdfium is not None and index < n_by_pdfium else None
        yield page or (structure and structure.read_page(index)) or _RawPage("", None, None, DAMAGED_PAGE)
        if on_page is not None:
            on_page(index + 1, n_pages)


def _read_by_pdfium(pdfium: pypdfium2.PdfDocument, index: int) -> _RawPage | None:
    """Read one page by PDFium; None where PDFium cannot."""
    try:
        with PDFIUM_LOCK, closing(pdfium[index]) as page, closing(page.get_textpage()) as text_page:
            text = text_page.get_text_range()
            width, height = page.get_size()
            is_empty = pypdfium2.raw.FPDFPage_CountObjects(page.raw) == 0
    except pypdfium2.PdfiumError:
        return None
    return _RawPage(text, width, height, BLANK_PAGE if is_empty else NO_TEXT_LAYER)


@contextmanager
def _quiet_pypdf() -> Iterator[None]:
    """Keep pypdf's remarks on damaged files off the terminal; what matters of them becomes a reason or an error."""
    logger = logging.getLogger("pypdf")
    with _PYPDF_LOCK, warnings.catch_warnings():
        level = logger.level
        logger.setLevel(logging.CRITICAL + 1)
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.setLevel(level)


@dataclass(frozen=True)
class _Structure:
    """What pypdf finds out about a file."""

    reader: pypdf.PdfReader
    is_locked: bool
    n_pages: int
    title: str

    def read_page(self, index: int) -> _RawPage | None:
        """Read one page by pypdf; None where pypdf cannot."""
        if index >= self.n_pages:
            return None
        try:
            with _quiet_pypdf():
                page = self.reader.pages[index]
                return _RawPage(page.extract_text(), float(page.mediabox.width), float(page.mediabox.height))
        except Exception:
            return None


def _open_structure(data: bytes) -> _Structure | None:
    """Open a PDF by pypdf, with the empty password where it is encrypted; None where pypdf cannot."""
    try:
        with _quiet_pypdf():
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and reader.decrypt("") == pypdf.PasswordType.NOT_DECRYPTED:
                return _Structure(reader, is_locked=True, n_pages=0, title="")
            return _Structure(reader, is_locked=False, n_pages=len(reader.pages), title=_find_title(reader))
    except Exception:
        return None


def _find_title(reader: pypdf.PdfReader) -> str:
    """Take the title of the file's metadata, unless it is what a program puts there by itself."""
    try:
        title = clean_text(str((reader.metadata and reader.metadata.title) or "")).replace("\n", " ")
    except Exception:
        return ""
    title = title.removeprefix("Microsoft Word - ")
    return "" if title.lower() in UNTITLED else title
