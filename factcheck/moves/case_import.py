"""A case from another workspace: proved in a workspace of its own first, then added entry by entry of its decision log.

Where the two histories are one, the newer entries are taken over as they are. Where both went on, or the case gets another
name, each foreign entry is carried whole inside an entry of this workspace. Nothing that stands here is changed without an
entry that says so, and whatever the two sides hold otherwise is named.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.archive.checking import verify_archive
from factcheck.archive.layout import Manifest
from factcheck.errors import BadInput, FactcheckError
from factcheck.export.packet_log import to_lines
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.moves.case_export import KIND, LOG
from factcheck.moves.merging import Merge, Merged
from factcheck.relating import relate_documents
from factcheck.store import database, seal
from factcheck.store.case_merge import add_documents, add_embeddings, add_side_rows, differing_pages
from factcheck.store.case_rows import load_rows, tables
from factcheck.store.log import load_chain
from factcheck.store.workspace import Workspace, check_slug
from factcheck.verify.workspace import verify_folder

_FIRST = "0008"  # the first migration whose cases have a decision log
_MOST_NAMED = 5
_MOST_LINE = 256 << 20  # bytes of one row: the words of a page, a long text
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Imported:
    """What a case brought."""

    case: str
    entries: int  # of its decision log that were new here
    documents: int  # new to the workspace
    embeddings: int
    claims: int
    reviews: int
    verdicts: int
    conflicts: tuple[str, ...]  # what the two sides hold otherwise, in words


def import_case(
    workspace: Workspace, archive: Path, as_slug: str = "", on_progress: OnProgress = ignore_progress
) -> Imported:
    """Add a case from a file to a workspace; all of it lands or, after an error, nothing.

    Args:
        workspace: where it goes.
        archive: as `case_export.export_case` wrote it; it may come from anybody.
        as_slug: under which name; else its own.
        on_progress: told of each step.

    Raises:
        BadInput: the file was changed, does not hold together, or comes from a newer version; another case has its name;
            or a document was read otherwise here than there. The message says which, and what can be done.
    """
    checked = verify_archive(archive, on_progress)
    if checked.faults or checked.manifest is None:
        raise BadInput(
            f"{archive} was changed after it was made: {'; '.join(checked.faults[:_MOST_NAMED])}. Nothing was imported."
        )
    case = _read_about(archive, checked.manifest)
    slug = check_slug(as_slug or case)
    with _proved(workspace, archive, checked.manifest, on_progress) as (scratch, kept):
        on_progress(Progress("importing", 0, 1))
        with scratch.reading() as source, workspace.writing() as db:
            theirs, ours = load_chain(source, case), load_chain(db, slug)
            common = sum(1 for _ in _common(theirs, ours))
            if ours and not common and not as_slug:
                raise BadInput(
                    f"Another case is called {slug} here, and shares no history with this one. Give this one another name "
                    f"with --as NAME, or add it to the one here with --as {slug}. Nothing was imported."
                )
            _refuse_differing(differing_pages(source, db, case))
            documents = add_documents(source, db, case)
            embeddings = add_embeddings(source, db)
            merge = Merge(source, db, case, slug, archive.name, theirs, ours, common)
            merged = merge.run()
            add_side_rows(source, db, case, slug, merged.claim_ids)
            _keep(kept, workspace)
        on_progress(Progress("importing", 1, 1))
    if merged.recut:
        _drop_indexes(workspace)
    relate_documents(workspace, on_progress)
    return _report(slug, len(documents), embeddings, merged)


def _report(slug: str, documents: int, embeddings: int, merged: Merged) -> Imported:
    counts = (merged.claims, merged.reviews, merged.verdicts)
    return Imported(slug, merged.entries, documents, embeddings, *counts, tuple(merged.conflicts))


def _common(theirs: list[Any], ours: list[Any]) -> Iterator[None]:
    for one, other in zip(theirs, ours, strict=False):
        if one.hash != other.hash:
            return
        yield


def _read_about(archive: Path, manifest: Manifest) -> str:
    """The slug of the case, once the archive is known to be one, with nothing in it that does not belong."""
    about = manifest.about
    if manifest.kind != KIND:
        hint = " Put a backup back with: factcheck workspace restore" if manifest.kind == "workspace backup" else ""
        raise BadInput(f"{archive} is no case but: {manifest.kind}.{hint}")
    revision = str(about.get("revision", ""))
    if not _FIRST <= revision <= database.HEAD:
        raise BadInput(
            f"{archive} was made by another version of the tool (tables {revision or 'unknown'}). Update the tool."
        )
    known = {LOG, *(f"tables/{table.name}.jsonl" for table in tables())}
    for member in manifest.members:
        if member.name not in known and member.name not in (f"received/{member.sha256}", f"quarantine/{member.sha256}"):
            raise BadInput(f"{archive} holds {member.name}, which belongs into no case. Nothing was imported.")
    return check_slug(str(about.get("case", "")))


@contextmanager
def _proved(
    workspace: Workspace, archive: Path, manifest: Manifest, on_progress: OnProgress
) -> Iterator[tuple[Workspace, Path]]:
    """Unpack a case into a workspace of its own, and prove that; gives it, and the folder of its files."""
    folder = Path(tempfile.mkdtemp(dir=workspace.root, prefix=".import-"))
    try:
        try:
            scratch = _unpack(archive, manifest, folder, on_progress)
            verified = verify_folder(scratch.root, on_progress)
        except FactcheckError as error:
            raise BadInput(f"{archive} does not hold together: {error} Nothing was imported.") from error
        except Exception as error:  # a row that the tables refuse, in the words of the database
            raise BadInput(f"{archive} does not hold together: {_first_line(error)}. Nothing was imported.") from error
        if verified.faults:
            raise BadInput(
                f"{archive} does not hold together: {'; '.join(verified.faults[:_MOST_NAMED])}. Nothing was imported."
            )
        yield scratch, scratch.root
    finally:
        seal.forget(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive: Path, manifest: Manifest, folder: Path, on_progress: OnProgress) -> Workspace:
    """Members are stored as they are, so none can grow beyond the archive; received files are named by their own hashes."""
    scratch = Workspace(folder)
    names = {member.name for member in manifest.members}
    with zipfile.ZipFile(archive) as opened:
        with scratch.writing() as db:
            for done, table in enumerate(tables()):
                on_progress(Progress("reading tables", done, len(tables()), table.name))
                name = f"tables/{table.name}.jsonl"
                if name in names:
                    with opened.open(name) as lines:
                        load_rows(db, table, _lines(lines))
            links = load_chain(db, str(manifest.about["case"]))
        if opened.read(LOG).decode("utf-8") != to_lines(links):
            raise BadInput("its decision log says something else than its tables.")
        for member in manifest.members:
            kind, _, sha256 = member.name.partition("/")
            if kind in ("received", "quarantine"):
                target = scratch.received_path(sha256) if kind == "received" else scratch.quarantined_path(sha256)
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member.name) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out, _BLOCK)
                    out.flush()
                    os.fsync(out.fileno())
    heads = {str(manifest.about["case"]): (int(manifest.about["entries"]), str(manifest.about["head"]))}
    seal.keep_heads(folder, heads)
    seal.seal(folder)
    return scratch


def _lines(file: Any) -> Iterator[bytes]:
    while line := file.readline(_MOST_LINE):
        yield line


def _refuse_differing(pages: list[tuple[str, int]]) -> None:
    if pages:
        named = ", ".join(f"{file}, page {number}" for file, number in pages[:_MOST_NAMED])
        raise BadInput(
            f"{len(pages)} pages with evidence were read otherwise here than there ({named}): quotations would not stand where "
            "they are said to. Import the case into a workspace of its own (--workspace NEW). Nothing was imported."
        )


def _keep(folder: Path, workspace: Workspace) -> None:
    """Move the files of the case into the workspace; they are named by their hashes, so one that is there is the same."""
    for path in sorted((folder / "received").glob("??/*")):
        target = workspace.received_path(path.name)
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            path.replace(target)
    for path in sorted((folder / "quarantine").glob("*")):
        workspace.quarantine.mkdir(exist_ok=True)
        if not workspace.quarantined_path(path.name).exists():
            path.replace(workspace.quarantined_path(path.name))


def _drop_indexes(workspace: Workspace) -> None:
    """Passages were added to documents that are indexed already: the indexes, which are derived, are made anew."""
    for manifest in workspace.indexes.glob("*/manifest.json"):
        manifest.unlink()


def _first_line(error: Exception) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300]
