"""``factcheck matrix``, ``timeline`` and ``method``: what the app's pages of these names show, for programs and terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    StanceModelOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    say,
)

if TYPE_CHECKING:
    from factcheck.method import Method


def matrix(
    context: typer.Context, case: CaseOption, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Show claims by documents: the strongest stance of each cell, and how many pieces of evidence."""
    from factcheck.matrix import build_matrix
    from factcheck.store.cases import load_case, load_claims
    from factcheck.store.documents import load_documents
    from factcheck.store.evidence import load_records

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        made = build_matrix(load_claims(db, case), load_documents(db, case), load_records(db, case))
    titles = {one.sha256: one.title for one in made.documents}
    cells: list[dict[str, Any]] = [
        {
            "claim": row.claim.id,
            "document": {"sha256": sha256, "title": titles.get(sha256, "")},
            "strongest": cell.strongest.value if cell.strongest else "not relevant",
            "reviewed": cell.is_reviewed,
            "counts": {stance.value if stance else "not relevant": number for stance, number in cell.counts.items()},
            "copies": cell.copies,
            "evidence_ids": list(cell.evidence),
        }
        for row in made.rows
        for sha256, cell in row.cells.items()
    ]
    if as_json:
        print_json({"case": case, "pieces": made.n_pieces, "cells": cells})
        return
    for cell in cells:
        counted = ", ".join(f"{number} {stance}" for stance, number in cell["counts"].items())
        say(f"{cell['claim']}  {cell['strongest']:12}  {cell['document']['title']}: {counted}")


def timeline(
    context: typer.Context, case: CaseOption, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Show statements and papers in the order of time, and those without a date."""
    from factcheck.chronology import list_events
    from factcheck.store.cases import load_case, load_claims
    from factcheck.store.documents import load_documents

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        dated, undated = list_events(load_claims(db, case), load_documents(db, case))
    rows = [
        {
            "date": event.date,
            "what": event.happening.value,
            "id": event.claim.id if event.claim else event.document.sha256 if event.document else "",
            "title": event.title,
        }
        for event in (*dated, *undated)
    ]
    if as_json:
        print_json({"dated": rows[: len(dated)], "undated": rows[len(dated) :]})
        return
    for row in rows:
        say(f"{row['date'] or 'no date':10}  {row['what']:15}  {row['title']}")


def method(
    context: typer.Context,
    case: CaseOption,
    claim: Annotated[str, typer.Option(help="Id of a claim that has been checked.")],
    run: Annotated[
        bool, typer.Option("--run", help="Check again, storing nothing, and compare with what is stored.")
    ] = False,
    stance_model: StanceModelOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell how a claim was checked; with --run do it again: exit code 1 where something else comes out."""
    from factcheck.method import describe_method, repeat_check

    opened = open_workspace(context, workspace)
    if not run:
        told = _tell(describe_method(opened, case, claim))
        print_json(told) if as_json else _print(told)
        return
    repeated = repeat_check(opened, case, claim, open_readers(stance_model=stance_model))
    if as_json:
        print_json({"same": repeated.is_same, "hits": list(repeated.found), "differences": list(repeated.differences)})
    else:
        say(
            f"{len(repeated.found)} passages, {'the same as stored' if repeated.is_same else 'not the same as stored'}."
        )
        for difference in repeated.differences:
            say(f"  {difference}")
    if not repeated.is_same:
        raise typer.Exit(1)


def _tell(method: Method) -> dict[str, Any]:
    from dataclasses import asdict

    from factcheck.opinions import describe_asking

    checked = method.checked
    return {
        "claim": asdict(checked.claim),
        "tool": method.tool,
        "models": checked.models,
        "second reader": describe_asking(checked.second) if checked.second else "off",
        "checked at": checked.checked_at,
        "commands": list(method.commands),
        "queries": {"by meaning": method.dense_query, "by words": method.lexical_query},
        "passages asked for": method.top_k,
        "passages": [one.passage.id for one in checked.evidence],
        "thresholds": {one.name: {"value": one.value, "meaning": one.meaning} for one in method.thresholds},
        "calibration": method.calibration,
        "searched": asdict(checked.searched),
        "documents changed since": method.is_stale,
        "not found in any passage": list(method.not_found),
        "documents without a passage": [one.title for one in method.silent],
        "pages not read": [f"{one.document.title}, page {one.page}: {one.reason}" for one in method.unread],
        "pages read doubtfully": [f"{one.document.title}, page {one.page}: {one.reason}" for one in method.doubtful],
        "files not taken in": [f"{one.path}: {one.reason}" for one in method.failures],
    }


def _print(told: dict[str, Any]) -> None:
    for name, value in told.items():
        if isinstance(value, dict):
            say(f"{name}:")
            for key, one in value.items():
                if one:
                    say(f"  {key}: {one['value'] if isinstance(one, dict) and 'value' in one else one}")
        elif isinstance(value, list):
            say(f"{name}: {len(value) or 'none'}")
            for one in value:
                say(f"  {one}")
        else:
            say(f"{name}: {value}")
