"""File -> pages: one verb, `read_document`; one module for each kind of file, and one that cleans text.

What kind a file is, its content decides, not its name. Everything in a file is hostile until shown otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from factcheck.documents.parts import Opened
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

__all__ = ["READ_VERSION", "open_file", "read_document"]

READ_VERSION = 1
"""Raise this when files can be read that could not before, so that those which failed are tried again by themselves."""


def read_document(
    path: Path, file: str | None = None, on_page: Callable[[int, int], None] | None = None
) -> ReadDocument:
    """Read a file into pages of final text.

    Args:
        path: where the file lies; any name will do, its content tells what it is.
        file: the name as received, for errors and to tell Markdown from plain text; by default that of ``path``.
            Never used as a path.
        on_page: told (pages read, pages in all) after each page.

    Returns:
        The pages in order, numbered from 1; those without text say why. At least one page.

    Raises:
        UnreadableDocument: no part of the file can be read; says why, and what a person can do.
    """
    file = file or path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened ({error.strerror or error})"
        raise UnreadableDocument(file, reason, "Check that it is there and may be read") from error
    return _read_bytes(data, file, on_page)


def open_file(path: Path, file: str, folder: Path, on_page: Callable[[int, int], None] | None = None) -> Opened:
    """Read a file, and unpack the files that lie in it.

    Args:
        path: where the file lies.
        file: the name as received.
        folder: an empty folder that takes what is unpacked.
        on_page: told (pages read, pages in all) after each page.

    Raises:
        UnreadableDocument: it can neither be read nor unpacked.
    """
    return Opened(read_document(path, file, on_page))


def _read_bytes(data: bytes, file: str, on_page: Callable[[int, int], None] | None) -> ReadDocument:
    """Read a file's bytes by the module of its kind; the libraries of the other kinds stay unloaded."""
    from factcheck.documents.kind import Kind, sniff_binary, sniff_text
    from factcheck.documents.text import decode, read_text

    kind = sniff_binary(data, file)
    if kind is Kind.PDF:
        from factcheck.documents.pdf import read_pdf

        return read_pdf(data, file, on_page)
    if kind is Kind.DOCX:
        from factcheck.documents.docx import read_docx

        read = read_docx(data, file)
    else:
        text = decode(data, file)
        kind = sniff_text(text, file)
        if kind is Kind.HTML:
            from factcheck.documents.html import read_html

            read = read_html(text, file)
        else:
            read = read_text(text, file, kind)
    if on_page is not None:
        on_page(len(read.pages), len(read.pages))
    return read
