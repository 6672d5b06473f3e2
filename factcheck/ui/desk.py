"""The desk: one passage lies open beside its page; below it all of them, or those chosen, supporting beside contradicting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from factcheck.duplicates.copies import copies_of
from factcheck.looking import Only
from factcheck.model import Evidence, Stance
from factcheck.store.documents import load_documents
from factcheck.store.evidence import ClaimRecord
from factcheck.store.workspace import Workspace
from factcheck.ui import coverage, desk_filter, desk_focus, desk_keys, desk_page, desk_search, quote, words
from factcheck.ui.cards import Piece, show_card, show_lost, show_open, show_stub

Notes = Mapping[int | None, str]  # how surely OCR read a piece, by its id

_NOTHING = {
    Stance.SUPPORTS: "No passage is read as supporting this claim.",
    Stance.CONTRADICTS: "No passage is read as contradicting this claim.",
    Stance.NEUTRAL: "No other passage was retrieved.",
}


def show(workspace: Workspace, case: str, record: ClaimRecord) -> None:
    """Show the evidence of a claim that has been checked."""
    assert record.checked is not None
    claim_id = record.checked.claim.id
    only = desk_filter.chosen(case, claim_id)
    whole, record = record, desk_filter.limit(record, only)
    assert record.checked is not None
    columns = words.sort_evidence(record)
    all_, left = desk_focus.in_order(whole), desk_focus.in_order(record)
    opened = desk_focus.find_open(case, claim_id, whole, all_, left)
    way = desk_focus.way(whole, left, opened)
    notes = coverage.find_notes(workspace, [*record.checked.evidence, *way])
    place = _show_open(workspace, case, whole, way, opened, notes) if opened else None
    with workspace.reading() as db:
        documents = {one.sha256: one for one in load_documents(db, case)}
    desk_filter.show(case, claim_id, documents, only, len(left), len(all_))
    _show_both_sides(case, record, columns, notes, opened, is_limited=only != Only())
    meaning = "read as neutral: about the subject, for neither side"
    _show_in_two(case, record, "Related", columns[Stance.NEUTRAL], meaning, notes, opened)
    if columns[None]:
        _show_in_two(case, record, "Set aside", columns[None], "a person found these not relevant", notes, opened)
    desk_search.show(case, whole, only)
    if opened and place:
        with place:  # last: a picture may have to be drawn first, and nothing waits for it
            desk_page.show(opened)


def _show_open(
    workspace: Workspace, case: str, record: ClaimRecord, way: Sequence[Evidence], opened: Evidence, notes: Notes
) -> st.delta_generator.DeltaGenerator:
    """The passage that lies open, and the place for its page."""
    assert record.checked is not None
    claim_id = record.checked.claim.id
    after = desk_focus.following(way, record, opened)
    with st.container(key="desk_open"):
        desk_keys.show_way(workspace, case, claim_id, record, way, opened)
        show_lost(opened)
        card, page = st.columns([5, 6], gap="small")
        with card:
            show_open(_piece(case, record, opened, notes), after)
    return page


def _show_both_sides(
    case: str,
    record: ClaimRecord,
    columns: dict[Stance | None, list[Evidence]],
    notes: Notes,
    opened: Evidence | None,
    is_limited: bool,
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
                _show_nothing(record, stance, is_limited)
            _show_cards(case, record, columns[stance], notes, opened)


def _show_nothing(record: ClaimRecord, stance: Stance, is_limited: bool) -> None:
    assert record.checked is not None
    if is_limited:
        quote.show(quote.text("None among what is chosen above.", kind="nothing"))
        return
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
    case: str,
    record: ClaimRecord,
    title: str,
    evidence: list[Evidence],
    meaning: str,
    notes: Notes,
    opened: Evidence | None,
) -> None:
    quote.show(
        quote.text(f"{title} ({len(evidence)})", kind="column", tag="h2"),
        quote.text(meaning, kind="small"),
    )
    for half, side in enumerate(st.columns(2, gap="medium")):
        with side:
            _show_cards(case, record, evidence[half::2], notes, opened)


def _show_cards(
    case: str, record: ClaimRecord, evidence: Sequence[Evidence], notes: Notes, opened: Evidence | None
) -> None:
    for one in evidence:
        if opened and one.id == opened.id:
            show_stub(one, record.reviews.get(one.id or 0, ()), record.disputes.get(one.id or 0, ()))
        else:
            show_card(_piece(case, record, one, notes))


def _piece(case: str, record: ClaimRecord, one: Evidence, notes: Notes) -> Piece:
    assert record.checked is not None
    return Piece(
        case,
        record.checked.claim.id,
        one,
        record.reviews.get(one.id or 0, ()),
        notes.get(one.id, ""),
        copies_of(record.checked.evidence, one),
        record.version,
        record.disputes.get(one.id or 0, ()),
    )
