"""Which passage of a claim lies open on the desk, and which comes after it. The order stays while decisions move cards."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from factcheck.model import Evidence
from factcheck.store.evidence import ClaimRecord
from factcheck.ui.words import sort_evidence

_KEPT = "desk_open"


def in_order(record: ClaimRecord) -> list[Evidence]:
    """All that the page of the claim shows, the strongest first whatever its side, so that no decision changes it."""
    shown = {one.passage.id for side in sort_evidence(record).values() for one in side}
    return [one for one in (record.checked.evidence if record.checked else ()) if one.passage.id in shown]


def way(record: ClaimRecord, left: Sequence[Evidence], opened: Evidence | None) -> list[Evidence]:
    """The order in which one goes through what a filter left, with the passage that lies open, left or not."""
    ids = {one.passage.id for one in (*left, *([opened] if opened else []))}
    return [one for one in (record.checked.evidence if record.checked else ()) if one.passage.id in ids]


def find_open(
    case: str, claim_id: str, record: ClaimRecord, whole: Sequence[Evidence], left: Sequence[Evidence]
) -> Evidence | None:
    """The piece of evidence that lies open: the one last opened, else of those left the first not reviewed, else the first."""
    wanted = st.session_state.get(_KEPT, {}).get((case, claim_id))
    known = {one.passage.id: one for one in (*whole, *left)}
    waiting = (one for one in left if one.id not in record.reviews)
    found = known.get(wanted) or next(waiting, None) or next(iter(left), None)
    if found is not None:
        lay_open(case, claim_id, found.passage.id)
    return found


def lay_open(case: str, claim_id: str, passage: str) -> None:
    """Open the passage of this id from the next drawing of the page on."""
    st.session_state.setdefault(_KEPT, {})[(case, claim_id)] = passage


def leave(case: str, claim_id: str) -> None:
    """Let the next drawing of the page choose which passage lies open."""
    st.session_state.get(_KEPT, {}).pop((case, claim_id), None)


def following(order: Sequence[Evidence], record: ClaimRecord, here: Evidence) -> str:
    """The id of the passage to go on to after a decision: the next that nobody reviewed, from the end round to the start.

    Where all are reviewed it is the next one, and at the end the last stays.
    """
    place = next(number for number, one in enumerate(order) if one.passage.id == here.passage.id)
    round_ = [*order[place + 1 :], *order[:place]]
    waiting = (one for one in round_ if one.id not in record.reviews)
    after = next(waiting, None) or order[min(place + 1, len(order) - 1)]
    return after.passage.id


def neighbour(order: Sequence[Evidence], here: Evidence, step: int) -> str | None:
    """The id of the passage so many steps on; None beyond the ends."""
    place = next(number for number, one in enumerate(order) if one.passage.id == here.passage.id) + step
    return order[place].passage.id if 0 <= place < len(order) else None
