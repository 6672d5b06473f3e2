"""Add documents: files with what is known of where they come from, and what became of each."""

from __future__ import annotations

import streamlit as st

from factcheck.model import IngestReport, Provenance
from factcheck.ui import quote, session, words
from factcheck.ui.models import models
from factcheck.ui.uploading import TYPES, take_uploads


def show() -> None:
    """Show the form and what came of the last upload."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Add documents", kind="page-title", tag="h1"),
        quote.text(f"to the case “{case.title}”", kind="context"),
    )
    _add(case.slug)


def _add(case: str) -> None:
    with st.form("documents_form", clear_on_submit=True):
        files = st.file_uploader("Files", type=TYPES, accept_multiple_files=True)
        provenance = _ask_provenance()
        is_sent = st.form_submit_button("Add these files", type="primary")
    if is_sent:
        session.notes().clear()
        if not files:
            session.show_error("Choose at least one file first.")
            return
        given = [(file.name, file.getvalue()) for file in files]
        with session.errors_shown(), session.progress_shown() as on_progress:
            workspace = session.open_workspace()
            report = take_uploads(workspace, case, given, provenance, models().readers, on_progress)
            session.notes()["report"] = report
    last: IngestReport | None = session.notes().get("report")
    if last is not None:
        _say_report(last)


def _ask_provenance() -> Provenance:
    """What is known of where the files come from; it is kept with every file of this upload."""
    quote.show(
        quote.text("What you know of them; kept with each file of this upload. All of it may stay empty.", kind="small")
    )
    one, two, three = st.columns(3)
    return Provenance(
        title=one.text_input("Title (of a single file)").strip(),
        kind=two.text_input("Kind", placeholder="FOIA release, contract, court filing…").strip(),
        issuer=three.text_input("Issuer", placeholder="who wrote or issued it").strip(),
        document_date=one.text_input("Date of the document", placeholder="2018, 2018-12 or 2018-12-07").strip(),
        obtained_by=two.text_input("Obtained by").strip(),
        obtained_how=three.text_input("Obtained how", placeholder="FOIA request, leak, public site…").strip(),
    )


def _say_report(report: IngestReport) -> None:
    new = sum(one.status == "new" for one in report.documents)
    known, failed = len(report.documents) - new, len(report.failures)
    notice = st.warning if failed else st.success
    notice(f"{words.count(new, 'document')} added, {known} known already, {failed} not read.")
    quote.show(
        quote.items(
            [
                f"{one.title}: {'added' if one.status == 'new' else 'known already'}, {words.count(one.pages, 'page')}, "
                f"{words.count(one.passages, 'passage')}{f', {one.unread_pages} unread' if one.unread_pages else ''}"
                for one in report.documents
            ]
            + [words.say_failure(one) for one in report.failures]
        )
    )


if __name__ == "__main__":
    show()
