"""Many claims from a table: what taking it would do, row by row, before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from factcheck.claims.importing import COLUMNS, ClaimTable, read_table
from factcheck.claims.preview import Effect, Preview, PreviewRow, preview_table
from factcheck.errors import FactcheckError
from factcheck.export.csv_file import to_csv
from factcheck.model import Claim
from factcheck.store.cases import load_claims, save_claim
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words

_ON_A_PAGE = 50  # rows
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SIGNS = {Effect.NEW: "+", Effect.REPEATS: "+ ≈", Effect.CHANGES: "±", Effect.KNOWN: "="}


def show(workspace: Workspace, case: str) -> list[Claim]:
    """Ask for a table, show what is in it, and take its good rows when asked to; returns what was taken last."""
    quote.show(
        quote.text("Many claims from a table", kind="column", tag="h2"),
        quote.text(
            f"A CSV with a column “text” and, as far as you have them: {', '.join(one for one in COLUMNS if one != 'text')}. "
            "Nothing is stored before you have seen what is in it.",
            kind="small",
        ),
    )
    turn = st.session_state.setdefault("import_turn", 0)
    file = st.file_uploader("Table of claims", type=["csv", "tsv", "txt"], key=f"import_file_{turn}")
    if file is not None:
        session.notes().pop("imported", None)
        with session.errors_shown():
            table = read_table(file.getvalue(), file.name)
            with workspace.reading() as db:
                preview = preview_table(table, load_claims(db, case))
            _show_preview(workspace, case, table, preview)
    _say_refused(session.notes().get("refused", []))
    taken: list[Claim] = session.notes().get("imported", [])
    return taken


def _show_preview(workspace: Workspace, case: str, table: ClaimTable, preview: Preview) -> None:
    counts = {effect: sum(row.effect is effect for row in preview.rows) for effect in Effect}
    quote.show(
        quote.line(
            *(f"{counts[effect]} {effect.value}" for effect in Effect if counts[effect]),
            f"{words.count(len(preview.bad), 'row')} that cannot be taken" if preview.bad else "every row can be taken",
        ),
        quote.line(
            f"Read as {table.encoding}, cells apart by {_SEPARATORS.get(table.delimiter, table.delimiter)}",
            "look whether letters with accents are right" if table.encoding == "Windows-1252" else "",
            f"columns left out: {', '.join(filter(None, table.ignored))}" if any(table.ignored) else "",
            kind="small",
        ),
    )
    takes = len(preview.takes)
    with st.container(horizontal=True, vertical_alignment="center", key="import_buttons"):
        st.button(
            f"Take {words.count(takes, 'good row')}",
            type="primary",
            disabled=not takes,
            key="import_take",
            on_click=_take,
            args=(case, preview.takes),
        )
        if preview.bad:
            st.download_button(
                f"Download {words.count(len(preview.bad), 'bad row')} as CSV",
                to_csv(_bad_table(table, preview)).encode(),
                "claims-to-mend.csv",
                "text/csv",
                key="import_bad",
                on_click="ignore",
            )
    _show_bad(table, preview)
    _show_good(preview.rows)


def _show_bad(table: ClaimTable, preview: Preview) -> None:
    if not preview.bad:
        return
    quote.show(
        quote.text(f"Cannot be taken ({len(preview.bad)})", kind="column", tag="h2"),
        quote.table(
            ("Line", "Column", "What is wrong", "What to do", "What stands there"),
            [
                (str(row.line), row.column or "the row", row.reason, row.remedy, _value(table, row.column, row.cells))
                for row in preview.bad[:_ON_A_PAGE]
            ],
        ),
    )
    if len(preview.bad) > _ON_A_PAGE:
        quote.show(quote.text(f"and {len(preview.bad) - _ON_A_PAGE} more, all in the download", kind="small"))


def _value(table: ClaimTable, column: str, cells: Sequence[str]) -> str:
    at = table.header.index(column) if column in table.header else -1
    value = cells[at] if 0 <= at < len(cells) else " | ".join(cells)
    return value if len(value) <= 160 else value[:159] + "…"


def _show_good(rows: Sequence[PreviewRow]) -> None:
    if not rows:
        return
    quote.show(quote.text(f"Can be taken ({len(rows)})", kind="column", tag="h2"))
    if len(rows) > _ON_A_PAGE:
        at = st.pagination(-(-len(rows) // _ON_A_PAGE), key="import_page") - 1
        rows = rows[at * _ON_A_PAGE : (at + 1) * _ON_A_PAGE]
    quote.show(
        quote.table(
            ("Line", "Effect", "Id", "Claim", "Speaker", "Date"),
            [
                (
                    str(row.line),
                    f"{_SIGNS[row.effect]} {row.effect.value}{': ' + row.note if row.note else ''}",
                    row.claim.id or "next free",
                    row.claim.text,
                    words.say_speaker(row.claim),
                    words.say_date(row.claim.date),
                )
                for row in rows
            ],
        )
    )


def _bad_table(table: ClaimTable, preview: Preview) -> pd.DataFrame:
    """The bad rows as they stand in the file, each with where and why; mended, the file can be read again as it is."""
    width = max(len(table.header), *(len(row.cells) for row in preview.bad))
    header = [*table.header, *(f"cell {number}" for number in range(len(table.header) + 1, width + 1))]
    rows = [
        (str(row.line), row.column, row.reason, row.remedy, *row.cells, *[""] * (width - len(row.cells)))
        for row in preview.bad
    ]
    return pd.DataFrame(rows, columns=["line", "wrong column", "problem", "remedy", *header])


def _take(case: str, rows: Sequence[PreviewRow]) -> None:
    """Save the rows; those with an id first, so that none without takes theirs. One that is refused stops no other."""
    workspace = session.open_workspace()
    taken: list[tuple[int, Claim]] = []
    refused = []
    for row in sorted(rows, key=lambda one: not one.claim.id):
        try:
            with workspace.writing() as db:
                taken.append((row.line, save_claim(db, case, row.claim)))
        except FactcheckError as error:
            refused.append(f"Line {row.line}: {error}")
    session.notes().clear()
    session.notes().update(imported=[claim for _, claim in sorted(taken, key=lambda one: one[0])], refused=refused)
    st.session_state["import_turn"] += 1


def _say_refused(refused: list[str]) -> None:
    if refused:
        st.warning(f"{words.count(len(refused), 'row')} not taken; the others are in.")
        quote.show(quote.items(refused))
