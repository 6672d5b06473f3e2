"""Compare the figures, dates and names of a claim with those of a paper, by rule.

A rule speaks only where the words around the figures are the same in both: then another figure contradicts, another period
or another party is another thing, and the same figure in another notation agrees. Everywhere else the rules are silent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from factcheck.stance.figures import ABOUT, COUNT, MONEY, PERCENT, POINTS, Figure, find_figures, find_scale, measure_of
from factcheck.stance.names import find_acronyms, find_names, has_alias, stands_in
from factcheck.stance.periods import (
    DAY,
    MONTH,
    QUARTER,
    SINCE,
    SPAN,
    YEAR,
    Period,
    column_years,
    find_periods,
    overlap,
    same_time,
)
from factcheck.stance.wording import are_opposed, content_stems, is_negated, is_open, scope_words, stem

RULES_VERSION = "1"
"""To be raised with every change of what the rules say: checks made before are then out of date."""

SAME_THING = 0.8
"""Share of the claim's content words that must stand in the paper before a rule speaks. Chosen on training groups."""


WORTH_COMPARING = 0.4
"""Share of the claim's content words below which a sentence is about something else, and is not looked at further."""

LITTLE_ELSE = 0.6
"""Share of the paper's content words that must stand in the claim before a rule corrects the model."""


class Outcome(StrEnum):
    """What the figures, dates and names alone say of a claim."""

    SAME = "same"  # they agree, and so does all else
    DIFFERS = "differs"  # of the same thing the paper gives another figure or date
    OTHER = "other"  # the paper speaks of another period, unit or party
    UNSURE = "unsure"  # nothing that a rule may say


@dataclass(frozen=True)
class Finding:
    """What the rules found, with the reason in words for the card."""

    outcome: Outcome
    reason: str = ""
    is_sure: bool = False  # sure enough to correct the model, which reads all the words


@dataclass(frozen=True)
class _Sides:
    """The claim and the paper, taken apart."""

    claim: str
    paper: str
    context: str
    acronyms: dict[str, str]
    claim_figures: tuple[Figure, ...]
    paper_figures: tuple[Figure, ...]
    claim_periods: tuple[Period, ...]
    paper_periods: tuple[Period, ...]


def compare(claim: str, paper: str, context: str = "", acronyms: Mapping[str, str] | None = None) -> Finding:
    """Compare a claim with a sentence or two of a paper.

    Args:
        claim: what was said, in a sentence that stands alone.
        paper: what the paper says.
        context: the words before it on its page that may bear on it: a table's header, a heading, names.
        acronyms: those that the document explains elsewhere.

    >>> compare("The depot bought 40 licences.", "The depot bought 43 licences.")
    Finding(outcome=<Outcome.DIFFERS: 'differs'>, reason='the paper says 43 licences, the claim 40 licences')
    """
    said, there = set(content_stems(claim)), set(content_stems(f"{context} {paper}"))
    if len(said & there) < WORTH_COMPARING * len(said):
        return Finding(Outcome.UNSURE)
    sides = _take_apart(claim, paper, context, dict(acronyms or {}))
    another, is_missing = _other_party(sides)
    figures = _compare_figures(sides)
    periods = _compare_periods(sides)
    if not _same_matter(sides):
        return Finding(Outcome.UNSURE, figures.reason if figures.outcome is not Outcome.DIFFERS else "")
    if is_missing:
        return Finding(Outcome.OTHER if another else Outcome.UNSURE, another or figures.reason)
    if are_opposed(sides.claim, sides.paper):
        rises = are_opposed(sides.claim, sides.paper, 1) and figures.outcome is Outcome.SAME
        if rises and periods.outcome is not Outcome.OTHER:
            return Finding(Outcome.DIFFERS, "the paper and the claim give opposite directions")
        return Finding(Outcome.UNSURE, figures.reason)
    finding = _join(sides, figures, periods)
    return replace(finding, is_sure=finding.outcome in (Outcome.DIFFERS, Outcome.OTHER) and _says_little_else(sides))


