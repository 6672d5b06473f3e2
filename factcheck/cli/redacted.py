"""``factcheck document redactions``: where papers are blacked or whited out; the text under a box only when asked for."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.context import CaseOption, JsonOption, WorkspaceOption, open_workspace, print_json, say

if TYPE_CHECKING:
    from factcheck.store.redactions import RedactedPage


def redactions(
    context: typer.Context,
    case: CaseOption,
    document: Annotated[str, typer.Option(help="Only this document: the beginning of its SHA-256.")] = "",
    page: Annotated[int | None, typer.Option(help="Only this page.")] = None,
    show_hidden_text: Annotated[
        bool,
        typer.Option(
            "--show-hidden-text",
            help="Print what still lies under the boxes of one page, read from the received file; nothing is stored.",
        ),
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List redacted pages with their exemption codes, and bad redactions, under which the text can still be read."""
    from factcheck.errors import BadInput
    from factcheck.store.cases import load_case
    from factcheck.store.redactions import load_redacted_pages

    opened = open_workspace(context, workspace)
    with opened.reading() as db:
        load_case(db, case)
        found = [
            one
            for one in load_redacted_pages(db, case)
            if one.document_sha256.startswith(document) and page in (None, one.page)
        ]
    if show_hidden_text:
        if len(found) != 1:
            raise BadInput(
                "Hidden text is shown for one page at a time: name --document and --page of a redacted page."
            )
        _show_hidden(found[0], opened.received_path(found[0].document_sha256))
    elif as_json:
        print_json([asdict(one) | {"codes": one.codes, "bad": one.n_bad} for one in found])
    else:
        _say(found)


def _say(found: list[RedactedPage]) -> None:
    for one in found:
        codes = ", ".join(f"{code} ({n})" if n > 1 else code for code, n in one.codes.items())
        bad = f"; {one.n_bad} BAD: the text under it can still be read" if one.n_bad else ""
        where = f"{one.file} ({one.document_sha256[:12]}), page {one.page}"
        say(f"{where}: {len(one.redactions)} redacted{': ' + codes if codes else ''}{bad}")
    bad_pages = sum(one.n_bad > 0 for one in found)
    say(f"{len(found)} pages with redactions, {bad_pages} of them with a bad one.")


def _show_hidden(found: RedactedPage, received: Path) -> None:
    from factcheck.documents.pdf.hidden import read_hidden_text

    say("What follows was meant to be taken out. Think of the people named before you pass it on.", err=True)
    say(read_hidden_text(received, found.file, found.page) or "No text lies under the boxes of this page.")
