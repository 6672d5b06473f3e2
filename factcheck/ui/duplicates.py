"""Copies, re-scans and versions on the documents page: the groups, and what differs between two documents of one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from factcheck.duplicates.signatures import group
from factcheck.duplicates.versions import Change
from factcheck.model import Document
from factcheck.relating import compare_documents
from factcheck.store.duplicates import Pair, load_pairs
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, words

_SHOWN = 100  # differences; more are counted


def show(workspace: Workspace, case: str, documents: Sequence[Document]) -> None:
    """Show the groups; nothing where every document stands alone."""
    with workspace.reading() as db:
        pairs = load_pairs(db, case)
    if not pairs:
        return
    titles = {one.sha256: f"{one.title} ({one.sha256[:8]})" for one in documents}
    groups = group((pair.one, pair.other) for pair in pairs)
    with st.expander(f"Copies and versions ({words.count(len(groups), 'group')})", key="documents_copies"):
        quote.show(quote.text("Documents of one group count as one source in the evidence.", kind="small"))
        for members in groups:
            quote.show(
                quote.items([titles[sha256] for sha256 in members]),
                quote.items([_say(pair, titles) for pair in pairs if pair.one in members], kind="small"),
            )
        _show_differences(workspace, pairs, titles)


def _say(pair: Pair, titles: dict[str, str]) -> str:
    return f"{titles[pair.one]} and {titles[pair.other]}: {pair.resemblance}"


def _show_differences(workspace: Workspace, pairs: Sequence[Pair], titles: dict[str, str]) -> None:
    pair = st.selectbox(
        "What differs between",
        pairs,
        index=None,
        format_func=lambda one: f"{titles[one.one]} — {titles[one.other]}",
        key="documents_differences",
        placeholder="Choose two documents",
    )
    if pair is None:
        return
    changes = compare_documents(workspace, pair.one, pair.other)
    quote.show(quote.text(f"{words.count(len(changes), 'difference')}. First: {titles[pair.one]}", kind="context"))
    for change in changes[:_SHOWN]:
        quote.show(*_describe(change))


def _describe(change: Change) -> list[quote.Markup]:
    parts = [quote.text(change.kind.capitalize(), kind="title")]
    for name, place in (("First", change.first), ("Second", change.second)):
        if place is not None:
            parts += [quote.text(f"{name}, page {place.page}", kind="small"), quote.passage(place.text, 0, 0)]
    return parts
