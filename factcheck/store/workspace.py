"""A workspace folder: the database, the received files under their SHA-256, and room for the indexes.

factcheck.db            what is known
heads.json, factcheck.seal  what the decision logs and the database file were at the last write: `seal.py`
received/ab/abcd…       every file as received, unaltered, named by the SHA-256 of its bytes
quarantine/abcd…        files that could not be read, kept for a second try
fetching/               what came of files whose fetching broke off
index/<case>/           derived: can be deleted at any time and is made anew
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from factcheck.errors import BadInput, NotPermitted
from factcheck.people import Role, same_person
from factcheck.store import database, seal
from factcheck.store.access import require

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_BLOCK = 1 << 20


class Workspace:
    """One workspace folder, made where it is missing."""

    def __init__(self, root: Path, who: str = "", is_signed_in: bool = False) -> None:
        """Open the workspace at ``root`` for a person, who may do in it what their role permits (`access.py`).

        Args:
            root: the folder.
            who: is named in the decision log for what is changed, and sees what they may.
            is_signed_in: whether they proved to be who they are; without a role they may then do nothing.

        Raises:
            BadInput: the folder cannot be made or written.
        """
        self.root = root
        self.who = who
        self.is_signed_in = is_signed_in
        try:
            for folder in (root, self.received, self.indexes):
                folder.mkdir(parents=True, exist_ok=True)
            self._engine, is_new = database.open_engine(root / seal.DATABASE)
        except OSError as error:
            raise BadInput(
                f"The workspace {root} cannot be opened: {error.strerror}. Choose another folder."
            ) from error
        if is_new:
            self._keep_all_heads()

    def opened_by(self, who: str) -> Workspace:
        """The same workspace for a person who gives another name; who has signed in cannot be another.

        Raises:
            NotPermitted: the person has signed in under another name.
        """
        if not self.is_signed_in:
            other = copy(self)
            other.who = who.strip() or self.who
            return other
        if who.strip() and not same_person(who, self.who):
            raise NotPermitted(f"You are signed in as {self.who} and cannot decide as {who.strip()}.")
        return self

    @property
    def received(self) -> Path:
        """Where the files as received lie."""
        return self.root / "received"

    @property
    def quarantine(self) -> Path:
        """Where the files lie that could not be read; made when there is one."""
        return self.root / "quarantine"

    @property
    def indexes(self) -> Path:
        """Where the indexes lie, a folder a case."""
        return self.root / "index"

    @property
    def fetching(self) -> Path:
        """Where files lie that are being fetched; made when there is one."""
        return self.root / "fetching"

    def index_path(self, case: str) -> Path:
        """The index folder of a case."""
        return self.indexes / check_slug(case)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout.

        Raises:
            NotPermitted: the person has no role here, and has to.
        """
        with database.reading(self._engine, self.who, self.is_signed_in) as db:
            require(db, Role.VIEWER)
            yield db
        seal.seal_when_due(self.root)

    @contextmanager
    def writing(self, least: Role = Role.REVIEWER) -> Iterator[Connection]:
        """A connection whose changes all land or, after an error, none.

        Args:
            least: the role that it takes.

        Raises:
            NotPermitted: the person's role does not reach.
        """
        with database.writing(self._engine, self.who, self.is_signed_in) as db:
            require(db, least)
            heads: seal.Heads = db.info.setdefault(database.HEADS, {})
            yield db
        if heads:
            seal.keep_heads(self.root, heads)
        seal.mark_written(self.root)
        seal.seal_when_due(self.root)

    def _keep_all_heads(self) -> None:
        from factcheck.store.log import load_heads

        with database.reading(self._engine) as db:
            heads = load_heads(db)
        seal.keep_heads(self.root, heads)
        seal.mark_written(self.root)
        seal.seal_when_due(self.root)

    def received_path(self, sha256: str) -> Path:
        """Where the received file with these bytes lies.

        Raises:
            ValueError: ``sha256`` is not 64 lower-case hexadecimal digits.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self.received / sha256[:2] / sha256

    def receive(self, path: Path) -> str:
        """Keep an unaltered copy of a file and return the SHA-256 of its bytes; a known file is not copied again.

        Raises:
            OSError: the file cannot be read, or the workspace cannot be written.
        """
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self.received, prefix="part-", delete=False) as part:
            try:
                for block in read_blocks(path):
                    digest.update(block)
                    part.write(block)
                part.flush()
                os.fsync(part.fileno())
            except BaseException:
                part.close()
                Path(part.name).unlink()
                raise
        kept = self.received_path(digest.hexdigest())
        if kept.exists():
            Path(part.name).unlink()
        else:
            kept.parent.mkdir(exist_ok=True)
            Path(part.name).replace(kept)
        return digest.hexdigest()

    def set_aside(self, sha256: str) -> None:
        """Put a received file that cannot be read into quarantine."""
        self.quarantine.mkdir(exist_ok=True)
        self.received_path(sha256).replace(self.quarantined_path(sha256))

    def quarantined_path(self, sha256: str) -> Path:
        """Where a file in quarantine lies.

        Raises:
            ValueError: ``sha256`` is not 64 lower-case hexadecimal digits.
        """
        return self.quarantine / self.received_path(sha256).name


def read_blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in blocks of a mebibyte, so that a large file never lies in memory whole."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    for block in read_blocks(path):
        digest.update(block)
    return digest.hexdigest()


def check_slug(slug: str) -> str:
    """Return a case's short name as it is, if it is fit to name a folder.

    Raises:
        BadInput: it is not 1 to 64 lower-case letters, digits and inner hyphens.
    """
    if not _SLUG.fullmatch(slug):
        raise BadInput(
            f"{slug!r} cannot name a case. Use lower-case letters, digits and hyphens, such as palantir-ice."
        )
    return slug


def now() -> str:
    """The time in UTC, ISO-8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
