"""Who decides: asked at the first decision of a person who has given no name, so that the decision is not lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from factcheck.ui import quote, session, sign_in

_WAITING, _TYPED = "naming_waiting", "naming_typed"


def asks(decide: Callable[..., None], *wanted: object) -> bool:
    """Whether a name is missing; then it is asked for, and the decision is made as soon as it is given.

    Args:
        decide: the callback that was called; it is called again with the same ``wanted``.
        wanted: its arguments.
    """
    if session.reviewer() or sign_in.is_needed():
        return False
    st.session_state[_WAITING] = decide, wanted
    return True


def show() -> None:
    """Open the question where a decision waits for a name."""
    if session.reviewer():
        _forget()  # it was given at the left
    elif _WAITING in st.session_state:
        _ask()


def _forget() -> None:
    st.session_state.pop(_WAITING, None)


@st.dialog("Who decides?", on_dismiss=_forget)
def _ask() -> None:
    if _WAITING not in st.session_state:
        st.rerun()  # it is decided: the question goes, and the page shows it
    quote.show(
        quote.text("Your name stands beside every decision of yours, and nothing is kept without one.", kind="context")
    )
    with st.form("naming_form", border=False):
        st.text_input("Your name", key=_TYPED, max_chars=sign_in.MAX_NAME)
        st.form_submit_button("Keep the decision", type="primary", on_click=_go_on)
    quote.focus_question()


def _go_on() -> None:
    name = str(st.session_state.get(_TYPED) or "").strip()
    if not name:
        return  # the question stays
    decide, wanted = _taken()
    sign_in.take_name(name)
    decide(*wanted)


def _taken() -> tuple[Callable[..., None], tuple[Any, ...]]:
    decide, wanted = st.session_state.pop(_WAITING)
    return decide, wanted
