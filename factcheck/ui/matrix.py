"""Claims by documents: in each cell the strongest stance and how many pieces; a click shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

from factcheck.certainty import say_reader
from factcheck.export.csv_file import to_csv
from factcheck.matrix import Cell, Matrix, Row, build_matrix
from factcheck.model import Document, Evidence, Stance
from factcheck.store.cases import load_claims
from factcheck.store.documents import load_documents
from factcheck.store.evidence import ClaimRecord, load_records
from factcheck.ui import quote, session, words

_ROWS, _COLUMNS = 12, 5  # on a page: what stays legible at 1024 pixels
_CLAIM_WIDTH, _CELL_WIDTH = 2.6, 1.0
_SHORT = 70  # letters of a claim or of a title
_NOTHING = "·"
_SHOWN = {
    "All claims": (),
    "Contradicted somewhere": (Stance.CONTRADICTS,),
    "Supported somewhere": (Stance.SUPPORTS,),
    "Both": (Stance.SUPPORTS, Stance.CONTRADICTS),
}
_NAMES = {
    Stance.SUPPORTS: "supporting",
    Stance.CONTRADICTS: "contradicting",
    Stance.NEUTRAL: "neutral",
    None: "set aside",
}


Item = TypeVar("Item")


def sign(stance: Stance | None) -> str:
    """The sign of a stance, by which a cell is told apart without its colour."""
    return words.STANCE_WORDS[stance][0] if stance else "–"


def show() -> None:
    """Load all evidence of the case, show the matrix, and the pieces of the cell that was clicked."""
    workspace = session.open_workspace()
    case = session.current_case(workspace)
    with workspace.reading() as db:
        claims, documents = load_claims(db, case.slug), load_documents(db, case.slug)
        records = load_records(db, case.slug)
    quote.show(
        quote.text("Matrix", kind="page-title", tag="h1"), quote.text(f"of the case “{case.title}”", kind="context")
    )
    if not claims or not documents:
        st.info("A matrix needs claims and documents. This case has none of one or the other yet.")
        return
    matrix = build_matrix(claims, documents, records)
    _show_totals(matrix)
    _show_chosen(case.slug, matrix, records)
    rows, columns = _choose(matrix)
    if rows and columns:
        _show_grid(case.slug, rows, columns)
    else:
        st.info("No claim or no document fits.")


def _show_totals(matrix: Matrix) -> None:
    copies = sum(cell.copies for row in matrix.rows for cell in row.cells.values())
    quote.show(
        quote.line(
            words.count(matrix.n_pieces, "piece") + " of evidence, as in the evidence table",
            *(f"{sign(stance)} {matrix.total(stance)} {name}" for stance, name in _NAMES.items()),
            f"{copies} repeat a copy of the same paper" if copies else "",
        ),
        quote.text(
            "A cell begins with its strongest stance: a person's before the model's, for or against before neutral; ☑ says "
            f"that a person decided it. “{_NOTHING}” says that nothing was found there, not that nothing is there. “Sources” "
            "counts copies of one paper once.",
            kind="small",
        ),
    )
    st.download_button(
        "Download the matrix as CSV",
        lambda: to_csv(_table(matrix)).encode(),
        "matrix.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="matrix_download",
    )


def _choose(matrix: Matrix) -> tuple[list[Row], list[Document]]:
    """Ask which claims and documents; the documents that say most of these claims come first."""
    picked = st.segmented_control("Claims", list(_SHOWN), default="All claims", required=True, key="matrix_claims")
    one, two, three = st.columns([2, 2, 1.4], vertical_alignment="bottom")
    in_claim = one.text_input("Words in the claim or its speaker", key="matrix_claim_words").casefold().split()
    in_title = two.text_input("Words in the document's title", key="matrix_title_words").casefold().split()
    is_all = three.checkbox("also silent documents", key="matrix_silent")
    wanted = _SHOWN[picked or "All claims"]
    rows = [
        row
        for row in matrix.rows
        if all(any(cell.counts.get(stance) for cell in row.cells.values()) for stance in wanted)
        and all(
            word in f"{row.claim.id} {row.claim.text} {words.say_speaker(row.claim)}".casefold() for word in in_claim
        )
    ]
    speaking = {one.sha256: sum(_speaks(row.cells.get(one.sha256)) for row in rows) for one in matrix.documents}
    columns = [
        one
        for one in sorted(matrix.documents, key=lambda one: -speaking[one.sha256])
        if (is_all or speaking[one.sha256]) and all(word in f"{one.title} {one.file}".casefold() for word in in_title)
    ]
    quote.show(
        quote.text(
            f"{len(rows)} of {words.count(len(matrix.rows), 'claim')}, {len(columns)} of "
            f"{words.count(len(matrix.documents), 'document')} shown",
            kind="small",
        )
    )
    return _page(rows, _ROWS, "claims"), _page(columns, _COLUMNS, "documents")


def _page(items: list[Item], size: int, name: str) -> list[Item]:
    if len(items) <= size:
        return items
    with st.container(horizontal=True, vertical_alignment="center", key=f"matrix_pages_{name}"):
        quote.show(quote.text(name.capitalize(), kind="small"))
        at = st.pagination(-(-len(items) // size), key=f"matrix_page_{name}") - 1
    return items[at * size : (at + 1) * size]


def _speaks(cell: Cell | None) -> int:
    return cell.counts.get(Stance.SUPPORTS, 0) + cell.counts.get(Stance.CONTRADICTS, 0) if cell else 0


def _show_grid(case: str, rows: Sequence[Row], documents: Sequence[Document]) -> None:
    widths = [_CLAIM_WIDTH, *[_CELL_WIDTH] * len(documents), _CELL_WIDTH]
    with st.container(key="matrix_grid"):
        head = st.columns(widths, gap="small", vertical_alignment="bottom")
        with head[0]:
            quote.show(quote.text("Claim", kind="matrix-head"))
        for column, document in zip(head[1:], documents, strict=False):
            with column:
                date = words.say_date(document.provenance.document_date) if document.provenance.document_date else ""
                quote.show(quote.text(_cut(document.title), kind="matrix-head"), quote.text(date, kind="matrix-date"))
        with head[-1]:
            quote.show(quote.text("Sources", kind="matrix-head"))
        for row in rows:
            with st.container(key=f"matrix_row_of_{row.claim.id}"):
                _show_row(case, row, documents, widths)


def _show_row(case: str, row: Row, documents: Sequence[Document], widths: Sequence[float]) -> None:
    places = st.columns(list(widths), gap="small", vertical_alignment="center")
    with places[0]:
        st.page_link(
            session.CLAIM,
            label=f"**{quote.label(row.claim.id)}** {quote.label(_cut(row.claim.text))}",
            query_params={"case": case, "claim": row.claim.id},
        )
    for place, document in zip(places[1:], documents, strict=False):
        with place:
            _show_cell(case, row, document, row.cells.get(document.sha256))
    with places[-1]:
        quote.show(quote.text(_say_sources(row), kind="matrix-sources"))


def _show_cell(case: str, row: Row, document: Document, cell: Cell | None) -> None:
    if cell is None:
        quote.show(quote.text(_NOTHING, kind="matrix-nothing"))
        return
    with st.container(key=f"matrix_cell_{cell.strongest or 'aside'}_{row.claim.id}_{document.sha256[:12]}"):
        st.page_link(
            session.MATRIX,
            label=say_cell(cell),
            help=quote.label(f"{row.claim.id}, {document.title}: {spell_cell(cell)}"),
            query_params={"case": case, "claim": row.claim.id, "document": document.sha256},
        )


def say_cell(cell: Cell) -> str:
    """A cell in signs and numbers, the strongest stance first.

    >>> say_cell(Cell({Stance.NEUTRAL: 3, Stance.CONTRADICTS: 2}, 0, Stance.CONTRADICTS, 0.9, True))
    '✕ 2 ☑ ○ 3'
    """
    order = sorted(
        cell.counts, key=lambda stance: (stance is not cell.strongest, stance is None, stance is Stance.NEUTRAL)
    )
    parts = [f"{sign(stance)} {cell.counts[stance]}" for stance in order]
    if cell.is_reviewed:
        parts[0] += " ☑"
    return " ".join(parts)


def spell_cell(cell: Cell) -> str:
    """A cell in words."""
    counted = ", ".join(f"{cell.counts[stance]} {name}" for stance, name in _NAMES.items() if cell.counts.get(stance))
    return counted + (f"; {words.count(cell.copies, 'piece')} from copies of the same paper" if cell.copies else "")


def _say_sources(row: Row) -> str:
    if not row.is_checked:
        return "not checked"
    return " ".join(
        f"{sign(one)} {row.sources[one]}" for one in (Stance.SUPPORTS, Stance.CONTRADICTS) if row.sources.get(one)
    )


def _show_chosen(case: str, matrix: Matrix, records: Mapping[str, ClaimRecord]) -> None:
    """The pieces of the cell that the address names."""
    claim_id, sha256 = st.query_params.get("claim"), st.query_params.get("document")
    row = next((one for one in matrix.rows if one.claim.id == claim_id), None)
    cell = row.cells.get(sha256 or "") if row else None
    if row is None or cell is None:
        return
    checked = records[row.claim.id].checked
    pieces = {one.id or 0: one for one in (checked.evidence if checked else ())}
    with st.container(border=True, key="matrix_chosen"):
        first = pieces[cell.evidence[0]]
        quote.show(
            quote.text(f"{row.claim.id}: {row.claim.text}", kind="title"),
            quote.text(f"in {first.document.title}: {spell_cell(cell)}", kind="small"),
        )
        for number in cell.evidence:
            _show_piece(case, row.claim.id, pieces[number])
        with st.container(horizontal=True):
            place = {"case": case, "claim": row.claim.id}
            st.page_link(
                session.CLAIM, label="Decide on the claim's page", icon=":material/balance:", query_params=place
            )
            st.page_link(session.MATRIX, label="Close", icon=":material/close:", query_params={"case": case})


def _show_piece(case: str, claim_id: str, one: Evidence) -> None:
    passage, rationale, stance = one.passage, one.reading.rationale, one.reading.stance
    quote.show(
        quote.line(
            quote.text(words.say_stance(one.reading), kind=f"stance fc-{stance}", tag="span"),
            say_reader(one.reading.by_model is not None),
            words.say_page(one.document, passage.page),
            passage.bates,
            "repeats a copy of the same paper" if one.copy_of else "",
            kind="head",
        ),
        quote.passage(passage.text, rationale.start - passage.start, rationale.end - passage.start),
    )
    st.page_link(
        session.DOCUMENT,
        label=f"Open page {passage.page}",
        icon=":material/menu_book:",
        query_params={
            "case": case,
            "document": passage.document_sha256,
            "page": str(passage.page),
            "start": str(rationale.start),
            "end": str(rationale.end),
            "passage": f"{passage.start}-{passage.end}",
            "claim": claim_id,
        },
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"


def _table(matrix: Matrix) -> pd.DataFrame:
    """The whole matrix in words, a column a document."""
    names = {one.sha256: f"{one.title} ({one.sha256[:12]})" for one in matrix.documents}
    return pd.DataFrame(
        {"claim_id": row.claim.id, "claim": row.claim.text}
        | {name: spell_cell(row.cells[sha256]) if sha256 in row.cells else "" for sha256, name in names.items()}
        for row in matrix.rows
    )


if __name__ == "__main__":
    show()
