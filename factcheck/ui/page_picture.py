"""The picture of a page with a passage framed on it. Drawn when it is asked for, in a process of its own, and kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from factcheck.documents.geometry import boxes_of
from factcheck.documents.page_view import PageView
from factcheck.documents.workers import Workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Document, Page
from factcheck.store.words import load_words
from factcheck.store.workspace import Workspace
from factcheck.ui import quote

PLACE_UNKNOWN = "The place on the page is not known."
_NOWHERE = "-"
_KEPT = 64  # pictures kept in memory, of some 300 KB each

Spans = tuple[tuple[int, int], tuple[int, int]]  # of the passage and of its rationale


def show_page(workspace: Workspace, document: Document, page: Page, spans: Spans) -> None:
    """Show a whole page, a passage and its rationale framed where they are known."""
    with workspace.reading() as db:
        page = replace(page, words=load_words(db, document.sha256, page.number))
    view = _view(document, page, spans)
    is_unknown = any(end > start for start, end in spans) and not view.boxes and not view.marked
    quote.show(  # always there, so that the picture keeps its place among the elements while pages are turned
        quote.text(PLACE_UNKNOWN if is_unknown else "", kind="small"), _say_place(view, page)
    )
    _show(workspace.received_path(document.sha256), view)


def _say_place(view: PageView, page: Page) -> quote.Markup:
    """Where the passage begins, in shares of the page's height and width; not seen: `desk.js` moves a long page there."""
    boxes = view.marked or view.boxes
    if not boxes or not page.width or not page.height:
        return quote.text(_NOWHERE, kind="framed")
    top, left = min(box.y0 for box in boxes), min(box.x0 for box in boxes)
    return quote.text(f"{top / page.height:.3f} {left / page.width:.3f}", kind="framed")


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
