"""Whatever was changed in a workspace behind the tool's back is found and named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, SUPPORTS, make_claim, make_readers, take
from sqlalchemy import text

from factcheck.model import Progress
from factcheck.pipeline import check_and_store
from factcheck.store.cases import save_claim
from factcheck.store.documents import load_documents
from factcheck.store.seal import seal
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import Verified, verify_workspace

Save = Callable[[str, bytes | str], Path]


@pytest.fixture
def sound(workspace: Workspace, save: Save) -> Workspace:
    """A workspace with two documents, a claim and its evidence."""
    readers = make_readers({"sold": SUPPORTS})
    take(workspace, readers, save("sold.txt", "Acme sold engines."), save("other.txt", "It rained."))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
    check_and_store(workspace, CASE, "C1", readers)
    assert seal(workspace.root)
    return workspace


def received(workspace: Workspace, file: str) -> Path:
    with workspace.reading() as db:
        (sha256,) = (one.sha256 for one in load_documents(db, CASE) if one.file == file)
    return workspace.received_path(sha256)


def change(workspace: Workspace, statement: str) -> None:
    with workspace.writing() as db:
        db.execute(text(statement))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)


def edit_manifest(workspace: Workspace) -> None:
    path = workspace.index_path(CASE) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"n_passages": 9}))


def test_a_sound_workspace_has_no_faults(sound: Workspace) -> None:
    assert verify_workspace(sound) == Verified(files=2, pages=2, passages=2, evidence=2, entries=5)


def test_an_empty_workspace_has_no_faults(workspace: Workspace) -> None:
    assert seal(workspace.root)
    assert verify_workspace(workspace) == Verified(entries=1)


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        pytest.param(
            lambda w: flip(received(w, "sold.txt")), "sold.txt: the received file .* was changed", id="a byte flipped"
        ),
        pytest.param(lambda w: received(w, "sold.txt").unlink(), "sold.txt: the received file .* is gone", id="gone"),
        pytest.param(
            lambda w: change(w, "UPDATE page SET text = 'Acme gave engines.' WHERE text LIKE 'Acme%'"),
            "sold.txt, page 1: the text was changed",
            id="a page reworded",
        ),
        pytest.param(
            lambda w: change(w, "UPDATE page SET text = 'It' WHERE text LIKE 'It%'"),
            "other.txt, page 1: passage .* is not on the page",
            id="a page cut short",
        ),
        pytest.param(
            lambda w: change(w, 'UPDATE passage SET "end" = 400 WHERE row = 1'),
            "sold.txt, page 1: passage .* is not on the page",
            id="a passage moved",
        ),
        pytest.param(
            lambda w: change(w, "UPDATE evidence SET rationale_end = 99"),
            f"{CASE}, claim C1: the rationale of evidence",
            id="a rationale moved",
        ),
        pytest.param(edit_manifest, f"{CASE}: The index .* manifest.json", id="an index that miscounts"),
        pytest.param(
            lambda w: (w.received / "ab").mkdir(exist_ok=True) or (w.received / "ab" / ("ab" * 32)).write_bytes(b"x"),
            "received/ab/(ab)+ belongs to no document",
            id="a strange file",
        ),
    ],
)
def test_what_was_changed_is_named(sound: Workspace, damage: Callable[[Workspace], object], fault: str) -> None:
    damage(sound)
    faults = verify_workspace(sound).faults
    assert faults
    assert any(re.search(fault, one) for one in faults), faults


def test_a_workspace_without_its_index_is_sound(sound: Workspace) -> None:
    (sound.index_path(CASE) / "manifest.json").unlink()
    assert verify_workspace(sound).faults == []


def test_proving_changes_nothing(sound: Workspace) -> None:
    flip(received(sound, "sold.txt"))
    before = {path: path.read_bytes() for path in sound.received.rglob("*") if path.is_file()}
    assert verify_workspace(sound) == verify_workspace(sound)
    assert {path: path.read_bytes() for path in sound.received.rglob("*") if path.is_file()} == before


def test_proving_tells_how_far_it_is(sound: Workspace) -> None:
    told: list[Progress] = []
    verify_workspace(sound, told.append)
    files = [(one.done, one.total) for one in told if one.step == "verifying"]
    assert files == [(0, 2), (1, 2), (2, 2)]
