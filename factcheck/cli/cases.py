"""``factcheck case``: make, load, list and show cases."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import (
    JsonOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    say,
    show_progress,
)

app = typer.Typer(help="Cases: one investigation each, with its claims and documents.", no_args_is_help=True)


class Reviewers(StrEnum):
    """How many people review each claim."""

    ONE = "one"
    TWO = "two"


@app.command()
def new(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name: lower-case letters, digits, hyphens.")],
    title: Annotated[str, typer.Option(help="What people call it.")] = "",
    question: Annotated[str, typer.Option(help="What the case asks.")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="Write a case folder to fill in there, such as corpus; nothing is loaded.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an empty case in the workspace; with --folder, a case folder to fill in."""
    if folder is not None:
        _write_skeleton(folder, slug, title, question, as_json)
        return
    from factcheck.errors import BadInput
    from factcheck.model import Case
    from factcheck.store.cases import load_cases, save_case

    case = Case(slug, title or slug, question)
    with open_workspace(context, workspace).writing() as db:
        if slug in {known.slug for known in load_cases(db)}:
            raise BadInput(f"There is a case {slug!r} already.")
        save_case(db, case)
    print_json(asdict(case)) if as_json else say(f"Case {slug} is made.")


def _write_skeleton(parent: Path, slug: str, title: str, question: str, as_json: bool) -> None:
    from factcheck.authoring.skeleton import write_skeleton

    made = write_skeleton(parent, slug, title, question)
    if as_json:
        print_json({"folder": str(made)})
        return
    say(f"{made} holds one example of everything. Replace it, then: factcheck case validate {made}")


@app.command()
def validate(
    folder: Annotated[Path, typer.Argument(help="A case folder, such as corpus/palantir-ice.")],
    as_json: JsonOption = False,
) -> None:
    """Name every broken rule of a case folder, with file, row and remedy; exit code 1 where it would not load."""
    from factcheck.authoring.rules import find_problems

    problems = find_problems(folder)
    broken = [one for one in problems if not one.is_advice]
    if as_json:
        print_json({"valid": not broken, "problems": [asdict(one) for one in problems]})
    else:
        for one in problems:
            say(f"{'advice: ' if one.is_advice else ''}{one}")
        advice = f", {len(problems) - len(broken)} of advice" if len(problems) > len(broken) else ""
        say(f"{folder.name}: {len(broken)} problems{advice}." if problems else f"{folder.name}: every rule is kept.")
    if broken:
        raise typer.Exit(1)


