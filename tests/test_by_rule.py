"""What a rule set is kept beside what the model alone gave, and no face says that the model gave it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Command
from conftest import CASE, SUPPORTS, make_claim, make_readers, take
from made_exports import DOCUMENTS
from sqlalchemy import text

from factcheck.export.content import gather_export
from factcheck.export.formats import make_file
from factcheck.export.unpacking import read_texts
from factcheck.model import Checked, Probabilities, Stance
from factcheck.moves.case_export import export_case
from factcheck.moves.case_import import import_case
from factcheck.pipeline import check_and_store
from factcheck.store.cases import save_claim
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]
WHY = "by rule: the paper says 43 licences, the claim 40 licences"


@pytest.fixture
def ruled(workspace: Workspace, save: Save) -> Workspace:
    """A case with one claim and one paper, which the model takes for the wrong side."""
    readers = make_readers({"licences": SUPPORTS})
    take(workspace, readers, save("licences.txt", "The depot bought 43 licences."))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(text="The depot bought 40 licences."))
    check_and_store(workspace, CASE, "C1", readers)
    return workspace


def checked_in(workspace: Workspace) -> Checked:
    with workspace.reading() as db:
        checked = load_record(db, CASE, "C1").checked
    assert checked is not None
    return checked


def is_kept(workspace: Workspace) -> bool:
    (one,) = checked_in(workspace).evidence
    alone = one.reading.by_model
    return (
        one.reading.stance is Stance.CONTRADICTS
        and one.reading.probabilities.contradicts == pytest.approx(0.8)
        and alone is not None
        and alone.supports == pytest.approx(0.8)
    )


def test_it_is_kept_proved_and_carried_to_another_workspace(ruled: Workspace, tmp_path: Path) -> None:
    assert is_kept(ruled)
    assert verify_workspace(ruled).faults == []
    there = Workspace(tmp_path / "there", "Cleo")
    import_case(there, export_case(ruled, CASE, tmp_path / "case.zip").path)
    assert is_kept(there)


def test_what_the_model_gave_cannot_be_changed_unseen(ruled: Workspace) -> None:
    with ruled.writing() as db:  # through the tool's own door, so that only the log can tell
        db.execute(text("UPDATE evidence SET by_model = '[0.1, 0.8, 0.1]'"))
    assert checked_in(ruled).evidence[0].reading.by_model == Probabilities(0.1, 0.8, 0.1)
    assert any("what the model read" in fault for fault in verify_workspace(ruled).faults)


def test_a_table_gives_both(ruled: Workspace) -> None:
    written = make_file(gather_export(ruled, CASE), "csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    given = [row[f"probability_{name}"] for name in ("contradicts", "model_alone")]
    assert (row["model_stance"], given) == ("contradicts", ["0.8", "0.1"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_that_a_rule_gave_it_and_why(ruled: Workspace, name: str) -> None:
    shown = " ".join(one for _, one in read_texts(make_file(gather_export(ruled, CASE), name).data, name))
    letters = "".join(shown.split())
    for said in ("As a rule corrects the model, 80 %; the model alone gives 10 %; not reviewed", f"Reasons: {WHY}"):
        assert "".join(said.split()) in letters


def test_the_command_line_says_so_too(ruled: Workspace, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.cli.checking.open_readers", lambda **_: make_readers({"licences": SUPPORTS}))
    asked = ("check", "--case", CASE, "--text", "The depot bought 40 licences.", "--workspace", ruled.root)
    told = run(*asked)
    assert "page 1, 80 % by rule, the model alone gives 10 %: “The depot bought 43 licences.”" in told
    assert WHY in told
    (one,) = run.json(*asked)["evidence"]
    assert one["by_model"] == pytest.approx({"supports": 0.8, "contradicts": 0.1, "neutral": 0.1})
