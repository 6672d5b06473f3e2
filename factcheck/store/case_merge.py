"""What one case adds to another, row by row: from a database that was proved into one that others work in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, select

from factcheck.log import digest_evidence
from factcheck.store import schema
from factcheck.store.case_rows import documents_of, tables

_EMBEDDINGS = 500  # at once
_EVIDENCE = (
    "similarity", "relevance", "stance", "supports", "contradicts", "neutral", "rationale_start", "rationale_end", "reasons",
    "read_by", "second", "by_model",
)  # fmt: skip
_BY_ENTRY = ("case", "claim", "case_document", "claim_check", "evidence", "review", "verdict", "log")
_BY_DOCUMENT = ("document", "page", "page_words", "passage", "embedding")


def differing_pages(source: Connection, db: Connection, case: str) -> list[tuple[str, int]]:
    """The pages with evidence of a case that were read otherwise here: name of the file, and number."""
    page, passage, evidence = schema.page, schema.passage, schema.evidence
    query = (
        select(schema.document.c.file, page.c.document_sha256, page.c.number, page.c.text_sha256)
        .join(schema.document, schema.document.c.sha256 == page.c.document_sha256)
        .join(passage, (passage.c.document_sha256 == page.c.document_sha256) & (passage.c.page == page.c.number))
        .join(evidence, evidence.c.passage_row == passage.c.row)
        .where(evidence.c.case_slug == case)
        .distinct()
    )
    found = []
    for row in source.execute(query.order_by(schema.document.c.file, page.c.number)):
        here = select(page.c.text_sha256).where(
            page.c.document_sha256 == row.document_sha256, page.c.number == row.number
        )
        known = db.execute(
            select(schema.document.c.sha256).where(schema.document.c.sha256 == row.document_sha256)
        ).first()
        if known and db.execute(here).scalar() != row.text_sha256:
            found.append((row.file, row.number))
    return found


def add_documents(source: Connection, db: Connection, case: str) -> list[str]:
    """Add the documents of a case that are not known yet, with their pages, words and passages.

    Returns:
        SHA-256 of those that are new.
    """
    document = schema.document
    held = source.execute(select(document.c.sha256).where(document.c.sha256.in_(documents_of(case)))).scalars()
    known = set(db.execute(select(document.c.sha256)).scalars())
    new = [sha256 for sha256 in sorted(held) if sha256 not in known]
    for sha256 in new:
        for table in (document, schema.page, schema.page_words, schema.passage):
            column = table.c.sha256 if table is document else table.c.document_sha256
            rows = [
                dict(row)
                for row in source.execute(select(table).where(column == sha256).order_by(*table.primary_key)).mappings()
            ]
            for row in rows:
                row.pop("row", None)  # passages get numbers of their own here, in the same order
            if rows:
                db.execute(table.insert(), rows)
    return new


def add_embeddings(source: Connection, db: Connection) -> int:
    """Add cached embeddings of texts that have none here yet; returns how many."""
    table, count = schema.embedding, 0
    rows = source.execute(select(table)).mappings()
    while block := rows.fetchmany(_EMBEDDINGS):
        hashes = [row["text_sha256"] for row in block]
        known = set(
            db.execute(select(table.c.text_sha256, table.c.model).where(table.c.text_sha256.in_(hashes))).tuples()
        )
        new = [dict(row) for row in block if (row["text_sha256"], row["model"]) not in known]
        if new:
            db.execute(table.insert(), new)
        count += len(new)
    return count


def passage_row(source: Connection, db: Connection, passage_id: str) -> tuple[int, bool]:
    """The row here of a passage of the source, and whether it had to be added: its page was cut otherwise here."""
    table = schema.passage
    row = db.execute(select(table.c.row).where(table.c.id == passage_id)).scalar()
    if row is not None:
        return row, False
    values = dict(source.execute(select(table).where(table.c.id == passage_id)).mappings().one())
    del values["row"]
    made = db.execute(table.insert().values(**values)).inserted_primary_key
    assert made is not None
    return int(made[0]), True


def evidence_of(source: Connection, case: str, claim: str) -> dict[str, dict[str, Any]]:
    """The evidence of a claim by passage."""
    evidence, passage = schema.evidence, schema.passage
    query = select(evidence, passage.c.id.label("passage")).join(passage, passage.c.row == evidence.c.passage_row)
    rows = source.execute(query.where(evidence.c.case_slug == case, evidence.c.claim_id == claim)).mappings()
    return {row["passage"]: dict(row) for row in rows}


def put_evidence(
    db: Connection, case: str, claim: str, passage_row: int, row: Mapping[str, Any], rank: int | None
) -> int:
    """Add or replace what the model reads in one passage; returns the number of the evidence here."""
    table = schema.evidence
    values = {name: row[name] for name in _EVIDENCE} | {"rank": rank}
    here = (table.c.case_slug == case) & (table.c.claim_id == claim) & (table.c.passage_row == passage_row)
    known = db.execute(select(table.c.id).where(here)).scalar()
    if known is not None:
        db.execute(table.update().where(here).values(**values))
        return int(known)
    made = db.execute(
        table.insert().values(case_slug=case, claim_id=claim, passage_row=passage_row, **values)
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def find_evidence(db: Connection, case: str, claim: str, passage_id: str) -> int | None:
    """The number of the evidence of a claim on a passage; None where there is none."""
    evidence, passage = schema.evidence, schema.passage
    query = select(evidence.c.id).join(passage, passage.c.row == evidence.c.passage_row)
    return db.execute(
        query.where(evidence.c.case_slug == case, evidence.c.claim_id == claim, passage.c.id == passage_id)
    ).scalar()


def replace_check(db: Connection, case: str, claim: str, note: Mapping[str, Any]) -> None:
    """Make room for another check of a claim: nothing is ranked any more, what nobody reviewed goes, the note is new."""
    evidence, table = schema.evidence, schema.claim_check
    here = (evidence.c.case_slug == case) & (evidence.c.claim_id == claim)
    db.execute(evidence.update().where(here).values(rank=None))
    db.execute(evidence.delete().where(here, evidence.c.id.not_in(select(schema.review.c.evidence_id))))
    db.execute(table.delete().where(table.c.case_slug == case, table.c.claim_id == claim))
    db.execute(table.insert().values(case_slug=case, claim_id=claim, **note))


def is_checked(db: Connection, case: str, claim: str) -> bool:
    """Whether a claim has a check."""
    table = schema.claim_check
    return (
        db.execute(select(table.c.state).where(table.c.case_slug == case, table.c.claim_id == claim)).first()
        is not None
    )


def insert_row(db: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Add a row to a table with a number for its key; returns the number."""
    made = db.execute(table.insert().values(**values)).inserted_primary_key
    assert made is not None
    return int(made[0])


