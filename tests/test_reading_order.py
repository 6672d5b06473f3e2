"""Pages are read in the order in which people read them, and what runs along their edges is no part of a passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import MadePage, draw_pages

from factcheck.documents.finishing import finish_pages
from factcheck.documents.pdf import read_pdf
from factcheck.documents.raw import RAW_WORD, RawPage, RawWords
from factcheck.model import Page
from factcheck.passages import split_passages

LEFT = [f"The first column tells of flight number {'abcdefgh'[n]} now" for n in range(8)]
RIGHT = [f"Of costs and of the contract in part {'abcdefgh'[n]} there" for n in range(8)]
ROWS = [
    ("Net revenue", "5,506", "3,991"), ("Cost of sales", "(4,020)", "(2,911)"), ("Gross margin", "1,486", "1,080"),
    ("Research and development", "1,072", "947"), ("Net loss", "(403)", "(660)"),
]  # fmt: skip
PROSE = "The Bureau asked the contractor for a list of all flights of the year."


def read(*pages: MadePage) -> tuple[Page, ...]:
    return read_pdf(draw_pages(*pages), "made.pdf").pages


def body(page: Page) -> str:
    return page.text[page.body_start : page.body_end]


def row_by_row(*columns: tuple[float, Sequence[str]], top: float = 100) -> MadePage:
    """A page on which lines side by side are drawn one after the other, as scanners' text layers are."""
    page = MadePage()
    for number in range(len(columns[0][1])):
        for x, lines in columns:
            page.write(x, top + 14 * number, lines[number])
    return page


def test_two_columns_drawn_row_by_row_are_read_column_by_column() -> None:
    assert read(row_by_row((60, LEFT), (320, RIGHT)))[0].text.split("\n") == [*LEFT, *RIGHT]


def test_three_columns_are_read_one_after_the_other() -> None:
    columns = [[f"word {name} of line {'abcdefgh'[n]}" for n in range(8)] for name in ("one", "two", "six")]
    page = row_by_row((60, columns[0]), (220, columns[1]), (380, columns[2]))
    assert read(page)[0].text.split("\n") == [line for column in columns for line in column]


def test_what_stands_above_two_columns_is_read_before_them() -> None:
    page = row_by_row((60, LEFT), (320, RIGHT), top=200)
    page.lines[:0] = [(60, 100, "A title that runs over the whole width of the two columns of this page")]
    text = read(page)[0].text.split("\n")
    assert text[0].startswith("A title") and text[1:] == [*LEFT, *RIGHT]


def test_columns_drawn_one_after_the_other_stay_as_they_are() -> None:
    page = MadePage().write_lines(60, 100, LEFT).write_lines(320, 100, RIGHT)
    assert read(page)[0].text.split("\n") == [*LEFT, *RIGHT]


def test_a_table_is_read_row_by_row_so_that_a_figure_keeps_its_label() -> None:
    table = row_by_row(*zip((60, 360, 460), map(list, zip(*ROWS, strict=True)), strict=True))
    assert read(table)[0].text.split("\n") == [" ".join(row) for row in ROWS]


def test_a_table_drawn_column_by_column_is_read_row_by_row() -> None:
    page = MadePage()
    for x, column in zip((60, 360, 460), zip(*ROWS, strict=True), strict=True):
        page.write_lines(x, 100, column)
    assert read(page)[0].text.split("\n") == [" ".join(row) for row in ROWS]


def test_a_long_table_of_texts_with_figures_is_not_taken_for_columns() -> None:
    labels = [f"Payments to suppliers of kind {'abcdefgh'[n]}" for n in range(8)]
    figures = [f"{n},123 {n},456 {n},789 (1{n}.5)" for n in range(8)]
    page = row_by_row((60, labels), (330, figures))
    assert read(page)[0].text.split("\n") == [f"{a} {b}" for a, b in zip(labels, figures, strict=True)]


def test_the_mark_of_a_note_does_not_become_part_of_a_figure() -> None:
    page = MadePage(font_size=11).write(60, 100, "The population was 273,879,750")
    data = draw_pages(page)
    raised = data.replace(b"ET", b"ET BT 1 0 0 1 218 696 Tm /F1 6 Tf (1) Tj ET", 1)
    text = read_pdf(raised, "made.pdf").pages[0].text
    assert "273,879,7501" not in text and "273,879,750" in text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_from_its_beginning(turned: int) -> None:
    page = MadePage(turned=turned).write_lines(72, 100, LEFT)
    assert read(page)[0].text.split("\n") == LEFT


