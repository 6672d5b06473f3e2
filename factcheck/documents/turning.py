"""Pages and boxes turned by quarters, so that text that runs down a page can be put in order like any other. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from factcheck.documents.raw import RawPage
from factcheck.model import Box, Redaction

_Boxes = TypeVar("_Boxes", NDArray[np.float32], NDArray[np.float64])
_LINE_END = re.compile("[\r\n\ufffe\x02]")


def turn_boxes(boxes: _Boxes, width: float, height: float, degrees: int) -> _Boxes:
    """Turn boxes with their page.

    Args:
        boxes: (n, 4), each x0, y0, x1, y1 from the page's top left corner.
        width: of the page before it is turned.
        height: of the page before it is turned.
        degrees: clockwise, a multiple of 90.
    """
    x0, y0, x1, y1 = boxes.T
    match degrees % 360:
        case 90:
            return np.column_stack((height - y1, x0, height - y0, x1))
        case 180:
            return np.column_stack((width - x1, height - y1, width - x0, height - y0))
        case 270:
            return np.column_stack((y0, width - x1, y1, width - x0))
        case _:
            return boxes


def turn_page(page: RawPage, degrees: int) -> RawPage:
    """A raw page turned clockwise with all on it; the page itself where nothing is to turn or its size is unknown."""
    if not degrees % 360 or page.width is None or page.height is None:
        return page
    boxes = turn_boxes(page.words.boxes, page.width, page.height, degrees)
    size = (page.height, page.width) if degrees % 180 else (page.width, page.height)
    redactions = tuple(turn_redaction(one, page.width, page.height, degrees) for one in page.redactions)
    words = replace(page.words, boxes=boxes)
    return replace(page, width=size[0], height=size[1], words=words, redactions=redactions)


def turn_redaction(redaction: Redaction, width: float, height: float, degrees: int) -> Redaction:
    """Turn a redaction with its page; arguments as of `turn_boxes`."""
    box = redaction.box
    turned = turn_boxes(np.array([[box.x0, box.y0, box.x1, box.y1]], np.float64), width, height, degrees)
    return replace(redaction, box=Box(*turned[0].tolist()))


def find_turn(page: RawPage) -> int:
    """How far most text of a page is turned clockwise, by where the next word of a line stands: 0, 90, 180 or 270."""
    words = page.words
    if len(words) < 2:
        return 0
    ends = np.array([match.start() for match in _LINE_END.finditer(page.text)], np.int64)
    line = np.searchsorted(ends, words.starts)
    step = np.diff((words.boxes[:, :2] + words.boxes[:, 2:]) / 2, axis=0)[line[1:] == line[:-1]]
    return find_direction(step)


def find_direction(steps: NDArray[np.floating[Any]]) -> int:
    """Where most steps, (n, 2) of x and y, lead: to the right 0, down 90, to the left 180, up 270."""
    across, along = steps[:, 0], steps[:, 1]
    is_across = np.abs(across) >= np.abs(along)
    votes = [
        np.count_nonzero(is_across & (across > 0)),
        np.count_nonzero(~is_across & (along > 0)),
        np.count_nonzero(is_across & (across < 0)),
        np.count_nonzero(~is_across & (along < 0)),
    ]
    return 90 * int(np.argmax(votes))
