"""The two flows, readable aloud.

document -> pages -> passages -> embeddings -> index
claim -> retrieve -> stance -> evidence
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from factcheck.claims.standalone import search_words, stand_alone
from factcheck.documents import read_document
from factcheck.errors import UnreadableDocument
from factcheck.evidence import gather_evidence
from factcheck.model import (
    Checked,
    Claim,
    Failure,
    Hit,
    Ingested,
    IngestReport,
    OnProgress,
    Progress,
    Provenance,
    Searched,
    ignore_progress,
)
from factcheck.passages import split_passages
from factcheck.readers import Readers
from factcheck.search.index import CaseIndex
from factcheck.settings import DEFAULT_TOP_K
from factcheck.stance.reading import read_passages
from factcheck.store.cases import load_case, load_claim, load_claims
from factcheck.store.documents import (
    clear_failures,
    has_document,
    load_documents,
    load_failures,
    load_hashes,
    load_passages_by_row,
    save_document,
    save_failures,
    save_provenance,
)
from factcheck.store.evidence import load_states, save_checked
from factcheck.store.workspace import Workspace


def ingest(
    workspace: Workspace,
    case: str,
    paths: Iterable[Path],
    readers: Readers,
    provenance: Mapping[Path, Provenance] | None = None,
    on_progress: OnProgress = ignore_progress,
) -> IngestReport:
    """Take files into a case: keep each as received, read it, cut it into passages, embed and index them.

    Each file is stored whole before the next is opened, so a stop loses the file at work and nothing else; the
    same call again goes on from there. A file that cannot be read is listed and never stops the others.

    Args:
        workspace: where all is kept.
        case: the case's slug.
        paths: files; folders are walked, in the order of their names.
        readers: the models.
        provenance: what is known of each file.
        on_progress: told of every file and page, and of embedding.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        load_case(db, case)
    documents, failures = [], []
    files = list(walk(paths))
    for done, path in enumerate(files):
        on_progress(Progress("reading", done, len(files), as_text(path.name)))
        failed = []
        try:
            documents.append(take_in(workspace, case, path, (provenance or {}).get(path, Provenance()), on_progress))
        except UnreadableDocument as error:
            failed.append(Failure(as_text(path), error.reason, error.remedy, error.page))
        except OSError as error:
            reason = f"the file cannot be opened: {error.strerror}"
            failed.append(Failure(as_text(path), reason, "Check its path and rights"))
        with workspace.writing() as db:
            clear_failures(db, case, as_text(path))
            if path_exists(path):  # a mistyped path is said, and nothing to keep on record
                save_failures(db, case, failed)
        failures += failed
    on_progress(Progress("reading", len(files), len(files)))
    readers.open_index(workspace, case, on_progress)
    return IngestReport(tuple(documents), tuple(failures))


def walk(paths: Iterable[Path]) -> Iterable[Path]:
    """The files meant by paths: a folder stands for every file below it, but not for hidden ones."""
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - a name too long for the disk is no folder, where Path raises
            below = (found for found in path.rglob("*") if found.is_file())
            yield from sorted(f for f in below if not any(part.startswith(".") for part in f.relative_to(path).parts))
        else:
            yield path


def path_exists(path: Path) -> bool:
    """Whether something lies at a path; a name too long for the disk names nothing."""
    return os.path.lexists(path)


