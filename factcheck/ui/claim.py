"""One claim beside its evidence: what was said, what the papers say for and against it, and what people decide."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from factcheck.errors import FactcheckError
from factcheck.model import Claim
from factcheck.opinions import describe_asking
from factcheck.pipeline import check_and_store, state_of
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_hashes
from factcheck.store.evidence import ClaimRecord, load_record
from factcheck.ui import (
    claim_place,
    claim_summary,
    claim_work,
    desk,
    desk_keys,
    log_panel,
    quote,
    session,
    verdict_panel,
    words,
)
from factcheck.ui.models import models


def show() -> None:
    """Ask which claim, load what is held on it, show it."""
    workspace = session.open_workspace()
    case = session.current_case(workspace).slug
    with workspace.reading() as db:
        claims = load_claims(db, case)
        hashes = load_hashes(db, case)
        if not claims:
            st.info("This case has no claims yet.")
            st.page_link(session.ADD_CLAIMS, label="Add a claim", icon=":material/add:")
            return
        asked = st.query_params.get("claim") or st.session_state.get("claim_id", {}).get(case) or claims[0].id
        record = load_record(db, case, asked)
    st.session_state["claim_id"] = {case: asked}
    st.query_params.update(case=case, claim=asked)
    claim = next(one for one in claims if one.id == asked)
    _show_way([one.id for one in claims], case, claim)
    said, papers = st.columns([2, 5], gap="medium")
    with said, st.container(key="desk_claim"):
        _show_claim(case, claim)
        claim_work.show(workspace, case, claim, record)
        if record.checked is not None:
            claim_summary.show(workspace, case, record)
        verdict_panel.show(case, asked, record)
        if record.checked is not None:
            _show_searched(case, claim, record, hashes)
    with papers:
        if record.checked is None:
            _show_unchecked(case, asked)
        else:
            desk.show(workspace, case, record)
        claim_work.show_edit(workspace, case, claim, record.version)
        log_panel.show(workspace, case, asked)
        desk_keys.count_turn()


def _show_way(ids: Sequence[str], case: str, claim: Claim) -> None:
    """The way on, and the claim in short; both stay in view while the evidence is read."""
    here = claim.id
    before, after = words.neighbours(ids, here)
    with st.container(horizontal=True, vertical_alignment="center", key="claim_way"):
        for icon, name, target in (("arrow_back", "Previous", before), ("arrow_forward", "Next", after)):
            place = {"case": case, "claim": target or here}
            st.page_link(session.CLAIM, label=name, icon=f":material/{icon}:", query_params=place, disabled=not target)
        quote.show(quote.line(f"Claim {ids.index(here) + 1} of {len(ids)}", here, claim.text, kind="way"))


def _show_claim(case: str, claim: Claim) -> None:
    wording = {"quote": "quoted word for word", "paraphrase": "a paraphrase, not the speaker's words"}
    with st.container(key="desk_said"):
        quote.show(quote.text(claim.text, kind="claim", tag="h1"))
    quote.show(
        quote.line(
            words.say_speaker(claim),
            claim.party,
            words.say_date(claim.date),
            claim.venue,
            wording.get(claim.wording, ""),
        ),
        quote.text(claim.context, kind="context"),
        quote.line(
            *(("Source", quote.link(claim.source_url, claim.source)) if claim.source or claim.source_url else ()),
            between=": ",
        ),
        quote.text(claim.note, kind="small"),
    )
    claim_place.show(case, claim)


def _show_unchecked(case: str, claim_id: str) -> None:
    st.info("This claim has not been checked against the documents of the case yet.")
    st.button(
        "Check this claim", key="claim_check", type="primary", icon=":material/search:", on_click=_check,
        args=(case, claim_id),
    )  # fmt: skip
    _show_trouble()


def _show_searched(case: str, claim: Claim, record: ClaimRecord, hashes: list[str]) -> None:
    checked = record.checked
    assert checked is not None
    searched = checked.searched
    asked_now = state_of(hashes, claim, models().names or checked.models)
    quote.show(
        quote.line(
            words.say_searched(searched),
            words.say_not_searched(searched),
            words.say_unsure(searched),
            f"{words.count(len(checked.evidence), 'passage')} read for stance",
        ),
        quote.line(
            f"Checked {words.say_time(checked.checked_at)}",
            *(f"{part}: {name}" for part, name in checked.models.items()),
            kind="small",
        ),
        quote.text(describe_asking(checked.second) if checked.second else "", kind="small"),
    )
    st.page_link(
        session.METHOD,
        label="How it was checked, and what was not found",
        icon=":material/policy:",
        query_params={"case": case, "claim": claim.id},
    )
    if asked_now != record.state:
        st.warning(
            "This check is out of date: the documents, the claim's words, the models or the way of reading have changed since."
        )
    st.button("Check again", key="claim_again", icon=":material/refresh:", on_click=_check, args=(case, claim.id))
    _show_trouble()


def _check(case: str, claim_id: str) -> None:
    """Check before the page is drawn anew, so that it is drawn once, with what was found."""
    waiting = "Loading the models, then checking…" if models().are_loading else "Checking…"
    session.notes().clear()
    try:
        with st.spinner(waiting):
            check_and_store(session.open_workspace(), case, claim_id, models().readers)
    except FactcheckError as error:
        session.notes()["trouble_check"] = str(error)


def _show_trouble() -> None:
    if trouble := session.notes().get("trouble_check"):
        session.show_error(trouble)


if __name__ == "__main__":
    show()
