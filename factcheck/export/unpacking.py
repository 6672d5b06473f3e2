"""Everything that stands in a file, packed parts included, as texts that can be searched.

Opened are ZIP (so DOCX and XLSX), gzip, PDF streams and strings, the text parts of PNG and JPEG, and base64; undone are the
escapes of XML and HTML, JSON, URLs, Markdown and LaTeX, and of mail. Pixels are not text and are passed over.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import quopri
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from factcheck.documents.pdfium import read_plain_texts

MOST = 1 << 30  # bytes that one packed part may open to; our own exports stay far below
_DEEPEST = 8  # a file in a file in a file …
_SHORTEST_RUN = 6  # printable signs in a row that count as text within binary data
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}[\r\n ]{0,3}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_PDF_STRING = re.compile(rb"\(((?:\\.|[^()\\])*)\)", re.DOTALL)
_PDF_HEX = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
_PDF_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_PDF_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_TAG = re.compile(r"<[^<>]*>")
_ACCENT = re.compile(r"\\([`'^\"~=.uvHck])\s*\{?\\?([A-Za-z])\}?")
_ACCENTS = dict(
    zip("`'^\"~=.uvHck", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0328", strict=True)
)
_LATEX_WORD = re.compile(r"\\(ss|ae|oe|aa|o|l|AE|OE|AA|O|L|i|j)(?:\{\}|\b) ?")
_LATEX_WORDS = {
    "ss": "ß", "ae": "æ", "oe": "œ", "aa": "å", "o": "ø", "l": "ł", "AE": "Æ", "OE": "Œ", "AA": "Å", "O": "Ø", "L": "Ł",
    "i": "i", "j": "j",
}  # fmt: skip
_JSON = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\"\\/bfnrt]))")
_JSON_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_EXCEL = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]+")


def read_texts(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Every text of a file, as it stands and with its escapes undone: where it stands, and the text.

    Args:
        data: the file's bytes.
        name: its name; texts of packed parts are named "packet.zip > table.docx > word/document.xml".
    """
    for where, part in unpack(data, name):
        for text in _decode(part):
            yield from ((where, view) for view in _views(text))


