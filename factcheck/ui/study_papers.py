"""The papers of a case study: searched by words or read page by page, and marked. No stance but the student's own."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.model import Claim, Document, Hit, Page, Stance
from factcheck.passages import split_sentences
from factcheck.store.pages import load_page
from factcheck.study import desk
from factcheck.study.searching import search_papers
from factcheck.ui import quote, session, words
from factcheck.ui.models import models
from factcheck.ui.study_way import Seat, say_trouble

_SEARCH, _READ = "Search the papers", "Read a paper"
_SIDES = ((Stance.SUPPORTS, "It supports the claim"), (Stance.CONTRADICTS, "It contradicts the claim"))
_MODE, _DOCUMENT, _WORDS = "study_mode", "study_document", "study_words"


def show(seat: Seat, claim: Claim, documents: Mapping[str, Document]) -> None:
    """Let the student search or read."""
    st.session_state.setdefault(_MODE, _SEARCH)
    mode = st.segmented_control("Papers", [_SEARCH, _READ], key=_MODE, required=True, label_visibility="collapsed")
    if mode == _READ:
        _show_reading(seat, claim, documents)
    else:
        _show_search(seat, claim, documents)


def _show_search(seat: Seat, claim: Claim, documents: Mapping[str, Document]) -> None:
    asked = st.text_input("Words to look for", key=_WORDS, placeholder="names, dates, what the papers might say")
    st.button("Search with the claim's own words", key="study_own_words", on_click=_search_for, args=(claim.text,))
    if not asked.strip():
        quote.show(
            quote.text(
                f"{words.count(len(documents), 'document')} to search. Passages come by their nearness to your words; "
                "what they say of the claim is yours to judge.",
                kind="nothing",
            )
        )
        return
    waiting = "Loading the models, then searching…" if models().are_loading else "Searching…"
    with session.errors_shown(), st.spinner(waiting):
        for number, hit in enumerate(search_papers(seat.room, asked, models().readers)):
            _show_hit(seat, claim.id, number, hit, documents[hit.passage.document_sha256])


def _search_for(text: str) -> None:
    st.session_state[_WORDS] = text


def _show_hit(seat: Seat, claim_id: str, number: int, hit: Hit, document: Document) -> None:
    place = hit.passage
    with st.container(border=True, key=f"study_hit_{number}"):
        _show_document(document, place.page)
        quote.show(quote.passage(place.text, 0, 0))
        with st.container(horizontal=True, gap="small", key=f"claim_buttons_study_{number}"):
            for stance, label in _SIDES:
                st.button(
                    label,
                    key=f"study_hit_{stance}_{number}",
                    on_click=_mark_span,
                    args=(seat, claim_id, place.document_sha256, place.page, place.start, place.end, stance),
                )
            st.button(
                "Open the page", key=f"study_open_{number}", on_click=_open, args=(place.document_sha256, place.page)
            )


def _show_document(document: Document, page: int) -> None:
    known = document.provenance
    quote.show(
        quote.text(document.title, kind="title"),
        quote.line(
            quote.text("digest in our own words" if known.is_digest else "", kind="digest", tag="span"),
            words.say_page(document, page),
            known.kind,
            known.weight,
            known.issuer,
            words.say_date(known.document_date),
        ),
    )


def _open(sha256: str, page: int) -> None:
    """Open a page for reading in the next run."""
    st.session_state[_MODE], st.session_state[_DOCUMENT] = _READ, sha256
    st.session_state[_page_key(sha256)] = page


def _page_key(sha256: str) -> str:
    return f"study_page_{sha256[:16]}"


def _show_reading(seat: Seat, claim: Claim, documents: Mapping[str, Document]) -> None:
    if st.session_state.get(_DOCUMENT) not in documents:
        st.session_state[_DOCUMENT] = next(iter(documents))
    sha256 = st.selectbox("Paper", list(documents), format_func=lambda one: documents[one].title, key=_DOCUMENT)
    document = documents[sha256]
    number = st.pagination(document.n_pages, key=_page_key(sha256)) if document.n_pages > 1 else 1
    with seat.room.workspace.reading() as db:
        page = load_page(db, sha256, number)
    _show_document(document, number)
    if not page.is_read:
        st.warning(f"This page could not be read. {quote.label(page.unread_reason)}")
        return
    quote.show(quote.page_text(page.text))
    _ask_words(seat, claim.id, sha256, page)


def _ask_words(seat: Seat, claim_id: str, sha256: str, page: Page) -> None:
    sentences = [one.text for one in split_sentences(page.text)]
    keys = (f"study_sentence_{sha256[:16]}_{page.number}", f"study_quote_{sha256[:16]}_{page.number}")
    with st.form(f"study_marking_{sha256[:16]}_{page.number}", clear_on_submit=True):
        st.selectbox(
            "Mark a sentence of this page",
            sentences,
            index=None,
            key=keys[0],
            placeholder="choose one, or type a word to find it",
        )
        st.text_input("or exact words of it, typed or pasted", key=keys[1])
        with st.container(horizontal=True):
            for stance, label in _SIDES:
                st.form_submit_button(
                    label,
                    key=f"study_words_{stance}_{sha256[:16]}_{page.number}",
                    on_click=_mark_words,
                    args=(seat, claim_id, sha256, page.number, *keys, stance),
                )


def _mark_words(seat: Seat, claim_id: str, sha256: str, page: int, sentence: str, typed: str, stance: Stance) -> None:
    session.notes().clear()
    chosen = (st.session_state.get(typed) or "").strip() or st.session_state.get(sentence) or ""
    try:
        desk.mark_words(seat.room, claim_id, seat.student, sha256, page, chosen, stance)
    except FactcheckError as error:
        say_trouble(error)


def _mark_span(seat: Seat, claim_id: str, sha256: str, page: int, start: int, end: int, stance: Stance) -> None:
    session.notes().clear()
    try:
        desk.mark_span(seat.room, claim_id, seat.student, sha256, page, start, end, stance)
    except FactcheckError as error:
        say_trouble(error)