def _take_apart(claim: str, paper: str, context: str, acronyms: dict[str, str]) -> _Sides:
    known = acronyms | find_acronyms(f"{context} {paper}") | find_acronyms(claim)
    claim_periods, paper_periods = find_periods(claim), find_periods(paper)
    scale = find_scale(f"{context} {paper}")
    claim_figures = _less_dates(find_figures(claim), claim_periods)
    paper_figures = _less_dates(find_figures(paper, scale), paper_periods)
    columns = column_years(f"{context} {paper}", len(paper_figures))
    if columns and claim_periods and all(one.is_bare for one in paper_figures):
        chosen = [
            f for f, p in zip(paper_figures, columns, strict=True) if any(same_year(p, one) for one in claim_periods)
        ]
        if chosen:
            paper_figures, paper_periods = tuple(chosen), claim_periods
    if not paper_periods:  # a header's year counts for what stands under it, a letter's date does not
        paper_periods = tuple(one for one in find_periods(context) if one.grain in (YEAR, QUARTER))[-1:]
    return _Sides(claim, paper, context, known, claim_figures, paper_figures, claim_periods, paper_periods)


def same_year(column: Period, said: Period) -> bool:
    """Whether a column headed by a year holds what a claim says of that year, fiscal or not."""
    return column.days == said.days


def _less_dates(figures: tuple[Figure, ...], periods: tuple[Period, ...]) -> tuple[Figure, ...]:
    return tuple(f for f in figures if not any(p.start < f.end and f.start < p.end for p in periods))


def _same_matter(sides: _Sides) -> bool:
    """Whether the claim's other words stand in the paper, and nothing in either turns them round."""
    wanted, there, names = _wanted(sides), set(content_stems(sides.paper)), find_names(sides.claim)
    is_row = bool(sides.paper_figures) and all(one.is_bare or one.kind == MONEY for one in sides.paper_figures)
    if len(wanted) + len(names) < (1 if is_row else 2) or not wanted or len(wanted & there) < SAME_THING * len(wanted):
        return False
    if is_negated(sides.claim) != is_negated(sides.paper) or is_open(sides.claim) != is_open(sides.paper):
        return False
    if scope_words(sides.claim) != scope_words(sides.paper):
        return False
    return True


def _wanted(sides: _Sides) -> set[str]:
    """The claim's content words that must stand in the paper's sentence itself; names may stand before it."""
    spans = [(one.start, one.end + (len(one.counted) + 1 if measure_of(one) else 0)) for one in sides.claim_figures]
    spans += [(one.start, one.end) for one in sides.claim_periods]
    wanted = set(content_stems(_without(sides.claim, spans)))
    for name in find_names(sides.claim):
        wanted -= set(content_stems(name))
    return wanted


