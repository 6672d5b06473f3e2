"""Everything of a case that its decision log tells of, as it lies in the tables, for whoever compares the two."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from factcheck.store import schema
from factcheck.store.cases import load_cases, load_claims
from factcheck.store.documents import load_provenances
from factcheck.store.recording import CHECK_COLUMNS, describe_review, describe_verdict

Columns = dict[str, Any]


@dataclass(frozen=True)
class Decided:
    """The rows of a case; reviews and verdicts by their numbers, those that were undone among them."""

    case: Columns
    claims: dict[str, Columns]
    documents: dict[str, Columns]
    checks: dict[str, Columns]
    evidence: dict[tuple[str, str], Columns]  # by claim and passage
    reviews: dict[int, Columns]
    verdicts: dict[int, Columns]
    pages: dict[tuple[str, int], str]  # the texts of the pages that evidence stands on


def load_decided(db: Connection, case: str) -> Decided:
    """Load everything of a case that its decision log tells of."""
    found = [asdict(one) for one in load_cases(db) if one.slug == case]
    note, verdict = schema.claim_check, schema.verdict
    checks = db.execute(select(note).where(note.c.case_slug == case)).mappings()
    verdicts = db.execute(select(verdict).where(verdict.c.case_slug == case).order_by(verdict.c.id)).mappings()
    return Decided(
        case=found[0] if found else {},
        claims={claim.id: asdict(claim) for claim in load_claims(db, case)},
        documents={sha256: asdict(known) for sha256, known in load_provenances(db, case).items()},
        checks={row["claim_id"]: {name: row[name] for name in CHECK_COLUMNS} for row in checks},
        evidence=_load_evidence(db, case),
        reviews=_load_reviews(db, case),
        verdicts={row["id"]: {"claim": row["claim_id"], **describe_verdict(dict(row))} for row in verdicts},
        pages=_load_pages(db, case),
    )


def _load_evidence(db: Connection, case: str) -> dict[tuple[str, str], Columns]:
    evidence, passage = schema.evidence, schema.passage
    query = select(evidence, passage.c.id.label("passage")).join(passage, passage.c.row == evidence.c.passage_row)
    rows = db.execute(query.where(evidence.c.case_slug == case).order_by(evidence.c.id)).mappings()
    return {(row["claim_id"], row["passage"]): dict(row) for row in rows}


def _load_reviews(db: Connection, case: str) -> dict[int, Columns]:
    review, evidence, passage = schema.review, schema.evidence, schema.passage
    query = (
        select(review, evidence.c.claim_id, passage.c.id.label("passage"))
        .join(evidence, evidence.c.id == review.c.evidence_id)
        .join(passage, passage.c.row == evidence.c.passage_row)
        .where(evidence.c.case_slug == case)
        .order_by(review.c.id)
    )
    return {
        row["id"]: {"claim": row["claim_id"], "passage": row["passage"], **describe_review(dict(row))}
        for row in db.execute(query).mappings()
    }


def _load_pages(db: Connection, case: str) -> dict[tuple[str, int], str]:
    evidence, passage, page = schema.evidence, schema.passage, schema.page
    query = (
        select(page.c.document_sha256, page.c.number, page.c.text)
        .join(passage, (passage.c.document_sha256 == page.c.document_sha256) & (passage.c.page == page.c.number))
        .join(evidence, evidence.c.passage_row == passage.c.row)
        .where(evidence.c.case_slug == case)
        .distinct()
    )
    return {(row.document_sha256, row.number): row.text for row in db.execute(query)}
