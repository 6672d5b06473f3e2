"""Why the machine and the author differ, in words a student can use. Pure functions over values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from factcheck.study.comparing import Difference, Judged

_SAYS = {
    Difference.NOT_RETRIEVED: "Not retrieved: the search did not put this passage forward, so the model never read it",
    Difference.AS_NEUTRAL: "Read as neutral: the model sees nothing for or against the claim in this passage",
    Difference.AS_OPPOSITE: "Read as the opposite: the model takes the passage for the other side",
    Difference.TOO_MUCH: "Read as more than it says: the model takes a side where the passage leaves the claim open",
}


def explain_difference(judged: Judged) -> list[str]:
    """Say how the machine differs from the author on one passage, and why; empty where it does not."""
    if judged.difference is None:
        return []
    said = [f"{_SAYS[judged.difference]}."]
    if judged.evidence is not None:
        read = judged.evidence.reading.stance
        said.append(f"The model reads: {read}. The author reads: {judged.place.gold.stance}.")
    if judged.difference is not Difference.NOT_RETRIEVED and judged.is_led_by_other_words and judged.evidence:
        said.append(f"It was led by other words of the passage: “{judged.evidence.reading.rationale.text}”")
    if judged.place.gold.lesson is not None:
        said.append(f"{judged.place.gold.lesson.capitalize()}.")
    said.append(f"Why the author reads it so: {judged.place.gold.reason}.")
    return said


def count_differences(judged: Iterable[Judged]) -> list[tuple[str, int]]:
    """How often each kind of difference occurs, and how often each lesson goes with one; most frequent first."""
    differing = [one for one in judged if one.difference is not None]
    kinds = Counter(str(one.difference) for one in differing)
    lessons = Counter(str(one.place.gold.lesson) for one in differing if one.place.gold.lesson is not None)
    return [*kinds.most_common(), *lessons.most_common()]


def say_agreement(judged: Iterable[Judged]) -> str:
    """How many judged passages the machine reads as the author does, of those that support or contradict."""
    decisive = [one for one in judged if one.is_decisive]
    alike = sum(one.difference is None for one in decisive)
    return f"The machine finds and reads {alike} of {len(decisive)} deciding passages as the author does."
