"""All figures of a text, those that belong together made one: ranges, and measures given in two units.

A figure that goes on in a way that is not understood ("$4.2 mld", "4 200 000"), or whose point may stand between thousands
("EUR 1.500"), is left open: it may be any, so that it neither agrees with another nor differs from it, and another of its kind
is never taken for the only one.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

from factcheck.stance.rules.figure_forms import BETWEEN, GOES_ON, MONEY_GOES_ON, THOUSANDS_OR_NOT
from factcheck.stance.rules.figures import COUNT, MONEY, Figure, left_open, measure_of
from factcheck.stance.rules.numbers import find_numbers
from factcheck.stance.rules.shares import find_shares
from factcheck.stance.rules.wording import on_one_line

_DASHES = ("-", "–", "—")


@lru_cache(maxsize=4096)
def find_figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in its order.

    >>> [(one.text, one.kind, one.value) for one in find_figures("It paid $4.2M, about 12 % of the total, to 40 plants.")]
    [('$4.2M', 'money', 4200000.0), ('12 %', 'percent', 12.0), ('40', 'count', 40.0)]
    """
    found: list[Figure] = []
    for figure in (*find_shares(text), *find_numbers(text)):
        if not any(figure.start < other.end and other.start < figure.end for other in found):
            found.append(figure)
    return tuple(_leave_open(text, _join(text, sorted(found, key=lambda one: one.start))))


def _join(text: str, figures: list[Figure]) -> list[Figure]:
    """Make one figure of "40 to 45", of "between $2 and $3 million" and of "1 hour 58 minutes"."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        both = last and (_as_range(text, last, figure) or _as_sum(text, last, figure))
        if both:
            joined[-1] = both
        else:
            joined.append(figure)
    return joined


def _as_range(text: str, one: Figure, other: Figure) -> Figure | None:
    gap, before = text[one.end : other.start], text[max(0, one.start - 12) : one.start].rstrip().lower()
    if one.kind == MONEY and other.kind == COUNT and _is_money_too(gap, other):
        other = replace(other, kind=MONEY, unit=one.unit, counted="")
    if not BETWEEN.fullmatch(gap) or one.is_range or one.kind not in (other.kind, COUNT) or one.unit - other.unit:
        return None
    if ("and" in gap.lower() and not before.endswith("between")) or before.endswith("from"):
        return None  # "from 20 to 40" is a change
    factor = other.factor if one.factor == 1 and (one.value < other.value / other.factor or other.factor < 1) else 1.0
    low, high = one.value * factor, other.value
    if low >= high:
        return None
    return replace(
        other, start=one.start, text=on_one_line(text[one.start : other.end]), value=(low + high) / 2, low=low, high=high,
        step=max(one.step * factor, other.step), is_loose=one.is_loose or other.is_loose,
    )  # fmt: skip


def _is_money_too(gap: str, upper: Figure) -> bool:
    """Whether a number after an amount is the other end of its range, by two of three signs: $2-3 million, $2 to 3 million."""
    return (gap.strip() in _DASHES) + (upper.factor > 1) + (not upper.unit) > 1


def _leave_open(text: str, figures: list[Figure]) -> list[Figure]:
    """Leave those figures open that were not understood, with the numbers that they then hold."""
    kept: list[Figure] = []
    for figure in figures:
        if kept and figure.start < kept[-1].end:
            kept[-1] = left_open(kept[-1], text, max(kept[-1].end, figure.end))
            continue
        forms = (GOES_ON, MONEY_GOES_ON) if figure.kind == MONEY else (GOES_ON,)
        end = next((tail.end() for form in forms if (tail := form.match(text, figure.end))), figure.end)
        may_be_thousands = figure.kind in (MONEY, COUNT) and THOUSANDS_OR_NOT.search(figure.text)
        kept.append(left_open(figure, text, end) if end > figure.end or may_be_thousands else figure)
    return kept


def _as_sum(text: str, one: Figure, other: Figure) -> Figure | None:
    """118 minutes of "1 hour 58 minutes"."""
    large, small = measure_of(one), measure_of(other)
    if not large or not small or large[0] != small[0] or large[1] <= small[1] or other.is_bound:
        return None
    if text[one.end : other.start].removeprefix(" ").removeprefix(one.counted).strip(" ,") not in ("", "and"):
        return None
    value = one.value * large[1] / small[1] + other.value
    return replace(
        other, start=one.start, text=on_one_line(text[one.start : other.end]), value=value,
        low=value if math.isfinite(one.low) else one.low, high=value if math.isfinite(one.high) else one.high,
        is_loose=one.is_loose or other.is_loose,
    )  # fmt: skip
