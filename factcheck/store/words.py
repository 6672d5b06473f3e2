"""Save and load where the words of a page stand."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from factcheck.model import Page, Word
from factcheck.packing import pack_words, unpack_words
from factcheck.store import schema


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


def load_placed_pages(db: Connection, sha256: str) -> set[int]:
    """The numbers of the pages of a document that have words with places."""
    table = schema.page_words
    return set(db.execute(select(table.c.number).where(table.c.document_sha256 == sha256)).scalars())
