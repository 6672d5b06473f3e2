"""Take one sentence of a statement, or a part of it, as a claim: edit its words, say who speaks, save."""

from __future__ import annotations

import streamlit as st

from factcheck.claims.importing import MAX_TEXT
from factcheck.claims.place import Place
from factcheck.errors import FactcheckError
from factcheck.statements.keeping import take_claim
from factcheck.statements.sentences import Sentence
from factcheck.store.statements import Statement
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session

_PARTIES = ("", "company", "agency", "critic", "press")


def show(workspace: Workspace, case: str, about: Statement, sentence: Sentence, place: Place) -> None:
    """Show the buttons of a sentence; the form, where one of them was pressed; and what came of it."""
    picked = session.notes().get("picked")
    if picked is not None and (picked.page, place.start <= picked.start < place.end) == (place.page, True):
        _ask(workspace, case, about, sentence, picked)
        return
    _show_buttons(sentence, place)


def _show_buttons(sentence: Sentence, place: Place) -> None:
    name = f"{place.page}_{place.start}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"statement_buttons_{name}"):
        st.button("Take as a claim", key=f"statement_take_{name}", icon=":material/add:", on_click=_pick, args=(place,))
    if not sentence.parts:
        return
    quote.show(quote.text("It says more than one thing. Take its parts apart:", kind="small"))
    for number, part in enumerate(sentence.parts, start=1):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"statement_part_{name}_{number}"
        ):
            st.button(
                f"Take part {number}",
                key=f"statement_take_{name}_{number}",
                on_click=_pick,
                args=(Place(place.sha256, place.page, part.start, part.end),),
            )
            lacks = f"lacks {'; '.join(part.lacks)}" if part.lacks else ""
            quote.show(quote.line(f"“{part.text}”", lacks, kind="small"))


def _pick(place: Place | None) -> None:
    session.notes()["picked"] = place


def _ask(workspace: Workspace, case: str, about: Statement, sentence: Sentence, place: Place) -> None:
    """The words of the place to be edited, and whose they are; nothing is filled in that is not known."""
    offset = place.start - sentence.start
    words = sentence.text[offset : offset + place.end - place.start]
    with st.form(f"statement_claim_{place.page}_{place.start}_{place.end}"):
        text = st.text_area(
            "The claim; edit it so that it stands alone", " ".join(words.split()), max_chars=MAX_TEXT, height=90
        )
        context = st.text_input("Context: one sentence that says who speaks of what")
        one, two, three = st.columns(3)
        named = "" if sentence.speaker in ("Q", "A") else sentence.speaker
        values = {
            "speaker": one.text_input("Speaker", named or about.speaker),
            "role": two.text_input("Role", sentence.role),
            "organisation": three.text_input("Organisation", about.organisation),
            "date": one.text_input("Date of the statement", about.date, placeholder="2018, 2018-12 or 2018-12-07"),
            "party": two.selectbox("Whose side speaks", _PARTIES, format_func=lambda party: party or "not said"),
        }
        with st.container(horizontal=True):
            is_sent = st.form_submit_button("Save the claim", type="primary")
            is_left = st.form_submit_button("Leave it")
    if is_left:
        _pick(None)
        st.rerun()
    if is_sent:
        try:
            take_claim(
                workspace,
                case,
                place,
                text=text,
                context=context,
                source=about.title,
                source_url=about.source_url,
                **values,
            )
        except FactcheckError as error:
            session.show_error(str(error))
            return
        _pick(None)
        st.rerun()
