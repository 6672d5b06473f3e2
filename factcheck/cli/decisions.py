"""``factcheck review`` and ``verdict``: what a person decides."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from factcheck.cli.context import CaseOption, JsonOption, WorkspaceOption, open_workspace, print_json, say
from factcheck.model import Decision, Stance, VerdictLabel

ReviewerOption = Annotated[str, typer.Option(envvar="FACTCHECK_REVIEWER", help="Who decides.")]


def review(
    context: typer.Context,
    evidence_id: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="Number of the evidence, from `check`.")],
    decision: Annotated[Decision, typer.Option(help="agree, correct, or not relevant.")],
    reviewer: ReviewerOption,
    stance: Annotated[Stance | None, typer.Option(help="For a correction: what the passage does.")] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide on one piece of evidence: agree with its stance, correct it, or set it aside."""
    from factcheck.review import make_review
    from factcheck.store.evidence import load_record, locate_evidence, save_review
    from factcheck.store.workspace import now

    with open_workspace(context, workspace).writing() as db:
        record = load_record(db, *locate_evidence(db, evidence_id))
        assert record.checked is not None  # evidence is stored with its check
        evidence = next(one for one in record.checked.evidence if one.id == evidence_id)
        made = make_review(evidence, decision, stance, reviewer, now(), note)
        save_review(db, made)
    print_json(asdict(made)) if as_json else say(f"Evidence {evidence_id}: {decision.value}, by {made.reviewer}.")


def verdict(
    context: typer.Context,
    case: CaseOption,
    claim: Annotated[str, typer.Option(help="Id of the claim.")],
    label: Annotated[VerdictLabel, typer.Option(help="The conclusion.")],
    justification: Annotated[str, typer.Option(help="Why, in your words.")],
    reviewer: ReviewerOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a verdict on a claim; refused without a confirmed passage and a justification."""
    from factcheck.store.evidence import load_record, save_verdict
    from factcheck.store.workspace import now
    from factcheck.verdict import make_verdict

    with open_workspace(context, workspace).writing() as db:
        record = load_record(db, case, claim)
        made = make_verdict(claim, label, justification, reviewer, now(), record.reviews)
        save_verdict(db, case, made)
    print_json(asdict(made)) if as_json else say(f"Claim {claim}: {label.value}, by {made.reviewer}.")
