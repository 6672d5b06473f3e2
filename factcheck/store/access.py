"""Who may do what, asked in the transaction that does it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from factcheck.errors import NotPermitted
from factcheck.people import Role, identify, permits, refuse, same_person
from factcheck.store import schema
from factcheck.store.database import has_signed_in, who_works


def role_of(db: Connection, who: str) -> Role | None:
    """The role that a person was given last; None where there is none."""
    table = schema.person_role
    newest = select(table.c.role).where(table.c.person == identify(who)).order_by(table.c.id.desc()).limit(1)
    role = db.execute(newest).scalar()
    return Role(role) if role else None


def may(db: Connection, least: Role) -> bool:
    """Whether the person for whom a connection was opened reaches a role.

    Who has not signed in and was given no role may do everything: they hold the files of the workspace in their hands.
    """
    role = role_of(db, who_works(db))
    return permits(role, least) or (role is None and not has_signed_in(db))


def require(db: Connection, least: Role) -> None:
    """Refuse what the person for whom a connection was opened may not do.

    Raises:
        NotPermitted: their role does not reach; it says who gives one that does.
    """
    if not may(db, least):
        raise refuse(who_works(db), role_of(db, who_works(db)), least)


def require_own_name(db: Connection, who: str) -> None:
    """Refuse a decision in the name of another than who has signed in.

    Raises:
        NotPermitted: it is another.
    """
    if has_signed_in(db) and not same_person(who, who_works(db)):
        raise NotPermitted(f"You are signed in as {who_works(db)} and cannot decide as {who}.")
