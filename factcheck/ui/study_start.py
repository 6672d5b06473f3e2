"""Begin a case study: choose one, have it prepared, say who you are."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from factcheck.cases import read_case
from factcheck.errors import BadInput
from factcheck.store.cases import load_case
from factcheck.store.study import load_students
from factcheck.store.workspace import Workspace
from factcheck.study.room import MAX_NAME, Room, find_student, prepare_room
from factcheck.ui import quote, session, words
from factcheck.ui.models import models


def show(workspace: Workspace, rooms: dict[str, Room]) -> None:
    """Show the case studies that are prepared, those that can be, and the way to one of your own."""
    quote.show(
        quote.text("Case studies", kind="page-title", tag="h1"),
        quote.text(
            "Read the papers and judge for yourself; only then see what the machine reads and how the author of the case "
            "judges. A case study has a place of its own: nothing in it touches your cases.",
            kind="context",
        ),
    )
    for room in rooms.values():
        _show_room(room)
    known = {room.folder for room in rooms.values()}
    for folder in sorted(path.parent.resolve() for path in (session.ROOT / "corpus").glob("*/case.yaml")):
        if folder not in known:
            with session.errors_shown():
                _offer(workspace, folder)
    _ask_folder(workspace)


def ask_name(room: Room) -> None:
    """Ask who sits there; work is kept under that name."""
    with room.workspace.reading() as db:
        case, students = load_case(db, room.case), load_students(db, room.case)
    quote.show(
        quote.text(case.title, kind="page-title", tag="h1"),
        quote.text("Your work is kept under your name, also after a restart.", kind="context"),
    )
    with st.form("study_name"):
        typed = st.text_input("Your name", session.reviewer(), max_chars=MAX_NAME, key="study_name_typed")
        is_sent = st.form_submit_button("Begin", type="primary")
    if students:
        quote.show(quote.text(f"{words.count(len(students), 'student')} at work on this case already.", kind="small"))
    st.page_link(session.STUDY, label="Another case study", query_params={"study": ""})
    if is_sent:
        with session.errors_shown():
            student = find_student(room, typed)
            st.session_state["study_student"] = student
            st.query_params.update(study=room.case, student=student)
            st.rerun()


def _show_room(room: Room) -> None:
    with room.workspace.reading() as db:
        case, students = load_case(db, room.case), load_students(db, room.case)
    with st.container(horizontal=True, vertical_alignment="center", key=f"cases_row_study_{room.case}"):
        quote.show(
            quote.line(room.case, f"{words.count(len(students), 'student')} at work", kind="row-head"),
            quote.text(case.title, kind="row-text"),
        )
        st.page_link(session.STUDY, label=f"Study {room.case}", query_params={"study": room.case})


def _offer(workspace: Workspace, folder: Path) -> None:
    read = read_case(folder)
    with st.container(border=True):
        quote.show(
            quote.text(read.case.title, kind="title"),
            quote.text(read.case.question, kind="context"),
            quote.line(
                words.count(len(read.claims), "claim"), words.count(len(read.sources), "document"), kind="small"
            ),
        )
        if st.button(f"Prepare {read.case.slug}", key=f"study_prepare_{folder.name}"):
            _prepare(workspace, folder)


def _ask_folder(workspace: Workspace) -> None:
    with st.form("study_folder"):
        typed = st.text_input("A case folder of your own", placeholder="cases/city-hall", key="study_own")
        is_sent = st.form_submit_button("Prepare this folder")
    quote.show(
        quote.text("Make one with: factcheck case new NAME --folder FOLDER (see corpus/README.md).", kind="small")
    )
    if is_sent:
        with session.errors_shown():
            folder = Path(typed.strip()).expanduser()
            if not typed.strip() or not (folder / "case.yaml").is_file():
                raise BadInput(f"{typed.strip() or 'Nothing'} is not a case folder: there is no case.yaml in it.")
            _prepare(workspace, folder)


def _prepare(workspace: Workspace, folder: Path) -> None:
    with session.progress_shown() as on_progress:
        room = prepare_room(workspace, folder, models().readers, on_progress)
    st.session_state["study_case"] = room.case
    st.query_params.update(study=room.case)
    st.rerun()