def insert_claim(db: Connection, case: str, values: Mapping[str, Any], added_at: str) -> None:
    """Add a claim after those that are there."""
    table = schema.claim
    last = db.execute(select(func.max(table.c.position)).where(table.c.case_slug == case)).scalar() or 0
    db.execute(table.insert().values(case_slug=case, position=last + 1, added_at=added_at, **values))


def add_side_rows(source: Connection, db: Connection, case: str, slug: str, claims: Mapping[str, str]) -> None:
    """Add what hangs on a case beside its log (failures, protected strings, exercises …), where it is not there yet."""
    done = {*_BY_ENTRY, *_BY_DOCUMENT}
    for table in tables():
        if table.name in done:
            continue
        query = select(table) if "case_slug" not in table.c else select(table).where(table.c.case_slug == case)
        for row in source.execute(query.order_by(*table.primary_key)).mappings():
            values = dict(row)
            if "case_slug" in values:
                values["case_slug"] = slug
            if "claim_id" in values:
                values["claim_id"] = claims.get(values["claim_id"], values["claim_id"])
            numbered = [column.name for column in table.primary_key if column.autoincrement is True]
            for name in numbered:
                del values[name]
            compared: Iterable[str] = values if numbered else [column.name for column in table.primary_key]
            same = [table.c[name].is_not_distinct_from(values[name]) for name in compared]
            if db.execute(select(table).where(*same)).first() is None:
                db.execute(table.insert().values(**values))


