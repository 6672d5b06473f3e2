"""The cases of the workspace: open one, load one that came with the program, begin a new one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from factcheck.cases import is_loaded, load_case_folder, read_case
from factcheck.model import Case
from factcheck.store.cases import load_cases, load_claims, save_case
from factcheck.store.documents import load_hashes
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words
from factcheck.ui.models import models


def show() -> None:
    """Show what there is, then the two ways to have more."""
    workspace = session.open_workspace()
    with workspace.reading() as db:
        cases = load_cases(db)
        counts = {case.slug: (len(load_claims(db, case.slug)), len(load_hashes(db, case.slug))) for case in cases}
    if cases:
        quote.show(quote.text("Cases", kind="page-title", tag="h1"))
    else:
        quote.show(
            quote.text("Begin here", kind="page-title", tag="h1"),
            quote.text(
                "A case is one investigation: public statements on one side, the documents you obtained on the other. "
                "This workspace has none yet. Load the example to see how it works, or begin your own.",
                kind="context",
            ),
        )
    for case in cases:
        _show_case(case, *counts[case.slug])
    left, right = st.columns(2, gap="large")
    with left:
        _begin_new(workspace)
    with right:
        _load_known(workspace)


def _show_case(case: Case, n_claims: int, n_documents: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"cases_row_{case.slug}"):
        quote.show(
            quote.line(
                case.slug, words.count(n_claims, "claim"), words.count(n_documents, "document"), kind="row-head"
            ),
            quote.text(case.title, kind="row-text"),
        )
        st.page_link(session.CLAIMS, label=f"Open {case.slug}", query_params={"case": case.slug})


def _begin_new(workspace: Workspace) -> None:
    quote.show(quote.text("A case of your own", kind="column", tag="h2"))
    with st.form("cases_new"):
        title = st.text_input("Title", placeholder="What the investigation is about")
        slug = st.text_input("Short name", placeholder="lower-case letters, digits, hyphens: city-hall-2026")
        question = st.text_area("Question (may stay empty)", height=80)
        is_sent = st.form_submit_button("Create the case", type="primary")
    if is_sent:
        if not title.strip():
            session.show_error("A case needs a title.")
            return
        with session.errors_shown():
            with workspace.writing() as db:
                known = {case.slug for case in load_cases(db)}
                if slug.strip() in known:
                    session.show_error(f"There is a case {slug.strip()} already.")
                    return
                save_case(db, Case(slug.strip(), title.strip(), question.strip()))
            _open(slug.strip())


def _load_known(workspace: Workspace) -> None:
    """Offer the case folders beside app.py that are not loaded yet; one that is no case is named and stops no other."""
    missing = []
    for folder in sorted(path.parent for path in (session.ROOT / "corpus").glob("*/case.yaml")):
        with session.errors_shown():
            if not is_loaded(folder, workspace):
                missing.append(folder)
    if missing:
        quote.show(quote.text("Examples that came with the program", kind="column", tag="h2"))
    for folder in missing:
        with session.errors_shown():
            _offer(workspace, folder)


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
        if st.button(f"Load {read.case.slug}", key=f"cases_load_{folder.name}", type="primary"):
            with session.progress_shown() as on_progress:
                load_case_folder(folder, workspace, models().readers, on_progress)
            _open(read.case.slug)


def _open(slug: str) -> None:
    """Go to the claims of a case; the frame has their page from the next run on."""
    st.session_state["frame_case"] = slug
    st.query_params.clear()
    st.session_state["frame_go"] = session.CLAIMS
    st.rerun()


if __name__ == "__main__":
    show()
