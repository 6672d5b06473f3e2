"""Save what a check found, and load it with what people decided on it; `decisions.py` saves that.

A little more than 300 lines: each value that is saved is loaded again beside it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace

from sqlalchemy import Connection, Row, Select, Table, select, union

from factcheck.blind import look
from factcheck.duplicates.copies import mark_copies
from factcheck.errors import NotFound
from factcheck.model import (
    Checked,
    Claim,
    Document,
    Evidence,
    Hit,
    Passage,
    Probabilities,
    Review,
    Searched,
    Span,
    Stance,
    StanceReading,
    Verdict,
)
from factcheck.store import schema
from factcheck.store.blind import is_double
from factcheck.store.cases import load_claim, load_claims
from factcheck.store.database import who_works
from factcheck.store.decision_rows import load_all_reviews, load_all_verdicts
from factcheck.store.documents import load_documents
from factcheck.store.duplicates import load_groups
from factcheck.store.log import load_version
from factcheck.store.passages import load_passages_by_row
from factcheck.store.recording import load_evidence_rows, record_check
from factcheck.store.second import pack_opinion, pack_reading, unpack_opinion, unpack_reading
from factcheck.store.workspace import now

_IN_ONE_QUERY = 500  # bound variables a query; SQLite of old allows 999


@dataclass(frozen=True)
class ClaimRecord:
    """Everything that the workspace holds on one claim: the stored check, its reviews, its verdicts."""

    checked: Checked | None
    state: str = ""  # fingerprint of what was asked; another one now means that the check is out of date
    reviews: dict[int, tuple[Review, ...]] = field(default_factory=dict)  # by evidence id, oldest first
    verdicts: tuple[Verdict, ...] = ()  # oldest first
    version: int = field(default=0, compare=False)  # entries of the case's log when this was read
    is_open: bool = False  # two people review the claim and are not both done: only one's own decisions are here
    done_by: tuple[str, ...] = ()  # of those two, who is done
    disputes: dict[int, tuple[Review, Review]] = field(default_factory=dict)  # by evidence id; nothing counts yet
    verdict_dispute: tuple[Verdict, Verdict] | None = None  # until it is settled, no verdict counts
    pair: tuple[tuple[dict[int, Review], Verdict], ...] = ()  # what the two decided blind, once both are done

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
            second=pack_reading(checked.second),
        )
    )
    record_check(db, checked.case, checked.claim.id, before)
    return replace(checked, evidence=tuple(stored))


def save_pinned(db: Connection, case: str, claim_id: str, evidence: Evidence) -> Evidence:
    """Put a passage among the evidence of a claim that has been checked, outside the order of what the check found.

    The next check drops it unless a person has reviewed it by then. Evidence that is there already is left as it is.

    Returns:
        The same evidence with its id; as it is stored, where it was there already.

    Raises:
        NotFound: the passage is gone, or the claim was never checked.
    """
    table, passage, note = schema.evidence, schema.passage, schema.claim_check
    if not db.execute(select(note.c.claim_id).where(note.c.case_slug == case, note.c.claim_id == claim_id)).first():
        raise NotFound("This claim has not been checked yet. Check it first, then pin what the check did not find.")
    row = db.execute(select(passage.c.row).where(passage.c.id == evidence.passage.id)).scalar()
    if row is None:
        raise NotFound("This passage is not in the workspace any more. Search again.")
    here = (table.c.case_slug == case) & (table.c.claim_id == claim_id) & (table.c.passage_row == row)
    held = db.execute(select(table).where(here)).first()
    if held is not None:
        return _evidence(held, evidence.passage, {evidence.passage.document_sha256: evidence.document})
    values = {"case_slug": case, "claim_id": claim_id, "passage_row": row, "rank": None} | _columns(evidence)
    inserted = db.execute(table.insert().values(**values)).inserted_primary_key
    assert inserted is not None
    return replace(evidence, id=int(inserted[0]))


def load_record(db: Connection, case: str, claim_id: str) -> ClaimRecord:
    """Everything held on one claim; evidence best first, what only a review keeps last.

    Raises:
        NotFound: the case has no such claim.
    """
    return load_records(db, case, [claim_id])[claim_id]


def load_records(db: Connection, case: str, claim_ids: Sequence[str] | None = None) -> dict[str, ClaimRecord]:
    """Everything held on the claims of a case, by claim id: on all in the order of the claims, or on those named.

    Raises:
        NotFound: a claim is named that the case does not have.
    """
    claims = load_claims(db, case) if claim_ids is None else [load_claim(db, case, one) for one in claim_ids]
    verdicts = load_all_verdicts(db, case)
    checked = _load_checked(db, case, claims, of_all=claim_ids is None)
    reviews = load_all_reviews(db, [one.id or 0 for known, _ in checked.values() for one in known.evidence])
    version, is_blind = load_version(db, case), is_double(db, case)
    unranked = _load_unranked(db, case) if is_blind else set()
    records = {}
    for claim in claims:
        known, state = checked.get(claim.id, (None, ""))
        ids = [one.id or 0 for one in known.evidence] if known else []
        of_claim = {one: reviews[one] for one in ids if one in reviews}
        record = ClaimRecord(known, state, of_claim, verdicts.get(claim.id, ()), version)
        records[claim.id] = _as_seen(record, who_works(db), unranked) if is_blind else record
    return records


def _as_seen(record: ClaimRecord, viewer: str, unranked: set[int]) -> ClaimRecord:
    """What one person may see of a claim that two people review."""
    sight = look(record.reviews, record.verdicts, viewer)
    checked = record.checked
    if checked and sight.is_open:  # what the last check did not find is there only because somebody reviewed it
        kept = tuple(one for one in checked.evidence if one.id not in unranked or one.id in sight.reviews)
        seen = {one.passage.id for one in kept}  # what leads a copy may be what only the other person pinned
        checked = replace(
            checked, evidence=tuple(one if one.copy_of in seen else replace(one, copy_of="") for one in kept)
        )
    return replace(
        record,
        checked=checked,
        reviews=sight.reviews,
        verdicts=sight.verdicts,
        is_open=sight.is_open,
        done_by=sight.done_by,
        disputes=sight.disputes,
        verdict_dispute=sight.verdict_dispute,
        pair=sight.pair,
    )


def _load_unranked(db: Connection, case: str) -> set[int]:
    table = schema.evidence
    return set(db.execute(select(table.c.id).where(table.c.case_slug == case, table.c.rank.is_(None))).scalars())


def load_reviewers(db: Connection, case: str) -> list[str]:
    """Everybody who ever decided something in a case, what was undone included, sorted."""
    review, evidence, verdict = schema.review, schema.evidence, schema.verdict
    reviewers = select(review.c.reviewer).join(evidence).where(evidence.c.case_slug == case)
    return sorted(db.execute(union(reviewers, select(verdict.c.reviewer).where(verdict.c.case_slug == case))).scalars())


def load_states(db: Connection, case: str) -> dict[str, str]:
    """The fingerprint of what was asked, by claim id, for every claim that has been checked."""
    table = schema.claim_check
    return {row.claim_id: row.state for row in db.execute(select(table).where(table.c.case_slug == case))}


def load_verdicts(db: Connection, case: str) -> dict[str, tuple[Verdict, ...]]:
    """The verdicts of a case that a person may see by claim id, oldest first, without those that were undone."""
    all_ = load_all_verdicts(db, case)
    if not is_double(db, case):
        return all_
    seen = {claim_id: look({}, verdicts, who_works(db)).verdicts for claim_id, verdicts in all_.items()}
    return {claim_id: verdicts for claim_id, verdicts in seen.items() if verdicts}


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
        "read_by": reading.read_by,
        "second": pack_opinion(evidence.second),
        "by_model": json.dumps(astuple(reading.by_model)) if reading.by_model else "",
    }


def _load_checked(db: Connection, case: str, claims: Sequence[Claim], of_all: bool) -> dict[str, tuple[Checked, str]]:
    """The stored checks of claims with their fingerprints, in a few queries however many the claims are."""
    ids = [claim.id for claim in claims]
    notes: list[Row[tuple[object, ...]]] = []
    rows: list[Row[tuple[object, ...]]] = []
    for first in range(0, 1 if of_all else len(ids), _IN_ONE_QUERY):
        some = None if of_all else ids[first : first + _IN_ONE_QUERY]
        notes += db.execute(_of_claims(schema.claim_check, case, some)).all()
        table = schema.evidence
        rows += db.execute(
            _of_claims(table, case, some).order_by(table.c.rank.is_(None), table.c.rank, table.c.id)
        ).all()
    documents = {document.sha256: document for document in load_documents(db, case)} if rows else {}
    passages = load_passages_by_row(db, {row.passage_row for row in rows})
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        evidence[row.claim_id].append(_evidence(row, passages[row.passage_row], documents))
    known = {claim.id: claim for claim in claims}
    groups = load_groups(db, case) if rows else {}
    return {
        note.claim_id: (_checked(note, known[note.claim_id], mark_copies(evidence[note.claim_id], groups)), note.state)
        for note in notes
    }


def _of_claims(table: Table, case: str, claim_ids: Sequence[str] | None) -> Select[tuple[object, ...]]:
    query = select(table).where(table.c.case_slug == case)
    return query if claim_ids is None else query.where(table.c.claim_id.in_(claim_ids))


def _evidence(row: Row[tuple[object, ...]], passage: Passage, documents: Mapping[str, Document]) -> Evidence:
    known = row._mapping
    first, last = known["rationale_start"], known["rationale_end"]
    reading = StanceReading(
        Stance(known["stance"]),
        Probabilities(known["supports"], known["contradicts"], known["neutral"]),
        Span(first, last, passage.text[first - passage.start : last - passage.start]),
        tuple(json.loads(known["reasons"])),
        known["read_by"],
        Probabilities(*json.loads(known["by_model"])) if known["by_model"] else None,
    )
    hit = Hit(passage, known["similarity"], known["relevance"])
    second = unpack_opinion(known["second"], passage)
    return Evidence(hit, documents[passage.document_sha256], reading, known["id"], second=second)


def _checked(note: Row[tuple[object, ...]], claim: Claim, evidence: Sequence[Evidence]) -> Checked:
    known = note._mapping
    return Checked(
        case=known["case_slug"],
        claim=claim,
        searched=Searched(**json.loads(known["searched"])),
        models=json.loads(known["models"]),
        evidence=tuple(evidence),
        checked_at=known["checked_at"],
        hypothesis=known["hypothesis"],
        second=unpack_reading(known["second"]),
    )
