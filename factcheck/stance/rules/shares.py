"""Find the figures of a text that are written as a share, a multiple, a dozen, or as one of a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from text_to_num import text2num

from factcheck.stance.rules.figure_forms import (
    A_UNIT,
    DOZEN,
    DOZENS,
    FRACTION,
    FRACTIONS,
    MULTIPLE,
    MULTIPLES,
    NUMERATORS,
    ONE_IN,
    PART_OF_POINT,
)
from factcheck.stance.rules.figures import COUNT, PERCENT, POINTS, Figure, make_figure

_ROUGHLY = 1.5
"""Percentage points by which a share in words may differ from what it stands for: a third is said of 33.4 % and of 32 %."""


def find_shares(text: str) -> Iterator[Figure]:
    """The figures of these forms, those of a more exact form first; they may overlap.

    >>> [(one.text, one.value) for one in find_shares("A third of the samples, half a dozen, took more than a year.")]
    [('A third', 33.33333333333333), ('half a dozen', 6.0), ('a', 1.0)]
    """
    for find in _FINDERS:
        yield from find(text)


def _parts_of_a_point(text: str) -> Iterator[Figure]:
    for match in PART_OF_POINT.finditer(text):
        part = 1.0 if match["whole"] else NUMERATORS[(match["n"] or "").lower()] * FRACTIONS[match["d"].lower()]
        yield make_figure(text, match.start(), match.end(), POINTS, part, 0.05)


def _fractions(text: str) -> Iterator[Figure]:
    for match in FRACTION.finditer(text):
        if match["n"] or match["d"].lower() == "half":  # not "the third of May"
            value = 100 * NUMERATORS[(match["n"] or "").lower()] * FRACTIONS[match["d"].lower()]
            yield make_figure(text, match.start(), match.end(), PERCENT, value, _ROUGHLY)


def _ones_in_many(text: str) -> Iterator[Figure]:
    for match in ONE_IN.finditer(text):
        part, whole = (
            float(one) if one.isdigit() else float(text2num(one.lower(), "en")) for one in match.group("n", "d")
        )
        if 0 < part < whole <= 100:
            yield make_figure(text, match.start(), match.end(), PERCENT, 100 * part / whole, 1.0)


def _multiples(text: str) -> Iterator[Figure]:
    for match in MULTIPLE.finditer(text):
        yield make_figure(text, match.start(), match.end(), PERCENT, MULTIPLES[match[0].lower()], 2.0)


def _dozens(text: str) -> Iterator[Figure]:
    for match in DOZEN.finditer(text):
        yield make_figure(text, match.start(), match.end(), COUNT, DOZENS[(match["n"] or "").lower()], 0.5)


def _single_units(text: str) -> Iterator[Figure]:
    """One year of "more than a year"."""
    for match in A_UNIT.finditer(text):
        start = match.start("figure")
        article = start + match["figure"].index(" ")
        yield make_figure(text, start, article, COUNT, 1.0, 0.0)


_FINDERS: tuple[Callable[[str], Iterator[Figure]], ...] = (
    _parts_of_a_point, _fractions, _ones_in_many, _multiples, _dozens, _single_units,
)  # fmt: skip
