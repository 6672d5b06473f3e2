"""Save documents with their pages and first passages, and load what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import Connection, Row, Select, case, func, select

from factcheck.errors import NotFound
from factcheck.model import Document, Passage, Provenance, ReadAs, ReadDocument
from factcheck.store import schema
from factcheck.store.pages import page_columns
from factcheck.store.passages import save_passages
from factcheck.store.recording import record_provenance
from factcheck.store.words import save_words
from factcheck.store.workspace import now

_PROVENANCE = [field.name for field in fields(Provenance)]


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
