"""What of the evidence is shown, and looked in again: some papers, kinds, dates, stances of it. Nothing chosen is all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from factcheck.errors import BadInput
from factcheck.looking import Only
from factcheck.model import Document, Evidence, Stance
from factcheck.review import shown_stance
from factcheck.store.evidence import ClaimRecord
from factcheck.ui import desk_focus, quote, session, words

_LISTS = ("documents", "kinds", "stances")
_DATES = ("since", "until")
_WIDE, _NARROW = 165, 100  # pixels of a field; the row breaks where it is longer than its place


def chosen(case: str, claim_id: str) -> Only:
    """What is chosen for a claim now; it can be asked before the fields are drawn."""
    typed = {name: st.session_state.get(_key(name, case, claim_id)) for name in (*_LISTS, *_DATES)}
    only = Only(**{name: value for name, value in typed.items() if value})
    try:
        only.check()
    except BadInput:  # said below the fields; until it is mended, dates limit nothing
        return replace(only, since="", until="")
    return only


def limit(record: ClaimRecord, only: Only) -> ClaimRecord:
    """The record with the evidence that is left by what was chosen.

    Copies stay one source: where the paper that stands for them is left out, the first copy that is left stands for the rest.
    """
    if record.checked is None or only == Only():
        return record
    pieces = {one.passage.id: one for one in record.checked.evidence}
    left: list[Evidence] = []
    leads: dict[str, str] = {}  # the passage that stood for some copies, and the one that does now
    for one in record.checked.evidence:
        leading = pieces.get(one.copy_of, one)
        if only.takes(one.document) and (not only.stances or _stance(one, leading, record) in only.stances):
            lead = leads.setdefault(leading.passage.id, one.passage.id)
            left.append(replace(one, copy_of="" if lead == one.passage.id else lead))
    return replace(record, checked=replace(record.checked, evidence=tuple(left)))


def _stance(one: Evidence, leading: Evidence, record: ClaimRecord) -> Stance | None:
    """Where a piece stands; a copy that nobody reviewed by itself stands with the piece that leads it."""
    known = one if record.reviews.get(one.id or 0) else leading
    return shown_stance(known, record.reviews.get(known.id or 0, ()))


def show(case: str, claim_id: str, documents: Mapping[str, Document], only: Only, shown: int, held: int) -> None:
    """Show the fields, and how many of the passages held on a claim they leave."""
    keys = {name: _key(name, case, claim_id) for name in (*_LISTS, *_DATES)}
    names = words.name_apart(documents)
    kinds = sorted({one.provenance.kind for one in documents.values() if one.provenance.kind})
    # What is chosen outlasts a look at another page, and another choice lets its own first passage lie open.
    kept: dict[str, Any] = {"persist_state": "session", "on_change": desk_focus.leave, "args": (case, claim_id)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="desk_filter"):
        for name, label, options, spell in (
            ("documents", "Only in these documents", list(documents), names.__getitem__),
            ("kinds", "Only of these kinds", kinds, str),
            ("stances", "Only these stances", list(Stance), words.STANCE_WORDS.__getitem__),
        ):
            st.multiselect(
                label, options, key=keys[name], format_func=spell, placeholder="All", width=_WIDE, **kept
            )  # fmt: skip
        for name, label in (("since", "Dated from"), ("until", "Dated until")):
            st.text_input(label, key=keys[name], placeholder="2018-12", width=_NARROW, **kept)
        if only != Only():
            st.button(
                "Show all", key="desk_filter_off", icon=":material/filter_alt_off:", on_click=_forget,
                args=(keys, case, claim_id),
            )  # fmt: skip
    if only != Only():
        hidden = f"{held - shown} hidden by what is chosen here"
        quote.show(quote.line(f"{shown} of {words.count(held, 'passage')} shown", hidden))
    try:
        Only(**{name: st.session_state[keys[name]] for name in _DATES}).check()
    except BadInput as error:
        session.show_error(str(error))


def _key(name: str, case: str, claim_id: str) -> str:
    return f"desk_only_{name}_{case}_{claim_id}"


def _forget(keys: Mapping[str, str], case: str, claim_id: str) -> None:
    for name, key in keys.items():
        st.session_state[key] = [] if name in _LISTS else ""
    desk_focus.leave(case, claim_id)
