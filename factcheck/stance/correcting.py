"""What the rules find in the windows of a passage, and how that corrects the model.

What they are sure of in a sentence holds for all that holds this sentence: two neighbours, the passage as a whole. Else a model
that misreads the figure would be corrected in the one window and believed in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from factcheck.model import Passage, Probabilities, Span, Stance
from factcheck.stance.rules import Finding, Outcome, compare
from factcheck.stance.rules.beside import is_borne_out

RULE_SHARE = 0.8
"""Probability given to what a rule is sure of."""

CONTEXT = 800
"""Characters of the passage before a sentence in which the rules look for a table's header, its period, and names."""


def find_all(claim: str, passage: Passage, windows: Iterable[Span], acronyms: Mapping[str, str]) -> dict[Span, Finding]:
    """What the rules find in each window; where they are sure of a part of one, what they find in that part decides.

    Args:
        claim: what was said.
        passage: in which the windows lie.
        windows: in the page's offsets.
        acronyms: those that the passages of the document explain that were read with it, by acronym.
    """
    found = {span: _compare(claim, passage, span, acronyms) for span in windows}
    sure = {span: finding for span, finding in found.items() if finding.is_sure}
    for span, finding in found.items():
        parts = {part: one for part, one in sure.items() if part != span and lies_in(part, span)}
        if parts:
            found[span] = find_within(span, parts, claim) or replace(finding, is_sure=False)
    return found


def find_within(window: Span, found: Mapping[Span, Finding], claim: str) -> Finding | None:
    """What the rules are sure of in a part of a window, where nothing beside it there may bear out the claim.

    Args:
        window: in the page's offsets.
        found: what the rules find in windows of the same passage.
        claim: what was said.
    """
    sure = [
        finding
        for part, finding in found.items()
        if finding.is_sure and lies_in(part, window) and not is_borne_out(claim, part.text, _beside(part, window))
    ]
    return max(sure, key=lambda one: one.outcome is Outcome.DIFFERS, default=None)


def correct(probabilities: Probabilities, finding: Finding | None) -> Probabilities:
    """Give what a rule is sure of `RULE_SHARE` of the probability; what it is not sure of changes nothing."""
    if finding is None or not finding.is_sure:
        return probabilities
    wanted = Stance.CONTRADICTS if finding.outcome is Outcome.DIFFERS else Stance.NEUTRAL
    if getattr(probabilities, wanted.value) >= RULE_SHARE:
        return probabilities
    rest = 1 - getattr(probabilities, wanted.value)
    shares = {
        stance.value: RULE_SHARE if stance is wanted else (1 - RULE_SHARE) * getattr(probabilities, stance.value) / rest
        for stance in Stance
    }
    return Probabilities(**shares)


def lies_in(part: Span, whole: Span) -> bool:
    """Whether a span lies in another, or is the same."""
    return whole.start <= part.start and part.end <= whole.end


def _compare(claim: str, passage: Passage, span: Span, acronyms: Mapping[str, str]) -> Finding:
    start = span.start - passage.start
    return compare(claim, span.text, passage.text[max(0, start - CONTEXT) : start], acronyms)


def _beside(part: Span, whole: Span) -> str:
    """What a span holds beside a part of it."""
    return f"{whole.text[: part.start - whole.start]}\n{whole.text[part.end - whole.start :]}"
