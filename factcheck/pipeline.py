"""The two flows, readable aloud.

document -> pages -> passages -> embeddings -> index
claim -> retrieve -> stance -> evidence
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.claims.standalone import search_words, stand_alone
from factcheck.coverage import cover
from factcheck.duplicates.copies import is_same_passage
from factcheck.evidence import gather_evidence
from factcheck.hearing import hear_second
from factcheck.intake import Intake, Source
from factcheck.model import (
    Checked,
    Claim,
    Document,
    Evidence,
    Hit,
    IngestReport,
    OnProgress,
    Passage,
    Progress,
    Provenance,
    ReadAs,
    Searched,
    ignore_progress,
)
from factcheck.readers import Readers
from factcheck.relating import relate_documents
from factcheck.settings import DEFAULT_TOP_K
from factcheck.stance.reading import read_passages
from factcheck.store.cases import load_case, load_claim, load_claims
from factcheck.store.documents import load_documents, load_hashes
from factcheck.store.duplicates import load_groups
from factcheck.store.evidence import load_states, save_checked
from factcheck.store.failures import load_failures
from factcheck.store.how_read import load_how_read
from factcheck.store.passages import load_passages_by_row
from factcheck.store.workspace import Workspace

if TYPE_CHECKING:  # brings FAISS, which whoever looks at what is stored need not wait for
    from factcheck.search.index import CaseIndex

LoadRows = Callable[[Sequence[int]], Mapping[int, Passage]]
"""Row numbers of an index -> their passages."""

MOST_COPIES = 3
"""How many times the passages asked for are looked through, so that copies of one do not push others out."""


def ingest(
    workspace: Workspace,
    case: str,
    paths: Iterable[Path],
    readers: Readers,
    provenance: Mapping[Path, Provenance] | None = None,
    on_progress: OnProgress = ignore_progress,
    shown: Mapping[Path, str] | None = None,
) -> IngestReport:
    """Take files into a case: keep each as received, read it, cut it into passages, embed and index them.

    Several files are read at once, and embedding goes on meanwhile (`intake` says how). A stop loses the files at
    work and nothing else; the same call again goes on from there. A file that cannot be read is listed, kept for
    another try, and never stops the others.

    Args:
        workspace: where all is kept.
        case: the case's slug.
        paths: files; folders are walked, in the order of their names.
        readers: the models.
        provenance: what is known of each file.
        on_progress: told of every file and page, and of embedding.
        shown: what to call a file in place of its path, such as one that lies in a passing folder.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        load_case(db, case)
    known = provenance or {}
    names = shown or {}
    sources = [
        Source(
            path,
            names.get(path, as_text(path)),
            as_text(path.name),
            known.get(path, Provenance()),
            os.path.lexists(path),  # where Path raises on a name too long for the disk
        )
        for path in walk(paths)
    ]
    report = Intake(workspace, case, readers, on_progress).run(sources)
    relate_documents(workspace, on_progress)
    readers.open_index(workspace, case, on_progress)
    return report


def walk(paths: Iterable[Path]) -> Iterable[Path]:
    """The files meant by paths: a folder stands for every file below it, but not for hidden ones."""
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - a name too long for the disk is no folder, where Path raises
            below = (found for found in path.rglob("*") if found.is_file())
            yield from sorted(f for f in below if not any(part.startswith(".") for part in f.relative_to(path).parts))
        else:
            yield path


