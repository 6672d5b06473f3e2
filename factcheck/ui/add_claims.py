"""Add claims: one by hand, or many from a CSV whose bad rows are named and whose good ones are taken."""

from __future__ import annotations

import streamlit as st

from factcheck.claims.importing import MAX_TEXT, make_claim
from factcheck.model import Claim
from factcheck.store.cases import save_claim
from factcheck.store.workspace import Workspace
from factcheck.ui import import_claims, quote, session, words

_WAYS = ("One claim", "Many from a table (CSV)")
_PARTIES = ("", "company", "agency", "critic", "press")
_WORDINGS = ("", "quote", "paraphrase")


def show() -> None:
    """Show both ways, and what came of the last one."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Add claims", kind="page-title", tag="h1"), quote.text(f"to the case “{case.title}”", kind="context")
    )
    way = st.segmented_control("How", _WAYS, default=_WAYS[0], required=True, key="add_claims_way")
    if way == _WAYS[0]:
        _add_one(workspace, case.slug)
    else:
        _say_added(case.slug, import_claims.show(workspace, case.slug))
    st.page_link(session.STATEMENT, label="Or take them out of a statement", icon=":material/article:")


def _add_one(workspace: Workspace, case: str) -> None:
    quote.show(quote.text("One claim", kind="column", tag="h2"))
    turn = st.session_state.setdefault("add_claims_turn", 0)  # another turn, another form: empty after a claim is in
    with st.form(f"add_claims_form_{turn}"):
        values = _ask()
        is_sent = st.form_submit_button("Add the claim", type="primary")
    if is_sent:
        session.notes().clear()
        with session.errors_shown():
            claim = make_claim(**values)
            with workspace.writing() as db:
                session.notes()["added"] = [save_claim(db, case, claim)]
            st.session_state["add_claims_turn"] = turn + 1
            st.rerun()
    _say_added(case, session.notes().get("added", []))


def _ask() -> dict[str, str]:
    """The fields of a claim; only the text is needed."""
    asked = {"text": st.text_area("What was said, word for word", max_chars=MAX_TEXT, height=110)}
    asked["context"] = st.text_input("Context: one sentence that says who speaks of what")
    left, right = st.columns(2)
    asked["speaker"] = left.text_input("Speaker")
    asked["role"] = right.text_input("Role")
    asked["organisation"] = left.text_input("Organisation")
    asked["party"] = right.selectbox("Whose side speaks", _PARTIES, format_func=lambda one: one or "not said")
    asked["date"] = left.text_input("Date of the statement", placeholder="2018, 2018-12 or 2018-12-07")
    asked["wording"] = right.selectbox("Wording", _WORDINGS, format_func=lambda one: one or "not said")
    asked["venue"] = left.text_input("Where it was said")
    asked["id"] = right.text_input("Id", placeholder="the next free one, such as C1")
    asked["source"] = left.text_input("Source")
    asked["source_url"] = right.text_input("Address of the source", placeholder="https://…")
    asked["note"] = st.text_input("Note")
    return asked


def _say_added(case: str, claims: list[Claim]) -> None:
    if not claims:
        return
    st.success(f"{words.count(len(claims), 'claim')} saved: {quote.label(', '.join(claim.id for claim in claims))}")
    first = claims[0].id
    st.page_link(
        session.CLAIM,
        label=f"Open {quote.label(first)} to check it",
        icon=":material/arrow_forward:",
        query_params={"case": case, "claim": first},
    )


if __name__ == "__main__":
    show()
