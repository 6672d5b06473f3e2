"""The people of a workspace and their roles; every change stays, with who made it and when."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from factcheck.errors import BadInput, NotPermitted
from factcheck.people import Person, Role, identify
from factcheck.store import schema
from factcheck.store.access import require, role_of
from factcheck.store.database import who_works
from factcheck.store.workspace import now

BY_CONFIGURATION = "configuration"
_TABLE = schema.person_role


def load_people(db: Connection) -> list[Person]:
    """Everybody who has a role, by the name they sign in with."""
    newest = select(func.max(_TABLE.c.id)).group_by(_TABLE.c.person)
    query = select(_TABLE).where(_TABLE.c.id.in_(newest), _TABLE.c.role != "").order_by(_TABLE.c.person)
    return [_person(row) for row in db.execute(query)]


def load_role_history(db: Connection) -> list[tuple[str, str, str, str]]:
    """Every role that was ever given or taken away, oldest first: person, role or "", by whom, when."""
    query = select(_TABLE.c.shown_as, _TABLE.c.role, _TABLE.c.set_by, _TABLE.c.set_at).order_by(_TABLE.c.id)
    return [(row.shown_as, row.role, row.set_by, row.set_at) for row in db.execute(query)]


def save_role(db: Connection, person: str, role: Role | None, name: str = "") -> None:
    """Give a person a role, or take it away.

    Raises:
        BadInput: nobody is named.
        NotPermitted: who does it is no admin, or no admin would be left.
    """
    require(db, Role.ADMIN)
    if not identify(person):
        raise BadInput("Whose role? Give the address that they sign in with, or the name they work under.")
    admins = {identify(one.id) for one in load_people(db) if one.role is Role.ADMIN}
    if admins == {identify(person)} and role is not Role.ADMIN:
        raise NotPermitted(f"{person.strip()} is the only admin here. Make somebody else admin first.")
    _insert(db, person, role, name, who_works(db))


def welcome(db: Connection, person: str, name: str, admins: Collection[str]) -> Role | None:
    """What a person is who signs in: an admin where the configuration names them and nobody gave them another role.

    Args:
        db: a connection that writes, opened by the program itself.
        person: as they sign in.
        name: as they are called.
        admins: whom the configuration names.
    """
    role = role_of(db, person)
    is_new = db.execute(select(_TABLE.c.id).where(_TABLE.c.person == identify(person))).first() is None
    if role is None and is_new and identify(person) in map(identify, admins):
        role = Role.ADMIN
        _insert(db, person, role, name, BY_CONFIGURATION)
    return role


def _insert(db: Connection, person: str, role: Role | None, name: str, set_by: str) -> None:
    values = {"person": identify(person), "shown_as": " ".join(person.split()), "name": " ".join(name.split())}
    db.execute(_TABLE.insert().values(**values, role=role.value if role else "", set_by=set_by, set_at=now()))


def _person(row: object) -> Person:
    known = row._mapping  # type: ignore[attr-defined]
    return Person(known["shown_as"], Role(known["role"]), known["name"], known["set_by"], known["set_at"])
