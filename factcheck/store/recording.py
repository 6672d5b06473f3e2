"""What the decision log says of each kind of change; called by whatever saves it, in the same transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from factcheck.log import Action, digest_evidence
from factcheck.model import Case, Claim, Provenance, Review, Stance, Verdict
from factcheck.people import same_person
from factcheck.store import schema
from factcheck.store.blind import is_double
from factcheck.store.log import append, changes, said
from factcheck.store.undone import undone_rows

Checks = dict[str, dict[str, Any]]
"""The evidence of a claim as it was before a check, by passage."""


def record_case(db: Connection, before: Case | None, case: Case, why: str = "") -> None:
    """Enter that a case is made, or described otherwise; nothing where nothing changed."""
    if before is None:
        append(db, case.slug, Action.CASE_DESCRIBED, after=said(asdict(case)), why=why)
    elif before != case:
        was, now = changes(asdict(before), asdict(case))
        append(db, case.slug, Action.CASE_DESCRIBED, before=was, after=now, why=why)


def record_claim(db: Connection, case: str, before: Claim | None, claim: Claim, why: str = "") -> None:
    """Enter that a claim is added, or that what is known of it changed; nothing where nothing changed."""
    if before is None:
        append(db, case, Action.CLAIM_ADDED, claim=claim.id, after=said(asdict(claim)), why=why)
    elif before != claim:
        was, now = changes(asdict(before), asdict(claim))
        append(db, case, Action.CLAIM_CHANGED, claim=claim.id, before=was, after=now, why=why)


def record_provenance(
    db: Connection, case: str, sha256: str, before: Provenance | None, provenance: Provenance, why: str = ""
) -> None:
    """Enter that a document is added to a case, or that its provenance changed; nothing where nothing changed."""
    file = db.execute(select(schema.document.c.file).where(schema.document.c.sha256 == sha256)).scalar() or ""
    what = {"sha256": sha256, "file": file}
    if before is None:
        append(db, case, Action.DOCUMENT_ADDED, what=what, after=said(asdict(provenance)), why=why)
    elif before != provenance:
        was, now = changes(asdict(before), asdict(provenance))
        append(db, case, Action.PROVENANCE_CHANGED, what=what, before=was, after=now, why=why)


def load_evidence_rows(db: Connection, case: str, claim: str) -> Checks:
    """The rows of a claim's evidence by passage, with the words of the rationale; ranked ones first, best first."""
    evidence, passage, page = schema.evidence, schema.passage, schema.page
    length = evidence.c.rationale_end - evidence.c.rationale_start
    query = (
        select(
            evidence,
            passage.c.id.label("passage"),
            passage.c.document_sha256,
            passage.c.page,
            func.substr(page.c.text, evidence.c.rationale_start + 1, length).label("quote"),
        )
        .join(passage, passage.c.row == evidence.c.passage_row)
        .join(page, (page.c.document_sha256 == passage.c.document_sha256) & (page.c.number == passage.c.page))
        .where(evidence.c.case_slug == case, evidence.c.claim_id == claim)
        .order_by(evidence.c.rank.is_(None), evidence.c.rank, evidence.c.id)
    )
    return {row["passage"]: dict(row) for row in db.execute(query).mappings()}


def record_check(db: Connection, case: str, claim: str, before: Checks, why: str = "") -> None:
    """Enter what a check read, and every stance or quote that it reads otherwise than the check before it."""
    note = schema.claim_check
    row = db.execute(select(note).where(note.c.case_slug == case, note.c.claim_id == claim)).mappings().one()
    now = {passage: one for passage, one in load_evidence_rows(db, case, claim).items() if one["rank"] is not None}
    changed = [
        {"passage": passage, "before": _read(before[passage]), "after": _read(one)}
        for passage, one in now.items()
        if passage in before and _read(before[passage]) != _read(one)
    ]
    append(
        db,
        case,
        Action.CHECKED,
        claim=claim,
        who="model",
        what={name: row[name] for name in CHECK_COLUMNS if row[name]} | ({"changed": changed} if changed else {}),
        after={"evidence": [[passage, digest_evidence(one)] for passage, one in now.items()]},
        why=why,
    )


