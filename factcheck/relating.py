"""Compare every new document with all others by their texts, as they are stored; nothing is read again."""

from __future__ import annotations

from factcheck.duplicates.signatures import Signatures, sign
from factcheck.duplicates.versions import Change, Place, compare_versions, find_sentences
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.store.duplicates import load_signatures, load_unsigned, save_signature
from factcheck.store.pages import load_pages
from factcheck.store.workspace import Workspace


def relate_documents(workspace: Workspace, on_progress: OnProgress = ignore_progress) -> None:
    """Sign the documents that have no signature, and note which others they are copies or versions of.

    Each document is one transaction, so a stop loses one at most, and two processes never miss a pair between them.
    """
    with workspace.reading() as db:
        unsigned = load_unsigned(db)
    known, last = Signatures(), 0
    for done, sha256 in enumerate(unsigned):
        on_progress(Progress("comparing", done, len(unsigned)))
        with workspace.reading() as db:
            signature = sign(page.text[page.body_start : page.body_end] for page in load_pages(db, sha256))
        with workspace.writing() as db:
            found, last = load_signatures(db, last)
            known.add(found)
            close = {other: one for other, one in known.find_close(signature).items() if other != sha256}
            save_signature(db, sha256, signature, close)
    if unsigned:
        on_progress(Progress("comparing", len(unsigned), len(unsigned)))


def compare_documents(workspace: Workspace, first: str, second: str) -> list[Change]:
    """Say what differs between the texts of two documents, by SHA-256, in the order of the first."""
    return compare_versions(_find_sentences(workspace, first), _find_sentences(workspace, second))


def _find_sentences(workspace: Workspace, sha256: str) -> list[Place]:
    with workspace.reading() as db:
        pages = load_pages(db, sha256)
    return find_sentences((page.number, page.text[page.body_start : page.body_end]) for page in pages)
