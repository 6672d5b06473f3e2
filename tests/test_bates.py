"""Bates numbers: found by what the pages of a document share, cited as a range, searched by, gaps and restarts said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, take
from hypothesis import given
from hypothesis import strategies as st
from made_documents import make_pdf
from typer.testing import CliRunner

from factcheck.bates import parse_bates, parse_query, parse_range, report_case, report_document
from factcheck.cli import app
from factcheck.documents.bates import find_stamps
from factcheck.errors import BadInput
from factcheck.readers import Readers
from factcheck.store.bates import find_bates
from factcheck.store.documents import load_hashes
from factcheck.store.pages import load_pages
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace

PREFIXES = ("ABC", "ABC-", "DOJ_", "PLTR ", "HOUSE-JUD-", "Acme.", "2018-ICLI-00035 ", "FBI-19-cv-278-", "GS&Co_", "")
COURT = "Case 1:17-cv-01{0:03}-ABC   Document 12   Filed 03/04/19   Page {0} of 90"
BODY = "The meeting of 4 May 2017 went on.\nInvoice 10{0:02} of $4,0{0:02}.10 was paid.\nCall (202) 555-01{0:02}."
FURNITURE = ("Page {0}", "{0}", "- {0} -", "Docket No. 000417", "Case No. 17-cv-001234", "Form 10-K 2019", COURT)


def make_pages(stamps: list[str], furniture: tuple[str, ...] = (), confidential: bool = False) -> list[str]:
    """Pages of a paper with these stamps at the foot."""
    pages = []
    for number, stamp in enumerate(stamps, start=1):
        foot = [line.format(number) for line in furniture] + [f"CONFIDENTIAL {stamp}" if confidential else stamp]
        pages.append("\n".join(["ACME INC. BOARD", *[BODY.format(number)] * 8, *foot]))
    return pages


def found(pages: list[str]) -> list[str]:
    return [stamp.bates for stamp in find_stamps(pages)]


def number(prefix: str, value: int, width: int) -> str:
    return f"{prefix}{value:0{width}}"


@given(
    prefix=st.sampled_from(PREFIXES),
    first=st.integers(0, 90_000),
    width=st.integers(6, 9),
    n_pages=st.integers(2, 30),
    furniture=st.lists(st.sampled_from(FURNITURE), max_size=2, unique=True).map(tuple),
    confidential=st.booleans(),
)
def test_numbers_that_count_up_with_the_pages_are_found_whatever_stands_around_them(
    prefix: str, first: int, width: int, n_pages: int, furniture: tuple[str, ...], confidential: bool
) -> None:
    stamps = [number(prefix, first + page, width) for page in range(n_pages)]
    pages = make_pages(stamps, furniture, confidential and bool(prefix))
    assert found(pages) == stamps


@given(
    prefix=st.sampled_from(PREFIXES),
    runs=st.lists(st.tuples(st.integers(2, 6), st.integers(2, 500)), min_size=1, max_size=4),
)
def test_what_is_missing_between_the_pages_of_a_document_is_said_exactly(
    prefix: str, runs: list[tuple[int, int]]
) -> None:
    stamps, missing, next_number = [], 0, 100
    for place, (n_pages, gap) in enumerate(runs):
        stamps += [number(prefix, next_number + page, 7) for page in range(n_pages)]
        next_number += n_pages + gap
        missing += gap if place + 1 < len(runs) else 0
    assert found(make_pages(stamps)) == stamps
    report = report_document(list(enumerate(stamps, start=1)))
    assert sum(map(len, report.missing)) == missing
    assert not report.restarts
    assert len(report.runs) == len(runs)


@given(prefix=st.sampled_from(PREFIXES), counts=st.lists(st.integers(2, 8), min_size=2, max_size=4))
def test_a_count_that_begins_anew_is_a_restart(prefix: str, counts: list[int]) -> None:
    stamps = [number(prefix, 1 + page, 6) for n_pages in counts for page in range(n_pages)]
    assert found(make_pages(stamps)) == stamps
    assert len(report_document(list(enumerate(stamps, start=1))).restarts) == len(counts) - 1


SLIPS = str.maketrans("01258", "OlZSB")


@given(
    prefix=st.sampled_from([one for one in PREFIXES if one]),
    first=st.integers(1, 90_000),
    n_pages=st.integers(4, 20),
    data=st.data(),
)
def test_a_slip_of_one_page_is_mended_by_its_neighbours_and_said(
    prefix: str, first: int, n_pages: int, data: st.DataObject
) -> None:
    stamps = [number(prefix, first + page, 7) for page in range(n_pages)]
    slipped = data.draw(st.integers(0, n_pages - 1))
    read = list(stamps)
    read[slipped] = prefix + number("", first + slipped, 7).translate(SLIPS)
    mended = find_stamps(make_pages(read))
    assert [stamp.bates for stamp in mended] == stamps
    assert [stamp.as_read for stamp in mended] == [read[page] if page == slipped else "" for page in range(n_pages)]


def test_a_digit_read_as_another_digit_is_not_guessed_at() -> None:
    stamps = ["ABC0001234", "ABC0001235", "ABC0001286", "ABC0001237", "ABC0001238"]
    assert found(make_pages(stamps)) == stamps


def test_a_page_whose_stamp_cannot_be_read_stays_without_number_and_is_said() -> None:
    stamps = ["ABC0001234", "ABC0001235", "", "ABC0001237"]
    assert found(make_pages(stamps)) == stamps
    report = report_document(list(enumerate(stamps, start=1)))
    assert report.say() == ["ABC0001234 to ABC0001237, none missing", "no number read on page 3"]


@pytest.mark.parametrize(
    "line",
    [
        *FURNITURE,
        "NIKE, INC. 6{0}",
        "FISCAL 202{0}",
        "FORM 10-K 10{0}",
        "Invoice 100{0:03}",
        "PageID #: 100{0}",
        "Appellate Case: 14-8011 Page: {0} Date Filed: 02/05/2015 Entry ID: 42416{0:02}",
        "Exhibit 000{0:03}",
        "03/04/20{0:02}",
    ],
)
def test_what_repeats_or_only_numbers_the_pages_is_none(line: str) -> None:
    assert set(found(make_pages(["A foot line"] * 9, (line,)))) == {""}


def test_a_number_that_stands_in_the_text_of_other_pages_is_not_theirs() -> None:
    stamps = [number("ABC", 1234 + page, 7) for page in range(6)]
    assert found(make_pages(stamps, ("See ABC0001234 and ABC0001200.",))) == stamps


def test_of_two_stamps_on_each_page_the_one_on_more_pages_counts() -> None:
    old = [number("SEC-", 70 + page, 6) if page < 4 else "" for page in range(8)]
    new = [number("HOUSE", 1234 + page, 7) for page in range(8)]
    assert found([f"{page}\n{stamp}" for page, stamp in zip(make_pages(old), new, strict=True)]) == new


def test_pages_released_here_and_there_have_their_numbers() -> None:
    stamps = [number("ICE", value, 6) for value in (12, 40, 41, 97, 230)]
    assert found(make_pages(stamps)) == stamps
    assert found(make_pages([number("ICE", value, 6) for value in (12, 40, 97, 230)])) != [""] * 4


def test_one_page_alone_takes_only_the_plainest_stamp() -> None:
    assert found(["A memo\nof one page\nABC0001234"]) == ["ABC0001234"]
    assert found(["A memo\nof one page\nYour reference ABC0001234 of May"]) == [""]
    assert found(["An invoice\nINV0001234"]) == [""]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("ABC0001234-36", "ABC0001234-36"),
        ("ABC0001234 - ABC0001236", "ABC0001234-36"),
        ("abc-0001234 to abc-0001300", "abc-0001234-300"),
        ("2018-ICLI-00035 98-103", "2018-ICLI-00035 98 to 2018-ICLI-00035 103"),
        ("ABC0001234–ABC0001234", "ABC0001234"),
    ],
)
def test_a_range_is_cited_by_the_digits_that_change(text: str, cited: str) -> None:
    assert str(parse_range(text)) == cited


@given(first=st.integers(0, 999_000), length=st.integers(0, 900), prefix=st.sampled_from([p for p in PREFIXES if p]))
def test_a_cited_range_is_read_back_as_itself(first: int, length: int, prefix: str) -> None:
    text = number(prefix, first, 7), number(prefix, first + length, 7)
    one, other = map(parse_bates, text)
    assert one is not None and other is not None
    parsed = parse_range(f"{text[0]} to {text[1]}")
    assert parsed is not None
    assert [reading for reading in parse_query(str(parsed)) if one in reading and other in reading]
    assert len(parsed) == length + 1


def test_what_is_no_range_is_read_as_a_number() -> None:
    assert [str(reading) for reading in parse_query("ABC-0001234")] == ["ABC-0001234"]
    assert parse_query("the meeting of May") == []


def test_gaps_and_overlaps_between_documents_are_said() -> None:
    documents = {
        "one.pdf": [(page, number("ABC", 100 + page, 7)) for page in range(1, 31)],
        "two.pdf": [(page, number("ABC", 133 + page, 7)) for page in range(1, 11)],
        "copy.pdf": [(page, number("ABC", 119 + page, 7)) for page in range(1, 6)],
    }
    report = report_case(documents)[0]
    assert str(report) == "ABC0000101 to ABC0000143, 3 missing: ABC0000131-33"
    assert [(str(numbers), names) for numbers, names in report.overlaps] == [("ABC0000120-24", ("one.pdf", "copy.pdf"))]


# In a workspace


@pytest.fixture
def production(workspace: Workspace, readers: Readers, save: Callable[[str, bytes], Path]) -> Workspace:
    """Two papers of one production with a gap of three between them, and a third without numbers."""
    one = [number("ABC", 100 + page, 7) for page in range(1, 6)]
    two = [number("ABC", 108 + page, 7) for page in range(1, 5)]
    two[2] = two[2].replace("0000111", "00OO1l1")
    take(
        workspace,
        readers,
        save("one.pdf", make_pdf(make_pages(one, (COURT,)))),
        save("two.txt", "\f".join(make_pages(two)).encode()),
        save("three.pdf", make_pdf(make_pages(["Page 1", "Page 2"]))),
    )
    return workspace


@pytest.mark.parametrize(
    ("asked", "pages"),
    [
        ("ABC0000102", ["one.pdf 2"]),
        ("abc-102", ["one.pdf 2"]),
        ("0000111", ["two.txt 3"]),
        ("ABC0000104-10", ["one.pdf 4", "one.pdf 5", "two.txt 1", "two.txt 2"]),
        ("ABC0000999", []),
        ("XYZ0000102", []),
    ],
)
def test_a_number_or_a_range_finds_its_pages(production: Workspace, asked: str, pages: list[str]) -> None:
    with production.reading() as db:
        assert [f"{one.file} {one.page}" for one in find_bates(db, CASE, asked)] == pages


def test_what_is_no_number_is_refused(production: Workspace) -> None:
    with production.reading() as db, pytest.raises(BadInput, match="ABC0001234-36"):
        find_bates(db, CASE, "the memo")


def test_a_passage_carries_the_number_of_its_page(production: Workspace) -> None:
    with production.reading() as db:
        for sha256 in load_hashes(db, CASE):
            pages = {page.number: page for page in load_pages(db, sha256)}
            passages = load_passages(db, sha256).values()
            assert passages
            assert all(passage.bates == pages[passage.page].bates for passage in passages)


def test_the_command_finds_pages_and_says_gaps_and_slips(production: Workspace) -> None:
    def run(*words: str) -> str:
        return (
            CliRunner()
            .invoke(app, ["document", "bates", *words, "--case", CASE, "--workspace", str(production.root)])
            .stdout
        )

    assert run("ABC0000111") == "ABC0000111: two.txt, page 3 (read as ABC00OO1l1)\n"
    said = run()
    assert "The case: ABC0000101 to ABC0000112, 3 missing: ABC0000106-08" in said
    assert "page 3 reads ABC00OO1l1, mended to ABC0000111 by its neighbours" in said
    assert "three.pdf" not in said
