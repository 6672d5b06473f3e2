"""The figures of retrieval and of the whole way, worked out by hand, on folders as others lay them out."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import (
    SUPPORTS,
    KeywordEncoder,
    make_readers,
)

from factcheck.errors import BadInput
from factcheck.evaluate.benchmark import Benchmark, Labels, read_benchmark, read_labels
from factcheck.evaluate.figures import macro_f1, share
from factcheck.evaluate.pipeline import Answer, evaluate_pipeline, measure_answers
from factcheck.evaluate.retrieval import evaluate_retrieval, measure
from factcheck.model import Progress, Stance

Save = Callable[[str, bytes | str], Path]


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
