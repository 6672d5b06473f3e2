"""Record what a person decides: read the claim as it is now, make the decision by the rules, store it, in one transaction.

Both faces decide through here. ``seen`` is the version of the claim that the person looked at (`ClaimRecord.version`): a
decision on what has changed since is refused by the store with what changed. None means that nobody looked before.
"""

from __future__ import annotations

from factcheck.errors import BadInput, NotFound
from factcheck.model import Decision, Review, Stance, Verdict, VerdictLabel
from factcheck.review import make_review
from factcheck.store.decisions import refuse_stale_verdict, save_review, save_verdict
from factcheck.store.evidence import load_record
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
    seen: int | None = None,
    note: str = "",
) -> Review:
    """Add a person's decision on one piece of evidence.

    Raises:
        BadInput: nobody is named, or decision and stance do not go together.
        NotFound: another check has replaced the evidence since the page was drawn.
        StaleEdit: it is not as the person saw it any more.
    """
    with workspace.writing() as db:
        checked = load_record(db, case, claim_id).checked
        found = [one for one in (checked.evidence if checked else ()) if one.id == evidence_id]
        if not found:
            raise NotFound("The claim was checked anew meanwhile and this passage is not among its evidence any more.")
        review = make_review(found[0], decision, stance, reviewer, now(), note)
        save_review(db, review, seen)
    return review


def record_verdict(
    workspace: Workspace,
    case: str,
    claim_id: str,
    label: VerdictLabel | None,
    justification: str,
    reviewer: str,
    seen: int | None = None,
) -> Verdict:
    """Add a person's conclusion on one claim.

    Raises:
        BadInput: no verdict is chosen.
        NotPermitted: the reviewed evidence does not bear it, or a name or the justification is missing.
        StaleEdit: the claim, its evidence or its verdict is not as the person saw it any more.
    """
    if label is None:
        raise BadInput("Choose a verdict first.")
    with workspace.writing() as db:
        reviews = load_record(db, case, claim_id).reviews
        refuse_stale_verdict(
            db, case, claim_id, seen
        )  # first: what changed is why the reviews may not bear it any more
        verdict = make_verdict(claim_id, label, justification, reviewer, now(), reviews)
        save_verdict(db, case, verdict, seen)
    return verdict
