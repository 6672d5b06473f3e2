"""A person's conclusion on one claim: asked for without a default, refused with the reason, the earlier ones listed."""

from __future__ import annotations

import streamlit as st

from factcheck.deciding import record_verdict
from factcheck.errors import FactcheckError, StaleEdit
from factcheck.model import Verdict, VerdictLabel
from factcheck.store.evidence import ClaimRecord
from factcheck.ui import naming, quote, session, stale, words
from factcheck.verdict import confirmed_stances, say_parts


def show(case: str, claim_id: str, record: ClaimRecord) -> None:
    """Show the verdict that counts, the earlier ones, and the form for a new one."""
    with st.container(border=True, key="claim_verdict"):
        quote.show(quote.text("Verdict", kind="column", tag="h2"), *_verdicts(record))
        n_confirmed = len(confirmed_stances(record.reviews))
        quote.show(
            quote.line(
                "A person decides, never the tool.",
                f"{words.count(n_confirmed, 'passage')} of {len(record.checked.evidence) if record.checked else 0} confirmed.",
                "A verdict needs at least one." if not n_confirmed else "",
                between=" ",
            )
        )
        if record.verdict is not None:
            place = {"case": case, "claim": claim_id}
            st.page_link(session.EXPORT, label="Export this claim", icon=":material/download:", query_params=place)
        _ask(case, claim_id, record.version)


def _ask(case: str, claim_id: str, seen: int) -> None:
    turn = st.session_state.setdefault("claim_verdict_turn", 0)  # another turn, another form: empty after a save
    keys = tuple(f"claim_{name}_{claim_id}_{turn}" for name in ("label", "justification", "supported", "contradicted"))
    with st.form(f"claim_verdict_{claim_id}_{turn}", border=False):
        st.radio("Your verdict", list(VerdictLabel), index=None, horizontal=True, key=keys[0])
        with st.container(key="claim_parts"):  # shown by the style sheet while Mixed is chosen, without a new run
            st.text_input("Mixed: which part is supported?", key=keys[2])
            st.text_input("Mixed: which part is contradicted?", key=keys[3])
        st.text_area("Justification", key=keys[1], height=68)
        st.form_submit_button(
            "Save the verdict", type="primary", on_click=_save, args=(case, claim_id, keys, seen)
        )  # a callback, because it still knows which version of the claim the person had before them
    stale.show("verdict", _save, seen)
    if trouble := session.notes().get("trouble_verdict"):
        session.show_error(trouble)


def _save(case: str, claim_id: str, keys: tuple[str, ...], seen: int) -> None:
    """Store what the form holds; where it is refused, it stays in the form."""
    if naming.asks(_save, case, claim_id, keys, seen):
        return
    session.notes().clear()
    label: VerdictLabel | None = st.session_state.get(keys[0])
    justification, supported, contradicted = (str(st.session_state.get(key) or "") for key in keys[1:])
    try:
        if label is VerdictLabel.MIXED:
            justification = say_parts(supported, contradicted, justification)
        record_verdict(session.open_workspace(), case, claim_id, label, justification, session.reviewer(), seen)
        st.session_state["claim_verdict_turn"] += 1
    except StaleEdit as error:
        stale.keep("verdict", error, (case, claim_id, keys), "Save my verdict all the same")
    except FactcheckError as error:
        session.notes()["trouble_verdict"] = str(error)


def _verdicts(record: ClaimRecord) -> list[quote.Markup]:
    if not record.verdicts:
        return []
    newest, *earlier = reversed(record.verdicts)
    shown = [quote.text(newest.label, kind="verdict"), quote.text(newest.justification, kind="context"), _who(newest)]
    return shown + [
        quote.line(
            f"Earlier: {one.label}", one.justification, one.reviewer, words.say_time(one.decided_at), kind="small"
        )
        for one in earlier
    ]


def _who(verdict: Verdict) -> quote.Markup:
    return quote.line(verdict.reviewer, words.say_time(verdict.decided_at))
