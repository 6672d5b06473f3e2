"""Save and load documents with their pages and passages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

import numpy as np
from sqlalchemy import Connection, Row, Select, case, func, select

from factcheck.errors import NotFound
from factcheck.model import Box, Document, Page, Passage, Provenance, ReadAs, ReadDocument, Redaction
from factcheck.store import schema
from factcheck.store.recording import record_provenance
from factcheck.store.words import save_words
from factcheck.store.workspace import now

_PROVENANCE = [field.name for field in fields(Provenance)]
_OF_THE_PAGE = ("text", "bates", "redactions")  # what a passage has of its page, and not in a column of its own
_IN_ONE_QUERY = 500  # bound variables a query; SQLite of old allows 999


def has_document(db: Connection, sha256: str) -> bool:
    """Whether these bytes have been read, for whichever case."""
    return db.execute(select(schema.document.c.sha256).where(schema.document.c.sha256 == sha256)).first() is not None


def save_document(
    db: Connection, sha256: str, file: str, size: int, read: ReadDocument, passages: Sequence[Passage] = ()
) -> None:
    """Add a document that is not yet there, with its pages; its passages may follow by `save_first_passages`."""
    db.execute(
        schema.document.insert().values(
            sha256=sha256,
            file=file,
            media_type=read.media_type,
            own_title=read.title,
            size=size,
            reader=read.reader,
            received_at=now(),
        )
    )
    pages = [page_columns(page) | {"document_sha256": sha256} for page in read.pages]
    if pages:
        db.execute(schema.page.insert(), pages)
    save_words(db, sha256, read.pages)
    save_passages(db, passages)


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


def save_provenance(db: Connection, case_slug: str, sha256: str, provenance: Provenance) -> bool:
    """Put a document into a case, or bring its provenance there up to date; what is not said now stays as it was.

    Returns:
        Whether the document is new to the case.
    """
    table = schema.case_document
    here = (table.c.case_slug == case_slug) & (table.c.document_sha256 == sha256)
    known = load_provenances(db, case_slug, sha256).get(sha256)
    if known is None:
        values = asdict(provenance) | {"case_slug": case_slug, "document_sha256": sha256, "added_at": now()}
        db.execute(table.insert().values(**values))
    elif said := {name: value for name, value in asdict(provenance).items() if value}:
        db.execute(table.update().where(here).values(**said))
    record_provenance(db, case_slug, sha256, known, load_provenances(db, case_slug, sha256)[sha256])
    return known is None


def load_provenances(db: Connection, case_slug: str, sha256: str | None = None) -> dict[str, Provenance]:
    """What people said of the documents of a case, or of one of them, by SHA-256 in the order in which they came."""
    table = schema.case_document
    query = select(table).where(table.c.case_slug == case_slug).order_by(table.c.added_at, table.c.document_sha256)
    if sha256 is not None:
        query = query.where(table.c.document_sha256 == sha256)
    rows = db.execute(query).mappings()
    return {row["document_sha256"]: Provenance(**{name: row[name] for name in _PROVENANCE}) for row in rows}


def load_documents(db: Connection, case_slug: str) -> list[Document]:
    """The documents of a case in the order in which they were added."""
    return [_document(row) for row in db.execute(_documents(case_slug))]


def load_document(db: Connection, case_slug: str, sha256: str) -> Document:
    """Load one document of a case.

    Raises:
        NotFound: the case does not hold it.
    """
    row = db.execute(_documents(case_slug).where(schema.document.c.sha256 == sha256)).first()
    if row is None:
        raise NotFound(f"Case {case_slug} holds no document {sha256[:12]}.")
    return _document(row)


def load_hashes(db: Connection, case_slug: str | None = None) -> list[str]:
    """SHA-256 of every document of one case, or of the workspace, sorted."""
    column = schema.document.c.sha256
    query = select(column).order_by(column)
    if case_slug is not None:
        in_case = select(schema.case_document.c.document_sha256).where(schema.case_document.c.case_slug == case_slug)
        query = query.where(column.in_(in_case))
    return list(db.execute(query).scalars())


def is_in_case(db: Connection, case_slug: str, sha256: str) -> bool:
    """Whether a case holds a document."""
    link = schema.case_document.c
    query = select(link.case_slug).where(link.case_slug == case_slug, link.document_sha256 == sha256)
    return db.execute(query).first() is not None


def load_counts(db: Connection, sha256: str) -> tuple[int, int, int]:
    """Pages, unread pages and passages of a document."""
    page, passage = schema.page.c, schema.passage.c
    unread = func.coalesce(func.sum(case((page.read_as == ReadAs.UNREAD.value, 1), else_=0)), 0)
    n_pages, n_unread = db.execute(select(func.count(), unread).where(page.document_sha256 == sha256)).one()
    n_passages = db.execute(select(func.count()).where(passage.document_sha256 == sha256)).scalar()
    return n_pages, n_unread, n_passages or 0


def load_title(db: Connection, case_slug: str, sha256: str) -> str:
    """What a document of a case is called: the title given to it there, else its own, else its file's name."""
    link, document = schema.case_document.c, schema.document.c
    titles = select(link.title, document.own_title, document.file).join_from(schema.case_document, schema.document)
    row = db.execute(titles.where(link.case_slug == case_slug, document.sha256 == sha256)).one()
    return next((title for title in row if title), "")


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


def load_document_file(db: Connection, sha256: str) -> str:
    """The name under which a document was received; "" where it is not known."""
    return db.execute(select(schema.document.c.file).where(schema.document.c.sha256 == sha256)).scalar() or ""