def as_text(path: Path | str) -> str:
    """A path or name as it can be stored and printed: bytes that are no text are shown as "�"."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def take_in(
    workspace: Workspace, case: str, path: Path, provenance: Provenance, on_progress: OnProgress = ignore_progress
) -> Ingested:
    """Take one file into a case; bytes that the workspace knows are not read again.

    Raises:
        UnreadableDocument: the file is no document that can be read; nothing of it is stored.
        OSError: the file cannot be opened.
    """
    sha256, file = workspace.receive(path), as_text(path.name)
    with workspace.reading() as db:
        is_read = has_document(db, sha256)
    if not is_read:
        received = workspace.received_path(sha256)
        try:
            read = read_document(received, file, lambda done, total: on_progress(Progress("pages", done, total, file)))
        except UnreadableDocument:
            received.unlink(missing_ok=True)
            raise
        passages = [passage for page in read.pages for passage in split_passages(sha256, page)]
        with workspace.writing() as db:
            if not has_document(db, sha256):  # another process may have been faster
                save_document(db, sha256, file, received.stat().st_size, read, passages)
    with workspace.writing() as db:
        is_new = save_provenance(db, case, sha256, provenance)
        document = next(one for one in load_documents(db, case) if one.sha256 == sha256)
    return Ingested(
        as_text(path),
        sha256,
        document.title,
        "new" if is_new else "known",
        document.n_pages,
        document.n_passages,
        document.n_unread_pages,
    )


def check(
    workspace: Workspace,
    case: str,
    claim: Claim,
    readers: Readers,
    top_k: int = DEFAULT_TOP_K,
    index: CaseIndex | None = None,
) -> tuple[Checked, list[int]]:
    """Check one claim against the documents of a case: retrieve, read each passage's stance, gather the evidence.

    Nothing is stored; `check_and_store` does that for a claim of the case.

    Args:
        workspace: where the documents are.
        case: the case's slug.
        claim: what was said; it need not be stored.
        readers: the models.
        top_k: passages to read for stance.
        index: the case's index where it is open already.

    Returns:
        The check, evidence best first, and the passage row of each piece of evidence.
    """
    index = index or readers.open_index(workspace, case)
    hypothesis = stand_alone(claim)
    found = index.retrieve(readers.encoder.encode([hypothesis])[0], search_words(claim), top_k)
    with workspace.reading() as db:
        passages = load_passages_by_row(db, [one.row for one in found])
        documents = {document.sha256: document for document in load_documents(db, case)}
        failures = load_failures(db, case)
    hits = [Hit(passages[one.row], one.similarity, one.relevance) for one in found]
    readings = read_passages([hit.passage for hit in hits], hypothesis, readers.stance)
    evidence = gather_evidence(claim, hypothesis, hits, readings, documents)
    searched = Searched(
        documents=len(documents),
        pages=sum(document.n_pages for document in documents.values()),
        passages=sum(document.n_passages for document in documents.values()),
        unread_pages=sum(document.n_unread_pages for document in documents.values()),
        failed_files=len(failures),
    )
    rows = {passage.id: row for row, passage in passages.items()}
    checked = Checked(case, claim, searched, readers.models, evidence, hypothesis=hypothesis)
    return checked, [rows[one.passage.id] for one in evidence]


def check_and_store(
    workspace: Workspace, case: str, claim_id: str, readers: Readers, top_k: int = DEFAULT_TOP_K
) -> Checked:
    """Check a claim of a case and store what was found in place of the last check.

    Raises:
        NotFound: the case has no such claim.
    """
    with workspace.reading() as db:
        claim = load_claim(db, case, claim_id)
        documents = load_hashes(db, case)  # before the check: what comes in meanwhile makes it out of date
    checked, rows = check(workspace, case, claim, readers, top_k)
    with workspace.writing() as db:
        state = state_of(documents, claim, readers.models)
        return save_checked(db, checked, rows, state)


def check_case(
    workspace: Workspace,
    case: str,
    readers: Readers,
    top_k: int = DEFAULT_TOP_K,
    only_stale: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> list[Checked]:
    """Check every claim of a case, or only those whose documents, words or models have changed since.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        load_case(db, case)
        claims = load_claims(db, case)
        documents, states = load_hashes(db, case), load_states(db, case)
    if only_stale:
        claims = [one for one in claims if states.get(one.id) != state_of(documents, one, readers.models)]
    checked = []
    for done, claim in enumerate(claims):
        on_progress(Progress("checking", done, len(claims), claim.id))
        checked.append(check_and_store(workspace, case, claim.id, readers, top_k))
    on_progress(Progress("checking", len(claims), len(claims)))
    return checked


def state_of(documents: Sequence[str], claim: Claim, models: Mapping[str, str]) -> str:
    """A fingerprint of all that a check depends on: the documents, the claim's words, the models."""
    asked = [sorted(documents), search_words(claim), sorted(models.items())]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
