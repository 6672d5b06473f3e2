"""``factcheck search``: look into the papers of a case for what one knows, or half knows, to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    say,
    show_progress,
)
from factcheck.model import SearchBy

if TYPE_CHECKING:
    from factcheck.model import Document, Hit
    from factcheck.searching import Finding, Occurrence

_QUOTED = 240  # characters of a passage in the terminal


def search(
    context: typer.Context,
    asked: Annotated[str, typer.Argument(help="What to look for.")],
    case: CaseOption,
    by: Annotated[
        SearchBy,
        typer.Option(
            help="meaning: as a check searches, by meaning and words. words: passages that hold all the words. "
            "phrase: every place where just these words stand, whatever the capitals, spaces and line breaks."
        ),
    ] = SearchBy.MEANING,
    top_k: Annotated[int, typer.Option(min=1, max=1000, help="Passages, or places of a phrase, to show.")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the papers of a case; nothing is stored. A phrase is counted in full, and each place is named."""
    from factcheck.searching import search_case
    from factcheck.store.cases import load_case
    from factcheck.store.documents import load_documents

    opened, readers = open_workspace(context, workspace), open_readers()
    with opened.reading() as db:
        load_case(db, case)
        documents = {document.sha256: document for document in load_documents(db, case)}
    if by is not SearchBy.PHRASE:
        with show_progress(quiet=as_json) as on_progress:
            readers.open_index(opened, case, on_progress)
    finding = search_case(opened, case, asked, by, readers, top_k)
    if as_json:
        print_json(_describe(finding, documents))
        return
    for line in _lines(finding, documents, top_k):
        say(line)
    unread = sum(document.n_unread_pages for document in documents.values())
    if unread:
        say(f"{unread} pages could not be read, and were not searched.")


def _lines(finding: Finding, documents: dict[str, Document], top_k: int) -> list[str]:
    if finding.occurrences:
        shown = [
            f"  {_place(one.document, one.page, one.bates)}: {_in_line(one)}" for one in finding.occurrences[:top_k]
        ]
        more = len(finding.occurrences) - len(shown)
        return [
            _say_total(finding),
            *shown,
            *([f"  and {more} more; --top-k {finding.total} shows all"] if more else []),
        ]
    return [_say_total(finding), *(f"  {_say_hit(hit, documents)}" for hit in finding.hits)]


def _say_total(finding: Finding) -> str:
    if finding.by is SearchBy.PHRASE:
        if not finding.total:
            return f"“{finding.asked}” stands nowhere in the papers, word for word."
        return (
            f"“{finding.asked}”, word for word: {_count(finding.total, 'time')} on {_count(finding.pages, 'page')} of "
            f"{_count(finding.documents, 'document')}"
        )
    if finding.by is SearchBy.WORDS:
        if not finding.total:
            return "No passage holds any of these words."
        has = "all of these words" if finding.has_all else "some of these words; none holds all"
        return f"{_count(finding.total, 'passage')} with {has}"
    return f"{_count(len(finding.hits), 'passage')} nearest in meaning and words"


def _say_hit(hit: Hit, documents: dict[str, Document]) -> str:
    text = " ".join(hit.passage.text.split())
    text = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    return f"{_place(documents[hit.passage.document_sha256], hit.passage.page, hit.passage.bates)}: {text}"


def _in_line(one: Occurrence) -> str:
    before, words, after = (" ".join(text.split()) for text in (one.before, one.span.text, one.after))
    return f"…{before} [{words}] {after}…"


def _place(document: Document, page: int, bates: str) -> str:
    return ", ".join(part for part in (document.title, f"page {page}", bates) if part)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _describe(finding: Finding, documents: dict[str, Document]) -> dict[str, Any]:
    """A finding as other programs read it; offsets are those of the page's text, in code points, half-open."""
    return {
        "by": finding.by.value,
        "asked": finding.asked,
        "total": finding.total,
        "pages": finding.pages,
        "documents": finding.documents,
        "has_all_words": finding.has_all,
        "occurrences": [
            {
                "document": _name(one.document),
                "page": one.page,
                "bates": one.bates,
                "start": one.span.start,
                "end": one.span.end,
                "text": one.span.text,
                "before": one.before,
                "after": one.after,
            }
            for one in finding.occurrences
        ],
        "passages": [
            {
                "document": _name(documents[hit.passage.document_sha256]),
                "passage_id": hit.passage.id,
                "page": hit.passage.page,
                "bates": hit.passage.bates,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "text": hit.passage.text,
                "similarity": hit.similarity if finding.by is SearchBy.MEANING else None,
                "relevance": hit.relevance,
            }
            for hit in finding.hits
        ],
    }


def _name(document: Document) -> dict[str, str]:
    return {"sha256": document.sha256, "title": document.title, "file": document.file}
