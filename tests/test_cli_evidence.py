"""Commands on evidence: search, check, review, verdict, export, verify, evaluate; their JSON, on which other programs rely."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from command_line import SOLD, UNSOLD, Command, Save

from factcheck.export.columns import COLUMNS
from factcheck.export.formats import FORMATS
from factcheck.stance.reading import READING_VERSION
from factcheck.stance.rules import RULES_VERSION


def test_a_phrase_is_counted_and_each_place_is_named(acme_case: Command) -> None:
    said = acme_case("search", "Sold  ENGINES", "--case", "acme", "--by", "phrase")
    assert "1 time on 1 page of 1 document" in said
    assert "sold.txt, page 1: …Acme [sold engines] to the agency" in said
    assert "stands nowhere" in acme_case("search", "sold engine", "--case", "acme", "--by", "phrase")
    found = acme_case.json("search", "engines", "--case", "acme", "--by", "phrase")
    assert (found["total"], found["pages"], found["documents"]) == (2, 2, 2)
    place = found["occurrences"][0]
    assert (place["start"], place["end"], place["text"]) == (10, 17, "engines")


def test_a_search_by_words_gives_what_holds_them_all(acme_case: Command) -> None:
    assert "1 passage with all of these words" in acme_case("search", "sold engine", "--case", "acme", "--by", "words")
    assert "none holds all" in acme_case("search", "sold bought", "--case", "acme", "--by", "words")
    assert "No passage holds any" in acme_case("search", "rockets", "--case", "acme", "--by", "words")


def test_a_search_by_meaning_gives_the_nearest_and_an_empty_one_is_refused(acme_case: Command) -> None:
    found = acme_case.json("search", "who sold engines", "--case", "acme")
    assert found["passages"][0]["text"] == SOLD
    acme_case("search", " ", "--case", "acme", code=2)


def test_check_says_what_was_searched_and_what_was_found(acme_case: Command) -> None:
    checked = acme_case.json("check", "--case", "acme", "--claim", "C1", "--top-k", "5")
    assert {"claim", "searched", "models", "evidence"} <= set(checked)
    assert checked["claim"]["id"] == "C1"
    assert {name: checked["searched"][name] for name in ("documents", "pages", "passages")} == {
        "documents": 2, "pages": 2, "passages": 2,
    }  # fmt: skip
    versions = {"way of reading": READING_VERSION, "rules": RULES_VERSION}
    assert checked["models"] == {"embedding": "keywords (keywords-1)", "stance": "script", **versions}
    assert {one["document"]["file"]: one["stance"] for one in checked["evidence"]} == {
        "sold.txt": "contradicts", "unsold.txt": "supports",
    }  # fmt: skip
    for one in checked["evidence"]:
        assert {
            "passage_id", "document", "page", "start", "end", "text", "rationale", "similarity", "stance",
            "probabilities", "reasons",
        } <= set(one)  # fmt: skip
        assert set(one["document"]) == {"sha256", "title", "file"}
        assert set(one["rationale"]) == {"start", "end", "text"}
        assert set(one["probabilities"]) == {"supports", "contradicts", "neutral"}
        assert one["text"][one["rationale"]["start"] - one["start"] :].startswith(one["rationale"]["text"])
        assert isinstance(one["reasons"], list)


def test_check_of_a_case_is_a_list_and_of_a_text_is_not_stored(acme_case: Command) -> None:
    one = acme_case.json("check", "--case", "acme", "--text", "Acme sold no engines.")
    assert {evidence["evidence_id"] for evidence in one["evidence"]} == {None}
    every = acme_case.json("check", "--case", "acme")
    assert [checked["claim"]["id"] for checked in every] == ["C1"]
    assert [
        len(acme_case.json("check", "--case", "acme", "--text", "x", "--top-k", k)["evidence"]) for k in (1, 999)
    ] == [
        1,
        2,
    ]


@pytest.mark.parametrize("text", ["x" * 5000, "漢字", "-5 %", "a\nb", "= [red]"])
def test_check_takes_any_statement(acme_case: Command, text: str) -> None:
    assert acme_case.json("check", "--case", "acme", f"--text={text}")["claim"]["text"] == " ".join(text.split())


def test_check_in_words_says_that_a_person_decides(acme_case: Command) -> None:
    told = acme_case("check", "--case", "acme")
    assert SOLD in told
    assert UNSOLD in told
    assert "a person sets the verdict" in told


def evidence_of(acme_case: Command, file: str) -> int:
    checked = acme_case.json("check", "--case", "acme", "--claim", "C1")
    return next(int(one["evidence_id"]) for one in checked["evidence"] if one["document"]["file"] == file)


def test_a_check_counts_what_people_decided_before_what_is_read(acme_case: Command) -> None:
    first = acme_case.json("check", "--case", "acme", "--claim", "C1")
    assert (first["summary"]["contradicts"]["sources"], first["summary"]["aside"]) == (1, 0)
    acme_case("review", evidence_of(acme_case, "sold.txt"), "--decision", "not relevant", "--reviewer", "Ann")
    for checked in (
        acme_case.json("check", "--case", "acme", "--claim", "C1"),
        *acme_case.json("check", "--case", "acme"),
    ):
        assert (checked["summary"]["contradicts"]["sources"], checked["summary"]["aside"]) == (0, 1)
    assert "in sum: 1 independent source supports the claim, most strongly at 80 %. no source contradicts" in acme_case(
        "check", "--case", "acme", "--claim", "C1"
    )


def test_a_verdict_is_refused_until_a_passage_that_bears_it_is_confirmed(acme_case: Command) -> None:
    words = ("verdict", "--case", "acme", "--claim", "C1", "--justification", "Seen.", "--reviewer", "Ann", "--label")
    acme_case(*words, "Contradicted", code=1)
    review = acme_case.json(
        "review", evidence_of(acme_case, "sold.txt"), "--decision", "agree", "--reviewer", "Ann", "--note", "n"
    )
    assert (review["decision"], review["stance"], review["reviewer"], review["note"]) == (
        "agree", "contradicts", "Ann", "n",
    )  # fmt: skip
    acme_case(*words, "Supported", code=1)
    parts = ("--supported", "a contract", "--contradicted", "its worth")
    acme_case(*words, "Contradicted", *parts, code=2)
    assert "Only a verdict Mixed has parts" in str(acme_case.result.exception)
    acme_case(*words, "Mixed", code=1)
    assert "which part of the claim is supported, and which is contradicted" in str(acme_case.result.exception)
    verdict = acme_case.json(*words, "Contradicted")
    assert (verdict["label"], verdict["justification"], verdict["reviewer"]) == ("Contradicted", "Seen.", "Ann")
    assert acme_case.json("case", "show", "acme")["claims"][0]["verdict"] == "Contradicted"
    acme_case("review", evidence_of(acme_case, "sold.txt"), "--decision", "not relevant", "--reviewer", "Ann")
    acme_case(*words, "Contradicted", code=1)


def test_a_correction_says_what_the_passage_does(acme_case: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    number = evidence_of(acme_case, "sold.txt")
    monkeypatch.setenv("FACTCHECK_REVIEWER", "Eve")
    acme_case("review", number, "--decision", "correct", code=2)
    assert acme_case.json("review", number, "--decision", "correct", "--stance", "neutral")["reviewer"] == "Eve"


@pytest.mark.parametrize("format_", FORMATS)
def test_export_writes_every_format(acme_case: Command, tmp_path: Path, format_: str) -> None:
    acme_case("check", "--case", "acme")
    out = tmp_path / f"table{FORMATS[format_].suffix}"
    acme_case("export", "--case", "acme", "--out", out, code=2 if format_ == "claimreview" else 0)  # no verdict is set
    assert out.exists() == (format_ != "claimreview")


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_export_writes_the_table(acme_case: Command, tmp_path: Path, format_: str) -> None:
    acme_case("check", "--case", "acme")
    out = tmp_path / f"table.{format_}"
    acme_case("export", "--case", "acme", "--format", format_, "--out", out)
    text = out.read_text(encoding="utf-8-sig")
    rows = json.loads(text) if format_ == "json" else list(csv.DictReader(text.splitlines()))
    assert {row["quote"] for row in rows} == {SOLD, UNSOLD}


def test_export_says_what_each_column_means(run: Command) -> None:
    printed = run("export", "--columns")
    assert [line.partition(":")[0] for line in printed.splitlines()] == list(COLUMNS)


def test_a_protected_export_says_what_was_searched_for(acme_case: Command, tmp_path: Path) -> None:
    assert acme_case.json("case", "protect", "acme", "engines", "Bo Ek") == ["Bo Ek", "engines"]
    assert acme_case.json("case", "protect", "acme", "--remove", "Bo Ek") == ["engines"]
    assert acme_case("case", "protect", "acme").strip() == "engines"
    acme_case("case", "protect", "acme", "x", code=2)
    acme_case("check", "--case", "acme")
    out = tmp_path / "table.json"
    acme_case("export", "--case", "acme", "--out", out, "--protected")
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert {row["quote"] for row in rows} == {text.replace("engines", "[withheld]") for text in (SOLD, UNSOLD)}
    assert {row["file"] for row in rows} == {"[withheld]"}


def test_verify_names_what_was_changed(acme_case: Command) -> None:
    acme_case("check", "--case", "acme")
    looked_at = {"files": 2, "pages": 2, "passages": 2, "evidence": 2, "entries": 5}
    assert acme_case.json("verify") == looked_at | {"faults": [], "notes": []}
    next(path for path in (acme_case.workspace / "received").rglob("*") if path.is_file()).unlink()
    assert len(acme_case.json("verify", code=1)["faults"]) == 1


def test_evaluate_stance_returns_its_figures(run: Command, save: Save) -> None:
    lines = [
        {"premise": "It sold engines.", "hypothesis": "x", "label": "contradicts"},
        {"premise": "It bought no engine.", "hypothesis": "x", "label": "supports"},
        {"premise": "It rained.", "hypothesis": "x", "label": "neutral"},
    ]
    measured = run.json("evaluate", "stance", save("pairs.jsonl", "\n".join(map(json.dumps, lines))))
    assert {"n", "accuracy", "balanced_accuracy", "macro_f1", "confusion", "ece", "pairs_per_second"} <= set(measured)
    assert (measured["n"], measured["accuracy"]) == (3, 1.0)
    assert set(measured["labels"]["supports"]) >= {"precision", "recall", "f1"}


def test_evaluate_retrieval_returns_its_figures(run: Command, tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt") as file:
        file.write("\n".join(json.dumps({"_id": f"d{n}", "title": "", "text": f"engine number{n}"}) for n in range(9)))
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "number7"}\n')
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td7\t1\n")
    measured = run.json("evaluate", "retrieval", tmp_path)
    assert {"index_seconds", "queries_per_second"} <= set(measured)
    assert [measured[name] for name in ("n_queries", "ndcg@10", "recall@10", "recall@100")] == [1, 1, 1, 1]
