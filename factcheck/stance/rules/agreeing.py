"""Whether two figures can be the same, and whether they plainly are not; between the two lies what a rule must leave open."""

from __future__ import annotations

import math

from factcheck.stance.rules.figures import COUNT, MONEY, Figure, measure_of, trailing_zeros
from factcheck.stance.rules.units import SQUARED

ABOUT = 0.05
"""How far from its value "about 40" still is, as a share; beyond twice that it is plainly another figure."""

NEAR = 1.3
"""How many times its bound a figure may be: "more than 40" is said of 43, hardly of 400."""

_HAIR = 1e-9  # for sums of floats, as a share


def comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures can measure the same thing: the same unit, or one of a table that names none."""
    if one.kind != other.kind:
        bare = one if one.is_bare else other
        return bare.is_bare and abs(bare.value) >= 100 and MONEY in (one.kind, other.kind)
    if one.kind == MONEY:
        return one.unit <= other.unit or other.unit <= one.unit
    if one.kind != COUNT:
        return True
    a, b = measure_of(one), measure_of(other)
    if a or b:
        return one.is_bare or other.is_bare or bool(a and b and a[0] == b[0])
    if (one.unit | other.unit) & SQUARED:
        return one.unit == other.unit
    return bool(one.unit & other.unit) or one.is_bare or other.is_bare


def agrees(one: Figure, other: Figure) -> bool:
    """Whether two figures can be the same: equal, one a rounding of the other, or within what the words allow.

    >>> from factcheck.stance.rules.joining import find_figures
    >>> agrees(find_figures("$4.2M")[0], find_figures("$4,187,000")[0])
    True
    """
    a, b = _sizes(one, other)
    if one.value * other.value < 0 or one.is_range != other.is_range:
        return False
    slack = max(
        one.step * a, other.step * b, ABOUT * _larger(one, a, other, b) if one.is_loose or other.is_loose else 0.0
    )
    if one.is_range:
        return abs(one.low * a - other.low * b) <= slack and abs(one.high * a - other.high * b) <= slack
    if one.is_bound != other.is_bound:
        return _gap(one, a, other, b) <= 0 and _are_near(one.value * a, other.value * b)
    return abs(one.value * a - other.value * b) <= slack * (1 + _HAIR) and (
        math.isinf(one.high) == math.isinf(other.high)  # "over 40" is not "under 40"
    )


def differs(one: Figure, other: Figure) -> bool:
    """Whether two figures are plainly not the same, however coarsely either may have been rounded."""
    a, b = _sizes(one, other)
    if one.value * other.value < 0:  # a loss is written in brackets or called a loss
        return False
    if one.kind == other.kind == MONEY and (one.unit ^ other.unit) - {"USD"}:  # a bare dollar may be another
        return False
    slack = max(_coarse(one) * a, _coarse(other) * b)
    if one.is_loose or other.is_loose:
        slack = max(slack, 2 * ABOUT * _larger(one, a, other, b))
    return _gap(one, a, other, b) > slack * (1 + _HAIR)


def _sizes(one: Figure, other: Figure) -> tuple[float, float]:
    """What to multiply each with, so that both are in the same unit."""
    a, b = measure_of(one), measure_of(other)
    return (a[1], b[1]) if a and b and a[0] == b[0] else (1.0, 1.0)


def _larger(one: Figure, a: float, other: Figure, b: float) -> float:
    return max(abs(one.value * a), abs(other.value * b))


def _gap(one: Figure, a: float, other: Figure, b: float) -> float:
    """How far apart the two intervals are; negative where they overlap."""
    return max(one.low * a, other.low * b) - min(one.high * a, other.high * b)


def _are_near(one: float, other: float) -> bool:
    return one == other or (one * other > 0 and 1 / NEAR <= one / other <= NEAR)


def _coarse(one: Figure) -> float:
    """Half of the last place that is not a nought: 40,000 may stand for all from 35,000 to 45,000."""
    if abs(one.value) < 100 or not math.isfinite(one.value):
        return one.step
    zeros = trailing_zeros(one.value)
    n_digits = int(math.log10(abs(one.value))) + 1
    return max(one.step, 0.5 * 10.0 ** min(zeros, n_digits - 2)) if zeros else one.step