def load_own_titles(db: Connection, case_slug: str) -> dict[str, str]:
    """The titles that files of a case carry themselves and that no person has given to them, by SHA-256."""
    link, document = schema.case_document, schema.document
    query = (
        select(document.c.sha256, document.c.own_title)
        .join(link, link.c.document_sha256 == document.c.sha256)
        .where(link.c.case_slug == case_slug, document.c.own_title != "", document.c.own_title != link.c.title)
        .order_by(document.c.sha256)
    )
    return {sha256: title for sha256, title in db.execute(query)}


def load_pages(db: Connection, sha256: str) -> list[Page]:
    """All pages of a document, by number."""
    return [_page(row) for row in db.execute(_pages(sha256).order_by(schema.page.c.number))]


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


def load_vectors(db: Connection, model: str, texts: Iterable[str]) -> dict[str, np.ndarray]:
    """The cached embeddings of those texts that have one: text -> vector, shape (dim,), float32, unit length."""
    by_hash = {hash_text(text): text for text in texts}
    hashes = list(by_hash)
    table, found = schema.embedding, {}
    for start in range(0, len(hashes), _IN_ONE_QUERY):
        part = hashes[start : start + _IN_ONE_QUERY]
        query = select(table.c.text_sha256, table.c.vector).where(table.c.model == model, table.c.text_sha256.in_(part))
        for row in db.execute(query):
            found[by_hash[row.text_sha256]] = np.frombuffer(row.vector, dtype="<f4")
    return found


def save_vectors(db: Connection, model: str, vectors: dict[str, np.ndarray]) -> None:
    """Cache embeddings by text; a text that another process has cached meanwhile is left as it is."""
    known = load_vectors(db, model, vectors)
    rows = [
        {"text_sha256": hash_text(text), "model": model, "vector": vector.astype("<f4").tobytes()}
        for text, vector in vectors.items()
        if text not in known
    ]
    if rows:
        db.execute(schema.embedding.insert(), rows)


def hash_text(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, by which the cache knows it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _documents(case_slug: str) -> Select[tuple[object, ...]]:
    """The documents of a case with their provenance there and the counts of their pages and passages."""
    link, document, page, passage = schema.case_document, schema.document, schema.page, schema.passage
    held = select(link.c.document_sha256).where(link.c.case_slug == case_slug)
    pages = (
        select(
            page.c.document_sha256.label("sha256"),
            func.count().label("n_pages"),
            func.sum(case((page.c.read_as == ReadAs.UNREAD.value, 1), else_=0)).label("n_unread_pages"),
        )
        .where(page.c.document_sha256.in_(held))
        .group_by(page.c.document_sha256)
        .subquery()
    )
    passages = (
        select(passage.c.document_sha256.label("sha256"), func.count().label("n_passages"))
        .where(passage.c.document_sha256.in_(held))
        .group_by(passage.c.document_sha256)
        .subquery()
    )
    counted = (*pages.c, *passages.c)
    counts = (func.coalesce(column, 0).label(column.name) for column in counted if column.name != "sha256")
    return (
        select(document, *(link.c[name] for name in _PROVENANCE), *counts)
        .join(link, link.c.document_sha256 == document.c.sha256)
        .outerjoin(pages, pages.c.sha256 == document.c.sha256)
        .outerjoin(passages, passages.c.sha256 == document.c.sha256)
        .where(link.c.case_slug == case_slug)
        .order_by(link.c.added_at, link.c.title, document.c.file)
    )


def _document(row: Row[tuple[object, ...]]) -> Document:
    known = dict(row._mapping)
    provenance = {name: known[name] for name in _PROVENANCE}
    provenance["title"] = provenance["title"] or known["own_title"]
    plain = [field.name for field in fields(Document) if field.name != "provenance"]
    return Document(**{name: known[name] for name in plain}, provenance=Provenance(**provenance))


def page_columns(page: Page) -> dict[str, object]:
    """A page as a row of its table, without the document that it is of."""
    plain = {field.name: getattr(page, field.name) for field in fields(Page) if field.name != "words"}
    redactions = json.dumps([asdict(one) for one in page.redactions])
    return plain | {"read_as": page.read_as.value, "text_sha256": hash_text(page.text), "redactions": redactions}


def _pages(sha256: str) -> Select[tuple[object, ...]]:
    columns = [schema.page.c[field.name] for field in fields(Page) if field.name != "words"]
    return select(*columns).where(schema.page.c.document_sha256 == sha256)


def unpack_redactions(packed: str) -> tuple[Redaction, ...]:
    """The redactions of a page as its column holds them."""
    if packed == "[]":
        return ()
    return tuple(
        Redaction(Box(**one["box"]), one["kind"], tuple(one["codes"]), one["is_bad"]) for one in json.loads(packed)
    )


def _page(row: Row[tuple[object, ...]]) -> Page:
    known = dict(row._mapping)
    redactions = unpack_redactions(known["redactions"])
    return Page(**(known | {"read_as": ReadAs(known["read_as"]), "redactions": redactions}))


def _passages() -> Select[tuple[object, ...]]:
    passage, page = schema.passage, schema.page
    text = func.substr(page.c.text, passage.c.start + 1, passage.c.end - passage.c.start).label("text")
    return select(passage, text, page.c.bates, page.c.redactions).join(page)


def _passage(row: Row[tuple[object, ...]]) -> Passage:
    known = {field.name: row._mapping[field.name] for field in fields(Passage)}
    return Passage(**(known | {"redactions": unpack_redactions(known["redactions"])}))
