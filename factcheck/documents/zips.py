"""What all formats that are ZIP archives share: opening one, and refusing one that unpacks to too much."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import BinaryIO

from factcheck.errors import UnreadableDocument

MAX_UNPACKED_BYTES = 512 * 1024 * 1024  # a paper that unpacks to more is a zip bomb, not a paper


def open_zip(data: bytes | Path | BinaryIO, file: str) -> zipfile.ZipFile:
    """Open an archive.

    Raises:
        UnreadableDocument: it is damaged.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        reason = "this is a zip archive, or a paper that is one inside such as DOCX, and it is damaged"
        raise UnreadableDocument(file, reason, "Get it again from where it came from") from error


def refuse_bomb(data: bytes, file: str) -> None:
    """Refuse a paper that says it unpacks to too much; zipfile never unpacks more than it says."""
    with open_zip(data, file) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        reason = f"it unpacks to {unpacked // 2**20:,} MB, more than the {MAX_UNPACKED_BYTES // 2**20} MB that are read"
        raise UnreadableDocument(file, reason, "Save the text alone, without pictures, and add that file")
