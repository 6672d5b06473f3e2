"""What every page asks for: the workspace, the case and the reviewer of this session, and one place for errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from factcheck.errors import FactcheckError
from factcheck.model import Case, OnProgress, Progress
from factcheck.settings import read_settings, who_works
from factcheck.store.cases import load_case, load_cases
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, sign_in
from factcheck.ui.words import say_progress

ROOT = Path(__file__).resolve().parents[2]  # the folder of app.py
CASES = "factcheck/ui/cases.py"
CLAIMS = "factcheck/ui/claims.py"
ADD_CLAIMS = "factcheck/ui/add_claims.py"
OVERVIEW = "factcheck/ui/overview.py"
DISAGREEMENTS = "factcheck/ui/disagreements.py"
PEOPLE = "factcheck/ui/people.py"
CLAIM = "factcheck/ui/claim.py"
DOCUMENTS = "factcheck/ui/documents.py"
ADD_DOCUMENTS = "factcheck/ui/add_documents.py"
DOCUMENT = "factcheck/ui/document.py"
EXPORT = "factcheck/ui/export.py"
STATEMENT = "factcheck/ui/statement.py"
MATRIX = "factcheck/ui/matrix.py"
TIMELINE = "factcheck/ui/timeline.py"
METHOD = "factcheck/ui/method.py"
STUDY = "factcheck/ui/study.py"


def open_workspace() -> Workspace:
    """The workspace that the settings name. Made anew in every run: a connection must not outlive its thread."""
    if sign_in.is_needed():
        return Workspace(read_settings().workspace, reviewer(), is_signed_in=True)
    return Workspace(read_settings().workspace, reviewer() or who_works())


def find_case(workspace: Workspace) -> Case | None:
    """The case that the address names, else the one last chosen here, else the first; None where there is none."""
    with workspace.reading() as db:
        cases = {case.slug: case for case in load_cases(db)}
    for slug in (st.query_params.get("case"), st.session_state.get("frame_case")):
        if slug in cases:
            return cases[slug]
    return next(iter(cases.values()), None)


def current_case(workspace: Workspace) -> Case:
    """The case that the frame has settled on for this run.

    Raises:
        NotFound: it has been removed meanwhile.
    """
    with workspace.reading() as db:
        return load_case(db, st.session_state["frame_case"])


def reviewer() -> str:
    """Who is at work in this session; "" while nobody said."""
    return sign_in.who()


def notes() -> dict[str, Any]:
    """What the open page has to say of the last action on it; kept over runs, because a run can follow by itself."""
    kept: dict[str, Any] = st.session_state.setdefault("frame_notes", {})
    return kept


def fold(label: str, key: str, icon: str) -> DeltaGenerator | None:
    """A part of a page that is drawn only while unfolded, and stays so when its label changes; None while it is folded."""
    were_open: dict[str, bool] = st.session_state.setdefault("frame_folds", {})
    part = st.expander(label, were_open.get(key, False), key=key, icon=icon, on_change="rerun")
    were_open[key] = bool(part.open)
    return part if part.open else None


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error meant for people as a notice in its place; any other is left to be seen."""
    try:
        yield
    except FactcheckError as error:
        show_error(str(error))


def show_error(message: str) -> None:
    """Say in a notice what went wrong; the message may quote names and texts from outside."""
    st.error(quote.label(message), icon=":material/error:")


@contextmanager
def progress_shown() -> Iterator[OnProgress]:
    """A bar for long work; it goes when the work ends."""
    bar = st.progress(0.0, " ")

    def report(progress: Progress) -> None:
        share = min(1.0, progress.done / progress.total) if progress.total else 0.0
        bar.progress(share, quote.label(say_progress(progress)))

    try:
        yield report
    finally:
        bar.empty()
