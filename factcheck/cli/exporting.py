"""``factcheck export``: the evidence leaves, in one of the formats, protected or not."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import CaseOption, WorkspaceOption, open_workspace, say


class Format(StrEnum):
    """The names of `export/formats.py`, here so that ``--help`` loads no library; a test compares the two."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    MARKDOWN = "markdown"
    CLAIMREVIEW = "claimreview"
    CITATIONS = "citations"
    CITATIONS_MARKDOWN = "citations-markdown"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


def list_columns(is_asked: bool) -> None:
    """Print every column of the table with its meaning, and end."""
    if not is_asked:
        return
    from factcheck.export.columns import COLUMN_MEANINGS

    for name, meaning in COLUMN_MEANINGS.items():
        say(f"{name}: {meaning}")
    raise typer.Exit


def export(
    context: typer.Context,
    case: CaseOption,
    out: Annotated[Path, typer.Option(help="File to write.")],
    format_: Annotated[
        Format | None, typer.Option("--format", help="Else by the end of the file's name, else csv.")
    ] = None,
    claim: Annotated[list[str] | None, typer.Option(help="Only this claim; may be given again.")] = None,
    protected: Annotated[
        bool,
        typer.Option("--protected", help="Leave out who obtained papers and how, reviewers, and what the case lists."),
    ] = False,
    figures: Annotated[
        bool | None, typer.Option(help="Page images with the passage boxed; else only where nothing is protected.")
    ] = None,
    columns: Annotated[
        bool, typer.Option("--columns", is_eager=True, callback=list_columns, help="Say what each column means.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the evidence of a case, or of some of its claims; every quote is cut again from its page first."""
    from factcheck.errors import BadInput
    from factcheck.export.content import gather_export
    from factcheck.export.formats import format_of_file, make_file
    from factcheck.settings import read_settings

    gathered = gather_export(
        open_workspace(context, workspace),
        case,
        claim,
        is_protected=protected,
        with_figures=not protected if figures is None else figures,
        publisher=read_settings().publisher,
    )
    made = make_file(gathered, format_ or format_of_file(out.name))
    try:
        out.write_bytes(made.data)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}") from error
    say(f"{out}: {made.format.label}; {len(gathered.table)} rows of evidence", err=True)
    if made.proof is not None:
        say(made.proof.text, err=True)
