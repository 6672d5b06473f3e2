"""How one piece of evidence looks: its quotation, its place, why it is there, who decided what; and what may be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from factcheck.certainty import say_probability, say_reader
from factcheck.deciding import record_review
from factcheck.errors import FactcheckError, StaleEdit
from factcheck.export.citations import cite_evidence
from factcheck.model import Decision, Evidence, Review, Stance
from factcheck.review import current_review
from factcheck.ui import calibrated, desk_focus, desk_keys, naming, opinion, quote, session, stale, words

_TROUBLE = "trouble_of_evidence_"
_OTHERS = (Stance.SUPPORTS, Stance.CONTRADICTS, Stance.NEUTRAL)


@dataclass(frozen=True)
class Piece:
    """One piece of evidence with what the desk says of it."""

    case: str
    claim_id: str
    evidence: Evidence
    reviews: Sequence[Review]  # oldest first
    how_read: str = ""  # how sure its words are, where OCR read them
    copies: Sequence[Evidence] = ()  # of the same words in copies of the paper
    seen: int | None = None  # version of the claim that is shown
    dispute: Sequence[Review] = ()  # what two reviewers decided otherwise, until it is settled


def show_open(piece: Piece, following: str) -> None:
    """Show the piece that lies open, with all that can be decided on it; ``following`` is the passage to go on to then."""
    with st.container(border=True, key=f"claim_card_{piece.evidence.id}"):
        quote.show(_say(piece))
        _link_copies(piece)
        _show_buttons(piece, following)


def show_lost(opened: Evidence) -> None:
    """Say what became of a decision on a passage that lies open no more, as when another check has replaced it."""
    for name, trouble in session.notes().items():
        if name.startswith(_TROUBLE) and name != f"{_TROUBLE}{opened.id}":
            session.show_error(f"Not saved. {trouble}")


def show_card(piece: Piece) -> None:
    """Show a piece in its column, as one block of text, and the way to lay it open, where it is decided."""
    one = piece.evidence
    with st.container(border=True, key=f"claim_card_{one.id}"):
        quote.show(_say(piece), quote.text(_say_copies(piece.copies), kind="small"))
        st.button(
            "Lay it open", key=f"desk_lay_{one.id}", type="tertiary", icon=":material/vertical_align_top:",
            on_click=desk_focus.lay_open, args=(piece.case, piece.claim_id, one.passage.id),
        )  # fmt: skip


def _say(piece: Piece) -> quote.Markup:
    evidence = piece.evidence
    provenance, place, rationale = evidence.document.provenance, evidence.passage, evidence.reading.rationale
    return quote.join(
        _decisions(evidence, piece.reviews, piece.dispute),
        quote.text(evidence.document.title, kind="title"),
        quote.line(
            quote.text("digest in our own words" if provenance.is_digest else "", kind="digest", tag="span"),
            words.say_page(evidence.document, place.page),
            place.bates,
            provenance.kind,
            provenance.weight,
            provenance.issuer,
            words.say_date(provenance.document_date),
        ),
        quote.passage(place.text, rationale.start - place.start, rationale.end - place.start),
        quote.text(words.say_redactions(place.redactions), kind="small"),
        quote.text(piece.how_read, kind="small"),
        quote.items(evidence.reading.reasons),
        quote.line(
            say_probability(evidence.reading),
            calibrated.say(evidence.reading),
            "It can be wrong: read the passage.",
            f"Similarity {evidence.hit.similarity:.2f}.",
            opinion.read_by(evidence),
            kind="small",
            between=" ",
        ),
        opinion.markup(evidence),
    )


def show_stub(evidence: Evidence, reviews: Sequence[Review], dispute: Sequence[Review] = ()) -> None:
    """Keep the place in its column of the piece of evidence that lies open above."""
    with st.container(border=True, key=f"desk_stub_{evidence.id}"):
        quote.show(
            _decisions(evidence, reviews[-1:], dispute),
            quote.text(evidence.document.title, kind="title"),
            quote.line(words.say_page(evidence.document, evidence.passage.page), "▲ lies open above"),
        )


def _say_copies(copies: Sequence[Evidence]) -> str:
    return f"Also in {words.count(len(copies), 'copy', 'copies')} of this paper, one source" if copies else ""


def _link_copies(piece: Piece) -> None:
    """The same words in copies of the paper: not another source, but each can be opened and cited."""
    if not piece.copies:
        return
    quote.show(quote.text(f"{_say_copies(piece.copies)}:", kind="small"))
    for one in piece.copies:
        place = words.say_page(one.document, one.passage.page)
        parts = one.document.title, place, one.passage.bates, f"SHA-256 {one.document.sha256[:12]}…"
        _link(piece.case, piece.claim_id, one, quote.label(", ".join(filter(None, parts))))


def _link(case: str, claim_id: str, evidence: Evidence, label: str) -> None:
    st.page_link(
        session.DOCUMENT,
        label=label,
        icon=":material/menu_book:",
        query_params={
            "case": case,
            "document": evidence.passage.document_sha256,
            "page": str(evidence.passage.page),
            "start": str(evidence.reading.rationale.start),
            "end": str(evidence.reading.rationale.end),
            "passage": f"{evidence.passage.start}-{evidence.passage.end}",
            "claim": claim_id,
        },
    )


def _decisions(evidence: Evidence, reviews: Sequence[Review], dispute: Sequence[Review]) -> quote.Markup:
    """The stance that counts and whose it is: the model's until a person decides."""
    stance = evidence.reading.stance
    if dispute:
        said = [words.say_review(one, stance) for one in dispute]
        badge = quote.text("! Two reviewers differ", kind="stance fc-neutral", tag="span")
        return quote.join(
            quote.line(badge, "nothing counts until it is settled", kind="head", between=" "), quote.items(said)
        )
    if not reviews:
        badge = quote.text(words.say_stance(evidence.reading), kind=f"stance fc-{stance}", tag="span")
        reader = say_reader(evidence.reading.by_model is not None)
        return quote.line(badge, f"{reader}, not reviewed yet", kind="head", between=" ")
    review = reviews[-1]
    name, sign = (review.stance, words.STANCE_WORDS[review.stance]) if review.stance else ("aside", "– Set aside")
    badge = quote.text(sign, kind=f"stance fc-{name}", tag="span")
    said = [words.say_review(one, stance) for one in reversed(reviews)]
    earlier = (quote.text(f"Earlier: {one}", kind="small") for one in said[1:])
    return quote.join(quote.line(badge, said[0], kind="head", between=" "), *earlier)


