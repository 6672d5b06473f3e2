"""The documents of the case: what was taken in and what was not, each to be read; and a place to add more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from factcheck.model import Document, Failure
from factcheck.quarantine import dismiss, retry
from factcheck.store.documents import load_documents
from factcheck.store.failures import load_failures
from factcheck.store.workspace import Workspace
from factcheck.ui import coverage, duplicates, numbers, quote, session, words
from factcheck.ui.models import models

_ON_A_PAGE = 50  # documents


def show() -> None:
    """Show the documents, what failed, and the form for more."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Documents", kind="page-title", tag="h1"), quote.text(f"of the case “{case.title}”", kind="context")
    )
    _do_what_was_asked(workspace, case.slug)
    with workspace.reading() as db:
        documents = load_documents(db, case.slug)
        failures = load_failures(db, case.slug)
    _show_failures(failures)
    numbers.show(workspace, case.slug)
    duplicates.show(workspace, case.slug, documents)
    _show_all(workspace, case.slug, documents)


def _show_failures(failures: Sequence[Failure]) -> None:
    if not failures:
        return
    quote.show(quote.text(f"Not taken in ({len(failures)})", kind="column", tag="h2"))
    for number, failure in enumerate(failures[:_ON_A_PAGE]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"documents_failure_{number}"):
            quote.show(quote.items([words.say_failure(failure)]))
            st.button("Try again", key=f"documents_retry_{number}", on_click=_ask, args=("retry", [failure.path]))
            st.button("Take off", key=f"documents_dismiss_{number}", on_click=_ask, args=("dismiss", [failure.path]))
    if len(failures) > _ON_A_PAGE:
        quote.show(quote.text(f"and {len(failures) - _ON_A_PAGE} more", kind="small"))
    if len(failures) > 1:
        st.button("Try all again", key="documents_retry_all", on_click=_ask, args=("retry", None))


def _ask(deed: str, paths: list[str] | None) -> None:
    """Note what a button asks for; it is done in the run that follows, where its progress can be shown."""
    session.notes()["asked"] = deed, paths


def _do_what_was_asked(workspace: Workspace, case: str) -> None:
    deed, paths = session.notes().pop("asked", ("", None))
    with session.errors_shown():
        if deed == "dismiss":
            dismiss(workspace, case, paths or [])
        elif deed == "retry":
            with session.progress_shown() as on_progress:
                report = retry(workspace, case, models().readers, paths, on_progress)
            read, failed = words.count(len(report.documents), "document"), len(report.failures)
            notice = st.warning if failed else st.success
            notice(f"Tried again: {read} read, {failed} still not read.")


def _show_all(workspace: Workspace, case: str, documents: Sequence[Document]) -> None:
    pages = sum(document.n_pages for document in documents)
    unread = sum(document.n_unread_pages for document in documents)
    passages = sum(document.n_passages for document in documents)
    quote.show(
        quote.text(f"In the case ({len(documents)})", kind="column", tag="h2"),
        quote.line(words.count(pages, "page"), f"{unread} of them unread", words.count(passages, "passage")),
    )
    coverage.show_case(workspace, case, documents)
    asked = (
        st.text_input("Words in title, file, kind or issuer", key="documents_words").casefold().split()
        if documents
        else []
    )
    chosen = [one for one in documents if all(word in _searchable(one) for word in asked)]
    if len(chosen) > _ON_A_PAGE:
        at = st.pagination(-(-len(chosen) // _ON_A_PAGE), key="documents_page") - 1
        chosen = chosen[at * _ON_A_PAGE : (at + 1) * _ON_A_PAGE]
    for document in chosen:
        _show_row(case, document)


def _searchable(document: Document) -> str:
    known = document.provenance
    return f"{document.title} {document.file} {known.kind} {known.issuer} {document.sha256}".casefold()


def _show_row(case: str, document: Document) -> None:
    known = document.provenance
    obtained = ", ".join(
        part
        for part in (
            known.obtained_by,
            known.obtained_how,
            words.say_date(known.obtained_date) if known.obtained_date else "",
        )
        if part
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"documents_row_{document.sha256[:16]}"):
        quote.show(
            quote.line(
                quote.text(words.count(document.n_pages, "page"), kind="number", tag="span"),
                quote.text(f"{document.n_unread_pages} unread", kind="state", tag="span")
                if document.n_unread_pages
                else "all read",
                words.count(document.n_passages, "passage"),
                known.kind,
                known.weight,
                known.issuer,
                words.say_date(known.document_date),
                "digest in our own words" if known.is_digest else "",
                kind="row-head",
            ),
            quote.text(document.title, kind="row-text"),
            quote.line(
                document.file,
                f"SHA-256 {document.sha256[:12]}…",
                f"obtained: {obtained}" if obtained else "",
                kind="small",
            ),
        )
        st.page_link(session.DOCUMENT, label="Read the text", query_params={"case": case, "document": document.sha256})


if __name__ == "__main__":
    show()
