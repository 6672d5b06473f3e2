"""Papers that were read before places were kept get them, and nothing that hangs on their text changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import CASE, make_readers, take
from hypothesis import given
from hypothesis import strategies as st
from made_pages import MadePage, draw_pages
from sqlalchemy import delete, update

from factcheck.documents.geometry import boxes_of, intersection_over_union
from factcheck.documents.pdf import read_pdf
from factcheck.model import Box, Page, ReadAs, Word
from factcheck.placing import carry_words, find_places
from factcheck.store import schema
from factcheck.store.documents import load_documents
from factcheck.store.pages import load_page
from factcheck.store.words import load_words
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]

DRAWN = MadePage().write_lines(72, 100, ["The Bureau asked for more infor-", "mation about every flight of the year."])
OLD_TEXT = "Page 7\nThe Bureau asked for more\ninformation about every flight of the year."


def test_a_page_read_before_gets_places_and_keeps_its_text(workspace: Workspace, save: Save) -> None:
    take(workspace, make_readers(), save("memo.pdf", draw_pages(DRAWN)), save("note.txt", "No pages to show."))
    with workspace.writing() as db:
        db.execute(delete(schema.page_words))
        sha256 = next(one.sha256 for one in load_documents(db, CASE) if one.file == "memo.pdf")
        db.execute(update(schema.page).where(schema.page.c.document_sha256 == sha256).values(text=OLD_TEXT))
    assert [(one.file, one.pages, one.of) for one in find_places(workspace, CASE)] == [("memo.pdf", 1, 1)]
    with workspace.reading() as db:
        page, words = load_page(db, sha256, 1), load_words(db, sha256, 1)
    assert page.text == OLD_TEXT
    start = page.text.index("information")
    places = {word.text: word.box for word in DRAWN.words}
    boxes = boxes_of(words, start, start + len("information"))
    assert intersection_over_union(boxes, [places["infor-"], places["mation"]]) > 0.7  # the hyphen is not in the text
    assert boxes_of(words, 0, len("Page 7")) == ()
    assert find_places(workspace, CASE) == []


def test_a_paper_that_is_gone_is_said_to_be_unread(workspace: Workspace, save: Save) -> None:
    take(workspace, make_readers(), save("memo.pdf", draw_pages(DRAWN)))
    with workspace.writing() as db:
        db.execute(delete(schema.page_words))
        sha256 = load_documents(db, CASE)[0].sha256
    workspace.received_path(sha256).write_bytes(b"%PDF-1.4")
    (one,) = find_places(workspace, CASE)
    assert (one.pages, one.of) == (0, 1) and one.problem


def test_the_same_text_keeps_every_word() -> None:
    page = read_pdf(draw_pages(DRAWN), "made.pdf").pages[0]
    assert list(carry_words(page, page.text)) == list(page.words)


WORDS = st.lists(st.sampled_from(["the", "Bureau", "paid", "for", "41", "flights"]), max_size=14)


@given(WORDS, WORDS)
def test_no_word_gets_the_place_of_another_and_the_order_holds(now: list[str], before: list[str]) -> None:
    text, words = " ".join(now), []
    for number, word in enumerate(now):
        start = len(" ".join(now[:number])) + (number > 0)
        words.append(Word(start, start + len(word), Box(number, 0, number + 1, 1)))
    page = Page(1, text, ReadAs.TEXT_LAYER, words=tuple(words))
    carried = list(carry_words(page, " ".join(before)))
    for word in carried:
        assert " ".join(before)[word.start : word.end] == now[int(word.box.x0)]
    assert [word.box.x0 for word in carried] == sorted({word.box.x0 for word in carried})
    assert all(one.end <= other.start for one, other in pairwise(carried))


@pytest.mark.parametrize("text", ["", "Something else entirely."])
def test_a_text_of_something_else_gets_no_places(text: str) -> None:
    page = read_pdf(draw_pages(DRAWN), "made.pdf").pages[0]
    assert not list(carry_words(replace(page), text))
