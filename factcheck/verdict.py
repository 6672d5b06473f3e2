"""Verdicts: which ones the reviewed evidence permits. Rules only; no model takes part, and there is no default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from factcheck.errors import NotPermitted
from factcheck.model import Review, Stance, Verdict, VerdictLabel
from factcheck.review import current_review


def confirmed_stances(reviews: Mapping[int, Sequence[Review]]) -> list[Stance]:
    """The stances of the passages that a person has confirmed, one a passage; those set aside do not count."""
    newest = (current_review(of_one) for of_one in reviews.values())
    return [review.stance for review in newest if review is not None and review.stance is not None]


def make_verdict(
    claim_id: str,
    label: VerdictLabel,
    justification: str,
    reviewer: str,
    decided_at: str,
    reviews: Mapping[int, Sequence[Review]],
) -> Verdict:
    """Make a verdict that the reviews bear.

    Args:
        claim_id: the claim.
        label: the person's conclusion.
        justification: why, in the person's words.
        reviewer: who decides.
        decided_at: UTC, ISO-8601.
        reviews: every review of the claim's evidence, by evidence id, oldest first.

    Raises:
        NotPermitted: nobody is named, no justification is written, or no confirmed passage bears this verdict.
    """
    if not reviewer.strip():
        raise NotPermitted("A verdict needs the name of who decides.")
    if not justification.strip():
        raise NotPermitted("A verdict needs a written justification.")
    confirmed = confirmed_stances(reviews)
    if not confirmed:
        raise NotPermitted(
            "A verdict needs at least one passage that a person has confirmed. Review the evidence first."
        )
    needed = _NEEDS.get(label)
    if needed is not None and needed not in confirmed:
        raise NotPermitted(f"“{label}” needs at least one confirmed passage that {needed} the claim.")
    return Verdict(claim_id, label, justification.strip(), reviewer.strip(), decided_at)


def say_parts(supported: str, contradicted: str, reasons: str) -> str:
    """The justification of a Mixed verdict: which part of the claim is which, then the reasons.

    Raises:
        NotPermitted: one of the parts is not named, or there are no reasons.

    >>> say_parts("It had a contract", "nobody used it.", "Pages 3 and 9.")
    'Supported: It had a contract. Contradicted: nobody used it. Pages 3 and 9.'
    """
    if not supported.strip() or not contradicted.strip():
        raise NotPermitted("“Mixed” needs both parts: which part of the claim is supported, and which is contradicted.")
    if not reasons.strip():
        raise NotPermitted("A verdict needs a written justification.")
    first, second = (one.strip().rstrip(".") for one in (supported, contradicted))
    return f"Supported: {first}. Contradicted: {second}. {reasons.strip()}"


_NEEDS = {VerdictLabel.SUPPORTED: Stance.SUPPORTS, VerdictLabel.CONTRADICTED: Stance.CONTRADICTS}
