"""Every command does what it says, prints the JSON that other programs rely on, and ends with the right code."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_documents as made
import pytest
from conftest import CONTRADICTS, REPOSITORY, SUPPORTS, make_readers
from typer.testing import CliRunner, Result

from factcheck.cli import app
from factcheck.errors import FactcheckError, NotPermitted
from factcheck.export.columns import COLUMNS
from factcheck.export.formats import FORMATS
from factcheck.stance.rules import RULES_VERSION

Save = Callable[[str, bytes | str], Path]
SOLD, UNSOLD = "Acme sold engines to the agency.", "The agency bought no engines of Acme."


class Command:
    """Runs `factcheck` in a folder of its own, in this process and with the stand-in models."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.result: Result

    def __call__(self, *words: object, code: int = 0) -> str:
        """Run and return what is on stdout; errors meant for people end as `main` ends them."""
        self.result = CliRunner().invoke(app, [str(word) for word in words])
        error = self.result.exception
        if isinstance(error, FactcheckError):
            found = 1 if isinstance(error, NotPermitted) else 2
        elif error is not None and not isinstance(error, SystemExit):
            raise error
        else:
            found = self.result.exit_code
        assert found == code, (self.result.output, error)
        return self.result.stdout

    def json(self, *words: object, code: int = 0) -> Any:
        """Run with --json and return what it says."""
        return json.loads(self(*words, "--json", code=code))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    readers = make_readers({"sold engines": CONTRADICTS, "bought no": SUPPORTS})
    for module in ("cases", "checking", "documents", "evaluation", "searching"):
        monkeypatch.setattr(f"factcheck.cli.{module}.open_readers", lambda **_: readers)
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(tmp_path / "workspace"))
    return Command(tmp_path / "workspace")


@pytest.fixture
def case(run: Command, save: Save) -> Command:
    """A case with two documents and one claim."""
    run("case", "new", "acme", "--title", "Acme")
    run("ingest", save("sold.txt", SOLD), save("unsold.txt", UNSOLD), "--case", "acme")
    run("claim", "add", "--case", "acme", "--text", "We sold no engines.", "--organisation", "Acme Inc.")
    return run


# Search


def test_a_phrase_is_counted_and_each_place_is_named(case: Command) -> None:
    said = case("search", "Sold  ENGINES", "--case", "acme", "--by", "phrase")
    assert "1 time on 1 page of 1 document" in said
    assert "sold.txt, page 1: …Acme [sold engines] to the agency" in said
    assert "stands nowhere" in case("search", "sold engine", "--case", "acme", "--by", "phrase")
    found = case.json("search", "engines", "--case", "acme", "--by", "phrase")
    assert (found["total"], found["pages"], found["documents"]) == (2, 2, 2)
    place = found["occurrences"][0]
    assert (place["start"], place["end"], place["text"]) == (10, 17, "engines")


def test_a_search_by_words_gives_what_holds_them_all(case: Command) -> None:
    assert "1 passage with all of these words" in case("search", "sold engine", "--case", "acme", "--by", "words")
    assert "none holds all" in case("search", "sold bought", "--case", "acme", "--by", "words")
    assert "No passage holds any" in case("search", "rockets", "--case", "acme", "--by", "words")


def test_a_search_by_meaning_gives_the_nearest_and_an_empty_one_is_refused(case: Command) -> None:
    found = case.json("search", "who sold engines", "--case", "acme")
    assert found["passages"][0]["text"] == SOLD
    case("search", " ", "--case", "acme", code=2)


# Cases


def test_a_case_is_made_listed_and_shown(run: Command) -> None:
    assert run.json("case", "list") == []
    made_case = {"slug": "acme", "title": "Acme", "question": "Who?", "summary": "", "double_review": False}
    assert run.json("case", "new", "acme", "--title", "Acme", "--question", "Who?") == made_case
    assert run.json("case", "list") == [made_case | {"claims": 0, "documents": 0}]
    assert run.json("case", "show", "acme") == made_case | {"claims": [], "documents": [], "failures": []}
    assert "Acme" in run("case", "list") + run("case", "show", "acme")


