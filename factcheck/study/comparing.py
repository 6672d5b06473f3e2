"""A student's work, the machine's reading and the author's judgement side by side, counted plainly. Rules over values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from factcheck.model import Evidence, GoldVerdict, Stance, StudentMark, StudentWork
from factcheck.study.places import GoldPlace, is_marked, matching_mark

FIRST = 5  # pieces of evidence that a person is sure to look at


class Difference(StrEnum):
    """How the model's stance on a judged passage differs from the author's."""

    NOT_RETRIEVED = "not retrieved"
    AS_NEUTRAL = "read as neutral"
    AS_OPPOSITE = "read as the opposite"
    TOO_MUCH = "read as more than it says"


@dataclass(frozen=True)
class Judged:
    """One passage that the author judged, with what the student and the machine made of it."""

    place: GoldPlace
    mark: StudentMark | None
    evidence: Evidence | None  # None where the search did not put it forward
    rank: int = 0  # of the evidence, 1 is best

    @property
    def is_decisive(self) -> bool:
        """Whether the passage supports or contradicts the claim."""
        return self.place.gold.stance is not Stance.NEUTRAL

    @property
    def is_found(self) -> bool:
        """Whether the student marked it with the author's stance."""
        return self.mark is not None and self.mark.stance is self.place.gold.stance

    @property
    def difference(self) -> Difference | None:
        """How the machine differs from the author; None where they agree or neither says anything."""
        wanted = self.place.gold.stance
        if self.evidence is None:
            return Difference.NOT_RETRIEVED if self.is_decisive else None
        read = self.evidence.reading.stance
        if read is wanted:
            return None
        if read is Stance.NEUTRAL:
            return Difference.AS_NEUTRAL
        return Difference.AS_OPPOSITE if self.is_decisive else Difference.TOO_MUCH

    @property
    def is_led_by_other_words(self) -> bool:
        """Whether the model took its stance from words of the passage other than those that were judged."""
        if self.evidence is None:
            return False
        rationale = self.evidence.reading.rationale
        return not (rationale.start < self.place.end and self.place.start < rationale.end)


@dataclass(frozen=True)
class Comparison:
    """One claim: what the student did, what the author judged, what the machine read."""

    work: StudentWork
    verdict: GoldVerdict | None  # None where the author suggests none
    judged: tuple[Judged, ...]
    other_marks: tuple[StudentMark, ...]  # that mean no judged passage
    evidence: tuple[Evidence, ...]  # of the machine, best first

    @property
    def decisive(self) -> list[Judged]:
        """The judged passages that support or contradict the claim."""
        return [one for one in self.judged if one.is_decisive]

    @property
    def found(self) -> list[Judged]:
        """Those that the student marked with the author's stance."""
        return [one for one in self.decisive if one.is_found]

    @property
    def turned(self) -> list[Judged]:
        """Those that the student marked with the opposite stance."""
        return [one for one in self.decisive if one.mark is not None and not one.is_found]

    @property
    def missed(self) -> list[Judged]:
        """Those that the student did not mark."""
        return [one for one in self.decisive if one.mark is None]

    @property
    def near_misses(self) -> list[Judged]:
        """Passages that leave the claim open and that the student marked all the same."""
        return [one for one in self.judged if not one.is_decisive and one.mark is not None]

    @property
    def differences(self) -> list[Judged]:
        """The judged passages on which the machine and the author differ."""
        return [one for one in self.judged if one.difference is not None]

    @property
    def is_verdict_alike(self) -> bool | None:
        """Whether student and author come to the same verdict; None where the author suggests none."""
        return None if self.verdict is None else self.work.answer.label is self.verdict.label


def compare(
    work: StudentWork, verdict: GoldVerdict | None, places: Sequence[GoldPlace], evidence: Sequence[Evidence]
) -> Comparison:
    """Put the three side by side.

    Args:
        work: what the student did on the claim.
        verdict: what the author suggests.
        places: the passages that the author judged.
        evidence: what the machine found, best first.
    """
    judged = tuple(_judge(place, work.marks, evidence) for place in places)
    others = tuple(mark for mark in work.marks if not any(is_marked(place, [mark]) for place in places))
    return Comparison(work, verdict, judged, others, tuple(evidence))


def _judge(place: GoldPlace, marks: Sequence[StudentMark], evidence: Sequence[Evidence]) -> Judged:
    holding = [
        Judged(place, None, one, rank) for rank, one in enumerate(evidence, start=1) if _holds(one, place)
    ]  # several, because passages overlap
    best = min(holding, key=lambda one: (one.is_led_by_other_words, one.rank), default=Judged(place, None, None))
    return Judged(place, matching_mark(place, marks), best.evidence, best.rank)


def _holds(evidence: Evidence, place: GoldPlace) -> bool:
    passage = evidence.passage
    same_page = (passage.document_sha256, passage.page) == (place.document_sha256, place.page)
    return same_page and passage.start <= place.start and place.end <= passage.end
