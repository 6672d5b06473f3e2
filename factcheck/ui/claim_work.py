"""What a person must know of the work on a claim before they decide: doubts, blind review, whose it is; and its edit."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from factcheck.claims.importing import MAX_TEXT, make_claim
from factcheck.errors import FactcheckError, StaleEdit
from factcheck.log import Action, describe
from factcheck.model import Claim
from factcheck.store.cases import edit_claim, load_claim
from factcheck.store.database import count_writes
from factcheck.store.evidence import ClaimRecord
from factcheck.store.log import load_head, load_links
from factcheck.store.work import Work, load_work
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, stale, words
from factcheck.worklist import WorkState, next_unreviewed

_FIXED = ("id", "place", "original")  # where a claim stands in its statement is not typed
_LONG = ("text", "context", "note")


def show(workspace: Workspace, case: str, claim: Claim, record: ClaimRecord) -> None:
    """Show the state of the work, what puts the verdict in doubt, and the way to the next claim."""
    with workspace.reading() as db:
        state = count_writes(db), load_head(db, case)
    work = _load_work(workspace, str(workspace.root.resolve()), case, workspace.who, state)
    here = next(one for one in work.claims if one.claim.id == claim.id)
    badge = quote.text(words.say_work(here.state), kind=f"state fc-work-{here.state.name.lower()}", tag="span")
    whose = f"{here.assigned_to}'s" if here.assigned_to else ""
    with st.container(horizontal=True, vertical_alignment="center", key="claim_work"):
        quote.show(quote.line(badge, f"{here.reviewed} of {words.count(here.pieces, 'passage')} reviewed", whose))
        if target := next_unreviewed(work.claims, session.reviewer(), claim.id):
            st.page_link(
                session.CLAIM, label=f"Next unreviewed: {quote.label(target)}", icon=":material/skip_next:",
                query_params={"case": case, "claim": target},
            )  # fmt: skip
    if here.state is WorkState.IN_DOUBT:
        st.warning(quote.label(_sentence("; ".join(here.reasons))), icon=":material/priority_high:")
    if record.is_open:
        done = f" Done with it so far: {', '.join(record.done_by)}." if record.done_by else ""
        quote.show(
            quote.text(
                f"Two people review this claim. You see your own decisions alone until both have set a verdict.{done}",
                kind="nothing",
            )
        )
    elif record.disputes or record.verdict_dispute:
        st.page_link(session.DISAGREEMENTS, label="To the disagreements", query_params={"case": case})


@st.cache_resource(max_entries=8, show_spinner=False)
def _load_work(_workspace: Workspace, root: str, case: str, viewer: str, state: object) -> Work:
    """The worklist of a case, kept while the ``state`` of the database is the same: not read anew for each claim looked at."""
    with _workspace.reading() as db:
        return load_work(db, case)


def show_edit(workspace: Workspace, case: str, claim: Claim, seen: int) -> None:
    """Offer to edit the claim, and say how it came to read as it does."""
    with workspace.reading() as db:
        links = load_links(db, case, claim.id, [Action.CLAIM_ADDED, Action.CLAIM_CHANGED])
    n_edits = sum(link.entry is not None for link in links) - 1
    said = f"edited {words.count(n_edits, 'time')}" if n_edits > 0 else "never edited"
    part = session.fold(f"Edit this claim ({said})", "claim_edit", ":material/edit:")
    if part is None:  # a dozen fields, which most who look at a claim need not wait for
        return
    with part:
        lines = [f"{words.say_time(link.entry.at)}: {describe(link.entry)}" for link in reversed(links) if link.entry]
        quote.show(quote.items(lines))
        turn = links[-1].number if links else 0  # an edit makes other fields, which show the claim as it is now
        with st.form(f"claim_edit_{claim.id}_{turn}", border=False):
            for name, value in asdict(claim).items():
                if name not in _FIXED:
                    _ask(_key(name, claim.id, turn), name, value)
            st.text_input("Why it is edited", key=_key("why", claim.id, turn))
            st.form_submit_button("Save the edit", on_click=_send, args=(case, claim, turn, seen))
        stale.show("edit", _save, seen)
        if trouble := session.notes().get("trouble_edit"):
            session.show_error(trouble)


def _key(name: str, claim_id: str, turn: int) -> str:
    return f"edit_{name}_{claim_id}_{turn}"


def _ask(key: str, name: str, value: str) -> None:
    label = name.replace("_", " ").replace("url", "address").capitalize()
    if name in _LONG:
        st.text_area(label, value, key=key, max_chars=MAX_TEXT, height=68)
    else:
        st.text_input(label, value, key=key)


def _send(case: str, claim: Claim, turn: int, seen: int) -> None:
    typed = {
        name: str(st.session_state.get(_key(name, claim.id, turn)) or "")
        for name in asdict(claim)
        if name not in _FIXED
    }
    changed = {name: value for name, value in typed.items() if value != getattr(claim, name)}
    _save(case, claim.id, changed, str(st.session_state.get(_key("why", claim.id, turn)) or ""), seen)


def _save(case: str, claim_id: str, changed: dict[str, str], why: str, seen: int) -> None:
    """Save the fields that a person changed, and no other; where somebody was faster, they are kept for another try."""
    session.notes().clear()
    try:
        with session.open_workspace().writing() as db:
            edited = make_claim(**(asdict(load_claim(db, case, claim_id)) | changed))
            edit_claim(db, case, edited, seen, why)
    except StaleEdit as error:
        stale.keep("edit", error, (case, claim_id, changed, why), f"Save mine all the same: {', '.join(changed)}")
    except FactcheckError as error:
        session.notes()["trouble_edit"] = str(error)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
