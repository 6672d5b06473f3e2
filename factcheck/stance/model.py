"""What the tool asks of a stance model: pairs of (premise, claim) to probabilities. `opening` opens the one that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from factcheck.model import Probabilities

Pair = tuple[str, str]
"""Premise (what a paper says) and claim (what was said)."""

MAX_TOKENS = (
    256  # of a pair, as in training; most passages with a claim are shorter, and their sentences are read by themselves
)


class StanceModel(Protocol):
    """What the pipeline needs of a stance model."""

    @property
    def name(self) -> str:
        """The model as people know it, with enough to tell two versions apart."""

    def read(self, pairs: Sequence[Pair], on_done: Callable[[int], None] | None = None) -> list[Probabilities]:
        """Give the probabilities of the three stances for each pair, in the order of the pairs."""
