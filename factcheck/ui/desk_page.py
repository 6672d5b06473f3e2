"""The page beside the passage that lies open: its picture with the passage framed, or its text; turned and enlarged."""

from __future__ import annotations

import streamlit as st

from factcheck.documents.page_view import has_page_image
from factcheck.model import Document, Evidence, Page
from factcheck.store.pages import load_page
from factcheck.store.workspace import Workspace
from factcheck.ui import desk_keys, page_picture, quote, session, words

SIZES = (1, 2, 3)  # the page as wide as its place, twice, three times; what is wider is moved in its own frame
_NOTHING = (0, 0), (0, 0)


@st.fragment
def show(evidence: Evidence) -> None:
    """Show the page of a passage; its neighbours can be turned to without drawing the rest of the desk anew."""
    workspace, document, at = session.open_workspace(), evidence.document, evidence.passage
    turned, sized = f"desk_page_{evidence.id}", f"desk_size_{evidence.id}"
    number = min(max(int(st.session_state.get(turned, at.page)), 1), document.n_pages)
    size = int(st.session_state.get(sized, 0))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="desk_page_way"):
        _button("Page back", "navigate_before", desk_keys.PAGE_BACK, turned, number - 1, number > 1)
        _button("Page on", "navigate_next", desk_keys.PAGE_ON, turned, number + 1, number < document.n_pages)
        _button("Smaller", "zoom_out", desk_keys.SMALLER, sized, size - 1, size > 0)
        _button("Larger", "zoom_in", desk_keys.LARGER, sized, size + 1, size < len(SIZES) - 1)
        with workspace.reading() as db:
            page = load_page(db, document.sha256, number)
        here = "" if number == at.page else f"the passage is on page {at.page}"
        quote.show(quote.line(words.say_page(document, number), words.say_bates(page), here, kind="small"))
    reading = evidence.reading.rationale
    spans = ((at.start, at.end), (reading.start, reading.end)) if number == at.page else _NOTHING
    with st.container(key=f"desk_paper_{SIZES[size]}"):
        _show_paper(workspace, document, page, spans)
    desk_keys.count_turn()


def _button(label: str, icon: str, key: str, slot: str, value: int, is_possible: bool) -> None:
    name = label.lower().replace(" ", "_")
    st.button(
        f"{label} {desk_keys.tag(key)}", key=f"desk_{name}_{slot}", icon=f":material/{icon}:", disabled=not is_possible,
        on_click=_set, args=(slot, value),
    )  # fmt: skip


def _set(slot: str, value: int) -> None:
    st.session_state[slot] = value


def _show_paper(workspace: Workspace, document: Document, page: Page, spans: page_picture.Spans) -> None:
    if has_page_image(document.media_type):
        page_picture.show_page(workspace, document, page, spans)
    elif page.is_read:
        quote.show(quote.page_text(page.text, *spans[1]))
    else:
        st.warning(f"This page could not be read and was not searched. {quote.label(page.unread_reason)}")
