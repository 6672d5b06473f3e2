"""Case study: judge a claim by its papers first; only then are the machine's reading and the author's judgement shown.

Whatever a run of this page draws goes to the browser. So nothing of the answers is read here before the student's verdict on
the claim is submitted: `study.room.compare_claim` refuses, and the views before it take their values from the store alone.
"""

from __future__ import annotations

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.study.room import Room, find_student, list_rooms
from factcheck.ui import session, study_answers, study_desk, study_start, study_story, study_summary
from factcheck.ui.study_way import CLAIM, STORY, SUMMARY, Seat, settle_address


def show() -> None:
    """Find the case study and the student that the address names, and show what they ask for."""
    workspace = session.open_workspace()
    rooms = list_rooms(workspace)
    asked = st.query_params.get("study", st.session_state.get("study_case", ""))
    if asked not in rooms:
        study_start.show(workspace, rooms)
        return
    room = rooms[asked]
    st.session_state["study_case"] = room.case
    student = _find_student(room)
    if not student:
        study_start.ask_name(room)
        return
    seat = Seat(room, student)
    asked_view = st.query_params.get("view", STORY)
    view = asked_view if asked_view in _VIEWS else STORY
    settle_address(seat, view)
    _VIEWS[view](seat)


def _find_student(room: Room) -> str:
    """The student whom the address names, else the one of this session; "" while nobody said."""
    named = st.query_params.get("student") or st.session_state.get("study_student") or ""
    try:
        return find_student(room, named) if named else ""
    except FactcheckError as error:
        session.show_error(str(error))
        return ""


def _show_claim(seat: Seat) -> None:
    if study_desk.is_submitted(seat):
        study_answers.show(seat)
    else:
        study_desk.show(seat)


_VIEWS = {STORY: study_story.show, CLAIM: _show_claim, SUMMARY: study_summary.show}


if __name__ == "__main__":
    show()
