"""Places for the words of papers that were read before places were kept; their texts stay as they are.

Passages, evidence and reviews hang on the stored text of a page, letter by letter, so it is never read anew. The paper is:
and where its words now come in the same order as in the stored text, they lend it their places.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from factcheck.documents.page_view import has_page_image
from factcheck.documents.workers import Workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Document, OnProgress, Page, Progress, Word, ignore_progress
from factcheck.store.documents import load_documents
from factcheck.store.pages import load_pages
from factcheck.store.words import load_placed_pages, save_words
from factcheck.store.workspace import Workspace

MIN_RUN = 3  # words in a row that must agree: a single "the" may be any
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Placed:
    """What became of one document: pages that have places now, of those that had none; or why it was not read."""

    file: str
    pages: int
    of: int
    problem: str = ""


def find_places(workspace: Workspace, case: str, on_progress: OnProgress = ignore_progress) -> list[Placed]:
    """Find the places of words on pages of a case that have none, as far as they can be shown as pictures.

    Returns:
        The documents that had such pages.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        documents = [one for one in load_documents(db, case) if has_page_image(one.media_type)]
    placed = []
    for done, document in enumerate(documents):
        on_progress(Progress("finding places", done, len(documents), document.file))
        with workspace.reading() as db:
            known = load_placed_pages(db, document.sha256)
            wanting = [page for page in load_pages(db, document.sha256) if page.is_read and page.number not in known]
        if wanting:
            placed.append(_place_document(workspace, document, wanting))
    on_progress(Progress("finding places", len(documents), len(documents)))
    return placed


def _place_document(workspace: Workspace, document: Document, wanting: Sequence[Page]) -> Placed:
    try:
        with tempfile.TemporaryDirectory(dir=workspace.received, prefix="parts-") as folder:
            opened = Workers().open(workspace.received_path(document.sha256), document.file, Path(folder))
    except UnreadableDocument as error:
        return Placed(document.file, 0, len(wanting), error.reason)
    read = {page.number: page for page in opened.read.pages} if opened.read else {}
    found = [
        replace(page, words=tuple(carry_words(read[page.number], page.text))) for page in wanting if page.number in read
    ]
    found = [page for page in found if page.words]
    with workspace.writing() as db:
        save_words(db, document.sha256, found)
    return Placed(document.file, len(found), len(wanting))


def carry_words(page: Page, text: str) -> Iterator[Word]:
    """Give the words of a page to another text of it, in the order of that text.

    Args:
        page: as it is read now.
        text: as it was read before; other line ends, hyphens, headers or order do no harm.

    Returns:
        The words that stand in both among at least `MIN_RUN` in a row; the others have no place.
    """
    now, before = list(_WORD.finditer(page.text)), list(_WORD.finditer(text))
    words = list(page.words)
    at = 0
    matcher = SequenceMatcher(None, [one[0] for one in now], [one[0] for one in before], autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size < min(MIN_RUN, len(before)):
            continue
        for one, other in zip(now[block.a : block.a + block.size], before[block.b :], strict=False):
            while at < len(words) and words[at].start < one.start():
                at += 1
            while at < len(words) and words[at].end <= one.end():
                shift = other.start() - one.start()
                yield replace(words[at], start=words[at].start + shift, end=words[at].end + shift)
                at += 1
