"""Put the mark "[redacted]" into the text of a page where its redactions stand, and give each the codes beside it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from factcheck.documents.exemptions import find_codes, find_standing_codes
from factcheck.documents.geometry import cover
from factcheck.documents.raw import Ints, RawPage, RawWords
from factcheck.model import REDACTED, Box, Redaction

_SAME_LINE = 0.5  # of a word's height that a box must share to stand on its line
_ROOM = 0.8  # heights of a line: more than the space between two words
_OF_PERSONS = re.compile(r"[67]")  # exemptions 6 and 7, which take out names; no paragraphs are numbered so far
_LINE = 16.0  # points; of a higher box only so much says on which line it begins


def mark_redactions(page: RawPage) -> RawPage:
    """Put `REDACTED` where the redactions of a page stand, in place of what OCR may have read there.

    Codes that stand for something, as "(b)(6)" in a margin or in a blank, go to the redaction at their height; where
    there is none, the code itself shows that something was taken out, and becomes a redaction of kind "white".
    """
    page = _give_codes(page)
    if not page.text.strip():
        return page  # a picture that is still to be read, or all of it is redacted
    for redaction in sorted(page.redactions, key=lambda one: (one.box.y0, one.box.x0), reverse=True):
        page = _mark(page, redaction.box)
    return page


def _give_codes(page: RawPage) -> RawPage:
    """Take the codes that stand alone out of the text, and give them to their redactions."""
    if "(" not in page.text or not find_codes(page.text):
        return page
    redactions = list(page.redactions)
    for start, end in reversed(_find_spans(page.text)):
        box = _place(page.words, start, end)
        if box is None or not _stands_alone(page.words, start, end, box, page.text[start:end]):
            continue
        codes = find_codes(page.text[start:end])
        at_height = [place for place, one in enumerate(redactions) if _is_on_line(one.box, box)]
        for place in at_height:
            known = redactions[place]
            redactions[place] = replace(known, codes=tuple(dict.fromkeys((*known.codes, *codes))))
        if not at_height:
            redactions.append(Redaction(box, "white", codes))
        page = _splice(page, start, end, "", None)
    return replace(page, redactions=tuple(redactions))


def _find_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in text.split("\n"):
        spans += [(at + start, at + end) for start, end in find_standing_codes(line)]
        at += len(line) + 1
    return spans


def _stands_alone(words: RawWords, start: int, end: int, box: Box, code: str) -> bool:
    """Whether a code has room on both sides, as where it fills a blank; one that opens a line may number a paragraph."""
    x0, y0, x1, y1 = words.boxes.T
    on_line = np.minimum(y1, box.y1) - np.maximum(y0, box.y0) >= _SAME_LINE * (box.y1 - box.y0)
    others = on_line & ((words.ends <= start) | (words.starts >= end))
    left, right = others & (x1 <= box.x0 + 1), others & (x0 >= box.x1 - 1)
    room = _ROOM * (box.y1 - box.y0)
    has_room = (not left.any() or box.x0 - x1[left].max() >= room) and (
        not right.any() or x0[right].min() - box.x1 >= room
    )
    opens = bool(right.any()) and not left.any()
    return has_room and not (opens and not _OF_PERSONS.search(code))


def _place(words: RawWords, start: int, end: int) -> Box | None:
    boxes = words.boxes[(words.starts < end) & (words.ends > start)]
    return cover(*(Box(*box) for box in boxes.tolist())) if len(boxes) else None


def _is_on_line(redaction: Box, code: Box) -> bool:
    return min(redaction.y1, code.y1) - max(redaction.y0, code.y0) >= _SAME_LINE * (code.y1 - code.y0)


def _mark(page: RawPage, box: Box) -> RawPage:
    """Put one mark in place, unless one stands there already."""
    page = _clear(page, box)
    at = _find_place(page.words, box)
    before, after = page.text[:at].rstrip(" "), page.text[at:].lstrip(" ")
    if before.endswith(REDACTED) or after.startswith(REDACTED):
        return page
    space = " " if before and not before.endswith("\n") else ""
    behind = " " if after[:1].isalnum() or after[:1] in "(\"'“" else ""
    return _splice(page, at, at, f"{space}{REDACTED}{behind}", box)


def _clear(page: RawPage, box: Box) -> RawPage:
    """Take out the words whose middle lies in a box."""
    middles = (page.words.boxes[:, :2] + page.words.boxes[:, 2:]) / 2
    inside = (middles > (box.x0, box.y0)).all(axis=1) & (middles < (box.x1, box.y1)).all(axis=1)
    for place in np.flatnonzero(inside)[::-1].tolist():
        page = _splice(page, int(page.words.starts[place]), int(page.words.ends[place]), "", None)
    return page


def _find_place(words: RawWords, box: Box) -> int:
    """The offset at which a box stands in the text: behind the word left of it, before the one right of it, below."""
    if not len(words):
        return 0
    x0, y0, x1, y1 = words.boxes.T
    shared = np.minimum(y1, min(box.y1, box.y0 + _LINE)) - np.maximum(y0, box.y0)
    on_line = shared >= _SAME_LINE * np.minimum(y1 - y0, min(box.y1 - box.y0, _LINE))
    middle = (box.x0 + box.x1) / 2
    left, right = on_line & (x1 <= middle), on_line & (x0 >= middle)
    before, after = _best(x1, left), _best(-x0, right)
    if left.any() and (not right.any() or box.x0 - x1[before] <= x0[after] - box.x1):
        return int(words.ends[before])
    if right.any():
        return int(words.starts[after])
    above = y1 <= box.y0 + _LINE / 2
    if not above.any():
        return int(words.starts[_best(-y0, ~above)])
    return int(words.ends[_best(x1, above & (y1 >= y1[above].max() - _LINE / 4))])


def _best(values: NDArray[np.float32], among: NDArray[np.bool_]) -> int:
    return int(np.where(among, values, -np.inf).argmax())


def _splice(page: RawPage, start: int, end: int, text: str, box: Box | None) -> RawPage:
    """Replace a span of the text; its words go, those behind it move, and the new text is one word where it has a box."""
    words = page.words
    shift = len(text) - (end - start)
    kept = (words.ends <= start) | (words.starts >= end) if end > start else np.ones(len(words), np.bool_)
    words = words.take(kept)
    words = words.take(slice(None), np.where(words.starts >= end, shift, 0).astype(np.int32))
    if box is not None:
        words = _insert(words, start + text.index(REDACTED), box)
    return replace(page, text=page.text[:start] + text + page.text[end:], words=words)


def _insert(words: RawWords, start: int, box: Box) -> RawWords:
    at = int(np.searchsorted(words.starts, start))
    sure = words.confidences
    return RawWords(
        _put(words.starts, at, start),
        _put(words.ends, at, start + len(REDACTED)),
        np.insert(words.boxes, at, (box.x0, box.y0, box.x1, box.y1), axis=0),
        None if sure is None else np.insert(sure, at, 1.0),
    )


def _put(values: Ints, at: int, value: int) -> Ints:
    return np.insert(values, at, value).astype(np.int32)
