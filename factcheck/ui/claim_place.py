"""Where a claim stands in the statement that it was taken from: the words there, and the way to them."""

from __future__ import annotations

import streamlit as st

from factcheck.claims.place import read_place
from factcheck.model import Claim
from factcheck.ui import quote, session


def show(case: str, claim: Claim) -> None:
    """Show the words at the claim's place, where they are not the claim itself, and link the statement."""
    if not claim.place:
        return
    place = read_place(claim.place)
    said = " ".join(claim.original.split())
    quote.show(
        quote.line(
            f"In the statement: “{said}”" if said != claim.text else "As it stands in the statement",
            f"page {place.page}, characters {place.start} to {place.end}",
            f"SHA-256 {place.sha256[:12]}…",
            kind="small",
        )
    )
    st.page_link(
        session.STATEMENT,
        label="Open the statement",
        icon=":material/article:",
        query_params={"case": case, "statement": place.sha256},
    )
