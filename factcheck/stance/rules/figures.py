"""What a figure is: an amount, a percentage, a count or a measure, with how exactly it is meant.

A figure is an interval: "about 40" allows some values beside 40, "more than 40" all above it, and "$4.2M" everything that
rounds to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from factcheck.stance.rules.bounds import read_bounds
from factcheck.stance.rules.units import MEASURES, SQUARED, read_unit
from factcheck.stance.rules.wording import on_one_line

MONEY, PERCENT, POINTS, COUNT = "money", "percent", "points", "count"


@dataclass(frozen=True)
class Figure:
    """A figure as it stands in a text, ``text[start:end]``, with the values that its words allow."""

    start: int
    end: int
    text: str
    kind: str  # money, percent, points, count
    unit: frozenset[str]  # currency, or stems of what is counted; empty where the text does not say
    value: float  # as written; the middle of a range; not a number where not all of it was understood
    low: float
    high: float
    step: float  # half of the last place that is given: 0.05 million for "4.2 million"
    is_loose: bool = False  # about, nearly, some
    factor: float = 1.0  # what the written number stands times: a million
    counted: str = ""  # what is counted, as the text says it

    @property
    def is_bare(self) -> bool:
        """Whether nothing says what the figure is of, as in a table."""
        return self.kind == COUNT and not self.unit

    @property
    def is_range(self) -> bool:
        """Whether the text gives two ends."""
        return math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high

    @property
    def is_bound(self) -> bool:
        """Whether the text gives one end only."""
        return not (math.isfinite(self.low) and math.isfinite(self.high))

    @property
    def words(self) -> str:
        """The figure with what it counts."""
        return f"{self.text} {self.counted}".strip()


def make_figure(
    text: str, start: int, end: int, kind: str, value: float, step: float, factor: float = 1.0, has_unit: bool = True
) -> Figure:
    """A figure ``text[start:end]`` with the bounds that the words around it set, and of a count what is counted.

    Args:
        text: where it stands.
        start: its first character.
        end: one past its last.
        kind: money, percent, points or count.
        value: as written, times the factor.
        step: half of the last place given, times the factor.
        factor: a million, for "4.2 million".
        has_unit: whether the words after a count say what is counted; in a table they are the next row's.
    """
    unit, counted = read_unit(text, end) if kind == COUNT and has_unit else (frozenset[str](), "")
    low, high, is_loose = read_bounds(text, start, end, value)
    words = on_one_line(text[start:end])
    return Figure(start, end, words, kind, unit, value, low, high, step, is_loose, factor, counted)


def left_open(figure: Figure, text: str, end: int) -> Figure:
    """The figure ``text[figure.start:end]`` of which not all was understood: it may be any of its kind."""
    return replace(
        figure, end=end, text=on_one_line(text[figure.start : end]), value=math.nan, low=-math.inf, high=math.inf
    )


def measure_of(figure: Figure) -> tuple[str, float] | None:
    """The dimension that a figure's unit measures, and its size in that dimension's base; None for what is counted."""
    if figure.kind != COUNT or figure.unit & SQUARED:
        return None
    found = {MEASURES[one] for one in figure.unit if one in MEASURES}
    return found.pop() if len(found) == 1 else None


def trailing_zeros(value: float) -> int:
    """How many noughts a whole number ends in; 0 for any other."""
    if not value or not float(value).is_integer():
        return 0
    digits = str(abs(int(value)))
    return len(digits) - len(digits.rstrip("0"))
