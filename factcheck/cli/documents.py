"""``factcheck ingest`` and ``verify``: papers come in, the workspace is proved."""

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
    say,
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
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take documents into a case: PDF with text, TXT, Markdown, HTML, DOCX. What cannot be read is listed."""
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
            open_workspace(context, workspace), case, files, open_readers(), dict.fromkeys(files, known), on_progress
        )
    if as_json:
        print_json(asdict(report))
    else:
        say_report(report)
    if report.failures:
        raise typer.Exit(1)


def verify(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Prove the workspace: re-hash every received file, cut every quote again, compare indexes with the store."""
    from factcheck.verify import verify_workspace

    opened = open_workspace(context, workspace)
    with show_progress(quiet=as_json) as on_progress:
        verified = verify_workspace(opened, on_progress)
    if as_json:
        print_json(asdict(verified))
    else:
        say(
            f"{verified.files} files, {verified.pages} pages, {verified.passages} passages and "
            f"{verified.evidence} pieces of evidence looked at: {len(verified.faults) or 'no'} faults."
        )
        for fault in verified.faults:
            say(f"fault: {fault}", err=True)
    if verified.faults:
        raise typer.Exit(1)
