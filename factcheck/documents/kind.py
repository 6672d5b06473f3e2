"""Tell what kind of file some bytes are, by their content; a suffix only tells Markdown and fragments of HTML apart.

Nothing is read here beyond what tells the kinds apart. What is recognised and not read gets a reason and a remedy.
"""

from __future__ import annotations

import re
from enum import StrEnum

from factcheck.documents.zips import open_zip
from factcheck.errors import UnreadableDocument


class Kind(StrEnum):
    """The kinds of file that are read, by media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    RTF = "application/rtf"
    MSG = "application/vnd.ms-outlook"
    EML = "message/rfc822"
    MBOX = "application/mbox"
    ZIP = "application/zip"
    HTML = "text/html"
    CSV = "text/csv"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    WEBP = "image/webp"


PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.TIFF, Kind.WEBP})


PDF_HEADER_REACH = 1024  # bytes; readers accept a PDF's header this far into the file, and scanners make use of it
HTML_REACH = 4096  # characters looked at for the beginning of an HTML page
SAVE_AS = "Save it as PDF, DOCX, HTML, Markdown or plain text, and add that file"

_IMAGE = "this is a picture of a kind that is not read (GIF, BMP or HEIC)"
_IMAGE_REMEDY = "Save it as PNG, JPEG or TIFF, and add that file"
_MEDIA = "this is a sound or video file"
_ARCHIVE = "this is a compressed archive, which is not opened"

_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF8", _IMAGE, _IMAGE_REMEDY),
    (b"BM", _IMAGE, _IMAGE_REMEDY),
    (b"RIFF", _MEDIA, SAVE_AS),
    (b"ID3", _MEDIA, "Add a transcript"),
    (b"OggS", _MEDIA, "Add a transcript"),
    (b"\x1f\x8b", _ARCHIVE, "Unpack it and add the files in it"),
    (b"7z\xbc\xaf", _ARCHIVE, "Unpack it and add the files in it"),
    (b"Rar!", _ARCHIVE, "Unpack it and add the files in it"),
    (b"BZh", _ARCHIVE, "Unpack it and add the files in it"),
    (b"\x7fELF", "this is a program, not a document", SAVE_AS),
    (b"MZ", "this is a program, not a document", SAVE_AS),
)
_OLD_OFFICE: tuple[tuple[str, str, str], ...] = (  # by a stream in it
    ("EncryptedPackage", "this Office file is locked by a password", "Save it without one, and add that file"),
    ("WordDocument", "this is a file of an old Word (.doc), which is not read", "Save it as DOCX or PDF, and add that file"),
    ("Workbook", "this is a workbook of an old Excel (.xls), which is not read", "Save it as XLSX or CSV, and add that file"),
    ("Book", "this is a workbook of an old Excel (.xls), which is not read", "Save it as XLSX or CSV, and add that file"),
    (
        "PowerPoint Document", "this is a file of an old PowerPoint (.ppt), which is not read",
        "Save it as PPTX or PDF, and add that file",
    ),
)  # fmt: skip
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Office files, and of messages of Outlook
_PICTURE_SIGNS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),  # BigTIFF
    (b"MM\x00+", Kind.TIFF),
)
_HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|mif1|msf1|avif)", re.DOTALL)
_TWO_LETTER_SIGNS = (b"BM", b"MZ")  # also how a text may begin; binary only with a NUL among the first bytes

_HTML_START = (
    re.compile(  # after comments; what has a second plus is never tried another way, so no file can make it slow
        r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
        re.IGNORECASE | re.DOTALL,
    )
)
_HTML_TAG = re.compile(r"<(?:p|div|table|h[1-6]|br|ul|ol|span|article|section|title|meta)\b[^>]*>", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_EMAIL_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*+)+")
_EMAIL_ONLY = re.compile(r"^(?:Return-Path|Received|MIME-Version|Message-ID|Delivered-To|X-[\w-]+): ", re.I | re.M)
_EMAIL_TOO = re.compile(r"^(?:From|To|Date|Subject): ", re.I | re.M)


def sniff_binary(data: bytes, file: str) -> Kind | None:
    """Tell the kind of a file by its first bytes.

    Returns:
        The kind; None for what can only be text.

    Raises:
        UnreadableDocument: empty, or of a kind that is recognised and not read.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableDocument(file, "the file is empty", "Get it again from where it came from")
    if _looks_like_pdf(data):
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data, file)
    if data.startswith(_COMPOUND):
        return _sniff_compound(data, file)
    if data.startswith(b"{\\rtf"):
        return Kind.RTF
    if picture := _sniff_picture(data, file):
        return picture
    for sign, reason, remedy in _REFUSED:
        if data.startswith(sign) and (sign not in _TWO_LETTER_SIGNS or b"\0" in data[:64]):
            raise UnreadableDocument(file, reason, remedy)
    return None


