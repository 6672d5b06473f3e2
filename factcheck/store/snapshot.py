"""A copy of the database as it was at one moment, made while others write."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from factcheck.errors import BadInput
from factcheck.store import database, seal


def copy_database(root: Path, out: Path) -> None:
    """Write what the database of a workspace holds now to a new file; whoever writes meanwhile is not held up.

    ``VACUUM INTO`` reads one state of the database throughout, also where it is written by other processes, and leaves
    out the space that holds nothing.

    Raises:
        BadInput: the database cannot be read whole, or there is no room for the copy.
    """
    try:
        with contextlib.closing(sqlite3.connect(root / seal.DATABASE, timeout=database.BUSY_SECONDS)) as db:
            db.execute("VACUUM INTO ?", (str(out),))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BadInput(f"The database of {root} cannot be copied: {error}. Run: factcheck verify") from error


def load_kept_files(copy: Path) -> tuple[list[str], list[str]]:
    """SHA-256 of the received files, and of those in quarantine, that a copy of the database tells of; each sorted."""
    with contextlib.closing(sqlite3.connect(copy)) as db:
        received = [row[0] for row in db.execute("SELECT sha256 FROM document ORDER BY sha256")]
        failed = [
            row[0] for row in db.execute("SELECT DISTINCT sha256 FROM failure WHERE sha256 != '' ORDER BY sha256")
        ]
    return received, [one for one in failed if one not in set(received)]


def load_facts(copy: Path) -> tuple[str, dict[str, tuple[int, str]]]:
    """The newest migration that a copy of the database has, and the heads of its decision logs."""
    newest = "(SELECT max(number) FROM log WHERE case_slug = entry.case_slug)"
    heads = f"SELECT case_slug, number, hash FROM log entry WHERE number = {newest}"
    with contextlib.closing(sqlite3.connect(copy)) as db:
        revision = str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        return revision, {case: (number, last) for case, number, last in db.execute(heads)}


def is_empty(root: Path) -> bool:
    """Whether a folder holds nothing, or a workspace without any case, document or failure."""
    if not root.exists():
        return True
    if not root.is_dir():
        return False
    own = {
        "received",
        "index",
        "quarantine",
        "factcheck.lock",
        "heads.lock",
        seal.HEADS_FILE,
        seal.SEAL_FILE,
        seal.DATABASE,
    }
    names = {path.name for path in root.iterdir()} - {f"{seal.DATABASE}-wal", f"{seal.DATABASE}-shm"}
    if names - own or any(path.is_file() for kept in ("received", "quarantine") for path in (root / kept).rglob("*")):
        return False
    if seal.DATABASE not in names:
        return not names - {"factcheck.lock", "heads.lock"}
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(root / seal.DATABASE)) as db:
        return not any(
            db.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() for table in ("case", "document", "failure")
        )
    return False


def strange_definitions(copy: Path, like: Path) -> Iterator[str]:
    """Tables, triggers and the like of a database that one made by this program would not have, or would have otherwise."""
    query = "SELECT type || ' ' || name, CASE type WHEN 'trigger' THEN sql WHEN 'view' THEN sql END FROM sqlite_master"
    definitions: list[dict[str, str | None]] = []
    for path in (copy, like):
        with contextlib.closing(sqlite3.connect(path)) as db:
            definitions.append(dict(db.execute(query).fetchall()))
    found, expected = definitions
    for name in sorted(found):
        if name not in expected or found[name] != expected[name]:
            yield name
