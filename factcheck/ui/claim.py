"""One claim beside its evidence: what was said, what the papers say for and against it, and what people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from factcheck.documents.page_view import PageView
from factcheck.duplicates.copies import copies_of
from factcheck.model import Claim, Evidence, Stance
from factcheck.opinions import describe_asking
from factcheck.pipeline import check_and_store, state_of
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_hashes
from factcheck.store.evidence import ClaimRecord, load_record
from factcheck.store.workspace import Workspace
from factcheck.ui import (
    claim_place,
    claim_summary,
    claim_work,
    coverage,
    log_panel,
    page_picture,
    quote,
    session,
    verdict_panel,
    words,
)
from factcheck.ui.cards import show_card
from factcheck.ui.models import models

Views = tuple[Mapping[int | None, PageView], Mapping[int | None, str]]  # places, and how surely OCR read them

_NOTHING = {
    Stance.SUPPORTS: "No passage is read as supporting this claim.",
    Stance.CONTRADICTS: "No passage is read as contradicting this claim.",
    Stance.NEUTRAL: "No other passage was retrieved.",
}


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
    said, decided = st.columns([3, 2], gap="large")
    with said:
        claim_work.show(workspace, case, claim, record)
        _show_claim(case, claim)
        if record.checked is None:
            _show_unchecked(workspace, case, asked)
        else:
            _show_searched(workspace, case, claim, record, hashes)
            claim_summary.show(workspace, case, record)
    with decided:
        verdict_panel.show(case, asked, record)
    if record.checked is not None:
        _show_evidence(workspace, case, record)
    claim_work.show_edit(workspace, case, claim, record.version)
    log_panel.show(workspace, case, asked)


def _show_evidence(workspace: Workspace, case: str, record: ClaimRecord) -> None:
    assert record.checked is not None
    columns = words.sort_evidence(record)
    found = record.checked.evidence
    views = page_picture.find_views(workspace, found), coverage.find_notes(workspace, found)
    _show_both_sides(case, record, columns, views)
    meaning = "read as neutral: about the subject, for neither side"
    _show_in_two(case, record, "Related", columns[Stance.NEUTRAL], meaning, views)
    if columns[None]:
        _show_in_two(case, record, "Set aside", columns[None], "a person found these not relevant", views)


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
    quote.show(
        quote.text(claim.text, kind="claim", tag="h1"),
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


def _show_unchecked(workspace: Workspace, case: str, claim_id: str) -> None:
    st.info("This claim has not been checked against the documents of the case yet.")
    if st.button("Check this claim", key="claim_check", type="primary", icon=":material/search:"):
        _check(workspace, case, claim_id)


def _show_searched(workspace: Workspace, case: str, claim: Claim, record: ClaimRecord, hashes: list[str]) -> None:
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
        st.warning("This check is out of date: the documents, the claim's words or the models have changed since.")
    if st.button("Check again", key="claim_again", icon=":material/refresh:"):
        _check(workspace, case, claim.id)


def _check(workspace: Workspace, case: str, claim_id: str) -> None:
    waiting = "Loading the models, then checking…" if models().are_loading else "Checking…"
    with session.errors_shown(), st.spinner(waiting):
        check_and_store(workspace, case, claim_id, models().readers)
        st.rerun()


def _show_both_sides(
    case: str, record: ClaimRecord, columns: dict[Stance | None, list[Evidence]], views: Views
) -> None:
    full = [3 if columns[stance] else 2 for stance in (Stance.SUPPORTS, Stance.CONTRADICTS)]
    sides = st.columns(full, gap="medium")
    for side, title, stance in zip(
        sides, ("Supporting", "Contradicting"), (Stance.SUPPORTS, Stance.CONTRADICTS), strict=True
    ):
        with side:
            sign = words.STANCE_WORDS[stance][0]
            quote.show(quote.text(f"{sign} {title} ({len(columns[stance])})", kind="column", tag="h2"))
            if not columns[stance]:
                _show_nothing(record, stance)
            _show_cards(case, record, columns[stance], views)


def _show_nothing(record: ClaimRecord, stance: Stance) -> None:
    assert record.checked is not None
    searched = record.checked.searched
    parts = [words.say_searched(searched), words.say_not_searched(searched), words.say_unsure(searched)]
    quote.show(
        quote.text(
            f"{_NOTHING[stance]} {'. '.join(filter(None, parts))}. That nothing was found does not mean that "
            "nothing is there: a paper may be missing, unread, or worded otherwise.",
            kind="nothing",
        )
    )


def _show_in_two(
    case: str, record: ClaimRecord, title: str, evidence: list[Evidence], meaning: str, views: Views
) -> None:
    quote.show(
        quote.text(f"{title} ({len(evidence)})", kind="column", tag="h2"),
        quote.text(meaning, kind="small"),
    )
    for half, side in enumerate(st.columns(2, gap="medium")):
        with side:
            _show_cards(case, record, evidence[half::2], views)


def _show_cards(case: str, record: ClaimRecord, evidence: Sequence[Evidence], views: Views) -> None:
    assert record.checked is not None
    places, notes = views
    for one in evidence:
        copies = copies_of(record.checked.evidence, one)
        reviews = record.reviews.get(one.id or 0, ())
        claim_id = record.checked.claim.id
        dispute = record.disputes.get(one.id or 0, ())
        place, note = places.get(one.id), notes.get(one.id, "")
        show_card(case, claim_id, one, reviews, place, note, copies, record.version, dispute)


if __name__ == "__main__":
    show()
