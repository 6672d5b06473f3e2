"""What pypdf finds out about a PDF: whether it opens, its pages, its title; and a page's text where PDFium fails."""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdf

from factcheck.documents.cleaning import clean_text
from factcheck.documents.raw import RawPage

_PYPDF_LOCK = threading.Lock()  # the level of a logger and the filter of warnings belong to all threads

UNTITLED = frozenset({"untitled", "untitled document", "document", "document1", "title"})


@dataclass(frozen=True)
class Structure:
    """What pypdf finds out about a file."""

    reader: pypdf.PdfReader
    is_locked: bool
    n_pages: int
    title: str

    def read_page(self, index: int, problem: str) -> RawPage | None:
        """Read one page by pypdf, without places; None where pypdf cannot. ``problem``: said where it has no text."""
        if index >= self.n_pages:
            return None
        try:
            with _quiet_pypdf():
                page = self.reader.pages[index]
                width, height = float(page.mediabox.width), float(page.mediabox.height)
                return RawPage(page.extract_text(), width=width, height=height, problem=problem)
        except Exception:
            return None


def open_structure(data: bytes) -> Structure | None:
    """Open a PDF by pypdf, with the empty password where it is encrypted; None where pypdf cannot."""
    try:
        with _quiet_pypdf():
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and reader.decrypt("") == pypdf.PasswordType.NOT_DECRYPTED:
                return Structure(reader, is_locked=True, n_pages=0, title="")
            return Structure(reader, is_locked=False, n_pages=len(reader.pages), title=_find_title(reader))
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
