"""A hundred random single-byte changes in a workspace are each found, and the file that was changed is named.

FACTCHECK_FLIPS sets how many, FACTCHECK_SEED from which seed.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from conftest import CASE, CONTRADICTS, SUPPORTS, make_claim, make_readers, take
from tampering import Flip, flips

from factcheck.model import Case, Decision, VerdictLabel
from factcheck.pipeline import check_and_store
from factcheck.review import make_review
from factcheck.store.cases import save_case, save_claim
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.evidence import load_record
from factcheck.store.seal import SEAL_FILE, seal
from factcheck.store.workspace import Workspace, now
from factcheck.verdict import make_verdict
from factcheck.verify.workspace import verify_folder

FLIPS = int(os.environ.get("FACTCHECK_FLIPS", "100"))
SEED = int(os.environ.get("FACTCHECK_SEED", "6"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five documents, one of them in quarantine, two claims with evidence, reviews and verdicts, and the index."""
    folder = tmp_path_factory.mktemp("tampering")
    workspace = Workspace(folder / "w", "Ann")
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Acme", "Who?"))
    files = [folder / f"{number}.txt" for number in range(4)]
    for number, file in enumerate(files):
        lines = [
            f"Acme sold {number * line} engines in {1990 + line}. It never rained on day {line}." for line in range(30)
        ]
        file.write_text("\n\n".join(lines))
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing of a paper")
    readers = make_readers({"sold 0": SUPPORTS, "never": CONTRADICTS})
    take(workspace, readers, *files, folder / "bad.pdf")
    for claim in ("C1", "C2"):
        with workspace.writing() as db:
            save_claim(db, CASE, make_claim(claim, f"Acme sold no engines, as {claim} has it."))
        check_and_store(workspace, CASE, claim, readers)
        with workspace.writing() as db:
            checked = load_record(db, CASE, claim).checked
            assert checked
            for one in checked.evidence[:3]:
                save_review(db, make_review(one, Decision.AGREE, None, "Ida", now(), "Read."))
            reviews = load_record(db, CASE, claim).reviews
            made = make_verdict(claim, VerdictLabel.NOT_ENOUGH_EVIDENCE, "Too little.", "Ida", now(), reviews)
            save_verdict(db, CASE, made)
    assert seal(workspace.root)
    verified = verify_folder(workspace.root)
    assert (verified.faults, verified.notes) == ([], [])
    return workspace.root


def faults_after(root: Path, flip: Flip) -> list[str]:
    """What is found after a change; the workspace is then as it was."""
    gc.collect()  # a connection that goes later would take the -wal file with it, between its listing and its reading
    kept = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    try:
        flip.apply(root)
        return verify_folder(root).faults
    finally:
        for path in [path for path in root.rglob("*") if path.is_file()]:
            if path not in kept:
                path.unlink()
            elif path.read_bytes() != kept[path]:
                path.write_bytes(kept[path])


def test_every_changed_byte_of_a_workspace_is_found_and_its_file_named(sound: Path) -> None:
    kinds: Counter[str] = Counter()
    for flip in flips(sound, FLIPS, SEED):
        faults = faults_after(sound, flip)
        assert any(Path(flip.file).name in fault for fault in faults), (flip, faults)
        kinds[Path(flip.file).parts[0]] += 1
    print(dict(kinds))
    assert set(kinds) == {"factcheck.db", "factcheck.seal", "heads.json", "index", "quarantine", "received"}


def test_without_the_seal_every_change_of_contents_is_still_found(sound: Path) -> None:
    """What no row, index or definition holds is the only thing that the seal alone can tell."""
    found = missed = 0
    database = sound / "factcheck.db"
    kept = (sound / SEAL_FILE).read_bytes()
    size = database.stat().st_size
    for at in range(0, size, max(1, size // 40)):
        flip = Flip("factcheck.db", at, 0x15)
        (sound / SEAL_FILE).unlink()
        faults = [fault for fault in faults_after(sound, flip) if SEAL_FILE not in fault]
        (sound / SEAL_FILE).write_bytes(kept)
        found, missed = found + bool(faults), missed + (not faults)
        if not faults:
            assert is_unused(database, at), at
    print({"found": found, "in unused space": missed})
    assert found


def is_unused(database: Path, at: int) -> bool:
    """Whether a byte belongs to no cell, pointer or header field of a page in use: it can be anything."""
    content = bytearray(database.read_bytes())
    before = dump(database)
    content[at] ^= 0x15
    other = database.with_name("other.db")
    other.write_bytes(content)
    try:
        return dump(other) == before
    except sqlite3.Error:
        return False
    finally:
        for path in database.parent.glob("other.db*"):
            path.unlink()


def dump(path: Path) -> list[str]:
    """What the tables hold; not how far SQLite has counted, which may be too high."""
    with closing(sqlite3.connect(path)) as db:
        return [line for line in db.iterdump() if not line.startswith('INSERT INTO "sqlite_sequence"')]
