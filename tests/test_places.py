"""Every word of a PDF's final text has its box where the word was drawn, however the page is turned, cropped or set."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import DrawnWord, MadePage, draw_pages
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from factcheck.documents import finishing
from factcheck.documents.cleaning import clean, clean_text
from factcheck.documents.geometry import boxes_of, intersection_over_union
from factcheck.documents.pdf import read_pdf, reading
from factcheck.documents.raw import RAW_WORD, RawWords
from factcheck.documents.tracing import Traced
from factcheck.model import Page, Word
from factcheck.passages import split_passages

LEAST = 0.8  # intersection over union with the place drawn at
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")

LINES = [
    "The Bureau asked the contractor for a list of flights,",
    "which were paid for with $41 million in 2019, an amount",
    "that nobody had approved. It gave no reason (see p. 7).",
]


def read_one(page: MadePage) -> Page:
    return read_pdf(draw_pages(page), "made.pdf").pages[0]


def agreement(page: Page, drawn: Sequence[DrawnWord]) -> list[float]:
    """How well the place of each drawn word agrees with the page's; both have the words in one order."""
    spans = [match.span() for match in re.finditer(r"\S+", page.text)]
    assert [page.text[start:end] for start, end in spans] == [word.text for word in drawn]
    return [
        intersection_over_union(boxes_of(page.words, *span), [word.box])
        for span, word in zip(spans, drawn, strict=True)
    ]


CROP = (40.0, 60.0, 580.0, 740.0)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(MadePage(turned=turned, crop=crop, is_upright=upright), id=f"{turned}{crop and ' crop'}{upright}")
        for turned, crop, upright in [
            *[(turned, crop, False) for turned in (0, 90, 180, 270) for crop in (None, CROP)],
            *[(turned, None, True) for turned in (90, 180, 270)],
        ]
    ],
)
def test_words_stand_where_they_were_drawn_on_turned_and_cropped_pages(page: MadePage) -> None:
    page.lines.clear()
    page.write_lines(72, 100, LINES).write_lines(72, 400, LINES[::-1])
    assert min(agreement(read_one(page), page.words)) >= LEAST


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier-Bold"])
@pytest.mark.parametrize("size", [6.5, 11.0, 24.0])
def test_words_stand_where_they_were_drawn_in_any_font_and_size(font: str, size: float) -> None:
    page = MadePage(font=font, font_size=size).write_lines(50, 100, ["Paid: 41 per cent", "by JPMorgan"], leading=30)
    assert min(agreement(read_one(page), page.words)) >= LEAST


def test_words_stand_where_they_were_drawn_in_two_columns() -> None:
    left = ["The first column tells of the", "contract and of what it cost", "the government that year."] * 4
    right = ["The second has the flights,", "their dates and the places to", "which they went from there."] * 4
    page = MadePage().write_lines(72, 100, left).write_lines(320, 100, right)
    assert min(agreement(read_one(page), page.words)) >= LEAST


def test_a_word_broken_at_a_line_end_has_a_place_on_either_line() -> None:
    drawn = MadePage().write_lines(72, 100, ["The Bureau asked for more infor-", "mation about every single flight"])
    page = read_one(drawn)
    assert "more information\nabout" in page.text
    start = page.text.index("information")
    first, second = boxes_of(page.words, start, start + len("information"))
    halves = {word.text: word.box for word in drawn.words}
    assert intersection_over_union([second], [halves["mation"]]) >= LEAST
    assert intersection_over_union([first], [halves["infor-"]]) >= LEAST
    assert next(word.end for word in page.words if word.start == start) == start + len("infor")


def test_ligatures_are_spelled_out_and_keep_their_place() -> None:
    if not DEJAVU.exists():
        assert not os.environ.get("CI"), "fonts-dejavu-core is not installed"
        pytest.skip("fonts-dejavu-core is not installed: apt-get install fonts-dejavu-core")
    pdfmetrics.registerFont(TTFont("DejaVu", str(DEJAVU)))
    drawn = MadePage(font="DejaVu").write(72, 100, "the oﬃce ﬁled aﬃdavits oﬀ the ﬂoor")
    page = read_one(drawn)
    assert page.text == "the office filed affidavits off the floor"
    spelled = [DrawnWord(clean_text(word.text), word.box) for word in drawn.words]
    assert min(agreement(page, spelled)) >= LEAST


def test_a_passage_has_the_boxes_of_its_lines() -> None:
    drawn = MadePage().write_lines(72, 100, LINES)
    page = read_one(drawn)
    passage = split_passages("0" * 64, page)[0]
    boxes = boxes_of(page.words, passage.start, passage.end)
    assert len(boxes) == len(LINES)
    assert intersection_over_union(boxes, [word.box for word in drawn.words]) >= LEAST


def test_places_on_made_pages_agree_well_on_average() -> None:
    pages = [MadePage(turned=turned).write_lines(72, 100, LINES * 5) for turned in (0, 90, 180, 270)]
    read = read_pdf(draw_pages(*pages), "made.pdf").pages
    assert (
        statistics.mean(one for page, made in zip(read, pages, strict=True) for one in agreement(page, made.words))
        > 0.9
    )


def test_a_page_that_only_pypdf_can_read_has_no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "open_pdfium", lambda data: (None, 3))
    page = read_one(MadePage().write_lines(72, 100, LINES))
    assert page.text and not page.words


RAW = st.text(alphabet="ab Z1-.·$ﬁ\u00ad\ufffe\x02\t\r\n\u00a0e\u0301字é", max_size=80)


@given(RAW)
@settings(max_examples=300)
def test_every_word_of_the_final_text_is_a_word_of_the_raw_text_cleaned(text: str) -> None:
    words = [match.span() for match in RAW_WORD.finditer(text)]
    raw = RawWords.join([]) if not words else _number_boxes(words)
    traced = clean(Traced.begin(text))
    placed = finishing.place_words(traced, raw)
    spans = list(zip(placed.starts.tolist(), placed.ends.tolist(), strict=True))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for (first, last), box in zip(spans, placed.boxes.tolist(), strict=True):
        start, end = words[int(box[0])]
        assert _letters(traced.text[first:last]) in _letters(clean_text(text[start:end]))


def _number_boxes(words: Sequence[tuple[int, int]]) -> RawWords:
    """Words whose boxes say which they are."""
    spans = np.array(words, np.int32)
    boxes = np.repeat(np.arange(len(words), dtype=np.float32)[:, None], 4, axis=1)
    return RawWords(spans[:, 0], spans[:, 1], boxes)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_words_can_be_taken_like_those_of_a_tuple() -> None:
    words = read_one(MadePage().write_lines(72, 100, LINES)).words
    assert list(words[:2]) == [words[0], words[1]] == list(words)[:2]
    assert isinstance(words[-1], Word) and words[-1].end == len("\n".join(LINES))
