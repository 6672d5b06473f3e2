"""PDFium, opened and locked: the one library here that is written in C++ without threads in mind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2

PDFIUM_LOCK = threading.RLock()  # PDFium is not thread safe: hold this around every call into it, in any module


def open_pdfium(source: bytes | Path) -> tuple[pypdfium2.PdfDocument | None, int | None]:
    """Open a PDF by PDFium, with the empty password where it is encrypted.

    Returns:
        The document, to be closed under `PDFIUM_LOCK`; or None and PDFium's error code.
    """
    with PDFIUM_LOCK:
        try:
            return pypdfium2.PdfDocument(source), None
        except pypdfium2.PdfiumError as error:
            return None, error.err_code


def read_plain_texts(data: bytes) -> Iterator[str]:
    """The text of each page of a PDF, nothing cleaned or left out; none where PDFium cannot open it."""
    pdfium, _ = open_pdfium(data)
    if pdfium is None:
        return
    try:
        for index in range(len(pdfium)):
            with PDFIUM_LOCK, closing(pdfium[index]) as page, closing(page.get_textpage()) as text_page:
                text = text_page.get_text_range()
            yield text
    except pypdfium2.PdfiumError:
        return
    finally:
        with PDFIUM_LOCK:
            pdfium.close()
