"""A whole workspace into one file, while others work in it, and back; checked before anything is replaced."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck import __version__
from factcheck.archive.checking import verify_archive
from factcheck.archive.layout import Manifest, Member
from factcheck.archive.writing import write_archive
from factcheck.errors import BadInput, FactcheckError
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.store import database, seal
from factcheck.store.snapshot import copy_database, is_empty, load_facts, load_kept_files, strange_definitions
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_folder

KIND = "workspace backup"
_MOST_NAMED = 5
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Moved:
    """What was backed up or restored."""

    path: Path
    sha256: str  # of the backup
    size: int  # bytes
    files: int  # received and in quarantine
    entries: int  # of decision logs
    damaged: tuple[
        str, ...
    ] = ()  # received files that were gone or changed when the backup was made, and are not in it


def backup_workspace(root: Path, out: Path, on_progress: OnProgress = ignore_progress) -> Moved:
    """Write the state of a workspace at this moment to one file; indexes are derived and left out.

    Others may go on reading and writing. A received file that is gone or was changed is named and left out, so that the
    rest of a damaged workspace can still be saved.

    Raises:
        BadInput: there is no workspace, the database cannot be read, or the file cannot be written.
    """
    if not (root / seal.DATABASE).exists():
        raise BadInput(f"There is no workspace in {root}.")
    Workspace(root)  # brings an older one up to date
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
        before = seal.load_heads(root) or {}  # noted before the copy is made, so none can be further on than the copy
        copy = Path(folder) / "copy.db"
        on_progress(Progress("copying the database", 0, 1))
        copy_database(root, copy)
        on_progress(Progress("copying the database", 1, 1))
        revision, heads = load_facts(copy)
        kept = Path(folder) / "heads.json"
        kept.write_bytes(seal.pack_heads({**heads, **before}))
        members = [Member.of(seal.DATABASE, copy), Member.of(seal.HEADS_FILE, kept)]
        files, damaged = _kept_files(root, copy, on_progress)
        about = {
            "revision": revision,
            "heads": {case: list(head) for case, head in sorted(heads.items())},
            "files": len(files),
            "damaged": damaged,
            "tool": f"factcheck {__version__}",
        }
        sha256 = write_archive(out, KIND, about, [*members, *files], on_progress)
    entries = sum(count for count, _ in heads.values())
    return Moved(out, sha256, out.stat().st_size, len(files), entries, tuple(damaged))


def _kept_files(root: Path, copy: Path, on_progress: OnProgress) -> tuple[list[Member], list[str]]:
    """The received files and those in quarantine; and in words those that are not what was received."""
    members, damaged = [], []
    received, failed = load_kept_files(copy)
    wanted = [(f"received/{sha256[:2]}/{sha256}", sha256) for sha256 in received]
    wanted += [(f"quarantine/{sha256}", sha256) for sha256 in failed if (root / "quarantine" / sha256).exists()]
    for done, (name, sha256) in enumerate(wanted):
        on_progress(Progress("hashing files", done, len(wanted)))
        try:
            member = Member.of(name, root / name)
        except OSError as error:
            damaged.append(f"{name}: {error.strerror}")
            continue
        if member.sha256 == sha256:
            members.append(member)
        else:
            damaged.append(f"{name}: changed after it was received")
    on_progress(Progress("hashing files", len(wanted), len(wanted)))
    return members, damaged


def restore_workspace(archive: Path, root: Path, on_progress: OnProgress = ignore_progress) -> Moved:
    """Put a backed up workspace into a folder that holds none; all of it is checked before the folder is touched.

    Restore backups of your own only; a case from somebody else comes in by `case_import.import_case`.

    Raises:
        BadInput: the folder holds a workspace already, or the backup was changed, is none, or comes from a newer version.
    """
    if not is_empty(root):
        raise BadInput(f"{root} is not empty. Name a folder that does not exist yet; nothing was changed.")
    checked = verify_archive(archive, on_progress)
    if checked.faults or checked.manifest is None:
        named = "; ".join(checked.faults[:_MOST_NAMED])
        raise BadInput(f"{archive} was changed after it was made: {named}. Nothing was restored.")
    about = _read_about(archive, checked.manifest)
    root.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=root.parent, prefix=".restore-"))
    try:
        _unpack(archive, checked.manifest, made, on_progress)
        _prove(made, archive, about["damaged"], on_progress)
        _put(made, root)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    entries = sum(int(count) for count, _ in about["heads"].values())
    return Moved(root, checked.sha256, archive.stat().st_size, int(about["files"]), entries, tuple(about["damaged"]))


def _read_about(archive: Path, manifest: Manifest) -> dict[str, Any]:
    about = manifest.about
    allowed = (seal.DATABASE, seal.HEADS_FILE)
    if manifest.kind != KIND or not set(allowed) <= {member.name for member in manifest.members}:
        raise BadInput(f"{archive} is no backup of a workspace but: {manifest.kind}.")
    strange = [m.name for m in manifest.members if m.name not in allowed and not _is_kept(m)]
    if strange:
        raise BadInput(f"{archive} holds {strange[0]}, which belongs into no backup. Nothing was restored.")
    if str(about.get("revision", "")) > database.HEAD:
        raise BadInput(f"{archive} was made by a newer version of the tool. Update the tool; nothing was restored.")
    return about


def _is_kept(member: Member) -> bool:
    """Whether a member is a received file, named by its own hash."""
    return member.name in (f"received/{member.sha256[:2]}/{member.sha256}", f"quarantine/{member.sha256}")


def _unpack(archive: Path, manifest: Manifest, folder: Path, on_progress: OnProgress) -> None:
    """Write the members out; they are stored as they are, so none can grow beyond the archive, and their names were checked."""
    with zipfile.ZipFile(archive) as opened:
        for done, member in enumerate(manifest.members):
            on_progress(Progress("unpacking", done, len(manifest.members)))
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with opened.open(member.name) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, _BLOCK)
                out.flush()
                os.fsync(out.fileno())
    on_progress(Progress("unpacking", len(manifest.members), len(manifest.members)))


def _prove(folder: Path, archive: Path, damaged: Sequence[str], on_progress: OnProgress) -> None:
    """Prove the unpacked workspace as `factcheck verify` does; what the backup lacked from the start may be missing."""
    try:
        Workspace(folder)
        seal.seal(folder)
        with tempfile.TemporaryDirectory() as fresh:
            Workspace(Path(fresh))
            strange = list(strange_definitions(folder / seal.DATABASE, Path(fresh) / seal.DATABASE))
            seal.forget(Path(fresh))
    except FactcheckError as error:
        raise BadInput(f"{archive} cannot be restored: {error}") from error
    faults = [f"its database holds the {one} of another program" for one in strange]
    missing = [name.partition(":")[0].rpartition("/")[2] for name in damaged]
    faults += [
        fault
        for fault in verify_folder(folder, on_progress).faults
        if not any(f"received file {sha256} is gone" in fault for sha256 in missing)
    ]
    if faults:
        raise BadInput(f"{archive} is not sound: {'; '.join(faults[:_MOST_NAMED])}. Nothing was restored.")


def _put(made: Path, root: Path) -> None:
    """Put the new workspace in the place of an empty one, in one step."""
    seal.forget(made)
    old = None
    if root.exists():
        old = Path(tempfile.mkdtemp(dir=root.parent, prefix=".replaced-")) / "empty"
        root.replace(old)
    made.replace(root)
    root.chmod(0o755)
    if old is not None:
        shutil.rmtree(old.parent, ignore_errors=True)
