"""Save and load what a check found, and what people decided on it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection, Row, select

from factcheck.duplicates.copies import mark_copies
from factcheck.errors import NotFound
from factcheck.log import Action
from factcheck.model import (
    Checked,
    Claim,
    Decision,
    Document,
    Evidence,
    Hit,
    Probabilities,
    Review,
    Searched,
    Span,
    Stance,
    StanceReading,
    Verdict,
    VerdictLabel,
)
from factcheck.store import schema
from factcheck.store.cases import load_claim, load_claims
from factcheck.store.documents import load_documents, load_passages_by_row
from factcheck.store.duplicates import load_groups
from factcheck.store.log import undone_rows
from factcheck.store.recording import load_evidence_rows, record_check, record_review, record_verdict
from factcheck.store.workspace import now


@dataclass(frozen=True)
class ClaimRecord:
    """Everything that the workspace holds on one claim: the stored check, its reviews, its verdicts."""

    checked: Checked | None
    state: str = ""  # fingerprint of what was asked; another one now means that the check is out of date
    reviews: dict[int, tuple[Review, ...]] = field(default_factory=dict)  # by evidence id, oldest first
    verdicts: tuple[Verdict, ...] = ()  # oldest first

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that counts: the newest."""
        return self.verdicts[-1] if self.verdicts else None


def save_checked(db: Connection, checked: Checked, rows: Sequence[int], state: str) -> Checked:
    """Store a check in place of the last one of its claim; evidence that a person has reviewed is never dropped.

    Args:
        db: a connection that writes.
        checked: the check; its evidence gets ids here.
        rows: the passage row of each piece of evidence.
        state: fingerprint of the documents and the models that were asked.

    Returns:
        The same check, its evidence with ids, its time set.
    """
    checked = replace(checked, checked_at=now())
    where = {"case_slug": checked.case, "claim_id": checked.claim.id}
    table = schema.evidence
    here = (table.c.case_slug == checked.case) & (table.c.claim_id == checked.claim.id)
    before = load_evidence_rows(db, checked.case, checked.claim.id)
    db.execute(table.update().where(here).values(rank=None))
    known = {row.passage_row: row.id for row in db.execute(select(table.c.id, table.c.passage_row).where(here))}
    stored = []
    for rank, (evidence, row) in enumerate(zip(checked.evidence, rows, strict=True), start=1):
        values = _columns(evidence) | {"rank": rank}
        if row in known:
            db.execute(table.update().where(table.c.id == known[row]).values(**values))
            number = known[row]
        else:
            inserted = db.execute(table.insert().values(**where, passage_row=row, **values)).inserted_primary_key
            assert inserted is not None
            number = int(inserted[0])
        stored.append(replace(evidence, id=number))
    reviewed = select(schema.review.c.evidence_id)
    db.execute(table.delete().where(here, table.c.rank.is_(None), table.c.id.not_in(reviewed)))
    note = schema.claim_check
    db.execute(note.delete().where(note.c.case_slug == checked.case, note.c.claim_id == checked.claim.id))
    db.execute(
        note.insert().values(
            **where,
            searched=json.dumps(asdict(checked.searched)),
            models=json.dumps(checked.models),
            hypothesis=checked.hypothesis,
            state=state,
            checked_at=checked.checked_at,
        )
    )
    record_check(db, checked.case, checked.claim.id, before)
    return replace(checked, evidence=tuple(stored))


def load_record(db: Connection, case: str, claim_id: str) -> ClaimRecord:
    """Everything held on one claim; evidence best first, what only a review keeps last.

    Raises:
        NotFound: the case has no such claim.
    """
    claim = load_claim(db, case, claim_id)
    documents = {document.sha256: document for document in load_documents(db, case)}
    return _load_record(db, case, claim, documents, load_verdicts(db, case).get(claim_id, ()))


def load_records(db: Connection, case: str, claim_ids: Sequence[str] | None = None) -> dict[str, ClaimRecord]:
    """Everything held on the claims of a case, by claim id: on all in the order of the claims, or on those named.

    Raises:
        NotFound: a claim is named that the case does not have.
    """
    documents = {document.sha256: document for document in load_documents(db, case)}
    verdicts = load_verdicts(db, case)
    claims = load_claims(db, case) if claim_ids is None else [load_claim(db, case, one) for one in claim_ids]
    return {claim.id: _load_record(db, case, claim, documents, verdicts.get(claim.id, ())) for claim in claims}


def load_states(db: Connection, case: str) -> dict[str, str]:
    """The fingerprint of what was asked, by claim id, for every claim that has been checked."""
    table = schema.claim_check
    return {row.claim_id: row.state for row in db.execute(select(table).where(table.c.case_slug == case))}


