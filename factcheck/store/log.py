"""The decision log in the database: entries are only ever added, in the transaction of the change that they record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Connection, Row, func, select

from factcheck.blind import is_hidden
from factcheck.errors import BadInput, NotFound, NotPermitted
from factcheck.log import FIRST, NOBODY, Action, Entry, Link, hash_entry, read_entry, to_canonical, unwrap
from factcheck.model import Provenance
from factcheck.people import Role, same_person
from factcheck.store import schema
from factcheck.store.access import may, require_own_name
from factcheck.store.blind import is_double, open_claims
from factcheck.store.database import HEADS, who_works
from factcheck.store.workspace import now
from factcheck.versions import changes_of_review, changes_of_verdict, refuse_stale

_LOG = schema.log


def append(
    db: Connection,
    case: str,
    action: Action,
    *,
    claim: str = "",
    who: str = "",
    what: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
    row: int | None = None,
    undoes: int | None = None,
) -> Entry:
    """Add an entry to the chain of a case.

    Args:
        db: the connection that makes the change which the entry records.
        case: the case's slug.
        action: what is done.
        claim: the claim's id, where it is about one.
        who: who does it; else whom the workspace was opened for.
        what: what is meant.
        before: what counted until now.
        after: what counts from now on.
        why: the reason, in a person's words.
        row: the row of the review or verdict that is recorded.
        undoes: the entry that counts no more.
    """
    last = load_head(db, case)
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    entry = Entry(number, now(), case, claim, who or who_works(db), action, what or {}, before, after, why)
    insert_link(db, Link(number, previous, hash_entry(previous, entry), entry), row, undoes)
    return entry


def insert_link(db: Connection, link: Link, row: int | None = None, undoes: int | None = None) -> None:
    """Add a link as it is; it must follow the newest."""
    assert link.entry is not None
    columns = {
        "case_slug": link.entry.case,
        "number": link.number,
        "claim_id": link.entry.claim,
        "action": unwrap(link.entry).action.value,
        "row_id": row,
        "undoes": undoes,
        "entry": to_canonical(asdict(link.entry)),
        "previous": link.previous,
        "hash": link.hash,
    }
    db.execute(_LOG.insert().values(**columns))
    db.info.setdefault(HEADS, {})[link.entry.case] = (link.number, link.hash)


def undo(db: Connection, case: str, number: int, who: str, why: str, seen: int | None = None) -> Entry:
    """Take back a review or a verdict: it stays where it is and counts no more; the one before it counts again.

    Args:
        db: a connection that writes.
        case: the case's slug.
        number: of the entry.
        who: who takes it back.
        why: the reason, in the person's words.
        seen: how many entries the log had when the person looked; None where that was in this very transaction.

    Raises:
        BadInput: nobody is named, or the entry is no decision that still counts.
        NotFound: the case has no such entry.
        NotPermitted: it is another's decision and the person is no adjudicator, or both reviewers of the claim are done.
        StaleEdit: the same thing was decided otherwise since.
    """
    require_own_name(db, who)
    row = db.execute(select(_LOG).where(_LOG.c.case_slug == case, _LOG.c.number == number)).first()
    if row is None:
        raise NotFound(f"The decision log of {case} has no entry {number}. List it with: factcheck log --case {case}")
    if not who.strip():
        raise BadInput("An undo needs the name of who takes the decision back.")
    if row.action not in (Action.REVIEWED, Action.VERDICT_SET):
        raise BadInput(f"Entry {number} is “{row.action}”. Only a review or a verdict can be undone.")
    if db.execute(select(_LOG.c.number).where(_LOG.c.case_slug == case, _LOG.c.undoes == number)).first():
        raise BadInput(f"Entry {number} is undone already.")
    undone = unwrap(read_entry(row.entry))
    _refuse_undo(db, case, undone, who)
    if seen is not None:
        later = load_entries(db, case, row.claim_id)
        passage = undone.what.get("passage")
        refuse_stale(changes_of_review(later, seen, passage) if passage else changes_of_verdict(later, seen))
    return append(
        db,
        case,
        Action.UNDONE,
        claim=row.claim_id,
        who=who.strip(),
        what={"entry": number, "action": row.action} | {k: v for k, v in undone.what.items() if k == "passage"},
        before=undone.after,
        after=undone.before,
        why=why.strip(),
        undoes=number,
    )


def find_entry(db: Connection, case: str, said: str) -> int:
    """The number of an entry that a person names by its number, or by how its hash begins.

    Raises:
        NotFound: there is no such entry, or several begin like that.
    """
    if said.isdecimal() and len(said) < 10:
        return int(said)
    begins = _LOG.c.hash.startswith(said.lower(), autoescape=True)
    found = db.execute(select(_LOG.c.number).where(_LOG.c.case_slug == case, begins)).scalars().all()
    if len(found) != 1 or len(said) < 6:
        raise NotFound(
            f"No single entry of {case} has a hash that begins with {said!r}. List them: factcheck log --case {case}"
        )
    return int(found[0])


def _refuse_undo(db: Connection, case: str, undone: Entry, who: str) -> None:
    """A decision is taken back by who made it, or by an adjudicator; one of two blind reviewers only while it is blind."""
    decided = undone.after or {}
    is_own = same_person(str(decided.get("reviewer", "")), who)
    if not is_own and not may(db, Role.ADJUDICATOR):
        raise NotPermitted(f"{decided.get('reviewer')} decided that. Only they, or an adjudicator, can take it back.")
    if not is_double(db, case) or decided.get("settles"):
        return
    if undone.claim not in open_claims(db, case):
        raise NotPermitted(
            "Both reviewers are done with this claim, and what they decided stays. An adjudicator settles where they differ."
        )
    if not is_own:
        raise NotPermitted(
            "This claim is under blind review: each takes back what they decided themselves, nobody else."
        )


def load_undone(db: Connection, case: str) -> set[int]:
    """The numbers of the entries that were taken back."""
    query = select(_LOG.c.undoes).where(_LOG.c.case_slug == case, _LOG.c.undoes.is_not(None))
    return {int(number) for number in db.execute(query).scalars()}


def load_head(db: Connection, case: str) -> tuple[int, str] | None:
    """How many entries the chain of a case has, and the hash of the newest; None where it has none."""
    row = db.execute(
        select(_LOG.c.number, _LOG.c.hash).where(_LOG.c.case_slug == case).order_by(_LOG.c.number.desc()).limit(1)
    ).first()
    return (row.number, row.hash) if row else None


def load_version(db: Connection, case: str) -> int:
    """How many entries the decision log of a case has: the number by which what a person saw is known."""
    head = load_head(db, case)
    return head[0] if head else 0


def load_heads(db: Connection) -> dict[str, tuple[int, str]]:
    """The head of every chain, by case."""
    newest = select(_LOG.c.case_slug, func.max(_LOG.c.number).label("number")).group_by(_LOG.c.case_slug).subquery()
    query = select(_LOG.c.case_slug, _LOG.c.number, _LOG.c.hash).join(
        newest, (newest.c.case_slug == _LOG.c.case_slug) & (newest.c.number == _LOG.c.number)
    )
    return {row.case_slug: (row.number, row.hash) for row in db.execute(query)}


def load_links(
    db: Connection, case: str, claim: str | None = None, actions: Collection[Action] | None = None
) -> list[Link]:
    """What a person may see of the chain of a case, oldest first; of one claim or some actions only, where named.

    Of a claim under blind review that is what they decided themselves; `load_chain` gives all.

    Raises:
        BadInput: an entry cannot be read.
    """
    still_open, viewer = open_claims(db, case), who_works(db)
    links = load_chain(db, case, claim, actions)
    return [link for link in links if link.entry is None or not is_hidden(link.entry, still_open, viewer)]


def load_chain(
    db: Connection, case: str, claim: str | None = None, actions: Collection[Action] | None = None
) -> list[Link]:
    """The whole chain of a case, oldest first, whoever looks: for proofs, and for what leaves the workspace.

    Raises:
        BadInput: an entry cannot be read.
    """
    query = select(_LOG).where(_LOG.c.case_slug == case).order_by(_LOG.c.number)
    if claim is not None:
        query = query.where(_LOG.c.claim_id == claim)
    if actions is not None:
        query = query.where(_LOG.c.action.in_([one.value for one in actions]))
    return [_link(row) for row in db.execute(query)]


def load_entries(db: Connection, case: str, claim: str) -> list[Entry]:
    """What the log says of one claim, oldest first: of an imported entry what it carries, under its number here."""
    links = load_links(db, case, claim)
    return [replace(unwrap(link.entry), number=link.number) for link in links if link.entry]


def load_log_rows(db: Connection, case: str) -> list[dict[str, Any]]:
    """The rows of the log of a case as they lie in the table, for whoever verifies or copies them."""
    return [
        dict(row._mapping) for row in db.execute(select(_LOG).where(_LOG.c.case_slug == case).order_by(_LOG.c.number))
    ]


def load_people(db: Connection, case: str) -> list[str]:
    """Everyone whom the decision log of a case names, in the order in which they appear."""
    named: dict[str, None] = {}
    for link in load_chain(db, case):
        assert link.entry is not None
        entry = unwrap(link.entry)
        found = [
            link.entry.who,
            entry.who,
            *(str((side or {}).get("reviewer") or "") for side in (entry.before, entry.after)),
        ]
        named |= dict.fromkeys(one for one in found if one not in NOBODY)
    return list(named)


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says: its fields without those that are empty."""
    return {name: value for name, value in values.items() if value}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of ``after`` that differ, as they were and as they are."""
    differing = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in differing}, {name: after[name] for name in differing}


PROVENANCE = tuple(one.name for one in fields(Provenance))


def _link(row: Row[Any]) -> Link:
    try:
        return Link(row.number, row.previous, row.hash, read_entry(row.entry))
    except BadInput as error:
        raise BadInput(
            f"decision log of {row.case_slug}, entry {row.number}: {error}. Run: factcheck verify"
        ) from error
