"""The figures of the evaluation, worked out by hand."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import (
    CASE,
    CONTRADICTS,
    NEUTRAL,
    SUPPORTS,
    KeywordEncoder,
    ScriptedStance,
    make_claim,
    make_readers,
    take,
)

from factcheck.errors import BadInput
from factcheck.evaluate.benchmark import Benchmark, Labels, read_benchmark, read_labels
from factcheck.evaluate.cases import Judged, evaluate_cases, find_cases, locate_gold, measure_case
from factcheck.evaluate.figures import macro_f1, share
from factcheck.evaluate.pipeline import Answer, evaluate_pipeline, measure_answers
from factcheck.evaluate.retrieval import evaluate_retrieval, measure
from factcheck.evaluate.stance import evaluate_stance, expected_calibration_error, label_names, read_labelled
from factcheck.model import Checked, Evidence, Gold, Probabilities, Progress, Searched, Stance
from factcheck.pipeline import check
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]


def rows(*labels: str) -> list[dict[str, str]]:
    return [{"premise": f"row {n}.", "hypothesis": "x", "label": label} for n, label in enumerate(labels)]


# Stance


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


# Retrieval


@pytest.mark.parametrize(
    ("ranked", "relevant", "ndcg"),
    [
        pytest.param(["a", "b"], {"a": 1}, 1, id="first"),
        pytest.param(["b", "c", "a"], {"a": 1}, 1 / 2, id="third"),  # 1 / log2(4)
        pytest.param(["b"], {"a": 1}, 0, id="not found"),
        pytest.param(["x", "a", "b"], {"a": 1, "b": 1}, (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3)), id="two"),
        pytest.param(["a", "b"], {"a": 1, "b": 2}, (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)), id="grades"),
        pytest.param([*"0123456789", "a"], {"a": 1}, 0, id="eleventh"),
        pytest.param([], {"a": 1}, 0, id="nothing"),
    ],
)
def test_ndcg_is_that_worked_out_by_hand(ranked: list[str], relevant: dict[str, int], ndcg: float) -> None:
    assert measure({"q": ranked}, {"q": relevant})["ndcg@10"] == pytest.approx(ndcg, abs=5e-5)


def test_figures_are_means_over_the_queries() -> None:
    ranked = {"one": ["a", "b"], "two": [str(n) for n in range(50)] + ["c"]}
    measured = measure(ranked, {"one": {"a": 1, "z": 1}, "two": {"c": 1}})
    assert (measured["recall@10"], measured["recall@100"]) == (0.25, 0.75)


def write_benchmark(folder: Path, packed: bool = False, qrels: str = "q1\td1\t1\nq1\td2\t0\nq9\td1\t1\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    lines = [
        {"_id": "d1", "title": "Engines", "text": "Acme sold engines."},
        {"_id": "d2", "text": "It rained.", "title": None},
        {"_id": "d3", "title": "", "text": "The sun shone."},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    if packed:
        (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    else:
        (folder / "corpus.jsonl").write_text(text)
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "engines"}\n{"_id": "q2", "text": "unjudged"}\n')
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}")
    return folder


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_benchmark_in_the_beir_layout_is_read_and_measured(tmp_path: Path, packed: bool) -> None:
    benchmark = read_benchmark(write_benchmark(tmp_path, packed))
    assert benchmark.documents == {"d1": "Engines. Acme sold engines.", "d2": "It rained.", "d3": "The sun shone."}
    assert benchmark.relevant == {"q1": {"d1": 1}}
    measured = evaluate_retrieval(benchmark, KeywordEncoder())
    assert {name: measured[name] for name in ("n_queries", "n_documents", "ndcg@10", "recall@10", "recall@100")} == {
        "n_queries": 1, "n_documents": 3, "ndcg@10": 1.0, "recall@10": 1.0, "recall@100": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda f: (f / "corpus.jsonl").unlink(), id="no corpus"),
        pytest.param(lambda f: (f / "queries.jsonl").write_text("[1]\n"), id="queries are lists"),
        pytest.param(lambda f: (f / "corpus.jsonl").write_text('{"_id": 1}\n'), id="no text"),
        pytest.param(
            lambda f: (f / "corpus.jsonl").write_text('{"_id": ["d1"], "text": "a"}\n'), id="a list for an id"
        ),
        pytest.param(
            lambda f: (f / "corpus.jsonl").write_text('{"_id": "x", "text": "a"}\n'), id="judged documents missing"
        ),
        pytest.param(lambda f: (f / "qrels" / "test.tsv").write_text("h\nq1 d1 1\n"), id="no tabs"),
        pytest.param(lambda f: (f / "qrels" / "test.tsv").write_text("h\n"), id="no judgements"),
        pytest.param(lambda f: (f / "qrels" / "test.tsv").write_text("h\nq9\td1\t1\n"), id="other queries"),
        pytest.param(lambda f: (f / "corpus.jsonl.gz").write_bytes(b"no gzip"), id="no gzip"),
        pytest.param(lambda f: (f / "corpus.jsonl.gz").write_bytes(gzip.compress(b"{}" * 99)[:-9]), id="torn gzip"),
    ],
)
def test_a_folder_that_is_no_benchmark_is_named(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    folder = write_benchmark(tmp_path / "beir")
    damage(folder)
    with pytest.raises(BadInput, match="beir"):
        read_benchmark(folder)


@pytest.mark.parametrize(
    "qrels",
    [
        pytest.param("query-id\tcorpus-id\tscore\nq1\td1\t1\n", id="as BEIR has it"),
        pytest.param("q1\td1\t1\n", id="no header"),
        pytest.param("query-id\tcorpus-id\tscore\tsplit\nq1\td1\t1\ttest\n", id="a column more"),
        pytest.param("corpus_id\tquery_id\tscore\nd1\tq1\t1.0\n", id="another order"),
        pytest.param("a\tb\tc\r\nq1 \td1\t1\t\r\n", id="other names, a tab too many"),
    ],
)
def test_judgements_are_found_by_the_names_of_their_columns(tmp_path: Path, qrels: str) -> None:
    folder = write_benchmark(tmp_path)
    (folder / "qrels" / "test.tsv").write_bytes(qrels.encode())
    assert read_benchmark(folder).relevant == {"q1": {"d1": 1}}


def test_numbers_for_ids_no_text_and_half_an_emoji_end_no_run(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path, qrels="1\t2\t1\n")
    (folder / "corpus.jsonl").write_text('{"_id": 2, "text": "cut \\ud83d"}\n{"_id": "3", "title": "", "text": null}\n')
    (folder / "queries.jsonl").write_text('{"_id": 1, "text": "engines \\ud83d"}\n')
    benchmark = read_benchmark(folder)
    assert benchmark == Benchmark({"2": "cut \ufffd", "3": ""}, {"1": "engines \ufffd"}, {"1": {"2": 1}})
    assert evaluate_retrieval(benchmark, KeywordEncoder())["n_documents"] == 2


def test_a_query_that_is_a_document_does_not_find_itself() -> None:
    documents = {"a": "Acme sold engines.", "b": "Acme sold no engines."}
    benchmark = Benchmark(documents, {"a": documents["a"], "b": "engines"}, {"a": {"b": 1}, "b": {"b": 1}})
    assert evaluate_retrieval(benchmark, KeywordEncoder())["ndcg@10"] > 0.8  # "b" may find itself: another text


# The whole way


def write_labelled(folder: Path, labels: str) -> Path:
    write_benchmark(folder, qrels="q1\td1\t1\nq2\td2\t1\n")
    (folder / "labels.tsv").write_text(labels)
    return folder


THREE_COLUMNS = "query-id\tcorpus-id\tlabel\nq1\td1\tsupports\nq2\td2\tneutral\n"


def test_two_columns_label_the_claim_and_its_documents(tmp_path: Path) -> None:
    folder = write_labelled(tmp_path / "beir", "query-id\tlabel\nq1\tcontradicts\nq2\tneutral\n")
    labels = read_labels(folder, read_benchmark(folder))
    assert labels.claims == {"q1": Stance.CONTRADICTS, "q2": Stance.NEUTRAL}
    assert labels.pairs == {("q1", "d1"): Stance.CONTRADICTS, ("q2", "d2"): Stance.NEUTRAL}


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param("query-id\tlabel\nq1\tREFUTES\nq2\tNOT_ENOUGH_INFO\n", id="as FEVER has them"),
        pytest.param("q1\tcontradiction\nq2\tneutral\n", id="no header"),
        pytest.param("query-id\tlabel\tsplit\nq1\tCONTRADICT\ttest\nq2\tNEI\ttest\n", id="a column more"),
        pytest.param("query-id\tlabel\t\nq1\tcontradicts\t\nq2\tneutral\t\n", id="a tab too many"),
        pytest.param(
            "query-id\tcorpus-id\tlabel\tnote\nq1\td1\tcontradicts\t-\nq2\td2\tneutral\t-\n", id="four columns"
        ),
        pytest.param("q1\td1\tcontradicts\nq2\td2\tneutral\n", id="three and no header"),
    ],
)
def test_labels_are_read_whatever_they_and_their_columns_are_called(tmp_path: Path, labels: str) -> None:
    folder = write_labelled(tmp_path / "beir", labels)
    read = read_labels(folder, read_benchmark(folder))
    assert read.claims == {"q1": Stance.CONTRADICTS, "q2": Stance.NEUTRAL}
    assert read.pairs == {("q1", "d1"): Stance.CONTRADICTS, ("q2", "d2"): Stance.NEUTRAL}


def test_a_claim_labelled_twice_and_differently_has_no_label(tmp_path: Path) -> None:
    folder = write_labelled(tmp_path / "beir", "query-id\tlabel\nq1\tsupports\nq1\tcontradicts\nq2\tneutral\n")
    read = read_labels(folder, read_benchmark(folder))
    assert (read.claims["q1"], read.pairs) == (None, {("q2", "d2"): Stance.NEUTRAL})


def test_a_claim_whose_documents_speak_both_ways_has_no_label(tmp_path: Path) -> None:
    folder = write_labelled(tmp_path / "beir", THREE_COLUMNS + "q1\td2\tcontradicts\nq1\td3\tneutral\n")
    assert read_labels(folder, read_benchmark(folder)).claims == {"q1": None, "q2": Stance.NEUTRAL}


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        pytest.param(
            "query-id\tlabel\nq1\tmaybe\n", "line 2: the label 'maybe' is not known; write supports", id="label"
        ),
        pytest.param("query-id\tlabel\nq1\tnot_supports\n", "'not_supports' is not known", id="two-way label"),
        pytest.param("query-id\tlabel\nq1\n", "line 2: 1 columns between tabs; 2 are needed", id="columns"),
        pytest.param("query-id\tlabel\nq9\tneutral\n", "labels no query", id="other queries"),
        pytest.param("", "labels no query", id="nothing"),
    ],
)
def test_labels_that_are_none_are_named_with_their_line(tmp_path: Path, labels: str, reason: str) -> None:
    folder = write_labelled(tmp_path / "beir", labels)
    with pytest.raises(BadInput, match=reason):
        read_labels(folder, read_benchmark(folder))


def test_a_folder_without_labels_or_judgements_says_what_is_missing(tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "beir")
    with pytest.raises(BadInput, match=r"labels\.tsv is missing"):
        read_labels(folder, read_benchmark(folder))
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "dev.tsv")
    assert read_benchmark(folder).relevant == {"q1": {"d1": 1}}
    (folder / "qrels" / "dev.tsv").unlink()
    with pytest.raises(BadInput, match=r"holds no \.tsv file"):
        read_benchmark(folder)
    with pytest.raises(BadInput, match="is not a folder"):
        read_benchmark(folder / "nowhere")


def test_the_whole_way_is_measured_and_a_second_run_embeds_no_document(tmp_path: Path) -> None:
    folder = write_labelled(tmp_path / "beir", THREE_COLUMNS)
    benchmark = read_benchmark(folder)
    labels = read_labels(folder, benchmark)
    encoder, steps = KeywordEncoder(), []
    first = evaluate_pipeline(
        benchmark, labels, make_readers({"engines": SUPPORTS}, encoder), tmp_path / "kept", on_progress=steps.append
    )
    assert (first["n_documents"], first["n_passages"], first["n_claims"], first["n_gold"]) == (3, 3, 2, 2)
    assert (first["found@1"], first["found@10"], first["hit@5"], first["n_with_evidence"]) == (0.5, 1.0, 1.0, 1)
    assert (first["macro_f1_found"], first["macro_f1_given"]) == (1.0, 1.0)
    assert first["by_stance"]["supports"]["given_right"] == 1.0
    assert steps[-1] == Progress("checking claims", 2, 2)
    assert len(encoder.embedded) == 3 + 2
    second = evaluate_pipeline(benchmark, labels, make_readers({"engines": SUPPORTS}, encoder), tmp_path / "kept")
    assert len(encoder.embedded) == 3 + 2 + 2
    assert first | {"seconds_per_claim": 0} == second | {"seconds_per_claim": 0}


def test_figures_of_answers_are_those_worked_out_by_hand() -> None:
    supports, contradicts, neutral = Stance
    benchmark = Benchmark({}, {}, {"a": {"1": 1}, "b": {"2": 1}, "c": {"3": 1}, "d": {"4": 1}})
    labels = Labels(
        {"a": supports, "b": contradicts, "c": neutral, "d": None},
        {("a", "1"): supports, ("b", "2"): contradicts, ("c", "3"): neutral, ("d", "4"): supports},
    )
    answers = {
        "a": Answer((("9", neutral), ("1", supports)), {"1": supports}, supports, 1.0),
        "b": Answer((("2", supports),) + (("9", neutral),) * 3 + (("2", contradicts),), {"2": contradicts}, None, 1.0),
        "c": Answer((("9", neutral),) * 5, {"3": supports}, neutral, 1.0),
        "d": Answer((("9", neutral),) * 5 + (("4", supports),), {"4": supports}, supports, 1.0),
    }
    measured = measure_answers(answers, benchmark, labels)
    assert [measured[name] for name in ("found@1", "found@5", "found@10", "found")] == [0.25, 0.5, 0.75, 0.75]
    assert (measured["n_with_evidence"], measured["hit@5"]) == (3, pytest.approx(2 / 3))
    assert measured["macro_f1_found"] == pytest.approx((0.8 + 0) / 2)  # s s, c read as s, s s
    assert measured["macro_f1_given"] == pytest.approx((0.8 + 1 + 0) / 3)
    assert measured["macro_f1_summary"] == pytest.approx((1 + 0 + 1) / 3)  # "both" is wrong for b
    assert measured["by_stance"]["contradicts"] == {
        "n": 1, "found@1": 1.0, "found@5": 1.0, "found@10": 1.0, "found": 1.0, "read_right": 0.0, "given_right": 1.0,
    }  # fmt: skip


# Cases


def gold(quote: str, stance: Stance = Stance.SUPPORTS, claim: str = "C1", file: str = "documents/a.txt") -> Gold:
    return Gold(claim, "D1", file, quote, stance, "because")


def test_gold_that_is_missing_or_empty_counts_as_not_found(tmp_path: Path) -> None:
    folder = write_labelled(tmp_path / "beir", "query-id\tlabel\nq1\tsupports\n")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\tgone\t1\nq1\tempty\t1\n")
    with (folder / "corpus.jsonl").open("a") as corpus:
        corpus.write('{"_id": "empty", "text": ""}\n')
    benchmark = read_benchmark(folder)
    readers = make_readers({"engines": SUPPORTS})
    measured = evaluate_pipeline(benchmark, read_labels(folder, benchmark), readers, tmp_path / "kept")
    assert (measured["n_gold"], measured["n_gold_missing"], measured["found"]) == (3, 2, pytest.approx(1 / 3))
    assert measured["by_stance"]["supports"]["given_right"] == pytest.approx(1 / 3)


def test_what_there_is_nothing_to_measure_by_is_none() -> None:
    assert macro_f1([]) is None
    assert share([]) is None
    assert macro_f1([(Stance.SUPPORTS, Stance.SUPPORTS), (Stance.NEUTRAL, Stance.SUPPORTS)]) == pytest.approx(2 / 3)


def test_a_gold_quote_is_located_or_named(workspace: Workspace, save: Save) -> None:
    take(workspace, make_readers(), save("a.txt", "Acme sold engines. It rained."))
    (located,) = locate_gold(workspace, CASE, [gold("It rained.")])
    assert [passage.text for passage in located.passages] == ["Acme sold engines. It rained."]
    for wrong in (gold("It snowed."), gold("It rained.", file="documents/b.txt")):
        with pytest.raises(BadInput, match="stands in no passage"):
            locate_gold(workspace, CASE, [wrong])


def test_a_hit_is_a_gold_passage_among_the_first_five_with_the_right_stance(workspace: Workspace, save: Save) -> None:
    words = ["zero", "one", "two", "three", "four", "five", "six"]
    take(workspace, make_readers(), *(save(f"{word}.txt", f"Engine {word}.") for word in words))
    whole, _ = check(workspace, CASE, make_claim(), make_readers({f"{word}": SUPPORTS for word in words}))
    order = [one.passage for one in whole.evidence]

    def judged(claim: str, rank: int, stance: Stance) -> Judged:
        return Judged(gold("x", stance, claim), (order[rank - 1],))

    def checked(evidence: tuple[Evidence, ...]) -> Checked:
        return Checked(CASE, make_claim(), Searched(7, 7, 7), {}, evidence)

    every = [
        judged("right", 5, Stance.SUPPORTS),
        judged("late", 6, Stance.SUPPORTS),
        judged("wrong", 1, Stance.CONTRADICTS),
        judged("neutral", 1, Stance.NEUTRAL),
        judged("lost", 7, Stance.SUPPORTS),
    ]
    checks = {one.gold.claim_id: checked(whole.evidence) for one in every} | {"lost": checked(whole.evidence[:6])}
    right = [one.gold.stance for one in every]
    measured = measure_case(every, checks, right)
    assert (measured["retrieved"], measured["hit@any"], measured["hit_given"]) == (0.75, 0.5, 1.0)
    assert list(measured["lost"].values()) == [1, 1, 1]
    assert (measured["n_claims"], measured["n_gold"], measured["macro_f1"]) == (4, 5, 1.0)
    assert (measured["hit@5"], measured["recall@5"], measured["recall@10"]) == (0.25, 0.5, 0.75)
    assert measured["misses"] == {
        "late": "best gold passage at rank 6, stance right",
        "wrong": "best gold passage at rank 1, stance wrong",
        "lost": "no gold passage retrieved",
    }


def test_a_case_folder_is_measured_from_claim_to_evidence(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "documents").mkdir(parents=True)
    (folder / "case.yaml").write_text("slug: tiny\ntitle: Tiny\nquestion: Who?\nsummary: Short.\n")
    (folder / "claims.csv").write_text("id,text\nC1,Acme sold no engines.\n")
    (folder / "sources.csv").write_text("id,file\nD1,documents/a.md\n")
    (folder / "gold.csv").write_text(
        "claim,source,quote,stance,reason,facts\nC1,D1,Acme sold engines.,contradicts,x,\n"
    )
    (folder / "documents" / "a.md").write_text("Acme sold engines.\n\nIt rained.\n")
    measured = evaluate_cases(find_cases(tmp_path), make_readers({"sold": Probabilities(0, 1, 0)}))
    assert measured["cases"]["tiny"]["misses"] == measured["cases"]["tiny"]["differences"] == {}
    assert list(measured["total"].pop("lost").values()) == [0, 0, 0]
    assert measured["total"] == {
        "n_claims": 1, "recall@5": 1.0, "recall@10": 1.0, "hit@5": 1.0, "retrieved": 1.0, "hit@any": 1.0,
        "hit_given": 1.0, "n_gold": 1, "macro_f1": 1.0,
    }  # fmt: skip
    with pytest.raises(BadInput, match="no case folder"):
        find_cases(folder / "documents")