def as_text(path: Path | str) -> str:
    """A path or name as it can be stored and printed: bytes that are no text are shown as "�"."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def check(
    workspace: Workspace,
    case: str,
    claim: Claim,
    readers: Readers,
    top_k: int = DEFAULT_TOP_K,
    index: CaseIndex | None = None,
    with_second: bool = True,
    on_progress: OnProgress = ignore_progress,
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
        with_second: whether the second reader is asked, where there is one; that can take minutes.
        on_progress: told how far the second reader is.

    Returns:
        The check, evidence best first, and the passage row of each piece of evidence.
    """
    index = index or readers.open_index(workspace, case)
    with workspace.reading() as db:
        documents = {document.sha256: document for document in load_documents(db, case)}
        failures = load_failures(db, case)
        covered = cover(page for pages in load_how_read(db, case).values() for page in pages)
        groups = load_groups(db, case)
    rows: dict[str, int] = {}

    def load(wanted: Sequence[int]) -> dict[int, Passage]:
        with workspace.reading() as db:
            passages = load_passages_by_row(db, wanted)
        rows.update({passage.id: row for row, passage in passages.items()})
        return passages

    evidence = find_evidence(claim, index, load, documents, groups, readers, top_k)
    second = None
    if readers.second and with_second:
        evidence, second = hear_second(readers.second, evidence, stand_alone(claim), on_progress)
    searched = Searched(
        documents=len(documents),
        pages=sum(document.n_pages for document in documents.values()),
        passages=sum(document.n_passages for document in documents.values()),
        unread_pages=sum(document.n_unread_pages for document in documents.values()),
        failed_files=len(failures),
        ocr_pages=covered.ways.get(ReadAs.OCR.value, 0),
        doubtful_pages=len(covered.doubtful),
        top_k=top_k,
    )
    checked = Checked(case, claim, searched, readers.models, evidence, hypothesis=stand_alone(claim), second=second)
    return checked, [rows[one.passage.id] for one in evidence]


def find_evidence(
    claim: Claim,
    index: CaseIndex,
    load: LoadRows,
    documents: Mapping[str, Document],
    groups: Mapping[str, int],
    readers: Readers,
    top_k: int = DEFAULT_TOP_K,
) -> tuple[Evidence, ...]:
    """Retrieve the passages that bear on a claim, read the stance of each, and put them in order, best first.

    Args:
        claim: what was said.
        index: where to look.
        load: gives passages by the rows of the index.
        documents: by SHA-256, every document of the index.
        groups: the number of the group of each document that has copies, by SHA-256.
        readers: the models.
        top_k: passages to read, copies not counted.
    """
    hypothesis = stand_alone(claim)
    found = index.retrieve(readers.encoder.encode([hypothesis])[0], search_words(claim), MOST_COPIES * top_k)
    passages = load([one.row for one in found])
    hits = take_distinct([Hit(passages[one.row], one.similarity, one.relevance) for one in found], top_k, groups)
    readings = read_passages([hit.passage for hit in hits], hypothesis, readers.stance)
    return gather_evidence(claim, hypothesis, hits, readings, documents, groups)


def take_distinct(hits: Sequence[Hit], top_k: int, groups: Mapping[str, int]) -> list[Hit]:
    """The first hits that say ``top_k`` different things: copies of one paper take no room from other papers.

    Args:
        hits: best first.
        top_k: how many to take, copies not counted.
        groups: the number of the group of each document that has copies, by SHA-256.
    """
    taken: list[Hit] = []
    distinct: list[Passage] = []
    for hit in hits:
        if not any(is_same_passage(hit.passage, other, groups) for other in distinct):
            if len(distinct) == top_k:
                break
            distinct.append(hit.passage)
        taken.append(hit)
    return taken


def check_and_store(
    workspace: Workspace,
    case: str,
    claim_id: str,
    readers: Readers,
    top_k: int = DEFAULT_TOP_K,
    on_progress: OnProgress = ignore_progress,
) -> Checked:
    """Check a claim of a case and store what was found in place of the last check.

    Raises:
        NotFound: the case has no such claim.
    """
    with workspace.reading() as db:
        claim = load_claim(db, case, claim_id)
        documents = load_hashes(db, case)  # before the check: what comes in meanwhile makes it out of date
    checked, rows = check(workspace, case, claim, readers, top_k, on_progress=on_progress)
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
        checked.append(check_and_store(workspace, case, claim.id, readers, top_k, on_progress))
    on_progress(Progress("checking", len(claims), len(claims)))
    return checked


def state_of(documents: Sequence[str], claim: Claim, models: Mapping[str, str]) -> str:
    """A fingerprint of all that a check depends on: the documents, the claim's words, the models."""
    asked = [sorted(documents), search_words(claim), sorted(models.items())]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
