"""Where the work stands: what changed since one was last here, the worklist of claims and documents, all cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from factcheck.log import Action, describe
from factcheck.model import Case
from factcheck.people import Role, same_person
from factcheck.store.access import may
from factcheck.store.cases import load_cases
from factcheck.store.work import Since, Work, load_since, load_work, save_seen
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, review_mode, session, words, work_actions
from factcheck.worklist import ClaimWork, DocumentWork, WorkState, count_states, next_unreviewed

_ON_A_PAGE = 50  # rows
_TOLD = 12  # changes that are told one by one
_STATES = list(WorkState)
_ORDERS: dict[str, Callable[[ClaimWork | DocumentWork], object]] = {
    "as in the case": lambda one: 0,
    "what needs work first": lambda one: [WorkState.IN_DOUBT, *_STATES].index(one.state),
    "least reviewed first": lambda one: one.reviewed / one.pieces if one.pieces else 0.0,
    "by whose it is": lambda one: (not one.assigned_to, one.assigned_to.casefold()),
    "by date": lambda one: _date(one) or "9999",
}


def show() -> None:
    """Ask what is to be seen of the case, load the work on it, show it."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    who = session.reviewer()
    with workspace.reading() as db:
        work = load_work(db, case.slug)
        since = load_since(db, case.slug, who) if who else None
        is_admin = may(db, Role.ADMIN)
        others = [one for one in load_cases(db) if one.slug != case.slug]
    quote.show(quote.text(case.title, kind="page-title", tag="h1"), quote.text(case.question, kind="context"))
    review_mode.show(case, is_admin)
    _show_since(workspace, case.slug, who, since)
    _show_worklist(case.slug, work, who)
    if others:
        _show_cases(workspace, others)


def _show_since(workspace: Workspace, case: str, who: str, since: Since | None) -> None:
    quote.show(quote.text("Since you were last here", kind="column", tag="h2"))
    if since is None:
        quote.show(
            quote.text("Give your name at the left, and changes made by others are listed here.", kind="context")
        )
        return
    if not since.seen_at:
        quote.show(quote.text("From now on, what others change is listed here.", kind="context"))
        _keep_seen(case, who, since.version)
        return
    if not since.entries:
        quote.show(quote.text(f"Nothing changed since {words.say_time(since.seen_at)}.", kind="context"))
        return
    single = [one for one in since.entries if one.action is not Action.REVIEWED]
    n_reviews = len(since.entries) - len(single)
    lines = [f"{words.say_time(one.at)}: {describe(one)}" for one in reversed(single[-_TOLD:])]
    if len(single) > _TOLD:
        lines.append(f"and {len(single) - _TOLD} earlier changes; the decision log of each claim has them")
    if n_reviews:
        lines.append(f"{words.count(n_reviews, 'passage')} reviewed by others")
    with st.container(key="overview_since"):
        quote.show(quote.text(f"Since {words.say_time(since.seen_at)}:", kind="small"), quote.items(lines))
        st.button("I have seen this", key="overview_seen", on_click=_keep_seen, args=(case, who, since.version))


def _keep_seen(case: str, who: str, version: int) -> None:
    with session.open_workspace().writing(Role.VIEWER) as db:
        save_seen(db, case, who, version)


