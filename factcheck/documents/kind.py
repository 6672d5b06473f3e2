"""Tell what kind of file some bytes are, by their content; a suffix only tells Markdown and fragments of HTML apart.

Nothing is read here beyond what tells the kinds apart. What is recognised and not read gets a reason and a remedy.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from factcheck.errors import UnreadableDocument


class Kind(StrEnum):
    """The kinds of file that are read, by media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


PDF_HEADER_REACH = 1024  # bytes; readers accept a PDF's header this far into the file, and scanners make use of it
HTML_REACH = 4096  # characters looked at for the beginning of an HTML page
SAVE_AS = "Save it as PDF, DOCX, HTML, Markdown or plain text, and add that file"

_IMAGE = "this is an image, and scans are not read yet"
_IMAGE_REMEDY = "Add a PDF that has a text layer, or the text itself"
_OLD_OFFICE = "this is a file of an old Office program (.doc, .xls, .ppt or .msg), which is not read"
_ZIP = "this is a zip archive, which is not opened"
_RTF = "this is a rich text file (RTF), which is not read yet"
_EMAIL = "this is an e-mail, which is not read yet"
_MEDIA = "this is a sound or video file"
_ARCHIVE = "this is a compressed archive, which is not opened"

_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n", _IMAGE, _IMAGE_REMEDY),
    (b"\xff\xd8\xff", _IMAGE, _IMAGE_REMEDY),
    (b"GIF8", _IMAGE, _IMAGE_REMEDY),
    (b"II*\x00", _IMAGE, _IMAGE_REMEDY),
    (b"MM\x00*", _IMAGE, _IMAGE_REMEDY),
    (b"BM", _IMAGE, _IMAGE_REMEDY),
    (b"RIFF", _MEDIA, SAVE_AS),
    (b"ID3", _MEDIA, "Add a transcript"),
    (b"OggS", _MEDIA, "Add a transcript"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE, "Save it as DOCX or PDF, and add that file"),
    (b"{\\rtf", _RTF, SAVE_AS),
    (b"\x1f\x8b", _ARCHIVE, "Unpack it and add the files in it"),
    (b"7z\xbc\xaf", _ARCHIVE, "Unpack it and add the files in it"),
    (b"Rar!", _ARCHIVE, "Unpack it and add the files in it"),
    (b"BZh", _ARCHIVE, "Unpack it and add the files in it"),
    (b"\x7fELF", "this is a program, not a document", SAVE_AS),
    (b"MZ", "this is a program, not a document", SAVE_AS),
)
_TWO_LETTER_SIGNS = (b"BM", b"MZ")  # also how a text may begin; binary only with a NUL among the first bytes

_HTML_START = (
    re.compile(  # after comments; what has a second plus is never tried another way, so no file can make it slow
        r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
        re.IGNORECASE | re.DOTALL,
    )
)
_HTML_TAG = re.compile(r"<(?:p|div|table|h[1-6]|br|ul|ol|span|article|section|title|meta)\b[^>]*>", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_EMAIL_START = re.compile(r"(?:Return-Path|Received|MIME-Version|Message-ID|Delivered-To|X-[\w-]+):\s", re.IGNORECASE)


def sniff_binary(data: bytes, file: str) -> Kind | None:
    """Tell the kind of a file by its first bytes.

    Returns:
        PDF or DOCX; None for what can only be text.

    Raises:
        UnreadableDocument: empty, or of a kind that is recognised and not read.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableDocument(file, "the file is empty", "Get it again from where it came from")
    if _looks_like_pdf(data):
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data, file)
    for sign, reason, remedy in _REFUSED:
        if data.startswith(sign) and (sign not in _TWO_LETTER_SIGNS or b"\0" in data[:64]):
            raise UnreadableDocument(file, reason, remedy)
    return None


def sniff_text(text: str, file: str) -> Kind:
    """Tell the kind of a file that is text.

    Raises:
        UnreadableDocument: an e-mail or XML, which would only give noise.
    """
    suffix = file.lower().rpartition(".")[2]
    start = text[:HTML_REACH].lstrip("\ufeff")
    if _HTML_START.match(start) or (suffix in {"html", "htm", "xhtml"} and _HTML_TAG.search(start)):
        return Kind.HTML
    if _XML_START.match(start):
        raise UnreadableDocument(file, "this is XML data, which is not read", SAVE_AS)
    if _EMAIL_START.match(start):
        raise UnreadableDocument(file, _EMAIL, SAVE_AS)
    return Kind.MARKDOWN if suffix in {"md", "markdown"} else Kind.TEXT


def _looks_like_pdf(data: bytes) -> bool:
    """Accept a PDF header at the start, or a little later where a PDF's objects follow it."""
    at = data.find(b"%PDF-", 0, PDF_HEADER_REACH)
    return at == 0 or (at > 0 and re.search(rb"\d\s+obj\b", data[at:]) is not None)


def _sniff_zip(data: bytes, file: str) -> Kind:
    """Tell a DOCX from the other files that are zip archives inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        reason = "this is a zip archive or a DOCX, and it is damaged"
        raise UnreadableDocument(file, reason, "Get it again from where it came from") from error
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        raise UnreadableDocument(
            file, "this is a workbook of Excel, which is not read yet", "Save it as PDF, and add that"
        )
    if "ppt/presentation.xml" in names:
        raise UnreadableDocument(
            file, "this is a PowerPoint file, which is not read yet", "Save it as PDF, and add that"
        )
    if "content.xml" in names:
        raise UnreadableDocument(file, "this is an OpenDocument file, which is not read yet", "Save it as DOCX or PDF")
    raise UnreadableDocument(file, _ZIP, "Unpack it and add the files in it")
