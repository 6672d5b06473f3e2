"""``factcheck workspace``: back it up while others work, and restore it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import JsonOption, WorkspaceOption, print_json, say, show_progress, workspace_folder

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
