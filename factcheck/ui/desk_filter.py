"""What of the evidence is shown, and looked in again: some papers, kinds, dates, stances of it. Nothing chosen is all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from factcheck.errors import BadInput
from factcheck.looking import Only
from factcheck.model import Document, Evidence, Stance
from factcheck.review import shown_stance
from factcheck.store.evidence import ClaimRecord
from factcheck.ui import quote, session, words

_FIELDS = ("documents", "kinds", "since", "until", "stances")
_WIDE, _NARROW = 210, 120  # pixels of a field; the row breaks where it is longer than its place
_DATE = "2018 or 2018-12"


def chosen(case: str, claim_id: str) -> Only:
    """What is chosen for a claim now; it can be asked before the fields are drawn."""
    typed: dict[str, Any] = {name: st.session_state.get(_key(name, case, claim_id)) for name in _FIELDS}
    only = Only(**{name: value for name, value in typed.items() if value})
    try:
        only.check()
    except BadInput:  # said below the fields; until it is mended, dates limit nothing
        return replace(only, since="", until="")
    return only


def limit(record: ClaimRecord, only: Only) -> ClaimRecord:
    """The record with the evidence that is left by what was chosen; a copy whose leading paper is not, stands for itself."""
    if record.checked is None or only == Only():
        return record
    left = [one for one in record.checked.evidence if _takes(only, one, record)]
    leads = {one.passage.id for one in left}
    evidence = tuple(one if one.copy_of in leads else replace(one, copy_of="") for one in left)
    return replace(record, checked=replace(record.checked, evidence=evidence))


def _takes(only: Only, one: Evidence, record: ClaimRecord) -> bool:
    stance = shown_stance(one, record.reviews.get(one.id or 0, ()))
    return only.takes(one.document) and (not only.stances or stance in only.stances)


def show(
    case: str, record: ClaimRecord, documents: Mapping[str, Document], only: Only, shown: Sequence[Evidence]
) -> None:
    """Show the fields, and how much they leave of the evidence of a claim."""
    assert record.checked is not None
    claim_id = record.checked.claim.id
    keys = {name: _key(name, case, claim_id) for name in _FIELDS}
    kinds = sorted({one.provenance.kind for one in documents.values() if one.provenance.kind})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="desk_filter"):
        st.multiselect(
            "Only in these documents", list(documents), key=keys["documents"], width=_WIDE, placeholder="All",
            format_func=lambda one: documents[one].title,
        )  # fmt: skip
        st.multiselect("Only of these kinds", kinds, key=keys["kinds"], width=_WIDE, placeholder="All")
        st.multiselect(
            "Only these stances", list(Stance), key=keys["stances"], width=_WIDE, placeholder="All",
            format_func=words.STANCE_WORDS.__getitem__,
        )  # fmt: skip
        st.text_input("Dated from", key=keys["since"], width=_NARROW, placeholder=_DATE)
        st.text_input("Dated until", key=keys["until"], width=_NARROW, placeholder=_DATE)
        if only != Only():
            st.button(
                "Show all", key="desk_filter_off", icon=":material/filter_alt_off:", on_click=_forget, args=(keys,)
            )
    if only != Only():
        held = len(record.checked.evidence)
        hidden = held - len(shown)
        quote.show(
            quote.line(
                f"{len(shown)} of {words.count(held, 'passage')} shown", f"{hidden} hidden by what is chosen here"
            )
        )
    try:
        Only(since=st.session_state[keys["since"]], until=st.session_state[keys["until"]]).check()
    except BadInput as error:
        session.show_error(str(error))


def _key(name: str, case: str, claim_id: str) -> str:
    return f"desk_only_{name}_{case}_{claim_id}"


def _forget(keys: Mapping[str, str]) -> None:
    for name, key in keys.items():
        st.session_state[key] = "" if name in ("since", "until") else []