def unpack(data: bytes, name: str, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The parts of a file that hold no packed parts any more, with where they stand; a part that does not open, as it is."""
    opener = next((opener for magic, opener in _OPENERS if data.startswith(magic)), _open_text)
    try:
        inner = list(opener(data)) if depth < _DEEPEST else []
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, struct.error, NotImplementedError, RuntimeError):
        inner = []
    if not inner:
        yield name, data
        return
    for part, content in inner:
        if part == "":
            yield name, content
        else:
            yield from unpack(content, f"{name} > {part}", depth + 1)


def _open_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [member.filename for member in archive.infolist()]
        remarks = [archive.comment, *(part for member in archive.infolist() for part in (member.comment, member.extra))]
        yield "", b"\n".join([*(name.encode("utf-8", "replace") for name in names), *remarks])
        for member in archive.infolist():
            if not member.is_dir() and member.file_size <= MOST:
                yield member.filename, archive.read(member)


def _open_gzip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        yield "unpacked", file.read(MOST)
    yield "", data[:512]  # the name in its head


def _open_pdf(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Objects, strings and streams as bytes, and what a reader sees on each page."""
    outside = _STREAM.sub(b" ", data)
    yield "", outside
    yield "", b"\n".join(_pdf_strings(outside))
    for number, match in enumerate(_STREAM.finditer(data), start=1):
        content = _open_stream(match[1])
        yield f"stream {number}", content
        yield "", b"\n".join(_pdf_strings(content))
    for number, text in enumerate(read_plain_texts(data), start=1):
        yield "", f"page {number}\n{text}".encode("utf-8", "replace")


def _open_stream(content: bytes) -> bytes:
    if content.rstrip().endswith(b"~>"):
        try:
            content = base64.a85decode(content.strip().removeprefix(b"<~").removesuffix(b"~>"))
        except ValueError:
            return content
    try:
        return zlib.decompressobj().decompress(content, MOST)
    except zlib.error:
        return content


def _pdf_strings(content: bytes) -> Iterator[bytes]:
    """The strings of PDF syntax in readable form; those with a mark of UTF-16 as UTF-8."""
    found = [_PDF_ESCAPE.sub(_pdf_sign, match[1]) for match in _PDF_STRING.finditer(content)]
    for match in _PDF_HEX.finditer(content):
        digits = b"".join(match[1].split())
        found.append(binascii.unhexlify(digits if len(digits) % 2 == 0 else digits + b"0"))
    for one in found:
        yield one.decode("utf-16", "replace").encode() if one.startswith((b"\xfe\xff", b"\xff\xfe")) else one


def _pdf_sign(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    if sign[:1].isdigit():
        return bytes([int(sign, 8) & 255])
    return b"" if sign.endswith(b"\n") else _PDF_SIGNS.get(sign, sign)


def _open_png(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    texts = []
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"tEXt", b"iTXt", b"eXIf", b"iCCP", b"zTXt") or not kind.isalpha():
            texts += [content, *_inflate_tail(content)]
        if kind == b"IEND":
            break
    yield "", b"\n".join([b"PNG", *texts, data[at:]])


def _inflate_tail(content: bytes) -> Iterator[bytes]:
    """What is deflated after the keyword of a PNG text part."""
    for at in {content.find(b"\x78\x9c"), content.find(b"\x78\xda"), content.find(b"\x78\x01")} - {-1}:
        try:
            yield zlib.decompressobj().decompress(content[at:], MOST)
        except zlib.error:
            continue


def _open_jpeg(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The segments before the pixels, and what follows the end of the picture."""
    pixels = data.find(b"\xff\xda")
    end = data.rfind(b"\xff\xd9")
    yield "", b"JPEG\n" + data[2 : pixels if pixels >= 0 else None] + (data[end + 2 :] if end >= 0 else b"")


def _open_text(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A text and what is written in it as base64, where that gives a file or a text."""
    inner = []
    for match in _BASE64.finditer(data):
        packed = b"".join(match[0].split())
        content = base64.b64decode(packed[: len(packed) - len(packed) % 4])
        if content.startswith(_MAGIC) or _is_text(content):
            inner.append((f"base64 at {match.start()}", content))
    if inner:
        yield "", data
        yield from inner


_OPENERS: tuple[tuple[bytes, Callable[[bytes], Iterator[tuple[str, bytes]]]], ...] = (
    (b"PK\x03\x04", _open_zip),
    (b"PK\x05\x06", _open_zip),
    (b"\x1f\x8b", _open_gzip),
    (b"%PDF", _open_pdf),
    (b"\x89PNG\r\n\x1a\n", _open_png),
    (b"\xff\xd8\xff", _open_jpeg),
)
_MAGIC = tuple(magic for magic, _ in _OPENERS)


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(data)


def _decode(data: bytes) -> Iterator[str]:
    """The bytes as text in each encoding that they may be in; of binary data what is printable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield data.decode("utf-16", "replace")
    elif _is_text(data):
        yield data.decode("utf-8")
    else:
        runs = (run for run in _CONTROL.split(data) if len(run) >= _SHORTEST_RUN)
        yield "\n".join(run.decode("utf-8", "replace") for run in runs)
        yield "\n".join(run.decode("cp1252", "replace") for run in _CONTROL.split(data) if len(run) >= _SHORTEST_RUN)
        for encoding, pattern in _UTF16:
            yield "\n".join(match[0].decode(encoding) for match in pattern.finditer(data))


_UTF16 = (
    ("utf-16-le", re.compile(rb"(?:[\x20-\xff][\x00-\x05]){%d,}" % _SHORTEST_RUN)),
    ("utf-16-be", re.compile(rb"(?:[\x00-\x05][\x20-\xff]){%d,}" % _SHORTEST_RUN)),
)


def _views(text: str) -> Iterator[str]:
    """A text as it stands, and with each kind of escape undone that it may hold; ligatures and widths made plain."""
    views = [text]
    if "<" in text:
        views += [html.unescape(_TAG.sub("", text)), html.unescape(_TAG.sub(" ", text))]
    if "&" in text:
        views.append(html.unescape(text))
    if "\\" in text:
        views += [_JSON.sub(_json_sign, text), _undo_latex(text)]
    if "%" in text:
        views.append(unquote(text, errors="replace"))
    if "=" in text:
        views.append(quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace"))
    if "_x" in text:
        views.append(_EXCEL.sub(lambda match: chr(int(match[1], 16)), text))
    for view in dict.fromkeys(views):
        yield view
        plain = unicodedata.normalize("NFKC", view)
        if plain != unicodedata.normalize("NFC", view):
            yield plain


def _json_sign(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _JSON_SIGNS.get(match[2], match[2])


def _undo_latex(text: str) -> str:
    text = _ACCENT.sub(lambda match: unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]]), text)
    text = _LATEX_WORD.sub(lambda match: _LATEX_WORDS[match[1]], text)
    return re.sub(r"[{}\\]", "", text)
