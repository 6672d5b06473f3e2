"""Case studies in a workspace: what is kept, what is told before and after, and what is never touched."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import CONTRADICTS, SUPPORTS, make_readers
from study_cases import CONTRACT, DENIAL, MINUTES, REASON_AGAINST, SLUG, make_case_folder
from typer.testing import CliRunner

from factcheck.cases import load_case_folder
from factcheck.cli import app
from factcheck.errors import BadInput, NotPermitted
from factcheck.export.csv_file import unguard
from factcheck.model import (
    Gold,
    Lesson,
    Stance,
    StudentAnswer,
    StudentWork,
    VerdictLabel,
)
from factcheck.store.documents import load_documents
from factcheck.store.study import load_work, load_works, remove_mark
from factcheck.store.workspace import Workspace
from factcheck.study import desk
from factcheck.study.class_table import COLUMNS, export_class
from factcheck.study.places import GoldPlace
from factcheck.study.room import Room, compare_claim, compare_submitted, find_student, list_rooms, prepare_room
from factcheck.study.searching import search_papers

PAPER = "a" * 64
_UPKEEP = {"sqlite_sequence", "row_digest", "workspace_state"}  # what every write of the store touches
CONTRADICTED, SUPPORTED, MIXED = VerdictLabel.CONTRADICTED, VerdictLabel.SUPPORTED, VerdictLabel.MIXED


def place(stance: Stance, start: int, end: int, lesson: Lesson | None = None) -> GoldPlace:
    return GoldPlace(Gold("C1", "D1", "a.md", "x", stance, "why", "", lesson), PAPER, 1, start, end)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_case_folder(tmp_path / "cases" / SLUG)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A case study made ready once; the tests work on copies of it."""
    root = tmp_path_factory.mktemp("prepared")
    readers = make_readers({"Under the contract": SUPPORTS, "never worked": CONTRADICTS})
    return prepare_room(Workspace(root / "workspace"), make_case_folder(root / "cases" / SLUG), readers)


@pytest.fixture
def room(prepared: Room, folder: Path, tmp_path: Path) -> Room:
    root = tmp_path / "workspace" / "study"
    shutil.copytree(prepared.workspace.root, root)
    return Room(Workspace(root), prepared.case, folder)


def sha256_of(room: Room, file: str) -> str:
    with room.workspace.reading() as db:
        return next(one.sha256 for one in load_documents(db, room.case) if one.file == file)


def work_of(room: Room, student: str = "Ida", claim: str = "AC-C1") -> StudentWork:
    with room.workspace.reading() as db:
        return load_work(db, room.case, claim, student)


def play(room: Room, student: str = "Ida", why: str = "The contract says so.") -> None:
    contract = sha256_of(room, "contract.txt")
    desk.mark_words(room, "AC-C1", student, contract, 1, CONTRACT, Stance.CONTRADICTS)
    desk.take_hint(room, "AC-C1", student)
    desk.submit(room, "AC-C1", student, CONTRADICTED, why)


def test_answers_are_not_to_be_had_before_submission(room: Room) -> None:
    with pytest.raises(NotPermitted, match="once your verdict"):
        compare_claim(room, "AC-C1", "Ida")
    desk.keep_draft(room, "AC-C1", "Ida", CONTRADICTED, "It says")
    assert compare_submitted(room, "Ida") == {}
    with pytest.raises(NotPermitted, match="once your verdict"):
        compare_claim(room, "AC-C1", "Ida")
    play(room)
    with pytest.raises(NotPermitted, match="once your verdict"):
        compare_claim(room, "AC-C1", "Bo")
    compared = compare_claim(room, "AC-C1", "Ida")
    assert [one.place.gold.reason for one in compared.found] == [REASON_AGAINST]
    assert compared.is_verdict_alike
    assert [str(one.difference) for one in compared.differences] == [
        "read as the opposite",
        "read as more than it says",
    ]
    assert list(compare_submitted(room, "Ida")) == ["AC-C1"]


def test_what_is_submitted_stays_as_it_was(room: Room) -> None:
    play(room)
    before = work_of(room)
    contract, mark_id = sha256_of(room, "contract.txt"), before.marks[0].id
    assert mark_id is not None
    for change in (
        lambda: desk.submit(room, "AC-C1", "Ida", SUPPORTED, "No."),
        lambda: desk.keep_draft(room, "AC-C1", "Ida", SUPPORTED, "No."),
        lambda: desk.mark_words(room, "AC-C1", "Ida", contract, 1, "three years", Stance.SUPPORTS),
        lambda: desk.unmark(room, "AC-C1", "Ida", mark_id),
        lambda: desk.take_hint(room, "AC-C1", "Ida"),
    ):
        with pytest.raises(NotPermitted, match="submitted"):
            change()
    assert work_of(room) == before


def test_a_draft_and_marks_outlive_the_program_and_students_do_not_meet(room: Room) -> None:
    contract = sha256_of(room, "contract.txt")
    desk.mark_words(room, "AC-C1", "Ida", contract, 1, CONTRACT, Stance.SUPPORTS)
    desk.mark_words(room, "AC-C1", "Ida", contract, 1, CONTRACT, Stance.CONTRADICTS)  # a change of mind
    desk.keep_draft(room, "AC-C1", "Ida", CONTRADICTED, "Half a sen")
    desk.mark_words(room, "AC-C1", "Bo", contract, 1, "three years", Stance.SUPPORTS)
    again = Room(Workspace(room.workspace.root), room.case, room.folder)
    work = work_of(again)
    assert [(one.text, one.stance) for one in work.marks] == [(CONTRACT, Stance.CONTRADICTS)]
    assert work.answer == StudentAnswer(CONTRADICTED, "Half a sen")
    (of_bo,) = work_of(again, "Bo").marks
    with again.workspace.writing() as db:
        remove_mark(db, again.case, "AC-C1", "Ida", of_bo.id or 0)
    assert work_of(again, "Bo").marks == (of_bo,)
    assert find_student(again, "  ida ") == "Ida"
    assert find_student(again, "Cy") == "Cy"
    with pytest.raises(BadInput, match="Type your name"):
        find_student(again, " ")


