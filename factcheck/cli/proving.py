"""``factcheck log``, ``undo`` and ``verify``: who decided what, taking it back, and proof that nothing else changed it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    WorkspaceOption,
    open_workspace,
    print_json,
    say,
    show_progress,
    workspace_folder,
)
from factcheck.cli.decisions import ReviewerOption, SeenOption


def log(
    context: typer.Context,
    case: CaseOption,
    claim: Annotated[str | None, typer.Option(help="Only what was done to this claim.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the decision log of a case: who changed which stance, quote, verdict or claim, when and why."""
    from factcheck.log import describe
    from factcheck.store.blind import open_claims
    from factcheck.store.cases import load_case, load_claim
    from factcheck.store.log import load_links

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        if claim is not None:
            load_claim(db, case, claim)
        links = load_links(db, case, claim)
        is_numbered = not open_claims(db, case)  # gaps would tell how much another has decided blind
    if as_json:
        print_json([asdict(link) if is_numbered else _without_numbers(asdict(link)) for link in links])
        return
    for link in links:
        assert link.entry is not None
        say(f"{link.number if is_numbered else link.hash[:12]:>5}  {link.entry.at}  {describe(link.entry)}")
    if links and is_numbered:
        say(f"Hash of entry {links[-1].number}: {links[-1].hash}", err=True)


def _without_numbers(link: dict[str, Any]) -> dict[str, Any]:
    return link | {"number": None, "previous": None, "entry": link["entry"] | {"number": None}}


def undo(
    context: typer.Context,
    case: CaseOption,
    entry: Annotated[str, typer.Option(help="Number of the review or verdict in the log, or how its hash begins.")],
    reviewer: ReviewerOption,
    why: Annotated[str, typer.Option(help="Why it is taken back.")] = "",
    seen: SeenOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take back a review or a verdict: nothing is erased, an entry is added, and what counted before counts again."""
    from factcheck.log import describe
    from factcheck.store.log import find_entry
    from factcheck.store.log import undo as take_back

    with open_workspace(context, workspace).opened_by(reviewer).writing() as db:
        made = take_back(db, case, find_entry(db, case, entry), reviewer, why, seen)
    print_json(asdict(made)) if as_json else say(describe(made))


def verify(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A packet, backup or case archive; else the workspace is proved.")
    ] = None,
    against: Annotated[
        list[Path] | None, typer.Option(help="A packet made earlier: its last entry must still be in the decision log.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove the workspace, or an archive: every file, row, quote and entry of the decision logs is what was stored."""
    faults, notes = (
        _verify_file(file, as_json)
        if file is not None
        else _verify_workspace(workspace_folder(context, workspace), against or [], as_json)
    )
    if not as_json:
        for note in notes:
            say(f"note: {note}", err=True)
        for fault in faults:
            say(f"fault: {fault}", err=True)
    if faults:
        raise typer.Exit(1)


def _verify_file(file: Path, as_json: bool) -> tuple[list[str], list[str]]:
    from factcheck.verify.packet import verify_packet

    with show_progress(quiet=as_json) as on_progress:
        verified = verify_packet(file, on_progress)
    if as_json:
        print_json(asdict(verified))
    else:
        said = f"{verified.quotes} quotations, {verified.entries} entries of the decision log"
        say(f"{verified.kind or 'archive'}: {len(verified.intact)} files intact, {said}: {_count(verified.faults)}.")
        say(f"SHA-256 of the file: {verified.sha256}")
    return verified.faults, verified.notes


def _verify_workspace(root: Path, against: list[Path], as_json: bool) -> tuple[list[str], list[str]]:
    from factcheck.verify.workspace import verify_against, verify_folder

    with show_progress(quiet=as_json) as on_progress:
        verified = verify_folder(root, on_progress)
        verified.faults += [fault for packet in against for fault in verify_against(root, packet)]
    if as_json:
        print_json(asdict(verified))
    else:
        say(
            f"{verified.files} files, {verified.pages} pages, {verified.passages} passages, {verified.evidence} pieces of "
            f"evidence and {verified.entries} entries of decision logs looked at: {_count(verified.faults)}."
        )
    return verified.faults, verified.notes


def _count(faults: list[str]) -> str:
    return f"{len(faults) or 'no'} fault{'' if len(faults) == 1 else 's'}"
