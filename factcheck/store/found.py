"""What an older version stored without a decision log is entered when its tables are brought up to date."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from factcheck.log import FOUND
from factcheck.model import Decision, Review, Stance, Verdict, VerdictLabel
from factcheck.store import schema
from factcheck.store.cases import load_cases, load_claims
from factcheck.store.documents import load_provenances
from factcheck.store.log import load_head
from factcheck.store.recording import (
    record_case,
    record_check,
    record_claim,
    record_provenance,
    record_review,
    record_verdict,
)


def enter_found(db: Connection) -> None:
    """Enter everything that the cases without a log hold: claims, documents, checks, reviews, verdicts."""
    for case in load_cases(db):
        if load_head(db, case.slug) is not None:
            continue
        record_case(db, None, case, FOUND)
        for claim in load_claims(db, case.slug):
            record_claim(db, case.slug, None, claim, FOUND)
        for sha256, provenance in load_provenances(db, case.slug).items():
            record_provenance(db, case.slug, sha256, None, provenance, FOUND)
        _enter_checks(db, case.slug)
        _enter_decisions(db, case.slug)


def _enter_checks(db: Connection, case: str) -> None:
    note = schema.claim_check
    for claim in db.execute(select(note.c.claim_id).where(note.c.case_slug == case)).scalars().all():
        record_check(db, case, claim, {}, FOUND)


def _enter_decisions(db: Connection, case: str) -> None:
    review, evidence, verdict = schema.review, schema.evidence, schema.verdict
    of_case = select(review).join(evidence, evidence.c.id == review.c.evidence_id).where(evidence.c.case_slug == case)
    for row in db.execute(of_case.order_by(review.c.id)).all():
        stance = Stance(row.stance) if row.stance else None
        found = Review(row.evidence_id, Decision(row.decision), stance, row.reviewer, row.reviewed_at, row.note)
        record_review(db, found, row.id, FOUND)
    for row in db.execute(select(verdict).where(verdict.c.case_slug == case).order_by(verdict.c.id)).all():
        label = VerdictLabel(row.label)
        record_verdict(
            db, case, Verdict(row.claim_id, label, row.justification, row.reviewer, row.decided_at), row.id, FOUND
        )


def keep_faults(db: Connection, faults: Sequence[str]) -> None:
    """Keep what did not match its digest before the digests were made anew, so that it is not forgotten."""
    if faults:
        values = {"name": "faults_at_migration", "value": json.dumps([*load_faults(db), *faults])}
        db.execute(schema.workspace_state.delete().where(schema.workspace_state.c.name == values["name"]))
        db.execute(schema.workspace_state.insert().values(values))


def load_faults(db: Connection) -> list[str]:
    """What `keep_faults` was given."""
    table = schema.workspace_state
    kept = db.execute(select(table.c.value).where(table.c.name == "faults_at_migration")).scalar()
    return [str(one) for one in json.loads(kept)] if kept else []
