"""Bates numbers on the documents page: find a page by its number; what is missing, begins anew or stands twice."""

from __future__ import annotations

import streamlit as st

from factcheck.bates import report_case, report_document
from factcheck.store.bates import NumberedPage, find_bates, load_numbers
from factcheck.store.documents import load_documents
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session

_SHOWN = 20  # pages of a range; the rest is counted


def show(workspace: Workspace, case: str) -> None:
    """Show the field and the findings; nothing where no page of the case has a number."""
    with workspace.reading() as db:
        numbers = load_numbers(db, case)
        titles = {one.sha256: one.title for one in load_documents(db, case)} if numbers else {}
    if not numbers:
        return
    with st.expander("Bates numbers", key="documents_bates"):
        asked = st.text_input("Bates number or range", key="documents_bates_asked", placeholder="ABC0001234-36").strip()
        if asked:
            with session.errors_shown(), workspace.reading() as db:
                _show_found(case, asked, find_bates(db, case, asked), titles)
        series = report_case({titles[sha256]: pages for sha256, pages in numbers.items()})
        shared = [f"{one}, in more than one: {', '.join(names)}" for report in series for one, names in report.overlaps]
        quote.show(
            quote.text("The case", kind="small"),
            quote.items([*map(str, series), *shared]),
            quote.text("Each document", kind="small"),
            quote.items([f"{titles[sha256]}: {report_document(pages)}" for sha256, pages in numbers.items()]),
        )


def _show_found(case: str, asked: str, found: list[NumberedPage], titles: dict[str, str]) -> None:
    if not found:
        quote.show(quote.text(f"No page of this case carries {asked}.", kind="nothing"))
    for one in found[:_SHOWN]:
        st.page_link(
            session.DOCUMENT,
            label=quote.label(f"{one.bates}: {titles[one.document_sha256]}, page {one.page}"),
            icon=":material/menu_book:",
            query_params={"case": case, "document": one.document_sha256, "page": str(one.page)},
        )
    if len(found) > _SHOWN:
        quote.show(quote.text(f"and {len(found) - _SHOWN} more pages", kind="small"))
