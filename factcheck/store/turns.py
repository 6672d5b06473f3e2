"""Whose turn it is on a claim that two people review, asked in the transaction that decides."""

from __future__ import annotations

from sqlalchemy import Connection

from factcheck.blind import REVIEWERS, Sight, look, participants
from factcheck.errors import NotPermitted
from factcheck.people import Role, same_person
from factcheck.store.access import require
from factcheck.store.blind import is_double
from factcheck.store.decision_rows import load_decisions


def refuse_out_of_turn(
    db: Connection, case: str, claim: str, who: str, evidence_id: int | None, is_settling: bool
) -> None:
    """Refuse a decision that is not this person's to make now.

    Args:
        db: the connection that writes it.
        case: the case's slug.
        claim: the claim's id.
        who: who decides.
        evidence_id: which piece of evidence is decided on; None for a verdict.
        is_settling: whether it settles what two reviewers decided otherwise.

    Raises:
        NotPermitted: the reviewers are two others, both are done, or there is nothing to settle.
    """
    if is_settling:
        require(db, Role.ADJUDICATOR)
    if not is_double(db, case):
        if is_settling:
            raise NotPermitted("This case has one reviewer a claim: there is no disagreement to settle.")
        return
    reviews, verdicts = load_decisions(db, case, claim)
    sight = look(reviews, verdicts, who)
    if is_settling:
        _refuse_settling(sight, evidence_id)
    elif not sight.is_open:
        raise NotPermitted(
            f"Both reviewers are done with this claim ({', '.join(sight.done_by[:REVIEWERS])}), so what they decided stays. "
            "An adjudicator settles where they differ."
        )
    else:
        others = [one for one in participants(reviews, verdicts) if not same_person(one, who)]
        if len(others) >= REVIEWERS:
            raise NotPermitted("Two people review this claim already. Take another from the worklist.")


def _refuse_settling(sight: Sight, evidence_id: int | None) -> None:
    if sight.is_open:
        raise NotPermitted("The two reviewers are not both done with this claim, so nothing can be settled yet.")
    is_disputed = sight.verdict_dispute is not None if evidence_id is None else evidence_id in sight.disputes
    if not is_disputed:
        raise NotPermitted("The two reviewers agree on this, or it is settled already. Take the settlement back first.")
