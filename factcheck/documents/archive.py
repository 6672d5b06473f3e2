"""Unpack a ZIP archive: its members are files of their own, in its order; hidden ones are left out, as in a folder."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from factcheck.documents.parts import TAKE_APART, Opened, PartsFolder, TooLarge
from factcheck.documents.zips import open_zip
from factcheck.errors import UnreadableDocument

MAX_RATIO = 1000  # unpacked to packed; the densest honest text packs to a hundredth
RATIO_FROM = 64 << 20  # bytes unpacked, below which no ratio does harm
_BLOCK = 1 << 20
_UTF8_NAME = 0x800
_LOCKED = 0x1
_CLUTTER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


def open_archive(data: Path | BinaryIO, file: str, folder: PartsFolder) -> Opened:
    """Unpack an archive into a folder; a member that cannot be unpacked is noted with the reason.

    Raises:
        UnreadableDocument: it is damaged, or no file is in it.
    """
    with open_zip(data, file) as archive:
        for entry in archive.infolist():
            name = name_member(entry)
            if entry.is_dir() or any(part.startswith(".") or part in _CLUTTER for part in name.split("/")):
                continue
            try:
                _take_out(archive, entry, name, folder)
            except TooLarge as error:
                folder.refuse_rest(f"{name} and what follows", str(error))
                break
    if not folder.parts:
        raise UnreadableDocument(file, "this zip archive holds no file", "Check that this is the right archive")
    return Opened(None, tuple(folder.parts))


def name_member(entry: zipfile.ZipInfo) -> str:
    r"""A member's name as people read it: words, not a path, whatever it tries to be.

    >>> name_member(zipfile.ZipInfo("..\\..\\Windows/evil.txt"))
    'Windows/evil.txt'
    """
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):  # many programs write UTF-8 and do not say so
            name = name.encode("cp437").decode("utf-8")
    parts = PurePosixPath(PureWindowsPath(name.replace("\0", "")).as_posix()).parts
    return "/".join(part for part in parts if part not in {"..", ".", "/"} and not part.endswith(":")) or "unnamed"


def _take_out(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, folder: PartsFolder) -> None:
    """Unpack one member.

    Raises:
        TooLarge: all together are too large, or too many.
    """
    if entry.flag_bits & _LOCKED:
        folder.refuse(name, "it is locked by the archive's password")
    elif stat.S_ISLNK(entry.external_attr >> 16):
        folder.refuse(name, "it is a link to another file", "Add the file that it links to")
    elif entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        folder.refuse(name, f"it is packed more than {MAX_RATIO:,} to 1, as only a zip bomb is")
    else:
        try:
            folder.put(name, _blocks(archive, entry))
        except TooLarge as error:
            if error.is_all:
                raise
            folder.refuse(name, str(error))
        except NotImplementedError:
            folder.refuse(name, "it is packed in a way that is not known here")
        except Exception as error:  # zipfile and zlib let errors of many kinds through
            folder.refuse(name, f"it is damaged in the archive ({type(error).__name__})", TAKE_APART)


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as member:
        while block := member.read(_BLOCK):
            yield block
