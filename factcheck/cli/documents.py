"""``factcheck ingest``: papers come in."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.bulk import say_report
from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    show_progress,
)


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders that are walked.")],
    case: CaseOption,
    title: Annotated[str, typer.Option(help="Title, for a single file.")] = "",
    kind: Annotated[str, typer.Option(help="FOIA release, contract, court filing …")] = "",
    issuer: Annotated[str, typer.Option()] = "",
    document_date: Annotated[str, typer.Option(help="2017, 2017-05 or 2017-05-05.")] = "",
    obtained_by: Annotated[str, typer.Option()] = "",
    obtained_how: Annotated[str, typer.Option()] = "",
    source_url: Annotated[str, typer.Option()] = "",
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="List pages without text as unread.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take documents into a case: papers, scans, tables, messages, archives. What cannot be read is listed."""
    from factcheck.dates import date_range
    from factcheck.model import Provenance
    from factcheck.pipeline import ingest as take
    from factcheck.pipeline import walk

    date_range(document_date)
    known = Provenance(
        title=title, kind=kind, issuer=issuer, document_date=document_date, obtained_by=obtained_by,
        obtained_how=obtained_how, source_url=source_url,
    )  # fmt: skip
    files = list(walk(paths))
    if len(files) > 1:
        known = replace(known, title="")  # one title cannot name several papers
    with show_progress(quiet=as_json) as on_progress:
        report = take(
            open_workspace(context, workspace),
            case,
            files,
            open_readers(without_ocr=no_ocr),
            dict.fromkeys(files, known),
            on_progress,
        )
    if as_json:
        print_json(asdict(report))
    else:
        say_report(report)
    if report.failures:
        raise typer.Exit(1)
