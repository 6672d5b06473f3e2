"""Compare every byte of an archive with what it must be, and name each part that differs."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from factcheck.archive.layout import (
    BLOCK,
    LONGEST_NAME,
    MANIFEST,
    SUMS,
    Manifest,
    comment_of,
    find_manifest_start,
    parts_of,
    read_manifest,
)
from factcheck.errors import BadInput
from factcheck.model import OnProgress, Progress, ignore_progress

_MOST_MANIFEST = 256 << 20  # bytes
_MOST_OPENED = (
    64  # times the size of the archive and a block; ours are not compressed, packed anew by others they are less so
)
_LAST_LINE = 400  # bytes at the end of the file in which the last line is looked for
_HASHES = re.compile(rb"factcheck [a-z ]{1,40}; manifest SHA-256 ([0-9a-f]{64}); archive SHA-256 ([0-9a-f]{64})\Z")
UNREADABLE = (
    zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, EOFError, RuntimeError, zlib.error,
)  # fmt: skip


@dataclass
class Checked:
    """What the check of an archive gave; ``manifest`` is None where it cannot be trusted."""

    manifest: Manifest | None = None
    sha256: str = ""  # of the whole file
    intact: list[str] = field(default_factory=list)  # names of members
    faults: list[str] = field(default_factory=list)


def verify_archive(path: Path, on_progress: OnProgress = ignore_progress) -> Checked:
    """Compare every byte of an archive with what it must be, and name each part that differs.

    Raises:
        BadInput: the file cannot be read, or holds nothing by which it could be told for an archive of this kind.
    """
    try:
        with path.open("rb") as file:
            return _verify(file, path.stat().st_size, path.name, on_progress)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error


def _verify(file: BinaryIO, size: int, name: str, on_progress: OnProgress) -> Checked:
    file.seek(max(0, size - _LAST_LINE))
    tail = file.read()
    named = _HASHES.search(tail)
    packed = _find_manifest(file)
    if named is None and packed is None:
        raise BadInput(f"{name} is no packet, backup or case archive of this tool, or nothing is left of its manifest.")
    manifest = read_manifest(packed)
    last = len(comment_of(manifest, "0" * 64)) if manifest else 0
    before, whole = _hash_both(file, max(0, size - last))
    checked = Checked(sha256=whole)
    if manifest is None:
        checked.faults.append(f"{MANIFEST} was changed: it cannot be read")
        _verify_by_sums(file, checked)
    elif named and named[1].decode() != _hash(manifest.packed) and named[2].decode() != before:
        checked.faults.append(f"{MANIFEST} was changed")
        _verify_by_sums(file, checked)
    else:
        checked.manifest = manifest
        _compare(file, max(0, size - last), manifest, checked, on_progress)
        if tail[-last:] != comment_of(manifest, before) and not checked.faults:
            checked.faults.append("the last line of the archive, with its hashes, was changed; all before it is intact")
    return checked


def _compare(file: BinaryIO, size: int, manifest: Manifest, checked: Checked, on_progress: OnProgress) -> None:
    """Compare the archive part by part; where it is longer or shorter than it must be, member by member."""
    expected = sum(part.size for part in parts_of(manifest))
    if expected != size:
        how = "longer" if size > expected else "shorter"
        checked.faults.append(f"the archive is {abs(size - expected)} bytes {how} than it was, or was packed anew")
        _verify_by_manifest(file, manifest, checked)
        return
    file.seek(0)
    done, total = 0, len(manifest.members) + 2
    for part in parts_of(manifest):
        start = file.tell()
        if part.member is not None:
            on_progress(Progress("verifying", done, total, part.member.name))
            is_same = _hash_next(file, part.size) == part.member.sha256
        else:
            is_same = file.read(part.size) == part.content
        if part.member is not None or part.what in (MANIFEST, SUMS):
            done += 1
            checked.intact += [part.what] if is_same else []
        if not is_same:
            checked.faults.append(f"{part.what} was changed (bytes {start} to {start + part.size - 1} of the archive)")
    on_progress(Progress("verifying", total, total))


def _verify_by_manifest(file: BinaryIO, manifest: Manifest, checked: Checked) -> None:
    """Find the members by the archive's own list of contents, and compare each with the manifest."""
    expected = {member.name: member.sha256 for member in manifest.members}
    expected |= {MANIFEST: _hash(manifest.packed), SUMS: _hash(manifest.sums)}
    _compare_members(file, expected, checked)


def _verify_by_sums(file: BinaryIO, checked: Checked) -> None:
    """Where the manifest cannot be trusted, SHA256SUMS still says what the other members were."""
    try:
        with zipfile.ZipFile(file) as archive:
            lines = _read_small(archive, SUMS).decode("ascii").splitlines()
    except UNREADABLE:
        checked.faults.append(f"{SUMS} cannot be read either: nothing can be said of the other members")
        return
    expected = {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines) if name != MANIFEST}
    _compare_members(file, expected, checked, left_out={MANIFEST, SUMS})


def _compare_members(
    file: BinaryIO, expected: dict[str, str], checked: Checked, left_out: set[str] | None = None
) -> None:
    left = _MOST_OPENED * (BLOCK + file.seek(0, os.SEEK_END))
    try:
        with zipfile.ZipFile(file) as archive:
            found = {one.filename for one in archive.infolist()}
            for name in sorted(found - set(expected) - (left_out or set())):
                checked.faults.append(f"{name[:LONGEST_NAME]!r} was added")
            for name, sha256 in expected.items():
                if name not in found:
                    checked.faults.append(f"{name} is missing")
                    continue
                held, size = _hash_member(archive, name, left)
                left -= size
                if left < 0:
                    checked.faults.append(
                        f"{name} and what follows was not looked at: the archive opens to far too much"
                    )
                    return
                if held == sha256:
                    checked.intact.append(name)
                else:
                    checked.faults.append(f"{name} was changed")
    except UNREADABLE as error:
        checked.faults.append(f"the list of contents cannot be read: {error}")


def _hash_member(archive: zipfile.ZipFile, name: str, most: int) -> tuple[str, int]:
    """SHA-256 of a member, "" where it does not open, and how much of it was read: little more than ``most`` bytes."""
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            while size <= most and (block := member.read(BLOCK)):
                digest.update(block)
                size += len(block)
    except UNREADABLE:
        return "", size
    return digest.hexdigest(), size


def _find_manifest(file: BinaryIO) -> bytes | None:
    """The bytes of the manifest: it begins at a fixed place, and ends with the first brace that begins a line."""
    file.seek(find_manifest_start())
    found = file.read(BLOCK)
    while (end := found.find(b"\n}\n")) < 0:
        block = file.read(BLOCK)
        if not block or len(found) > _MOST_MANIFEST:
            return _unpack_manifest(file)
        found += block
    return found[: end + 3]


def _unpack_manifest(file: BinaryIO) -> bytes | None:
    """The manifest of an archive that another program has packed anew."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _read_small(archive, MANIFEST)
    except UNREADABLE:
        return None


def _read_small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member that is a list; what opens to more than a list can be is not read."""
    if archive.getinfo(name).file_size > _MOST_MANIFEST:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _hash_both(file: BinaryIO, comment: int) -> tuple[str, str]:
    """SHA-256 of what stands before the comment, and of the whole file."""
    digest, left = hashlib.sha256(), comment
    file.seek(0)
    while left and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    before = digest.hexdigest()
    while block := file.read(BLOCK):
        digest.update(block)
    return before, digest.hexdigest()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash_next(file: BinaryIO, size: int) -> str:
    digest = hashlib.sha256()
    while size and (block := file.read(min(BLOCK, size))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()
