"""A digest of every row, kept by triggers in the transaction that writes the row, so that a change made otherwise shows.

The triggers call a function that only this program gives to SQLite: another program can read the tables, but its writes
are refused ("no such function: factcheck_digest") until it takes the triggers away, which shows as well. What this finds
is damage and careless edits; against someone who rewrites row and digest stands the decision log.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DIGEST = "factcheck_digest"
_KEY = "factcheck_key"
_PREFIX = "guard_"
_SCHEMA = "sqlite_schema"
_OWN = ("row_digest",)
_BLOCK = 1000  # rows fetched at once
_MOST = 20  # findings of SQLite's own check


class _Text(bytes):
    """A text as it lies in the file: bytes that need not be UTF-8, told apart from a blob."""


def digest(*values: object) -> bytes:
    """The first 16 bytes of the SHA-256 of a row's values, each with its type and length."""
    digest = hashlib.sha256()
    for value in values:
        kind, content = _encode(value)
        digest.update(b"%c%d:" % (kind, len(content)))
        digest.update(content)
    return digest.digest()[:16]


def _encode(value: object) -> tuple[bytes, bytes]:
    match value:
        case None:
            return b"N", b""
        case int():
            return b"I", str(value).encode()
        case float():
            return b"F", struct.pack(">d", value)
        case str():
            return b"T", value.encode("utf-8", "surrogatepass")
        case _Text():
            return b"T", bytes(value)
        case bytes():
            return b"B", value
    raise TypeError(f"SQLite has no {type(value).__name__}")


def connect(db: sqlite3.Connection) -> None:
    """Give a connection the functions that the triggers call."""
    db.create_function(_DIGEST, -1, digest, deterministic=True)
    db.create_function(_KEY, -1, _spell, deterministic=True)


def lift(db: sqlite3.Connection) -> None:
    """Take the triggers away, so that tables can be changed by a migration."""
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE ?", (f"{_PREFIX}%",)
    ):
        db.execute(f'DROP TRIGGER "{name}"')


def lay(db: sqlite3.Connection) -> None:
    """Make the triggers and digests anew, from the tables as they are now."""
    lift(db)
    db.execute("DELETE FROM row_digest")
    for table in _tables(db):
        columns, key = _columns(db, table)
        old, new = (_key(f"{side}.", key) for side in ("OLD", "NEW"))
        made = f"{_DIGEST}({', '.join(f'NEW.{_quoted(one)}' for one in columns)})"
        forget = f"DELETE FROM row_digest WHERE table_name = '{table}' AND key = "
        keep = f"{forget}{new}; INSERT INTO row_digest VALUES ('{table}', {new}, {made});"
        for change, body in (("INSERT", keep), ("UPDATE", f"{forget}{old}; {keep}"), ("DELETE", f"{forget}{old};")):
            name = f"{_PREFIX}{table}_{change.lower()}"
            db.execute(f'CREATE TRIGGER "{name}" AFTER {change} ON "{table}" BEGIN {body} END')
        row = f"{_DIGEST}({', '.join(map(_quoted, columns))})"
        db.execute(f"INSERT INTO row_digest SELECT '{table}', {_key('', key)}, {row} FROM \"{table}\"")
    db.execute("INSERT INTO row_digest VALUES (?, '[]', ?)", (_SCHEMA, _digest_schema(db)))


def is_laid(db: sqlite3.Connection) -> bool:
    """Whether the database has digests at all; one of an older version has not."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'row_digest'").fetchone() is not None


def check_database(path: Path) -> Iterator[str]:
    """SQLite's own check of the file, then `compare`; the database is read in one transaction, and not written."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA query_only = ON")
            db.execute("BEGIN")
            found = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({_MOST})")]
            yield from (f"{path.name}: {' '.join(one.split())}" for one in found if one != "ok")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield f"{path.name}: SQLite cannot read it: {error}"
        try:
            if is_laid(db) or db.execute("SELECT 1 FROM sqlite_master WHERE name = 'log'").fetchone():
                yield from compare(db)  # a workspace of an older version gets its digests when it is next opened
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield f"{path.name}: its tables cannot be compared with their digests: {error}"


def compare(db: sqlite3.Connection) -> Iterator[str]:
    """Every row that is not what its digest says, every row without a digest, every digest without a row, in words."""
    factory, db.text_factory = db.text_factory, _Text
    try:
        yield from _compare(db)
    finally:
        db.text_factory = factory


def _compare(db: sqlite3.Connection) -> Iterator[str]:
    known: dict[str, dict[str, bytes]] = {}
    for table, key, kept in db.execute("SELECT table_name, key, digest FROM row_digest"):
        known.setdefault(_read(table), {})[_read(key)] = bytes(kept)
    if known.pop(_SCHEMA, {}).get("[]") != _digest_schema(db):
        yield "the definitions of the tables were changed, or a trigger that guards them was taken away"
    tables = _tables(db)
    for table in tables:
        yield from _compare_table(db, table, known.get(table, {}))
    yield from _compare_counters(db, tables)
    for table in sorted(set(known) - set(tables)):
        yield f"table {table}: it is gone, or the digests of its rows were changed"


def _compare_counters(db: sqlite3.Connection, tables: list[str]) -> Iterator[str]:
    """SQLite's own counters of rows, which no trigger sees: too high costs nothing, too low would give a number twice."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
        return
    for name, last in db.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        table = _read(name)
        if table not in tables:
            yield f"the counter of rows of a table {table} that is not there: its name was changed"
        elif not isinstance(last, int) or last < (db.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0] or 0):
            yield f"table {table}: the counter of its rows was changed"


def _compare_table(db: sqlite3.Connection, table: str, known: dict[str, bytes]) -> Iterator[str]:
    columns, key = _columns(db, table)
    try:
        rows = db.execute(f'SELECT {", ".join(map(_quoted, [*key, *columns]))} FROM "{table}"')
        while block := rows.fetchmany(_BLOCK):
            for row in block:
                name = _spell(*row[: len(key)])
                kept = known.pop(name, None)
                if kept is None:
                    yield f"table {table}, row {name}: it was added, or its key was changed, by other means"
                elif kept != digest(*row[len(key) :]):
                    yield f"table {table}, row {name}: it, or its digest, was changed by other means"
    except sqlite3.Error as error:
        yield f"table {table}: it cannot be read to its end: {error}"
        return
    for name in sorted(known):
        yield f"table {table}, row {name}: it was deleted, or its key was changed, by other means"


def _tables(db: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE ? ORDER BY name"
    return [name for (one,) in db.execute(query, ("CREATE VIRTUAL%",)) if (name := _read(one)) not in _OWN]


def _columns(db: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """The columns of a table in their order, and those of its primary key."""
    info = db.execute(f'PRAGMA table_info("{table}")').fetchall()
    key = sorted((row[5], _read(row[1])) for row in info if row[5])
    return [_read(row[1]) for row in info], [name for _, name in key] or ["rowid"]


def _digest_schema(db: sqlite3.Connection) -> bytes:
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    return digest(*(value for row in db.execute(query) for value in row))


def _key(side: str, key: list[str]) -> str:
    return f"{_KEY}({', '.join(side + _quoted(one) for one in key)})"


def _spell(*values: Any) -> str:
    """A primary key as one text."""
    plain = [one.hex() if type(one) is bytes else _read(one) if isinstance(one, bytes) else one for one in values]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _read(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
