"""Make a picture fit for OCR: even paper, no dust, letters of a good size, straight lines; and the way back to the page.

What each step is worth was measured on the scans of ``benchmarks/scans.py``; the results stand in ``benchmarks/ocr.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from factcheck.documents.ocr.engines import Grey

MAX_SKEW = 6.0  # degrees; paper fed or laid by hand lies within it
LEAST_LETTER, MOST_LETTER, GOOD_LETTER = (
    11.0,
    40.0,
    22.0,
)  # pixels of a small letter's height; 22 is 11 points at 300 dpi
DARKEST_PAPER = 40  # of 255: below it a dark area is print or a black border, not paper
FAR_FROM_LETTERS = 1.2  # heights of a letter; points and dots stand nearer, even in typewriter faces
FEWEST_SPECKS = 60  # on a page, for it to be dusty
SMALLEST_DOT = 0.035  # area of the dot of an i, in squares of a letter's height
WHITE = 255


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be read, and the way of its pixels back to those of the picture it was made of."""

    picture: Grey
    way_back: NDArray[np.float64]  # (2, 3): x, y, 1 -> x, y of the first picture
    n_letters: int  # about how many marks of the size of letters stand on it
    letter: float  # their median height, pixels

    def map_boxes(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes (n, 4) on the prepared picture as boxes on the first one, each around its turned corners."""
        corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
        moved = corners @ self.way_back[:, :2].T + self.way_back[:, 2]
        return np.hstack([moved.min(axis=1), moved.max(axis=1)])


def prepare(picture: Grey, turn: int) -> Prepared:
    """Make a picture fit to be read.

    Args:
        picture: as received.
        turn: degrees clockwise by which it is turned first, a multiple of 90.
    """
    turned = np.ascontiguousarray(np.rot90(picture, -turn // 90))
    clean, letter, n_letters = remove_specks(even_paper(turned))
    scale = scale_of(letter) if n_letters else 1.0
    if scale != 1.0:
        by = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        clean = _grey(cv2.resize(clean, None, fx=scale, fy=scale, interpolation=by))
    straight, straightened = _straighten(clean, find_skew(clean))
    way = _turn_way(turn, picture.shape) @ np.diag([1 / scale, 1 / scale, 1]) @ _square(straightened)
    return Prepared(straight, way[:2], n_letters, letter * scale)


def even_paper(picture: Grey) -> Grey:
    """Divide by the brightness of the paper around each place, so that shades and grey paper become white."""
    height, width = picture.shape
    by = max(1, min(height, width) // 400)
    small = cv2.resize(picture, (max(1, width // by), max(1, height // by)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), 31)
    paper = cv2.resize(np.maximum(paper, DARKEST_PAPER), (width, height), interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(picture, paper, scale=WHITE))


def remove_specks(picture: Grey) -> tuple[Grey, float, int]:
    """Wipe dust off a dusty page: small marks far from any letter, and near letters those no larger than these.

    A page without many marks that only dust can be is left as it is: a point or the dot of an i is a small mark too.

    Returns:
        The picture, the median height of letters in pixels, and how many marks of that size there are.
    """
    _, dark = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    n_marks, marks, measures, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    sizes, areas = measures[:, 2:4].max(axis=1), measures[:, 4]
    heights = measures[1:, 3][(measures[1:, 3] >= 6) & (areas[1:] >= 20) & (measures[1:, 3] < picture.shape[0] / 8)]
    if len(heights) < 10:
        return picture, float(np.median(heights)) if len(heights) else 0.0, len(heights)
    letter = float(np.median(heights))
    is_small = sizes < 0.35 * letter
    is_small[0] = False  # the paper
    is_large = ~is_small
    is_large[0] = False
    reach = round(FAR_FROM_LETTERS * letter)
    around = cv2.dilate(is_large[marks].astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    is_dust = is_small & (np.bincount(marks[around > 0], minlength=n_marks) == 0)
    if is_dust.sum() < max(FEWEST_SPECKS, 0.1 * len(heights)):
        return picture, letter, len(heights)
    largest = min(SMALLEST_DOT * letter**2, float(np.percentile(areas[is_dust], 97)))
    is_dust |= is_small & (areas <= largest)
    wiped = cv2.dilate(is_dust[marks].astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & ~is_large[marks]
    clean = picture.copy()
    clean[wiped] = WHITE
    return clean, letter, len(heights)


def scale_of(letter: float) -> float:
    """By how much to enlarge a picture whose letters are this high: 1 where they can be read as they are."""
    if letter > MOST_LETTER:
        return GOOD_LETTER / letter
    return min(3.0, GOOD_LETTER / letter) if letter < LEAST_LETTER else 1.0


def find_skew(picture: Grey) -> float:
    """By how many degrees the lines fall to the right; 0 where there are none.

    The angle under which the rows of ink stand out most: the squared steps of the projection profile (Postl, 1986).
    """
    by = min(1.0, 1100 / max(picture.shape))
    small = cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    _, dark = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    margin = min(small.shape) // 25  # the dark edges of the glass
    y, x = np.nonzero(dark[margin : small.shape[0] - margin, margin : small.shape[1] - margin])
    if len(y) < 100:
        return 0.0
    if len(y) > 60_000:
        chosen = np.random.default_rng(0).choice(len(y), 60_000, replace=False)
        y, x = y[chosen], x[chosen]

    def stands_out(degrees: float) -> float:
        rows = np.round(y - x * np.tan(np.radians(degrees))).astype(np.int64)
        return float((np.diff(np.bincount(rows - rows.min()).astype(np.float64)) ** 2).sum())

    halves = range(round(-2 * MAX_SKEW), round(2 * MAX_SKEW) + 1)
    rough = max((half / 2 for half in halves), key=stands_out)
    return max((round(rough + tenth / 10, 1) for tenth in range(-5, 6)), key=stands_out)


def _straighten(picture: Grey, degrees: float) -> tuple[Grey, NDArray[np.float64]]:
    """Turn back what falls by some degrees; with the way back, (2, 3)."""
    if abs(degrees) < 0.1:
        return picture, np.eye(2, 3)
    height, width = picture.shape
    way = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    straight = cv2.warpAffine(picture, way, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
    return _grey(straight), np.asarray(cv2.invertAffineTransform(way), np.float64)


def _turn_way(turn: int, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """The way from a turned picture back to the first one of this shape, (3, 3)."""
    height, width = shape[:2]
    ways = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
    }
    return np.array(ways[turn % 360], np.float64)


def _square(way: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([way, [0, 0, 1]])


def _grey(picture: object) -> Grey:
    return np.asarray(picture, np.uint8)
