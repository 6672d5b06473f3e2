"""Reviews: what a person may decide on a piece of evidence, and which decision counts. Rules over values."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.errors import BadInput
from factcheck.model import Decision, Evidence, Review, Stance


def make_review(
    evidence: Evidence, decision: Decision, stance: Stance | None, reviewer: str, reviewed_at: str, note: str = ""
) -> Review:
    """Make a review that says what it means.

    Args:
        evidence: what is reviewed; it must be stored.
        decision: agree takes the model's stance, correct takes another, not relevant takes none.
        stance: for a correction, what the passage says according to the person.
        reviewer: who decides.
        reviewed_at: UTC, ISO-8601.
        note: why, in the person's words.

    Raises:
        BadInput: nobody is named, or decision and stance do not go together.
    """
    if not reviewer.strip():
        raise BadInput("A review needs the name of who decides.")
    if evidence.id is None:
        raise BadInput("This evidence is not stored yet. Check the claim first.")
    if decision is Decision.CORRECT and stance is None:
        raise BadInput("A correction says what the passage does: supports, contradicts or neutral.")
    if decision is Decision.AGREE:
        stance = evidence.reading.stance
    elif decision is Decision.NOT_RELEVANT:
        stance = None
    return Review(evidence.id, decision, stance, reviewer.strip(), reviewed_at, note.strip())


def current_review(reviews: Sequence[Review]) -> Review | None:
    """The review that counts: the newest. Reviews come oldest first."""
    return reviews[-1] if reviews else None


def shown_stance(evidence: Evidence, reviews: Sequence[Review]) -> Stance | None:
    """Where a piece of evidence belongs: a person's stance if there is one, else the model's; None when set aside."""
    review = current_review(reviews)
    return evidence.reading.stance if review is None else review.stance
