"""Write an archive, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from factcheck.archive.layout import BLOCK, Manifest, Member, Part, comment_of, parts_of
from factcheck.errors import BadInput
from factcheck.model import OnProgress, Progress, ignore_progress


def write_archive(
    out: Path,
    kind: str,
    about: dict[str, Any],
    members: Sequence[Member],
    on_progress: OnProgress = ignore_progress,
) -> str:
    """Write an archive, whole or not at all.

    Args:
        out: the file; one that is there is replaced.
        kind: what it is, in lower-case words.
        about: what else the manifest says; no times of making, so that the same state gives the same bytes.
        members: in any order.
        on_progress: told of every member.

    Returns:
        SHA-256 of the file, in lower-case hexadecimal.

    Raises:
        BadInput: the file cannot be written, or a member changed while it was read.
    """
    manifest = Manifest(kind, about, tuple(sorted(members, key=lambda one: one.name)))
    digest = hashlib.sha256()
    try:
        with _whole_or_not(out) as file:
            for done, part in enumerate(parts_of(manifest)):
                if part.member:
                    on_progress(Progress("packing", done // 2, len(members) + 2, part.member.name))
                for block in _blocks(part):
                    file.write(block)
                    digest.update(block)
            comment = comment_of(manifest, digest.hexdigest())
            file.write(comment)
            digest.update(comment)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}") from error
    on_progress(Progress("packing", len(members) + 2, len(members) + 2))
    return digest.hexdigest()


def _blocks(part: Part) -> Iterator[bytes]:
    if part.member is None:
        yield part.content
        return
    digest = hashlib.sha256()
    with part.member.path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            yield block
    if digest.hexdigest() != part.member.sha256:
        raise BadInput(f"{part.member.name} changed while it was packed. Try again; run: factcheck verify")


@contextmanager
def _whole_or_not(out: Path) -> Iterator[BinaryIO]:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name[:40]}.", suffix=".part", delete=False) as part:
        try:
            yield cast(BinaryIO, part)
            part.flush()
            os.fsync(part.fileno())
        except BaseException:
            part.close()
            Path(part.name).unlink()
            raise
    Path(part.name).replace(out)