@app.command()
def load(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A case folder, such as corpus/palantir-ice.")],
    once: Annotated[bool, typer.Option("--once", help="Do nothing where the case is loaded already.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load a case folder: its claims and documents, read, indexed and checked."""
    from factcheck.cases import is_loaded, load_case_folder, read_case
    from factcheck.model import IngestReport

    opened = open_workspace(context, workspace)
    if once and is_loaded(folder, opened):
        say(f"{folder.name} is loaded.", err=True)
        if as_json:
            case = read_case(folder)
            print_json({"case": case.case.slug, "claims": len(case.claims), **asdict(IngestReport())})
        return
    with show_progress(quiet=as_json) as on_progress:
        read, report = load_case_folder(folder, opened, open_readers(), on_progress)
    if as_json:
        print_json({"case": read.case.slug, "claims": len(read.claims), **asdict(report)})
    else:
        say(f"{read.case.title}: {len(read.claims)} claims, {len(report.documents)} documents.")
        for failure in report.failures:
            say(f"not read: {failure.path}: {failure.reason}. {failure.remedy}", err=True)
    if report.failures:
        raise typer.Exit(1)


@app.command("list")
def list_cases(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """List the cases of the workspace."""
    from factcheck.store.cases import load_cases, load_claims
    from factcheck.store.documents import load_hashes

    with open_workspace(context, workspace).reading() as db:
        rows = [
            asdict(case) | {"claims": len(load_claims(db, case.slug)), "documents": len(load_hashes(db, case.slug))}
            for case in load_cases(db)
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        say(f"{row['slug']}: {row['title']} ({row['claims']} claims, {row['documents']} documents)")
    if not rows:
        say("No case yet. Make one: factcheck case new NAME, or load one: factcheck case load corpus/palantir-ice")


@app.command()
def show(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the case.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a case: its claims with their verdicts, its documents, and what could not be read."""
    from factcheck.store.cases import load_case, load_claims
    from factcheck.store.documents import load_documents
    from factcheck.store.evidence import load_verdicts
    from factcheck.store.failures import load_failures

    with open_workspace(context, workspace).reading() as db:
        case, claims = load_case(db, slug), load_claims(db, slug)
        documents, failures = load_documents(db, slug), load_failures(db, slug)
        verdicts = {claim_id: given[-1] for claim_id, given in load_verdicts(db, slug).items()}
    if as_json:
        print_json(
            asdict(case)
            | {
                "claims": [
                    asdict(c) | {"verdict": verdicts[c.id].label.value if c.id in verdicts else None} for c in claims
                ],
                "documents": [asdict(document) | {"title": document.title} for document in documents],
                "failures": [asdict(failure) for failure in failures],
            }
        )
        return
    say(f"{case.title}\n{case.question}\n\nClaims ({len(claims)}):")
    for claim in claims:
        label = verdicts[claim.id].label.value if claim.id in verdicts else "no verdict"
        say(f"  {claim.id}  [{label}]  {claim.text}  ({claim.speaker or claim.organisation}, {claim.date})")
    say(f"\nDocuments ({len(documents)}):")
    for document in documents:
        unread = f", {document.n_unread_pages} unread" if document.n_unread_pages else ""
        say(f"  {document.sha256[:12]}  {document.title}  ({document.n_pages} pages{unread})")
    for failure in failures:
        say(f"  not read: {failure.path}: {failure.reason}. {failure.remedy}")


@app.command()
def review(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the case.")],
    by: Annotated[Reviewers, typer.Option(help="How many people review each claim; two do it blind.")],
    why: Annotated[str, typer.Option(help="Why.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Set whether two people review each claim of a case, neither seeing the other's decisions until both are done."""
    from factcheck.store.cases import set_double_review

    with open_workspace(context, workspace).writing() as db:
        set_double_review(db, slug, by is Reviewers.TWO, why)
    say(f"{slug}: {by.value} a claim.")


@app.command()
def protect(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the case.")],
    strings: Annotated[
        list[str] | None, typer.Argument(help="Names and words that no protected export may hold.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take these off the list.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what protected exports of a case withhold beside names of reviewers and how papers came; add to it."""
    from factcheck.store.cases import load_protected, save_protected

    with open_workspace(context, workspace).writing() as db:
        kept = load_protected(db, slug)
        if strings:
            named = [" ".join(one.split()) for one in strings]
            kept = [one for one in kept if one not in named] if remove else [*kept, *named]
            save_protected(db, slug, kept)
            kept = load_protected(db, slug)
    if as_json:
        print_json(kept)
        return
    for one in kept:
        say(one)
    if not kept:
        say('Nothing is listed. Add names: factcheck case protect NAME "Jane Doe"')


@app.command()
def fetch(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the case.")],
    only_list: Annotated[bool, typer.Option("--list", help="Only list the addresses; fetch nothing.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Fetch also what was fetched before.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch the originals of a case's digests from the web. The one command that goes online, and only when you ask."""
    from factcheck.originals import fetch_originals, list_wanted

    opened = open_workspace(context, workspace)
    if only_list:
        wanted = list_wanted(opened, slug)
        if as_json:
            print_json([{"digest": one.digest.file, "url": one.url, "fetched": bool(one.original)} for one in wanted])
            return
        for one in wanted:
            say(f"{one.digest.file}: {one.url}{' (fetched)' if one.original else ''}")
        return
    with show_progress(quiet=as_json) as on_progress:
        report = fetch_originals(opened, slug, open_readers(), on_progress, again)
    if as_json:
        print_json(asdict(report))
    else:
        for original in report.fetched:
            say(f"fetched: {original.url}: SHA-256 {original.original_sha256}")
        for failure in report.failures:
            say(f"not fetched: {failure.path}: {failure.reason}. {failure.remedy}", err=True)
        if not report.fetched and not report.failures:
            say("No digest of the case names an original that is still to be fetched.")
    if report.failures:
        raise typer.Exit(1)
