"""Take the evidence away: the table of the case, or of some of its claims, as CSV or JSON."""

from __future__ import annotations

import streamlit as st

from factcheck.export.csv_file import to_csv
from factcheck.export.json_file import to_json
from factcheck.export.table import evidence_table
from factcheck.store.cases import load_claims
from factcheck.ui import quote, session, words

_PREVIEW = 200  # rows; the files hold all of them
_SHOWN = [
    "claim_id",
    "verdict",
    "stance",
    "stance_set_by",
    "rationale",
    "document",
    "page",
    "document_date",
    "decision",
]


def show() -> None:
    """Ask which claims, make the table, show its beginning and the two files."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Export", kind="page-title", tag="h1"),
        quote.text(
            "One row for each piece of evidence, with the claim, the quotation and its place, the document and its "
            "provenance, what the model read and what people decided.",
            kind="context",
        ),
    )
    with workspace.reading() as db:
        claims = {claim.id: claim for claim in load_claims(db, case.slug)}
    chosen = st.multiselect(
        "Claims", list(claims), key=f"export_claims_{case.slug}", placeholder="all claims of the case",
        format_func=lambda one: f"{one}: {claims[one].text[:80]}",
    )  # fmt: skip
    table = evidence_table(workspace, case.slug, chosen or None)
    quote.show(quote.line(words.count(len(table), "row"), words.count(len(table.columns), "column")))
    with st.container(horizontal=True):
        name = f"factcheck-{case.slug}"
        st.download_button(
            "Download CSV",
            to_csv(table),
            f"{name}.csv",
            "text/csv",
            key="export_csv",
            on_click="ignore",
            type="primary",
        )
        st.download_button(
            "Download JSON", to_json(table), f"{name}.json", "application/json", key="export_json", on_click="ignore"
        )
    st.dataframe(table.head(_PREVIEW)[_SHOWN], hide_index=True, height=480)
    if len(table) > _PREVIEW:
        quote.show(quote.text(f"The first {_PREVIEW} rows and some columns; the files hold all.", kind="small"))
    else:
        quote.show(quote.text("Some of the columns; the files hold all.", kind="small"))


if __name__ == "__main__":
    show()
