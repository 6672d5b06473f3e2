"""Load pages, and give them as rows of their table; documents are saved with them.

A page's text is kept with its hash, so that a change by other means shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, fields

from sqlalchemy import Connection, Row, Select, select

from factcheck.errors import NotFound
from factcheck.model import Box, Page, ReadAs, Redaction
from factcheck.store import schema


def load_pages(db: Connection, sha256: str) -> list[Page]:
    """All pages of a document, by number."""
    return [_page(row) for row in db.execute(_pages(sha256).order_by(schema.page.c.number))]


def each_page(db: Connection, sha256: str) -> Iterator[tuple[int, str, str]]:
    """Number, Bates number and text of every page of a document that was read, in order; one in memory at a time."""
    table = schema.page
    query = select(table.c.number, table.c.bates, table.c.text).where(table.c.document_sha256 == sha256)
    for row in db.execute(query.where(table.c.text != "").order_by(table.c.number)):
        yield row.number, row.bates, row.text


def load_page(db: Connection, sha256: str, number: int) -> Page:
    """One page of a document.

    Raises:
        NotFound: the document has no such page.
    """
    row = db.execute(_pages(sha256).where(schema.page.c.number == number)).first()
    if row is None:
        raise NotFound(f"Document {sha256[:12]} has no page {number}.")
    return _page(row)


def load_altered_pages(db: Connection, sha256: str) -> set[int]:
    """The numbers of the pages of a document whose text is not what was read."""
    table = schema.page
    query = select(table.c.number, table.c.text, table.c.text_sha256).where(table.c.document_sha256 == sha256)
    return {row.number for row in db.execute(query) if row.text_sha256 and hash_text(row.text) != row.text_sha256}


def page_columns(page: Page) -> dict[str, object]:
    """A page as a row of its table, without the document that it is of."""
    plain = {field.name: getattr(page, field.name) for field in fields(Page) if field.name != "words"}
    redactions = json.dumps([asdict(one) for one in page.redactions])
    return plain | {"read_as": page.read_as.value, "text_sha256": hash_text(page.text), "redactions": redactions}


def unpack_redactions(packed: str) -> tuple[Redaction, ...]:
    """The redactions of a page as its column holds them."""
    if packed == "[]":
        return ()
    return tuple(
        Redaction(Box(**one["box"]), one["kind"], tuple(one["codes"]), one["is_bad"]) for one in json.loads(packed)
    )


def hash_text(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, by which the cache knows it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _pages(sha256: str) -> Select[tuple[object, ...]]:
    columns = [schema.page.c[field.name] for field in fields(Page) if field.name != "words"]
    return select(*columns).where(schema.page.c.document_sha256 == sha256)


def _page(row: Row[tuple[object, ...]]) -> Page:
    known = dict(row._mapping)
    redactions = unpack_redactions(known["redactions"])
    return Page(**(known | {"read_as": ReadAs(known["read_as"]), "redactions": redactions}))
