"""``factcheck study``: prepare a case study and open the app on it, or write the teacher's table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import WorkspaceOption, open_readers, open_workspace, say, show_progress
from factcheck.cli.serving import start


def study(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A case folder, such as corpus/palantir-ice.")],
    export: Annotated[
        Path | None, typer.Option(help="Write the class's table (CSV) there, and open no app. It holds answers.")
    ] = None,
    prepare: Annotated[bool, typer.Option("--prepare", help="Only prepare it; open no app.")] = False,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; the next free one if it is taken.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    workspace: WorkspaceOption = None,
) -> None:
    """Let students judge the claims of a case before they see any answer; real cases are not touched."""
    from factcheck.study.class_table import export_class
    from factcheck.study.room import prepare_room

    opened = open_workspace(context, workspace)
    with show_progress() as on_progress:
        room = prepare_room(opened, folder, open_readers(), on_progress)
    say(f"{room.case} is ready for study in {room.workspace.root}.", err=True)
    if export is not None:
        export.write_text(export_class(room), encoding="utf-8", newline="")
        say(f"The class's table is in {export}.", err=True)
    elif not prepare:
        start(opened.root.resolve(), port, browser, f"case-study?study={room.case}")