def _show_worklist(case: str, work: Work, who: str) -> None:
    quote.show(quote.text("Worklist", kind="column", tag="h2"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="overview_bar"):
        kind = st.segmented_control("Of", ["Claims", "Documents"], default="Claims", required=True, key="overview_of")
        target = next_unreviewed(work.claims, who)
        st.page_link(
            session.CLAIM,
            label=f"Next unreviewed: {quote.label(target)}" if target else "Nothing is waiting for you",
            icon=":material/arrow_forward:",
            query_params={"case": case, "claim": target or ""},
            disabled=target is None,
        )
        work_actions.show(case, work, who)
    rows: Sequence[ClaimWork | DocumentWork] = work.claims if kind == "Claims" else work.documents
    chosen = _choose(rows, who, str(kind))
    quote.show(quote.text(f"{len(chosen)} of {len(rows)} shown", kind="small"))
    if len(chosen) > _ON_A_PAGE:
        at = st.pagination(-(-len(chosen) // _ON_A_PAGE), key="overview_page") - 1
        chosen = chosen[at * _ON_A_PAGE : (at + 1) * _ON_A_PAGE]
    for one in chosen:
        _show_row(case, one)


def _choose(rows: Sequence[ClaimWork | DocumentWork], who: str, kind: str) -> list[ClaimWork | DocumentWork]:
    """Ask for state, person and order, and keep the rows that fit."""
    counts = count_states(rows)
    options = [f"All ({len(rows)})", *(f"{state} ({counts[state]})" for state in WorkState)]
    picked = st.segmented_control("State", options, default=options[0], required=True, key=f"overview_state_{kind}")
    left, right = st.columns(2)
    people = sorted({one.assigned_to for one in rows if one.assigned_to})
    whose = left.selectbox("Whose", ["anybody's", "mine", "nobody's", *people], key=f"overview_whose_{kind}")
    order = right.selectbox("Order", list(_ORDERS), key=f"overview_order_{kind}")
    state = next((one for one in WorkState if picked and picked.startswith(f"{one} (")), None)
    kept = [one for one in rows if (state is None or one.state is state) and _is_whose(one, str(whose), who)]
    return sorted(kept, key=_ORDERS[order])  # type: ignore[arg-type]


def _is_whose(one: ClaimWork | DocumentWork, whose: str, who: str) -> bool:
    match whose:
        case "anybody's":
            return True
        case "mine":
            return same_person(one.assigned_to, who)
        case "nobody's":
            return not one.assigned_to
        case _:
            return one.assigned_to == whose


def _show_row(case: str, one: ClaimWork | DocumentWork) -> None:
    badge = quote.text(words.say_work(one.state), kind=f"state fc-work-{one.state.name.lower()}", tag="span")
    whose = f"{one.assigned_to}'s" if one.assigned_to else "nobody's"
    reviewed = f"{one.reviewed} of {words.count(one.pieces, 'passage')} reviewed" if one.pieces else ""
    if isinstance(one, ClaimWork):
        key, name, page = one.claim.id, one.claim.text, session.CLAIM
        facts = [one.claim.id, words.say_speaker(one.claim), words.say_date(one.claim.date)]
        facts.append(f"Verdict: {one.verdict}" if one.verdict else "")
        place = {"case": case, "claim": one.claim.id}
    else:
        key, name, page = one.document.sha256, one.document.title, session.DOCUMENT
        bears = f"bears on {', '.join(one.claims)}" if one.claims else ""
        facts = [one.document.provenance.kind, words.say_date(one.document.provenance.document_date), bears]
        place = {"case": case, "document": one.document.sha256}
    with st.container(horizontal=True, vertical_alignment="center", key=f"overview_row_{key}"):
        quote.show(
            quote.line(badge, *facts, reviewed, whose, kind="row-head"),
            quote.text(name, kind="row-text"),
            quote.items(one.reasons),
        )
        st.page_link(
            page, label=f"Open {quote.label(name[:40] if page == session.DOCUMENT else key)}", query_params=place
        )


def _show_cases(workspace: Workspace, cases: Sequence[Case]) -> None:
    quote.show(quote.text("Other cases", kind="column", tag="h2"))
    for case in cases:
        with workspace.reading() as db:
            counts = count_states(load_work(db, case.slug).claims)
        said = ", ".join(f"{number} {str(state).lower()}" for state, number in counts.items() if number)
        with st.container(horizontal=True, vertical_alignment="center", key=f"overview_row_case_{case.slug}"):
            quote.show(
                quote.line(case.slug, said or "no claims", kind="row-head"), quote.text(case.title, kind="row-text")
            )
            st.page_link(session.CLAIMS, label=f"Open {case.slug}", query_params={"case": case.slug})


def _date(one: ClaimWork | DocumentWork) -> str:
    return one.claim.date if isinstance(one, ClaimWork) else one.document.provenance.document_date


if __name__ == "__main__":
    show()
