"""Which dark blocks and covers of a page are redactions, and which letters lie hidden under them.

What can be seen decides, not how the file was made: a letter is hidden where the drawn page shows one colour in its place.
The text under a box is never kept here, only that there is some: `is_bad`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from factcheck.documents.blocks import SCALE, Block, Grey, Tally, find_blocks
from factcheck.documents.exemptions import find_labels, strip_labels
from factcheck.documents.geometry import cover
from factcheck.documents.geometry import scale as scale_box
from factcheck.documents.raw import Characters
from factcheck.documents.turning import turn_redaction
from factcheck.model import Box, Redaction

_VISIBLE = 0.05  # share of light pixels from which on a letter on a dark bar is seen
_LIGHT_INK = 100.0  # grey value; letters darker than this are not to be seen on black
_LEAST_LIGHT = 0.15  # share of light pixels that every letter leaves in its place
_ONE_COLOUR = 4.0  # standard deviation of the grey values of an area of one colour
_RIM = 0.15  # of a letter's width and height
_CONTRAST = 40.0  # grey values between a letter's ink and the area over it, from which on it should have been seen
_LETTERS_OF_A_TITLE = 3  # light letters on a bar, without a code among them: the bar is a heading, no redaction
_LEAST_HIDDEN = 2  # letters or digits; fewer are the edge of a neighbour
_BLANK = 0.9  # share of light pixels between two words that were blacked out
_STROKES = frozenset("il1jt")  # what OCR makes of lines and of the edges of boxes
_JOIN = 1.0  # heights between two blocks of one line that are one redaction
_SAME_LINE = 0.5
LONGEST_PAGE = 1191.0  # points: the longer side of A3; what is larger was drawn larger

_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_STAMPS = 3  # boxes

Numbers = NDArray[np.intp]
Shade = Callable[[int], float | None]
"""The grey value, 0 to 255, of a character's ink by its index; None where it has none, as in the text of a scan."""


@dataclass(frozen=True)
class Found:
    """What was found on one page."""

    redactions: tuple[Redaction, ...]
    hidden: NDArray[np.bool_]  # of each character: it is part of a redaction and no text of the page


def find_redactions(
    grey: Grey,
    scale: float,
    characters: Characters,
    shade_of: Shade,
    covers: Sequence[Box] = (),
    marked: Sequence[Box] = (),
) -> Found:
    """Find the redactions of a page.

    Args:
        grey: the page as seen, (height, width), 0 is black.
        scale: its pixels a point.
        characters: of its text layer.
        shade_of: the ink of a character.
        covers: shapes of any colour that were drawn over text or a picture.
        marked: areas that the file itself marks for redaction, whether or not anything was drawn there.
    """
    page = _Page(Tally(grey, scale), characters, shade_of)
    found = [one for block in find_blocks(grey, scale) if (one := page.judge_block(block)) is not None]
    found += [page.judge_mark(box) for box in marked]
    found += [one for box in covers if (one := page.judge_cover(box)) is not None]
    if page.hides_only_stamps():
        found = [replace(one, is_bad=False) for one in found]
    return Found(tuple(_join_lines(found, page.is_free)), page.hidden)


