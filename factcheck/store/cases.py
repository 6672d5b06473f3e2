"""Save and load cases and their claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields, replace

from sqlalchemy import Connection, func, select

from factcheck.errors import BadInput, NotFound
from factcheck.model import Case, Claim
from factcheck.people import Role
from factcheck.store import schema
from factcheck.store.access import require
from factcheck.store.log import load_entries
from factcheck.store.recording import record_case, record_claim
from factcheck.store.workspace import check_slug, now
from factcheck.versions import changes_of_claim, refuse_stale

_LEAST_PROTECTED = 3  # letters and digits


def save_case(db: Connection, case: Case) -> None:
    """Add a case, or bring the words of a known one up to date."""
    check_slug(case.slug)
    known = next((one for one in load_cases(db) if one.slug == case.slug), None)
    if known:
        case = replace(case, double_review=known.double_review)  # only `set_double_review` changes that
        db.execute(schema.case.update().where(schema.case.c.slug == case.slug).values(**asdict(case)))
    else:
        db.execute(schema.case.insert().values(**asdict(case), created_at=now()))
    record_case(db, known, case)


def set_double_review(db: Connection, slug: str, is_double: bool, why: str = "") -> None:
    """Set whether two people review each claim of a case, neither seeing the other's decisions until both are done.

    Raises:
        NotFound: there is no such case.
        NotPermitted: the person is no admin.
    """
    require(db, Role.ADMIN)
    known = load_case(db, slug)
    db.execute(schema.case.update().where(schema.case.c.slug == slug).values(double_review=is_double))
    record_case(db, known, replace(known, double_review=is_double), why)


def load_case(db: Connection, slug: str) -> Case:
    """Load one case.

    Raises:
        NotFound: there is no such case; the message names those there are.
    """
    for case in load_cases(db):
        if case.slug == slug:
            return case
    known = ", ".join(case.slug for case in load_cases(db)) or "none yet"
    raise NotFound(f"There is no case {slug!r} in this workspace. Cases: {known}.")


def load_cases(db: Connection) -> list[Case]:
    """All cases by slug."""
    columns = [schema.case.c[field.name] for field in fields(Case)]
    return [Case(*row) for row in db.execute(select(*columns).order_by(schema.case.c.slug))]


def save_claim(db: Connection, case: str, claim: Claim) -> Claim:
    """Add a claim to a case, or replace a known one of the same id and text.

    A claim without an id is the known one of the same words, speaker and date, where there is one, so that a table read
    twice adds nothing; else it gets the next free "C1".

    Raises:
        BadInput: a claim of this id with another text is there; its evidence and verdict would change their meaning.
    """
    if not claim.id:
        claim = replace(claim, id=_find_id(db, case, claim) or _free_id(db, case))
    here = (schema.claim.c.case_slug == case) & (schema.claim.c.id == claim.id)
    known = _load_known(db, case, claim.id)
    if known is None:
        last = select(func.max(schema.claim.c.position)).where(schema.claim.c.case_slug == case)
        position = (db.execute(last).scalar() or 0) + 1
        db.execute(schema.claim.insert().values(case_slug=case, position=position, added_at=now(), **asdict(claim)))
    elif known.text != claim.text:
        raise BadInput(
            f"Claim {claim.id} is there with another text: “{known.text}”. Give the new one an id of its own."
        )
    else:
        db.execute(schema.claim.update().where(here).values(**asdict(claim)))
    record_claim(db, case, known, claim)
    return claim


def edit_claim(db: Connection, case: str, claim: Claim, seen: int | None, why: str) -> Claim:
    """Change what is known of a claim, its words too; the decision log keeps how it was, by whom and why.

    A verdict that was set before is in doubt from then on, and the check out of date.

    Args:
        db: a connection that writes.
        case: the case's slug.
        claim: the claim as it shall be, under the id that it has.
        seen: how many entries the case's log had when the person looked; None where that was in this very transaction.
        why: the reason, in the person's words.

    Raises:
        BadInput: no reason is given, or another claim says the same.
        NotFound: the case has no such claim.
        StaleEdit: somebody changed the claim since.
    """
    known = load_claim(db, case, claim.id)
    if not why.strip():
        raise BadInput("An edit needs a reason: decisions rest on the words of the claim.")
    if seen is not None:
        refuse_stale(changes_of_claim(load_entries(db, case, claim.id), seen))
    if known == claim:
        return claim
    same = _find_id(db, case, claim)
    if same not in ("", claim.id):
        raise BadInput(f"Claim {same} says the same, by the same speaker at the same date.")
    here = (schema.claim.c.case_slug == case) & (schema.claim.c.id == claim.id)
    db.execute(schema.claim.update().where(here).values(**asdict(claim)))
    record_claim(db, case, known, claim, why.strip())
    return claim


def load_claims(db: Connection, case: str) -> list[Claim]:
    """The claims of a case in the order in which they came."""
    columns = [schema.claim.c[field.name] for field in fields(Claim)]
    query = select(*columns).where(schema.claim.c.case_slug == case).order_by(schema.claim.c.position)
    return [Claim(**row._mapping) for row in db.execute(query)]


def load_claim(db: Connection, case: str, claim_id: str) -> Claim:
    """Load one claim.

    Raises:
        NotFound: the case has no such claim.
    """
    for claim in load_claims(db, case):
        if claim.id == claim_id:
            return claim
    raise NotFound(f"Case {case} has no claim {claim_id!r}. List its claims with: factcheck case show {case}")


def save_protected(db: Connection, case: str, strings: Iterable[str]) -> None:
    """Set which strings a protected export of a case withholds beside those of every case; they replace the last list.

    Raises:
        BadInput: one has fewer than three letters or digits; so short a string stands in every text.
    """
    cleaned = dict.fromkeys(" ".join(one.split()) for one in strings if one.strip())
    for one in cleaned:
        if sum(map(str.isalnum, one)) < _LEAST_PROTECTED:
            raise BadInput(f"{one!r} is too short to be protected: its absence from a text cannot be shown.")
    table = schema.case_protected
    db.execute(table.delete().where(table.c.case_slug == case))
    if cleaned:
        db.execute(table.insert(), [{"case_slug": case, "text": one} for one in cleaned])


def load_protected(db: Connection, case: str) -> list[str]:
    """The strings that a case lists as protected, sorted.

    Raises:
        NotFound: there is no such case.
    """
    load_case(db, case)
    table = schema.case_protected
    return sorted(db.execute(select(table.c.text).where(table.c.case_slug == case)).scalars())


def _load_known(db: Connection, case: str, claim_id: str) -> Claim | None:
    columns = [schema.claim.c[field.name] for field in fields(Claim)]
    row = db.execute(select(*columns).where(schema.claim.c.case_slug == case, schema.claim.c.id == claim_id)).first()
    return Claim(**row._mapping) if row else None


def _find_id(db: Connection, case: str, claim: Claim) -> str:
    """The id of the claim that says the same, by the same speaker at the same date; "" where there is none."""
    said = (claim.text, claim.speaker, claim.organisation, claim.date)
    same = (one for one in load_claims(db, case) if (one.text, one.speaker, one.organisation, one.date) == said)
    return next((one.id for one in same), "")


def _free_id(db: Connection, case: str) -> str:
    taken = {claim.id for claim in load_claims(db, case)}
    number = 1
    while f"C{number}" in taken:
        number += 1
    return f"C{number}"
