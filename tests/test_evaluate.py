"""The figures of a stance model, worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import (
    CONTRADICTS,
    NEUTRAL,
    SUPPORTS,
    ScriptedStance,
)

from factcheck.errors import BadInput
from factcheck.evaluate.stance import evaluate_stance, expected_calibration_error, label_names, read_labelled

Save = Callable[[str, bytes | str], Path]


def rows(*labels: str) -> list[dict[str, str]]:
    return [{"premise": f"row {n}.", "hypothesis": "x", "label": label} for n, label in enumerate(labels)]


def test_three_way_figures_are_those_worked_out_by_hand() -> None:
    # gold      s  s  c  n        guesses   s  c  c  s
    gold = rows("supports", "supports", "contradicts", "neutral")
    model = ScriptedStance({"row 0": SUPPORTS, "row 1": CONTRADICTS, "row 2": CONTRADICTS, "row 3": SUPPORTS})
    measured = evaluate_stance(gold, model)
    assert (measured["n"], measured["accuracy"]) == (4, 0.5)
    assert measured["balanced_accuracy"] == pytest.approx((0.5 + 1 + 0) / 3)  # recall of s, c, n
    assert measured["label_order"] == ["supports", "contradicts", "neutral"]
    assert measured["confusion"] == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
    supports, contradicts, neutral = (measured["labels"][name] for name in measured["label_order"])
    assert supports == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
    assert contradicts == {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "n": 1}
    assert neutral == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1}
    assert measured["macro_f1"] == pytest.approx((0.5 + 2 / 3 + 0) / 3)
    assert measured["ece"] == pytest.approx(0.3)  # all guesses at 0.8, half of them right
    assert measured["pairs_per_second"] > 0
    assert measured["model"] == "script"


def test_in_a_two_way_file_what_is_not_supported_is_not_supports() -> None:
    # guesses s, not (contradicts), not (neutral), s; certainties 0.8, 0.9, 0.9, 0.8
    gold = rows("supports", "not_supports", "not_supports", "not_supports")
    model = ScriptedStance({"row 0": SUPPORTS, "row 1": CONTRADICTS, "row 2": NEUTRAL, "row 3": SUPPORTS})
    measured = evaluate_stance(gold, model)
    assert measured["label_order"] == ["supports", "not_supports"]
    assert measured["confusion"] == [[1, 0], [1, 2]]
    assert measured["accuracy"] == 0.75
    assert measured["balanced_accuracy"] == pytest.approx((1 + 2 / 3) / 2)
    assert measured["macro_f1"] == pytest.approx((2 / 3 + 0.8) / 2)
    assert measured["ece"] == pytest.approx(0.5 * abs(0.8 - 0.5) + 0.5 * abs(0.9 - 1))


def test_the_mean_is_over_the_labels_that_occur() -> None:
    measured = evaluate_stance(rows("supports", "supports"), ScriptedStance({"row 0": SUPPORTS, "row 1": SUPPORTS}))
    assert (measured["macro_f1"], measured["balanced_accuracy"]) == (1, 1)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (("supports", "neutral"), 3),
        (("supports",), 3),
        (("supports", "not_supports"), 2),
        (("not_supports",), 2),
    ],
)
def test_the_labels_say_whether_a_file_is_two_way(labels: tuple[str, ...], names: int) -> None:
    assert len(label_names(rows(*labels))) == names


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param(
            '{"premise":"a","hypothesis":"b","label":"neutral"}\n{"premise":"a","hypothesis":"b","label":"not_supports"}',
            "three labels or two",
            id="mixed labels",
        ),
        pytest.param('{"premise":"a","hypothesis":"b","label":"maybe"}', "line 1: the label 'maybe'", id="unknown"),
        pytest.param('\n{"premise":"a","label":"neutral"}', "line 2", id="no hypothesis"),
        pytest.param("[1]", "line 1", id="a list"),
        pytest.param('"premise"', "line 1", id="a string"),
        pytest.param("nonsense", "line 1", id="no json"),
        pytest.param('{"premise":null,"hypothesis":"b","label":"neutral"}', "line 1", id="no premise"),
        pytest.param('{"premise":"a","hypothesis":"b","label":2}', "line 1", id="a number for a label"),
        pytest.param(b"\xff\xfe", r"pairs\.jsonl cannot be read", id="no text"),
        pytest.param("\n\n", "no pairs", id="nothing"),
    ],
)
def test_a_file_of_pairs_that_is_none_is_named(save: Save, lines: str | bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read_labelled(save("pairs.jsonl", lines))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"), ("supports", "contradicts", "neutral")),
        (("entailment", "contradiction", "neutral"), ("supports", "contradicts", "neutral")),
        (("Support", "Contradict", "NEI"), ("supports", "contradicts", "neutral")),
        (("entailment", "not_entailment"), ("supports", "not_supports")),
    ],
)
def test_labels_of_other_data_sets_are_taken_for_what_they_mean(
    save: Save, theirs: tuple[str, ...], ours: tuple[str, ...]
) -> None:
    lines = "\n".join(json.dumps({"premise": "a", "hypothesis": "b", "label": label, "id": 7}) for label in theirs)
    assert [row["label"] for row in read_labelled(save("pairs.jsonl", lines))] == list(ours)


def test_a_premise_may_be_a_list_of_sentences_and_a_text_may_be_cut_inside_an_emoji(save: Save) -> None:
    (row,) = read_labelled(
        save("pairs.jsonl", '{"premise": ["One.", "Two \\ud83d"], "hypothesis": "b", "label": "neutral"}')
    )
    assert row["premise"] == "One. Two \ufffd"


def test_a_part_of_a_two_way_file_is_measured_as_two_way() -> None:
    all_rows = rows("supports", "not_supports")
    model = ScriptedStance({"row 0": CONTRADICTS})
    measured = evaluate_stance(all_rows[:1], model, names=label_names(all_rows))
    assert measured["label_order"] == ["supports", "not_supports"]
    assert measured["confusion"] == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("certainty", "right", "expected"),
    [
        pytest.param([1.0, 1.0], [True, True], 0, id="certain and right"),
        pytest.param([1.0, 1.0], [False, False], 1, id="certain and wrong"),
        pytest.param([0.55, 0.95], [True, False], 0.5 * 0.45 + 0.5 * 0.95, id="two bins"),
        pytest.param([0.5, 0.59], [True, False], 0.045, id="one bin"),
    ],
)
def test_the_calibration_error_is_the_gap_of_each_bin(
    certainty: list[float], right: list[bool], expected: float
) -> None:
    assert expected_calibration_error(np.array(certainty), np.array(right)) == pytest.approx(expected)
