"""What a received file says of who made it: author, program, company. Read only so that it can be withheld."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdf
from bs4 import BeautifulSoup
from lxml import etree
from pypdf.errors import PyPdfError

_PDF_NAMES = ("/Author", "/Creator", "/Producer", "/Company", "/Manager")
_OFFICE_PARTS = ("docProps/core.xml", "docProps/app.xml")
_OFFICE_NAMES = frozenset({"creator", "lastModifiedBy", "Company", "Manager", "Application"})
_HTML_NAMES = frozenset({"author", "creator", "generator", "dc.creator", "last-modified-by"})
_MOST = 1 << 20  # bytes of a metadata part that are read


def read_metadata(path: Path, media_type: str) -> tuple[str, ...]:
    """The names of people and programs that a file's own metadata holds; none where it has none or cannot be read.

    Args:
        path: the received file.
        media_type: as its content was recognised.
    """
    try:
        if media_type == "application/pdf":
            return tuple(dict.fromkeys(_of_pdf(path)))
        if media_type == "text/html":
            return tuple(dict.fromkeys(_of_html(path)))
        if zipfile.is_zipfile(path):
            return tuple(dict.fromkeys(_of_office(path)))
    except (OSError, PyPdfError, zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, KeyError, RecursionError):
        pass  # a file that hides its metadata from these readers gives none away through an export either
    return ()


def _of_pdf(path: Path) -> Iterator[str]:
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return
    information: Mapping[str, object] = reader.metadata or {}
    yield from (text for name in _PDF_NAMES if (text := str(information.get(name) or "").strip()))


def _of_office(path: Path) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(path) as archive:
        for name in set(_OFFICE_PARTS) & set(archive.namelist()):
            with archive.open(name) as part:
                root = etree.fromstring(part.read(_MOST), parser)
            for element in root.iter("{*}*"):
                if etree.QName(element).localname in _OFFICE_NAMES and (element.text or "").strip():
                    yield str(element.text).strip()


def _of_html(path: Path) -> Iterator[str]:
    soup = BeautifulSoup(path.read_bytes()[:_MOST], "lxml")
    for element in soup.find_all("meta"):
        if str(element.get("name") or "").lower() in _HTML_NAMES and str(element.get("content") or "").strip():
            yield str(element.get("content")).strip()
