"""Raw pages -> final pages: lines in reading order, furniture apart, the text cleaned once, every word with its place.

Both the words of the whole document and what repeats on its pages tell how one page is to be cleaned, so all pages are
finished together.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from factcheck.documents.bates import Stamp, find_stamps
from factcheck.documents.cleaning import clean, collect_words
from factcheck.documents.furniture import part_pages
from factcheck.documents.layout import read_lines
from factcheck.documents.lines import rebuild
from factcheck.documents.marking import mark_redactions
from factcheck.documents.raw import RawPage, RawWords
from factcheck.documents.tracing import Traced
from factcheck.documents.turning import find_turn, turn_page
from factcheck.model import Page, ReadAs
from factcheck.packing import PackedWords, pack_arrays


@dataclass(frozen=True)
class _Ordered:
    """A raw page in reading order; its body stands between what runs along its head and its foot."""

    raw: RawPage
    body: tuple[int, int]


def finish_pages(raw_pages: Sequence[RawPage]) -> tuple[Page, ...]:
    """Make the final pages of a document, numbered from 1."""
    ordered = _order(raw_pages)
    vocabulary = collect_words(page.raw.text for page in ordered)
    stamps = find_stamps([page.raw.text for page in ordered])
    return tuple(
        _finish(number, page, stamp, vocabulary)
        for number, (page, stamp) in enumerate(zip(ordered, stamps, strict=True), start=1)
    )


def _order(raw_pages: Sequence[RawPage]) -> list[_Ordered]:
    """Put the lines of every page in reading order, furniture before and after the body."""
    turns = [find_turn(page) for page in raw_pages]
    upright = [mark_redactions(turn_page(page, -turn)) for page, turn in zip(raw_pages, turns, strict=True)]
    with_lines = [(page, read_lines(page)) for page in upright]
    ordered = []
    for (page, lines), turn, parts in zip(with_lines, turns, part_pages(with_lines), strict=True):
        if lines:
            written, (_, body, foot) = rebuild(page, [parts.head, parts.body, parts.foot])
            ordered.append(_Ordered(turn_page(written, turn), (body, foot)))
        else:
            ordered.append(_Ordered(turn_page(page, turn), (0, len(page.text))))
    return ordered


def _finish(number: int, page: _Ordered, stamp: Stamp, vocabulary: AbstractSet[str]) -> Page:
    raw = page.raw
    traced = clean(Traced.begin(raw.text), vocabulary)
    if not traced.text:
        return Page(number, "", ReadAs.UNREAD, raw.width, raw.height, raw.problem, redactions=raw.redactions)
    body_start, body_end = _find_span(traced, page.body)
    words = place_words(traced, raw.words)
    sure = words.confidences
    return Page(
        number,
        traced.text,
        raw.read_as,
        raw.width,
        raw.height,
        confidence=float(sure.mean()) if sure is not None and len(sure) else None,
        reader=raw.reader,
        bates=stamp.bates,
        bates_as_read=stamp.as_read,
        redactions=raw.redactions,
        words=PackedWords(pack_arrays(np.column_stack((words.starts, words.ends)), words.boxes, sure))
        if len(words)
        else (),
        body_start=body_start,
        body_end=body_end,
    )


def _find_span(traced: Traced, span: tuple[int, int]) -> tuple[int, int]:
    """Where a span of the raw text stands in the final one, without white space at its ends."""
    assert traced.origins is not None
    start, end = np.searchsorted(traced.origins, span).tolist()
    inside = traced.text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, max(start, start + len(inside.strip()))


def place_words(traced: Traced, raw: RawWords) -> RawWords:
    """Find the place of every word of a final text.

    Args:
        traced: the final text, each character with its origin in the raw text.
        raw: the words of the raw text.

    Returns:
        The words of the final text in order. One broken at a line's end is two that adjoin, each with its box; one of
        unknown origin has no place and is left out.
    """
    assert traced.origins is not None
    if not len(raw):
        return raw
    word = np.searchsorted(raw.starts, traced.origins, side="right").astype(np.int32) - 1
    letters = np.frombuffer(traced.text.encode("utf-32-le"), np.uint32)
    is_placed = (word >= 0) & (traced.origins < raw.ends[word]) & (letters != ord(" ")) & (letters != ord("\n"))
    word[~is_placed] = -1
    turns = np.flatnonzero(np.diff(word, prepend=-2, append=-2))
    starts, ends = turns[:-1].astype(np.int32), turns[1:].astype(np.int32)
    found = word[starts]
    is_word = found >= 0
    placed = raw.take(found[is_word])
    return RawWords(starts[is_word], ends[is_word], placed.boxes, placed.confidences)
