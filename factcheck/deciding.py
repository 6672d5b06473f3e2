"""Record what a person decides: read the claim as it is now, make the decision by the rules, store it, in one transaction.

Both faces decide through here. ``seen`` is the version of the claim that the person looked at (`ClaimRecord.version`): a
decision on what has changed since is refused by the store with what changed. None means that nobody looked before.
"""

from __future__ import annotations

from dataclasses import replace

from factcheck.errors import BadInput, NotFound
from factcheck.log import Action, Link, unwrap
from factcheck.model import Decision, Review, Stance, Verdict, VerdictLabel
from factcheck.people import same_person
from factcheck.review import make_review
from factcheck.store.decisions import refuse_stale_verdict, save_review, save_verdict
from factcheck.store.evidence import load_record
from factcheck.store.log import load_links, load_undone, undo
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
    with workspace.opened_by(reviewer).writing() as db:
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
    with workspace.opened_by(reviewer).writing() as db:
        reviews = load_record(db, case, claim_id).reviews
        refuse_stale_verdict(
            db, case, claim_id, seen
        )  # first: what changed is why the reviews may not bear it any more
        verdict = make_verdict(claim_id, label, justification, reviewer, now(), reviews)
        save_verdict(db, case, verdict, seen)
    return verdict


def find_last_review(workspace: Workspace, case: str, claim_id: str, reviewer: str) -> Link | None:
    """The entry of a person's own newest decision on a passage of a claim that still counts; None where there is none.

    One that another person has decided otherwise since counts no more, and taking it back would change nothing.
    """
    with workspace.reading() as db:
        undone = load_undone(db, case)
        links = load_links(db, case, claim_id)
    passed: set[str] = set()  # passages on which somebody else decided later
    for link in reversed(links):
        if link.entry is None or link.number in undone:
            continue
        entry = unwrap(link.entry)
        if entry.action is not Action.REVIEWED:
            continue
        passage = str(entry.what.get("passage", ""))
        if not same_person((entry.after or {}).get("reviewer", ""), reviewer):
            passed.add(passage)
        elif passage not in passed:
            return link
    return None


def take_back(workspace: Workspace, case: str, link: Link, reviewer: str, seen: int | None = None) -> str:
    """Take a person's decision on a passage back; what counted before counts again.

    Returns:
        The id of the passage.

    Raises:
        BadInput: nobody is named, or it is taken back already.
        NotPermitted: it is another's decision, or both reviewers of the claim are done.
        StaleEdit: the same thing was decided otherwise since.
    """
    with workspace.opened_by(reviewer).writing() as db:
        entry = undo(db, case, link.number, reviewer, "", seen)
    return str(entry.what.get("passage", ""))


def settle_review(
    workspace: Workspace,
    case: str,
    claim_id: str,
    evidence_id: int,
    stance: Stance | None,
    reason: str,
    adjudicator: str,
    seen: int | None = None,
) -> Review:
    """Settle what two reviewers decided otherwise on one passage; ``stance`` None sets it aside.

    Raises:
        BadInput: nobody is named, or no reason is given.
        NotPermitted: the person is no adjudicator, or there is nothing to settle.
        StaleEdit: it is not as the person saw it any more.
    """
    _need_reason(reason)
    with workspace.opened_by(adjudicator).writing() as db:
        checked = load_record(db, case, claim_id).checked
        found = [one for one in (checked.evidence if checked else ()) if one.id == evidence_id]
        if not found:
            raise NotFound("This passage is not among the evidence of the claim.")
        decision = Decision.CORRECT if stance else Decision.NOT_RELEVANT
        if stance is found[0].reading.stance:
            decision = Decision.AGREE
        review = replace(make_review(found[0], decision, stance, adjudicator, now(), reason), settles=True)
        save_review(db, review, seen)
    return review


def settle_verdict(
    workspace: Workspace,
    case: str,
    claim_id: str,
    label: VerdictLabel | None,
    reason: str,
    adjudicator: str,
    seen: int | None = None,
) -> Verdict:
    """Settle on which verdict of two a claim ends, or on a third.

    Raises:
        BadInput: no verdict is chosen, or no reason is given.
        NotPermitted: the evidence that counts does not bear it, the person is no adjudicator, or there is nothing to settle.
        StaleEdit: the claim is not as the person saw it any more.
    """
    if label is None:
        raise BadInput("Choose a verdict first.")
    _need_reason(reason)
    with workspace.opened_by(adjudicator).writing() as db:
        reviews = load_record(db, case, claim_id).reviews
        refuse_stale_verdict(db, case, claim_id, seen)
        verdict = replace(make_verdict(claim_id, label, reason, adjudicator, now(), reviews), settles=True)
        save_verdict(db, case, verdict, seen)
    return verdict


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput("A settlement needs a reason: it decides between two people.")
