"""Save what people decide. Every rule on who may decide what, and on what they saw, is held here, where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, select

from factcheck.log import Entry
from factcheck.model import Review, Verdict
from factcheck.store import schema
from factcheck.store.access import require_own_name
from factcheck.store.evidence import locate_evidence
from factcheck.store.log import load_entries
from factcheck.store.recording import describe_review, describe_verdict, record_review, record_verdict
from factcheck.store.turns import refuse_out_of_turn
from factcheck.versions import changes_of_review, changes_of_verdict, refuse_stale


def save_review(db: Connection, review: Review, seen: int | None = None) -> None:
    """Add a review; older ones of the same evidence stay.

    Args:
        db: a connection that writes.
        review: what a person decided.
        seen: how many entries the case's log had when the person looked; None where that was in this very transaction.

    Raises:
        NotFound: there is no such evidence.
        NotPermitted: it is not this person's turn, or their role does not reach.
        StaleEdit: somebody decided on the same passage since, a new check reads it otherwise, or the claim was edited.
    """
    require_own_name(db, review.reviewer)
    case, claim = locate_evidence(db, review.evidence_id)
    refuse_out_of_turn(db, case, claim, review.reviewer, review.evidence_id, review.settles)
    if seen is not None:
        changes = changes_of_review(load_entries(db, case, claim), seen, _passage_of(db, review.evidence_id))
        if _is_said_already(changes, describe_review(asdict(review))):
            return
        refuse_stale(changes)
    row = db.execute(schema.review.insert().values(**asdict(review))).inserted_primary_key
    assert row is not None
    record_review(db, review, row[0])


def save_verdict(db: Connection, case: str, verdict: Verdict, seen: int | None = None) -> None:
    """Add a verdict; older ones of the same claim stay.

    Args:
        db: a connection that writes.
        case: the case's slug.
        verdict: what a person concluded.
        seen: how many entries the case's log had when the person looked; None where that was in this very transaction.

    Raises:
        NotPermitted: it is not this person's turn, or their role does not reach.
        StaleEdit: somebody decided on the claim or on its evidence since, other evidence was found, or it was edited.
    """
    require_own_name(db, verdict.reviewer)
    refuse_out_of_turn(db, case, verdict.claim_id, verdict.reviewer, None, verdict.settles)
    if seen is not None and _is_said_already(
        _changes(db, case, verdict.claim_id, seen), describe_verdict(asdict(verdict))
    ):
        return
    refuse_stale_verdict(db, case, verdict.claim_id, seen)
    row = db.execute(schema.verdict.insert().values(case_slug=case, **asdict(verdict))).inserted_primary_key
    assert row is not None
    record_verdict(db, case, verdict, row[0])


def refuse_stale_verdict(db: Connection, case: str, claim: str, seen: int | None) -> None:
    """Refuse a verdict on a claim that is not as the person saw it; `save_verdict` asks this too.

    Raises:
        StaleEdit: somebody decided on the claim or on its evidence since, other evidence was found, or it was edited.
    """
    if seen is not None:
        refuse_stale(_changes(db, case, claim, seen))


def _changes(db: Connection, case: str, claim: str, seen: int) -> list[Entry]:
    return changes_of_verdict(load_entries(db, case, claim), seen)


def _is_said_already(changes: Sequence[Entry], wanted: dict[str, object]) -> bool:
    """Whether all that happened since is that the same person decided the same: a button pressed twice."""
    ignored = ("reviewed_at", "decided_at")
    plain = {name: value for name, value in wanted.items() if name not in ignored}
    return len(changes) == 1 and plain == {
        name: value for name, value in (changes[0].after or {}).items() if name not in ignored
    }


def _passage_of(db: Connection, evidence_id: int) -> str:
    evidence, passage = schema.evidence, schema.passage
    query = select(passage.c.id).join(evidence, evidence.c.passage_row == passage.c.row)
    return str(db.execute(query.where(evidence.c.id == evidence_id)).scalar_one())
