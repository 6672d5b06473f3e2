"""Save and load passages; their row numbers are those that the indexes know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from sqlalchemy import Connection, Row, Select, func, select

from factcheck.model import Passage
from factcheck.store import schema
from factcheck.store.pages import unpack_redactions

_OF_THE_PAGE = ("text", "bates", "redactions")  # what a passage has of its page, and not in a column of its own
_IN_ONE_QUERY = 500  # bound variables a query; SQLite of old allows 999


def save_first_passages(db: Connection, sha256: str, file: str, passages: Sequence[Passage]) -> None:
    """Add the passages of a document that has none yet, and call it by the file that is first in line with its bytes.

    The order in which documents get their passages is that of the row numbers.
    """
    if not db.execute(select(schema.passage.c.row).where(schema.passage.c.document_sha256 == sha256)).first():
        db.execute(schema.document.update().where(schema.document.c.sha256 == sha256).values(file=file))
        save_passages(db, passages)


def save_passages(db: Connection, passages: Sequence[Passage]) -> None:
    """Add passages; they get the next rows."""
    rows = [{key: value for key, value in asdict(passage).items() if key not in _OF_THE_PAGE} for passage in passages]
    if rows:
        db.execute(schema.passage.insert(), rows)


def load_passages(db: Connection, sha256: str) -> dict[int, Passage]:
    """The passages of a document by row number, in reading order."""
    query = _passages().where(schema.passage.c.document_sha256 == sha256).order_by(schema.passage.c.row)
    return {row.row: _passage(row) for row in db.execute(query)}


def load_passages_by_row(db: Connection, rows: Iterable[int]) -> dict[int, Passage]:
    """The passages that the indexes know by these row numbers."""
    wanted = list(rows)
    found: dict[int, Passage] = {}
    for start in range(0, len(wanted), _IN_ONE_QUERY):
        part = wanted[start : start + _IN_ONE_QUERY]
        found |= {row.row: _passage(row) for row in db.execute(_passages().where(schema.passage.c.row.in_(part)))}
    return found


def load_last_rows(db: Connection, case_slug: str) -> dict[str, int]:
    """The last passage row of every document of a case, 0 where it has none, by SHA-256.

    No row number is used twice, so an index made for other rows can be told by these: those of a database that was
    since made anew, or those before pages were read that had been unread.
    """
    link, passage = schema.case_document, schema.passage
    query = (
        select(link.c.document_sha256, func.coalesce(func.max(passage.c.row), 0))
        .outerjoin(passage, passage.c.document_sha256 == link.c.document_sha256)
        .where(link.c.case_slug == case_slug)
        .group_by(link.c.document_sha256)
    )
    return {sha256: last for sha256, last in db.execute(query)}


def _passages() -> Select[tuple[object, ...]]:
    passage, page = schema.passage, schema.page
    text = func.substr(page.c.text, passage.c.start + 1, passage.c.end - passage.c.start).label("text")
    return select(passage, text, page.c.bates, page.c.redactions).join(page)


def _passage(row: Row[tuple[object, ...]]) -> Passage:
    known = {field.name: row._mapping[field.name] for field in fields(Passage)}
    return Passage(**(known | {"redactions": unpack_redactions(known["redactions"])}))
