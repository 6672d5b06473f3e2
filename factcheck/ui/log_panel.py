"""The decision log of one claim: what was done to it, by whom, when and why; the newest decision can be taken back."""

from __future__ import annotations

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.log import Action, Link, describe, unwrap
from factcheck.store.blind import open_claims
from factcheck.store.log import load_links, load_undone, load_version, undo
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words

_SHOWN = 50  # newest entries; `factcheck log` prints all


def show(workspace: Workspace, case: str, claim_id: str) -> None:
    """Show the entries on a claim, newest first, and offer to take the newest decision back."""
    with workspace.reading() as db:
        links = load_links(db, case, claim_id)
        undone = load_undone(db, case)
        seen = load_version(db, case)
        is_open = claim_id in open_claims(db, case)  # gaps between numbers would tell how much another decided
    count = f"{len(links)} {'entry' if len(links) == 1 else 'entries'}"
    part = session.fold(f"Decision log: {count}", "claim_log", ":material/history:")
    if part is None:
        return
    with part:
        newest = list(reversed(links))
        quote.show(*(_line(link, link.number in undone, is_open) for link in newest[:_SHOWN]))
        if len(links) > _SHOWN:
            quote.show(quote.text(f"The newest {_SHOWN}; the export of a packet holds all.", kind="small"))
        last = next((link for link in newest if _is_decision(link) and link.number not in undone), None)
        if last is not None:
            _offer_undo(case, last, seen, is_open)


def _line(link: Link, is_undone: bool, is_open: bool) -> quote.Markup:
    assert link.entry is not None
    taken_back = "taken back" if is_undone else ""
    return quote.line(
        "" if is_open else str(link.number),
        words.say_time(link.entry.at),
        describe(link.entry),
        taken_back,
        f"hash {link.hash[:12]}",
        kind="small",
    )


def _is_decision(link: Link) -> bool:
    return link.entry is not None and unwrap(link.entry).action in (Action.REVIEWED, Action.VERDICT_SET)


def _offer_undo(case: str, link: Link, seen: int, is_open: bool) -> None:
    key = f"claim_undo_why_{link.number}"
    with st.form(f"claim_undo_{link.number}", border=False):
        st.text_input("Why", key=key, placeholder="Why it is taken back")
        st.form_submit_button(
            "Take back your last decision" if is_open else f"Take back entry {link.number}",
            icon=":material/undo:",
            on_click=_undo,
            args=(case, link.number, key, seen),
        )
    quote.show(quote.text("Nothing is erased: an entry is added, and what counted before counts again.", kind="small"))
    if trouble := session.notes().get("trouble_undo"):
        session.show_error(trouble)


def _undo(case: str, number: int, key: str, seen: int) -> None:
    session.notes().clear()
    try:
        with session.open_workspace().writing() as db:
            undo(db, case, number, session.reviewer(), st.session_state.get(key) or "", seen)
    except FactcheckError as error:
        session.notes()["trouble_undo"] = str(error)
