"""The way through a case study: who sits there, and the links from one view to the next."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.study.room import Room
from factcheck.ui import session

STORY, CLAIM, SUMMARY = "story", "claim", "summary"


@dataclass(frozen=True)
class Seat:
    """A student in a case study."""

    room: Room
    student: str


def settle_address(seat: Seat, view: str) -> None:
    """Write the place into the address in every run, because a link to the same page leaves it as it was."""
    st.session_state["study_student"] = seat.student
    claim = st.query_params.get("claim", "")
    st.query_params.update(study=seat.room.case, student=seat.student, view=view)
    if view == CLAIM and claim:
        st.query_params["claim"] = claim
    elif claim:
        del st.query_params["claim"]


def link(seat: Seat, label: str, view: str, claim: str = "", icon: str = "", disabled: bool = False) -> None:
    """A link to a view of the case study; ``label`` is Markdown and must be escaped where it is from outside."""
    place = {"study": seat.room.case, "student": seat.student, "view": view} | ({"claim": claim} if claim else {})
    shown = f":material/{icon}:" if icon else None
    st.page_link(session.STUDY, label=label, icon=shown, query_params=place, disabled=disabled)


def say_trouble(error: FactcheckError) -> None:
    """Keep what went wrong in a callback until the page is drawn."""
    session.notes()["study_trouble"] = str(error)


def show_trouble() -> None:
    """Show what went wrong in the last action."""
    if trouble := session.notes().get("study_trouble"):
        session.show_error(trouble)
