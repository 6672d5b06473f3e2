"""A person's conclusion on one claim: asked for without a default, refused with the reason, the earlier ones listed."""

from __future__ import annotations

import streamlit as st

from factcheck.model import Verdict, VerdictLabel
from factcheck.store.evidence import ClaimRecord
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words
from factcheck.ui.deciding import record_verdict
from factcheck.verdict import confirmed_stances


def show(workspace: Workspace, case: str, claim_id: str, record: ClaimRecord) -> None:
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
        turn = st.session_state.setdefault("claim_verdict_turn", 0)  # another turn, another form: empty after a save
        with st.form(f"claim_verdict_{claim_id}_{turn}", border=False):
            label = st.radio(
                "Your verdict", list(VerdictLabel), index=None, horizontal=True, key=f"claim_label_{claim_id}_{turn}"
            )
            justification = st.text_area("Justification", key=f"claim_justification_{claim_id}_{turn}", height=68)
            is_sent = st.form_submit_button("Save the verdict", type="primary")
        if is_sent:
            with session.errors_shown():
                record_verdict(workspace, case, claim_id, label, justification, session.reviewer())
                st.session_state["claim_verdict_turn"] = turn + 1
                st.rerun()


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
