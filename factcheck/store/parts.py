"""Save and load what lay in an archive or a message, and what a path held when it was last looked at."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sqlalchemy import Connection, select

from factcheck.store import schema


@dataclass(frozen=True)
class StoredPart:
    """One file that lay in another: its bytes' SHA-256, or why it could not be unpacked."""

    name: str
    sha256: str = ""
    reason: str = ""
    remedy: str = ""


def save_parts(db: Connection, container_sha256: str, parts: Sequence[StoredPart]) -> None:
    """Note all that lay in a file, in order, in place of what was noted before."""
    table = schema.part
    db.execute(table.delete().where(table.c.container_sha256 == container_sha256))
    rows = [
        asdict(part) | {"container_sha256": container_sha256, "position": position}
        for position, part in enumerate(parts)
    ]
    if rows:
        db.execute(table.insert(), rows)


def load_parts(db: Connection, container_sha256: str) -> list[StoredPart]:
    """What lay in a file, in order; nothing where it holds no other files or was never opened."""
    table = schema.part
    columns = [table.c[field.name] for field in fields(StoredPart)]
    query = select(*columns).where(table.c.container_sha256 == container_sha256).order_by(table.c.position)
    return [StoredPart(**row._mapping) for row in db.execute(query)]


def load_containers(db: Connection, sha256: str) -> list[tuple[str, str]]:
    """The SHA-256 of every file in which these bytes lay, and what they were called there."""
    table = schema.part
    query = select(table.c.container_sha256, table.c.name).where(table.c.sha256 == sha256)
    return [(row[0], row[1]) for row in db.execute(query.order_by(table.c.container_sha256, table.c.position))]


def save_seen(db: Connection, path: Path, state: str, sha256: str) -> None:
    """Note what a path held."""
    table, key = schema.seen_path, os.fsencode(path)
    db.execute(table.delete().where(table.c.path == key))
    db.execute(table.insert().values(path=key, state=state, sha256=sha256))


def load_seen(db: Connection, path: Path, state: str) -> str:
    """The SHA-256 of what a path held when its file was in this state; "" where that is not known."""
    table = schema.seen_path
    query = select(table.c.sha256).where(table.c.path == os.fsencode(path), table.c.state == state)
    return db.execute(query).scalar() or ""