def with_edges(
    n_pages: int, foot: str = "Page {number}", head: str = "Acme Corporation - Annual report"
) -> list[MadePage]:
    pages = []
    for number in range(1, n_pages + 1):
        page = MadePage().write(60, 40, head.format(number=number)).write(280, 760, foot.format(number=number))
        pages.append(page.write_lines(60, 100, [f"{PROSE} It was the {number}. time.", *LEFT]))
    return pages


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Acme Corporation - Annual report", "Page {number}"),
        ("Case 1:17-cv-00123 Document 12 Filed 03/04/19 Page {number} of 4", "{number}"),
        ("CONFIDENTIAL", "ACME000100{number}"),
        ("FOIA release", "- {number} -"),
    ],
)
def test_running_headers_and_footers_stay_in_the_text_and_out_of_the_passages(head: str, foot: str) -> None:
    for number, page in enumerate(read(*with_edges(4, foot, head)), start=1):
        assert page.text.startswith(head.format(number=number)) and page.text.endswith(foot.format(number=number))
        assert body(page) == "\n".join([f"{PROSE} It was the {number}. time.", *LEFT])
        passages = split_passages("0" * 64, page)
        assert passages and all(page.text[one.start : one.end] == one.text for one in passages)
        assert not any(head.format(number=number) in one.text or one.text.endswith(foot) for one in passages)


def test_a_header_of_two_sides_and_roman_numbers_are_told() -> None:
    pages = []
    for number, numeral in enumerate(["i", "ii", "iii", "iv", "v", "vi"]):
        page = MadePage().write(60, 40, "The left side" if number % 2 else "The right side")
        pages.append(page.write_lines(60, 100, [PROSE, LEFT[number]]).write(300, 760, numeral))
    assert [body(page) for page in read(*pages)] == [f"{PROSE}\n{LEFT[number]}" for number in range(6)]


def test_words_of_the_header_keep_their_places() -> None:
    page = read(*with_edges(3))[1]
    first = page.words[0]
    assert (page.text[first.start : first.end], round(first.box.x0)) == ("Acme", 60)
    assert first.box.y1 < 50


@pytest.mark.parametrize("n_pages", [1, 4])
def test_the_first_lines_of_a_page_that_differ_are_no_header(n_pages: int) -> None:
    pages = [MadePage().write_lines(60, 60, [f"{LEFT[n]}.", PROSE, RIGHT[n]]) for n in range(n_pages)]
    assert [body(page) for page in read(*pages)] == [page.text for page in read(*pages)]


def test_the_year_over_a_table_that_goes_on_is_no_header() -> None:
    pages = [
        MadePage().write_lines(60, 60, [f"Flights of the year {2015 + 2 * n}", *LEFT[n:], PROSE]) for n in range(4)
    ]
    assert all(body(page) == page.text for page in read(*pages))


def test_a_page_is_never_furniture_throughout() -> None:
    pages = [MadePage().write(60, 60, "This page is intentionally left blank") for _ in range(4)]
    assert {body(page) for page in read(*pages)} == {"This page is intentionally left blank"}


def test_line_numbers_of_a_pleading_stand_apart_from_what_is_pleaded() -> None:
    page = MadePage().write_lines(40, 100, [str(n) for n in range(1, 29)], leading=22)
    page.write_lines(80, 107, LEFT, leading=22)
    read_page = read(page)[0]
    assert body(read_page) == "\n".join(LEFT)
    assert read_page.text.endswith("27\n28")


@given(st.text(alphabet="ab 12\r\n\ufffe", max_size=120), st.integers(0, 2**32 - 1), st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_ever_lost_or_doubled_and_none_loses_its_place(text: str, seed: int, n_pages: int) -> None:
    words = np.array([match.span() for match in RAW_WORD.finditer(text)], np.int32).reshape(-1, 2)
    places = np.random.default_rng(seed).integers(0, 12, (len(words), 2)) * (50, 60)  # on a grid: rows and columns
    boxes = np.hstack([places, places + np.array([40, 12])]).astype(np.float32)
    raw = RawPage(text, width=600.0, height=720.0)
    placed = replace(raw, words=RawWords(words[:, 0], words[:, 1], boxes))
    for page, plain in zip(finish_pages([placed] * n_pages), finish_pages([raw] * n_pages), strict=True):
        assert letters(page.text) == letters(plain.text)
        assert sum((letters(page.text[word.start : word.end]) for word in page.words), Counter()) == letters(page.text)


def letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())
