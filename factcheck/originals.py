"""Fetch the originals of the digests of a case, when a person asks for it; both stay, and each says of the other."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from factcheck.errors import FetchFailed
from factcheck.fetching import Fetched, Fetcher
from factcheck.model import Document, Failure, OnProgress, Progress, ignore_progress
from factcheck.names import safe_name
from factcheck.pipeline import ingest
from factcheck.readers import Readers
from factcheck.store.cases import load_case
from factcheck.store.documents import load_documents
from factcheck.store.originals import Original, load_originals, save_original
from factcheck.store.workspace import Workspace, hash_file, now

PAUSE_SECONDS = 1.0  # between two fetches, so that no server is pressed
PAPERS = frozenset({".pdf", ".docx", ".doc", ".xlsx", ".xls", ".pptx", ".zip", ".rtf", ".odt", ".csv", ".tif", ".tiff"})
NOT_PAPERS = ("video/", "audio/", "font/")


@dataclass(frozen=True)
class Wanted:
    """A digest whose original has an address."""

    digest: Document
    url: str
    original: Original | None  # where it was fetched before


@dataclass(frozen=True)
class FetchReport:
    """What became of every address."""

    fetched: tuple[Original, ...] = ()
    failures: tuple[Failure, ...] = ()  # the path is the address


def list_wanted(workspace: Workspace, case: str) -> list[Wanted]:
    """The digests of a case that name the address of their original, in the order of the documents.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        load_case(db, case)
        documents, originals = load_documents(db, case), load_originals(db, case)
    return [
        Wanted(one, one.provenance.source_url, originals.get(one.sha256))
        for one in documents
        if one.provenance.is_digest and one.provenance.source_url
    ]


def fetch_originals(
    workspace: Workspace,
    case: str,
    readers: Readers,
    on_progress: OnProgress = ignore_progress,
    again: bool = False,
    fetcher: Fetcher | None = None,
) -> FetchReport:
    """Fetch the originals of a case, one after another, and take each in as a document beside its digest.

    Args:
        workspace: where the case is.
        case: its slug.
        readers: the models.
        on_progress: told of every address and of the bytes that came.
        again: fetch also what was fetched before.
        fetcher: fetches from the public web.

    Raises:
        NotFound: there is no such case.
    """
    wanted = [one for one in list_wanted(workspace, case) if again or one.original is None]
    fetcher = fetcher or Fetcher()
    fetched: list[Original] = []
    failures: list[Failure] = []
    for done, one in enumerate(wanted):
        on_progress(Progress("fetching", done, len(wanted), one.url))
        if done:
            time.sleep(PAUSE_SECONDS)
        try:
            fetched += _fetch(workspace, case, one, readers, fetcher, on_progress)
        except FetchFailed as error:
            failures.append(Failure(one.url, error.reason, error.remedy))
    on_progress(Progress("fetching", len(wanted), len(wanted)))
    return FetchReport(tuple(fetched), tuple(failures))


def _fetch(
    workspace: Workspace, case: str, wanted: Wanted, readers: Readers, fetcher: Fetcher, on_progress: OnProgress
) -> Iterator[Original]:
    """Fetch one original, take it in, and note whose it is.

    Raises:
        FetchFailed: it cannot be had, or is not what the digest is of.
    """
    folder = workspace.fetching / hashlib.sha256(wanted.url.encode()).hexdigest()[:32]

    def tell(done: int, total: int) -> None:
        on_progress(Progress("bytes", done, total, wanted.url))

    got = fetcher.fetch(wanted.url, folder, tell)
    _refuse_other(got, wanted)
    path = got.path.replace(folder / name_file(got))
    known = wanted.digest.provenance
    provenance = replace(
        known,
        title=f"{wanted.digest.title} (original)",
        is_digest=False,
        note=f"Fetched from {got.final_url} on {now()}. Original of {wanted.digest.file}. {known.note}".strip(),
    )
    report = ingest(workspace, case, [path], readers, {path: provenance}, on_progress, {path: wanted.url})
    shutil.rmtree(folder, ignore_errors=True)
    for failure in report.failures:
        raise FetchFailed(wanted.url, f"it was fetched, but {failure.reason}", failure.remedy)
    for document in report.documents[:1]:
        with workspace.writing() as db:
            save_original(db, case, wanted.digest.sha256, document.sha256, wanted.url, got.final_url)
            yield load_originals(db, case)[wanted.digest.sha256]


def name_file(got: Fetched) -> str:
    """What to call a file that was fetched: the last part of its address, with an ending that fits a web page.

    >>> name_file(Fetched(Path("whole"), "", "https://x.example/a/Memo%202018.pdf?x=1", "application/pdf"))
    'Memo 2018.pdf'
    """
    parts = urlsplit(got.final_url)
    name = safe_name(unquote(parts.path).rstrip("/") or (parts.hostname or "page"))
    return f"{name}.html" if got.media_type == "text/html" and "." not in name else name


def _refuse_other(got: Fetched, wanted: Wanted) -> None:
    """Refuse what cannot be the original: a page that says sorry in place of a file, sound, the digest itself."""
    asked = Path(urlsplit(wanted.url).path).suffix.lower()
    with got.path.open("rb") as file:
        start = file.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = start.startswith((b"<!doctype html", b"<html", b"<head")) or b"<html" in start[:1024]
    if is_page and asked in PAPERS:
        reason = f"the server sent a web page in place of the {asked.removeprefix('.').upper()}"
        raise FetchFailed(wanted.url, reason, "Look at the address in a browser; get the file there, and add it")
    if got.media_type.startswith(NOT_PAPERS):
        raise FetchFailed(wanted.url, f"it is {got.media_type}, not a paper", "Add a transcript")
    if hash_file(got.path) == wanted.digest.sha256:
        raise FetchFailed(wanted.url, "it is the digest itself", "Mend the address in the list of sources")
