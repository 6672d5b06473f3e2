"""Claims from a statement: paste or upload it, see it sentence by sentence, take what is worth checking, with its place."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from factcheck.claims.place import Place
from factcheck.dates import date_range
from factcheck.model import Claim
from factcheck.names import safe_name
from factcheck.settings import read_settings
from factcheck.statements.keeping import (
    ReadStatement,
    find_taken,
    keep_pasted,
    keep_statement,
    open_statement,
)
from factcheck.statements.sentences import Sentence
from factcheck.statements.worth import Grade
from factcheck.store.statements import Statement, load_statements
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, statement_claim, words
from factcheck.ui.uploading import TYPES

_ON_A_PAGE = 25  # sentences
_READ_KEPT = 8  # statements whose sentences are kept between runs
_SIGNS: Mapping[Grade, str] = {Grade.HIGH: "●", Grade.MAYBE: "◐", Grade.LOW: "○"}
_EVERYBODY = "everybody"


def show() -> None:
    """Show one statement of the case, else the ways to bring one and those that are there."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    if asked := st.query_params.get("statement"):
        with session.errors_shown():
            _show_statement(workspace, case.slug, asked)
        return
    quote.show(
        quote.text("Claims from a statement", kind="page-title", tag="h1"),
        quote.text(
            "A press release, an article or a transcript. It is kept as received, split into sentences, and is no evidence of "
            "the case.",
            kind="context",
        ),
    )
    _ask(workspace, case.slug)
    _show_known(workspace, case.slug)


def _ask(workspace: Workspace, case: str) -> None:
    with st.form("statement_form"):
        text = st.text_area("Paste the text", height=180, max_chars=2_000_000)
        file = st.file_uploader("or upload its file", type=TYPES)
        about = _ask_about()
        is_sent = st.form_submit_button("Split into sentences", type="primary")
    if not is_sent:
        return
    with session.errors_shown():
        date_range(about.date)
        with st.spinner("Reading…"):
            if file is None:
                sha256 = keep_pasted(workspace, case, text, about)
            else:
                sha256 = _keep_upload(workspace, case, file.name, file.getvalue(), about)
        st.query_params["statement"] = sha256
        st.rerun()


def _ask_about() -> Statement:
    one, two, three = st.columns(3)
    return Statement(
        "",
        title=one.text_input("Title", placeholder="what it is called").strip(),
        speaker=two.text_input("Speaker", placeholder="who says it; a transcript names its own").strip(),
        organisation=three.text_input("Organisation", placeholder="for whom").strip(),
        date=one.text_input("Date of the statement", placeholder="2018, 2018-12 or 2018-12-07").strip(),
        source_url=two.text_input("Address of the source", placeholder="https://…").strip(),
    )


def _keep_upload(workspace: Workspace, case: str, name: str, data: bytes, about: Statement) -> str:
    with tempfile.TemporaryDirectory(prefix="factcheck-upload-") as folder:
        path = Path(folder, safe_name(name))
        path.write_bytes(data)
        return keep_statement(workspace, case, path, path.name, about, read_settings().ocr)


def _show_known(workspace: Workspace, case: str) -> None:
    with workspace.reading() as db:
        statements = load_statements(db, case)
    if statements:
        quote.show(quote.text(f"Statements of this case ({len(statements)})", kind="column", tag="h2"))
    for one in statements:
        label = quote.label(
            " · ".join(filter(None, (one.title, one.speaker, one.organisation, words.say_date(one.date))))
        )
        st.page_link(
            session.STATEMENT,
            label=label,
            icon=":material/article:",
            query_params={"case": case, "statement": one.sha256},
        )


@st.cache_data(max_entries=_READ_KEPT, show_spinner=False)
def _read(root: str, case: str, sha256: str, known: Statement, _workspace: Workspace) -> ReadStatement:
    """Split a statement once; ``root`` and ``known`` are there so that another workspace or speaker is split anew."""
    return open_statement(_workspace, case, sha256)


