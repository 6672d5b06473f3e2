"""``factcheck document duplicates``: copies, re-scans and versions of one paper, and what differs between two of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.context import CaseOption, JsonOption, WorkspaceOption, open_workspace, print_json, say

if TYPE_CHECKING:
    from factcheck.duplicates.versions import Change
    from factcheck.store.duplicates import Pair


def duplicates(
    context: typer.Context,
    case: CaseOption,
    differences: Annotated[
        list[str] | None, typer.Option(help="Say what differs: the beginning of a SHA-256; give it twice.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List documents that are copies, re-scans or versions of each other; they count as one source in the evidence."""
    from factcheck.errors import BadInput
    from factcheck.relating import compare_documents, relate_documents
    from factcheck.store.cases import load_case
    from factcheck.store.documents import load_documents
    from factcheck.store.duplicates import load_pairs

    opened = open_workspace(context, workspace)
    with opened.reading() as db:
        load_case(db, case)
    relate_documents(opened)
    with opened.reading() as db:
        files = {one.sha256: one.file for one in load_documents(db, case)}
        pairs = load_pairs(db, case)
    if not differences:
        _say_pairs(pairs, files, as_json)
        return
    chosen = [[sha256 for sha256 in files if sha256.startswith(start)] for start in differences]
    if len(chosen) != 2 or any(len(found) != 1 for found in chosen):
        raise BadInput(
            "Name two documents of the case, each by the beginning of its SHA-256: --differences A --differences B"
        )
    (first,), (second,) = chosen
    _say_changes(compare_documents(opened, first, second), as_json)


def _say_pairs(pairs: list[Pair], files: dict[str, str], as_json: bool) -> None:
    from factcheck.duplicates.signatures import group

    groups = group((pair.one, pair.other) for pair in pairs)
    if as_json:
        print_json({"groups": groups, "pairs": [asdict(pair) for pair in pairs]})
        return
    for number, members in enumerate(groups, start=1):
        say(f"{number}. {len(members)} documents that count as one source:")
        for sha256 in members:
            say(f"   {files[sha256]} ({sha256[:12]})")
        for pair in pairs:
            if pair.one in members:
                say(f"   {files[pair.one]} and {files[pair.other]}: {pair.resemblance}")
    say(f"{len(groups)} groups of duplicates among {len(files)} documents.")


def _say_changes(changes: list[Change], as_json: bool) -> None:
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    for change in changes:
        for sign, place in (("-", change.first), ("+", change.second)):
            if place is not None:
                say(f"{sign} {change.kind}, page {place.page}: {place.text}")
    say(f"{len(changes)} differences; the first document is marked -, the second +.")
