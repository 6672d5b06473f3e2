"""Files that lie in other files: members of an archive, attachments of a message. Each is a document of its own.

They are written to a folder under numbers, never under their own names, which are words from outside; and only as far as
the limits on their number and size go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.model import ReadDocument

MAX_PARTS = 20_000  # files in one archive or message
MAX_PART_BYTES = 1 << 30  # of one of them, unpacked
MAX_PARTS_BYTES = 4 << 30  # of all of them together, unpacked
TAKE_APART = "Unpack it yourself, and add the files in it that matter"


@dataclass(frozen=True)
class Part:
    """A file that lay in another one: where it was unpacked to, or why it was not."""

    name: str  # as it is called there, with its folders; words, not a path
    path: Path | None = None
    reason: str = ""  # why it could not be unpacked
    remedy: str = ""


@dataclass(frozen=True)
class Opened:
    """What opening a file gave: its own text where it has any, and the files that lay in it."""

    read: ReadDocument | None
    parts: tuple[Part, ...] = ()


class TooLarge(Exception):
    """What lies in a file is more than is unpacked; the message says in words what."""

    def __init__(self, message: str, is_all: bool = True) -> None:
        """Say what is too large; ``is_all`` means that nothing more of the file can be unpacked."""
        super().__init__(message)
        self.is_all = is_all


@dataclass
class PartsFolder:
    """A folder that takes the parts of one file."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    _bytes: int = 0

    def put(self, name: str, blocks: Iterable[bytes]) -> None:
        """Keep a part, given block by block; nothing of it stays when a limit or an error stops it.

        Raises:
            TooLarge: this part, or all together, are too large, or they are too many.
        """
        self._check_room()
        path = self.folder / f"{len(self.parts):06d}"
        size = 0
        try:
            with path.open("xb") as file:
                for block in blocks:
                    size += len(block)
                    if size > MAX_PART_BYTES:
                        raise TooLarge(f"it unpacks to more than {MAX_PART_BYTES >> 20:,} MB", is_all=False)
                    self._check_room(size)
                    file.write(block)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self._bytes += size
        self.parts.append(Part(name, path))

    def refuse(self, name: str, reason: str, remedy: str = TAKE_APART) -> None:
        """Note a part that could not be unpacked, with the reason."""
        self._check_room()
        self.parts.append(Part(name, None, reason, remedy))

    def refuse_rest(self, name: str, reason: str) -> None:
        """Note, as the last, what stands for all that was not unpacked."""
        self.parts.append(Part(name, None, reason, TAKE_APART))

    def _check_room(self, coming: int = 0) -> None:
        if len(self.parts) >= MAX_PARTS:
            raise TooLarge(f"more than {MAX_PARTS:,} files lie in it")
        if self._bytes + coming > MAX_PARTS_BYTES:
            raise TooLarge(f"the files in it unpack to more than {MAX_PARTS_BYTES >> 20:,} MB")
