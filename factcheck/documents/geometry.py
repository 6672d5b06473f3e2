"""Rectangles on a page: where a span of its text stands, and how well two places agree. Pure.

Boxes are those of `model.Box`: points from the top left corner of the page as a reader sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from factcheck.model import Box, Word

SAME_LINE = 0.5  # of the lower word's height that two words must share to stand on one line
LONG_WORD = 3  # letters, from which on a word's box says in which direction it runs
MOST_GAP = 4.0  # heights of a line between two words of a line that runs up or down: cells of a row stand apart


def boxes_of(words: Iterable[Word], start: int, end: int) -> tuple[Box, ...]:
    """The boxes of a span of a page's text, one a line, in text order.

    Args:
        words: of the page, in text order, as `store/words.py` loads them.
        start: offset into the page's text.
        end: offset after the span's last character.

    Returns:
        None where no word of the span has a known place. A word that is only partly in the span counts whole.
    """
    lines: list[Box] = []
    span = [word for word in words if min(word.end, end) > max(word.start, start)]
    continues = _continues_upright if _run_upright(span) else _continues
    for word in span:
        if lines and continues(lines[-1], word.box):
            lines[-1] = cover(lines[-1], word.box)
        else:
            lines.append(word.box)
    return tuple(lines)


def cover(*boxes: Box) -> Box:
    """The smallest box around boxes.

    >>> cover(Box(0, 0, 2, 2), Box(1, 1, 4, 3))
    Box(x0=0, y0=0, x1=4, y1=3)
    """
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def area(box: Box) -> float:
    """Square points; 0 for a box that is empty or turned inside out."""
    return max(0.0, box.x1 - box.x0) * max(0.0, box.y1 - box.y0)


def intersect(one: Box, other: Box) -> Box:
    """What two boxes share; a box of no area where they share nothing."""
    x0, y0 = max(one.x0, other.x0), max(one.y0, other.y0)
    return Box(x0, y0, max(x0, min(one.x1, other.x1)), max(y0, min(one.y1, other.y1)))


def intersection_over_union(ones: Sequence[Box], others: Sequence[Box]) -> float:
    """How well two places agree, 0 to 1: the area in both over the area in either. Boxes of one place may overlap.

    >>> intersection_over_union([Box(0, 0, 2, 1)], [Box(1, 0, 3, 1)])
    0.3333333333333333
    """
    both = area_of_all([intersect(one, other) for one in ones for other in others])
    either = area_of_all([*ones, *others])
    return both / either if either else 0.0


def area_of_all(boxes: Sequence[Box]) -> float:
    """Square points that lie in at least one of the boxes."""
    edges = sorted({edge for box in boxes for edge in (box.x0, box.x1)})
    total = 0.0
    for left, right in pairwise(edges):
        reached = 0.0
        covered = -float("inf")
        for y0, y1 in sorted((box.y0, box.y1) for box in boxes if box.x0 <= left and box.x1 >= right):
            covered = max(covered, y0)
            reached += max(0.0, y1 - covered)
            covered = max(covered, y1)
        total += reached * (right - left)
    return total


def scale(box: Box, by: float) -> Box:
    """A box in other units, such as the pixels of a page image."""
    return Box(box.x0 * by, box.y0 * by, box.x1 * by, box.y1 * by)


def _run_upright(words: Sequence[Word]) -> bool:
    """Whether lines run up or down the page, as on one that lies on its side: most long words are higher than wide."""
    long = [word.box for word in words if word.end - word.start >= LONG_WORD]
    return 2 * sum(box.y1 - box.y0 > box.x1 - box.x0 for box in long) > len(long)


def _continues_upright(line: Box, word: Box) -> bool:
    """The same for a line that runs up or down: beyond either end of the line, which may grow in one direction only."""
    shared = min(line.x1, word.x1) - max(line.x0, word.x0)
    thinner = min(line.x1 - line.x0, word.x1 - word.x0)
    gap = max(word.y0 - line.y1, line.y0 - word.y1)
    return shared >= SAME_LINE * thinner and -thinner / 2 <= gap <= MOST_GAP * thinner


def _continues(line: Box, word: Box) -> bool:
    """Whether a word goes on with a line: beside it at the same height, and not left of where the line ended."""
    shared = min(line.y1, word.y1) - max(line.y0, word.y0)
    lower = min(line.y1 - line.y0, word.y1 - word.y0)
    return shared >= SAME_LINE * lower and word.x1 > line.x1
