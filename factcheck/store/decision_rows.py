"""The reviews and verdicts that count, of everybody and whoever looks: for the rules, never for a page or a file.

What a person may see of them is said by `evidence.load_records`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Row, select

from factcheck.log import Action
from factcheck.model import Decision, Review, Stance, Verdict, VerdictLabel
from factcheck.store import schema
from factcheck.store.undone import undone_rows

_IN_ONE_QUERY = 500  # bound variables a query; SQLite of old allows 999


def load_all_reviews(db: Connection, evidence_ids: Sequence[int]) -> dict[int, tuple[Review, ...]]:
    """The reviews of pieces of evidence by their ids, oldest first, without those that were undone."""
    table = schema.review
    found: dict[int, list[Review]] = defaultdict(list)
    undone = set(db.execute(undone_rows(Action.REVIEWED)).scalars())
    for first in range(0, len(evidence_ids), _IN_ONE_QUERY):
        part = evidence_ids[first : first + _IN_ONE_QUERY]
        query = select(table).where(table.c.evidence_id.in_(part)).order_by(table.c.reviewed_at, table.c.id)
        for row in db.execute(query):
            if row.id not in undone:
                found[row.evidence_id].append(_review(row))
    return {evidence_id: tuple(reviews) for evidence_id, reviews in found.items()}


def load_all_verdicts(db: Connection, case: str) -> dict[str, tuple[Verdict, ...]]:
    """The verdicts of a case by claim id, oldest first, without those that were undone."""
    table = schema.verdict
    found: dict[str, list[Verdict]] = defaultdict(list)
    counting = table.c.id.not_in(undone_rows(Action.VERDICT_SET))
    query = select(table).where(table.c.case_slug == case, counting).order_by(table.c.decided_at, table.c.id)
    for row in db.execute(query):
        label = VerdictLabel(row.label)
        found[row.claim_id].append(
            Verdict(row.claim_id, label, row.justification, row.reviewer, row.decided_at, row.settles)
        )
    return {claim_id: tuple(verdicts) for claim_id, verdicts in found.items()}


def load_decisions(db: Connection, case: str, claim: str) -> tuple[dict[int, tuple[Review, ...]], tuple[Verdict, ...]]:
    """The reviews of a claim by evidence id, and its verdicts, both oldest first."""
    table = schema.evidence
    ids = db.execute(select(table.c.id).where(table.c.case_slug == case, table.c.claim_id == claim)).scalars()
    return load_all_reviews(db, list(ids)), load_all_verdicts(db, case).get(claim, ())


def _review(row: Row[tuple[object, ...]]) -> Review:
    stance = Stance(row.stance) if row.stance else None
    return Review(row.evidence_id, Decision(row.decision), stance, row.reviewer, row.reviewed_at, row.note, row.settles)
