"""What the benchmarks write can be written again, is read by the app, says of which model it is, and measures what it says."""

from __future__ import annotations

import gzip
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY, SUPPORTS, KeywordEncoder, ScriptedStance

from factcheck.evaluate.benchmark import Benchmark
from factcheck.evaluate.cases import Judged
from factcheck.evaluate.stance import cover, expected_calibration_error, reliability
from factcheck.model import Gold, Passage, Stance
from factcheck.search.dense import DenseIndex
from factcheck.search.lexical import LexicalIndex
from factcheck.search.retrieval import retrieve
from factcheck.stance.calibration import load_calibration
from factcheck.stance.onnx_model import OnnxStanceModel

sys.path.insert(0, str(REPOSITORY / "benchmarks"))

from asking import Query, as_it_stands, collect_acronyms, expand, names_and_figures, split_parts
from drawing import draw_calibration
from kept import KeptReadings
from reranking import time_rerank
from retrieval import Searches, read_training_claims
from search_trials import count_changes
from searched import Collection, judge_cases
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


ACRONYMS = collect_acronyms(
    ["Enforcement and Removal\nOperations (ERO) made", "Enforcement and Removal Operations (ERO)", "early relief order (ERO)",
     "Special Agents Only (SAO)"]
)  # fmt: skip


def test_acronyms_are_collected_with_how_many_texts_explain_them() -> None:
    assert {acronym: dict(forms) for acronym, forms in ACRONYMS.items()} == {
        "ERO": {"enforcement and removal operations": 2, "early relief order": 1},
        "SAO": {"special agents only": 1},
    }


@pytest.mark.parametrize(
    ("words", "least", "and_shorten", "expanded"),
    [
        ("We left E.R.O. alone", 2, False, "We left E.R.O. alone enforcement and removal operations"),
        ("ERO and more ERO", 1, False, "ERO and more ERO enforcement and removal operations"),
        ("two EROs", 1, False, "two EROs enforcement and removal operations"),
        ("the SAO", 2, False, "the SAO"),
        ("zero, Ero, AERO", 1, False, "zero, Ero, AERO"),
        ("special agents only, perhaps", 1, False, "special agents only, perhaps"),
        ("Special-agents only, perhaps", 1, True, "Special-agents only, perhaps SAO"),
        ("Special agents onlyish", 1, True, "Special agents onlyish"),
    ],
)
def test_an_acronym_is_expanded_where_enough_texts_explain_it(
    words: str, least: int, and_shorten: bool, expanded: str
) -> None:
    assert expand(words, ACRONYMS, least, and_shorten) == expanded


def test_only_a_compound_claim_has_parts() -> None:
    assert split_parts("We sold 40 drones, but we have never worked for ICE.") == [
        "We sold 40 drones",
        "we have never worked for ICE.",
    ]
    assert split_parts("We sold drones and boats.") == []


def test_names_come_first_then_every_word_with_a_digit_once() -> None:
    said = (
        "In May Orvane Analytics paid $4.2M, 12 % more, for the 737 and 1,200 H1N1 tests of 2019, not of 2018 or 2019."
    )
    figures = ["4.2M", "12", "737", "1,200", "2019", "2018"]
    assert names_and_figures(said) == ["Orvane Analytics", "H1N1", *figures]
    assert names_and_figures("It paid nobody.") == []


@pytest.fixture
def small(tmp_path: Path) -> Collection:
    """Four texts, and one claim on them."""
    texts = ["Acme sold engines", "Acme bought boats", "engines and boats rust", "nothing else"]
    encoder = KeywordEncoder()
    dense = DenseIndex(encoder.dim)
    dense.add([7, 8, 9, 10], encoder.encode(texts))
    lexical = LexicalIndex(tmp_path)
    lexical.add(zip([7, 8, 9, 10], texts, strict=True))
    names = ["a", "b", "c", "d"]
    searches = Searches(dict(zip([7, 8, 9, 10], names, strict=True)), dense, lexical, encoder)
    claim = "Acme sold engines and bought boats"
    return Collection(searches, dict(zip(names, texts, strict=True)), {"q": Query(claim, claim)}, {})


def test_what_a_check_asks_is_ranked_as_a_check_ranks_it(small: Collection) -> None:
    text, searches = small.queries["q"].words, small.searches
    found = retrieve(searches.dense, searches.lexical, searches.encoder.encode([text])[0], text, 10)
    assert small.rank(as_it_stands)["q"] == [searches.ids[one.row] for one in found]


