"""Where two reviewers decided otherwise: how far they agree over the case, and each disagreement to be settled."""

from __future__ import annotations

import streamlit as st

from factcheck.agreement import Agreement
from factcheck.deciding import settle_review, settle_verdict
from factcheck.errors import FactcheckError, StaleEdit
from factcheck.model import Claim, Evidence, Review, Stance, VerdictLabel
from factcheck.people import Role
from factcheck.store.access import may
from factcheck.store.blind import is_double
from factcheck.store.cases import load_claims
from factcheck.store.comparing import NOT_RELEVANT, Compared, compare_reviewers
from factcheck.store.evidence import ClaimRecord, load_records
from factcheck.ui import quote, session, stale, words


def show() -> None:
    """Load what both reviewers are done with, show it."""
    workspace = session.open_workspace()
    case = session.current_case(workspace).slug
    with workspace.reading() as db:
        claims, records = load_claims(db, case), load_records(db, case)
        may_settle, is_blind = may(db, Role.ADJUDICATOR), is_double(db, case)
    quote.show(
        quote.text("Disagreements", kind="page-title", tag="h1"),
        quote.text(
            "Two people review each claim without seeing each other's decisions. Where they differ, nothing counts until an "
            "adjudicator settles it, with a reason.",
            kind="context",
        ),
    )
    if not is_blind:
        st.info("This case has one reviewer a claim. An admin changes that on the page Overview.")
        return
    agreement = (
        st.empty()
    )  # filled last: what it is measured with may still be loading, and nobody should wait to settle
    with agreement:
        quote.show(quote.text("How far the reviewers agree is being measured…", kind="small"))
    if not may_settle:
        quote.show(quote.text("Settling takes the role adjudicator.", kind="small"))
    disputed = [one for one in claims if records[one.id].disputes or records[one.id].verdict_dispute]
    if not disputed:
        quote.show(quote.text("There is nothing to settle.", kind="nothing"))
    for claim in disputed:
        _show_claim(case, claim, records[claim.id], may_settle)
    with workspace.reading() as db:
        compared = compare_reviewers(db, case)
    with agreement.container():
        _show_agreement(compared)


def _show_agreement(compared: Compared) -> None:
    quote.show(
        quote.text("How far the reviewers agree", kind="column", tag="h2"),
        quote.text(f"Over {words.count(compared.claims, 'claim')} that both are done with.", kind="small"),
    )
    for name, agreement in (("passages", compared.stances), ("verdicts", compared.verdicts)):
        quote.show(quote.items(_say_agreement(name, agreement)))
    quote.show(
        quote.text(
            "1 is agreement throughout, 0 is what chance would give. What was settled later does not count.",
            kind="small",
        )
    )


def _say_agreement(name: str, agreement: Agreement) -> list[str]:
    alpha = words.say_agreement(agreement.alpha)
    lines = [f"Krippendorff's alpha of {name}: {alpha} ({words.count(agreement.things, name[:-1])} judged by two)"]
    lines += [
        f"Cohen's kappa of {name}, {' and '.join(pair.people)}: {words.say_agreement(pair.kappa)} "
        f"({pair.agreed} of {pair.both} alike)"
        for pair in agreement.pairs
    ]
    return lines


def _show_claim(case: str, claim: Claim, record: ClaimRecord, may_settle: bool) -> None:
    quote.show(quote.text(f"{claim.id}: {claim.text}", kind="column", tag="h2"))
    st.page_link(session.CLAIM, label=f"Open {quote.label(claim.id)}", query_params={"case": case, "claim": claim.id})
    for one in record.checked.evidence if record.checked else ():
        if one.id in record.disputes:
            _show_passage(case, claim.id, one, record.disputes[one.id], record.version, may_settle)
    if record.verdict_dispute:
        with st.container(border=True, key=f"settle_verdict_{claim.id}"):
            said = [
                f"{one.reviewer}, {words.say_time(one.decided_at)}: {one.label}. {one.justification}"
                for one in record.verdict_dispute
            ]
            quote.show(quote.text("Verdict", kind="title"), quote.items(said))
            if record.disputes:
                quote.show(quote.text("Settle the passages first: the verdict rests on them.", kind="small"))
            if may_settle:
                _ask(case, claim.id, None, list(VerdictLabel), record.version)


def _show_passage(
    case: str, claim_id: str, evidence: Evidence, dispute: tuple[Review, Review], seen: int, may_settle: bool
) -> None:
    place, rationale = evidence.passage, evidence.reading.rationale
    with st.container(border=True, key=f"settle_passage_{evidence.id}"):
        quote.show(
            quote.text(evidence.document.title, kind="title"),
            quote.line(words.say_page(evidence.document, place.page), place.bates),
            quote.passage(place.text, rationale.start - place.start, rationale.end - place.start),
            quote.items([say_decision(one) for one in dispute]),
        )
        if may_settle:
            _ask(case, claim_id, evidence.id, [*Stance, NOT_RELEVANT], seen)


def say_decision(review: Review) -> str:
    """What one of the two decided, and why."""
    note = f". {review.note}" if review.note else ""
    return f"{review.reviewer}, {words.say_time(review.reviewed_at)}: {review.stance or NOT_RELEVANT}{note}"


def _ask(case: str, claim_id: str, evidence_id: int | None, choices: list[str], seen: int) -> None:
    name = f"{claim_id}_{evidence_id or 'verdict'}"
    keys = f"settle_choice_{name}", f"settle_reason_{name}"
    with st.form(f"settle_{name}", border=False):
        st.radio("It is settled as", choices, index=None, horizontal=True, key=keys[0], format_func=str)
        st.text_input("Reason", key=keys[1])
        st.form_submit_button(
            "Settle", type="primary", on_click=_settle, args=(case, claim_id, evidence_id, keys, seen)
        )
    stale.show(f"settle_{name}", _settle, seen)
    if trouble := session.notes().get(f"settle_trouble_{name}"):
        session.show_error(trouble)


def _settle(case: str, claim_id: str, evidence_id: int | None, keys: tuple[str, str], seen: int) -> None:
    session.notes().clear()
    name = f"{claim_id}_{evidence_id or 'verdict'}"
    choice, reason = (st.session_state.get(key) for key in keys)
    workspace, who = session.open_workspace(), session.reviewer()
    try:
        if evidence_id is None:
            settle_verdict(workspace, case, claim_id, choice, reason or "", who, seen)
        elif choice is None:
            session.notes()[f"settle_trouble_{name}"] = "Choose what the passage does first."
        else:
            stance = None if choice == NOT_RELEVANT else Stance(choice)
            settle_review(workspace, case, claim_id, evidence_id, stance, reason or "", who, seen)
    except StaleEdit as error:
        stale.keep(f"settle_{name}", error, (case, claim_id, evidence_id, keys), "Settle it all the same")
    except FactcheckError as error:
        session.notes()[f"settle_trouble_{name}"] = str(error)


if __name__ == "__main__":
    show()
