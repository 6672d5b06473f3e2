"""Solid dark blocks in the picture of a page: what a marker or a redaction tool leaves. Pure, pixels only.

A block is at least as high as a small line of type and wider than a stroke of a letter, so rules, letters and the light
shading of tables are none. Whether a block is a redaction, `redactions.py` decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from factcheck.model import Box

SCALE = 1.5
"""Pixels a point at which pages are looked at (108 dpi): ten-point type is 15 pixels high, and a page takes some 20 ms."""

DARK = 90  # grey value, 0 to 255, below which a pixel is dark
LEAST_HEIGHT = 5.0  # points; rules are thinner, and type of 6 points is the smallest that people print
LEAST_WIDTH = 4.0  # points; wider than the stem of a letter
MIN_FILL = 0.8  # of its bounding box that a block must fill; a letter or a photo does not
MOST_LIGHT = 0.2  # share of a block's pixels; heavy letters are lighter by their gaps
MAX_LIGHT = 0.14  # more is doubtful
_SPREAD = 20  # percent of the pixels left aside at either end
MAX_UNEVENNESS = 20.0  # grey values; ink and toner are even, the dark parts of photos and colour scales are not
MIN_SHARE = 0.85  # of a dark shape that must fall into rectangles
MIN_WIDTH = 6.0  # points
MIN_AREA = 70.0  # square points; a ticked box of a form is smaller
TALL, BROAD = (
    2.0,
    30.0,
)  # times as high as wide, and narrower than so many points: a rule, the stem of a letter in a logo
SMALL, EVEN, FULL = (
    150.0,
    8.0,
    0.1,
)  # square points, and grey values or share of light pixels that are too many for so few
_LEAST_SLANT, MOST_SLANT = 0.002, 0.09  # rise along a box: to five degrees askew in the scanner
EDGE = 4.0  # points; what touches the edge of the page is the shadow of a copier or a bleed of the design
_GRID = 3  # pixels; without one wholly dark square of this size a page has no block
_EXTENDS = 0.35  # share of a column that must be dark for a bar with light letters in it to go on

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]
Sums = NDArray[np.signedinteger[Any]]
Boxes = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Block:
    """A solid dark rectangle."""

    box: Box
    bar: Box  # the block with what adjoins it at its height: a bar with light letters in it, or the block itself
    light_share: float  # of its pixels that are not dark: specks, hatching
    unevenness: float  # grey values between the darker and the lighter of its pixels, edges and hatching left aside
    is_piece: bool = False  # of a wider box that lay askew, so that its own width says nothing

    @property
    def is_doubtful(self) -> bool:
        """Whether it may as well be a rule, a stem or a dark spot of a picture: only text under it shows what it is."""
        across, down = self.box.x1 - self.box.x0, self.box.y1 - self.box.y0
        is_stem = not self.is_piece and down > TALL * across and across < BROAD
        is_small = across * down < SMALL and (self.unevenness > EVEN or self.light_share > FULL)
        return is_stem or is_small or self.unevenness > MAX_UNEVENNESS or self.light_share > MAX_LIGHT


def find_blocks(grey: Grey, scale: float = SCALE) -> list[Block]:
    """Find the solid dark blocks of a page, from the top down.

    Args:
        grey: the page as seen, (height, width), 0 is black.
        scale: pixels a point.
    """
    dark = grey < DARK
    if not _has_dark_square(dark):
        return []
    size = (max(_GRID, round(LEAST_HEIGHT * scale)), max(_GRID, round(LEAST_WIDTH * scale)))
    closed = _close(dark, (_GRID, _GRID))  # specks of a scan and thin hatching fill up
    labels, count = ndimage.label(_open(closed, size))
    blocks = []
    for number, place in enumerate(ndimage.find_objects(labels, count), start=1):
        shape = labels[place] == number
        slanted = _cut_slanted(shape, place) if shape.mean() < MIN_FILL else []
        parts = slanted or _split(shape, place)
        share = sum(_size(part) for part in parts) / shape.sum()
        if MIN_SHARE <= share <= 2 - MIN_SHARE:  # else a circle, a logo, a dark part of a photo
            blocks += [_measure(grey, dark, part, scale, is_piece=bool(slanted)) for part in parts]
    height, width = grey.shape
    return [one for one in blocks if _is_block(one, width / scale, height / scale)]


class Tally:
    """Means over many boxes of a page at once, by sums over all that lies above and left of each pixel."""

    def __init__(self, grey: Grey, scale: float = SCALE) -> None:
        self._grey, self._scale = grey, scale

    def shade(self, boxes: Boxes) -> Values:
        """The mean grey of each box, 0 to 255. Boxes are rows of x0, y0, x1, y1 in points, as for all that follows."""
        return self._means(boxes, self._shades)

    def spread(self, boxes: Boxes) -> Values:
        """The standard deviation of the grey values in each box: 0 where it is of one colour."""
        spread: Values = np.sqrt(np.maximum(self._means(boxes, self._squares) - self.shade(boxes) ** 2, 0))
        return spread

    def light_share(self, boxes: Boxes) -> Values:
        """The share of the pixels of each box that are not dark."""
        return self._means(boxes, self._lights)

    @cached_property
    def _shades(self) -> Sums:
        return _sum_up(self._grey, np.int32)

    @cached_property
    def _squares(self) -> Sums:
        return _sum_up(self._grey.astype(np.uint16) ** 2, np.int64)

    @cached_property
    def _lights(self) -> Sums:
        return _sum_up(self._grey >= DARK, np.int32)

    def _means(self, boxes: Boxes, sums: Sums) -> Values:
        """Pixels that a box touches count, one at least; a box without a place has what the first pixel has."""
        edges = np.nan_to_num(boxes) * self._scale
        x0, y0 = (np.clip(np.floor(edges[:, one]), 0, self._grey.shape[1 - one] - 1).astype(int) for one in (0, 1))
        x1, y1 = (np.clip(np.ceil(edges[:, 2 + one]), 1, self._grey.shape[1 - one]).astype(int) for one in (0, 1))
        x1, y1 = np.maximum(x1, x0 + 1), np.maximum(y1, y0 + 1)
        means: Values = (sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]) / ((x1 - x0) * (y1 - y0))
        return means


def _sum_up(values: NDArray[Any], kind: type) -> Sums:
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1), kind)
    inner = sums[1:, 1:]
    np.cumsum(values, axis=0, dtype=kind, out=inner)
    np.cumsum(inner, axis=1, out=inner)
    return sums


def _has_dark_square(dark: Mask) -> bool:
    height, width = (edge // _GRID * _GRID for edge in dark.shape)
    squares = dark[:height, :width].reshape(height // _GRID, _GRID, width // _GRID, _GRID)
    return bool(squares.all(axis=(1, 3)).any())


def _close(mask: Mask, size: tuple[int, int]) -> Mask:
    """Fill what is light and smaller than a rectangle of (rows, columns)."""
    return _windows(_windows(_pad(mask, size), size, np.logical_or), size, np.logical_and)


def _open(mask: Mask, size: tuple[int, int]) -> Mask:
    """Keep only what a dark rectangle of (rows, columns) fits into."""
    return _windows(_pad(_windows(mask, size, np.logical_and), size), size, np.logical_or)


def _pad(mask: Mask, size: tuple[int, int]) -> Mask:
    return np.pad(mask, [(edge - 1, edge - 1) for edge in size])


def _windows(mask: Mask, size: tuple[int, int], join: np.ufunc) -> Mask:
    """Join every rectangle of pixels into one pixel; runs are doubled, so a few passes over whole rows suffice."""
    for axis, edge in enumerate(size):
        done = 1
        while done < edge:
            step = min(done, edge - done)
            length = mask.shape[axis] - step
            here, there = ((slice(at, at + length),) if axis == 0 else (slice(None), slice(at, at + length))
                           for at in (0, step))  # fmt: skip
            mask = join(mask[here], mask[there])
            done += step
    return mask


Place = tuple[slice, slice]


def _split(shape: Mask, place: Place) -> list[Place]:
    """Cut a shape that is no rectangle into bands of like rows, and these into runs: lines of black often touch."""
    if shape.mean() >= MIN_FILL:
        return [place]
    top, left = place[0].start, place[1].start
    changed = (shape[1:] != shape[:-1]).sum(axis=1) > 2 * _GRID
    turns = [0, *(np.flatnonzero(changed) + 1).tolist(), len(shape)]
    parts = []
    for start, end in pairwise(turns):
        if end - start > _GRID:
            full = np.concatenate([[False], shape[start:end].mean(axis=0) >= MIN_FILL, [False]])
            edges = np.flatnonzero(full[1:] != full[:-1]).tolist()
            rows = slice(top + start, top + end)
            parts += [(rows, slice(left + x0, left + x1)) for x0, x1 in zip(edges[::2], edges[1::2], strict=True)]
    return parts


def _cut_slanted(shape: Mask, place: Place) -> list[Place]:
    """Cut a box on a page that lay askew in the scanner into pieces that are nearly upright; none where it is no such box."""
    heights = shape.sum(axis=0)
    tops = shape.argmax(axis=0)
    columns = np.arange(len(tops))
    slope, start = np.polyfit(columns, tops, 1) if len(tops) > 2 else (0.0, 0.0)
    height = int(np.median(heights))
    is_even = np.abs(tops - (slope * columns + start)) <= _GRID
    if not (
        _LEAST_SLANT < abs(slope) <= MOST_SLANT and (is_even & (np.abs(heights - height) <= _GRID)).mean() >= MIN_FILL
    ):
        return []
    step = max(_GRID, round(_GRID / abs(slope)))
    pieces = []
    for at in range(0, len(tops), step):
        top = place[0].start + int(np.median(tops[at : at + step]))
        end = min(len(tops), at + step)
        pieces.append((slice(top, top + height), slice(place[1].start + at, place[1].start + end)))
    return pieces


def _size(place: Place) -> int:
    rows, columns = place
    return len(range(rows.start, rows.stop)) * len(range(columns.start, columns.stop))


def _measure(grey: Grey, dark: Mask, place: Place, scale: float, *, is_piece: bool) -> Block:
    rows, columns = place
    shares = dark[rows].mean(axis=0)
    left, right = columns.start, columns.stop
    while left > 0 and shares[left - 1] >= _EXTENDS:
        left -= 1
    while right < len(shares) and shares[right] >= _EXTENDS:
        right += 1
    inside = dark[place]
    bar = Box(left / scale, rows.start / scale, right / scale, rows.stop / scale)
    box = Box(columns.start / scale, rows.start / scale, columns.stop / scale, rows.stop / scale)
    low, high = np.percentile(grey[place], (_SPREAD, 100 - _SPREAD))
    unevenness = float(high - low)
    return Block(box, bar, 1 - float(inside.mean()), unevenness, is_piece)


def _is_block(block: Block, width: float, height: float) -> bool:
    """Whether a shape is as large, as dark and as placed as what blacks out words."""
    box = block.box
    across, down = box.x1 - box.x0, box.y1 - box.y0
    is_large = across >= MIN_WIDTH and across * down >= MIN_AREA
    is_inside = box.x0 > EDGE and box.y0 > EDGE and box.x1 < width - EDGE and box.y1 < height - EDGE
    return is_large and is_inside and block.light_share <= MOST_LIGHT
