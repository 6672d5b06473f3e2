"""Read plain text and Markdown: find the encoding, cut at form feeds. Markdown stays its source, not rendered."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace

import charset_normalizer

from factcheck.documents.bates import find_stamps
from factcheck.documents.cleaning import clean_text, collect_words
from factcheck.documents.digests import find_content
from factcheck.documents.kind import SAVE_AS, Kind
from factcheck.errors import UnreadableDocument
from factcheck.model import Page, ReadAs, ReadDocument

BLANK_PAGE = "the page is blank"
SAMPLE_BYTES = 65_536  # read to guess an encoding; the rest of a file follows the same one
MAX_CONTROL_SHARE = 0.02  # of characters; above it the bytes are not a text in any encoding
MAX_WESTERN_SHARE = 0.3  # of bytes beyond ASCII; few accents mean a Western language, many another alphabet
MAX_BAD_SHARE = 0.1  # of the characters beyond ASCII; below it a text is UTF-8 with a few damaged bytes
TITLE_LENGTH = 200  # characters; a longer first heading is no title

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---$", re.MULTILINE | re.DOTALL)
_TITLE_LINE = re.compile(r"^title: *(.+)$", re.MULTILINE)


def decode(data: bytes, file: str) -> str:
    """Return the text of a file in whatever encoding it is.

    A byte order mark decides; then UTF-8, even with a few damaged bytes; then Windows-1252 where few bytes are beyond
    ASCII, since guessing goes wrong on short texts; then the likeliest encoding of a sample. What cannot be decoded
    becomes U+FFFD.

    Raises:
        UnreadableDocument: the bytes are not text.
    """
    text = _decode_marked(data) or _decode_utf8(data) or _decode_guessed(data)
    if text is None or len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise UnreadableDocument(file, "this is neither a document nor text in any known encoding", SAVE_AS)
    return text


def read_text(text: str, file: str, kind: Kind) -> ReadDocument:
    """Read a text; a form feed begins a new page. The body of a digest begins after what it says of itself.

    Raises:
        UnreadableDocument: no page has any text.
    """
    pages = clean_pages(text.split("\f"), file)
    if kind is Kind.MARKDOWN:
        pages = (replace(pages[0], body_start=find_content(pages[0].text)), *pages[1:])
    return ReadDocument(
        media_type=str(kind),
        title=_find_title(pages[0].text) if kind is Kind.MARKDOWN else "",
        pages=pages,
        reader=f"factcheck text, charset-normalizer {charset_normalizer.__version__}",
    )


def clean_pages(texts: Sequence[str], file: str) -> tuple[Page, ...]:
    """Clean the texts of a document's pages, and number them; see `number_pages`.

    Raises:
        UnreadableDocument: no page has any text.
    """
    vocabulary = collect_words(texts)
    return number_pages([clean_text(text, vocabulary) for text in texts], file)


def number_pages(texts: list[str], file: str) -> tuple[Page, ...]:
    """Make pages of final texts, in order; blank ones at the end are left out, others stay as unread pages.

    Raises:
        UnreadableDocument: no page has any text.
    """
    while texts and not texts[-1]:
        texts = texts[:-1]
    if not texts:
        raise UnreadableDocument(file, "there is no text in it", "Check that this is the right file")
    return tuple(
        Page(number, text, ReadAs.TEXT, bates=stamp.bates, bates_as_read=stamp.as_read)
        if text
        else Page(number, "", ReadAs.UNREAD, unread_reason=BLANK_PAGE)
        for number, (text, stamp) in enumerate(zip(texts, find_stamps(texts), strict=True), start=1)
    )


def _decode_marked(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return None


def _decode_utf8(data: bytes) -> str | None:
    """Decode as UTF-8 unless the damage is too great for it to be that."""
    text = data.decode("utf-8", "replace")
    n_bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    n_beyond_ascii = sum(1 for character in text if character > "\x7f") if n_bad else 0
    return text if n_bad <= MAX_BAD_SHARE * n_beyond_ascii and not _is_wide(data) else None


def _is_wide(data: bytes) -> bool:
    """Tell whether every other byte tends to be NUL, as in UTF-16 without a mark."""
    sample = data[:SAMPLE_BYTES]
    return max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 8


def _decode_guessed(data: bytes) -> str | None:
    """Decode by the likeliest encoding of a sample; None where none is likely."""
    if _is_wide(data):
        return data.decode("utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be", "replace")
    if b"\0" in data[:SAMPLE_BYTES]:
        return None
    if sum(byte > 0x7F for byte in data[:SAMPLE_BYTES]) <= MAX_WESTERN_SHARE * len(data[:SAMPLE_BYTES]):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass  # five bytes mean nothing in it
    best = charset_normalizer.from_bytes(data[:SAMPLE_BYTES]).best()
    return data.decode(best.encoding, "replace") if best else None


def _find_title(text: str) -> str:
    """Take a Markdown title: that of the front matter, else the first heading of the first level, else ""."""
    front_matter = _FRONT_MATTER.match(text)
    match = (front_matter and _TITLE_LINE.search(front_matter[1])) or _HEADING.search(text)
    title = match[1].strip("# \"'") if match else ""
    return title if len(title) <= TITLE_LENGTH else ""
