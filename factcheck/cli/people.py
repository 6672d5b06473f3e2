"""``factcheck people``: who may do what in a workspace where people sign in."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from factcheck.cli.context import JsonOption, WorkspaceOption, open_workspace, print_json, say

app = typer.Typer(help="People and their roles: viewer, reviewer, adjudicator, admin.", no_args_is_help=True)


class RoleChoice(StrEnum):
    """The roles, and none."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    ADMIN = "admin"
    NOBODY = "nobody"


@app.command("list")
def list_people(
    context: typer.Context,
    history: Annotated[bool, typer.Option("--history", help="Every role that was ever given or taken away.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who has which role, and who gave it."""
    from factcheck.store.people import load_people, load_role_history

    with open_workspace(context, workspace).reading() as db:
        people, changes = load_people(db), load_role_history(db)
    if as_json:
        print_json(changes if history else [asdict(one) for one in people])
        return
    if history:
        for person, role, by, at in changes:
            say(f"{at}  {person}: {role or 'nobody'} (by {by or 'nobody named'})")
        return
    for one in people:
        name = f" ({one.name})" if one.name else ""
        say(f"{one.id}{name}: {one.role.value}, by {one.set_by or 'nobody named'}, {one.set_at}")
    if not people:
        say("Nobody has a role. Give one: factcheck people set ADDRESS reviewer")


@app.command("set")
def set_role(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="The address they sign in with, or the name they work under.")],
    role: Annotated[RoleChoice, typer.Argument(help="Their role; nobody takes it away.")],
    name: Annotated[str, typer.Option(help="What they are called.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Give a person a role, or take it away; every change is kept."""
    from factcheck.people import Role
    from factcheck.store.people import save_role

    with open_workspace(context, workspace).writing(Role.ADMIN) as db:
        save_role(db, person, None if role is RoleChoice.NOBODY else Role(role.value), name)
    say(f"{person}: {role.value}.")
