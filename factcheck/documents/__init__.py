"""File -> pages: one verb, `read_document`; one module for each kind of file, and one that cleans text.

What kind a file is, its content decides, not its name. Everything in a file is hostile until shown otherwise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from factcheck.documents.parts import TAKE_APART, Opened, PartsFolder
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings

OnPage = Callable[[int, int], None]

__all__ = ["READ_VERSION", "open_file", "read_document"]

READ_VERSION = 3
"""Raise this when files can be read that could not before, so that those which failed are tried again by themselves."""


def read_document(
    path: Path, file: str | None = None, on_page: OnPage | None = None, ocr: OcrSettings = DEFAULT_OCR
) -> ReadDocument:
    """Read a file into pages of final text.

    Args:
        path: where the file lies; any name will do, its content tells what it is.
        file: the name as received, for errors and to tell Markdown from plain text; by default that of ``path``.
            Never used as a path.
        on_page: told (pages read, pages in all) after each page.
        ocr: how pages without usable text are read.

    Returns:
        The pages in order, numbered from 1; those without text say why. At least one page.

    Raises:
        UnreadableDocument: no part of the file can be read; says why, and what a person can do.
    """
    with tempfile.TemporaryDirectory(prefix="factcheck-parts-") as folder:
        read = open_file(path, file or path.name, Path(folder), on_page, ocr).read
    if read is None:
        raise UnreadableDocument(file or path.name, "this is an archive, which has no text of its own", TAKE_APART)
    return read


def open_file(
    path: Path, file: str, folder: Path, on_page: OnPage | None = None, ocr: OcrSettings = DEFAULT_OCR
) -> Opened:
    """Read a file, and unpack the files that lie in it.

    Args:
        path: where the file lies.
        file: the name as received.
        folder: an empty folder that takes what is unpacked.
        on_page: told (pages read, pages in all) after each page.
        ocr: how pages without usable text are read.

    Raises:
        UnreadableDocument: it can neither be read nor unpacked.
    """
    from factcheck.documents.opening import open_by_kind

    return open_by_kind(path, file, PartsFolder(folder), on_page, ocr)
