"""``factcheck worklist``, ``assign``, ``mark``, ``agreement`` and ``settle``: who does what, and where two people differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from factcheck.cli.context import CaseOption, JsonOption, WorkspaceOption, open_workspace, print_json, say
from factcheck.cli.decisions import ReviewerOption, SeenOption
from factcheck.model import Stance, VerdictLabel

_TargetClaim = Annotated[str, typer.Option("--claim", help="Id of a claim.")]
_TargetDocument = Annotated[str, typer.Option("--document", help="SHA-256 of a document.")]


def worklist(
    context: typer.Context,
    case: CaseOption,
    documents: Annotated[bool, typer.Option("--documents", help="The documents in place of the claims.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the work on a case: unreviewed, in doubt, needs a second eye, done; and whose it is."""
    from factcheck.store.cases import load_case
    from factcheck.store.work import load_work
    from factcheck.worklist import ClaimWork, DocumentWork, count_states

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        work = load_work(db, case)
    rows: Sequence[ClaimWork | DocumentWork] = work.documents if documents else work.claims
    named = [
        (one.claim.id, one.claim.text) if isinstance(one, ClaimWork) else (one.document.sha256, one.document.title)
        for one in rows
    ]
    if as_json:
        print_json(
            [
                {"id": id_, "text": text, "state": one.state.value, "reasons": list(one.reasons), "reviewed": one.reviewed,
                 "pieces": one.pieces, "assigned_to": one.assigned_to}
                for (id_, text), one in zip(named, rows, strict=True)
            ]
        )  # fmt: skip
        return
    for (id_, text), one in zip(named, rows, strict=True):
        why = f" ({'; '.join(one.reasons)})" if one.reasons else ""
        say(f"{id_[:12]}  [{one.state}]  {one.assigned_to or 'nobody'}  {one.reviewed}/{one.pieces}  {text}{why}")
    say(", ".join(f"{state}: {number}" for state, number in count_states(rows).items()))


def assign(
    context: typer.Context,
    case: CaseOption,
    person: Annotated[str, typer.Argument(help="Who works on it; an empty name for nobody.")],
    claim: _TargetClaim = "",
    document: _TargetDocument = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Give a claim or a document to a person."""
    from factcheck.store.work import assign as give

    _need_target(claim, document)
    with open_workspace(context, workspace).writing() as db:
        give(db, case, person, claim=claim, document=document)
    say(f"{claim or document}: {person or 'nobody'}.")


def mark(
    context: typer.Context,
    case: CaseOption,
    said: Annotated[str, typer.Argument(help="“in doubt”, “needs a second eye”, “read” (a document), or empty.")],
    claim: _TargetClaim = "",
    document: _TargetDocument = "",
    why: Annotated[str, typer.Option(help="Why.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Say how far the work on a claim or a document is, beside what follows from the decisions on it."""
    from factcheck.errors import BadInput
    from factcheck.store.work import mark as note
    from factcheck.worklist import Mark

    _need_target(claim, document)
    if said not in list(Mark):
        raise BadInput(f"{said!r} is no mark. Marks: {', '.join(one.value for one in Mark if one)}.")
    with open_workspace(context, workspace).writing() as db:
        note(db, case, Mark(said), why, claim=claim, document=document)
    say(f"{claim or document}: {said or 'no mark'}.")


def agreement(
    context: typer.Context, case: CaseOption, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """How far two blind reviewers agree: Krippendorff's alpha, and Cohen's kappa of each two people."""
    from factcheck.store.cases import load_case
    from factcheck.store.comparing import compare_reviewers

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        compared = compare_reviewers(db, case)
    parts = {"passages": compared.stances, "verdicts": compared.verdicts}
    if as_json:
        print_json(
            {"claims": compared.claims}
            | {
                name: {"things": one.things, "alpha": one.alpha, "pairs": [
                    {"people": pair.people, "both": pair.both, "agreed": pair.agreed, "kappa": pair.kappa} for pair in one.pairs
                ]}
                for name, one in parts.items()
            }
        )  # fmt: skip
        return
    say(f"{compared.claims} claims that both reviewers are done with.")
    for name, one in parts.items():
        say(f"Krippendorff's alpha of {name}: {_figure(one.alpha)} ({one.things} judged by two)")
        for pair in one.pairs:
            say(
                f"  Cohen's kappa, {' and '.join(pair.people)}: {_figure(pair.kappa)} ({pair.agreed} of {pair.both} alike)"
            )


def settle(
    context: typer.Context,
    case: CaseOption,
    claim: Annotated[str, typer.Option(help="Id of the claim.")],
    reason: Annotated[str, typer.Option(help="Why it is settled so.")],
    reviewer: ReviewerOption,
    evidence: Annotated[int | None, typer.Option(min=1, help="Number of the evidence; else the verdict.")] = None,
    stance: Annotated[Stance | None, typer.Option(help="Of the passage; else it is set aside as not relevant.")] = None,
    label: Annotated[VerdictLabel | None, typer.Option(help="The verdict.")] = None,
    seen: SeenOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Settle what two reviewers decided otherwise; takes the role adjudicator."""
    from factcheck.deciding import settle_review, settle_verdict

    opened = open_workspace(context, workspace)
    made = (
        settle_verdict(opened, case, claim, label, reason, reviewer, seen)
        if evidence is None
        else settle_review(opened, case, claim, evidence, stance, reason, reviewer, seen)
    )
    print_json(asdict(made)) if as_json else say(f"Settled by {made.reviewer}.")


def _need_target(claim: str, document: str) -> None:
    from factcheck.errors import BadInput

    if bool(claim) == bool(document):
        raise BadInput("Name one claim (--claim) or one document (--document).")


def _figure(value: float | None) -> str:
    return "not defined: all alike, or nothing judged by two" if value is None else f"{value:.3f}"
