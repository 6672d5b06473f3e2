"""Record what a person decides: read the claim as it is now, make the decision by the rules, store it, in one transaction."""

from __future__ import annotations

from factcheck.errors import BadInput, NotFound
from factcheck.model import Decision, Review, Stance, Verdict, VerdictLabel
from factcheck.review import make_review
from factcheck.store.evidence import load_record, save_review, save_verdict
from factcheck.store.workspace import Workspace, now
from factcheck.verdict import make_verdict


def record_review(
    workspace: Workspace,
    case: str,
    claim_id: str,
    evidence_id: int,
    decision: Decision,
    stance: Stance | None,
    reviewer: str,
) -> Review:
    """Add a person's decision on one piece of evidence.

    Raises:
        BadInput: nobody is named, or decision and stance do not go together.
        NotFound: another check has replaced the evidence since the page was drawn.
    """
    with workspace.writing() as db:
        checked = load_record(db, case, claim_id).checked
        found = [one for one in (checked.evidence if checked else ()) if one.id == evidence_id]
        if not found:
            raise NotFound("The claim was checked anew meanwhile and this passage is not among its evidence any more.")
        review = make_review(found[0], decision, stance, reviewer, now())
        save_review(db, review)
    return review


def record_verdict(
    workspace: Workspace, case: str, claim_id: str, label: VerdictLabel | None, justification: str, reviewer: str
) -> Verdict:
    """Add a person's conclusion on one claim.

    Raises:
        BadInput: no verdict is chosen.
        NotPermitted: the reviewed evidence does not bear it, or a name or the justification is missing.
    """
    if label is None:
        raise BadInput("Choose a verdict first.")
    with workspace.writing() as db:
        reviews = load_record(db, case, claim_id).reviews
        verdict = make_verdict(claim_id, label, justification, reviewer, now(), reviews)
        save_verdict(db, case, verdict)
    return verdict