def load_verdicts(db: Connection, case: str) -> dict[str, tuple[Verdict, ...]]:
    """The verdicts of a case by claim id, oldest first, without those that were undone."""
    table = schema.verdict
    found: dict[str, list[Verdict]] = defaultdict(list)
    counting = table.c.id.not_in(undone_rows(Action.VERDICT_SET))
    query = select(table).where(table.c.case_slug == case, counting).order_by(table.c.decided_at, table.c.id)
    for row in db.execute(query):
        label = VerdictLabel(row.label)
        found[row.claim_id].append(Verdict(row.claim_id, label, row.justification, row.reviewer, row.decided_at))
    return {claim_id: tuple(verdicts) for claim_id, verdicts in found.items()}


def locate_evidence(db: Connection, evidence_id: int) -> tuple[str, str]:
    """The case and the claim that a piece of evidence belongs to.

    Raises:
        NotFound: there is no such evidence.
    """
    table = schema.evidence
    row = db.execute(select(table.c.case_slug, table.c.claim_id).where(table.c.id == evidence_id)).first()
    if row is None:
        raise NotFound(f"There is no evidence number {evidence_id}. Numbers stand in `check --json` as evidence_id.")
    return row.case_slug, row.claim_id


def save_review(db: Connection, review: Review) -> None:
    """Add a review; older ones of the same evidence stay."""
    row = db.execute(schema.review.insert().values(**asdict(review))).inserted_primary_key
    assert row is not None
    record_review(db, review, row[0])


def save_verdict(db: Connection, case: str, verdict: Verdict) -> None:
    """Add a verdict; older ones of the same claim stay."""
    row = db.execute(schema.verdict.insert().values(case_slug=case, **asdict(verdict))).inserted_primary_key
    assert row is not None
    record_verdict(db, case, verdict, row[0])


def _columns(evidence: Evidence) -> dict[str, object]:
    reading = evidence.reading
    return {
        "similarity": evidence.hit.similarity,
        "relevance": evidence.hit.relevance,
        "stance": reading.stance.value,
        **asdict(reading.probabilities),
        "rationale_start": reading.rationale.start,
        "rationale_end": reading.rationale.end,
        "reasons": json.dumps(reading.reasons),
    }


def _load_reviews(db: Connection, evidence_ids: list[int]) -> dict[int, tuple[Review, ...]]:
    table = schema.review
    found: dict[int, list[Review]] = defaultdict(list)
    counting = table.c.id.not_in(undone_rows(Action.REVIEWED))
    query = (
        select(table).where(table.c.evidence_id.in_(evidence_ids), counting).order_by(table.c.reviewed_at, table.c.id)
    )
    for row in db.execute(query):
        found[row.evidence_id].append(_review(row))
    return {evidence_id: tuple(reviews) for evidence_id, reviews in found.items()}


def _review(row: Row[tuple[object, ...]]) -> Review:
    stance = Stance(row.stance) if row.stance else None
    return Review(row.evidence_id, Decision(row.decision), stance, row.reviewer, row.reviewed_at, row.note)


def _load_record(
    db: Connection, case: str, claim: Claim, documents: Mapping[str, Document], verdicts: tuple[Verdict, ...]
) -> ClaimRecord:
    note_table, table = schema.claim_check, schema.evidence
    note = db.execute(
        select(note_table).where(note_table.c.case_slug == case, note_table.c.claim_id == claim.id)
    ).first()
    if note is None:
        return ClaimRecord(None, verdicts=verdicts)
    here = (table.c.case_slug == case) & (table.c.claim_id == claim.id)
    rows = db.execute(select(table).where(here).order_by(table.c.rank.is_(None), table.c.rank, table.c.id)).all()
    passages = load_passages_by_row(db, [row.passage_row for row in rows])
    evidence = []
    for row in rows:
        passage = passages[row.passage_row]
        start, end = row.rationale_start - passage.start, row.rationale_end - passage.start
        reading = StanceReading(
            Stance(row.stance),
            Probabilities(row.supports, row.contradicts, row.neutral),
            Span(row.rationale_start, row.rationale_end, passage.text[start:end]),
            tuple(json.loads(row.reasons)),
        )
        hit = Hit(passage, row.similarity, row.relevance)
        evidence.append(Evidence(hit, documents[passage.document_sha256], reading, row.id))
    checked = Checked(
        case=case,
        claim=claim,
        searched=Searched(**json.loads(note.searched)),
        models=json.loads(note.models),
        evidence=mark_copies(evidence, load_groups(db, case)),
        checked_at=note.checked_at,
        hypothesis=note.hypothesis,
    )
    return ClaimRecord(checked, note.state, _load_reviews(db, [row.id for row in rows]), verdicts)
