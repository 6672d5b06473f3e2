"""How far the percentage on a card may be taken at its word: how often readings of that certainty were right when measured."""

from __future__ import annotations

from functools import cache

from factcheck.certainty import probability_of, say_percent
from factcheck.model import StanceReading
from factcheck.stance.calibration import AS_A_CHECK, Calibration, load_calibration

_LEAST = 20  # readings of a certainty that are told of


def say(reading: StanceReading) -> str:
    """One sentence; "" where a rule corrected the model, or that model was not measured, or too few readings were as sure."""
    return say_of(reading, _measured())


def say_of(reading: StanceReading, measured: Calibration | None) -> str:
    """The same, of what was measured."""
    value, given = probability_of(reading), reading.probabilities
    if measured is None or measured.model != reading.read_by or reading.by_model is not None:
        return ""
    if value < max(given.strength, given.neutral):
        return ""
    bins = [one for of in measured.files if of.name == AS_A_CHECK for one in of.bins if one[2] >= _LEAST]
    if not bins:
        return ""
    _, right, n = min(bins, key=lambda one: abs(one[0] - value))
    return f"Measured: of {n} readings about as sure, {say_percent(right)} were right."


@cache
def _measured() -> Calibration | None:
    return load_calibration()
