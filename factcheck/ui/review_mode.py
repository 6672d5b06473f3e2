"""How the claims of a case are reviewed: by one person each, or by two who do not see each other's decisions."""

from __future__ import annotations

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.model import Case
from factcheck.people import Role
from factcheck.store.cases import set_double_review
from factcheck.ui import quote, session

_ONE, _TWO = "one person", "two people, blind"


def show(case: Case, is_admin: bool) -> None:
    """Say how the case is reviewed; an admin can change it."""
    said = "Two people review each claim, and neither sees the other's decisions until both are done."
    with st.container(horizontal=True, vertical_alignment="center", key="review_mode"):
        quote.show(quote.text(said if case.double_review else "One person reviews each claim.", kind="small"))
        if is_admin:
            with st.popover("Change…"), st.form("review_mode_form", border=False):
                st.radio("Each claim is reviewed by", [_ONE, _TWO], index=int(case.double_review), key="review_mode_by")
                st.text_input("Why", key="review_mode_why")
                st.form_submit_button("Save", type="primary", on_click=_save, args=(case.slug,))
    if trouble := session.notes().get("review_mode_trouble"):
        session.show_error(trouble)


def _save(slug: str) -> None:
    session.notes().clear()
    is_double = st.session_state["review_mode_by"] == _TWO
    try:
        with session.open_workspace().writing(Role.ADMIN) as db:
            set_double_review(db, slug, is_double, st.session_state["review_mode_why"])
    except FactcheckError as error:
        session.notes()["review_mode_trouble"] = str(error)
