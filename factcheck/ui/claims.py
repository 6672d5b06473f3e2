"""All claims of the case with how far the work on each is; a click opens one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from factcheck.model import Claim
from factcheck.pipeline import check_case, state_of
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_hashes
from factcheck.store.evidence import ClaimRecord, load_records
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words
from factcheck.ui.models import models

_ON_A_PAGE = 50  # claims; more take long to draw and nobody reads them at once


def show() -> None:
    """Ask which claims, load what is held on them, show them."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    with workspace.reading() as db:
        claims = load_claims(db, case.slug)
        records = load_records(db, case.slug)
        hashes = load_hashes(db, case.slug)
    quote.show(quote.text(case.title, kind="page-title", tag="h1"), quote.text(case.question, kind="context"))
    if not claims:
        st.info("This case has no claims yet.")
        st.page_link(session.ADD_CLAIMS, label="Add a claim", icon=":material/add:")
        return
    _show_stale(workspace, case.slug, claims, records, hashes)
    chosen = _choose(claims, records)
    quote.show(quote.text(f"{len(chosen)} of {words.count(len(claims), 'claim')} shown", kind="small"))
    if len(chosen) > _ON_A_PAGE:
        at = st.pagination(-(-len(chosen) // _ON_A_PAGE), key="claims_page") - 1
        chosen = chosen[at * _ON_A_PAGE : (at + 1) * _ON_A_PAGE]
    for claim in chosen:
        _show_row(case.slug, claim, records[claim.id])


def _show_stale(
    workspace: Workspace, case: str, claims: Sequence[Claim], records: Mapping[str, ClaimRecord], hashes: list[str]
) -> None:
    """Offer to check what was never checked or is out of date; silent where all is in order."""
    names = models().names
    new, stale = 0, 0
    for claim in claims:
        record = records[claim.id]
        if record.checked is None:
            new += 1
        elif record.state != state_of(hashes, claim, names or record.checked.models):
            stale += 1
    if not new + stale or not hashes:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="claims_stale"):
        quote.show(
            quote.line(
                f"{words.count(new, 'claim')} never checked" if new else "",
                f"{words.count(stale, 'check')} out of date: documents, words, models or the way of reading have changed since"
                if stale
                else "",
            )
        )
        if st.button("Check them now", key="claims_check", icon=":material/search:"):
            with session.progress_shown() as on_progress:
                check_case(workspace, case, models().readers, only_stale=True, on_progress=on_progress)
            st.rerun()


def _choose(claims: Sequence[Claim], records: Mapping[str, ClaimRecord]) -> list[Claim]:
    """Ask for state, party and words, and keep the claims that fit."""
    states = {claim.id: words.claim_state(records[claim.id]) for claim in claims}
    counts = Counter(states.values())
    options = [f"All ({len(claims)})", *(f"{state} ({counts[state]})" for state in words.ClaimState)]
    parties = sorted({claim.party for claim in claims if claim.party})
    picked = st.segmented_control("State", options, default=options[0], required=True, key="claims_state")
    left, right = st.columns([1, 2])
    party = left.selectbox("Whose statement", ["all", *parties], key="claims_party")
    asked = right.text_input("Words in the claim, its speaker or its context", key="claims_words").casefold().split()
    state = next((one for one in words.ClaimState if picked and picked.startswith(f"{one} (")), None)
    return [
        claim
        for claim in claims
        if (state is None or states[claim.id] is state)
        and (party == "all" or claim.party == party)
        and all(
            word in f"{claim.id} {claim.text} {words.say_speaker(claim)} {claim.context}".casefold() for word in asked
        )
    ]


def _show_row(case: str, claim: Claim, record: ClaimRecord) -> None:
    state = words.claim_state(record)
    with st.container(horizontal=True, vertical_alignment="center", key=f"claims_row_{case}_{claim.id}"):
        quote.show(
            quote.line(
                quote.text(words.say_state(record), kind=f"state fc-state-{state.name.lower()}", tag="span"),
                claim.id,
                words.say_speaker(claim),
                claim.party,
                words.say_date(claim.date),
                kind="row-head",
            ),
            quote.text(claim.text, kind="row-text"),
            quote.text(words.say_sides(record), kind="small"),
        )
        st.page_link(
            session.CLAIM, label=f"Open {quote.label(claim.id)}", query_params={"case": case, "claim": claim.id}
        )


if __name__ == "__main__":
    show()