def _show_buttons(piece: Piece, following: str) -> None:
    evidence = piece.evidence
    read, review = evidence.reading.stance, current_review(piece.reviews)
    choices: list[tuple[str, Decision, Stance | None, str]] = [
        (f"Agree: {read}", Decision.AGREE, read, desk_keys.AGREE)
    ]
    choices += [
        (f"It {_verb(one)}", Decision.CORRECT, one, desk_keys.OF_STANCE[one]) for one in _OTHERS if one is not read
    ]
    choices.append(("Not relevant", Decision.NOT_RELEVANT, None, desk_keys.NOT_RELEVANT))
    wanted = piece.case, piece.claim_id, evidence.id
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"claim_buttons_{evidence.id}"):
        for words_of_choice, decision, stance, key in choices:
            in_force = review is not None and review.stance is stance
            st.button(
                f"{words_of_choice} {desk_keys.tag(key)}",
                key=f"claim_{decision.name.lower()}_{stance or 'none'}_{evidence.id}",
                icon=":material/check:" if in_force else None,
                type="primary" if in_force else "secondary",
                on_click=_decide,
                args=(*wanted, decision, stance, following, piece.seen),
            )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"desk_more_{evidence.id}"):
        _link(piece.case, piece.claim_id, evidence, "Open the page")
        with st.popover("Cite", icon=":material/format_quote:"):
            citation = cite_evidence(evidence)
            for form in (citation.text, citation.markdown):  # plain and Markdown, each with a button that copies it
                st.code(form, language=None, wrap_lines=True)
    stale.show(f"review_{evidence.id}", _decide, piece.seen)
    if trouble := session.notes().get(f"{_TROUBLE}{evidence.id}"):
        session.show_error(trouble)


def _verb(stance: Stance) -> str:
    return "is neutral" if stance is Stance.NEUTRAL else str(stance)


def _decide(
    case: str,
    claim_id: str,
    evidence_id: int,
    decision: Decision,
    stance: Stance | None,
    following: str,
    seen: int | None,
) -> None:
    """Store a decision before the page is drawn anew, so that the card stands where it now belongs, and go on."""
    wanted = case, claim_id, evidence_id, decision, stance
    if naming.asks(_decide, *wanted, following, seen):
        return
    session.notes().clear()
    try:
        record_review(session.open_workspace(), *wanted, session.reviewer(), seen)
        desk_focus.lay_open(case, claim_id, following)
    except StaleEdit as error:
        stance_words = "not relevant" if decision is Decision.NOT_RELEVANT else str(stance)
        stale.keep(f"review_{evidence_id}", error, (*wanted, following), f"Save mine all the same: {stance_words}")
    except FactcheckError as error:
        session.notes()[f"{_TROUBLE}{evidence_id}"] = str(error)
