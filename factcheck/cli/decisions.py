"""``factcheck review`` and ``verdict``: what a person decides."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from factcheck.cli.context import CaseOption, JsonOption, WorkspaceOption, open_workspace, print_json, say
from factcheck.errors import BadInput
from factcheck.model import Decision, Stance, VerdictLabel

SeenOption = Annotated[
    int | None,
    typer.Option(
        min=0, help="Newest entry of the log that you have read; refused if what you decide on changed since."
    ),
]
ReviewerOption = Annotated[str, typer.Option(envvar="FACTCHECK_REVIEWER", help="Who decides.")]


def review(
    context: typer.Context,
    evidence_id: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="Number of the evidence, from `check`.")],
    decision: Annotated[Decision, typer.Option(help="agree, correct, or not relevant.")],
    reviewer: ReviewerOption,
    stance: Annotated[Stance | None, typer.Option(help="For a correction: what the passage does.")] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    seen: SeenOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide on one piece of evidence: agree with its stance, correct it, or set it aside."""
    from factcheck.deciding import record_review
    from factcheck.store.evidence import locate_evidence

    opened = open_workspace(context, workspace)
    with opened.reading() as db:
        case, claim = locate_evidence(db, evidence_id)
    made = record_review(opened, case, claim, evidence_id, decision, stance, reviewer, seen, note)
    print_json(asdict(made)) if as_json else say(f"Evidence {evidence_id}: {decision.value}, by {made.reviewer}.")


def verdict(
    context: typer.Context,
    case: CaseOption,
    claim: Annotated[str, typer.Option(help="Id of the claim.")],
    label: Annotated[VerdictLabel, typer.Option(help="The conclusion.")],
    justification: Annotated[str, typer.Option(help="Why, in your words.")],
    reviewer: ReviewerOption,
    supported: Annotated[str, typer.Option(help="For Mixed: which part of the claim is supported.")] = "",
    contradicted: Annotated[str, typer.Option(help="For Mixed: which part is contradicted.")] = "",
    seen: SeenOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a verdict on a claim; refused without a confirmed passage and a justification, Mixed without its two parts."""
    from factcheck.deciding import record_verdict
    from factcheck.verdict import say_parts

    if label is VerdictLabel.MIXED:
        justification = say_parts(supported, contradicted, justification)
    elif supported or contradicted:
        raise BadInput(
            "Only a verdict Mixed has parts. Say in the justification what supports or contradicts the claim."
        )
    made = record_verdict(open_workspace(context, workspace), case, claim, label, justification, reviewer, seen)
    print_json(asdict(made)) if as_json else say(f"Claim {claim}: {label.value}, by {made.reviewer}.")