@pytest.mark.parametrize(
    "words",
    [
        ("case", "new", "../x"),
        ("case", "show", "nobody"),
        ("case", "load", "/nowhere"),
        ("check", "--case", "nobody", "--text", "x"),
        ("check", "--case", "acme", "--claim", "C9"),
        ("check", "--case", "acme", "--claim", "C1", "--text", "both"),
        ("check", "--case", "acme", "--text", " "),
        ("check", "--case", "acme", "--top-k", "0"),
        ("check",),
        ("ingest", "a.txt", "--case", "nobody"),
        ("ingest", "--case", "acme"),
        ("ingest", "a.txt", "--case", "acme", "--document-date", "yesterday"),
        ("claim", "add", "--case", "acme", "--text", ""),
        ("claim", "add", "--case", "acme", "--text", "x" * 5001),
        ("claim", "add", "--case", "acme", "--text", "a\udcff"),
        ("claim", "add", "--case", "acme", "--text", "x", "--date", "soon"),
        ("claim", "add", "--case", "acme", "--text", "x", "--party", "nobody"),
        ("claim", "add", "--case", "acme", "--text", "Other words.", "--id", "C1"),
        ("claim", "import", "/nowhere.csv", "--case", "acme"),
        ("review", "99", "--decision", "agree", "--reviewer", "Ann"),
        ("review", "99999999999999999999", "--decision", "agree", "--reviewer", "Ann"),
        ("review", "1", "--decision", "maybe", "--reviewer", "Ann"),
        ("review", "1", "--decision", "agree"),
        ("verdict", "--case", "acme", "--claim", "C9", "--label", "Supported", "--justification", "x", "--reviewer", "A"),
        ("verdict", "--case", "acme", "--claim", "C1", "--label", "False", "--justification", "x", "--reviewer", "A"),
        ("export", "--case", "nobody", "--out", "x.csv"),
        ("export", "--case", "acme", "--out", "/nowhere/x.csv"),
        ("export", "--case", "acme", "--out", "x.csv", "--format", "odt"),
        ("export", "--case", "acme", "--out", "x.csv", "--claim", "C9"),
        ("evaluate", "stance", "/nowhere.jsonl"),
        ("evaluate", "retrieval", "/nowhere"),
        ("evaluate", "cases", "/nowhere"),
        ("nonsense",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_call_that_cannot_be_meant_ends_with_2(case: Command, words: tuple[str, ...]) -> None:
    case(*words, code=2)


def test_a_case_is_made_once(run: Command) -> None:
    run("case", "new", "acme")
    run("case", "new", "acme", code=2)


def write_case(folder: Path, **documents: str) -> Path:
    """Make a case folder with a claim and the given documents."""
    (folder / "documents").mkdir(parents=True)
    (folder / "case.yaml").write_text("slug: tiny\ntitle: Tiny\nquestion: Who?\nsummary: Short.\n")
    (folder / "claims.csv").write_text("id,text\nT-C1,Acme sold no engines.\n")
    rows = [f"T-{name},documents/{name}.md,{name},2018,yes" for name in documents]
    (folder / "sources.csv").write_text("\n".join(["id,file,title,document_date,digest", *rows]) + "\n")
    for name, text in documents.items():
        (folder / "documents" / f"{name}.md").write_text(text)
    return folder


def test_a_case_folder_is_loaded_with_its_claims_checked(run: Command, tmp_path: Path) -> None:
    folder = write_case(tmp_path / "tiny", sold=SOLD, unsold=UNSOLD)
    loaded = run.json("case", "load", folder)
    assert (loaded["case"], loaded["claims"], loaded["failures"]) == ("tiny", 1, [])
    assert [one["status"] for one in loaded["documents"]] == ["new", "new"]
    assert [one["status"] for one in run.json("case", "load", folder)["documents"]] == ["known", "known"]
    assert run.json("case", "load", folder, "--once") == {
        "case": "tiny", "claims": 1, "documents": [], "failures": [],
    }  # fmt: skip
    shown = run.json("case", "show", "tiny")
    assert [(one["title"], one["provenance"]["is_digest"]) for one in shown["documents"]] == [
        ("sold", True), ("unsold", True),
    ]  # fmt: skip


def test_a_case_folder_that_lacks_a_file_loads_the_others(run: Command, tmp_path: Path) -> None:
    folder = write_case(tmp_path / "tiny", sold=SOLD, unsold=UNSOLD)
    (folder / "documents" / "sold.md").unlink()
    for once in ((), ("--once",)):
        loaded = run.json("case", "load", folder, *once, code=1)
        assert [Path(one["path"]).name for one in loaded["failures"]] == ["sold.md"]


# Documents and claims


def test_ingest_says_what_became_of_every_file(run: Command, save: Save) -> None:
    run("case", "new", "acme")
    good, scan = save("in/a.txt", SOLD), save("in/b.pdf", made.make_pdf([SOLD, ""], title="Ledger"))
    bad = save("in/c.pdf", b"")
    report = run.json("ingest", good.parent, "--case", "acme", code=1)
    assert list(report) == ["documents", "failures"]
    first, second = report["documents"]
    assert first == {
        "path": str(good), "sha256": first["sha256"], "title": "a.txt", "status": "new", "pages": 1, "passages": 1,
        "unread_pages": 0,
    }  # fmt: skip
    assert (second["path"], second["title"], second["pages"], second["unread_pages"]) == (str(scan), "Ledger", 2, 1)
    (failure,) = report["failures"]
    assert set(failure) == {"path", "page", "reason", "remedy", "sha256"}
    assert (failure["path"], failure["page"]) == (str(bad), None)
    again = run.json("ingest", good, "--case", "acme")
    assert [one["status"] for one in again["documents"]] == ["known"]
    assert [one["path"] for one in run.json("case", "show", "acme")["failures"]] == [str(bad)]


def test_ingest_keeps_the_provenance_that_it_is_told(run: Command, save: Save) -> None:
    run("case", "new", "acme")
    told = ("--title", "T", "--kind", "contract", "--issuer", "ICE", "--document-date", "2018-12")
    run("ingest", save("a.txt", SOLD), "--case", "acme", *told)
    run("ingest", save("a.txt", SOLD), "--case", "acme", "--obtained-by", "Ann")
    (document,) = run.json("case", "show", "acme")["documents"]
    known = {name: value for name, value in document["provenance"].items() if value}
    assert known == {
        "title": "T",
        "kind": "contract",
        "issuer": "ICE",
        "document_date": "2018-12",
        "obtained_by": "Ann",
    }


def test_claims_are_imported_and_bad_rows_named(run: Command, save: Save) -> None:
    run("case", "new", "acme")
    table = save("claims.csv", "id,text,date\nX1,One.,2018\nX2,,\nX3,Three.,soon\n,Four.,\n")
    report = run.json("claim", "import", table, "--case", "acme", code=1)
    assert [(claim["id"], claim["text"]) for claim in report["claims"]] == [("X1", "One."), ("C1", "Four.")]
    assert [row["line"] for row in report["bad_rows"]] == [3, 4]
    assert run.json("claim", "import", save("ok.csv", "text\nFive.\n"), "--case", "acme")["bad_rows"] == []
    run("claim", "import", save("other.csv", "id,text\nX1,Other words.\n"), "--case", "acme", code=1)
    assert "X1 is there with another text" in run.result.stderr


def test_a_claim_is_added_with_what_is_known_of_it(run: Command) -> None:
    run("case", "new", "acme")
    claim = run.json("claim", "add", "--case", "acme", "--text", " We  do. ", "--date", "2018-12", "--speaker", "Ann",
                     "--party", "company", "--context", "Ann on Acme.")  # fmt: skip
    assert claim["id"] == "C1"
    assert (claim["text"], claim["date"], claim["speaker"], claim["context"]) == (
        "We do.", "2018-12", "Ann", "Ann on Acme.",
    )  # fmt: skip


# Checks and decisions


def test_check_says_what_was_searched_and_what_was_found(case: Command) -> None:
    checked = case.json("check", "--case", "acme", "--claim", "C1", "--top-k", "5")
    assert {"claim", "searched", "models", "evidence"} <= set(checked)
    assert checked["claim"]["id"] == "C1"
    assert {name: checked["searched"][name] for name in ("documents", "pages", "passages")} == {
        "documents": 2, "pages": 2, "passages": 2,
    }  # fmt: skip
    assert checked["models"] == {"embedding": "keywords (keywords-1)", "stance": "script", "rules": RULES_VERSION}
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


def test_check_of_a_case_is_a_list_and_of_a_text_is_not_stored(case: Command) -> None:
    one = case.json("check", "--case", "acme", "--text", "Acme sold no engines.")
    assert {evidence["evidence_id"] for evidence in one["evidence"]} == {None}
    every = case.json("check", "--case", "acme")
    assert [checked["claim"]["id"] for checked in every] == ["C1"]
    assert [len(case.json("check", "--case", "acme", "--text", "x", "--top-k", k)["evidence"]) for k in (1, 999)] == [
        1,
        2,
    ]


@pytest.mark.parametrize("text", ["x" * 5000, "漢字", "-5 %", "a\nb", "= [red]"])
def test_check_takes_any_statement(case: Command, text: str) -> None:
    assert case.json("check", "--case", "acme", f"--text={text}")["claim"]["text"] == " ".join(text.split())


def test_check_in_words_says_that_a_person_decides(case: Command) -> None:
    told = case("check", "--case", "acme")
    assert SOLD in told
    assert UNSOLD in told
    assert "a person sets the verdict" in told


def evidence_of(case: Command, file: str) -> int:
    checked = case.json("check", "--case", "acme", "--claim", "C1")
    return next(int(one["evidence_id"]) for one in checked["evidence"] if one["document"]["file"] == file)


def test_a_verdict_is_refused_until_a_passage_that_bears_it_is_confirmed(case: Command) -> None:
    words = ("verdict", "--case", "acme", "--claim", "C1", "--justification", "Seen.", "--reviewer", "Ann", "--label")
    case(*words, "Contradicted", code=1)
    review = case.json(
        "review", evidence_of(case, "sold.txt"), "--decision", "agree", "--reviewer", "Ann", "--note", "n"
    )
    assert (review["decision"], review["stance"], review["reviewer"], review["note"]) == (
        "agree", "contradicts", "Ann", "n",
    )  # fmt: skip
    case(*words, "Supported", code=1)
    parts = ("--supported", "a contract", "--contradicted", "its worth")
    case(*words, "Contradicted", *parts, code=2)
    assert "Only a verdict Mixed has parts" in str(case.result.exception)
    case(*words, "Mixed", code=1)
    assert "which part of the claim is supported, and which is contradicted" in str(case.result.exception)
    verdict = case.json(*words, "Contradicted")
    assert (verdict["label"], verdict["justification"], verdict["reviewer"]) == ("Contradicted", "Seen.", "Ann")
    assert case.json("case", "show", "acme")["claims"][0]["verdict"] == "Contradicted"
    case("review", evidence_of(case, "sold.txt"), "--decision", "not relevant", "--reviewer", "Ann")
    case(*words, "Contradicted", code=1)


def test_a_correction_says_what_the_passage_does(case: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    number = evidence_of(case, "sold.txt")
    monkeypatch.setenv("FACTCHECK_REVIEWER", "Eve")
    case("review", number, "--decision", "correct", code=2)
    assert case.json("review", number, "--decision", "correct", "--stance", "neutral")["reviewer"] == "Eve"


# Out


@pytest.mark.parametrize("format_", FORMATS)
def test_export_writes_every_format(case: Command, tmp_path: Path, format_: str) -> None:
    case("check", "--case", "acme")
    out = tmp_path / f"table{FORMATS[format_].suffix}"
    case("export", "--case", "acme", "--out", out, code=2 if format_ == "claimreview" else 0)  # no verdict is set
    assert out.exists() == (format_ != "claimreview")


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_export_writes_the_table(case: Command, tmp_path: Path, format_: str) -> None:
    case("check", "--case", "acme")
    out = tmp_path / f"table.{format_}"
    case("export", "--case", "acme", "--format", format_, "--out", out)
    text = out.read_text(encoding="utf-8-sig")
    rows = json.loads(text) if format_ == "json" else list(csv.DictReader(text.splitlines()))
    assert {row["quote"] for row in rows} == {SOLD, UNSOLD}


def test_export_says_what_each_column_means(run: Command) -> None:
    printed = run("export", "--columns")
    assert [line.partition(":")[0] for line in printed.splitlines()] == list(COLUMNS)


def test_a_protected_export_says_what_was_searched_for(case: Command, tmp_path: Path) -> None:
    assert case.json("case", "protect", "acme", "engines", "Bo Ek") == ["Bo Ek", "engines"]
    assert case.json("case", "protect", "acme", "--remove", "Bo Ek") == ["engines"]
    assert case("case", "protect", "acme").strip() == "engines"
    case("case", "protect", "acme", "x", code=2)
    case("check", "--case", "acme")
    out = tmp_path / "table.json"
    case("export", "--case", "acme", "--out", out, "--protected")
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert {row["quote"] for row in rows} == {text.replace("engines", "[withheld]") for text in (SOLD, UNSOLD)}
    assert {row["file"] for row in rows} == {"[withheld]"}


def test_verify_names_what_was_changed(case: Command) -> None:
    case("check", "--case", "acme")
    looked_at = {"files": 2, "pages": 2, "passages": 2, "evidence": 2, "entries": 5}
    assert case.json("verify") == looked_at | {"faults": [], "notes": []}
    next(path for path in (case.workspace / "received").rglob("*") if path.is_file()).unlink()
    assert len(case.json("verify", code=1)["faults"]) == 1


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


# Workspaces and settings


def test_the_workspace_may_stand_before_or_after_the_command(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--workspace", tmp_path / "before", "case", "new", "one")
    run("case", "new", "two", "--workspace", tmp_path / "after")
    run("--workspace", tmp_path / "before", "case", "new", "both", "--workspace", tmp_path / "after")
    run("case", "new", "three")
    monkeypatch.delenv("FACTCHECK_WORKSPACE")
    monkeypatch.chdir(tmp_path / "before")
    run("case", "new", "four")
    found = {}
    for folder in ("before", "after", "workspace", "before/workspace"):
        found[folder] = [one["slug"] for one in run.json("case", "list", "--workspace", tmp_path / folder)]
    assert found == {
        "before": ["one"], "after": ["both", "two"], "workspace": ["three"], "before/workspace": ["four"],
    }  # fmt: skip


@pytest.mark.parametrize(("number", "threads"), [("0", 1), ("-4", 1), ("3", 3)])
def test_the_number_of_threads_is_at_least_one(monkeypatch: pytest.MonkeyPatch, number: str, threads: int) -> None:
    from factcheck.settings import read_settings

    monkeypatch.setenv("FACTCHECK_THREADS", number)
    assert read_settings().threads == threads


def test_a_setting_that_is_no_number_is_named(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_THREADS", "two")
    run("case", "list", code=2)
    assert "FACTCHECK_THREADS" in str(run.result.exception)


# As a program


def factcheck(*words: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "ascii:backslashreplace"}
    done = subprocess.run(
        [sys.executable, "-m", "factcheck", *words], cwd=cwd, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


HEAVY = ("torch", "numpy", "pandas", "sqlalchemy", "streamlit", "faiss", "transformers", "onnxruntime", "sklearn")


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, runpy\nsys.argv = ['factcheck', '--help']\n"
        "try:\n    runpy.run_module('factcheck', run_name='__main__')\nexcept SystemExit as end:\n"
        f"    print('\\nHEAVY', [name for name in {HEAVY!r} if name in sys.modules], end.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=os.environ, capture_output=True, text=True, check=True
    )
    assert "HEAVY [] 0" in done.stdout
    assert "ingest" in done.stdout


def test_errors_are_one_line_for_a_person(tmp_path: Path) -> None:
    assert factcheck("case", "show", "x", cwd=tmp_path, code=2).stderr.startswith("Error: There is no case 'x'")
    factcheck("case", "new", "x", "--title", "Été 漢字", cwd=tmp_path)
    refused = factcheck(
        "verdict", "--case", "x", "--claim", "C9", "--label", "Supported", "--justification", "", "--reviewer", "A",
        cwd=tmp_path, code=2,
    )  # fmt: skip
    assert refused.stderr.count("\n") == 1
    listed = factcheck("case", "list", "--json", cwd=tmp_path).stdout
    assert json.loads(listed)[0]["title"] == "Été 漢字"
    assert (tmp_path / "workspace" / "factcheck.db").is_file()
    (tmp_path / "workspace" / "factcheck.db").write_bytes(b"no database at all" * 100)
    assert factcheck("case", "list", cwd=tmp_path, code=2).stderr.count("\n") == 1


def test_failures_are_listed_tried_again_and_taken_off(run: Command, save: Save) -> None:
    run("case", "new", "acme")
    bad = save("in/c.pdf", b"%PDF-1.4 nothing more")
    run("ingest", bad, "--case", "acme", code=1)
    (failure,) = run.json("document", "failures", "--case", "acme")
    assert failure["path"] == str(bad)
    assert failure["sha256"]
    assert run.json("document", "retry", "--case", "acme", code=1)["documents"] == []
    run("document", "retry", "--case", "acme", "nothing.pdf", code=2)
    run("document", "dismiss", "--case", "acme", bad)
    assert run.json("document", "failures", "--case", "acme") == []


def test_a_folder_is_watched_until_all_of_it_is_taken_in(run: Command, save: Save) -> None:
    run("case", "new", "acme")
    folder = save("in/a.txt", SOLD).parent
    run("watch", folder, "--case", "acme", "--every", "0.1", "--until-idle")
    assert [one["file"] for one in run.json("case", "show", "acme")["documents"]] == ["a.txt"]
    run("watch", folder / "a.txt", "--case", "acme", code=2)
