"""One claim of a case study after it is submitted: the student's work, the machine's reading, the author's judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from factcheck.certainty import say_probability
from factcheck.model import Document, Evidence, GoldVerdict, StudentAnswer
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_documents
from factcheck.study.comparing import FIRST, Comparison, Judged
from factcheck.study.explaining import explain_difference
from factcheck.study.room import compare_claim
from factcheck.ui import quote, words
from factcheck.ui.study_desk import choose_claim, show_claim, show_mark
from factcheck.ui.study_way import SUMMARY, Seat, link

Documents = Mapping[str, Document]


def show(seat: Seat) -> None:
    """Show the three side by side, then where the machine and the author differ."""
    with seat.room.workspace.reading() as db:
        claims = load_claims(db, seat.room.case)
        documents = {one.sha256: one for one in load_documents(db, seat.room.case)}
    claim = choose_claim(seat, claims)
    compared = compare_claim(seat.room, claim.id, seat.student)
    show_claim(claim)
    note = f"The author's note: {claim.note}" if claim.note else ""
    quote.show(quote.text(note, kind="small"), quote.text(say_agreement(compared), kind="nothing"))
    yours, machine, author = st.columns(3, gap="medium")
    with yours:
        _show_yours(compared, documents)
    with machine:
        _show_machine(compared.evidence, documents)
    with author:
        _show_author(compared.verdict, compared.judged, documents)
    show_differences(compared.differences, documents)
    link(seat, "Summary of the case study", SUMMARY, icon="summarize")


def say_agreement(compared: Comparison) -> str:
    """What was found and missed, and whether the verdicts agree, in one sentence each."""
    counts = [
        f"Of {words.count(len(compared.decisive), 'deciding passage')} you found {len(compared.found)}",
        f"and missed {len(compared.missed)}",
    ]
    if compared.turned:
        counts.append(f"and took {len(compared.turned)} for the other side")
    said = [" ".join(counts) + "."]
    if compared.near_misses:
        said.append(f"You marked {words.count(len(compared.near_misses), 'passage')} that the author leaves open.")
    if compared.other_marks:
        said.append(f"You marked {words.count(len(compared.other_marks), 'passage')} that the author did not judge.")
    if compared.is_verdict_alike is not None:
        said.append(
            "Your verdict is the author's." if compared.is_verdict_alike else "Your verdict is not the author's."
        )
    said.append(f"{words.count(len(compared.work.hints), 'hint')} taken.")
    return " ".join(said)


def _show_yours(compared: Comparison, documents: Documents) -> None:
    answer: StudentAnswer = compared.work.answer
    quote.show(
        quote.text("Yours", kind="column", tag="h2"),
        quote.text(answer.label or "", kind="verdict"),
        quote.text(answer.justification, kind="context"),
        quote.text(f"Submitted {words.say_time(answer.submitted_at)}", kind="small"),
    )
    for mark in compared.work.marks:
        with st.container(border=True):
            show_mark(mark, dict(documents))
    if not compared.work.marks:
        quote.show(quote.text("You marked no passage.", kind="nothing"))


def _show_machine(evidence: Sequence[Evidence], documents: Documents) -> None:
    quote.show(
        quote.text("The machine's", kind="column", tag="h2"),
        quote.text("No verdict: only a person sets one.", kind="verdict fc-none"),
        quote.text(
            f"Of {words.count(len(evidence), 'passage')} that it read, the first {min(FIRST, len(evidence))}:",
            kind="small",
        ),
    )
    for one in evidence[:FIRST]:
        reading, place = one.reading, one.passage
        with st.container(border=True):
            quote.show(
                quote.line(
                    quote.text(words.say_stance(reading), kind=f"stance fc-{reading.stance}", tag="span"),
                    one.document.title,
                    words.say_page(one.document, place.page),
                    kind="head",
                ),
                quote.passage(reading.rationale.text, 0, 0),
                quote.text(say_probability(reading), kind="small"),
            )


def _show_author(verdict: GoldVerdict | None, judged: Sequence[Judged], documents: Documents) -> None:
    quote.show(quote.text("The author's", kind="column", tag="h2"))
    if verdict is None:
        quote.show(quote.text("The author suggests no verdict.", kind="context"))
    else:
        quote.show(quote.text(verdict.label, kind="verdict"), quote.text(verdict.reason, kind="context"))
    for one in sorted(judged, key=lambda each: not each.is_decisive):
        _show_judged(one, documents)


def _show_judged(judged: Judged, documents: Documents) -> None:
    gold, document = judged.place.gold, documents[judged.place.document_sha256]
    with st.container(border=True):
        quote.show(
            quote.line(
                quote.text(words.STANCE_WORDS[gold.stance], kind=f"stance fc-{gold.stance}", tag="span"),
                document.title,
                words.say_page(document, judged.place.page),
                kind="head",
            ),
            quote.passage(gold.quote, 0, 0),
            quote.text(gold.reason, kind="context"),
            quote.line(_say_mark(judged), kind="small"),
        )


def _say_mark(judged: Judged) -> str:
    if judged.mark is None:
        return "You missed it." if judged.is_decisive else "A near miss; you did not mark it."
    if judged.is_found:
        return "You found it."
    return f"You marked it: {judged.mark.stance}."


def show_differences(differences: Sequence[Judged], documents: Documents) -> None:
    """Where the machine's stance and the author's differ, and why, in words."""
    quote.show(quote.text(f"Where the machine and the author differ ({len(differences)})", kind="column", tag="h2"))
    if not differences:
        quote.show(quote.text("Nowhere, on the passages that the author judged.", kind="context"))
    for half, side in enumerate(st.columns(2, gap="medium")):
        with side:
            for one in differences[half::2]:
                document = documents[one.place.document_sha256]
                with st.container(border=True):
                    quote.show(
                        quote.line(
                            one.place.gold.claim_id,
                            document.title,
                            words.say_page(document, one.place.page),
                            kind="head",
                        ),
                        quote.passage(one.place.gold.quote, 0, 0),
                        quote.items(explain_difference(one)),
                    )
