"""Take the evidence away: choose claims, a format and whether sources are protected; see a preview; make one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from factcheck.export.content import gather_export
from factcheck.export.formats import FORMATS, Made, make_file
from factcheck.export.protection import Protection, load_protection
from factcheck.export.table import evidence_table
from factcheck.model import Claim
from factcheck.settings import read_settings
from factcheck.store.cases import load_claims, load_protected, save_protected
from factcheck.store.workspace import Workspace
from factcheck.ui import packet_panel, quote, session, words

_PREVIEW_CLAIMS = 10  # the file holds all of them
_SHOWN = ["claim_id", "verdict", "stance", "rationale", "citation", "stance_set_by", "withheld"]
_READABLE = ("csv", "json", "markdown", "claimreview", "citations", "citations-markdown", "bibtex", "csl-json")
_SIGNS_SHOWN = 6000  # of a file that is text


class _Choice(NamedTuple):
    """What a person asks for; the same choice is not made twice."""

    case: str
    claims: tuple[str, ...]
    format: str
    is_protected: bool
    with_figures: bool


def show() -> None:
    """Ask what is to leave, show its beginning, and make the file when asked."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Export", kind="page-title", tag="h1"),
        quote.text(
            "The claims with their evidence: each quotation with its place, its document and where that comes from, what the "
            "model read and what people decided. Every quotation is compared with its page before anything leaves.",
            kind="context",
        ),
    )
    with workspace.reading() as db:
        claims = {claim.id: claim for claim in load_claims(db, case.slug)}
    choice = _ask(case.slug, claims)
    with session.errors_shown():
        protection = load_protection(workspace, case.slug) if choice.is_protected else None
        if protection is not None:
            _show_protection(workspace, case.slug, protection)
        _offer(workspace, choice)
        packet_panel.show(workspace, case.slug, choice.claims, choice.is_protected)
        _preview(workspace, choice, list(claims), protection)


def _take_asked(case: str, claims: Mapping[str, Claim]) -> None:
    """A link from a claim asks for that claim alone; what the person chooses after that stays."""
    asked = st.query_params.get("claim")
    if asked in claims and st.session_state.get("export_asked") != (case, asked):
        st.session_state["export_asked"] = case, asked
        st.session_state[f"export_claims_{case}"] = [asked]


def _ask(case: str, claims: Mapping[str, Claim]) -> _Choice:
    _take_asked(case, claims)
    chosen = st.multiselect(
        "Claims", list(claims), key=f"export_claims_{case}", placeholder="all claims of the case",
        format_func=lambda one: f"{one}: {claims[one].text[:80]}",
    )  # fmt: skip
    format_ = st.selectbox("Format", list(FORMATS), key="export_format", format_func=lambda one: FORMATS[one].label)
    is_protected = st.checkbox(
        "Protect sources", key="export_protected",
        help="Leave out who obtained documents and how, file names, reviewers, and what the case lists.",
    )  # fmt: skip
    has_figures = FORMATS[format_].has_figures
    with_figures = has_figures and st.checkbox(
        "Page images", value=not is_protected, key=f"export_figures_{is_protected}",
        help="The page with the passage boxed. A picture cannot be searched for marks that were not read as words.",
    )  # fmt: skip
    return _Choice(case, tuple(chosen), format_, is_protected, bool(with_figures))


def _offer(workspace: Workspace, choice: _Choice) -> None:
    """One button makes the file, another gives it; nothing is made before it is asked for."""
    kept: dict[_Choice, Made] = st.session_state.setdefault("export_made", {})
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Make the file", key="export_make", type="primary"):
            kept.clear()
            with st.spinner("Making the file"):
                gathered = gather_export(
                    workspace, choice.case, choice.claims or None, is_protected=choice.is_protected,
                    with_figures=choice.with_figures, publisher=read_settings().publisher,
                )  # fmt: skip
                kept[choice] = make_file(gathered, choice.format)
        made = kept.get(choice)
        if made is not None:
            st.download_button(
                f"Download {made.format.name.upper()} ({words.say_size(len(made.data))})", made.data,
                f"factcheck-{choice.case}{'-protected' if choice.is_protected else ''}{made.format.suffix}",
                made.media_type, key="export_download", on_click="ignore",
            )  # fmt: skip
    if made is None:
        return
    if made.proof is not None:
        quote.show(quote.text(made.proof.text, kind="small"))
    if choice.format in _READABLE:
        text = made.data.decode("utf-8-sig", "replace")
        with st.expander("How the file begins"):
            st.code(text[:_SIGNS_SHOWN], language=None, wrap_lines=True, height=320)


def _preview(workspace: Workspace, choice: _Choice, claims: list[str], protection: Protection | None) -> None:
    """The beginning of the table; a claim a time is cheap, a whole case need not be."""
    first = (choice.claims or claims)[:_PREVIEW_CLAIMS]
    table = evidence_table(workspace, choice.case, first, protection)
    shown = [name for name in _SHOWN if name != "withheld" or choice.is_protected]
    st.dataframe(table[shown], hide_index=True, height=420)
    left = len(choice.claims or claims) - len(first)
    more = f"; the file holds {words.count(left, 'claim')} more" if left > 0 else ""
    said = f"{words.count(len(table), 'row')} of {words.count(len(table.columns), 'column')}, some of them shown{more}."
    quote.show(quote.text(said, kind="small"))


def _show_protection(workspace: Workspace, case: str, protection: Protection) -> None:
    """What is withheld, and the list that people add to."""
    count = words.count(len(protection.strings), "string")
    with st.expander(f"What is withheld: {count}"):
        st.dataframe(
            [{"withheld": one, "because it is": what} for one, what in protection.strings.items()],
            hide_index=True,
            height=240,
        )
        with workspace.reading() as db:
            listed = load_protected(db, case)
        typed = st.text_area(
            "Names and words to withhold in this case, one a line",
            "\n".join(listed),
            key=f"export_protect_{case}",
            height=120,
        )
        if st.button("Keep this list", key="export_protect_keep"):
            with workspace.writing() as db:
                save_protected(db, case, typed.splitlines())
            st.rerun()


if __name__ == "__main__":
    show()