def _show_statement(workspace: Workspace, case: str, sha256: str) -> None:
    with workspace.reading() as db:
        known = next((one for one in load_statements(db, case) if one.sha256 == sha256), Statement(sha256))
    read = _read(str(workspace.root.resolve()), case, sha256, known, workspace)
    taken = find_taken(workspace, case, sha256)
    about = read.statement
    quote.show(
        quote.text(about.title, kind="page-title", tag="h1"),
        quote.line(
            about.speaker,
            about.organisation,
            words.say_date(about.date),
            words.count(len(read.pages), "page"),
            words.count(len(read.sentences), "sentence"),
            words.count(len(taken), "claim") + " taken",
            quote.link(about.source_url) if about.source_url else "",
        ),
        quote.text(
            "The points come from what a reader can see: figures, dates, names, denials. They say what papers could show, not "
            "what is true. Marked words mean something only beside other words.",
            kind="small",
        ),
    )
    st.page_link(
        session.STATEMENT, label="Another statement", icon=":material/arrow_back:", query_params={"case": case}
    )
    chosen = _choose(read.sentences)
    quote.show(quote.text(f"{len(chosen)} of {words.count(len(read.sentences), 'sentence')} shown", kind="small"))
    if len(chosen) > _ON_A_PAGE:
        at = st.pagination(-(-len(chosen) // _ON_A_PAGE), key="statement_page") - 1
        chosen = chosen[at * _ON_A_PAGE : (at + 1) * _ON_A_PAGE]
    for sentence in chosen:
        claims = [claim for place, claim in taken if _is_in(place, sentence)]
        _show_sentence(workspace, case, about, sentence, claims)


def _choose(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Ask how much worth, who speaks and which words; keep what fits, in the order of the text."""
    counts = Counter(one.grade for one in sentences)
    options = {f"{grade.value.capitalize()} ({counts[grade]})": {grade} for grade in Grade}
    options[f"All ({len(sentences)})"] = set(Grade)
    first = next((name for name, grades in options.items() if any(counts[grade] for grade in grades)), None)
    picked = st.segmented_control("Show", list(options), default=first, required=True, key="statement_grade")
    speakers = sorted({one.speaker for one in sentences if one.speaker})
    left, right = st.columns([1, 2]) if speakers else [st.container()] * 2
    speaker = left.selectbox("Speaker", [_EVERYBODY, *speakers], key="statement_speaker") if speakers else _EVERYBODY
    asked = right.text_input("Words in the sentence", key="statement_words").casefold().split()
    grades = options.get(picked or "", set(Grade))
    return [
        one
        for one in sentences
        if one.grade in grades
        and (speaker in (_EVERYBODY, one.speaker))
        and all(word in one.text.casefold() for word in asked)
    ]


def _is_in(place: Place, sentence: Sentence) -> bool:
    return place.page == sentence.page and sentence.start <= place.start < sentence.end


def _show_sentence(
    workspace: Workspace, case: str, about: Statement, sentence: Sentence, claims: Sequence[Claim]
) -> None:
    name = f"{sentence.page}_{sentence.start}"
    with st.container(key=f"statement_one_{name}"):
        grade = quote.text(
            f"{_SIGNS[sentence.grade]} {sentence.grade.value}",
            kind=f"grade fc-grade-{sentence.grade.name.lower()}",
            tag="span",
        )
        spans = [(one.start - sentence.start, one.end - sentence.start) for one in sentence.referents]
        quote.show(
            quote.line(grade, sentence.speaker, sentence.role, f"page {sentence.page}", kind="row-head"),
            quote.sentence(sentence.text, spans),
            quote.line(*sentence.worth.reasons, kind="small"),
            quote.line(*_ask_of(sentence), kind="small", between="; "),
        )
        for claim in claims:
            st.page_link(
                session.CLAIM,
                label=f"Taken as {quote.label(claim.id)}: {quote.label(claim.text)}",
                icon=":material/check:",
                query_params={"case": case, "claim": claim.id},
            )
        place = Place(about.sha256, sentence.page, sentence.start, sentence.end)
        statement_claim.show(workspace, case, about, sentence, place)


def _ask_of(sentence: Sentence) -> list[str]:
    """What a reader has to find out, each question once."""
    asked: dict[str, str] = {}
    for one in sentence.referents:
        asked.setdefault(one.text.lower(), f"“{one.text}”: {one.question}")
    return list(asked.values())


if __name__ == "__main__":
    show()
