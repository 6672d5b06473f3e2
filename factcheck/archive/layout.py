"""Archives in which every byte is accounted for: ZIP files with one layout, so that any change shows and has a place.

A member is stored as it is, not compressed: the same contents give the same bytes on every machine, and nothing hides in a
compressed stream. First comes manifest.json, which names every other member with its size and SHA-256; then the members by
name; last SHA256SUMS, for `sha256sum -c`. The archive's comment, its last bytes, holds the SHA-256 of the manifest and of
everything before the comment. From the manifest alone follows where each byte of the archive must lie and, outside of the
members, what it must be; `checking.py` makes that anew and compares.

Layout by PKWARE's APPNOTE.TXT 6.3.10: local headers 4.3.7, central directory 4.3.12, its ends 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from factcheck.errors import BadInput

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
VERSION = 1
BLOCK = 1 << 20
LONGEST_NAME = 200

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_DAY = 0x21  # 1 January 1980, the first that ZIP knows: the time of making would differ each time
_FILE = 0o100644 << 16  # rights of a plain file
_UNIX = 3 << 8
_LIMIT, _MOST_ENTRIES = 0xFFFFFFFF, 0xFFFF  # from them on the wider fields of ZIP64 are used
_WIDE, _WIDE_COUNT = 0xFFFFFFFF, 0xFFFF  # what then stands in the narrow ones
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMENT = "factcheck {kind}; manifest SHA-256 {manifest}; archive SHA-256 {archive}"


@dataclass(frozen=True)
class Member:
    """One file of an archive: where its bytes are, and what they are."""

    name: str
    path: Path = field(compare=False)
    size: int
    sha256: str
    crc32: int

    @classmethod
    def of(cls, name: str, path: Path) -> Member:
        """Read a file once, to say what it is.

        Raises:
            ValueError: the name is not fit for an archive.
            OSError: the file cannot be read.
        """
        if not is_safe(name):
            raise ValueError(f"not the name of a member: {name!r}")
        size, crc32, digest = 0, 0, hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                size, crc32 = size + len(block), zlib.crc32(block, crc32)
                digest.update(block)
        return cls(name, path, size, digest.hexdigest(), crc32)

    @classmethod
    def as_received(cls, name: str, path: Path, sha256: str) -> Member:
        """Read a file that came from outside, and make sure that it is still what it was.

        Raises:
            BadInput: it cannot be read, or its bytes are others than those received.
        """
        try:
            member = cls.of(name, path)
        except OSError as error:
            raise BadInput(
                f"The received file {sha256} cannot be read: {error.strerror}. Run: factcheck verify"
            ) from error
        if member.sha256 != sha256:
            raise BadInput(f"The received file {sha256} was changed after it was received. Run: factcheck verify")
        return member


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    kind: str
    about: dict[str, Any]
    members: tuple[Member, ...]

    @cached_property
    def packed(self) -> bytes:
        """The manifest as a file."""
        listed = [{"name": m.name, "size": m.size, "sha256": m.sha256, "crc32": m.crc32} for m in self.members]
        values = {"kind": self.kind, "version": VERSION, "about": self.about, "members": listed}
        return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @cached_property
    def sums(self) -> bytes:
        """The lines of SHA256SUMS."""
        lines = [(hashlib.sha256(self.packed).hexdigest(), MANIFEST), *((m.sha256, m.name) for m in self.members)]
        return "".join(f"{sha256}  {name}\n" for sha256, name in lines).encode()


@dataclass(frozen=True)
class Part:
    """A stretch of the archive: bytes that follow from the manifest, or the contents of a member."""

    what: str
    content: bytes = b""
    member: Member | None = None

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.member.size if self.member else len(self.content)


def is_safe(name: str) -> bool:
    """Whether a name may stand in an archive: plain letters and digits, folders, nothing that leads out of it."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None and ".." not in name


def find_manifest_start() -> int:
    """Where the manifest's bytes begin in every archive."""
    return len(_local_header(_made(MANIFEST, b"")))


