"""A card says how often readings as sure as its own were right, of the model that read it and of no other."""

from __future__ import annotations

from dataclasses import replace

from factcheck.model import Probabilities, Span, Stance, StanceReading
from factcheck.stance.calibration import AS_A_CHECK, Calibration, MeasuredOn
from factcheck.ui.calibrated import say_of

BINS = ((0.45, 0.41, 200), (0.65, 0.62, 90), (0.85, 0.5, 3))
MEASURED = Calibration("small (1)", 1.0, (MeasuredOn(AS_A_CHECK, 293, 0.5, 0.05, BINS, ()),))


def reading(probabilities: Probabilities, stance: Stance, read_by: str = "small (1)") -> StanceReading:
    return StanceReading(stance, probabilities, Span(0, 1, "x"), read_by=read_by)


def test_the_nearest_certainty_that_was_measured_often_enough_is_told() -> None:
    sure = reading(Probabilities(0.1, 0.84, 0.06), Stance.CONTRADICTS)
    assert say_of(sure, MEASURED) == "Measured: of 90 readings about as sure, 62 % were right."
    unsure = reading(Probabilities(0.3, 0.2, 0.5), Stance.NEUTRAL)
    assert say_of(unsure, MEASURED) == "Measured: of 200 readings about as sure, 41 % were right."


def test_nothing_is_told_of_another_model_or_of_a_stance_that_is_not_the_likeliest() -> None:
    given = Probabilities(0.7, 0.2, 0.1)
    assert say_of(reading(given, Stance.SUPPORTS, "other (2)"), MEASURED) == ""
    assert say_of(reading(given, Stance.NEUTRAL), MEASURED) == ""
    assert say_of(reading(given, Stance.SUPPORTS), None) == ""
    assert say_of(reading(given, Stance.SUPPORTS), Calibration("small (1)", 1.0, ())) == ""


def test_nothing_is_told_of_what_a_rule_set() -> None:
    given = Probabilities(0.1, 0.8, 0.1)
    by_rule = replace(reading(given, Stance.CONTRADICTS), by_model=Probabilities(0.8, 0.1, 0.1))
    assert say_of(by_rule, MEASURED) == ""
