"""Two small files beside the database, so that what is cut off its end or changed in its unused space shows as well.

heads.json        how many entries the decision log of each case has, and the hash of the newest
factcheck.seal    a short hash of every page of the database file, taken whenever nobody is writing

Both carry their own hash. Row digests and the log prove the contents at any time; the seal adds the bytes that hold
nothing (free pages, gaps within pages, fields of the header), as of the last quiet moment.

The database file is read here past SQLite, only while this process has no connection to it: closing such a file takes away
every lock that the process has on it, SQLite's among them (sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import sqlite3
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

DATABASE = "factcheck.db"
HEADS_FILE = "heads.json"
SEAL_FILE = "factcheck.seal"

Heads = Mapping[str, tuple[int, str]]

_MAGIC = b"factcheck seal 1\n"
_SHORT = 8  # bytes kept of a page's hash
_REST = 20  # after sealing, rest this many times as long: a large database is not sealed at every write

_gates: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
_connections: Counter[Path] = Counter()  # of this process, by folder; changed behind the gate only
_written: set[Path] = set()  # folders whose database was written since it was sealed
_not_before: dict[Path, float] = {}  # monotonic seconds


@dataclass(frozen=True)
class Compared:
    """What a comparison of the database file with its seal gave: faults, and what could not be looked at."""

    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@contextmanager
def connected(root: Path) -> Iterator[None]:
    """Hold the file of a database open to SQLite: meanwhile it is not read past it; while it is, wait."""
    root = root.resolve()
    with _gates[root]:
        _connections[root] += 1
    try:
        yield
    finally:
        with _gates[root]:
            _connections[root] -= 1


@contextmanager
def _read_past_sqlite(root: Path) -> Iterator[bool]:
    """Keep this process from connecting to a database; gives whether nothing in it is connected already."""
    with _gates[root.resolve()]:
        yield not _connections[root.resolve()]


def keep_heads(root: Path, heads: Heads) -> None:
    """Note the heads of chains that have grown; any that is noted further on stays as it is."""
    with FileLock(root / "heads.lock"):
        known = load_heads(root) or {}
        grown = {case: head for case, head in heads.items() if head[0] > known.get(case, (0, ""))[0]}
        if grown or not (root / HEADS_FILE).exists():
            _replace(root / HEADS_FILE, pack_heads({**known, **grown}))


def load_heads(root: Path) -> dict[str, tuple[int, str]] | None:
    """The heads as they were kept; None where the file is gone or was changed."""
    try:
        packed = (root / HEADS_FILE).read_bytes()
        heads = {case: (int(count), str(last)) for case, (count, last) in json.loads(packed)["heads"].items()}
        return heads if packed == pack_heads(heads) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def pack_heads(heads: Heads) -> bytes:
    """Heads as a file, with a hash of their own."""
    values = {case: list(head) for case, head in sorted(heads.items())}
    own = hashlib.sha256(json.dumps(values).encode()).hexdigest()
    return json.dumps({"heads": values, "sha256": own}, indent=1).encode() + b"\n"


def mark_written(root: Path) -> None:
    """Say that the database was written: it is sealed once it is quiet, at the latest when the program ends."""
    _written.add(root)


def forget(root: Path) -> None:
    """Leave a folder unsealed that is about to go."""
    _written.discard(root)


def seal_when_due(root: Path) -> None:
    """Seal a database that was written, unless somebody is writing, or it would take too much of the time."""
    if root not in _written or time.monotonic() < _not_before.get(root, 0.0):
        return
    started = time.monotonic()
    if seal(root):
        done = time.monotonic()
        _written.discard(root)
        _not_before[root] = done + _REST * (done - started)


@atexit.register
def seal_pending() -> None:
    """Seal every database that this process has written since it was sealed last; at the end of a run."""
    for root in list(_written):
        with contextlib.suppress(OSError, ValueError, sqlite3.Error):
            if seal(root):
                _written.discard(root)


def seal(root: Path) -> bool:
    """Hash every page of the database file and write the seal; not while somebody else writes.

    Returns:
        Whether it was sealed.
    """
    path = root / DATABASE
    try:
        with _read_past_sqlite(root) as is_alone:
            before = _state(path) if is_alone else None
            if before is None:
                return False
            with path.open("rb") as file:
                page_size = _page_size(file.read(18))
            pages = b"".join(_hash_pages(path, page_size))
            if _state(path) != before:
                return False
    except (OSError, ValueError, sqlite3.Error):
        return False
    header = json.dumps({"page_size": page_size, "writes": before[0]}, sort_keys=True).encode() + b"\n"
    body = _MAGIC + header + pages
    _replace(root / SEAL_FILE, body + hashlib.sha256(body).digest())
    return True


def compare_with_seal(root: Path) -> Compared:
    """Compare every page of the database file with the seal, and name each that differs. Writes nothing."""
    path = root / DATABASE
    try:
        page_size, writes, sealed = _unpack((root / SEAL_FILE).read_bytes())
    except OSError:
        return Compared(
            (f"{SEAL_FILE} is gone; unused space of {DATABASE} was not compared. The next write makes it anew",)
        )
    except ValueError:
        return Compared((f"{SEAL_FILE} was changed; unused space of {DATABASE} was not compared",))
    with _read_past_sqlite(root) as is_alone:
        found = list(_hash_pages(path, page_size)) if is_alone else None
    if found is None or _is_in_use(path):
        return Compared(notes=(f"{DATABASE} is in use: its unused space was not compared",))
    differing = [number for number, (was, now) in enumerate(zip(sealed, found, strict=False), start=1) if was != now]
    if not differing and len(found) == len(sealed):
        return Compared()
    with contextlib.suppress(sqlite3.Error, ValueError, TypeError):
        if _load_writes(path) > writes:
            return Compared(
                notes=(f"{DATABASE} was written after it was last sealed: its unused space was not compared",)
            )
    faults = [_name_page(number, page_size, owner) for number, owner in _owners(path, differing).items()]
    if len(found) != len(sealed):
        faults.append(f"{DATABASE}: it has {len(found)} pages and had {len(sealed)} when it was sealed")
    return Compared(tuple(faults))


def _name_page(number: int, page_size: int, owner: str) -> str:
    start = (number - 1) * page_size
    return f"{DATABASE}, bytes {start} to {start + page_size - 1} ({owner}): changed since the database was sealed"


def _owners(path: Path, pages: list[int]) -> dict[int, str]:
    """What each page belongs to, as far as SQLite can still tell."""
    names: dict[int, str] = {}
    with contextlib.suppress(sqlite3.Error, ValueError), contextlib.closing(sqlite3.connect(path)) as db:
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")
        names = dict(db.execute("SELECT pageno, name FROM dbstat"))
    free = "a page that holds nothing, or cannot be told any more"
    owners = {number: names.get(number, free) for number in pages}
    return {
        number: "header and definitions of the tables" if number == 1 else owner for number, owner in owners.items()
    }


def _state(path: Path) -> tuple[int, int, int] | None:
    """Writes so far, time of the last change, size; None while a log of pages is waiting to be taken in."""
    if _is_in_use(path):
        return None
    writes, stat = _load_writes(path), path.stat()
    return None if _is_in_use(path) else (writes, stat.st_mtime_ns, stat.st_size)


def _is_in_use(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def _load_writes(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        row = db.execute("SELECT value FROM workspace_state WHERE name = 'writes'").fetchone()
        return int(row[0]) if row else 0


def _page_size(header: bytes) -> int:
    return int.from_bytes(header[16:18], "big") % 65535 or 65536  # 1 stands for 65536


def _hash_pages(path: Path, page_size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while page := file.read(page_size):
            yield hashlib.blake2b(page, digest_size=_SHORT).digest()


def _unpack(packed: bytes) -> tuple[int, int, list[bytes]]:
    body, own = packed[:-32], packed[-32:]
    if not body.startswith(_MAGIC) or hashlib.sha256(body).digest() != own:
        raise ValueError("the seal was changed")
    header, _, pages = body.removeprefix(_MAGIC).partition(b"\n")
    values = json.loads(header)
    return values["page_size"], values["writes"], [pages[at : at + _SHORT] for at in range(0, len(pages), _SHORT)]


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".part", delete=False) as part:
        part.write(content)
    Path(part.name).replace(path)
