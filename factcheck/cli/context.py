"""What every command shares: the workspace and case options, the opened workspace, JSON and progress."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck.model import OnProgress, Progress, ignore_progress

if TYPE_CHECKING:
    from factcheck.readers import Readers
    from factcheck.store.workspace import Workspace

WORKSPACE_HELP = "Folder that keeps everything; else FACTCHECK_WORKSPACE, else ./workspace."

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

WorkspaceOption = Annotated[Path | None, typer.Option("--workspace", help=WORKSPACE_HELP)]
CaseOption = Annotated[str, typer.Option("--case", help="Short name of the case.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]

KEPT = "What was stored until now is kept; the same command does the rest."
NOTHING_KEPT = "Nothing is kept; the same command starts from the beginning."


def open_workspace(context: typer.Context, workspace: Path | None) -> Workspace:
    """Open the workspace that the command, the root option, the environment or the default names, in that order."""
    from factcheck.settings import who_works
    from factcheck.store.workspace import Workspace

    return Workspace(workspace_folder(context, workspace), who_works())


def workspace_folder(context: typer.Context, workspace: Path | None) -> Path:
    """The folder of that workspace, which need not be there."""
    from factcheck.settings import read_settings

    return read_settings(workspace or context.obj).workspace


StanceModelOption = Annotated[
    str | None,
    typer.Option(
        "--stance-model", help="A folder, or a model that was fetched; else FACTCHECK_STANCE_MODEL, else shipped."
    ),
]


def open_readers(without_ocr: bool = False, stance_model: str | None = None) -> Readers:
    """The models of the settings, not yet loaded; a stance model that is named here comes before theirs."""
    from dataclasses import replace

    from factcheck.readers import Readers
    from factcheck.settings import read_settings

    settings = read_settings()
    settings = replace(settings, stance_model=stance_model or settings.stance_model)
    return Readers(replace(settings, ocr=replace(settings.ocr, is_on=False)) if without_ocr else settings)


def say(text: str, err: bool = False) -> None:
    """Print a line; control characters from documents and file names are shown, not obeyed by the terminal."""
    typer.echo(_CONTROL.sub("\ufffd", text), err=err)


def print_json(value: Any) -> None:
    """Print a value as indented JSON on stdout."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def say_if_stopped(kept: str) -> Iterator[None]:
    """Say what is kept of the work within when a person stops it by Ctrl-C; typer would end it without a word."""
    try:
        yield
    except KeyboardInterrupt as stop:
        say(f"Stopped. {kept}", err=True)
        raise typer.Exit(130) from stop


@contextmanager
def show_progress(quiet: bool = False) -> Iterator[OnProgress]:
    """Progress bars on stderr, one a step; none where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield ignore_progress if quiet else _plain_progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[d]}"),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def report(progress: Progress) -> None:
            if progress.step not in tasks:
                tasks[progress.step] = bars.add_task(progress.step, d="")
            bars.update(
                tasks[progress.step],
                completed=progress.done,
                total=progress.total,
                d=progress.detail.replace("[", r"\["),
            )

        yield report


def _plain_progress() -> OnProgress:
    """A line at the start and the end of each step, for logs."""

    def report(progress: Progress) -> None:
        if progress.step != "pages" and (progress.done == progress.total):
            typer.echo(f"{progress.step}: {progress.done} of {progress.total}", err=True)

    return report
