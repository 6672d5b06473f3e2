"""The keyboard of the desk: which key does what, the way from passage to passage, undo, and the sheet that says all keys.

A key presses a button that can be clicked too; `desk.js` presses one after the other, so that none is lost to a run of the page
under way, and a decision goes to the passage that lay open when its key was pressed. Keys rest while somebody types in a field.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from factcheck.deciding import find_last_review, take_back
from factcheck.errors import FactcheckError
from factcheck.log import Link, unwrap
from factcheck.model import Evidence, Stance
from factcheck.store.evidence import ClaimRecord
from factcheck.store.workspace import Workspace
from factcheck.ui import desk_focus, quote, session

AGREE, NOT_RELEVANT = "A", "N"
OF_STANCE = {Stance.SUPPORTS: "S", Stance.CONTRADICTS: "X", Stance.NEUTRAL: "O"}
NEXT, PREVIOUS, UNDO, SHEET = "J", "K", "U", "?"
PAGE_ON, PAGE_BACK, LARGER, SMALLER = "F", "B", "L", "M"

_PRESSES = {
    AGREE: (True, "[class*='st-key-claim_agree_']"),
    NOT_RELEVANT: (True, "[class*='st-key-claim_not_relevant_']"),
    **{key: (True, f"[class*='_{stance}_']") for stance, key in OF_STANCE.items()},
    NEXT: (False, ".st-key-desk_next"),
    PREVIOUS: (False, ".st-key-desk_previous"),
    UNDO: (False, ".st-key-desk_undo"),
    PAGE_ON: (False, "[class*='st-key-desk_page_on_']"),
    PAGE_BACK: (False, "[class*='st-key-desk_page_back_']"),
    LARGER: (False, "[class*='st-key-desk_larger_']"),
    SMALLER: (False, "[class*='st-key-desk_smaller_']"),
    SHEET: (False, ".st-key-desk_keys"),
}
"""For each key whether it decides, and the element that holds its button; within the card where it decides."""

_SHEET = (
    (AGREE, "agree with the stance that the model reads, and go on"),
    (OF_STANCE[Stance.SUPPORTS], "it supports the claim (✓), and go on"),
    (OF_STANCE[Stance.CONTRADICTS], "it contradicts the claim (✕), and go on"),
    (OF_STANCE[Stance.NEUTRAL], "it is neutral (○), and go on"),
    (NOT_RELEVANT, "not relevant: set it aside, and go on"),
    (UNDO, "take your last decision on this claim back, and return to it"),
    (f"{NEXT}, {PREVIOUS}", "to the next passage, to the previous one, without a decision"),
    (f"{PAGE_ON}, {PAGE_BACK}", "turn the page on or back"),
    (f"{LARGER}, {SMALLER}", "show the page larger, smaller"),
    (SHEET, "show or hide this sheet"),
)


def show_way(
    workspace: Workspace, case: str, claim_id: str, record: ClaimRecord, order: Sequence[Evidence], here: Evidence
) -> None:
    """Where one stands among the passages to go through, and the buttons that lead on, back, and take back."""
    n_done = sum(one.id in record.reviews for one in order)
    waiting = sum(one.id not in record.reviews for one in desk_focus.in_order(record))
    end = f"{waiting} not shown wait for review" if waiting else "all done: set the verdict"
    place = next(number for number, one in enumerate(order, start=1) if one.passage.id == here.passage.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="desk_way"):
        for label, key, step in (("Previous", PREVIOUS, -1), ("Next", NEXT, 1)):
            target = desk_focus.neighbour(order, here, step)
            st.button(
                f"{label} {tag(key)}", key=f"desk_{label.lower()}", disabled=target is None,
                on_click=desk_focus.lay_open, args=(case, claim_id, target or ""),
            )  # fmt: skip
        last = find_last_review(workspace, case, claim_id, session.reviewer())
        st.button(
            f"Undo {tag(UNDO)}", key="desk_undo", icon=":material/undo:", disabled=last is None,
            on_click=_undo, args=(case, claim_id, last, record.version),
        )  # fmt: skip
        st.button(
            f"Keys {tag(SHEET)}", key="desk_keys", icon=":material/keyboard:", type="tertiary", on_click=_turn_sheet
        )
        said = f"Passage {place} of {len(order)}, strongest first", f"{n_done} reviewed"
        quote.show(
            quote.line(*said, end if n_done == len(order) else ""),
            quote.text(f"Your last decision: {_say(last)}" if last else "", kind="small"),
        )
    if trouble := session.notes().get("trouble_desk_undo"):
        session.show_error(trouble)
    if st.session_state.get("desk_sheet"):
        _show_sheet(_SHEET)
    with st.sidebar:
        quote.run_script("desk.js", KEYS_OF_THE_DESK={key.lower(): where for key, where in _PRESSES.items()})


def tag(key: str) -> str:
    """A key as the label of its button says it."""
    return f"`{key}`"


def count_turn() -> None:
    """Leave a sign, not seen, that a run of the page, or of a part of it, has come to its end; `desk.js` waits for it."""
    turn = st.session_state.get("desk_turn", 0) + 1
    st.session_state["desk_turn"] = turn
    quote.show(quote.text(str(turn), kind="turn"))


def _say(last: Link) -> str:
    """A decision in short: a key moves on at once, so what it did is said here."""
    assert last.entry is not None
    entry = unwrap(last.entry)
    page = f", page {entry.what['page']}" if "page" in entry.what else ""
    return f"{(entry.after or {}).get('stance') or 'not relevant'}{page}"


def _show_sheet(rows: Sequence[tuple[str, str]]) -> None:
    with st.container(border=True, key="desk_sheet_shown"):
        quote.show(
            quote.text("Keys", kind="column", tag="h2"),
            quote.table(("Key", "What it does to the passage that lies open"), rows),
            quote.text("Keys rest while you type in a field.", kind="small"),
        )


def _turn_sheet() -> None:
    st.session_state["desk_sheet"] = not st.session_state.get("desk_sheet")


def _undo(case: str, claim_id: str, last: Link, seen: int) -> None:
    session.notes().clear()
    try:
        passage = take_back(session.open_workspace(), case, last, session.reviewer(), seen)
        desk_focus.lay_open(case, claim_id, passage)
    except FactcheckError as error:
        session.notes()["trouble_desk_undo"] = str(error)
