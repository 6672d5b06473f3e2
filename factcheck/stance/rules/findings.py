"""What the rules say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from factcheck.stance.rules.wording import on_one_line


class Outcome(StrEnum):
    """What the figures, dates and names alone say of a claim."""

    SAME = "same"  # they agree, and so does all else
    DIFFERS = "differs"  # of the same thing the paper gives another figure or date
    OTHER = "other"  # the paper speaks of another period, unit or party
    UNSURE = "unsure"  # nothing that a rule may say


@dataclass(frozen=True)
class Finding:
    """What the rules found, with the reason in words for the card; sure only where a rule says so."""

    outcome: Outcome
    reason: str = ""
    is_sure: bool = False  # sure enough to correct the model, which reads all the words


UNSURE = Finding(Outcome.UNSURE)

_LONGEST = 60  # characters of the paper that a reason quotes at once


def quoted(words: str) -> str:
    """Words of a paper or a claim as a reason quotes them: on one line, and never much of it."""
    words = on_one_line(words)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
