"""Workbooks and CSV: every figure keeps the name of its column, and no row is cut in two."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from conftest import make_readers, take
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents import read_document
from factcheck.documents.csv_file import find_delimiter
from factcheck.documents.tables import LINE_WORDS, ROWS_A_PAGE, lay_out
from factcheck.documents.xlsx import show_value
from factcheck.errors import UnreadableDocument
from factcheck.model import Page, ReadAs
from factcheck.passages import MAX_WORDS, count_words, split_passages
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]

LEDGER: list[list[object]] = [
    ["Payments to Acme, in dollars"],
    [],
    ["Agency", "Date", "Amount", "Note"],
    ["ICE", datetime.datetime(2018, 5, 5), (4_200_000, "$#,##0"), "Paid. Then refunded in part."],
    ["CBP", datetime.datetime(2018, 6, 1, 14, 30), (0.125, "0.0%"), None],
]


def test_rows_of_a_workbook_name_their_columns(save: Save) -> None:
    data = made.make_xlsx(("Payments", LEDGER), ("Notes", [["Only a note"]]), title="Ledger", hidden=["Notes"])
    read = read_document(save("wrong name.pdf", data))
    assert read.title == "Ledger"
    assert read.reader.startswith("openpyxl")
    assert [page.text for page in read.pages] == [
        "Sheet “Payments”, rows 1 to 5\n\n"
        "Payments to Acme, in dollars\nRow 3 | Agency | Date | Amount | Note\n"
        "Row 4 | Agency: ICE | Date: 2018-05-05 | Amount: $4,200,000 | Note: Paid. Then refunded in part.\n"
        "Row 5 | Agency: CBP | Date: 2018-06-01 14:30 | Amount: 12.5%",
        "Sheet “Notes”, hidden\n\nOnly a note",
    ]


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (None, "General", ""), (True, "General", "TRUE"), (4200000, "General", "4200000"), (4200000, "#,##0", "4,200,000"),
        (-5, "$#,##0.00", "-$5.00"), (0.5, "0%", "50%"), (0.1 + 0.2, "General", "0.3"), (1e300, "General", "1e+300"),
        (12, '[$€-407]#,##0', "€12"), ("=1+1", "General", "=1+1"), (datetime.time(9, 5), "h:mm", "09:05:00"),
        (10**18, "General", "1000000000000000000"), (1234.5, '#,##0.00;[Red]-#,##0.00', "1,234.50"), (float("nan"), "0", "nan"),
    ],
)  # fmt: skip
def test_values_are_written_as_a_spreadsheet_shows_them(value: object, shape: str, shown: str) -> None:
    assert show_value(value, shape) == shown


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "Agency,Date,Amount\nICE,2018-05-05,\"4,200,000\"\n"),
        ("a.csv", "Agency;Date;Amount\r\nICE;2018-05-05;4,200,000\r\n"),
        ("a.tsv", "Agency\tDate\tAmount\nICE\t2018-05-05\t4,200,000\n"),
        ("a.csv", "\ufeffAgency|Date|Amount\nICE|2018-05-05|4,200,000\n"),
    ],
)  # fmt: skip
def test_csv_of_any_dialect_names_its_columns(save: Save, name: str, text: str) -> None:
    (page,) = read_document(save(name, text)).pages
    assert page.text.endswith(
        "Row 1 | Agency | Date | Amount\nRow 2 | Agency: ICE | Date: 2018-05-05 | Amount: 4,200,000"
    )


def test_a_cell_may_hold_line_breaks_quotes_and_bars(save: Save) -> None:
    (page,) = read_document(save("a.csv", 'Who,What,Year\n"Acme, Inc.","He said ""no"".\nThen | left.",2018\n')).pages
    assert page.text.endswith('\nRow 2 | Who: Acme, Inc. | What: He said "no". Then / left. | Year: 2018')


def test_a_table_is_told_by_its_content_and_prose_is_none(save: Save) -> None:
    table = "".join(f"ICE,2018-05-{day:02d},{day * 1000}\n" for day in range(1, 9))
    (page,) = read_document(save("a.txt", table)).pages
    assert page.text.startswith("Rows 1 to 8\n\nRow 1 | column A: ICE | column B: 2018-05-01 | column C: 1000")
    prose = "First, we ask, and wait.\nThen, at noon, we go.\nSo, in sum, all is well.\nYes, yes.\nNo, no, no, no.\nSo, so.\n"
    assert find_delimiter(prose, is_called_csv=False) == ""
    assert read_document(save("b.txt", prose)).pages[0].text.startswith("First, we ask")
    assert read_document(save("c.csv", "Just one column\nof words\n")).pages[0].text == "Just one column\nof words"


def test_columns_without_names_are_called_by_their_letters() -> None:
    (page,) = lay_out([(1, ["5", "", "x"]), (2, ["", "7", ""])])
    assert page.text == "Row 1 | column A: 5 | column C: x\nRow 2 | column B: 7"


def test_a_second_table_on_a_sheet_has_names_of_its_own() -> None:
    rows = [["Who", "Paid"], ["Ann", "5"], ["", ""], ["Where", "Sold"], ["Rome", "9"]]
    (page,) = lay_out(list(enumerate(rows, start=1)))
    assert page.text == (
        "Row 1 | Who | Paid\nRow 2 | Who: Ann | Paid: 5\nRow 4 | Where | Sold\nRow 5 | Where: Rome | Sold: 9"
    )


def test_a_long_table_is_cut_into_pages_that_all_name_the_columns() -> None:
    rows = [(number, [f"N{number}", str(number)]) for number in range(2, 252)]
    pages = list(lay_out([(1, ["Name", "Paid"]), *rows]))
    assert [(page.first, page.last) for page in pages] == [(1, 100), (101, 200), (201, 251)]
    lines = [line for page in pages for line in page.text.split("\n")]
    assert all(line.startswith("Row ") and "| Name: N" in line for line in lines[1:])


cells = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), min_size=1, max_size=6)


@given(st.lists(cells, max_size=150))
def test_every_cell_of_every_row_stands_on_a_page_beside_its_row_number(rows: list[list[str]]) -> None:
    from factcheck.documents.tables import clean_cell

    text = "\n".join(page.text for page in lay_out(list(enumerate(rows, start=1))))
    for row in rows:
        for cell in row:
            assert clean_cell(cell) in text


def test_no_passage_cuts_a_row_and_a_long_row_repeats_what_it_is_about(save: Save) -> None:
    long = "It was said. " * 60  # one cell, more than a passage holds
    wide = [f"Finding {n}. It holds." for n in range(40)]
    rows: list[list[object]] = [
        ["Case", "Text", *(f"Point {n}" for n in range(40))],
        ["A-1", long],
        ["A-2", "short", *wide],
    ]
    rows += [[f"B-{n}", f"Paid {n} dollars. Then asked for more."] for n in range(60)]
    (page,) = read_document(save("a.xlsx", made.make_xlsx(("S", rows)))).pages
    lines = page.text.split("\n")
    assert all(count_words(line) <= LINE_WORDS + 20 for line in lines if "A-2" in line)
    assert len([line for line in lines if line.startswith("Row 3 | Case: A-2")]) > 2
    passages = split_passages("0" * 64, page)
    for passage in passages:
        assert page.text[passage.start : passage.end] == passage.text
        assert count_words(passage.text) <= MAX_WORDS
    starts = {0, *(at + 1 for at, character in enumerate(page.text) if character == "\n")}
    long_row = page.text.index("Row 2"), page.text.index("Row 3")
    cut = [one for one in passages if one.start not in starts and not long_row[0] <= one.start < long_row[1]]
    assert cut == []


def test_a_row_with_full_stops_is_one_sentence() -> None:
    text = "Row 1 | Note: Paid. Then refunded. | Amount: 5\nRow 2 | Note: Dr. A. Smith. | Amount: 6"
    (passage,) = split_passages("0" * 64, Page(1, text, ReadAs.TEXT))
    assert passage.text == text


def test_a_workbook_that_is_damaged_or_empty_or_too_large_is_refused_in_words(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made.make_xlsx(("S", LEDGER))
    torn = made.make_zip(xl__workbook_xml=b"<workbook")
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_document(save("torn.xlsx", torn))
    with pytest.raises(UnreadableDocument, match="no text"):
        read_document(save("empty.xlsx", made.make_xlsx(("S", []))))
    monkeypatch.setattr("factcheck.documents.xlsx.MAX_ROWS", 3)
    with pytest.raises(UnreadableDocument, match="more than the 3 rows"):
        read_document(save("long.xlsx", whole))
    monkeypatch.setattr("factcheck.documents.csv_file.MAX_ROWS", 3)
    with pytest.raises(UnreadableDocument, match="more than the 3 rows"):
        read_document(save("long.csv", "a,b\n" * 5))
    monkeypatch.setattr("factcheck.documents.zips.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(UnreadableDocument, match="unpacks to"):
        read_document(save("bomb.xlsx", whole))


def test_a_figure_of_a_workbook_is_found_with_its_label(workspace: Workspace, save: Save) -> None:
    rows = [["Agency", "Amount"], *([f"Agency {n}", n * 1000] for n in range(ROWS_A_PAGE * 2))]
    readers = make_readers()
    take(workspace, readers, save("a.xlsx", made.make_xlsx(("S", rows))))
    index = readers.open_index(workspace, "acme")
    from factcheck.store.passages import load_passages_by_row

    (found, *_) = index.retrieve(readers.encoder.encode(["Agency 150 150000"])[0], "Agency 150 150000", 5)
    with workspace.reading() as db:
        text = load_passages_by_row(db, [found.row])[found.row].text
    assert "Row 152 | Agency: Agency 150 | Amount: 150000" in text
