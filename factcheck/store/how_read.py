"""Load how pages were read, without their texts, so that a case of many thousand pages is summed up at once."""

from __future__ import annotations

from sqlalchemy import Connection, select

from factcheck.model import HowRead, ReadAs
from factcheck.store import schema


def load_how_read(db: Connection, case_slug: str) -> dict[str, list[HowRead]]:
    """How each page of each document of a case was read, by SHA-256 and in the order of the pages."""
    page, link = schema.page, schema.case_document
    query = (
        select(page.c.document_sha256, page.c.number, page.c.read_as, page.c.reader, page.c.confidence,
               page.c.unread_reason)
        .join(link, link.c.document_sha256 == page.c.document_sha256)
        .where(link.c.case_slug == case_slug)
        .order_by(page.c.document_sha256, page.c.number)
    )  # fmt: skip
    found: dict[str, list[HowRead]] = {}
    for sha256, number, read_as, reader, confidence, reason in db.execute(query):
        one = HowRead(number, ReadAs(read_as), reader, confidence, reason)
        found.setdefault(sha256, []).append(one)
    return found
