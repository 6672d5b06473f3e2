"""How sure a reading is, is said of what gave it; one that is not sure is called unclear wherever it stands."""

from __future__ import annotations

import pytest
from command_line import Command
from conftest import make_readers
from made_exports import make_row

from factcheck.certainty import alone_of, is_unclear, probability_of, say_percent, say_probability
from factcheck.export.layout import evidence_facts, short_facts
from factcheck.model import Probabilities, Span, Stance, StanceReading
from factcheck.stance.reading import to_stance
from factcheck.ui.words import say_stance

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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((0.36, 0.33, 0.31), "? Unclear, leans supports"),
        ((0.31, 0.38, 0.31), "? Unclear, leans contradicts"),
        ((0.45, 0.09, 0.46), "? Unclear"),
        ((0.33, 0.27, 0.40), "? Unclear"),
        ((0.36, 0.09, 0.55), "○ Neutral"),
        ((0.50, 0.30, 0.20), "✓ Supports"),
        ((0.10, 0.85, 0.05), "✕ Contradicts"),
    ],
)
def test_what_has_less_than_half_is_unclear_and_nothing_else_is(given: tuple[float, ...], said: str) -> None:
    probabilities = Probabilities(*given)
    reading = StanceReading(to_stance(probabilities), probabilities, Span(0, 1, "x"))
    assert say_stance(reading) == said
    assert is_unclear(reading) == said.startswith("?")


def test_an_export_says_so_in_words() -> None:
    weak = make_row(is_unclear="yes", probability_supports=0.36)
    assert next(evidence_facts(weak)) == "As the model reads it: unclear, leans supports, 36 %; not reviewed"
    assert "Unclear: no stance has 50 %." in short_facts(weak | {"stance": "neutral", "model_stance": "neutral"})
    assert "unclear" not in " ".join(evidence_facts(weak | {"stance_set_by": "Ida", "decision": "agree"}))


def test_the_command_line_says_so(acme_case: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    weak = make_readers({"sold engines": Probabilities(0.3, 0.4, 0.3)})
    monkeypatch.setattr("factcheck.cli.checking.open_readers", lambda **_: weak)
    asked = ("check", "--case", "acme", "--text", "Acme sold no engines.")
    assert "page 1, 40 %, unclear: “Acme sold engines" in acme_case(*asked)
    assert {one["stance"]: one["is_unclear"] for one in acme_case.json(*asked)["evidence"]} == {
        "contradicts": True, "neutral": False,
    }  # fmt: skip
