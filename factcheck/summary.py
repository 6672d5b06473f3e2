"""What the evidence of one claim adds up to: how many independent sources stand on each side, and how strongly.

It counts, and never concludes: a verdict is a person's. Where a person has decided on a piece, that decision counts in
place of the model's reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from factcheck.certainty import SURE_FROM, say_percent
from factcheck.model import Evidence, Review, Stance
from factcheck.review import shown_stance

MIN_LEAD = 0.15
"""How much heavier one side must weigh than the other before the summary leans to it."""

MIN_WEIGHT = 0.35
"""What a side must weigh before the summary leans to it."""

_SPEAKING = (Stance.SUPPORTS, Stance.CONTRADICTS)


@dataclass(frozen=True)
class Side:
    """What the sources of one stance say together."""

    stance: Stance
    sources: int  # documents, all copies and versions of one paper counted once; of neutral, those on neither side
    pieces: int  # passages, those that repeat a copy not counted
    confirmed: int  # of these pieces, those on which a person decided
    strongest: float  # highest probability of the stance among the pieces, 1 where a person decided; 0 without any
    weight: float  # 0 to 1, rises with the number of sources, their relevance and their strength


@dataclass(frozen=True)
class Summary:
    """The evidence of one claim, counted by independent sources. A source that says both stands on both sides."""

    supports: Side
    contradicts: Side
    neutral: Side
    aside: int  # pieces that a person found not relevant
    disputed: int = 0  # pieces on which two reviewers differ: they count nowhere

    @property
    def leaning(self) -> Stance | None:
        """The side that weighs clearly more, for measuring only; neutral where none weighs enough, None where both do.

        It is shown to nobody as a conclusion.
        """
        heavier, lighter = sorted((self.supports, self.contradicts), key=lambda side: -side.weight)
        if heavier.weight < MIN_WEIGHT:
            return Stance.NEUTRAL
        return heavier.stance if heavier.weight - lighter.weight >= MIN_LEAD else None


def summarise(
    evidence: Sequence[Evidence],
    reviews: Mapping[int, Sequence[Review]] | None = None,
    groups: Mapping[str, int] | None = None,
    disputed: Collection[int] = (),
) -> Summary:
    """Count the evidence of a claim by independent sources.

    Args:
        evidence: of one claim, as `gather_evidence` gives it.
        reviews: by evidence id, oldest first.
        groups: the number of the group of each document that has copies or versions, by SHA-256.
        disputed: ids of the evidence on which two reviewers differ, which is left out until that is settled.
    """
    decided, known = reviews or {}, groups or {}
    settled = [one for one in evidence if one.id not in disputed]
    counted = [one for one in settled if decided.get(one.id or 0) or not one.copy_of]
    by_stance: dict[Stance | None, list[Evidence]] = {stance: [] for stance in (*Stance, None)}
    for one in counted:
        by_stance[shown_stance(one, decided.get(one.id or 0, ()))].append(one)
    sides = {stance: _side(stance, by_stance[stance], decided, known) for stance in Stance}
    spoken = {_source(one, known) for stance in _SPEAKING for one in by_stance[stance]}
    silent = {_source(one, known) for one in by_stance[Stance.NEUTRAL]} - spoken
    return Summary(
        sides[Stance.SUPPORTS],
        sides[Stance.CONTRADICTS],
        replace(sides[Stance.NEUTRAL], sources=len(silent)),
        aside=len(by_stance[None]),
        disputed=len(evidence) - len(settled),
    )


NOT_A_VERDICT = "Counted from what the passages are read to say; copies of one paper are one source. It is no verdict."


def describe_summary(summary: Summary) -> list[str]:
    """A summary in words, a line for each side and one for what is left."""
    lines = [_describe_side(summary.supports, "support"), _describe_side(summary.contradicts, "contradict")]
    left = [f"{_count(summary.neutral.sources)} {'says' if summary.neutral.sources == 1 else 'say'} neither"]
    if summary.aside:
        left.append(f"{summary.aside} set aside by a person")
    if summary.disputed:
        left.append(f"{summary.disputed} not counted, because two reviewers differ")
    return [*lines, "; ".join(left)]


def _describe_side(side: Side, verb: str) -> str:
    """One side in words.

    >>> _describe_side(Side(Stance.SUPPORTS, 1, 2, 1, 0.87, 0.5), "support")
    '1 independent source supports the claim, as a person decided on 1 of 2 passages'
    >>> _describe_side(Side(Stance.SUPPORTS, 1, 2, 0, 1.0, 0.5), "support")
    '1 independent source supports the claim, most strongly at more than 99 %'
    """
    if not side.sources:
        return f"no source {verb}s the claim"
    said = f"{_count(side.sources)} {verb}{'s' if side.sources == 1 else ''} the claim"
    if side.confirmed:
        passages = f"{side.pieces} passage{'' if side.pieces == 1 else 's'}"
        return f"{said}, as a person decided on {side.confirmed} of {passages}"
    unclear = ", which is unclear" if side.strongest < SURE_FROM else ""
    return f"{said}, most strongly at {say_percent(side.strongest)}{unclear}"


def _count(sources: int) -> str:
    return f"{sources} independent source{'' if sources == 1 else 's'}"


def _side(
    stance: Stance, pieces: Sequence[Evidence], reviews: Mapping[int, Sequence[Review]], groups: Mapping[str, int]
) -> Side:
    by_source: dict[object, float] = {}
    strengths = []
    for one in pieces:
        strength = 1.0 if reviews.get(one.id or 0) else getattr(one.reading.probabilities, stance.value)
        strengths.append(strength)
        source = _source(one, groups)
        by_source[source] = max(by_source.get(source, 0.0), strength * one.hit.relevance)
    return Side(
        stance,
        sources=len(by_source),
        pieces=len(pieces),
        confirmed=sum(bool(reviews.get(one.id or 0)) for one in pieces),
        strongest=max(strengths, default=0.0),
        weight=_add_up(by_source.values()),
    )


def _source(evidence: Evidence, groups: Mapping[str, int]) -> object:
    """What a piece comes from: a document, or all copies and versions of one."""
    return groups.get(evidence.document.sha256, evidence.document.sha256)


def _add_up(weights: Iterable[float]) -> float:
    """Together, as independent signs add up: 1 minus the product of what each leaves open.

    >>> _add_up([0.5, 0.5])
    0.75
    """
    return 1 - prod(1 - weight for weight in weights)
