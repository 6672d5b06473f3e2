"""Who is at work: signed in where the server is set up for it (Streamlit's own OIDC), else one person by name.

The name of somebody who has not signed in is kept in a cookie of their browser, so that it survives a reload.
"""

from __future__ import annotations

from urllib.parse import unquote

import streamlit as st

from factcheck.people import Role
from factcheck.settings import read_settings
from factcheck.store.access import role_of
from factcheck.store.people import welcome
from factcheck.store.workspace import Workspace
from factcheck.ui import quote

_COOKIE = "factcheck_name"
MAX_NAME = 80  # characters


def is_needed() -> bool:
    """Whether people sign in here: the server's secrets name a provider."""
    return "is_logged_in" in st.user


def who() -> str:
    """Who is at work in this session; "" while nobody said, or nobody has signed in."""
    if is_needed():
        return _signed_in()[0]
    if "frame_reviewer" not in st.session_state:
        st.session_state["frame_reviewer"] = _remembered()
    return str(st.session_state["frame_reviewer"] or "").strip()


def is_admitted() -> bool:
    """Whether the person may see the app; else the page says what to do."""
    if not is_needed():
        return True
    person, name = _signed_in()
    if not person:
        quote.show(
            quote.text("Factcheck", kind="page-title", tag="h1"),
            quote.text("Sign in to see the cases that you work on.", kind="context"),
        )
        st.button("Sign in", type="primary", on_click=st.login, key="sign_in")
        return False
    if _role(person, name) is None:
        quote.show(quote.text("No role here yet", kind="page-title", tag="h1"))
        st.warning(quote.label(f"You are signed in as {person}, but nobody has given you a role in this workspace."))
        quote.show(quote.text("An admin gives one: page People, or factcheck people set.", kind="context"))
        st.button("Sign out", on_click=st.logout, key="sign_out_stranger")
        return False
    return True


def show_person() -> None:
    """In the sidebar: who is at work, and the way to be another."""
    if not is_needed():
        if given := st.session_state.pop("frame_given", ""):
            st.session_state["frame_reviewer"] = given  # once more, or the browser would not be told
        st.text_input("Reviewer (your name)", key="frame_reviewer", max_chars=MAX_NAME)
        if who() != st.session_state.get("frame_remembered", _remembered()):
            quote.remember(_COOKIE, who())
            st.session_state["frame_remembered"] = who()
        return
    person, name = _signed_in()
    role = _role(person, name)
    quote.show(quote.line(quote.text(name or person, tag="b"), role.value if role else "", kind="small"))
    if name:
        quote.show(quote.text(person, kind="small"))
    st.button("Sign out", on_click=st.logout, key="sign_out")


def take_name(name: str) -> None:
    """Take the name of who is at work from elsewhere than its field, which shows it from the next run of the page on."""
    st.session_state["frame_reviewer"] = st.session_state["frame_given"] = name


def keep_person() -> None:
    """Keep who is at work on a page that does not ask: Streamlit forgets what stands in a field that is not drawn."""
    st.session_state["frame_reviewer"] = who()


def role() -> Role | None:
    """The role of who has signed in; None where people do not sign in, or this one has none."""
    return _role(*_signed_in()) if is_needed() else None


def _remembered() -> str:
    """The name that this browser was last told; "" where it was told none."""
    kept = st.context.cookies.get(_COOKIE)
    return unquote(kept)[:MAX_NAME] if isinstance(kept, str) else ""


def _signed_in() -> tuple[str, str]:
    """The address of who has signed in, or how the provider calls them where it proves no address; and their name."""
    user = st.user
    if not user.get("is_logged_in"):
        return "", ""
    email = str(user.get("email") or "") if user.get("email_verified") is not False else ""
    return email or f"{user.get('iss', '')}#{user.get('sub', '')}", str(user.get("name") or "")


def _role(person: str, name: str) -> Role | None:
    settings = read_settings()
    workspace = Workspace(settings.workspace)  # the program itself looks up who may come in
    with workspace.reading() as db:
        found = role_of(db, person)
    if found is None and settings.admins:
        with workspace.writing() as db:
            found = welcome(db, person, name, settings.admins)
    return found
