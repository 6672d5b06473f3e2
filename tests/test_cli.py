"""Every command does what it says: cases, documents, claims, and what any command has in common."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import made_documents as made
import pytest
from command_line import SOLD, UNSOLD, Command, Save
from conftest import REPOSITORY


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
def test_a_call_that_cannot_be_meant_ends_with_2(acme_case: Command, words: tuple[str, ...]) -> None:
    acme_case(*words, code=2)


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
