"""Prove a workspace: what is stored is what was received, and every quote stands where it is said to stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.errors import IndexMismatch
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.search.index import load_index
from factcheck.store.cases import load_cases
from factcheck.store.documents import (
    load_altered_pages,
    load_document_file,
    load_first_rows,
    load_hashes,
    load_pages,
    load_passages,
)
from factcheck.store.evidence import load_records
from factcheck.store.workspace import Workspace, hash_file


@dataclass
class Verified:
    """What was looked at, and every fault found, in words."""

    files: int = 0
    pages: int = 0
    passages: int = 0
    evidence: int = 0
    faults: list[str] = field(default_factory=list)


def verify_workspace(workspace: Workspace, on_progress: OnProgress = ignore_progress) -> Verified:
    """Re-hash every received file; compare passages with pages, evidence with passages, indexes with the store."""
    verified = Verified()
    with workspace.reading() as db:
        hashes = load_hashes(db)
    for done, sha256 in enumerate(hashes):
        on_progress(Progress("verifying", done, len(hashes)))
        verified.faults += _verify_document(workspace, sha256, verified)
    on_progress(Progress("verifying", len(hashes), len(hashes)))
    with workspace.reading() as db:
        cases = [case.slug for case in load_cases(db)]
    for case in cases:
        verified.faults += _verify_evidence(workspace, case, verified)
        verified.faults += _verify_index(workspace, case)
    verified.faults += _strangers(workspace.received, set(hashes))
    return verified


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
        documents = load_first_rows(db, case)
        rows = sum(len(load_passages(db, sha256)) for sha256 in documents)
    if not (folder / "manifest.json").exists():
        return  # derived, and made when it is next needed
    try:
        index = load_index(folder)
    except IndexMismatch as error:
        yield f"{case}: {error} It is made anew at the next check."
        return
    if index.manifest.documents == documents and index.manifest.n_passages != rows:
        yield f"{case}: the index holds {index.manifest.n_passages} passages, the store {rows}"


def _strangers(received: Path, hashes: set[str]) -> Iterator[str]:
    for path in sorted(received.glob("??/*")):
        if path.name not in hashes:
            yield f"received/{path.parent.name}/{path.name} belongs to no document"
