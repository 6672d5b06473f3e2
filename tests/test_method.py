"""The method of a check: what it names, and that its command gives the same hits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, CONTRADICTS, make_claim, make_readers, take
from typer.testing import CliRunner

from factcheck.cli import app
from factcheck.errors import BadInput
from factcheck.method import describe_method, repeat_check
from factcheck.model import Case
from factcheck.pipeline import check_and_store, ingest
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.stance.reading import READING_VERSION
from factcheck.store.cases import save_case, save_claim
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]


def filled(workspace: Workspace, readers: Readers, save: Save) -> None:
    texts = {
        "a.txt": "Acme sold engines in 2016.",
        "b.txt": "Acme sold nothing.",
        "c.txt": "Coffee was served at noon.",
        "empty.txt": "",
    }
    take(workspace, readers, *(save(name, text) for name, text in texts.items()))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim("C1", "Acme sold no engines to Bolden in 2016."))


def test_a_method_names_queries_models_and_what_was_not_found(workspace: Workspace, save: Save) -> None:
    readers = make_readers({"nothing": CONTRADICTS})
    filled(workspace, readers, save)
    check_and_store(workspace, CASE, "C1", readers, top_k=2)
    method = describe_method(workspace, CASE, "C1")
    assert method.top_k == 2
    assert method.dense_query == "Acme sold no engines to Bolden in 2016."
    assert set(method.checked.models) == {"embedding", "stance", "way of reading", "rules"}
    assert [one.title for one in method.silent] == ["c.txt"]
    assert method.not_found == ("Bolden",)
    assert [Path(one.path).name for one in method.failures] == ["empty.txt"]
    assert not method.is_stale
    assert method.commands == (f"factcheck method --case {CASE} --claim C1 --run",)


def test_the_same_check_again_is_the_same_and_stores_nothing(workspace: Workspace, save: Save) -> None:
    readers = make_readers({"nothing": CONTRADICTS})
    filled(workspace, readers, save)
    stored = check_and_store(workspace, CASE, "C1", readers, top_k=2)
    before = (workspace.root / "factcheck.db").read_bytes()
    repeated = repeat_check(workspace, CASE, "C1", readers)
    assert repeated.is_same
    assert repeated.found == tuple(one.passage.id for one in stored.evidence)
    assert (workspace.root / "factcheck.db").read_bytes() == before


def test_another_model_or_another_paper_is_named(workspace: Workspace, save: Save) -> None:
    readers = make_readers({"nothing": CONTRADICTS})
    filled(workspace, readers, save)
    check_and_store(workspace, CASE, "C1", readers)
    take(workspace, readers, save("d.txt", "Acme sold engines to Bolden."))
    assert describe_method(workspace, CASE, "C1").is_stale
    repeated = repeat_check(workspace, CASE, "C1", make_readers())
    assert any("found now, not then" in one for one in repeated.differences)
    assert any("read otherwise" in one for one in repeated.differences)


def test_a_check_read_in_an_older_way_is_repeated_with_a_difference_that_says_so(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = make_readers({"nothing": CONTRADICTS})
    filled(workspace, readers, save)
    with monkeypatch.context() as older:
        older.setattr("factcheck.readers.READING_VERSION", "1")
        check_and_store(workspace, CASE, "C1", readers)
    assert describe_method(workspace, CASE, "C1").checked.models["way of reading"] == "1"
    assert repeat_check(workspace, CASE, "C1", readers).differences == (
        f"way of reading: 1 then, {READING_VERSION} now",
    )


def test_a_claim_that_was_never_checked_says_so(workspace: Workspace) -> None:
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
    with pytest.raises(BadInput, match="has not been checked yet"):
        describe_method(workspace, CASE, "C1")


def test_the_command_gives_the_same_hits_with_the_shipped_models(tmp_path: Path, save: Save, shipped: Readers) -> None:
    workspace = Workspace(tmp_path / "workspace")
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Acme"))
        save_claim(db, CASE, make_claim("C1", "Acme sold no engines to the agency."))
    papers = [save("a.txt", "Acme sold 40 engines to the agency in 2016."), save("b.txt", "Nothing was sold by Acme.")]
    ingest(workspace, CASE, papers, Readers(Settings(workspace=workspace.root)))
    stored = check_and_store(workspace, CASE, "C1", shipped)
    (command,) = describe_method(workspace, CASE, "C1").commands
    words = command.split()
    assert words[0] == "factcheck"
    done = CliRunner().invoke(app, ["--workspace", str(workspace.root), *words[1:], "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told == {"same": True, "hits": [one.passage.id for one in stored.evidence], "differences": []}
