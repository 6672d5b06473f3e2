"""What the benchmarks write can be written again, is read by the app, and says of which model it is."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY, SUPPORTS, ScriptedStance

from factcheck.evaluate.stance import cover, expected_calibration_error, reliability
from factcheck.stance.calibration import load_calibration
from factcheck.stance.onnx_model import OnnxStanceModel

sys.path.insert(0, str(REPOSITORY / "benchmarks"))

from drawing import draw_calibration
from kept import KeptReadings
from sections import table, write_section


def test_a_section_is_written_again_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    path.write_text("# Figures\n\nBy hand.\n")
    write_section(path, "stance", "one")
    write_section(path, "speed", "two")
    once = path.read_text()
    write_section(path, "stance", "one")
    assert path.read_text() == once
    write_section(path, "stance", "three")
    text = path.read_text()
    assert text.startswith("# Figures\n\nBy hand.\n")
    assert ("one" in text, text.count("three"), text.count("two"), text.count("<!--")) == (False, 1, 1, 4)


def test_a_cell_cannot_break_its_table() -> None:
    assert table(("a", "b"), [("x|y", 1)]) == "| a | b |\n| --- | --: |\n| x/y | 1 |"


def test_the_diagrams_are_a_picture_with_every_file_named() -> None:
    picture = draw_calibration({"one": [(0.5, 0.4), (0.9, 1.0)]}, {"one": [(0.5, 1.0), (1, 0.5)], "two": [(1, 0.3)]})
    root = ET.fromstring(picture)
    words = "".join(root.itertext())
    assert "one" in words and "two" in words and "Reliability" in words
    lines = [one.get("points", "").split() for one in root.iter("{http://www.w3.org/2000/svg}polyline")]
    assert [len(points) for points in lines] == [2, 2, 2, 1]


def test_readings_are_kept_and_another_model_reads_anew(tmp_path: Path) -> None:
    pairs = [(f"row {number}", "x") for number in range(250)]
    first = ScriptedStance({"row 7": SUPPORTS})
    read = KeptReadings(first, tmp_path).read(pairs)
    again = ScriptedStance({})
    assert KeptReadings(again, tmp_path).read(pairs) == read
    assert (len(first.read_pairs), len(again.read_pairs)) == (250, 0)
    other = ScriptedStance({}, name="other")
    KeptReadings(other, tmp_path).read(pairs[:1])
    assert len(other.read_pairs) == 1


def test_bins_and_coverage_are_those_worked_out_by_hand() -> None:
    certainty, right = np.array([0.95, 0.55, 0.58, 0.91]), np.array([True, True, False, True])
    assert [(one.accuracy, one.n) for one in reliability(certainty, right)] == [(0.5, 2), (1.0, 2)]
    assert expected_calibration_error(certainty, right) == pytest.approx(0.5 * 0.065 + 0.5 * 0.07)
    found = cover(certainty, right, (0.25, 0.75, 1))
    assert [(one.share, one.accuracy) for one in found] == [(0.25, 1.0), (0.75, pytest.approx(2 / 3)), (1.0, 0.75)]
    assert [one.least_certainty for one in found] == [0.95, 0.58, 0.55]


def test_what_was_measured_of_the_shipped_model_names_it() -> None:
    known = load_calibration()
    assert known is not None
    assert known.model == OnnxStanceModel().name
    for one in known.files:
        assert one.n == sum(n for _, _, n in one.bins)
        gap = sum(abs(certainty - right) * n for certainty, right, n in one.bins) / one.n
        assert gap == pytest.approx(one.ece, abs=1e-3)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"model": "x"}', json.dumps({"model": "x", "temperature": 1, "files": {"a": {}}})]
)
def test_figures_that_cannot_be_read_are_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    assert load_calibration(path) is None
    path.write_text(text)
    assert load_calibration(path) is None
