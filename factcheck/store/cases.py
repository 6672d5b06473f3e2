"""Save and load cases and their claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields, replace

from sqlalchemy import Connection, func, select

from factcheck.errors import BadInput, NotFound
from factcheck.model import Case, Claim
from factcheck.store import schema
from factcheck.store.recording import record_case, record_claim
from factcheck.store.workspace import check_slug, now

_LEAST_PROTECTED = 3  # letters and digits


def save_case(db: Connection, case: Case) -> None:
    """Add a case, or bring the words of a known one up to date."""
    check_slug(case.slug)
    known = next((one for one in load_cases(db) if one.slug == case.slug), None)
    if known:
        db.execute(schema.case.update().where(schema.case.c.slug == case.slug).values(**asdict(case)))
    else:
        db.execute(schema.case.insert().values(**asdict(case), created_at=now()))
    record_case(db, known, case)


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
    columns = (schema.case.c.slug, schema.case.c.title, schema.case.c.question, schema.case.c.summary)
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
