"""Hear the second reader about the evidence of a claim, once it stands in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from factcheck.model import Evidence, OnProgress, Progress, SecondReading, ignore_progress
from factcheck.stance.second_reader import SecondReader


def hear_second(
    reader: SecondReader, evidence: Sequence[Evidence], claim: str, on_progress: OnProgress = ignore_progress
) -> tuple[tuple[Evidence, ...], SecondReading]:
    """Ask the second reader about evidence; it adds opinions and changes nothing else.

    Args:
        reader: whom to ask.
        evidence: best first; copies are not asked about.
        claim: what was said, in a sentence that stands alone.
        on_progress: told how many passages were asked about.

    Returns:
        The same evidence in the same order, with the opinions that were heard; and what became of asking.
    """
    asked = [one for one in evidence if not one.copy_of]

    def report(done: int) -> None:
        on_progress(Progress("asking the second reader", done, len(asked)))

    opinions, second = reader.read([one.passage for one in asked], claim, report)
    heard = {one.passage.id: opinion for one, opinion in zip(asked, opinions, strict=True)}
    return tuple(replace(one, second=heard.get(one.passage.id)) for one in evidence), second
