"""A workspace is backed up while others write, and comes back as it was; nothing is replaced that was not checked."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import CASE, SUPPORTS, make_claim, make_readers, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_store import dump

from factcheck.archive.layout import Member
from factcheck.archive.writing import write_archive
from factcheck.errors import BadInput
from factcheck.model import Case, Decision
from factcheck.moves.backup import KIND, backup_workspace, restore_workspace
from factcheck.pipeline import check_and_store
from factcheck.review import make_review
from factcheck.store.cases import load_cases, load_claims, save_case, save_claim
from factcheck.store.decisions import save_review
from factcheck.store.evidence import load_record
from factcheck.store.log import load_links
from factcheck.store.workspace import Workspace, now
from factcheck.verify.packet import verify_packet
from factcheck.verify.workspace import verify_folder

Save = Callable[[str, bytes | str], Path]


@pytest.fixture
def full(workspace: Workspace, save: Save) -> Workspace:
    """A document, a claim, its evidence and a review."""
    readers = make_readers({"sold": SUPPORTS})
    take(workspace, readers, save("sold.txt", "Acme sold engines."), save("bad.pdf", b"%PDF-1.4 nothing"))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
    check_and_store(workspace, CASE, "C1", readers)
    add_review(workspace, "Ida")
    return workspace


def add_review(workspace: Workspace, reviewer: str) -> None:
    with workspace.writing() as db:
        checked = load_record(db, CASE, "C1").checked
        assert checked
        save_review(db, make_review(checked.evidence[0], Decision.AGREE, None, reviewer, now()))


def contents(root: Path) -> tuple[list[str], dict[str, bytes]]:
    """The rows of a workspace but for the count of writes, and its files."""
    rows = [line for line in dump(root / "factcheck.db") if "'writes'" not in line and '["writes"]' not in line]
    kept = [path for name in ("received", "quarantine") for path in (root / name).rglob("*") if path.is_file()]
    return sorted(rows), {path.relative_to(root).as_posix(): path.read_bytes() for path in kept}


def test_a_workspace_comes_back_as_it_was(full: Workspace, tmp_path: Path) -> None:
    made = backup_workspace(full.root, tmp_path / "b.zip")
    assert (made.files, made.damaged) == (2, ())
    assert verify_packet(made.path).faults == []
    restored = restore_workspace(made.path, tmp_path / "new" / "place")
    assert restored.sha256 == made.sha256
    assert contents(restored.path) == contents(full.root)
    assert verify_folder(restored.path).faults == []
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["place"]
    readers = make_readers({"sold": SUPPORTS})
    check_and_store(Workspace(restored.path), CASE, "C1", readers)
    assert readers.encoder.embedded == ["Acme sold no engines."]  # type: ignore[attr-defined]  # passages were cached


@given(st.lists(st.tuples(st.sampled_from(["claim", "case", "document"]), st.text(max_size=8)), max_size=6))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_done_comes_back(tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, str]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    workspace = Workspace(folder / "w")
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Acme"))
        for number, (kind, words) in enumerate(done):
            if kind == "claim":
                save_claim(db, CASE, make_claim(f"C{number}", f"Said: {words}"))
            elif kind == "case":
                save_case(db, Case(f"case-{number}", words))
    files = [folder / f"{number}.txt" for number, (kind, _) in enumerate(done) if kind == "document"]
    for file in files:
        file.write_text(f"Paper {file.stem} says something.")
    take(workspace, make_readers(), *files)
    backup_workspace(workspace.root, folder / "b.zip")
    restore_workspace(folder / "b.zip", folder / "r")
    assert contents(folder / "r") == contents(workspace.root)
    assert verify_folder(folder / "r").faults == []


def keep_reviewing(root: str, count: int) -> None:
    """Add claims and reviews one after the other; runs in a process of its own."""
    workspace = Workspace(Path(root))
    for number in range(count):
        add_review(workspace, f"Reviewer {number}")
        with workspace.writing() as db:
            save_claim(db, CASE, make_claim(f"N{number}", f"Claim {number}."))


def test_backups_made_while_others_write_are_each_one_state(full: Workspace, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        writers = pool.starmap_async(keep_reviewing, [(str(full.root), 15)])
        made = []
        while not writers.ready() or not made:
            made.append(backup_workspace(full.root, tmp_path / f"{len(made)}.zip"))
        writers.get()
    assert [one.entries for one in made] == sorted(one.entries for one in made)
    last = backup_workspace(full.root, tmp_path / "last.zip")
    for one in (made[0], made[len(made) // 2], last):
        root = restore_workspace(one.path, tmp_path / f"restored-{one.path.stem}").path
        assert verify_folder(root).faults == []
        with Workspace(root).reading() as db:
            assert len(load_links(db, CASE)) == one.entries
    with Workspace(root).reading() as db:
        assert len(load_claims(db, CASE)) == 16
        assert len(load_record(db, CASE, "C1").reviews[1]) == 16


def test_a_damaged_file_is_named_and_the_rest_is_saved(full: Workspace, tmp_path: Path) -> None:
    next(path for path in full.received.rglob("*") if path.is_file()).write_bytes(b"x")
    made = backup_workspace(full.root, tmp_path / "b.zip")
    assert "changed after it was received" in made.damaged[0]
    restored = restore_workspace(made.path, tmp_path / "r")
    assert restored.damaged == made.damaged
    assert any("is gone" in fault for fault in verify_folder(restored.path).faults)


# Refusals


def test_a_workspace_that_holds_something_is_never_overwritten(full: Workspace, tmp_path: Path) -> None:
    made = backup_workspace(full.root, tmp_path / "b.zip")
    before = contents(full.root)
    with pytest.raises(BadInput, match="is not empty"):
        restore_workspace(made.path, full.root)
    assert contents(full.root) == before


@pytest.mark.parametrize("name", ["note.txt", "received/note.txt"])
def test_a_folder_with_anything_in_it_is_never_overwritten(full: Workspace, tmp_path: Path, name: str) -> None:
    made = backup_workspace(full.root, tmp_path / "b.zip")
    (tmp_path / "other" / name).parent.mkdir(parents=True)
    (tmp_path / "other" / name).write_text("mine")
    with pytest.raises(BadInput, match="is not empty"):
        restore_workspace(made.path, tmp_path / "other")
    assert (tmp_path / "other" / name).read_text() == "mine"


def test_a_workspace_without_any_case_may_be_replaced(full: Workspace, tmp_path: Path) -> None:
    made = backup_workspace(full.root, tmp_path / "b.zip")
    Workspace(tmp_path / "blank")
    restore_workspace(made.path, tmp_path / "blank")
    with Workspace(tmp_path / "blank").reading() as db:
        assert [case.slug for case in load_cases(db)] == [CASE]


def repacked(
    archive: Path, out: Path, kind: str = KIND, change: Callable[[Path], object] = lambda folder: None
) -> Path:
    """Make a backup anew with changed contents and fitting hashes, as someone could who knows the tool."""
    folder = out.parent / "repacked"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    about = json.loads((folder / "manifest.json").read_text())["about"]
    for name in ("manifest.json", "SHA256SUMS"):
        (folder / name).unlink()
    change(folder)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    write_archive(out, kind, about, [Member.of(path.relative_to(folder).as_posix(), path) for path in paths])
    return out


def run_sql(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "factcheck.db")) as db:
        db.execute(statement)
        db.commit()


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        pytest.param(lambda f: None, "case", "is no backup", id="another kind"),
        pytest.param(lambda f: (f / "evil.sh").write_text("x"), KIND, "belongs into no backup", id="another file"),
        pytest.param(lambda f: (f / "factcheck.db").write_bytes(b"x" * 9000), KIND, "cannot be restored", id="no database"),
        pytest.param(lambda f: run_sql(f, "DROP TRIGGER verdict_no_delete"), KIND, "is not sound", id="a trigger gone"),
        pytest.param(
            lambda f: run_sql(f, "CREATE TRIGGER evil AFTER INSERT ON claim BEGIN DELETE FROM seen_path; END"),
            KIND, "trigger evil of another program", id="a trigger more",
        ),
        pytest.param(
            lambda f: next(path for path in (f / "received").rglob("*") if path.is_file()).write_bytes(b"x"),
            KIND, "belongs into no backup", id="a file changed",
        ),
    ],
)  # fmt: skip
def test_a_backup_that_is_not_sound_changes_nothing(
    full: Workspace, tmp_path: Path, change: Callable[[Path], object], kind: str, message: str
) -> None:
    made = backup_workspace(full.root, tmp_path / "b.zip")
    forged = repacked(made.path, tmp_path / "forged.zip", kind, change)
    with pytest.raises(BadInput, match=message):
        restore_workspace(forged, tmp_path / "target" / "w")
    assert not list((tmp_path / "target").iterdir() if (tmp_path / "target").exists() else [])


def test_a_backup_with_one_byte_changed_is_refused(full: Workspace, tmp_path: Path) -> None:
    made = backup_workspace(full.root, tmp_path / "b.zip")
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(BadInput, match=r"was changed after it was made: factcheck\.db was changed"):
        restore_workspace(made.path, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_a_folder_without_a_workspace_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no workspace"):
        backup_workspace(tmp_path / "none", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []
