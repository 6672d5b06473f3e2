"""A span of text has one box a line, and none where its place is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents.geometry import area, area_of_all, boxes_of, cover, intersect, intersection_over_union
from factcheck.model import Box, Word

EDGES = st.integers(0, 30)
BOXES = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), EDGES, EDGES, EDGES, EDGES)

# "The quick fox" on one line, "jumps" on the next.
WORDS = (
    Word(0, 3, Box(10, 10, 30, 20)),
    Word(4, 9, Box(34, 11, 60, 20)),
    Word(10, 13, Box(64, 10, 80, 21)),
    Word(14, 19, Box(10, 24, 40, 34)),
)


def test_words_of_a_line_share_a_box_and_each_line_has_its_own() -> None:
    assert boxes_of(WORDS, 0, 19) == (Box(10, 10, 80, 21), Box(10, 24, 40, 34))


def test_a_word_partly_in_the_span_counts_whole_and_its_neighbours_do_not() -> None:
    assert boxes_of(WORDS, 5, 6) == (Box(34, 11, 60, 20),)


@pytest.mark.parametrize("span", [(3, 4), (19, 40), (7, 7)])
def test_a_span_without_known_words_has_no_box(span: tuple[int, int]) -> None:
    assert boxes_of(WORDS, *span) == ()


def test_a_page_without_known_words_has_no_box() -> None:
    assert boxes_of((), 0, 100) == ()


def test_the_second_column_at_the_height_of_the_first_one_begins_a_line_of_its_own() -> None:
    down_then_up = (Word(0, 3, Box(10, 700, 40, 710)), Word(4, 8, Box(300, 100, 340, 110)))
    assert len(boxes_of(down_then_up, 0, 8)) == 2


@pytest.mark.parametrize("upwards", [False, True])
def test_words_of_a_line_that_runs_down_or_up_the_page_share_a_box(upwards: bool) -> None:
    on_its_side = [
        Word(one.start, one.end, Box(100 - one.box.y1, one.box.x0, 100 - one.box.y0, one.box.x1)) for one in WORDS
    ]
    lines = (Box(79, 10, 90, 80), Box(66, 10, 76, 40))
    if upwards:
        on_its_side = [Word(one.start, one.end, _turn_over(one.box)) for one in on_its_side]
        lines = tuple(map(_turn_over, lines))
    assert boxes_of(on_its_side, 0, 19) == lines


def _turn_over(box: Box) -> Box:
    return Box(100 - box.x1, 100 - box.y1, 100 - box.x0, 100 - box.y0)


def test_one_third_is_shared() -> None:
    assert intersection_over_union([Box(0, 0, 2, 1)], [Box(1, 0, 3, 1)]) == pytest.approx(1 / 3)


@given(st.lists(BOXES, max_size=6), st.lists(BOXES, max_size=6))
def test_areas_are_those_of_counted_squares(ones: list[Box], others: list[Box]) -> None:
    squares = [{(x, y) for box in side for x in range(int(box.x0), int(box.x1)) for y in range(int(box.y0), int(box.y1))}
               for side in (ones, others)]  # fmt: skip
    assert area_of_all(ones) == len(squares[0])
    either = len(squares[0] | squares[1])
    assert intersection_over_union(ones, others) == pytest.approx(
        len(squares[0] & squares[1]) / either if either else 0.0
    )


@given(BOXES, BOXES)
def test_a_cover_holds_both_and_a_share_lies_in_both(one: Box, other: Box) -> None:
    assert area(intersect(cover(one, other), one)) == area(one)
    assert area(intersect(one, other)) <= min(area(one), area(other))
