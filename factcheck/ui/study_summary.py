"""The summary of a case study: counts, what the tool gets wrong in it, and the teacher's table."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from factcheck.model import Claim, Document
from factcheck.store.cases import load_case, load_claims
from factcheck.store.documents import load_documents
from factcheck.store.study import load_students, load_works
from factcheck.study.class_table import Tally, count_work, export_class
from factcheck.study.comparing import Comparison
from factcheck.study.explaining import count_differences, say_agreement
from factcheck.study.room import compare_submitted, read_answers
from factcheck.ui import quote, words
from factcheck.ui.study_answers import show_differences
from factcheck.ui.study_way import CLAIM, STORY, Seat, link


def show(seat: Seat) -> None:
    """Show what the student did, of the submitted claims only, and offer the class's table."""
    room = seat.room
    with room.workspace.reading() as db:
        case, claims = load_case(db, room.case), load_claims(db, room.case)
        works = load_works(db, room.case, seat.student)
        documents = {one.sha256: one for one in load_documents(db, room.case)}
        n_students = len(load_students(db, room.case))
    compared = compare_submitted(room, seat.student)
    with st.container(horizontal=True, vertical_alignment="center", key="study_way"):
        link(seat, "All claims", STORY, icon="list")
        quote.show(quote.line("Student", seat.student, kind="way", between=": "))
    quote.show(
        quote.text("Summary", kind="page-title", tag="h1"),
        quote.text(case.title, kind="context"),
        *(
            quote.text(line, kind="text")
            for line in say_tally(count_work(len(claims), works.values(), compared.values()))
        ),
    )
    _show_claims(seat, claims, compared)
    if compared:
        _show_errors(compared, documents)
    if len(compared) == len(claims):
        _show_fairness(seat)
    _offer_table(seat, n_students)


def say_tally(tally: Tally) -> list[str]:
    """The counts of a case study in plain sentences."""
    said = [
        f"{tally.submitted} of {words.count(tally.claims, 'claim')} done, {words.count(tally.hints, 'hint')} taken."
    ]
    if tally.submitted:
        turned = f", {tally.turned} taken for the other side" if tally.turned else ""
        said.append(
            f"Of {words.count(tally.deciding, 'deciding passage')}: {tally.found} found, {tally.missed} missed{turned}."
        )
    if tally.verdicts_compared:
        said.append(
            f"{tally.verdicts_alike} of {words.count(tally.verdicts_compared, 'verdict')} alike with the author's."
        )
    return said


def _show_claims(seat: Seat, claims: list[Claim], compared: Mapping[str, Comparison]) -> None:
    quote.show(quote.text("Claim by claim", kind="column", tag="h2"))
    for claim in claims:
        one = compared.get(claim.id)
        with st.container(horizontal=True, vertical_alignment="center", key=f"claims_row_study_{claim.id}"):
            said = [claim.id, "not done"]
            if one is not None:
                alike = {True: "verdicts alike", False: "verdicts differ", None: ""}[one.is_verdict_alike]
                said = [claim.id, f"{len(one.found)} found, {len(one.missed)} missed", alike]
                said.append(words.count(len(one.work.hints), "hint"))
            quote.show(quote.line(*said, kind="row-head"), quote.text(claim.text, kind="row-text"))
            link(seat, f"Open {quote.label(claim.id)}", CLAIM, claim.id)


def _show_errors(compared: Mapping[str, Comparison], documents: Mapping[str, Document]) -> None:
    judged = [one for each in compared.values() for one in each.judged]
    quote.show(
        quote.text("What the tool gets wrong here", kind="page-title", tag="h2"),
        quote.text(
            "Of the claims that you have done. A fact-checker reads the passage, not the percentage; these are the places "
            "where it matters.",
            kind="context",
        ),
        quote.text(say_agreement(judged), kind="text"),
        quote.items([f"{kind}: {number}" for kind, number in count_differences(judged)]),
    )
    show_differences([one for each in compared.values() for one in each.differences], documents)


def _show_fairness(seat: Seat) -> None:
    """What must not be concluded, and where to read on; only when every claim is done, for it speaks of verdicts."""
    read = read_answers(seat.room)
    quote.show(quote.text("Fairness", kind="column", tag="h2"), quote.items(read.fairness))
    if read.further_reading:
        quote.show(quote.text("Further reading", kind="column", tag="h2"))
        quote.show(*(quote.line(quote.link(url, title)) for title, url in read.further_reading))


def _offer_table(seat: Seat, n_students: int) -> None:
    quote.show(
        quote.text("For the teacher", kind="column", tag="h2"),
        quote.text(
            f"One row for each of {words.count(n_students, 'student')} and each claim. The table holds answers to claims that "
            "somebody has submitted; it is made when the button is pressed and not before.",
            kind="small",
        ),
    )
    st.download_button(
        "Download the class's table (CSV)",
        data=lambda: export_class(seat.room),
        file_name=f"{seat.room.case}-class.csv",
        mime="text/csv",
        key="study_export",
        on_click="ignore",
    )
