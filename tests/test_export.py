"""The evidence leaves as a table that no spreadsheet runs, and never with a quote that is not on its page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import CASE, CONTRADICTS, make_claim, make_readers
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from factcheck.errors import NotFound
from factcheck.export.csv_file import guard, to_csv, unguard
from factcheck.export.json_file import to_json
from factcheck.export.table import COLUMNS, QuoteMismatch, evidence_table
from factcheck.model import Decision, Provenance, Stance, VerdictLabel
from factcheck.pipeline import check_and_store, ingest
from factcheck.review import make_review
from factcheck.store.cases import save_claim
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace
from factcheck.verdict import make_verdict

Save = Callable[[str, bytes | str], Path]
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
NASTY = '=HYPERLINK("http://x","a"), "quoted"\nsecond line; é漢 ’'


@pytest.fixture
def decided(workspace: Workspace, save: Save) -> Workspace:
    """A case with a checked, reviewed and decided claim, and one that nobody has checked."""
    readers = make_readers({"sold engines": CONTRADICTS})
    path = save("=cmd.txt", "Acme sold engines to the agency.")
    ingest(workspace, CASE, [path], readers, {path: Provenance(title="=1+1", issuer="@Acme")})
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim("C1", NASTY, speaker="-Ann", date="2018"))
        save_claim(db, CASE, make_claim("C2", "-5 % of +44"))
    check_and_store(workspace, CASE, "C1", readers)
    with workspace.writing() as db:
        record = load_record(db, CASE, "C1")
        assert record.checked
        save_review(db, make_review(record.checked.evidence[0], Decision.AGREE, None, "Bob", "2026", "+yes"))
        reviews = load_record(db, CASE, "C1").reviews
        save_verdict(db, CASE, make_verdict("C1", VerdictLabel.CONTRADICTED, "=why", "Bob", "2026", reviews))
    return workspace


def rows_of_csv(workspace: Workspace) -> list[dict[str, str]]:
    written = to_csv(evidence_table(workspace, CASE)).encode("utf-8")
    assert written.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


# The table


def test_a_row_says_what_was_found_where_and_what_people_decided(decided: Workspace) -> None:
    table = evidence_table(decided, CASE)
    assert list(table.columns) == list(COLUMNS)
    row = table.iloc[0].to_dict()
    expected = {
        "claim_id": "C1", "claim": NASTY, "verdict": "Contradicted", "justification": "=why", "verdict_by": "Bob",
        "stance": "contradicts", "stance_set_by": "Bob", "model_stance": "contradicts", "rank": 1, "page": 1,
        "quote": "Acme sold engines to the agency.", "rationale": "Acme sold engines to the agency.", "start": 0,
        "end": 32, "document": "=1+1", "issuer": "@Acme", "file": "=cmd.txt", "probability_contradicts": 0.8,
        "decision": "agree", "review_note": "+yes", "stance_model": "script", "is_digest": "no",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_claim_without_evidence_has_one_row(decided: Workspace) -> None:
    (row,) = (row for row in rows_of_csv(decided) if row["claim_id"] == "C2")
    assert (unguard(row["claim"]), row["quote"], row["page"], row["verdict"]) == ("-5 % of +44", "", "", "")


def test_only_the_claims_asked_for_are_exported(decided: Workspace) -> None:
    assert evidence_table(decided, CASE, ["C2"])["claim_id"].tolist() == ["C2"]
    for case, claims in ((CASE, ["C9"]), ("nobody", None)):
        with pytest.raises(NotFound):
            evidence_table(decided, case, claims)


def test_a_case_without_claims_gives_a_header_only(workspace: Workspace) -> None:
    table = evidence_table(workspace, CASE)
    assert to_csv(table).strip("\ufeff\r\n") == ",".join(COLUMNS)
    assert json.loads(to_json(table)) == []


def test_a_passage_that_was_set_aside_says_so(decided: Workspace) -> None:
    with decided.writing() as db:
        record = load_record(db, CASE, "C1")
        assert record.checked
        save_review(db, make_review(record.checked.evidence[0], Decision.NOT_RELEVANT, None, "Eve", "2027"))
    row = evidence_table(decided, CASE).iloc[0]
    assert (row["stance"], row["stance_set_by"], row["model_stance"]) == ("not relevant", "Eve", "contradicts")
    assert Stance.CONTRADICTS.value == row["model_stance"]


# CSV


def test_the_csv_gives_back_every_cell(decided: Workspace) -> None:
    row = rows_of_csv(decided)[0]
    assert unguard(row["claim"]) == NASTY
    for name, value in {"document": "=1+1", "issuer": "@Acme", "file": "=cmd.txt", "justification": "=why"}.items():
        assert (row[name], unguard(row[name])) == (f"'{value}", value)


def test_no_cell_of_the_csv_is_taken_for_a_formula(decided: Workspace) -> None:
    for row in rows_of_csv(decided):
        for name, cell in row.items():
            assert not cell.startswith(FORMULA_SIGNS), name


@pytest.mark.parametrize("cell", ["-5 %", "+44", "-1,234.50", "- 5", "", "plain", "a=b", "'tis", "5-3", "€ -5"])
def test_plain_text_and_figures_stay_readable(cell: str) -> None:
    assert guard(cell) == cell == unguard(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", "＝1+1", "  =1", "'=1",
        "''=1", "' =1", "-5 % of 3", "+44 20 7946", "-", "=", '=HYPERLINK("http://x")', "＋1", "＠x", "-\n5", "\r0",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_turned_into_text(cell: str) -> None:
    assert guard(cell) == "'" + cell
    assert unguard(guard(cell)) == cell


@given(st.text() | st.text(alphabet="'= +-@\t\r\n＝5%.,a", max_size=8))
def test_a_guarded_cell_comes_back_and_is_no_formula(cell: str) -> None:
    guarded = guard(cell)
    assert unguard(guarded) == cell
    is_figure = all(sign in "+-.,% \u00a0\u202f" or sign.isdecimal() for sign in guarded)
    assert is_figure or not guarded.lstrip(" ").startswith(FORMULA_SIGNS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=4))
def test_any_text_survives_the_way_through_a_csv(cells: list[str]) -> None:
    table = pd.DataFrame({"a": cells, "b": ["x"] * len(cells)})
    read = list(csv.reader(io.StringIO(to_csv(table).removeprefix("\ufeff"), newline="")))
    assert [unguard(row[0]) for row in read[1:]] == cells


# JSON


def test_the_json_gives_back_every_value(decided: Workspace) -> None:
    table = evidence_table(decided, CASE)
    rows = json.loads(to_json(table))
    assert [list(row) for row in rows] == [list(COLUMNS)] * 2
    assert rows[0]["claim"] == NASTY
    assert (rows[0]["page"], rows[0]["probability_contradicts"], rows[0]["rank"]) == (1, 0.8, 1)
    assert rows[1]["page"] is None
    assert "é漢" in to_json(table)  # readable, not escaped


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=4))
def test_any_text_survives_the_way_through_json(cells: list[str]) -> None:
    assert [row["a"] for row in json.loads(to_json(pd.DataFrame({"a": cells})))] == cells


def test_the_same_case_gives_the_same_bytes(decided: Workspace) -> None:
    one, two = (evidence_table(decided, CASE) for _ in range(2))
    assert (to_csv(one), to_json(one)) == (to_csv(two), to_json(two))


# Quotes


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("text = 'Acme gave engines to the agency.'", id="other words of the same length"),
        pytest.param("text = 'Acme sold'", id="cut short"),
        pytest.param("text = ''", id="gone"),
        pytest.param("text = 'It: ' || text", id="moved"),
    ],
)
def test_a_page_that_was_tampered_with_stops_the_export(decided: Workspace, change: str) -> None:
    with decided.writing() as db:
        db.execute(text(f"UPDATE page SET {change}"))
    with pytest.raises(QuoteMismatch, match=r"=cmd\.txt, page 1: .* Nothing was exported"):
        evidence_table(decided, CASE)


def test_a_rationale_off_the_page_stops_the_export(decided: Workspace) -> None:
    with decided.writing() as db:
        db.execute(text("UPDATE evidence SET rationale_start = 900, rationale_end = 910"))
    with pytest.raises(QuoteMismatch, match="page 1"):
        evidence_table(decided, CASE)
