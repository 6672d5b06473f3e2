"""Who may do what: the roles of people, in the order of what they permit. Rules over values.

A workspace that nobody signs in to knows no roles: whoever has its files at hand can do everything with them anyway. Once
people sign in, each has the role that an admin gave, and one without a role may not even look.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from factcheck.errors import NotPermitted


class Role(StrEnum):
    """What a person is in a workspace; each may do what those before may."""

    VIEWER = "viewer"  # reads and exports
    REVIEWER = "reviewer"  # adds claims and documents, reviews evidence, sets verdicts
    ADJUDICATOR = "adjudicator"  # settles what two reviewers decided otherwise, and takes decisions of others back
    ADMIN = "admin"  # gives roles, and says how a case is reviewed


ROLES = tuple(Role)

_MEANINGS = {
    Role.VIEWER: "reads and exports",
    Role.REVIEWER: "adds claims and documents, reviews, sets verdicts",
    Role.ADJUDICATOR: "settles disagreements, takes decisions of others back",
    Role.ADMIN: "gives roles, and says how a case is reviewed",
}


@dataclass(frozen=True)
class Person:
    """Somebody who has a role in a workspace."""

    id: str  # the address they sign in with, or the name they work under
    role: Role
    name: str = ""
    set_by: str = ""
    set_at: str = ""  # UTC, ISO-8601


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person: spaces and capitals do not tell people apart.

    >>> same_person("Ida  Roe", "ida roe"), same_person("", "")
    (True, False)
    """
    return bool(one.strip()) and identify(one) == identify(other)


def identify(name: str) -> str:
    """A name as people are told apart by it."""
    return " ".join(name.split()).casefold()


def permits(role: Role | None, least: Role) -> bool:
    """Whether a role reaches as far as another."""
    return role is not None and ROLES.index(role) >= ROLES.index(least)


def refuse(who: str, role: Role | None, least: Role) -> NotPermitted:
    """What a person is told whose role does not reach."""
    named = who.strip() or "Nobody named"
    has = f"is {role.value} here" if role else "has no role here"
    return NotPermitted(
        f"{named} {has}; this takes the role {least.value} ({_MEANINGS[least]}). "
        "An admin gives it: page People, or factcheck people set."
    )