def test_a_further_query_counts_by_its_weight(small: Collection) -> None:
    def also(weight: float) -> list[str]:
        return small.rank(lambda query, _: [query, Query("nothing else", "nothing else", weight)])["q"]

    assert also(0.0) == small.rank(as_it_stands)["q"]
    assert (also(0.0)[-1], also(5.0)[0]) == ("d", "d")


def test_a_moved_query_comes_nearer_to_what_it_found(small: Collection) -> None:
    alone = Collection(small.searches, small.texts, {"q": Query("sold", "")}, {})
    assert alone.rank(as_it_stands)["q"][0] == alone.rank(as_it_stands, moved=0.5)["q"][0] == "a"
    vector = small.searches.encoder.encode(["sold"])[0]
    assert np.linalg.norm(alone._move(vector, 0.5)) == pytest.approx(1)
    assert alone._move(vector, 0.0) is vector


def test_gold_passages_are_counted_apart_for_both_sides() -> None:
    def gold(claim: str, stance: Stance, *ids: str) -> Judged:
        passages = tuple(Passage(one, "0" * 64, 1, 0, 1, "x") for one in ids)
        return Judged(Gold(claim, "S", "f", "x", stance, ""), passages)

    judge = judge_cases(
        [
            gold("C1", Stance.SUPPORTS, "a", "b"),
            gold("C1", Stance.CONTRADICTS, "c"),
            gold("C1", Stance.CONTRADICTS, "k"),
            gold("C2", Stance.SUPPORTS, "z"),
        ]
    )
    ranked = {"C1": ["x", "b", "a", "c", "y", "k"], "C2": ["x", "a"]}
    assert dict(zip(judge.header, judge.tell(ranked), strict=True)) == {
        "claims with one, first 5": "0.5000",
        "2 supporting passages, first 5": "0.5000",
        "2 contradicting passages, first 5": "0.5000",
        "2 supporting passages, first 10": "0.5000",
        "2 contradicting passages, first 10": "1.0000",
    }
    assert (judge.gain("C1", ranked["C1"]), judge.gain("C2", ranked["C2"])) == (2, 0)


def test_claims_that_gain_and_that_lose_are_counted() -> None:
    assert count_changes({"a": 0.5, "b": 1.0, "c": 0.0}, {"a": 0.0, "b": 1.0, "c": 1.0}) == (1, 1)


def test_training_claims_of_the_test_and_of_other_data_are_left_out(tmp_path: Path) -> None:
    rows = [
        ("scifact", "Engines  burn fuel.", "Engines burn.", "supports"),
        ("scifact", "Boats float.", "Boats sink.", "contradicts"),
        ("scifact", "Boats float.", "Boats rust.", "neutral"),
        ("scifact", "Boats float.", "The TEST asks this.", "supports"),
        ("scifact", "Nobody wrote this.", "Boats fly.", "supports"),
        ("mnli", "Boats float.", "Boats swim.", "supports"),
    ]
    names = ("source", "premise", "hypothesis", "label")
    path = tmp_path / "train.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows)
    documents = {"d1": "Heat. engines burn fuel. More.", "d2": "Sea. Boats float."}
    benchmark = Benchmark(documents, {"1": "the test asks  this."}, {"1": {"d2": 1}})
    training, labels = read_training_claims(path, benchmark)
    assert training.relevant == {"Engines burn.": {"d1": 1}, "Boats sink.": {"d2": 1}}
    assert training.queries == {claim: claim for claim in training.relevant}
    assert labels.pairs == {("Engines burn.", "d1"): Stance.SUPPORTS, ("Boats sink.", "d2"): Stance.CONTRADICTS}


def test_each_query_with_its_rerank_takes_its_own_time() -> None:
    ranked = {"q1": ["a", "b"], "q2": ["b"]}
    model = ScriptedStance()
    seconds = time_rerank(ranked, {"q1": "One?", "q2": "Two?"}, {"a": "A.", "b": "B."}, model, [1e6, 2e6])
    assert [round(one, -6) for one in seconds] == [1e6, 2e6]
    assert model.read_pairs == [("A.", "One?"), ("B.", "One?"), ("B.", "Two?")]
