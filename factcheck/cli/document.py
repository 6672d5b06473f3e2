"""``factcheck document``: what is known of the papers themselves, beyond their text."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    WorkspaceOption,
    open_workspace,
    print_json,
    say,
    show_progress,
)

if TYPE_CHECKING:
    from factcheck.store.workspace import Workspace

app = typer.Typer(
    no_args_is_help=True,
    help="The papers themselves: Bates numbers, redactions, copies, and what could not be taken in.",
)


@app.command()
def bates(
    context: typer.Context,
    case: CaseOption,
    number: Annotated[str, typer.Argument(help="A number or a range, such as ABC0001234-36; else all is told.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find pages by their Bates number, or say what the numbers of the case show: gaps, restarts, overlaps."""
    from factcheck.store.bates import find_bates
    from factcheck.store.cases import load_case

    opened = open_workspace(context, workspace)
    with opened.reading() as db:
        load_case(db, case)
        found = find_bates(db, case, number) if number else []
    if not number:
        _say_numbers(opened, case, as_json)
    elif as_json:
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            mended = f" (read as {one.bates_as_read})" if one.bates_as_read else ""
            say(f"{one.bates}: {one.file}, page {one.page}{mended}")
        if not found:
            say(f"No page of the case carries {number}.", err=True)
    if number and not found:
        raise typer.Exit(1)


@app.command()
def places(
    context: typer.Context, case: CaseOption, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Find where words stand on pages that were read before places were kept; the texts stay as they are."""
    from factcheck.placing import find_places

    opened = open_workspace(context, workspace)
    with show_progress(quiet=as_json) as on_progress:
        placed = find_places(opened, case, on_progress)
    if as_json:
        print_json([asdict(one) for one in placed])
        return
    for one in placed:
        say(f"{one.file}: {one.pages} of {one.of} pages" + (f" ({one.problem})" if one.problem else ""))
    if not placed:
        say("Every page of the case that can be shown has its places.")


def _say_numbers(workspace: Workspace, case: str, as_json: bool) -> None:
    from factcheck.bates import report_case, report_document
    from factcheck.store.bates import load_numbered_pages, load_numbers
    from factcheck.store.documents import load_documents

    with workspace.reading() as db:
        numbers, numbered = load_numbers(db, case), load_numbered_pages(db, case)
        files = {one.sha256: f"{one.file} ({one.sha256[:12]})" for one in load_documents(db, case)}
    documents = {files[sha256]: report_document(pages).say() for sha256, pages in numbers.items()}
    for one in numbered:
        if one.bates_as_read:
            name = files[one.document_sha256]
            documents[name].append(
                f"page {one.page} reads {one.bates_as_read}, mended to {one.bates} by its neighbours"
            )
    series = report_case({files[sha256]: pages for sha256, pages in numbers.items()})
    overlaps = [(str(shared), names) for one in series for shared, names in one.overlaps]
    if as_json:
        print_json({"documents": documents, "case": [str(one) for one in series], "overlaps": overlaps})
        return
    for name, said in documents.items():
        say(f"{name}: {'; '.join(said)}")
    for report in series:
        say(f"The case: {report}")
    for shared, names in overlaps:
        say(f"In more than one document: {shared}: {', '.join(names)}")
    if not documents:
        say("No document of the case carries Bates numbers.")