def find_in_picture(grey: Grey, width: float, turn: int = 0) -> tuple[Redaction, ...]:
    """Find the redactions of a page that is a picture and nothing else.

    Args:
        grey: the picture, (height, width) in pixels, 0 is black.
        width: of the page, in points.
        turn: degrees clockwise, a multiple of 90, by which its text must be turned to be read: lines that are blacked
            out are told from stems of letters by the way they lie.

    Returns:
        The redactions, placed on the page as it is.
    """
    upright = np.rot90(grey, -turn // 90)
    width, height = (edge * width / grey.shape[1] for edge in upright.shape[::-1])
    larger = max(1.0, max(width, height) / LONGEST_PAGE)  # the letters of a poster are as large as another's bars
    step = max(1, round(upright.shape[1] * larger / width / SCALE))  # finer pictures are thinned out
    thinned = np.ascontiguousarray(upright[::step, ::step])
    no_text = Characters("", np.empty((0, 4), np.float32))
    found = find_redactions(thinned, thinned.shape[1] * larger / width, no_text, lambda _: None).redactions
    placed = [replace(one, box=scale_box(one.box, larger)) for one in found]
    return tuple(turn_redaction(one, width, height, -turn) for one in placed)


class _Page:
    """A page as it is drawn beside the characters of its text layer."""

    def __init__(self, tally: Tally, characters: Characters, shade_of: Shade) -> None:
        self._text, self._boxes, self._shade_of = characters.text, characters.boxes, shade_of
        self._tally = tally
        self.hidden = np.zeros(len(characters.text), np.bool_)
        self.texts: list[str] = []  # what lies under each box, forgotten with this page
        self._middles = (self._boxes[:, :2] + self._boxes[:, 2:]) / 2  # NaN is in no box
        self._is_letter = np.array([not one.isspace() for one in characters.text], np.bool_)

    def judge_block(self, block: Block) -> Redaction | None:
        """A dark block is a redaction unless it is a part of a letter or the ground of a light heading."""
        on_bar = self._inside(block.bar)
        seen = on_bar[self._are_seen(on_bar)]
        label = self._read(seen)
        codes = find_labels(label)
        if (not codes and _count_letters(label) >= _LETTERS_OF_A_TITLE) or self._is_part_of_letter(block.box):
            return None
        inside = self._inside(block.box if not codes else block.bar)
        unseen = np.setdiff1d(inside, seen)
        if block.is_doubtful and not len(unseen):
            return None
        self.hidden[inside] = True
        hidden = self._read(unseen)
        codes += tuple(code for code in find_labels(hidden) if code not in codes)
        box = cover(block.box, block.bar) if label and codes else block.box
        return Redaction(box, "black", tuple(filter(None, codes)), self._is_bad(hidden))

    def judge_mark(self, box: Box) -> Redaction:
        """An area that the file marks is a redaction; what text is there can still be read."""
        inside = self._inside(box)
        self.hidden[inside] = True
        text = self._read(inside)
        return Redaction(box, self._kind(box), tuple(filter(None, find_labels(text))), self._is_bad(text))

    def judge_cover(self, box: Box) -> Redaction | None:
        """A cover is a redaction where letters that should be seen are not."""
        inside = self._inside(box)
        inside = inside[~self.hidden[inside]]
        unseen = inside[self._are_covered(inside)]
        if not self._is_bad(self._read(unseen)):
            return None
        self.hidden[unseen] = True
        place = cover(*(Box(*edges) for edges in self._boxes[unseen].tolist()))
        return Redaction(place, self._kind(place), (), is_bad=True)

    def is_free(self, box: Box) -> bool:
        """Whether no text of the page stands in a box, by its text layer and by what is drawn."""
        is_blank = box.x1 <= box.x0 or self._tally.light_share(_row(box))[0] >= _BLANK
        return is_blank and bool(self.hidden[self._inside(box)].all())

    def hides_only_stamps(self) -> bool:
        """Whether one and the same date lies under every box, as the redaction tool put it there."""
        is_date = len(set(self.texts)) == 1 and bool(_DATE.fullmatch(self.texts[0]))
        return is_date and len(self.texts) >= _STAMPS

    def _kind(self, box: Box) -> str:
        return "black" if self._tally.shade(_row(box))[0] < 128 else "white"

    def _is_bad(self, text: str) -> bool:
        if not _is_text(text):
            return False
        self.texts.append(text)
        return True

    def _read(self, chosen: Numbers) -> str:
        return "".join(self._text[index] for index in chosen.tolist())

    def _inside(self, box: Box) -> Numbers:
        """The characters whose middle lies in a box, in text order, spaces left out."""
        x, y = self._middles.T
        return np.flatnonzero(self._is_letter & (x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1))

    def _are_seen(self, chosen: Numbers) -> NDArray[np.bool_]:
        """Which characters on a dark bar show: light ink, and light pixels in their place."""
        shows = self._tally.light_share(self._cores(chosen)) >= _VISIBLE
        inks = [self._shade_of(index) if light else 0.0 for index, light in zip(chosen.tolist(), shows, strict=True)]
        return shows & np.array([ink is None or ink >= _LIGHT_INK for ink in inks], np.bool_)

    def _are_covered(self, chosen: Numbers) -> NDArray[np.bool_]:
        """Which characters lie under one colour where theirs is another, or under black where letters leave gaps.

        At the edge of a cover the pixels of a letter are mixed with those beside it: there its middle decides, and only
        beside a letter that is covered whole, since the middle of a thin letter may be of one colour anywhere.
        """
        boxes, cores = self._boxes[chosen], self._cores(chosen)
        shades, light = self._tally.shade(cores), self._tally.light_share(cores)
        is_whole, is_plain = self._tally.spread(boxes) <= _ONE_COLOUR, self._tally.spread(cores) <= _ONE_COLOUR
        certain, likely = np.zeros((2, len(chosen)), np.bool_)
        for place in np.flatnonzero(is_plain | is_whole | (light <= _LEAST_LIGHT)).tolist():
            ink = self._shade_of(int(chosen[place]))
            if ink is None:
                continue
            in_black = ink < _LIGHT_INK and light[place] <= _LEAST_LIGHT and self._text[chosen[place]].isalnum()
            differs = abs(shades[place] - ink) >= _CONTRAST
            certain[place], likely[place] = in_black or (is_whole[place] and differs), differs
        return _grow(certain, likely, chosen)

    def _cores(self, chosen: Numbers) -> NDArray[np.float32]:
        """Boxes of characters without their edges, where neighbours and covers reach in."""
        boxes = self._boxes[chosen]
        size = boxes[:, 2:] - boxes[:, :2]
        return np.hstack([boxes[:, :2] + size * _RIM, boxes[:, 2:] - size * _RIM])

    def _is_part_of_letter(self, box: Box) -> bool:
        """Whether a block is the stem of a heavy letter: one character's box holds it whole, and it shows."""
        x0, y0, x1, y1 = self._boxes.T
        holds = (x0 <= box.x0 + 1) & (y0 <= box.y0 + 1) & (x1 >= box.x1 - 1) & (y1 >= box.y1 - 1)
        return bool((self._tally.light_share(self._cores(np.flatnonzero(holds))) >= _VISIBLE).any())


def _grow(certain: NDArray[np.bool_], likely: NDArray[np.bool_], numbers: Numbers) -> NDArray[np.bool_]:
    """Add what is likely and follows, or is followed by, what is certain, in both directions."""
    grown = certain.copy()
    for order in (range(len(numbers)), range(len(numbers) - 1, -1, -1)):
        before = -2  # no number
        for place in order:
            grown[place] |= likely[place] and abs(int(numbers[place]) - before) == 1
            before = int(numbers[place]) if grown[place] else -2
    return grown


def _row(box: Box) -> NDArray[np.float64]:
    return np.array([[box.x0, box.y0, box.x1, box.y1]])


def _join_lines(redactions: Sequence[Redaction], is_free: Callable[[Box], bool]) -> list[Redaction]:
    """Join blocks that stand side by side on one line with nothing between, as where each word was blacked out alone."""
    joined: list[Redaction] = []
    for one in sorted(redactions, key=lambda one: (round(one.box.y0), one.box.x0)):
        place = next((index for index, other in enumerate(joined) if _adjoin(other, one, is_free)), None)
        if place is None:
            joined.append(one)
            continue
        other = joined[place]
        codes = tuple(dict.fromkeys(other.codes + one.codes))
        joined[place] = Redaction(cover(other.box, one.box), one.kind, codes, one.is_bad or other.is_bad)
    return joined


def _adjoin(one: Redaction, other: Redaction, is_free: Callable[[Box], bool]) -> bool:
    a, b = one.box, other.box
    height = min(a.y1 - a.y0, b.y1 - b.y0)
    on_line = min(a.y1, b.y1) - max(a.y0, b.y0) >= _SAME_LINE * max(a.y1 - a.y0, b.y1 - b.y0)
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    between = Box(min(a.x1, b.x1), max(a.y0, b.y0), max(a.x0, b.x0), min(a.y1, b.y1))
    return one.kind == other.kind and on_line and gap <= _JOIN * height and is_free(between)


def _is_text(text: str) -> bool:
    """Whether what lies under a box says anything: no filling ("xxxx"), no strokes that OCR took for letters, no label."""
    letters = [one for one in strip_labels(text).lower() if one.isalnum()]
    return len(letters) >= _LEAST_HIDDEN and len(set(letters)) > 1 and not set(letters) <= _STROKES


def _count_letters(text: str) -> int:
    return sum(map(str.isalnum, text))
