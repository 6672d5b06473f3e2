"""``factcheck workspace`` and ``case export`` and ``import``: back everything up, and carry one case elsewhere."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import (
    JsonOption,
    WorkspaceOption,
    open_workspace,
    print_json,
    say,
    show_progress,
    workspace_folder,
)

app = typer.Typer(help="The workspace as a whole: back it up, restore it.", no_args_is_help=True)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to write, such as monday.zip.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole workspace to one file; others may go on working in it. Indexes are left out: they are derived."""
    from factcheck.moves.backup import backup_workspace

    with show_progress(quiet=as_json) as on_progress:
        made = backup_workspace(workspace_folder(context, workspace), file, on_progress)
    if as_json:
        print_json(asdict(made) | {"path": str(made.path)})
    else:
        say(f"{file}: the workspace with {made.files} files and {made.entries} entries of decision logs.")
        say(f"SHA-256: {made.sha256}")
        for damaged in made.damaged:
            say(f"not in the backup: {damaged}", err=True)
    if made.damaged:
        raise typer.Exit(1)


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup that you made.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a backup into a workspace that is empty or not there yet; everything is checked before anything is replaced."""
    from factcheck.moves.backup import restore_workspace

    root = workspace_folder(context, workspace)
    with show_progress(quiet=as_json) as on_progress:
        made = restore_workspace(file, root, on_progress)
    if as_json:
        print_json(asdict(made) | {"path": str(made.path)})
    else:
        say(f"{root}: {made.files} files and {made.entries} entries of decision logs, all as they were backed up.")
        for damaged in made.damaged:
            say(f"was not in the backup: {damaged}", err=True)


def export_case(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the case.")],
    file: Annotated[Path, typer.Argument(help="File to write, such as acme.case.zip.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a whole case to one file for a colleague: claims, documents, evidence, reviews, verdicts, decision log.

    The colleague reads it with `case import`. (`case load` reads a case study, a folder such as those of corpus/.)
    """
    from factcheck.moves.case_export import export_case as write

    with show_progress(quiet=as_json) as on_progress:
        made = write(open_workspace(context, workspace), slug, file, on_progress)
    if as_json:
        print_json(asdict(made) | {"path": str(made.path)})
        return
    rows = made.rows
    say(
        f"{file}: {rows['claim']} claims, {rows['document']} documents, {rows['evidence']} pieces of evidence, "
        f"{rows['review']} reviews, {rows['verdict']} verdicts, {rows['log']} entries of the decision log."
    )
    say(f"SHA-256: {made.sha256}")


def import_case(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `case export` wrote.")],
    as_slug: Annotated[str, typer.Option("--as", help="Short name here; else the one that it had.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a case from a file that `case export` wrote; what the two sides hold otherwise is named, and nothing is lost.

    (`case load` reads a case study, a folder such as those of corpus/.)
    """
    from factcheck.moves.case_import import import_case as add

    with show_progress(quiet=as_json) as on_progress:
        made = add(open_workspace(context, workspace), file, as_slug, on_progress)
    if as_json:
        print_json(asdict(made))
        return
    say(
        f"Case {made.case}: {made.entries} entries of the decision log are new; {made.claims} claims, {made.reviews} reviews, "
        f"{made.verdicts} verdicts, {made.documents} documents."
    )
    for conflict in made.conflicts:
        say(f"conflict: {conflict}", err=True)
