"""``factcheck packet``: all that someone needs who checks the evidence, in one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

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
from factcheck.cli.exporting import Format

_DEFAULT = [Format.CSV, Format.XLSX, Format.JSON, Format.HTML, Format.CITATIONS]


def packet(
    context: typer.Context,
    case: CaseOption,
    out: Annotated[Path, typer.Option(help="File to write, such as evidence.zip.")],
    claim: Annotated[list[str] | None, typer.Option(help="Only this claim; may be given again.")] = None,
    formats: Annotated[list[Format], typer.Option("--format", help="Of the table; may be given again.")] = _DEFAULT,
    received: Annotated[
        bool | None, typer.Option("--received/--hashes-only", help="Put the documents in, or only their hashes.")
    ] = None,
    images: Annotated[bool | None, typer.Option(help="Page images with the passage framed.")] = None,
    protected: Annotated[
        bool,
        typer.Option("--protected", help="Leave out who obtained papers and how, reviewers, and what the case lists."),
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an evidence packet: table, page images, documents, decision log; `factcheck verify FILE` proves it anywhere."""
    from factcheck.export.packet import Wish, make_packet
    from factcheck.settings import read_settings

    wish = Wish(
        claims=tuple(claim or ()),
        formats=tuple(dict.fromkeys(one.value for one in formats)),
        with_received=not protected if received is None else received,
        with_images=not protected if images is None else images,
        is_protected=protected,
        publisher=read_settings().publisher,
    )
    with show_progress(quiet=as_json) as on_progress:
        made = make_packet(open_workspace(context, workspace), case, out, wish, on_progress)
    if as_json:
        print_json(asdict(made) | {"path": str(made.path)})
        return
    say(
        f"{out}: {made.quotes} quotations, {made.images} page images, {made.received} documents, "
        f"{made.entries} entries of the decision log."
    )
    if made.proof:
        say(made.proof, err=True)
    say(f"SHA-256: {made.sha256}")
    say("Keep this SHA-256 in a place of its own: it shows later that this is the packet that was made now.", err=True)
