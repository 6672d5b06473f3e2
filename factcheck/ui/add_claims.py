"""Add claims: one by hand, or many from a CSV whose bad rows are named and whose good ones are taken."""

from __future__ import annotations

import streamlit as st

from factcheck.claims.importing import COLUMNS, MAX_TEXT, make_claim, parse_claims
from factcheck.errors import BadInput
from factcheck.model import Claim
from factcheck.store.cases import save_claim
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words

_PARTIES = ("", "company", "agency", "critic", "press")
_WORDINGS = ("", "quote", "paraphrase")


def show() -> None:
    """Show both ways, and what came of the last one."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Add claims", kind="page-title", tag="h1"), quote.text(f"to the case “{case.title}”", kind="context")
    )
    by_hand, from_table = st.columns([3, 2], gap="large")
    with by_hand:
        _add_one(workspace, case.slug)
    with from_table:
        _import_table(workspace, case.slug)


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


def _import_table(workspace: Workspace, case: str) -> None:
    quote.show(
        quote.text("Many claims from a table", kind="column", tag="h2"),
        quote.text(
            f"A CSV in UTF-8 with a column “text” and, as far as you have them: {', '.join(COLUMNS)}.", kind="small"
        ),
    )
    with st.form("add_claims_import", clear_on_submit=True):
        file = st.file_uploader("Table of claims", type=["csv"])
        is_sent = st.form_submit_button("Import the table")
    if is_sent:
        session.notes().clear()
        if file is None:
            session.show_error("Choose a CSV file first.")
            return
        with session.errors_shown():
            claims, bad = parse_claims(file.getvalue(), file.name)
            added, refused = _save_all(workspace, case, claims)
            untaken_now = [f"Line {row.line}: {row.reason}" for row in bad] + refused
            session.notes().update(imported=added, untaken=untaken_now)
    _say_added(case, session.notes().get("imported", []))
    untaken: list[str] = session.notes().get("untaken", [])
    if untaken:
        st.warning(f"{words.count(len(untaken), 'row')} not taken; the others are in.")
        quote.show(quote.items(untaken))


def _save_all(workspace: Workspace, case: str, claims: list[tuple[int, Claim]]) -> tuple[list[Claim], list[str]]:
    """Save those that can be saved; a claim that would change a known one is refused alone."""
    added, refused = [], []
    for line, claim in claims:
        try:
            with workspace.writing() as db:
                added.append(save_claim(db, case, claim))
        except BadInput as error:
            refused.append(f"Line {line}: {error}")
    return added, refused


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
