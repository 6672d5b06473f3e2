"""Open a file by the module of its kind; the libraries of the other kinds stay unloaded."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from factcheck.documents.kind import PICTURES, Kind, sniff_binary, sniff_text
from factcheck.documents.parts import Opened, PartsFolder
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings

MAX_BYTES = 1 << 30  # of a file that is read in memory; a larger archive is unpacked from the disk

OnPage = Callable[[int, int], None]

_TELL_PAGES = frozenset({Kind.PDF, *PICTURES})  # their readers tell of each page; the others read all at once


def open_by_kind(
    path: Path, file: str, folder: PartsFolder, on_page: OnPage | None, ocr: OcrSettings = DEFAULT_OCR
) -> Opened:
    """Open a file; see `documents.open_file`.

    Raises:
        UnreadableDocument: it can neither be read nor unpacked.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return _open_large(path, file, folder)
        data = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened ({error.strerror or error})"
        raise UnreadableDocument(file, reason, "Check that it is there and may be read") from error
    opened = _open_bytes(data, file, folder, on_page, ocr)
    if on_page is not None and opened.read is not None and opened.read.media_type not in _TELL_PAGES:
        on_page(len(opened.read.pages), len(opened.read.pages))
    return opened


def _open_large(path: Path, file: str, folder: PartsFolder) -> Opened:
    """Unpack an archive that does not fit into memory.

    Raises:
        UnreadableDocument: the file is no archive, or a damaged one.
    """
    from factcheck.documents.archive import open_archive

    with path.open("rb") as start:
        if not start.read(4).startswith(b"PK"):
            reason = f"it is larger than the {MAX_BYTES >> 20:,} MB that are read"
            raise UnreadableDocument(file, reason, "Split it into parts, and add these")
    return open_archive(path, file, folder)


def _open_bytes(data: bytes, file: str, folder: PartsFolder, on_page: OnPage | None, ocr: OcrSettings) -> Opened:
    kind = sniff_binary(data, file)
    if kind is Kind.PDF:
        from factcheck.documents.pdf import read_pdf

        return Opened(read_pdf(data, file, on_page, ocr))
    if kind in PICTURES:
        from factcheck.documents.picture import read_picture_file

        return Opened(read_picture_file(data, file, kind, on_page, ocr))
    if kind is Kind.ZIP:
        from factcheck.documents.archive import open_archive

        return open_archive(io.BytesIO(data), file, folder)
    if kind is Kind.MSG:
        from factcheck.documents.msg import open_msg

        return open_msg(data, file, folder)
    if kind is not None:
        return Opened(_read_office(kind, data, file))
    return _open_text(data, file, folder)


def _read_office(kind: Kind, data: bytes, file: str) -> ReadDocument:
    """Read a file of an office program."""
    module = import_module(f"factcheck.documents.{kind.name.lower()}")
    read: ReadDocument = getattr(module, f"read_{kind.name.lower()}")(data, file)
    return read


def _open_text(data: bytes, file: str, folder: PartsFolder) -> Opened:
    """Open a file that is text of some kind."""
    from factcheck.documents.csv_file import find_delimiter, read_csv
    from factcheck.documents.eml import is_mbox, open_eml, open_mbox
    from factcheck.documents.text import decode, read_text

    if is_mbox(data):
        return open_mbox(data, folder)
    text = decode(data, file)
    kind = sniff_text(text, file)
    if kind is Kind.EML:
        return open_eml(data, file, folder)
    if kind is Kind.HTML:
        from factcheck.documents.html import read_html

        return Opened(read_html(text, file))
    is_called_csv = file.lower().endswith((".csv", ".tsv", ".tab"))
    if kind is Kind.TEXT and (delimiter := find_delimiter(text, is_called_csv)):
        return Opened(read_csv(text, file, delimiter))
    return Opened(read_text(text, file, kind))
