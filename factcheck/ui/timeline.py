"""When things were said, written, published and obtained; and what was known when a claim was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from factcheck.chronology import Event, Happening, Known, When, list_events, sort_by_known, what_was_known
from factcheck.matrix import Cell, build_matrix
from factcheck.model import Claim, Document
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_documents
from factcheck.store.evidence import load_records
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words
from factcheck.ui.matrix import sign, spell_cell

_ON_A_PAGE = 60  # events
_WAYS = ("Everything in order", "What was known when it was said")
_SIGNS: Mapping[Happening, str] = {
    Happening.SAID: "❝ said",
    Happening.WRITTEN: "▤ written",
    Happening.PUBLISHED: "◨ published",
    Happening.OBTAINED: "⤓ obtained",
}
_SIDES: Mapping[When, str] = {
    When.BEFORE: "Written before it was said",
    When.SAME_DAY: "Written on the same day",
    When.OPEN: "The dates do not say which came first",
    When.AFTER: "Written after it was said",
    When.UNDATED: "No date is known of the paper, or of the statement",
}


def show() -> None:
    """Ask which of the two views, load the case, show it."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    quote.show(
        quote.text("Timeline", kind="page-title", tag="h1"), quote.text(f"of the case “{case.title}”", kind="context")
    )
    with workspace.reading() as db:
        claims, documents = load_claims(db, case.slug), load_documents(db, case.slug)
    if not claims and not documents:
        st.info("This case has no claims and no documents yet.")
        return
    asked = st.query_params.get("claim")
    way = st.segmented_control("Show", _WAYS, default=_WAYS[bool(asked)], required=True, key="timeline_way")
    if way == _WAYS[0]:
        _show_all(case.slug, claims, documents)
    elif not claims:
        st.info("This case has no claims yet.")
    else:
        _show_known(workspace, case.slug, claims, documents, asked)


def _show_all(case: str, claims: Sequence[Claim], documents: Sequence[Document]) -> None:
    dated, undated = list_events(claims, documents)
    counts = Counter(event.happening for event in dated)
    options = {f"{_SIGNS[one]} ({counts[one]})": one for one in Happening if counts[one]}
    picked = st.pills("Kinds", list(options), selection_mode="multi", default=list(options), key="timeline_kinds")
    asked = st.text_input("Words", key="timeline_words").casefold().split()
    kinds = {options[one] for one in picked}
    fits = [event for event in dated if event.happening in kinds and all(word in _searchable(event) for word in asked)]
    quote.show(quote.text(f"{len(fits)} of {words.count(len(dated), 'dated event')} shown", kind="small"))
    if len(fits) > _ON_A_PAGE:
        at = st.pagination(-(-len(fits) // _ON_A_PAGE), key="timeline_page") - 1
        fits = fits[at * _ON_A_PAGE : (at + 1) * _ON_A_PAGE]
    number = 0
    for year, events in groupby(fits, key=lambda event: event.date[:4]):
        quote.show(quote.text(year, kind="column", tag="h2"))
        for event in events:
            number += 1
            _show_event(case, event, number)
    if undated:
        quote.show(
            quote.text(f"Without a date ({len(undated)})", kind="column", tag="h2"),
            quote.text("They may belong anywhere above.", kind="small"),
        )
        for place, event in enumerate(undated[:_ON_A_PAGE]):
            _show_event(case, event, -1 - place)
        if len(undated) > _ON_A_PAGE:
            quote.show(quote.text(f"and {len(undated) - _ON_A_PAGE} more", kind="small"))


def _searchable(event: Event) -> str:
    return f"{event.title} {words.say_speaker(event.claim) if event.claim else event.document}".casefold()


def _show_event(case: str, event: Event, number: int) -> None:
    with st.container(key=f"timeline_event_{number}"):
        when, what = st.columns([3, 7], gap="small")
        with when:
            quote.show(
                quote.line(
                    quote.text(words.say_date(event.date), kind="timeline-date", tag="span"),
                    quote.text(
                        _SIGNS[event.happening],
                        kind=f"timeline-kind fc-timeline-{event.happening.name.lower()}",
                        tag="span",
                    ),
                    kind="timeline-when",
                    between=" ",
                )
            )
        with what:
            _link_event(case, event)


def _link_event(case: str, event: Event) -> None:
    if event.claim is not None:
        speaker = words.say_speaker(event.claim)
        label = quote.label(f"{event.claim.id}: {event.title} ({speaker})")
        st.page_link(session.CLAIM, label=label, query_params={"case": case, "claim": event.claim.id})
    elif event.document is not None:
        known = event.document.provenance
        obtained = ", ".join(filter(None, (known.obtained_by, known.obtained_how)))
        more = obtained if event.happening is Happening.OBTAINED else known.issuer
        label = quote.label(f"{event.title} ({more})" if more else event.title)
        st.page_link(session.DOCUMENT, label=label, query_params={"case": case, "document": event.document.sha256})


def _show_known(
    workspace: Workspace, case: str, claims: Sequence[Claim], documents: Sequence[Document], asked: str | None
) -> None:
    by_id = {claim.id: claim for claim in claims}
    ids = list(by_id)
    at = ids.index(asked) if asked in by_id else 0
    chosen = st.selectbox(
        "Claim", ids, index=at, key="timeline_claim", format_func=lambda one: f"{one}: {_cut(by_id[one].text)}"
    )
    claim = by_id[chosen]
    is_all = st.checkbox("also papers in which nothing was found on this claim", key="timeline_all")
    with workspace.reading() as db:
        records = load_records(db, case, [claim.id])
    cells = build_matrix([claim], documents, records).rows[0].cells
    quote.show(
        quote.text(claim.text, kind="title"),
        quote.line(words.say_speaker(claim), f"said: {words.say_date(claim.date)}", claim.venue),
        quote.text(
            "A paper that was written before may still have been unknown to the speaker. “Obtained” is when it was got "
            "for this case.",
            kind="small",
        ),
    )
    known = [one for one in what_was_known(claim, documents) if is_all or one.document.sha256 in cells]
    for when, papers in sort_by_known(known).items():
        if papers:
            _show_papers(case, when, papers, cells)
    if not known:
        st.info("Nothing was found on this claim yet. Check it, or show all papers.")


def _show_papers(case: str, when: When, papers: Sequence[Known], cells: Mapping[str, Cell]) -> None:
    quote.show(quote.text(f"{_SIDES[when]} ({len(papers)})", kind="column", tag="h2"))
    ordered = sorted(papers, key=lambda one: (one.document.provenance.document_date or "9999", one.document.title))
    for one in ordered:
        with st.container(key=f"timeline_paper_{one.document.sha256[:16]}"):
            known = one.document.provenance
            cell = cells.get(one.document.sha256)
            st.page_link(
                session.DOCUMENT,
                label=quote.label(one.document.title),
                query_params={"case": case, "document": one.document.sha256},
            )
            quote.show(
                quote.line(
                    f"{sign(cell.strongest)} {spell_cell(cell)}" if cell else "nothing found on this claim",
                    f"written: {_say(known.document_date, one.written)}",
                    f"published: {_say(known.published_date, one.published)}",
                    f"obtained: {_say(known.obtained_date, one.obtained)}",
                    kind="small",
                )
            )


def _say(day: str, when: When) -> str:
    return f"{words.say_date(day)} ({when.value})" if when is not When.UNDATED else words.say_date(day)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:89]}…"


if __name__ == "__main__":
    show()
