"""One file into the store: its bytes kept under their hash, its pages saved, what lies in it received in turn."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from factcheck.documents.parts import Part
from factcheck.documents.workers import Workers
from factcheck.errors import UnreadableDocument
from factcheck.store.documents import has_document, save_document
from factcheck.store.parts import StoredPart, load_parts, load_seen, save_parts, save_seen
from factcheck.store.workspace import Workspace

RACY_SECONDS = 2.0  # a file changed so lately may change again within the same tick of the disk's clock


@dataclass(frozen=True)
class Found:
    """What opening some bytes gave: a document, or files that lay in it, or both; or why nothing."""

    is_document: bool = False
    parts: tuple[StoredPart, ...] = ()
    refusal: UnreadableDocument | None = None


def receive(workspace: Workspace, path: Path, anew: bool = False) -> str:
    """Keep a file's bytes and return their SHA-256; a path that was not touched since is not read again.

    Of an archive that was opened before, the hash is enough. ``anew`` keeps the bytes in any case.

    The state of a file (size, times, number on the disk) is noted with its hash, as Git does, and only once it is old
    enough that no later change can leave it as it is. The bytes' hash alone stays what a document is known by.

    Raises:
        OSError: the file cannot be read, or the workspace cannot be written.
    """
    state, is_old = _look_at(path)
    with workspace.reading() as db:
        seen = "" if anew else load_seen(db, path.absolute(), state)
        is_opened = bool(seen) and not has_document(db, seen) and bool(load_parts(db, seen))
    if seen and (is_opened or workspace.received_path(seen).exists() or workspace.quarantined_path(seen).exists()):
        return seen
    sha256 = workspace.receive(path)
    if is_old and _look_at(path)[0] == state:
        with workspace.writing() as db:
            save_seen(db, path.absolute(), state, sha256)
    return sha256


def open_received(
    workspace: Workspace, sha256: str, file: str, workers: Workers, on_page: Callable[[int, int], None]
) -> Found:
    """Open received bytes in a worker process, and store what they give.

    Bytes that cannot be read go into quarantine. An archive is not kept, only what lay in it.

    Raises:
        Stopped: the workers were ended.
        OSError: the workspace cannot be written.
    """
    received = workspace.received_path(sha256)
    with tempfile.TemporaryDirectory(dir=workspace.received, prefix="parts-") as folder:
        try:
            opened = workers.open(received, file, Path(folder), on_page)
        except UnreadableDocument as refusal:
            workspace.set_aside(sha256)
            return Found(refusal=refusal)
        parts = tuple(_receive_part(workspace, part) for part in opened.parts)
    with workspace.writing() as db:
        if opened.read is not None and not has_document(db, sha256):  # another process may have been faster
            save_document(db, sha256, file, received.stat().st_size, opened.read)
        if parts:
            save_parts(db, sha256, parts)
    if opened.read is None:
        received.unlink(missing_ok=True)
    return Found(opened.read is not None, parts)


def _receive_part(workspace: Workspace, part: Part) -> StoredPart:
    sha256 = workspace.receive(part.path) if part.path is not None else ""
    return StoredPart(part.name, sha256, part.reason, part.remedy)


def _look_at(path: Path) -> tuple[str, bool]:
    """The state of a file, which changes with its bytes, and whether that can be relied on."""
    found = os.stat(path)  # noqa: PTH116 - a path too long for the disk says so in the same words
    state = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
    return state, time.time() - max(found.st_mtime, found.st_ctime) > RACY_SECONDS
