"""How pages were read, without their texts, for the sum over a case; and the text of unread pages, once there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from factcheck.model import HowRead, Page, Passage, ReadAs
from factcheck.store import schema
from factcheck.store.pages import page_columns
from factcheck.store.passages import save_passages
from factcheck.store.words import save_words


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


def fill_pages(db: Connection, sha256: str, pages: Iterable[Page], passages: Sequence[Passage]) -> int:
    """Put what was read later in the place of pages that are unread; read pages stay as they are.

    Returns:
        How many pages have text now that had none.
    """
    table = schema.page
    unread = (table.c.document_sha256 == sha256) & (table.c.read_as == ReadAs.UNREAD.value)
    open_numbers = set(db.execute(select(table.c.number).where(unread)).scalars())
    filled = [page for page in pages if page.number in open_numbers]
    for page in filled:
        db.execute(table.update().where(unread & (table.c.number == page.number)).values(**page_columns(page)))
    read = [page for page in filled if page.is_read]
    save_words(db, sha256, read)
    numbers = {page.number for page in read}
    save_passages(db, [passage for passage in passages if passage.page in numbers])
    return len(read)
