"""Search again on the desk: own words or a Bates number, within what its filter leaves; and pin what is found."""

from __future__ import annotations

import streamlit as st

from factcheck.certainty import say_probability, say_reader
from factcheck.errors import FactcheckError
from factcheck.looking import Looked, Only, look_again, pin
from factcheck.model import Claim, Evidence, SearchBy, Stance
from factcheck.searching import Finding
from factcheck.store.evidence import ClaimRecord
from factcheck.ui import desk_focus, naming, quote, session, words
from factcheck.ui.models import models

_PLACES = 40  # of a phrase that are listed
_FOUND = "desk_found"
_BY = {
    SearchBy.MEANING: "meaning and words",
    SearchBy.WORDS: "words only",
    SearchBy.PHRASE: "exact phrase",
}

Held = dict[str, tuple[Evidence, bool]]  # what the claim has by the id of its passage, and whether it was reviewed

_PIN = {Stance.SUPPORTS: "Pin: supports", Stance.CONTRADICTS: "Pin: contradicts", Stance.NEUTRAL: "Pin: neutral"}


def show(case: str, record: ClaimRecord, only: Only) -> None:
    """Ask what to look for, and show what was found last for this claim."""
    assert record.checked is not None
    claim = record.checked.claim
    quote.show(quote.text("Search again", kind="column", tag="h2"))
    _ask(case, claim, only)
    if trouble := session.notes().get("trouble_desk_search"):
        session.show_error(trouble)
    kept = st.session_state.get(_FOUND)
    if kept and kept[:2] == (case, claim.id):
        held = {one.passage.id: (one, one.id in record.reviews) for one in record.checked.evidence}
        asked, looked = kept[2:]
        if looked.finding and looked.finding.by is SearchBy.PHRASE:
            _show_places(looked.finding)
        _show_found(case, claim, asked, looked, held, record.version)


def _ask(case: str, claim: Claim, only: Only) -> None:
    where = "all papers of the case" if only == Only() else "what is chosen above"
    with st.form(f"desk_search_{case}_{claim.id}"):
        asked = st.text_input(
            "Own words, or a Bates number", key=f"desk_search_words_{case}_{claim.id}",
            placeholder="names, dates, what a paper might say",
        )  # fmt: skip
        by = st.radio(
            "Search by", list(SearchBy), key=f"desk_search_by_{case}_{claim.id}",
            format_func=_BY.__getitem__, horizontal=True,
        )  # fmt: skip
        quote.show(quote.text(f"Looks in {where}.", kind="small"))
        if st.form_submit_button("Search", icon=":material/search:"):
            _search(case, claim, asked, by or SearchBy.MEANING, only)


def _search(case: str, claim: Claim, asked: str, by: SearchBy, only: Only) -> None:
    session.notes().clear()
    waiting = "Loading the models, then searching…" if models().are_loading else "Searching…"
    st.session_state.pop(_FOUND, None)
    try:
        with st.spinner(waiting):
            looked = look_again(session.open_workspace(), case, claim, asked, only, models().readers, by)
        st.session_state[_FOUND] = case, claim.id, asked, looked
    except FactcheckError as error:
        session.notes()["trouble_desk_search"] = str(error)


def _show_places(finding: Finding) -> None:
    """How often a phrase stands in the papers, and where."""
    times = f"{words.count(finding.total, 'time')} on {words.count(finding.pages, 'page')}"
    shown = finding.occurrences[:_PLACES]
    lines = [f"{one.document.title}, page {one.page} {one.bates}".rstrip() for one in shown]
    more = [f"and {finding.total - len(shown)} more"] if finding.total > len(shown) else []
    quote.show(
        quote.text(
            f"“{finding.asked}”, word for word: {times} of {words.count(finding.documents, 'document')} of the case"
        ),
        quote.items([*dict.fromkeys(lines), *more]),
    )


def _show_found(case: str, claim: Claim, asked: str, looked: Looked, held: Held, seen: int) -> None:
    found = looked.evidence
    heading = f"{words.count(len(found), 'passage')} for “{asked}”"
    quote.show(quote.text(heading, kind="column", tag="h3"), quote.text(_say_left_out(looked), kind="small"))
    if not found:
        quote.show(quote.text("Nothing is left to show. Other words may find other passages.", kind="nothing"))
    for half, side in enumerate(st.columns(2, gap="medium")):
        with side:
            for number, one in list(enumerate(found))[half::2]:
                _show_one(case, claim, number, one, held.get(one.passage.id), seen)


def _say_left_out(looked: Looked) -> str:
    """What was found and is not here, and why."""
    said = []
    if looked.finding and not looked.finding.has_all:
        said.append("No passage holds all of these words: some hold a part of them.")
    if looked.n_left > looked.n_read:
        said.append(
            f"{looked.n_left} passages were found where you look; the first {looked.n_read} were read for stance."
        )
    if looked.n_read > len(looked.evidence):
        said.append(f"{looked.n_read - len(looked.evidence)} of those read have another stance than you chose.")
    return " ".join(said)


def _show_one(
    case: str, claim: Claim, number: int, one: Evidence, known: tuple[Evidence, bool] | None, seen: int
) -> None:
    document, place, rationale = one.document, one.passage, one.reading.rationale
    stance = one.reading.stance
    with st.container(border=True, key=f"desk_hit_{number}"):
        quote.show(
            quote.line(
                quote.text(words.say_stance(one.reading), kind=f"stance fc-{stance}", tag="span"),
                say_reader(one.reading.by_model is not None), kind="head", between=" ",
            ),
            quote.text(document.title, kind="title"),
            quote.line(
                words.say_page(document, place.page), place.bates, document.provenance.kind,
                words.say_date(document.provenance.document_date),
            ),
            quote.passage(place.text, rationale.start - place.start, rationale.end - place.start),
            quote.items(one.reading.reasons),
            quote.text(say_probability(one.reading), kind="small"),
        )  # fmt: skip
        with st.container(horizontal=True, gap="small", key=f"claim_buttons_hit_{number}"):
            if known is not None:
                held, is_reviewed = known
                quote.show(quote.text("Among the evidence already", kind="small"))
                st.button(
                    "Lay it open", key=f"desk_hit_open_{number}", on_click=desk_focus.lay_open,
                    args=(case, claim.id, place.id if is_reviewed else held.copy_of or place.id),
                )  # fmt: skip
                return
            for side, label in _PIN.items():
                st.button(
                    label, key=f"desk_pin_{side}_{number}", icon=":material/keep:", on_click=_pin,
                    args=(case, claim.id, one, side, seen),
                )  # fmt: skip


def _pin(case: str, claim_id: str, one: Evidence, stance: Stance, seen: int) -> None:
    if naming.asks(_pin, case, claim_id, one, stance, seen):
        return
    session.notes().clear()
    try:
        pin(session.open_workspace(), case, claim_id, one, stance, session.reviewer(), seen)
        desk_focus.lay_open(case, claim_id, one.passage.id)
    except FactcheckError as error:
        session.notes()["trouble_desk_search"] = str(error)
