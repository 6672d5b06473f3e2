"""The people of the workspace and their roles; an admin gives them."""

from __future__ import annotations

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.people import Role
from factcheck.store.access import may
from factcheck.store.people import load_people, load_role_history, save_role
from factcheck.ui import quote, session, sign_in, words

_NOBODY = "no role"
_MEANS = (
    "viewer: reads and exports",
    "reviewer: adds claims and documents, reviews, sets verdicts",
    "adjudicator: settles disagreements, takes decisions of others back",
    "admin: gives roles, and says how a case is reviewed",
)


def show() -> None:
    """Show who has which role, and the form that gives one."""
    with session.open_workspace().reading() as db:
        people, history = load_people(db), load_role_history(db)
        is_admin = may(db, Role.ADMIN)
    quote.show(quote.text("People", kind="page-title", tag="h1"))
    if not sign_in.is_needed():
        quote.show(
            quote.text(
                "Nobody signs in here: whoever opens the app gives a name, and it is taken on trust. Roles hold once a "
                "provider is set up in .streamlit/secrets.toml; the README says how.",
                kind="context",
            )
        )
    quote.show(quote.items(_MEANS))
    for one in people:
        given = f"given by {one.set_by or 'nobody named'}, {words.say_time(one.set_at)}"
        quote.show(
            quote.line(quote.text(one.role.value, kind="state", tag="span"), one.id, one.name, kind="row-head"),
            quote.text(given, kind="small"),
        )
    if not people:
        quote.show(quote.text("Nobody has a role yet.", kind="nothing"))
    if is_admin:
        _ask()
    if history:
        lines = [
            f"{words.say_time(at)}: {who}, {role or _NOBODY}, by {by or 'nobody named'}"
            for who, role, by, at in history
        ]
        quote.show(quote.text("Every change", kind="column", tag="h2"), quote.items(lines[::-1]))


def _ask() -> None:
    with st.form("people_form", clear_on_submit=True):
        quote.show(quote.text("Give a role", kind="column", tag="h2"))
        left, middle, right = st.columns(3)
        person = left.text_input("Address they sign in with, or name", key="people_person")
        name = middle.text_input("What they are called", key="people_name")
        role = right.selectbox("Role", [*Role, _NOBODY], key="people_role", format_func=str)
        is_sent = st.form_submit_button("Save", type="primary")
    if trouble := session.notes().get("people_trouble"):
        session.show_error(trouble)
    if is_sent:
        session.notes().clear()
        try:
            with session.open_workspace().writing(Role.ADMIN) as db:
                save_role(db, person, None if role == _NOBODY else Role(role), name)
        except FactcheckError as error:
            session.notes()["people_trouble"] = str(error)
        st.rerun()


if __name__ == "__main__":
    show()
