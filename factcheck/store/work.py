"""The work on a case: who does what and how far it is, by its decision log, and what changed since a person last looked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from factcheck.errors import NotFound
from factcheck.log import Action, Entry, Link, unwrap
from factcheck.people import identify, same_person
from factcheck.store import schema
from factcheck.store.cases import load_claim, load_claims
from factcheck.store.database import who_works
from factcheck.store.documents import load_documents
from factcheck.store.evidence import ClaimRecord, load_records
from factcheck.store.log import append, load_links, load_undone, load_version
from factcheck.store.workspace import now
from factcheck.worklist import (
    NOTHING_NOTED,
    ClaimWork,
    Decided,
    DocumentWork,
    Mark,
    Noted,
    work_on_claim,
    work_on_document,
)

_NOTED = (Action.ASSIGNED, Action.MARKED, Action.VERDICT_SET, Action.CLAIM_CHANGED, Action.DOCUMENT_ADDED)
_WORDS = {"text", "context", "speaker", "organisation", "date"}  # of a claim, that a verdict rests on
_TOLD = (
    Action.DOCUMENT_ADDED, Action.CLAIM_ADDED, Action.CLAIM_CHANGED, Action.REVIEWED, Action.VERDICT_SET, Action.UNDONE,
    Action.ASSIGNED, Action.MARKED, Action.CASE_DESCRIBED,
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """The worklist of a case, as one person sees it."""

    claims: tuple[ClaimWork, ...]  # in the order of the claims
    documents: tuple[DocumentWork, ...]  # in the order of the documents


@dataclass(frozen=True)
class Since:
    """What others did in a case since a person last said that they had looked."""

    seen_at: str  # "" where they never did
    entries: tuple[Entry, ...]  # oldest first
    version: int  # up to where this reaches; to be given back once they have looked


@dataclass
class _Told:
    """What the log says of the work, while it is read."""

    claims: dict[str, Noted]
    documents: dict[str, Noted]
    verdicts: dict[str, int]  # entry of the verdict that counts, by claim
    added: dict[str, int]  # entry of each document


def assign(db: Connection, case: str, person: str, *, claim: str = "", document: str = "") -> None:
    """Say who works on a claim or a document; nobody where ``person`` is "".

    Raises:
        NotFound: the case has no such claim or document.
    """
    noted = _noted(db, case, claim, document)
    person = " ".join(person.split())
    if noted.assigned_to != person:
        _append(db, case, Action.ASSIGNED, claim, document, {"person": noted.assigned_to}, {"person": person})


def mark(db: Connection, case: str, said: Mark, why: str = "", *, claim: str = "", document: str = "") -> None:
    """Say how far the work on a claim or a document is, beside what follows from the decisions on it.

    Raises:
        NotFound: the case has no such claim or document.
    """
    noted = _noted(db, case, claim, document)
    if (noted.mark, noted.why) != (said, why.strip()):
        was, becomes = {"mark": noted.mark.value}, {"mark": said.value}
        _append(db, case, Action.MARKED, claim, document, was, becomes, why.strip())


def load_work(db: Connection, case: str) -> Work:
    """The worklist of a case, as the person sees it for whom the connection was opened."""
    viewer, told, documents = who_works(db), _read_log(db, case), load_documents(db, case)
    decided = {claim_id: _decided(record) for claim_id, record in load_records(db, case).items()}
    claims = []
    for claim in load_claims(db, case):
        at = told.verdicts.get(claim.id)
        later = {sha256 for sha256, number in told.added.items() if at is not None and number > at}
        noted = told.claims.get(claim.id, NOTHING_NOTED)
        claims.append(work_on_claim(claim, decided[claim.id], noted, later, viewer))
    on_documents = [work_on_document(one, decided, told.documents.get(one.sha256, NOTHING_NOTED)) for one in documents]
    return Work(tuple(claims), tuple(on_documents))


def load_since(db: Connection, case: str, person: str) -> Since:
    """What others did in a case since a person last said that they had looked; nothing for who never did."""
    table = schema.last_seen
    seen = db.execute(select(table).where(table.c.case_slug == case, table.c.person == identify(person))).first()
    version = load_version(db, case)
    if seen is None:
        return Since("", (), version)
    links = load_links(db, case, actions=_TOLD)
    entries = [
        replace(unwrap(link.entry), number=link.number) for link in links if link.entry and link.number > seen.entry
    ]
    return Since(seen.seen_at, tuple(one for one in entries if not same_person(one.who, person)), version)


def save_seen(db: Connection, case: str, person: str, version: int) -> None:
    """Keep that a person has looked at all up to an entry."""
    table = schema.last_seen
    db.execute(table.delete().where(table.c.case_slug == case, table.c.person == identify(person)))
    db.execute(table.insert().values(case_slug=case, person=identify(person), entry=version, seen_at=now()))


def _noted(db: Connection, case: str, claim: str, document: str) -> Noted:
    told = _read_log(db, case)
    if claim:
        return told.claims.get(load_claim(db, case, claim).id, NOTHING_NOTED)
    if document not in told.added:
        raise NotFound(f"Case {case} has no document {document[:12]!r}.")
    return told.documents.get(document, NOTHING_NOTED)


def _append(
    db: Connection,
    case: str,
    action: Action,
    claim: str,
    document: str,
    before: dict[str, str],
    after: dict[str, str],
    why: str = "",
) -> None:
    file = db.execute(select(schema.document.c.file).where(schema.document.c.sha256 == document)).scalar() or ""
    what = {"sha256": document, "file": file} if document else {}
    append(db, case, action, claim=claim, what=what, before=before, after=after, why=why)


def _read_log(db: Connection, case: str) -> _Told:
    told = _Told({}, {}, {}, {})
    undone = load_undone(db, case)
    for link in load_links(db, case, actions=_NOTED):
        if link.number not in undone:
            _read_entry(told, link)
    return told


def _read_entry(told: _Told, link: Link) -> None:
    assert link.entry is not None
    entry = replace(unwrap(link.entry), claim=link.entry.claim)
    after, sha256 = entry.after or {}, entry.what.get("sha256", "")
    where, key = (told.claims, entry.claim) if entry.claim else (told.documents, sha256)
    noted = where.get(key, NOTHING_NOTED)
    match entry.action:
        case Action.ASSIGNED:
            where[key] = replace(noted, assigned_to=after.get("person", ""))
        case Action.MARKED:
            where[key] = replace(noted, mark=Mark(after.get("mark", "")), marked_by=entry.who, why=entry.why)
        case Action.VERDICT_SET:  # whoever concludes has looked at what was marked, edited or new
            where[key] = replace(noted, mark=Mark.NONE, marked_by="", why="", edited_since=False)
            told.verdicts[key] = link.number
        case Action.CLAIM_CHANGED:
            where[key] = replace(noted, edited_since=noted.edited_since or bool(_WORDS & set(after)))
        case _:
            told.added.setdefault(sha256, link.number)


def _decided(record: ClaimRecord) -> Decided:
    pieces = tuple(
        one
        for one in (record.checked.evidence if record.checked else ())
        if not one.copy_of or one.id in record.reviews
    )
    return Decided(
        pieces=pieces,
        reviews=record.reviews,
        disputed=frozenset(record.disputes),
        verdict=record.verdict.label if record.verdict else None,
        is_verdict_disputed=record.verdict_dispute is not None,
        is_open=record.is_open,
        done_by=record.done_by,
        is_checked=record.checked is not None,
    )
