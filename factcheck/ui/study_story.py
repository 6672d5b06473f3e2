"""The story of a case in short, and its claims with how far the student is. Holds no answer."""

from __future__ import annotations

import streamlit as st

from factcheck.model import Claim, StudentWork
from factcheck.store.cases import load_case, load_claims
from factcheck.store.study import load_works
from factcheck.study.room import read_answers
from factcheck.ui import quote, session, words
from factcheck.ui.study_way import CLAIM, SUMMARY, Seat, link


def show(seat: Seat) -> None:
    """Show title, question, summary and timeline beside the claims."""
    room = seat.room
    with room.workspace.reading() as db:
        case, claims = load_case(db, room.case), load_claims(db, room.case)
        works = load_works(db, room.case, seat.student)
    with st.container(horizontal=True, vertical_alignment="center", key="study_way"):
        link(seat, "Summary", SUMMARY, icon="summarize")
        st.page_link(
            session.STUDY, label="Another case study", query_params={"study": ""}, icon=":material/folder_open:"
        )
        quote.show(quote.line("Student", seat.student, kind="way", between=": "))
    quote.show(quote.text(case.title, kind="page-title", tag="h1"), quote.text(case.question, kind="context"))
    told, listed = st.columns([2, 3], gap="large")
    with told:
        quote.show(
            quote.text("The story in short", kind="column", tag="h2"),
            *(quote.text(part, kind="context") for part in case.summary.split("\n") if part.strip()),
        )
        _show_timeline(seat)
    with listed:
        done = sum(work.is_submitted for work in works.values())
        quote.show(
            quote.text(f"Claims ({done} of {len(claims)} done)", kind="column", tag="h2"),
            quote.text(
                "For each: read the papers, mark the passages that support or contradict it, set a verdict and say why. "
                "Then the answers are shown. Hints cost nothing; they are counted.",
                kind="small",
            ),
        )
        for claim in claims:
            _show_row(seat, claim, works.get((seat.student, claim.id), StudentWork()))


def _show_timeline(seat: Seat) -> None:
    """When what happened; only this part of the case folder is drawn, none of its judgements."""
    with session.errors_shown():
        timeline = read_answers(seat.room).timeline
        if timeline:
            quote.show(quote.text("Timeline", kind="column", tag="h2"))
        quote.show(
            *(quote.line(quote.text(words.say_date(one.date), kind="date", tag="b"), one.event) for one in timeline)
        )


def _show_row(seat: Seat, claim: Claim, work: StudentWork) -> None:
    state = "Done" if work.is_submitted else "Begun" if work != StudentWork() else "Not begun"
    kind = {"Done": "decided", "Begun": "confirmed"}.get(state, "open")
    with st.container(horizontal=True, vertical_alignment="center", key=f"claims_row_study_{claim.id}"):
        quote.show(
            quote.line(
                quote.text(state, kind=f"state fc-state-{kind}", tag="span"),
                claim.id,
                words.say_speaker(claim),
                claim.party,
                words.say_date(claim.date),
                kind="row-head",
            ),
            quote.text(claim.text, kind="row-text"),
        )
        link(seat, f"Open {quote.label(claim.id)}", CLAIM, claim.id)
