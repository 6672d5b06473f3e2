"""Watch a folder for files to take in; one that is still being written is waited for.

By looking again and again, not by the system's notices: those differ between systems and are not sent by shared drives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")  # what browsers and copiers write
LOOK_SECONDS = 5.0  # between two looks; a file that did not change in between is complete

Walk = Callable[[Iterable[Path]], Iterable[Path]]


class Watched:
    """A folder, and what was seen in it."""

    def __init__(self, folder: Path, walk: Walk) -> None:
        """Take the folder, and how its files are found."""
        self._folder, self._walk = folder, walk
        self._seen: dict[Path, tuple[int, int]] = {}
        self._given: dict[Path, tuple[int, int]] = {}

    def look(self) -> list[Path]:
        """The files that are new or changed since they were last given, and have not changed since the last look."""
        found = {path: state for path in self._walk([self._folder]) if (state := _state(path)) is not None}
        ready = [path for path, state in found.items() if self._seen.get(path) == state != self._given.get(path)]
        self._seen = found
        self._given |= {path: found[path] for path in ready}
        return ready

    @property
    def n_waiting(self) -> int:
        """How many files are still to be given."""
        return sum(self._given.get(path) != state for path, state in self._seen.items())


def _state(path: Path) -> tuple[int, int] | None:
    """Size and time of a file; None where it is gone or its name says that it is not complete."""
    if path.suffix.lower() in UNFINISHED or path.name.startswith("~$"):
        return None
    try:
        found = os.stat(path)  # noqa: PTH116 - a path too long for the disk raises the same error
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