def _says_little_else(sides: _Sides) -> bool:
    """Whether the paper has little that the claim has not: then only the figure or the date tells the two apart."""
    spans = [(one.start, one.end) for one in (*sides.paper_figures, *sides.paper_periods)]
    there = set(content_stems(_without(sides.paper, spans)))
    said = set(content_stems(sides.claim))
    values = {one.value for one in sides.paper_figures}
    return (
        len(there & said) >= LITTLE_ELSE * len(there)
        and _wanted(sides) <= set(content_stems(sides.paper))
        and bool(sides.claim_periods) <= bool(sides.paper_periods)
        and len(sides.paper_figures) <= 2
        and not any(one.value in values for one in sides.claim_figures[:1] if len(sides.claim_figures) == 1)
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _other_party(sides: _Sides) -> tuple[str, bool]:
    """Say which party of the claim the paper does not name while it names another; "" where that is not sure.

    Returns:
        The reason, and whether a name of the claim is missing at all.
    """
    there = f"{sides.context} {sides.paper}"
    missing = [name for name in find_names(sides.claim) if not stands_in(name, there, sides.acronyms)]
    others = [name for name in find_names(sides.paper) if not stands_in(name, sides.claim, sides.acronyms)]
    if len(missing) != 1 or len(others) != 1 or has_alias(sides.paper):
        return "", bool(missing)
    return f"another party: the paper speaks of {others[0]}, the claim of {missing[0]}", True


def _compare_periods(sides: _Sides) -> Finding:
    claim, paper = sides.claim_periods, sides.paper_periods
    if not claim or not paper:
        return Finding(Outcome.UNSURE)
    if any(one.is_fiscal != other.is_fiscal and one.days == other.days for one in claim for other in paper):
        return Finding(Outcome.UNSURE)  # a fiscal year by the name of a calendar year
    if any(len(one.days) > 1 for one in (*claim, *paper)):
        return Finding(Outcome.UNSURE)  # 3/4/2019 may be either
    if sides.claim_figures and any(
        one.grain != other.grain and overlap(one, other) for one in claim for other in paper
    ):
        return Finding(Outcome.UNSURE)  # a month's figure is hardly that of the year
    if all(any(same_time(one, other) for other in paper) for one in claim):
        return Finding(Outcome.SAME, _same_dates(claim, paper))
    if any(overlap(one, other) for one in claim for other in paper) and not any(
        one.is_fiscal != other.is_fiscal for one in claim for other in paper
    ):
        if not any({one.grain, other.grain} & {"quarter", "span"} for one in claim for other in paper):
            return Finding(Outcome.UNSURE)
    missed = next(one for one in claim if not any(same_time(one, other) for other in paper))
    other = paper[0]
    reason = f"the paper speaks of {other.text.strip()}, the claim of {missed.text.strip()}"
    dated = (missed.grain in (DAY, MONTH) and other.grain in (DAY, MONTH)) or missed.grain == other.grain == SINCE
    return Finding(Outcome.DIFFERS if dated and len(paper) == 1 else Outcome.OTHER, reason)


def _same_dates(claim: tuple[Period, ...], paper: tuple[Period, ...]) -> str:
    return ""


def _compare_figures(sides: _Sides) -> Finding:
    """Match every figure of the claim; differing is said only of one figure with one counterpart."""
    claim, paper = sides.claim_figures, sides.paper_figures
    if not claim or not paper:
        return Finding(Outcome.UNSURE)
    left = list(paper)
    unmatched = []
    agreed = []
    for one in claim:
        match = next((other for other in left if _comparable(one, other) and agrees(one, other)), None)
        if match is None:
            unmatched.append(one)
        else:
            agreed.append((one, match))
    if not unmatched:
        return Finding(Outcome.SAME, _notations(agreed))
    if len(unmatched) > 1:
        return Finding(Outcome.UNSURE)
    matched = {id(other) for _, other in agreed}
    return _against(unmatched[0], [other for other in left if id(other) not in matched])


def _against(one: Figure, others: list[Figure]) -> Finding:
    comparable = [other for other in others if _comparable(one, other)]
    if len(comparable) == 1 and differs(one, comparable[0]):
        return Finding(
            Outcome.DIFFERS,
            f"the paper says {_with_unit(comparable[0], one)}, the claim {_with_unit(one, comparable[0])}",
        )
    if comparable:
        return Finding(Outcome.UNSURE, _nearest(one, comparable))
    for other in others:
        if {one.kind, other.kind} == {PERCENT, POINTS} and one.value == other.value:
            return Finding(Outcome.OTHER, f"another unit: {other.text} in the paper, {one.text} in the claim")
        if one.kind == other.kind == MONEY and one.unit != other.unit and len(others) == 1:
            return Finding(Outcome.OTHER, f"another currency: {other.text} in the paper, {one.text} in the claim")
        if measure_of(one) and measure_of(other) and one.value == other.value and len(others) == 1:
            return Finding(
                Outcome.OTHER, f"another unit: {_with_unit(other)} in the paper, {_with_unit(one)} in the claim"
            )
    return Finding(Outcome.UNSURE)


def _nearest(one: Figure, others: list[Figure]) -> str:
    """Name what the paper gives where it is not plain which figure is meant."""
    return f"the claim says {_with_unit(one)}; the paper gives {', '.join(_with_unit(other) for other in others[:3])}"


def _with_unit(one: Figure, other: Figure | None = None) -> str:
    return one.text if one.kind != COUNT or one.is_bare else one.words


def _notations(agreed: list[tuple[Figure, Figure]]) -> str:
    return "; ".join(
        f"{one.text} in the claim is {other.text} in the paper"
        if one.text.lower() != other.text.lower()
        else f"the same figure: {one.text}"
        for one, other in agreed
    )


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures can measure the same thing."""
    if one.kind == other.kind == COUNT:
        a, b = measure_of(one), measure_of(other)
        if a and b:
            return a[0] == b[0]
        if (one.unit | other.unit) & {"squar", "cubic"}:
            return one.unit == other.unit
        return bool(one.unit & other.unit) or one.is_bare or other.is_bare
    if one.kind == other.kind:
        return one.unit == other.unit
    bare = other if other.is_bare else one
    return bare.is_bare and abs(bare.value) >= 100


def _in_base(one: Figure, other: Figure) -> tuple[float, float]:
    a, b = measure_of(one), measure_of(other)
    return (a[1], b[1]) if a and b and a[0] == b[0] and one.kind == other.kind == COUNT else (1.0, 1.0)


def agrees(one: Figure, other: Figure) -> bool:
    """Whether two figures can be the same: equal, one a rounding of the other, or within what the words allow.

    >>> first, second = find_figures("$4.2M")[0], find_figures("$4,187,000")[0]
    >>> agrees(first, second)
    True
    """
    a, b = _in_base(one, other)
    if one.value * other.value < 0:
        return False
    slack = max(one.step * a, other.step * b)
    if one.is_loose or other.is_loose:
        slack = max(slack, ABOUT * abs(other.value * b))
    if one.is_range != other.is_range:
        return False
    low, high = max(one.low * a, other.low * b), min(one.high * a, other.high * b)
    if math.isinf(one.low) or math.isinf(one.high):  # "more than 40" fits 43, hardly 400
        return low <= high + 1e-9 and _near(one.value * a, other.value * b)
    return low <= high + slack * (1 + 1e-9)


def _near(bound: float, value: float) -> bool:
    return bound == 0 or 0.5 <= abs(value / bound) <= 2 if bound else True


def differs(one: Figure, other: Figure) -> bool:
    """Whether two figures are plainly not the same, however coarsely either may have been rounded."""
    a, b = _in_base(one, other)
    if abs(one.value * a + other.value * b) < 1e-9 or one.is_range != other.is_range:
        return False  # a loss is written in brackets or called a loss
    slack = max(_coarse(one) * a, _coarse(other) * b)
    if one.is_loose or other.is_loose:
        slack = max(slack, 2 * ABOUT * abs(other.value * b))
    low, high = max(one.low * a, other.low * b), min(one.high * a, other.high * b)
    return low > high + slack


def _coarse(one: Figure) -> float:
    """Half of the last place that is not a trailing zero: 40,000 may stand for all from 35,000 to 45,000."""
    if one.value != int(one.value) or one.value == 0 or abs(one.value) < 100:
        return one.step
    digits = str(abs(int(one.value)))
    zeros = len(digits) - len(digits.rstrip("0"))
    return max(one.step, 0.5 * 10 ** min(zeros, len(digits) - 2))


_EVENTS = frozenset(
    stem(word)
    for word in ["signed", "began", "started", "ended", "opened", "closed", "filed", "founded", "launched", "terminated", "expired", "died", "born", "awarded", "approved", "received", "delivered", "adopted", "appointed", "resigned", "issued", "published", "recalled", "met", "visited", "arrived", "sent", "notified", "discovered", "learned", "acquired", "merged", "settled", "pleaded", "convicted", "sentenced", "fired", "dismissed", "suspended", "inspected", "tested", "moved", "effective", "due", "dated", "took", "entered", "replied", "wrote", "confirmed", "agreed", "renewed", "ratified", "installed", "completed", "grounded", "crashed", "shipped", "granted", "cancelled", "hired", "joined", "stopped", "ceased", "built", "bought", "sold", "introduced", "discontinued", "withdrew", "left", "announced", "begins", "starts", "ends", "expires", "held", "hearing", "voted", "executed", "took"]
)


def _join(sides: _Sides, figures: Finding, periods: Finding) -> Finding:
    """One finding of the figures and the periods of a claim whose other words the paper shares."""
    if sides.claim_figures:
        if periods.outcome in (Outcome.OTHER, Outcome.DIFFERS):
            if figures.outcome is Outcome.SAME and periods.outcome is Outcome.DIFFERS and _is_event(sides):
                return Finding(Outcome.DIFFERS, periods.reason)
            return Finding(Outcome.OTHER, f"another period: {periods.reason}")
        if sides.claim_periods and periods.outcome is Outcome.UNSURE and sides.paper_periods:
            return Finding(Outcome.UNSURE, figures.reason)
        return figures
    if periods.outcome is Outcome.OTHER or periods.outcome is Outcome.DIFFERS:
        if _is_event(sides) and not any(one.grain == SPAN for one in (*sides.claim_periods, *sides.paper_periods)):
            return Finding(Outcome.DIFFERS, periods.reason)
        return Finding(Outcome.OTHER, f"another period: {periods.reason}")
    return periods


def _is_event(sides: _Sides) -> bool:
    if any(one.grain == SINCE for one in sides.claim_periods):
        return True
    return bool(_EVENTS & set(content_stems(sides.claim)) & set(content_stems(sides.paper)))