def sniff_text(text: str, file: str) -> Kind:
    """Tell the kind of a file that is text, but for tables, which `csv_file.find_delimiter` tells.

    Raises:
        UnreadableDocument: XML, which would only give noise.
    """
    suffix = file.lower().rpartition(".")[2]
    start = text[:HTML_REACH].lstrip("\ufeff")
    if _HTML_START.match(start) or (suffix in {"html", "htm", "xhtml"} and _HTML_TAG.search(start)):
        return Kind.HTML
    if _XML_START.match(start):
        raise UnreadableDocument(file, "this is XML data, which is not read", SAVE_AS)
    if _is_email(start, suffix):
        return Kind.EML
    return Kind.MARKDOWN if suffix in {"md", "markdown"} else Kind.TEXT


def _is_email(start: str, suffix: str) -> bool:
    """Tell a message from a text that begins with labels: some headers only a message has."""
    headers = _EMAIL_START.match(start.replace("\r\n", "\n") + "\n")
    if headers is None:
        return False
    return bool(_EMAIL_ONLY.search(headers[0]) or (suffix == "eml" and _EMAIL_TOO.search(headers[0])))


def _looks_like_pdf(data: bytes) -> bool:
    """Accept a PDF header at the start, or a little later where a PDF's objects follow it."""
    at = data.find(b"%PDF-", 0, PDF_HEADER_REACH)
    return at == 0 or (at > 0 and re.search(rb"\d\s+obj\b", data[at:]) is not None)


def _sniff_picture(data: bytes, file: str) -> Kind | None:
    """Tell the kinds of picture by their first bytes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if _HEIC.match(data[:16]):
        raise UnreadableDocument(file, _IMAGE, _IMAGE_REMEDY)
    return next((kind for sign, kind in _PICTURE_SIGNS if data.startswith(sign)), None)


def _sniff_zip(data: bytes, file: str) -> Kind:
    """Tell the papers that are zip archives inside from each other and from an archive."""
    with open_zip(data, file) as archive:
        names = set(archive.namelist())
        kind = archive.read("mimetype")[:100] if "mimetype" in names and "content.xml" in names else b""
    for name, found in (
        ("word/document.xml", Kind.DOCX),
        ("xl/workbook.xml", Kind.XLSX),
        ("ppt/presentation.xml", Kind.PPTX),
    ):
        if name in names:
            return found
    if "xl/workbook.bin" in names:
        reason = "this is a binary workbook of Excel (XLSB), which is not read"
        raise UnreadableDocument(file, reason, "Save it as XLSX or CSV, and add that file")
    if "content.xml" not in names:
        return Kind.ZIP
    if b"spreadsheet" in kind:
        reason = "this is an OpenDocument spreadsheet (ODS), which is not read"
        raise UnreadableDocument(file, reason, "Save it as XLSX or CSV, and add that file")
    if kind and b"opendocument.text" not in kind:
        reason = "this is an OpenDocument file other than a text, which is not read"
        raise UnreadableDocument(file, reason, "Save it as PDF, and add that file")
    return Kind.ODT


def _sniff_compound(data: bytes, file: str) -> Kind:
    """Tell a message of Outlook from the files of old Office programs."""
    import olefile  # few files are of this kind

    try:
        with olefile.OleFileIO(data) as compound:
            streams = {entry[0] for entry in compound.listdir()}
    except Exception as error:  # olefile lets errors of many kinds through
        reason = "this is a file of an old Office program or of Outlook, and it is damaged"
        raise UnreadableDocument(file, reason, "Get it again from where it came from") from error
    for stream, reason, remedy in _OLD_OFFICE:
        if stream in streams:
            raise UnreadableDocument(file, reason, remedy)
    if "__properties_version1.0" in streams:
        return Kind.MSG
    raise UnreadableDocument(file, "this is a file of an old Office program, which is not read", SAVE_AS)
