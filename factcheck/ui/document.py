"""One document, page by page: its picture where there is one, and its text exactly as it is kept and searched.

A quoted passage is framed on the picture and its rationale marked in both.
"""

from __future__ import annotations

import streamlit as st

from factcheck.certainty import say_percent
from factcheck.documents.page_view import has_page_image
from factcheck.model import Document, Page
from factcheck.store.documents import load_document
from factcheck.store.pages import load_pages
from factcheck.ui import coverage, page_picture, quote, redacted, related, session, words


def show() -> None:
    """Ask which page, load it, show it."""
    workspace = session.open_workspace()
    case = session.current_case(workspace).slug
    asked = st.query_params.get("document", "")
    if not asked:
        st.info("Choose a document to read.")
        st.page_link(session.DOCUMENTS, label="All documents", icon=":material/arrow_back:")
        return
    with workspace.reading() as db:
        document = load_document(db, case, asked)
        pages = load_pages(db, asked)
    _show_way(case)
    _show_document(document)
    coverage.show_document(workspace, case, document)
    related.show(workspace, case, document)
    quoted = words.parse_number(st.query_params.get("page"), 1, 1, len(pages))
    number = _choose_page(document, quoted, len(pages))
    page = pages[number - 1]
    redacted.show(workspace, document, page)
    spans = _quoted_spans(len(page.text)) if number == quoted else ((0, 0), (0, 0))
    if not has_page_image(document.media_type):
        _show_page(page, spans[1])
        return
    picture, text = st.columns([3, 2], gap="medium")
    with picture:
        page_picture.show_page(workspace, document, page, spans)
    with text:
        _show_page(page, spans[1])


def _quoted_spans(length: int) -> page_picture.Spans:
    """The passage and the rationale that the address names, within the page."""
    first, _, last = (st.query_params.get("passage") or "").partition("-")
    asked = (first, last), (st.query_params.get("start"), st.query_params.get("end"))
    passage, rationale = (
        (words.parse_number(start, 0, 0, length), words.parse_number(end, 0, 0, length)) for start, end in asked
    )
    return passage, rationale


def _show_way(case: str) -> None:
    claim = st.query_params.get("claim")
    with st.container(horizontal=True, key="document_way"):
        if claim:
            back = f"Back to {quote.label(claim)}"
            place = {"case": case, "claim": claim}
            st.page_link(session.CLAIM, label=back, icon=":material/arrow_back:", query_params=place)
        st.page_link(
            session.DOCUMENTS, label="All documents", icon=":material/description:", query_params={"case": case}
        )


def _show_document(document: Document) -> None:
    known = document.provenance
    quote.show(
        quote.text(document.title, kind="page-title", tag="h1"),
        quote.line(
            quote.text("digest in our own words" if known.is_digest else "", kind="digest", tag="span"),
            known.kind,
            known.weight,
            known.issuer,
            words.say_date(known.document_date),
        ),
        quote.line(
            *(
                f"{name}: {value}"
                for name, value in (
                    ("obtained by", known.obtained_by),
                    ("how", known.obtained_how),
                    ("when", words.say_date(known.obtained_date) if known.obtained_date else ""),
                    ("request", known.request_number),
                )
                if value
            )
        ),
        quote.line("Address", quote.link(known.source_url), between=": ") if known.source_url else quote.text(""),
        quote.text(known.note, kind="context"),
        quote.line(
            document.file, document.media_type, f"{document.size:,} bytes", f"read by {document.reader}", kind="small"
        ),
        quote.line("SHA-256", document.sha256, kind="small hash", between=" "),
    )


def _choose_page(document: Document, quoted: int, n_pages: int) -> int:
    if n_pages == 1:
        return 1
    number: int = st.pagination(n_pages, default=quoted, key=f"document_page_{document.sha256[:16]}_{quoted}")
    return number


def _show_page(page: Page, marked: tuple[int, int]) -> None:
    quote.show(quote.line(f"Page {page.number}", words.say_bates(page), _say_how_read(page), kind="column"))
    if not page.is_read:
        st.warning(f"This page could not be read and was not searched. {quote.label(page.unread_reason)}")
        return
    quote.show(quote.page_text(page.text, *marked))


def _say_how_read(page: Page) -> str:
    sure = f", {say_percent(page.confidence)} sure: compare with the picture" if page.confidence else ""
    return f"read from: {page.read_as}{f' by {page.reader}' if page.reader else ''}{sure}"


if __name__ == "__main__":
    show()
