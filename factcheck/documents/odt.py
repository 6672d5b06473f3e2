"""Read an OpenDocument text: paragraphs, lists and tables in order, cut at the page breaks that the program wrote.

As a reader of the final version sees it: what was deleted with tracked changes, and notes to the text, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from factcheck.documents.cleaning import clean_text
from factcheck.documents.kind import Kind
from factcheck.documents.tables import CELL_BREAK
from factcheck.documents.text import clean_pages
from factcheck.documents.zips import open_zip, refuse_bomb
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_ENCRYPTED = "encryption-data"

_PARAGRAPHS = frozenset([f"{_TEXT}p", f"{_TEXT}h"])
_SIGNS = {f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n", f"{_TEXT}soft-page-break": "\f"}
_UNSEEN = frozenset([f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"])


def read_odt(data: bytes, file: str) -> ReadDocument:
    """Read an OpenDocument text.

    Raises:
        UnreadableDocument: locked by a password, damaged, too large when unpacked, or without text.
    """
    refuse_bomb(data, file)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with open_zip(data, file) as archive:
            names = archive.namelist()
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            content = archive.read("content.xml")
            meta = archive.read("meta.xml") if "meta.xml" in names else b"<meta/>"
        if _ENCRYPTED.encode() in manifest:
            raise UnreadableDocument(
                file, "this OpenDocument text is locked by a password", "Save it without one, and add that file"
            )
        root = etree.fromstring(content, parser)
        title = etree.fromstring(meta, parser).findtext(f".//{_TITLE}") or ""
        body = root.find(f".//{_OFFICE}text")
        text = "".join(_walk(body, _find_breaks(root))) if body is not None else ""
    except UnreadableDocument:
        raise
    except Exception as error:  # zipfile, zlib and lxml let errors of many kinds through
        remedy = "Open it in a word processor, save it as DOCX or PDF, and add that file"
        raise UnreadableDocument(file, "this OpenDocument text is damaged", remedy) from error
    reader = f"lxml {etree.__version__}"
    return ReadDocument(str(Kind.ODT), clean_text(title), clean_pages(text.lstrip("\f \n").split("\f"), file), reader)


def _find_breaks(root: etree._Element) -> frozenset[str]:
    """The names of the styles whose paragraphs begin a page."""
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}paragraph-properties")
        if properties.get(f"{_FO}break-before") == "page"
    )


def _walk(element: etree._Element, breaks: frozenset[str]) -> Iterator[str]:
    """Give the text below an element, in order, with newlines and page breaks."""
    for child in element:
        if child.tag in _PARAGRAPHS:
            yield "\f" if child.get(f"{_TEXT}style-name") in breaks else ""
            yield child.text or ""
            yield from _walk(child, breaks)
            yield "\n\n"
        elif child.tag == f"{_TABLE}table":
            yield from _walk_rows(child, breaks)
        elif child.tag == f"{_TEXT}s":
            yield " " * min(100, int(child.get(f"{_TEXT}c", "1")))
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield child.text or ""
            yield from _walk(child, breaks)
        yield child.tail or ""


def _walk_rows(table: etree._Element, breaks: frozenset[str]) -> Iterator[str]:
    """Give each row of a table as one line; a table in a cell is flattened into that cell."""
    yield "\n"
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue
        cells = [" ".join("".join(_walk(cell, breaks)).split()) for cell in row.iterchildren(f"{_TABLE}table-cell")]
        yield f"{CELL_BREAK.join(cells)}\n" if any(cells) else ""
    yield "\n"
