"""Figures that several measurements share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from factcheck.model import Stance


def macro_f1(pairs: Sequence[tuple[Stance | None, Stance]]) -> float | None:
    """Macro-F1 over the labels that occur; None where there is nothing to measure.

    Args:
        pairs: guess and gold; a guess of None is wrong.
    """
    from sklearn.metrics import f1_score

    if not pairs:
        return None
    gold = [stance.value for _, stance in pairs]
    guesses = ["none" if guess is None else guess.value for guess, _ in pairs]
    return float(f1_score(gold, guesses, labels=sorted(set(gold)), average="macro", zero_division=0))


def share(values: Iterable[bool]) -> float | None:
    """How many of the values are true, 0 to 1; None of none."""
    flags = list(values)
    return sum(flags) / len(flags) if flags else None