CHECK_COLUMNS = ("searched", "models", "hypothesis", "state", "checked_at", "second")


def record_review(db: Connection, review: Review, row: int, why: str = "") -> None:
    """Enter a review: which words of which page, what the model read, what counted until now, what the person says.

    Args:
        db: the connection that has added the review.
        review: what a person decided.
        row: the row that it got.
        why: else the note of the review.
    """
    table = schema.evidence
    case, claim = db.execute(select(table.c.case_slug, table.c.claim_id).where(table.c.id == review.evidence_id)).one()
    one = next(r for r in load_evidence_rows(db, case, claim).values() if r["id"] == review.evidence_id)
    append(
        db,
        case,
        Action.REVIEWED,
        claim=claim,
        who="" if why else review.reviewer,
        what={
            "passage": one["passage"],
            "document": one["document_sha256"],
            "page": one["page"],
            "start": one["rationale_start"],
            "quote": one["quote"],
            "model_stance": one["stance"],
            "digest": digest_evidence(one),
        },
        before=_review_before(db, review.evidence_id, row, _only(db, case, review)),
        after=describe_review(asdict(review)),
        why=why or review.note,
        row=row,
    )


def record_verdict(db: Connection, case: str, verdict: Verdict, row: int, why: str = "") -> None:
    """Enter a verdict beside the one that counted until now; ``row`` is the row that it got."""
    table = schema.verdict
    query = (
        select(table)
        .where(table.c.case_slug == case, table.c.claim_id == verdict.claim_id, table.c.id < row)
        .where(table.c.id.not_in(undone_rows(Action.VERDICT_SET)))
        .order_by(table.c.decided_at.desc(), table.c.id.desc())
    )
    counted = _newest(db, query, _only(db, case, verdict))
    append(
        db,
        case,
        Action.VERDICT_SET,
        claim=verdict.claim_id,
        who="" if why else verdict.reviewer,
        before=describe_verdict(dict(counted._mapping)) if counted else None,
        after=describe_verdict(asdict(verdict)),
        why=why or verdict.justification,
        row=row,
    )


def describe_review(columns: dict[str, Any]) -> dict[str, Any]:
    """A review as the log holds it: what was decided, by whom, when."""
    stance = columns["stance"]
    plain = {name: str(columns[name]) for name in ("decision", "reviewer", "reviewed_at", "note")}
    return plain | {"stance": None if stance is None else Stance(stance).value} | _settling(columns)


def describe_verdict(columns: dict[str, Any]) -> dict[str, Any]:
    """A verdict as the log holds it."""
    plain = {name: str(columns[name]) for name in ("label", "justification", "reviewer", "decided_at")}
    return plain | _settling(columns)


def _settling(columns: dict[str, Any]) -> dict[str, bool]:
    return {"settles": True} if columns.get("settles") else {}


def _review_before(db: Connection, evidence_id: int, row: int, only: str) -> dict[str, Any] | None:
    table = schema.review
    query = (
        select(table)
        .where(table.c.evidence_id == evidence_id, table.c.id < row, table.c.id.not_in(undone_rows(Action.REVIEWED)))
        .order_by(table.c.reviewed_at.desc(), table.c.id.desc())
    )
    counted = _newest(db, query, only)
    return describe_review(dict(counted._mapping)) if counted else None


def _only(db: Connection, case: str, decided: Review | Verdict) -> str:
    """Whose decisions an entry may tell of: of one of two blind reviewers, only their own; "" for anybody's."""
    return decided.reviewer if not decided.settles and is_double(db, case) else ""


def _newest(db: Connection, query: Select[Any], only: str) -> Row[Any] | None:
    rows = db.execute(query)
    return next((row for row in rows if not only or same_person(row.reviewer, only)), None)


def _read(row: dict[str, Any]) -> dict[str, str]:
    return {"stance": row["stance"], "quote": row["quote"]}
