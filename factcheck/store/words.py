"""Save and load where the words of a page stand; packed, since a page has hundreds and they are asked for one page a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection, select

from factcheck.model import Box, Page, Word
from factcheck.store import schema

_POINTS = 100  # hundredths of a point are stored: finer than any printer
_NO_CONFIDENCE = -1


def save_words(db: Connection, sha256: str, pages: Iterable[Page]) -> None:
    """Add the words of new pages."""
    rows = [
        {"document_sha256": sha256, "number": page.number, "words": pack_words(page.words)}
        for page in pages
        if page.words
    ]
    if rows:
        db.execute(schema.page_words.insert(), rows)


def load_words(db: Connection, sha256: str, number: int) -> tuple[Word, ...]:
    """The words of a page in text order; none where their places are not known."""
    table = schema.page_words
    here = (table.c.document_sha256 == sha256) & (table.c.number == number)
    packed = db.execute(select(table.c.words).where(here)).scalar()
    return unpack_words(packed) if packed else ()


def pack_words(words: Iterable[Word]) -> bytes:
    """Seven little-endian int32 a word (start, end, box in 1/100 point, confidence in 1/1000 or -1), deflated."""
    rows = [
        (one.start, one.end, *(round(edge * _POINTS) for edge in (one.box.x0, one.box.y0, one.box.x1, one.box.y1)),
         _NO_CONFIDENCE if one.confidence is None else round(one.confidence * 1000))
        for one in words
    ]  # fmt: skip
    return zlib.compress(np.array(rows, dtype="<i4").reshape(-1, 7).tobytes())


def unpack_words(packed: bytes) -> tuple[Word, ...]:
    """Give back what `pack_words` was given, to 1/100 point and 1/1000 of confidence."""
    rows = np.frombuffer(zlib.decompress(packed), dtype="<i4").reshape(-1, 7).tolist()
    return tuple(
        Word(start, end, Box(*(edge / _POINTS for edge in box)), None if sure == _NO_CONFIDENCE else sure / 1000)
        for start, end, *box, sure in rows
    )
