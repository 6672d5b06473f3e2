"""The picture of a page with a passage framed on it. Drawn when it is asked for, in a process of its own, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st

from factcheck.documents.geometry import boxes_of
from factcheck.documents.page_view import PageView, has_page_image
from factcheck.documents.workers import Workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Document, Evidence, Page
from factcheck.store.pages import load_page
from factcheck.store.words import load_words
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session

PLACE_UNKNOWN = "The place on the page is not known."
_KEPT = 64  # pictures kept in memory, of some 300 KB each
_MARGIN = 70.0  # points of the page that a card shows above and below what is framed

Spans = tuple[tuple[int, int], tuple[int, int]]  # of the passage and of its rationale


def find_views(workspace: Workspace, evidence: Iterable[Evidence]) -> Mapping[int | None, PageView]:
    """For each piece of evidence on a page that can be shown, by its id: the page with what is to be framed on it."""
    views = {}
    with workspace.reading() as db:
        for one in evidence:
            if has_page_image(one.document.media_type):
                at, rationale = one.passage, one.reading.rationale
                page = load_page(db, at.document_sha256, at.page)
                page = replace(page, words=load_words(db, at.document_sha256, at.page))
                spans = (at.start, at.end), (rationale.start, rationale.end)
                views[one.id] = replace(_view(one.document, page, spans), margin=_MARGIN)
    return views


def show_on_card(evidence: Evidence, view: PageView | None) -> None:
    """Offer the part of the page on which a passage stands; say so where its place is not known."""
    if view is None:
        return
    if not view.boxes:
        quote.show(quote.text(PLACE_UNKNOWN, kind="small"))
        return
    _show_part(str(evidence.id), evidence.passage.document_sha256, view)


def show_page(workspace: Workspace, document: Document, page: Page, spans: Spans) -> None:
    """Show a whole page, a passage and its rationale framed where they are known."""
    with workspace.reading() as db:
        page = replace(page, words=load_words(db, document.sha256, page.number))
    view = _view(document, page, spans)
    if any(end > start for start, end in spans) and not view.boxes and not view.marked:
        quote.show(quote.text(PLACE_UNKNOWN, kind="small"))
    _show(workspace.received_path(document.sha256), view)


@st.fragment
def _show_part(key: str, sha256: str, view: PageView) -> None:
    if st.toggle("Show on the page", key=f"claim_place_{key}"):
        _show(session.open_workspace().received_path(sha256), view)


def _show(path: Path, view: PageView) -> None:
    try:
        picture = _draw(str(path), view)
    except UnreadableDocument as error:
        quote.show(quote.text(f"The page cannot be shown as a picture: {error.reason}.", kind="small"))
        return
    st.image(picture, width="stretch")


@st.cache_data(max_entries=_KEPT, show_spinner="Drawing the page…")
def _draw(path: str, view: PageView) -> bytes:
    return Workers().draw(Path(path), view)


def _view(document: Document, page: Page, spans: Spans) -> PageView:
    boxes, marked = (boxes_of(page.words, *span) for span in spans)
    return PageView(document.media_type, page.number, page.width, boxes, marked)