def digest_of(db: Connection, evidence_id: int) -> str:
    """The digest of a piece of evidence as it lies here."""
    return digest_evidence(
        dict(db.execute(select(schema.evidence).where(schema.evidence.c.id == evidence_id)).mappings().one())
    )


def load_case_values(db: Connection, slug: str) -> dict[str, Any] | None:
    """The words of a case; None where it is not there."""
    return _one(db, schema.case, {"slug": slug})


def load_claim_values(db: Connection, case: str, claim: str) -> dict[str, Any] | None:
    """Everything known of a claim; None where it is not there."""
    return _one(db, schema.claim, {"case_slug": case, "id": claim})


def load_provenance_values(db: Connection, case: str, sha256: str) -> dict[str, Any] | None:
    """What is known of a document in a case; None where the case does not hold it."""
    return _one(db, schema.case_document, {"case_slug": case, "document_sha256": sha256})


def change_case(db: Connection, slug: str, values: Mapping[str, Any]) -> None:
    """Change the words of a case."""
    db.execute(schema.case.update().where(schema.case.c.slug == slug).values(**values))


def change_claim(db: Connection, case: str, claim: str, values: Mapping[str, Any]) -> None:
    """Change what is known of a claim."""
    table = schema.claim
    db.execute(table.update().where(table.c.case_slug == case, table.c.id == claim).values(**values))


def change_provenance(db: Connection, case: str, sha256: str, values: Mapping[str, Any]) -> None:
    """Change what is known of a document in a case."""
    table = schema.case_document
    db.execute(table.update().where(table.c.case_slug == case, table.c.document_sha256 == sha256).values(**values))


def insert_case(db: Connection, values: Mapping[str, Any]) -> None:
    """Add a case."""
    db.execute(schema.case.insert().values(**values))


def insert_provenance(db: Connection, case: str, sha256: str, values: Mapping[str, Any], added_at: str) -> None:
    """Put a document into a case."""
    db.execute(
        schema.case_document.insert().values(case_slug=case, document_sha256=sha256, added_at=added_at, **values)
    )


def insert_review(db: Connection, evidence_id: int, values: Mapping[str, Any]) -> int:
    """Add a review; returns its row."""
    return insert_row(db, schema.review, {"evidence_id": evidence_id, **values})


def insert_verdict(db: Connection, case: str, claim: str, values: Mapping[str, Any]) -> int:
    """Add a verdict; returns its row."""
    return insert_row(db, schema.verdict, {"case_slug": case, "claim_id": claim, **values})


def _one(db: Connection, table: Table, key: Mapping[str, str | int]) -> dict[str, Any] | None:
    row = db.execute(select(table).where(*(table.c[name] == value for name, value in key.items()))).mappings().first()
    return dict(row) if row else None


def load_check_values(db: Connection, case: str, claim: str) -> dict[str, Any]:
    """What the last check of a claim asked."""
    found = _one(db, schema.claim_check, {"case_slug": case, "claim_id": claim})
    assert found is not None  # a proved log tells of it
    return {name: value for name, value in found.items() if name not in ("case_slug", "claim_id")}


def load_undone(db: Connection, case: str, number: int) -> int | None:
    """Which entry the entry of this number undoes."""
    found = _one(db, schema.log, {"case_slug": case, "number": number})
    return found["undoes"] if found else None


def is_undone(db: Connection, case: str, number: int) -> bool:
    """Whether an entry is undone already."""
    return _one(db, schema.log, {"case_slug": case, "undoes": number}) is not None
