"""Redactions on the page of a document: how many, by which exemptions, and which are bad; hidden text only on demand."""

from __future__ import annotations

import streamlit as st

from factcheck.documents.pdf.hidden import read_hidden_text
from factcheck.model import Document, Page
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words


def show(workspace: Workspace, document: Document, page: Page) -> None:
    """Say what is redacted on a page; nothing where nothing is."""
    if not page.redactions:
        return
    quote.show(quote.line(words.say_redactions(page.redactions), kind="facts"))
    if any(one.is_bad for one in page.redactions):
        st.warning(
            "A bad redaction: text can still be read under a box. It is kept out of the text, the search and every export."
        )
        if st.button("Show what lies under the boxes…", key=f"document_hidden_{page.number}"):
            _ask(workspace, document, page.number)


@st.dialog("Show hidden text?", width="large")
def _ask(workspace: Workspace, document: Document, number: int) -> None:
    st.write(
        "Somebody meant to take this text out. It may name people who can be harmed. It is read now from the received "
        "file, shown here only, and stored nowhere."
    )
    if not st.button("Show it", key=f"document_hidden_confirm_{number}", type="primary"):
        return
    with session.errors_shown():
        hidden = read_hidden_text(workspace.received_path(document.sha256), document.file, number)
        quote.show(quote.page_text(hidden) if hidden else quote.text("No text lies under the boxes of this page."))