def test_search_gives_places_and_no_stance(room: Room) -> None:
    hits = search_papers(room, "what is the contract worth", make_readers())
    assert MINUTES in hits[0].passage.text
    assert not hasattr(hits[0], "reading")


def dump(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    connection = sqlite3.connect(database)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}
    finally:
        connection.close()


def files_outside(root: Path) -> dict[str, bytes]:
    """Every file of a workspace but those of its case studies and of the database's own upkeep."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "study" not in path.relative_to(root).parts and not path.name.startswith("factcheck.")
    }


def test_a_case_study_touches_nothing_of_real_cases(folder: Path, tmp_path: Path) -> None:
    workspace, readers = Workspace(tmp_path / "workspace"), make_readers()
    load_case_folder(folder, workspace, readers)  # the same case, for real: the hardest neighbour
    real = workspace.root / "factcheck.db"
    before, files = dump(real), files_outside(workspace.root)
    assert before["evidence"]
    room = prepare_room(workspace, folder, readers)
    own = {"study_answer", "study_mark", "study_hint"}
    prepared = dump(room.workspace.root / "factcheck.db")
    play(room)
    play(room, "Bo")
    export_class(room)
    assert dump(real) == before
    assert files_outside(workspace.root) == files
    after = dump(room.workspace.root / "factcheck.db")
    assert {name for name in after if after[name] != prepared[name]} - _UPKEEP == own
    assert after["review"] == after["verdict"] == []


def test_a_room_is_prepared_once_and_kept(folder: Path, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    assert list_rooms(workspace) == {}
    assert not (workspace.root / "study").exists()
    steps: list[str] = []
    room = prepare_room(workspace, folder, make_readers(), lambda progress: steps.append(progress.step))
    assert "checking" in steps
    steps.clear()
    assert (
        prepare_room(workspace, folder, make_readers(), lambda progress: steps.append(progress.step)).case == room.case
    )
    assert steps == []
    assert list(list_rooms(workspace)) == [SLUG]
    other = make_case_folder(tmp_path / "elsewhere" / SLUG)
    with pytest.raises(BadInput, match="another slug"):
        prepare_room(workspace, other, make_readers())


def test_a_folder_changed_since_is_named(room: Room) -> None:
    (room.folder / "documents/contract.txt").write_text("Other words.")
    with pytest.raises(BadInput, match="load the case study again"):
        desk.take_hint(room, "AC-C1", "Ida")
    (room.folder / "documents/contract.txt").unlink()
    with pytest.raises(BadInput, match="Put it back"):
        desk.take_hint(room, "AC-C1", "Ida")


# The teacher's table


def test_the_class_table_has_a_row_for_each_student_and_claim(room: Room) -> None:
    play(room, "Ida", why="=1+1")
    desk.keep_draft(room, "AC-C2", "@Bo", SUPPORTED, "")
    rows = list(csv.DictReader(io.StringIO(export_class(room).removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert [(unguard(row["student"]), row["claim_id"]) for row in rows] == [
        (name, claim) for name in ("@Bo", "Ida") for claim in ("AC-C1", "AC-C2", "AC-C3")
    ]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "@", "+"))]
    ida = rows[3]
    assert (ida["verdict"], ida["author_verdict"], ida["verdict_alike"]) == ("Contradicted", "Contradicted", "yes")
    assert (ida["deciding_passages"], ida["found"], ida["missed"], ida["hints"]) == ("1", "1", "0", "1")
    assert unguard(ida["justification"]) == "=1+1"
    bo = rows[1]
    assert (bo["state"], bo["author_verdict"], bo["found"]) == ("begun", "", "")


def test_the_command_prepares_and_writes_the_table(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.cli.studying.open_readers", make_readers)
    root, table = tmp_path / "workspace", tmp_path / "class.csv"
    done = CliRunner().invoke(app, ["--workspace", str(root), "study", str(folder), "--prepare"])
    assert done.exit_code == 0, done.output
    room = list_rooms(Workspace(root))[SLUG]
    play(room)
    done = CliRunner().invoke(app, ["--workspace", str(root), "study", str(folder), "--export", str(table)])
    assert done.exit_code == 0, done.output
    assert "AC-C1" in table.read_text("utf-8-sig")
    with room.workspace.reading() as db:
        assert list(load_works(db, room.case)) == [("Ida", "AC-C1")]


def test_the_denial_is_a_near_miss(room: Room) -> None:
    letter = sha256_of(room, "letter.txt")
    desk.mark_words(room, "AC-C1", "Ida", letter, 1, DENIAL, Stance.SUPPORTS)
    desk.submit(room, "AC-C1", "Ida", SUPPORTED, "Acme says so.")
    compared = compare_claim(room, "AC-C1", "Ida")
    assert (len(compared.missed), len(compared.near_misses), compared.is_verdict_alike) == (1, 1, False)
