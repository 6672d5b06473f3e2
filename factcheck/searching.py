"""Search the papers of a case: by meaning and words as a check does, by words only, or for an exact phrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.errors import BadInput
from factcheck.model import Document, Hit, Passage, SearchBy, Span
from factcheck.readers import Readers
from factcheck.search.phrase import find_phrase
from factcheck.store.documents import load_documents
from factcheck.store.pages import each_page
from factcheck.store.passages import load_passages, load_passages_by_row
from factcheck.store.workspace import Workspace

SHOWN = 20
CONTEXT = 90  # characters on each side of a phrase that are shown with it


@dataclass(frozen=True)
class Occurrence:
    """A place where a phrase stands: on which page, and between which words."""

    document: Document
    page: int
    bates: str
    span: Span  # offsets into the page's text
    before: str
    after: str


@dataclass(frozen=True)
class Finding:
    """What a search found."""

    by: SearchBy
    asked: str
    hits: tuple[Hit, ...] = ()  # best first; of a phrase, the passages in which it stands, in the order of the papers
    total: int = 0  # passages that hold the words, or occurrences of the phrase; by meaning, as many as are shown
    occurrences: tuple[Occurrence, ...] = ()  # of a phrase, all of them
    has_all: bool = True  # by words: whether the hits hold all of them, or, since none does, only some

    @property
    def pages(self) -> int:
        """On how many pages the phrase stands."""
        return len({(one.document.sha256, one.page) for one in self.occurrences})

    @property
    def documents(self) -> int:
        """In how many documents the phrase stands."""
        return len({one.document.sha256 for one in self.occurrences})


def search_case(
    workspace: Workspace, case: str, asked: str, by: SearchBy, readers: Readers, top_k: int = SHOWN
) -> Finding:
    """Search the papers of a case; nothing is read for stance and nothing is stored.

    Args:
        workspace: where the case is.
        case: its slug.
        asked: what a person typed.
        by: what to go by.
        readers: the models; an exact phrase needs none.
        top_k: how many passages to give at most; the occurrences of a phrase are all counted and given.

    Raises:
        NotFound: there is no such case.
        BadInput: nothing was typed.
    """
    if not asked.strip():
        raise BadInput("Type what to search for.")
    if by is SearchBy.PHRASE:
        return _search_phrase(workspace, case, asked, top_k)
    index = readers.open_index(workspace, case)
    if by is SearchBy.MEANING:
        found = index.retrieve(readers.encoder.encode([asked])[0], asked, top_k)
        hits = _load_hits(workspace, {one.row: (one.similarity, one.relevance) for one in found})
        return Finding(by, asked, hits, len(hits))
    by_words = index.find_words(asked, top_k)
    hits = _load_hits(workspace, {row: (0.0, share) for row, share in by_words.rows.items()})  # no cosine is asked
    return Finding(by, asked, hits, by_words.total, has_all=by_words.has_all)


def _load_hits(workspace: Workspace, rows: Mapping[int, tuple[float, float]]) -> tuple[Hit, ...]:
    with workspace.reading() as db:
        passages = load_passages_by_row(db, rows)
    return tuple(Hit(passages[row], similarity, relevance) for row, (similarity, relevance) in rows.items())


def _search_phrase(workspace: Workspace, case: str, phrase: str, top_k: int) -> Finding:
    """Look through the text of every page: a phrase may cross the edge of a passage, or stand in a running head."""
    occurrences = []
    with workspace.reading() as db:
        documents = load_documents(db, case)
        for document in documents:
            for number, bates, text in each_page(db, document.sha256):
                occurrences += [
                    Occurrence(
                        document,
                        number,
                        bates,
                        span,
                        text[max(0, span.start - CONTEXT) : span.start],
                        text[span.end : span.end + CONTEXT],
                    )
                    for span in find_phrase(text, phrase)
                ]
        passages: dict[str, Passage] = {}
        for sha256 in dict.fromkeys(one.document.sha256 for one in occurrences):
            of_document = list(load_passages(db, sha256).values())
            there = [one for one in occurrences if one.document.sha256 == sha256]
            passages |= {one.id: one for one in map(lambda place: _passage_of(place, of_document), there) if one}
    hits = tuple(Hit(passage, 0.0, 1.0) for passage in list(passages.values())[:top_k])
    return Finding(SearchBy.PHRASE, phrase, hits, len(occurrences), tuple(occurrences))


def _passage_of(place: Occurrence, passages: Sequence[Passage]) -> Passage | None:
    """The passage that holds most of an occurrence, the first of several; None where it stands outside all."""

    def shared(passage: Passage) -> int:
        return min(passage.end, place.span.end) - max(passage.start, place.span.start)

    on_page = [one for one in passages if one.page == place.page and shared(one) > 0]
    return max(on_page, key=shared, default=None)
