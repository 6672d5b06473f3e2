"""The frame around every page: which pages there are, and the sidebar that says which case and who is at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.model import Case
from factcheck.settings import DEFAULT_STANCE_MODEL, read_settings
from factcheck.store.cases import load_cases
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, sign_in
from factcheck.ui.models import models

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f4e79"/>'
    '<path d="M3.5 8.5l3 3 6-7" fill="none" stroke="#fff" stroke-width="2"/></svg>'
)  # drawn here, because Streamlit would fetch its own from outside
SIDEBAR_WIDTH = 232  # pixels; leaves two columns of cards legible on a screen of 1024
STUDY_PATH = "case-study"
Visibility = Literal["visible", "hidden"]
_POLL = 2.0  # seconds between two looks at whether the models are there


def choose_pages(case: Case | None) -> list[st.Page]:
    """The pages that make sense now; an empty workspace has two, of which one says how to begin."""
    cases = st.Page(session.CASES, title="Cases", icon=":material/folder_open:", url_path="cases", default=case is None)
    study = st.Page(session.STUDY, title="Case study", icon=":material/school:", url_path=STUDY_PATH)
    if case is None:
        return [cases, study]
    is_double: Visibility = "visible" if case.double_review else "hidden"
    has_people: Visibility = "visible" if sign_in.is_needed() else "hidden"
    return [
        st.Page(session.OVERVIEW, title="Overview", icon=":material/checklist:", url_path="overview"),
        st.Page(session.CLAIMS, title="Claims", icon=":material/list:", url_path="claims", default=True),
        st.Page(session.CLAIM, title="Claim", icon=":material/balance:", url_path="claim"),
        st.Page(
            session.DISAGREEMENTS,
            title="Disagreements",
            icon=":material/compare_arrows:",
            url_path="disagreements",
            visibility=is_double,
        ),
        st.Page(session.DOCUMENTS, title="Documents", icon=":material/description:", url_path="documents"),
        st.Page(session.DOCUMENT, title="Document", url_path="document", visibility="hidden"),
        st.Page(session.MATRIX, title="Matrix", icon=":material/grid_on:", url_path="matrix"),
        st.Page(session.TIMELINE, title="Timeline", icon=":material/timeline:", url_path="timeline"),
        st.Page(session.METHOD, title="Method", url_path="method", visibility="hidden"),
        st.Page(session.ADD_CLAIMS, title="Add claims", icon=":material/add:", url_path="add-claims"),
        st.Page(session.STATEMENT, title="From a statement", icon=":material/article:", url_path="statement"),
        st.Page(session.ADD_DOCUMENTS, title="Add documents", icon=":material/upload_file:", url_path="add-documents"),
        st.Page(session.EXPORT, title="Export", icon=":material/download:", url_path="export"),
        st.Page(session.PEOPLE, title="People", icon=":material/group:", url_path="people", visibility=has_people),
        study,
        cases,
    ]


def settle_case(case: Case | None) -> None:
    """Keep the case for this run and in the address, so that a reload and a copied link keep the place."""
    asked = st.query_params.get("case")
    if case is None:
        return
    if asked and asked != case.slug:
        st.warning(quote.label(f"There is no case “{asked}” in this workspace. This is {case.slug}."))
    st.session_state["frame_case"] = case.slug
    if asked != case.slug:
        st.query_params["case"] = case.slug


def forget_notes(page: st.Page) -> None:
    """What a page said of the last action there is over once another page is open."""
    if st.session_state.get("frame_page") != page.url_path:
        st.session_state["frame_page"] = page.url_path
        session.notes().clear()


@contextmanager
def way_back(case: Case | None) -> Iterator[None]:
    """Where a page cannot be shown at all, say why and lead back to one that can."""
    try:
        yield
    except FactcheckError as error:
        session.show_error(str(error))
        if case is not None:
            st.page_link(session.CLAIMS, label="All claims of the case", query_params={"case": case.slug})


def go_on() -> None:
    """Go to the page that the last run asked for, now that the frame has it: a first case brings the pages with it."""
    if target := st.session_state.pop("frame_go", None):
        st.switch_page(target)


def show_sidebar(workspace: Workspace, case: Case | None, is_study: bool = False) -> None:
    """Case, reviewer, workspace, and whether the models are there yet; a student is asked for their name on the page itself."""
    with st.sidebar:
        if case is not None and not is_study:
            with workspace.reading() as db:
                slugs = [one.slug for one in load_cases(db)]
            st.session_state["frame_case_choice"] = case.slug
            st.selectbox("Case", slugs, key="frame_case_choice", on_change=_change_case)
            quote.show(quote.text(case.title, kind="small"))
        if is_study and not sign_in.is_needed():
            sign_in.keep_person()
        else:
            sign_in.show_person()
        quote.show(quote.line("Workspace", workspace.root.resolve().name, kind="small", between=": "))
        _show_models()


def _change_case() -> None:
    st.session_state["frame_case"] = st.session_state["frame_case_choice"]
    st.query_params.clear()  # a claim or a document of the other case means nothing here


def _show_models() -> None:
    # Looks again only while they load; the next click of the person ends it, and no page is drawn anew under their hands.
    st.fragment(_models_notice, run_every=_POLL if models().are_loading else None)()


def _models_notice() -> None:
    state = models()
    if state.trouble:
        session.show_error(state.trouble)
    elif state.are_loading:
        quote.show(quote.text("Models are loading. What is stored can be read already.", kind="small"))
    _name_other_readers(state.names or {})


def _name_other_readers(names: Mapping[str, str]) -> None:
    """Which models read, where the settings chose others than those that are shipped."""
    settings = read_settings()
    parts = ["stance"] if settings.stance_model != DEFAULT_STANCE_MODEL else []
    parts += ["second reader"] if settings.second_reader else []
    quote.show(
        *(quote.line(part.capitalize(), names[part], kind="small", between=": ") for part in parts if part in names)
    )
