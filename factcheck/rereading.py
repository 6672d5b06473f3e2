"""Pages that were not read, read again: after OCR was switched on or installed, or a language was added.

Only unread pages change. Nothing hangs on them: no passage, no evidence and no review can be of a page without text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.documents.text import BLANK_PAGE
from factcheck.documents.workers import Workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Document, HowRead, OnProgress, Progress, ignore_progress
from factcheck.passages import split_passages
from factcheck.readers import Readers
from factcheck.store.documents import load_documents
from factcheck.store.how_read import fill_pages, load_how_read
from factcheck.store.workspace import Workspace


@dataclass(frozen=True)
class Reread:
    """What became of one document: pages that have text now, of those that had none; or why it was not read."""

    file: str
    pages: int
    of: int
    problem: str = ""


def read_again(
    workspace: Workspace, case: str, readers: Readers, on_progress: OnProgress = ignore_progress
) -> list[Reread]:
    """Read the unread pages of a case again, and index what is found; blank pages are left alone.

    Returns:
        The documents that had such pages. Checks made before do not know of what was found: check again.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        documents, pages = load_documents(db, case), load_how_read(db, case)
    wanting = [(document, unread_pages(pages.get(document.sha256, ()))) for document in documents]
    wanting = [(document, numbers) for document, numbers in wanting if numbers]
    done = []
    for at, (document, numbers) in enumerate(wanting):
        on_progress(Progress("reading again", at, len(wanting), document.file))
        done.append(_read_document(workspace, document, numbers, readers, on_progress))
    on_progress(Progress("reading again", len(wanting), len(wanting)))
    if any(one.pages for one in done):
        readers.open_index(workspace, case, on_progress)
    return done


def unread_pages(pages: Sequence[HowRead]) -> list[int]:
    """The numbers of the pages that another reading may find text on."""
    return [page.number for page in pages if page.unread_reason and page.unread_reason != BLANK_PAGE]


def _read_document(
    workspace: Workspace, document: Document, numbers: Sequence[int], readers: Readers, on_progress: OnProgress
) -> Reread:
    def tell(done: int, total: int) -> None:
        on_progress(Progress("pages", done, total, document.file))

    try:
        with tempfile.TemporaryDirectory(dir=workspace.received, prefix="parts-") as folder:
            path = workspace.received_path(document.sha256)
            opened = Workers(ocr=readers.ocr).open(path, document.file, Path(folder), tell)
    except UnreadableDocument as error:
        return Reread(document.file, 0, len(numbers), error.reason)
    found = [page for page in (opened.read.pages if opened.read else ()) if page.number in set(numbers)]
    passages = [passage for page in found for passage in split_passages(document.sha256, page)]
    with workspace.writing() as db:
        filled = fill_pages(db, document.sha256, found, passages)
    return Reread(document.file, filled, len(numbers))
