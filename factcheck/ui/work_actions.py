"""Give work to a person, or say how far it is: for one or many claims or documents at once."""

from __future__ import annotations

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.store.evidence import load_reviewers
from factcheck.store.people import load_people
from factcheck.store.work import Work, assign, mark
from factcheck.ui import quote, session, words
from factcheck.worklist import Mark

_AS_IT_IS, _NOBODY = "as it is", "nobody"


def show(case: str, work: Work, who: str) -> None:
    """Show the form behind a button, and what came of it."""
    claims = {one.claim.id: f"{one.claim.id}: {one.claim.text[:60]}" for one in work.claims}
    documents = words.name_apart({one.document.sha256: one.document for one in work.documents})
    with session.open_workspace().reading() as db:
        known = {who, *load_reviewers(db, case), *(one.id for one in load_people(db))}
    with (
        st.popover("Assign or mark…", icon=":material/person_add:"),
        st.form("work_form", clear_on_submit=True, border=False),
    ):
        st.multiselect("Claims and documents", [*claims, *documents], key="work_what",
                       format_func=lambda one: claims.get(one) or documents[one])  # fmt: skip
        st.selectbox("Give to", [_AS_IT_IS, _NOBODY, *sorted(known - {""})], key="work_whom", accept_new_options=True)
        st.selectbox("Mark", [_AS_IT_IS, *Mark], key="work_mark", format_func=lambda one: one or "no mark")
        st.text_input("Why", key="work_why")
        st.form_submit_button("Save", type="primary", on_click=_save, args=(case, frozenset(claims)))
    if trouble := session.notes().get("work_trouble"):
        session.show_error(trouble)
    if done := session.notes().get("work_done"):
        st.success(quote.label(done))


def _save(case: str, claims: frozenset[str]) -> None:
    session.notes().clear()
    state = st.session_state
    chosen: list[str] = state["work_what"]
    whom, said = state["work_whom"], state["work_mark"]
    if not chosen:
        session.notes()["work_trouble"] = "Choose at least one claim or document first."
        return
    try:
        with session.open_workspace().writing() as db:
            for one in chosen:
                target = {"claim": one} if one in claims else {"document": one}
                if whom != _AS_IT_IS:
                    assign(db, case, "" if whom == _NOBODY else whom, **target)
                if said != _AS_IT_IS:
                    mark(db, case, Mark(said), state["work_why"], **target)
        session.notes()["work_done"] = f"Saved for {words.count(len(chosen), 'item')}."
    except FactcheckError as error:
        session.notes()["work_trouble"] = str(error)