def read_manifest(packed: bytes | None) -> Manifest | None:
    """Read a manifest that is spelt as it must be; None where it is not."""
    try:
        values = json.loads(packed or b"")
        members = tuple(
            Member(str(m["name"]), Path(), int(m["size"]), str(m["sha256"]), int(m["crc32"])) for m in values["members"]
        )
        manifest = Manifest(str(values["kind"]), dict(values["about"]), members)
        is_sound = manifest.packed == packed and all(
            is_safe(m.name) and m.size >= 0 and 0 <= m.crc32 <= _WIDE and _SHA256.fullmatch(m.sha256) for m in members
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, struct.error):
        return None
    names = [member.name for member in members]
    return manifest if is_sound and names == sorted(set(names)) and values["version"] == VERSION else None


def parts_of(manifest: Manifest) -> Iterator[Part]:
    """Every stretch of an archive but its comment, from the first byte to the last."""
    members = [_made(MANIFEST, manifest.packed), *manifest.members, _made(SUMS, manifest.sums)]
    made = {MANIFEST: manifest.packed, SUMS: manifest.sums}
    offset, directory = 0, []
    for member in members:
        header = _local_header(member)
        directory.append(Part(f"entry of {member.name} in the list of contents", _entry(member, offset)))
        yield Part(f"header of {member.name}", header)
        yield Part(member.name, made[member.name]) if member.name in made else Part(member.name, member=member)
        offset += len(header) + member.size
    yield from directory
    yield Part("end of the list of contents", _end(len(members), sum(one.size for one in directory), offset, manifest))


def _made(name: str, content: bytes) -> Member:
    return Member(name, Path(), len(content), hashlib.sha256(content).hexdigest(), zlib.crc32(content))


def _local_header(member: Member) -> bytes:
    wide = struct.pack("<HHQQ", 1, 16, member.size, member.size) if member.size >= _LIMIT else b""
    size = _narrow(member.size)
    name = member.name.encode("ascii")
    return (
        struct.pack(
            "<4sHHHHHIIIHH", b"PK\3\4", 45 if wide else 20, 0, 0, 0, _DAY, member.crc32, size, size, len(name), len(wide)
        )
        + name
        + wide
    )  # fmt: skip


def _entry(member: Member, offset: int) -> bytes:
    fields = [member.size, member.size] if member.size >= _LIMIT else []
    fields += [offset] if offset >= _LIMIT else []
    wide = struct.pack(f"<HH{len(fields)}Q", 1, 8 * len(fields), *fields) if fields else b""
    needed = 45 if wide else 20
    size, name = _narrow(member.size), member.name.encode("ascii")
    return (
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", _UNIX | needed, needed, 0, 0, 0, _DAY, member.crc32, size, size,
            len(name), len(wide), 0, 0, 0, _FILE, _narrow(offset),
        )
        + name
        + wide
    )  # fmt: skip


def _narrow(number: int) -> int:
    return number if number < _LIMIT else _WIDE


def _end(count: int, size: int, offset: int, manifest: Manifest) -> bytes:
    wide = b""
    if count >= _MOST_ENTRIES or size >= _LIMIT or offset >= _LIMIT:
        wide = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, _UNIX | 45, 45, 0, 0, count, count, size, offset)
        wide += struct.pack("<4sIQI", b"PK\6\7", 0, offset + size, 1)
    counted = count if count < _MOST_ENTRIES else _WIDE_COUNT
    comment = len(comment_of(manifest, "0" * 64))
    last = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, counted, counted, _narrow(size), _narrow(offset), comment)
    return wide + last


def comment_of(manifest: Manifest, archive: str) -> bytes:
    """The last bytes of an archive; ``archive`` is the SHA-256 of all that stands before them."""
    own = hashlib.sha256(manifest.packed).hexdigest()
    return _COMMENT.format(kind=manifest.kind, manifest=own, archive=archive).encode("ascii")
