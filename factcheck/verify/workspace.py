"""Prove a workspace: what is stored is what was received, and every quote stands where it is said to stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.archive.checking import verify_archive
from factcheck.errors import BadInput, IndexMismatch, NotFound
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.search.index import load_index
from factcheck.store import guard, seal
from factcheck.store.cases import load_cases
from factcheck.store.documents import load_document_file, load_hashes
from factcheck.store.evidence import load_records
from factcheck.store.found import load_faults
from factcheck.store.log import load_heads, load_log_rows
from factcheck.store.pages import load_altered_pages, load_pages
from factcheck.store.passages import load_last_rows, load_passages
from factcheck.store.workspace import Workspace, hash_file
from factcheck.verify.decisions import verify_decisions


@dataclass
class Verified:
    """What was looked at, every fault found, and what could not be looked at, in words."""

    files: int = 0
    pages: int = 0
    passages: int = 0
    evidence: int = 0
    entries: int = 0  # of decision logs
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_workspace(workspace: Workspace, on_progress: OnProgress = ignore_progress) -> Verified:
    """Prove a workspace that is open already; see `verify_folder`."""
    return verify_folder(workspace.root, on_progress)


def verify_folder(root: Path, on_progress: OnProgress = ignore_progress) -> Verified:
    """Prove the workspace in a folder, however damaged it may be; nothing is changed.

    The database file is compared with its seal before anything opens it, checked by SQLite, and every row with its digest;
    then the decision logs with their heads and the tables, received files with their hashes, passages with pages, evidence
    with passages, and the indexes with their manifests and the store.

    Raises:
        NotFound: there is no workspace in the folder.
    """
    if not (root / seal.DATABASE).exists():
        raise NotFound(f"There is no workspace in {root}.")
    verified = Verified()
    compared = seal.compare_with_seal(root)
    verified.faults += compared.faults
    verified.notes += compared.notes
    on_progress(Progress("comparing rows", 0, 1))
    verified.faults += guard.check_database(root / seal.DATABASE)
    on_progress(Progress("comparing rows", 1, 1))
    verified.faults += _named(seal.DATABASE, _verify_contents(root, verified, on_progress))
    return verified


def verify_against(root: Path, packet: Path) -> Iterator[str]:
    """Whether the decision log of a workspace still holds the last entry that a packet had, in words where it does not.

    Raises:
        BadInput: the packet is none, or was changed, or is a protected copy, which cannot be compared.
    """
    checked = verify_archive(packet)
    about = checked.manifest.about if checked.manifest else {}
    if checked.faults or about.get("protected") or "head" not in about:
        raise BadInput(
            f"{packet} cannot be compared with: it was changed, is a protected copy, or holds no decision log."
        )
    with Workspace(root).reading() as db:
        rows = load_log_rows(db, str(about["case"]))
    kept = {row["number"]: row["hash"] for row in rows}
    count = about["entries"]
    if count and kept.get(count) != about["head"]:
        how = "is gone" if count not in kept else "is another one"
        yield f"decision log of {about['case']}: entry {count}, the last that {packet.name} holds, {how}"


def _verify_contents(root: Path, verified: Verified, on_progress: OnProgress) -> Iterator[str]:
    workspace = Workspace(root)
    with workspace.reading() as db:
        hashes, cases, heads = load_hashes(db), [case.slug for case in load_cases(db)], load_heads(db)
        yield from (f"found when the tables were brought up to date: {fault}" for fault in load_faults(db))
    verified.entries = sum(count for count, _ in heads.values())
    yield from _verify_heads(workspace.root, heads, cases)
    for done, sha256 in enumerate(hashes):
        on_progress(Progress("verifying", done, len(hashes)))
        yield from _named(f"document {sha256}", _verify_document(workspace, sha256, verified))
    on_progress(Progress("verifying", len(hashes), len(hashes)))
    kept = seal.load_heads(workspace.root) or {}
    for case in cases:
        yield from _named(f"decisions of {case}", verify_decisions(workspace, case, kept.get(case)))
        yield from _named(f"evidence of {case}", _verify_evidence(workspace, case, verified))
        yield from _named(f"index of {case}", _verify_index(workspace, case))
    yield from _strangers(workspace.received, set(hashes))
    for path in sorted(workspace.quarantine.glob("*")):
        if hash_file(path) != path.name:
            yield f"quarantine/{path.name} was changed after it was received"


def _named(what: str, faults: Iterator[str]) -> Iterator[str]:
    """Pass faults on; what a damaged database makes a step stumble over is a fault of its own, and ends that step only."""
    try:
        yield from faults
    except Exception as error:
        yield f"{what}: cannot be looked at to the end: {' '.join(str(error).split())[:300]} ({type(error).__name__})"


def _verify_heads(root: Path, heads: Mapping[str, tuple[int, str]], cases: Sequence[str]) -> Iterator[str]:
    kept = seal.load_heads(root)
    if kept is None:
        how = "was changed" if (root / seal.HEADS_FILE).exists() else "is gone"
        yield f"{seal.HEADS_FILE} {how}: that no entry is missing at the end of a decision log cannot be said"
        return
    for case, (count, _) in kept.items():
        if case not in cases:
            yield f"case {case} is gone, with all {count} entries of its decision log"
    for case in heads:
        if case not in kept:
            yield f"{seal.HEADS_FILE} says nothing of the case {case}"


def _verify_document(workspace: Workspace, sha256: str, verified: Verified) -> Iterator[str]:
    received = workspace.received_path(sha256)
    with workspace.reading() as db:
        file = load_document_file(db, sha256)
        pages = {page.number: page for page in load_pages(db, sha256)}
        passages = load_passages(db, sha256)
        altered = load_altered_pages(db, sha256)
    verified.files += 1
    verified.pages += len(pages)
    verified.passages += len(passages)
    if not received.is_file():
        yield f"{file}: the received file {sha256} is gone"
    elif hash_file(received) != sha256:
        yield f"{file}: the received file {sha256} was changed after it was received"
    for number in sorted(altered):
        yield f"{file}, page {number}: the text was changed after it was read"
    for passage in passages.values():
        page = pages[passage.page]
        if not passage.text or page.text[passage.start : passage.end] != passage.text or len(page.text) < passage.end:
            yield f"{file}, page {passage.page}: passage {passage.id} is not on the page as it was cut"


def _verify_evidence(workspace: Workspace, case: str, verified: Verified) -> Iterator[str]:
    with workspace.reading() as db:
        records = load_records(db, case)
    for claim_id, record in records.items():
        for evidence in record.checked.evidence if record.checked else ():
            verified.evidence += 1
            passage, rationale = evidence.passage, evidence.reading.rationale
            inside = passage.start <= rationale.start < rationale.end <= passage.end
            if not inside or not rationale.text:
                yield f"{case}, claim {claim_id}: the rationale of evidence {evidence.id} lies outside its passage"


def _verify_index(workspace: Workspace, case: str) -> Iterator[str]:
    folder = workspace.index_path(case)
    with workspace.reading() as db:
        documents = load_last_rows(db, case)
        rows = sum(len(load_passages(db, sha256)) for sha256 in documents)
    if not (folder / "manifest.json").exists():
        return  # derived, and made when it is next needed
    try:
        index = load_index(folder)
    except IndexMismatch as error:
        yield f"{case}: {error}. It is derived, and made anew at the next check."
        return
    if index.manifest.documents == documents and index.manifest.n_passages != rows:
        yield f"{case}: the index holds {index.manifest.n_passages} passages, the store {rows}"


def _strangers(received: Path, hashes: set[str]) -> Iterator[str]:
    for path in sorted(received.glob("??/*")):
        if path.name not in hashes:
            yield f"received/{path.parent.name}/{path.name} belongs to no document"
