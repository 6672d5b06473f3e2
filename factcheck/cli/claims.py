"""``factcheck claim``: add one claim, import a table of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import CaseOption, JsonOption, WorkspaceOption, open_workspace, print_json, say

app = typer.Typer(help="Claims: public statements, each checkable.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    case: CaseOption,
    text: Annotated[str, typer.Option(help="The statement, verbatim.")],
    claim_id: Annotated[str, typer.Option("--id", help="Its id; else the next free one.")] = "",
    speaker: Annotated[str, typer.Option()] = "",
    role: Annotated[str, typer.Option()] = "",
    organisation: Annotated[str, typer.Option()] = "",
    party: Annotated[str, typer.Option(help="company, agency, critic or press.")] = "",
    date: Annotated[str, typer.Option(help="2018, 2018-12 or 2018-12-07.")] = "",
    venue: Annotated[str, typer.Option()] = "",
    source: Annotated[str, typer.Option(help="Where the words stand.")] = "",
    source_url: Annotated[str, typer.Option()] = "",
    about: Annotated[str, typer.Option("--context", help="One sentence: who speaks of what.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add one claim to a case."""
    from factcheck.claims.importing import make_claim
    from factcheck.store.cases import load_case, save_claim

    claim = make_claim(
        id=claim_id, text=text, speaker=speaker, role=role, organisation=organisation, party=party, date=date,
        venue=venue, source=source, source_url=source_url, context=about,
    )  # fmt: skip
    with open_workspace(context, workspace).writing() as db:
        load_case(db, case)
        claim = save_claim(db, case, claim)
    print_json(asdict(claim)) if as_json else say(f"Claim {claim.id} is added.")


@app.command()
def edit(
    context: typer.Context,
    claim_id: Annotated[str, typer.Argument(help="Its id.")],
    case: CaseOption,
    why: Annotated[str, typer.Option(help="Why it is edited.")],
    text: Annotated[str | None, typer.Option(help="The statement, verbatim.")] = None,
    speaker: Annotated[str | None, typer.Option()] = None,
    role: Annotated[str | None, typer.Option()] = None,
    organisation: Annotated[str | None, typer.Option()] = None,
    party: Annotated[str | None, typer.Option(help="company, agency, critic or press.")] = None,
    date: Annotated[str | None, typer.Option(help="2018, 2018-12 or 2018-12-07.")] = None,
    venue: Annotated[str | None, typer.Option()] = None,
    source: Annotated[str | None, typer.Option(help="Where the words stand.")] = None,
    source_url: Annotated[str | None, typer.Option()] = None,
    about: Annotated[str | None, typer.Option("--context", help="One sentence: who speaks of what.")] = None,
    seen: Annotated[int | None, typer.Option(min=0, help="Newest entry of the log that you have read.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Edit a claim; the decision log keeps how it was, by whom and why, and its verdict is in doubt from then on."""
    from factcheck.claims.importing import make_claim
    from factcheck.store.cases import edit_claim, load_claim

    given = {
        "text": text, "speaker": speaker, "role": role, "organisation": organisation, "party": party, "date": date,
        "venue": venue, "source": source, "source_url": source_url, "context": about,
    }  # fmt: skip
    with open_workspace(context, workspace).writing() as db:
        known = asdict(load_claim(db, case, claim_id))
        claim = make_claim(**(known | {name: value for name, value in given.items() if value is not None}))
        edit_claim(db, case, claim, seen, why)
    print_json(asdict(claim)) if as_json else say(f"Claim {claim.id} is edited.")


@app.command("import")
def import_claims(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV with a column text; id, speaker, date … as far as there.")],
    case: CaseOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import claims from a CSV; bad rows are named, the others taken."""
    from factcheck.claims.importing import BadRow, parse_claims
    from factcheck.errors import BadInput
    from factcheck.store.cases import load_case, save_claim

    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be opened: {error.strerror}") from error
    claims, bad = parse_claims(data, file.name)
    taken = []
    with open_workspace(context, workspace).writing() as db:
        load_case(db, case)
        for line, claim in sorted(claims, key=lambda row: not row[1].id):  # ids that are given are taken before others
            try:
                taken.append(save_claim(db, case, claim))
            except BadInput as error:
                bad.append(BadRow(line, str(error)))
    bad.sort(key=lambda row: row.line)
    if as_json:
        print_json({"claims": [asdict(claim) for claim in taken], "bad_rows": [asdict(row) for row in bad]})
    else:
        say(f"{len(taken)} claims taken, {len(bad)} rows not.")
        for row in bad:
            where = f"{file.name}, line {row.line}{f', column {row.column}' if row.column else ''}"
            say(f"{where}: {row.reason}{f'. {row.remedy}' if row.remedy else ''}", err=True)
    if bad:
        raise typer.Exit(1)
