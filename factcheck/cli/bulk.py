"""``factcheck watch`` and ``factcheck document failures``, ``retry``, ``dismiss``: work on many files."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    say,
    show_progress,
)
from factcheck.watching import LOOK_SECONDS

if TYPE_CHECKING:
    from factcheck.model import Failure, IngestReport

PathsArgument = Annotated[list[str] | None, typer.Argument(help="Paths as the list of failures says them; else all.")]


def say_report(report: IngestReport) -> None:
    """Say what became of every file."""
    for one in report.documents:
        unread = f", {one.unread_pages} without text" if one.unread_pages else ""
        say(f"{one.status}: {one.path}: {one.pages} pages{unread}, {one.passages} passages")
    for failure in report.failures:
        say_failure(failure)


def say_failure(failure: Failure) -> None:
    """Say which file or page could not be taken in, why, and what to do."""
    page = f", page {failure.page}" if failure.page else ""
    say(f"not read: {failure.path}{page}: {failure.reason}. {failure.remedy}", err=True)


def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder whose files are taken in as they come.")],
    case: CaseOption,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1)] = LOOK_SECONDS,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End once everything is taken in.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take in a folder, and whatever is put into it, until you press Ctrl-C. A file still being written is waited for."""
    from factcheck.errors import NotFound
    from factcheck.pipeline import ingest, walk
    from factcheck.store.cases import load_case
    from factcheck.watching import Watched

    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder.")
    opened, readers, watched = open_workspace(context, workspace), open_readers(), Watched(folder, walk)
    with opened.reading() as db:
        load_case(db, case)
    say(f"Watching {folder}; Ctrl-C ends it.", err=True)
    while True:
        if ready := watched.look():
            with show_progress() as on_progress:
                say_report(ingest(opened, case, ready, readers, on_progress=on_progress))
        elif until_idle and not watched.n_waiting:
            return
        time.sleep(every)


def failures(
    context: typer.Context, case: CaseOption, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """List the files that could not be taken in, and why."""
    from factcheck.store.cases import load_case
    from factcheck.store.failures import load_failures

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        found = load_failures(db, case)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for failure in found:
        page = f", page {failure.page}" if failure.page else ""
        say(f"{failure.path}{page}: {failure.reason}. {failure.remedy}.")
    if not found:
        say("Every file was taken in.")


def retry(
    context: typer.Context,
    case: CaseOption,
    paths: PathsArgument = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try files again that could not be taken in; their bytes were kept."""
    from factcheck.quarantine import retry as try_again

    with show_progress(quiet=as_json) as on_progress:
        report = try_again(open_workspace(context, workspace), case, open_readers(), paths or None, on_progress)
    print_json(asdict(report)) if as_json else say_report(report)
    if report.failures:
        raise typer.Exit(1)


def dismiss(
    context: typer.Context,
    case: CaseOption,
    paths: Annotated[list[str], typer.Argument(help="Paths as the list of failures says them.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Take files off the list of failures; what was kept of them for another try is deleted."""
    from factcheck.quarantine import dismiss as take_off

    take_off(open_workspace(context, workspace), case, paths)
    say(f"{len(paths)} taken off the list.")
