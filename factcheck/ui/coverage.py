"""How much of the papers was read: a table over the documents of the case, and the pages of one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from factcheck.certainty import say_percent
from factcheck.coverage import Coverage, cover, is_doubtful, sureness
from factcheck.model import Document, Evidence, HowRead, ReadAs
from factcheck.rereading import read_again, unread_pages
from factcheck.store.how_read import load_how_read
from factcheck.store.words import load_words
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words
from factcheck.ui.models import models

_MOST_WORDS = 3  # doubtful words that a card names

_Row = dict[str, object]


def show_case(workspace: Workspace, case: str, documents: Sequence[Document]) -> None:
    """Show what was read of all documents, in one line, and by document in a table that is folded away."""
    if not documents:
        return
    with workspace.reading() as db:
        pages = load_how_read(db, case)
    whole = cover(page for of_one in pages.values() for page in of_one)
    first, *more = say_coverage(whole)
    quote.show(quote.line(f"Read: {first}", *more))
    with st.expander("How each document was read", icon=":material/fact_check:"):
        st.dataframe(_by_document(documents, pages), hide_index=True, width="stretch")
    wanting = any(unread_pages(of_one) for of_one in pages.values())
    if wanting and st.button("Read unread pages again", key="documents_reread", icon=":material/refresh:"):
        _read_again(workspace, case)


def _read_again(workspace: Workspace, case: str) -> None:
    with session.errors_shown(), session.progress_shown() as on_progress:
        done = read_again(workspace, case, models().readers, on_progress)
    found, of = sum(one.pages for one in done), sum(one.of for one in done)
    st.info(
        f"{found} of {words.count(of, 'unread page')} have text now." + (" Check the claims again." if found else "")
    )


def show_document(workspace: Workspace, case: str, document: Document) -> None:
    """Show how each page of a document was read, where there is more to say than that all were read alike."""
    with workspace.reading() as db:
        pages = load_how_read(db, case).get(document.sha256, [])
    covered = cover(pages)
    quote.show(quote.line(*say_coverage(covered), kind="small"))
    if covered.unread or covered.readers:
        with st.expander("How each page was read", icon=":material/fact_check:"):
            st.dataframe(_by_page(pages), hide_index=True, width="stretch")


def say_coverage(coverage: Coverage) -> list[str]:
    """What was read and how, in a few words each."""
    said = [f"{words.count(number, 'page')} {_WAYS[ReadAs(way)]}" for way, number in coverage.ways.items()]
    if coverage.confidence is not None:
        said.append(f"OCR {say_percent(coverage.confidence)} sure on average")
    if coverage.doubtful:
        said.append(f"{len(coverage.doubtful)} of its pages doubtful")
    return said


def find_notes(workspace: Workspace, evidence: Iterable[Evidence]) -> Mapping[int | None, str]:
    """For each piece of evidence that OCR read, by its id: how sure that was."""
    notes = {}
    with workspace.reading() as db:
        for one in evidence:
            place, rationale = one.passage, one.reading.rationale
            on_page = load_words(db, place.document_sha256, place.page)
            sure = sureness(on_page, rationale.start, rationale.end)
            if sure is not None:
                low = [place.text[word.start - place.start : word.end - place.start] for word in sure.doubtful]
                named = ", ".join(f"“{word}”" for word in low[:_MOST_WORDS] if word)
                unsure = f"; least sure of {named}" if named else ""
                notes[one.id] = f"Read by OCR, {say_percent(sure.mean)} sure{unsure}: compare with the picture."
    return notes


def say_how_read(page: HowRead) -> str:
    """How one page was read."""
    return f"{page.read_as} by {page.reader}" if page.reader else str(page.read_as)


def _by_document(documents: Sequence[Document], pages: Mapping[str, Sequence[HowRead]]) -> list[_Row]:
    """Rows for a table: pandas, which draws it, is not waited for by pages that show none."""
    rows: list[_Row] = []
    for document in documents:
        one = cover(pages.get(document.sha256, ()))
        ways = {name: one.ways.get(way.value, 0) for way, name in _COLUMNS.items()}
        rows.append(
            {"document": document.title, "pages": one.pages} | ways
            | {"OCR sure": _percent(one.confidence), "doubtful": _numbers(one.doubtful), "why unread": _reasons(one.unread)}
        )  # fmt: skip
    return rows


def _by_page(pages: Sequence[HowRead]) -> list[_Row]:
    return [
        {
            "page": page.number,
            "read": say_how_read(page),
            "sure": _percent(page.confidence),
            "to note": page.unread_reason or ("doubtful: compare with the picture" if is_doubtful(page) else ""),
        }
        for page in pages
    ]


def _percent(value: float | None) -> str:
    return "" if value is None else say_percent(value)


def _numbers(pages: Sequence[HowRead]) -> str:
    return ", ".join(str(number) for number in sorted(page.number for page in pages))


def _reasons(pages: Sequence[HowRead]) -> str:
    """The reasons of unread pages, each with the pages that have it."""
    by_reason: dict[str, list[HowRead]] = {}
    for page in pages:
        by_reason.setdefault(page.unread_reason, []).append(page)
    return "; ".join(f"{reason} ({_numbers(group)})" for reason, group in by_reason.items())


_WAYS = {
    ReadAs.TEXT_LAYER: "by text layer",
    ReadAs.TEXT: "as text",
    ReadAs.OCR: "by OCR",
    ReadAs.UNREAD: "unread",
}
_COLUMNS = {ReadAs.TEXT_LAYER: "text layer", ReadAs.TEXT: "text", ReadAs.OCR: "OCR", ReadAs.UNREAD: "unread"}
