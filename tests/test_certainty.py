"""How sure a reading is, is said of what gave it: of the model, or of a rule with what the model alone gives."""

from __future__ import annotations

import pytest

from factcheck.certainty import alone_of, probability_of, say_percent, say_probability
from factcheck.model import Probabilities, Span, Stance, StanceReading

BY_RULE = StanceReading(
    Stance.CONTRADICTS, Probabilities(0.12, 0.8, 0.08), Span(0, 1, "x"), by_model=Probabilities(0.9, 0.05, 0.05)
)


def test_what_a_rule_gives_is_not_said_of_the_model() -> None:
    assert (probability_of(BY_RULE), alone_of(BY_RULE)) == (0.8, 0.05)
    assert say_probability(BY_RULE) == (
        "A rule on figures, dates or names corrects the model: 80 % that this passage contradicts the claim; "
        "the model alone gives 5 %."
    )


@pytest.mark.parametrize("stance", Stance)
def test_what_the_model_gives_is_said_of_the_model(stance: Stance) -> None:
    reading = StanceReading(stance, Probabilities(0.2, 0.3, 0.5), Span(0, 1, "x"))
    assert say_probability(reading).startswith(f"The model gives {say_percent(probability_of(reading))} that")
    assert alone_of(reading) is None
