"""One claim of a case study before it is submitted: what was said, the student's marks, verdict and hints, the papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.model import Claim, Document, Hint, StudentMark, StudentWork, VerdictLabel
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_documents
from factcheck.store.pages import load_page
from factcheck.store.study import load_work
from factcheck.study import desk
from factcheck.study.hints import STEPS
from factcheck.ui import quote, session, study_papers, words
from factcheck.ui.study_way import CLAIM, STORY, Seat, link, say_trouble, show_trouble


def is_submitted(seat: Seat) -> bool:
    """Whether the claim that the address names is done, so that its answers may be drawn."""
    with seat.room.workspace.reading() as db:
        return load_work(db, seat.room.case, st.query_params.get("claim", ""), seat.student).is_submitted


def show(seat: Seat) -> None:
    """Show the claim and the student's own work beside the papers."""
    with seat.room.workspace.reading() as db:
        claims = load_claims(db, seat.room.case)
        documents = {one.sha256: one for one in load_documents(db, seat.room.case)}
    claim = choose_claim(seat, claims)
    with seat.room.workspace.reading() as db:
        work = load_work(db, seat.room.case, claim.id, seat.student)
    own, papers = st.columns([2, 3], gap="large")
    with own:
        show_claim(claim)
        _show_marks(seat, claim.id, work.marks, documents)
        _ask_verdict(seat, claim.id, work)
        _show_hints(seat, claim.id, work.hints, documents)
    with papers:
        study_papers.show(seat, claim, documents)


def choose_claim(seat: Seat, claims: Sequence[Claim]) -> Claim:
    """The claim that the address names, else the first; with the way to its neighbours above it."""
    ids = [claim.id for claim in claims]
    asked = st.query_params.get("claim", "")
    here = asked if asked in ids else ids[0]
    st.query_params["claim"] = here
    before, after = words.neighbours(ids, here)
    with st.container(horizontal=True, vertical_alignment="center", key="study_way"):
        link(seat, "All claims", STORY, icon="list")
        link(seat, "Previous", CLAIM, before or here, "arrow_back", not before)
        link(seat, "Next", CLAIM, after or here, "arrow_forward", not after)
        quote.show(quote.line(f"Claim {ids.index(here) + 1} of {len(ids)}", here, seat.student, kind="way"))
    show_trouble()
    return claims[ids.index(here)]


def show_claim(claim: Claim) -> None:
    """What was said, by whom, when and where; without the author's note, which can say too much."""
    wording = {"quote": "quoted word for word", "paraphrase": "a paraphrase, not the speaker's words"}
    source = quote.line("Source", quote.link(claim.source_url, claim.source), between=": ")
    quote.show(
        quote.text(claim.text, kind="claim fc-study", tag="h1"),
        quote.line(
            words.say_speaker(claim),
            claim.party,
            words.say_date(claim.date),
            claim.venue,
            wording.get(claim.wording, ""),
        ),
        quote.text(claim.context, kind="context"),
        source if claim.source or claim.source_url else quote.text(""),
    )


def _show_marks(seat: Seat, claim_id: str, marks: Sequence[StudentMark], documents: dict[str, Document]) -> None:
    quote.show(quote.text(f"Your passages ({len(marks)})", kind="column", tag="h2"))
    if not marks:
        quote.show(quote.text("None yet. Search or read the papers, and mark what bears on the claim.", kind="nothing"))
    for mark in marks:
        with st.container(border=True, key=f"study_mark_{mark.id}"):
            show_mark(mark, documents)
            st.button("Take away", key=f"study_unmark_{mark.id}", on_click=_unmark, args=(seat, claim_id, mark.id))


def show_mark(mark: StudentMark, documents: dict[str, Document]) -> None:
    """A student's mark: the stance given to it, its words, its place."""
    document = documents[mark.document_sha256]
    quote.show(
        quote.line(
            quote.text(words.STANCE_WORDS[mark.stance], kind=f"stance fc-{mark.stance}", tag="span"),
            document.title,
            words.say_page(document, mark.page),
            kind="head",
        ),
        quote.passage(mark.text, 0, 0),
    )


def _unmark(seat: Seat, claim_id: str, mark_id: int) -> None:
    session.notes().clear()
    try:
        desk.unmark(seat.room, claim_id, seat.student, mark_id)
    except FactcheckError as error:
        say_trouble(error)


def _ask_verdict(seat: Seat, claim_id: str, work: StudentWork) -> None:
    """Verdict and reasons, kept as they are typed; submitted once."""
    keys = (f"study_label_{seat.student}_{claim_id}", f"study_why_{seat.student}_{claim_id}")
    if keys[0] not in st.session_state:
        st.session_state[keys[0]] = work.answer.label
    if keys[1] not in st.session_state:
        st.session_state[keys[1]] = work.answer.justification
    with st.container(border=True, key="study_verdict"):
        quote.show(quote.text("Your verdict", kind="column", tag="h2"))
        keep = partial(_keep_draft, seat, claim_id, *keys)
        st.radio("Verdict", list(VerdictLabel), index=None, horizontal=True, key=keys[0], on_change=keep)
        st.text_area("Why", key=keys[1], height=90, placeholder="Which passages decide it, and why", on_change=keep)
        st.button("Submit and see the answers", type="primary", on_click=_submit, args=(seat, claim_id, *keys))
        quote.show(quote.text("Once submitted, marks and verdict stay as they are.", kind="small"))


def _keep_draft(seat: Seat, claim_id: str, label: str, why: str) -> None:
    session.notes().clear()
    try:
        desk.keep_draft(seat.room, claim_id, seat.student, st.session_state[label], st.session_state[why] or "")
    except FactcheckError as error:
        say_trouble(error)


def _submit(seat: Seat, claim_id: str, label: str, why: str) -> None:
    session.notes().clear()
    try:
        desk.submit(seat.room, claim_id, seat.student, st.session_state[label], st.session_state[why] or "")
    except FactcheckError as error:
        say_trouble(error)


def _show_hints(seat: Seat, claim_id: str, hints: Sequence[Hint], documents: dict[str, Document]) -> None:
    quote.show(quote.text(f"Hints ({len(hints)} taken)", kind="column", tag="h2"))
    for number, hint in enumerate(hints, start=1):
        quote.show(quote.line(f"{number}.", *_say_hint(seat, hint, documents), between=" "))
    st.button("Take a hint", key="study_hint", on_click=_take_hint, args=(seat, claim_id))
    quote.show(
        quote.text(
            "First the document, then the page, then the words of a passage that the author judged. No hint says whether it "
            "supports the claim, contradicts it or leaves it open.",
            kind="small",
        )
    )


def _say_hint(seat: Seat, hint: Hint, documents: dict[str, Document]) -> list[str]:
    document = documents[hint.document_sha256]
    if hint.step == 1:
        return [f"Look into “{document.title}”."]
    if hint.step < STEPS:
        return [f"It is on {words.say_page(document, hint.page)}."]
    with seat.room.workspace.reading() as db:
        text = load_page(db, hint.document_sha256, hint.page).text
    return [f"Weigh these words: “{text[hint.start : hint.end]}”"]


def _take_hint(seat: Seat, claim_id: str) -> None:
    session.notes().clear()
    try:
        desk.take_hint(seat.room, claim_id, seat.student)
    except FactcheckError as error:
        say_trouble(error)
