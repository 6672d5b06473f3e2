"""Whether a claim and a sentence give the same figures."""

from __future__ import annotations

import re
from itertools import pairwise

from factcheck.stance.rules.agreeing import agrees, comparable, differs
from factcheck.stance.rules.figures import COUNT, MONEY, PERCENT, POINTS, Figure, measure_of
from factcheck.stance.rules.findings import UNSURE, Finding, Outcome, quoted
from factcheck.stance.rules.opposites import DIRECTIONS
from factcheck.stance.rules.sides import Sides
from factcheck.stance.rules.units import MEASURES, SQUARED
from factcheck.stance.rules.wording import all_stems, content_stems

_CLAUSE = re.compile(r";|, (?:and|but|while|whereas)\b|\b(?:but|while|whereas)\b", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(by|from|to)(?: (?:about|around|nearly|almost|roughly|some|over|just over|just under))? $", re.IGNORECASE
)
_LOOK = 20  # characters before a figure that hold the words of `_ROLE`
_MANY = 3  # figures to list; more say no more


def compare_figures(sides: Sides) -> Finding:
    """Match every figure of the claim with one of the paper; differing is said only of one that has one counterpart."""
    left, agreed, unmatched = list(sides.paper_figures), [], []
    if not sides.claim_figures or not left:
        return UNSURE
    for one in sides.claim_figures:
        agreeing = [other for other in _rivals(one, left) if agrees(one, other) and _stand_alike(one, other, sides)]
        match = min(agreeing, key=lambda other: abs(other.value - one.value), default=None)
        if match:
            left.remove(match)
            agreed.append((one, match))
        else:
            unmatched.append(one)
    if any(not _is_in_best_clause(other, sides) for _, other in agreed):
        return UNSURE
    if not unmatched:
        return Finding(Outcome.SAME, "; ".join(_same_figure(one, other) for one, other in agreed[:_MANY]))
    return _against(unmatched[0], left, sides) if len(unmatched) == 1 else UNSURE


def _against(one: Figure, others: list[Figure], sides: Sides) -> Finding:
    """What the figures of the paper that no other of the claim agrees with say of the one that is left."""
    rivals = [other for other in others if comparable(one, other)]
    if len(rivals) == 1 and _is_in_other_unit(one, rivals[0]):
        return Finding(Outcome.OTHER, f"another unit: {_both(one, rivals[0])}", is_sure=True)
    if len(rivals) == 1 and differs(one, rivals[0]) and _is_rival(one, rivals[0], sides):
        reason = f"the paper says {quoted(rivals[0].words)}, the claim {quoted(one.words)}"
        return Finding(Outcome.DIFFERS, reason, is_sure=one.kind != MONEY or one.unit == rivals[0].unit)
    if rivals:
        listed = ", ".join(quoted(other.words) for other in rivals[:_MANY])
        return Finding(Outcome.UNSURE, f"the claim says {quoted(one.words)}, the paper gives {listed}")
    for other in others:
        reason = _other_unit(one, other)
        if reason and (len(others) == 1 or other.value == one.value) and not _is_named_elsewhere(one, other, sides):
            return Finding(Outcome.OTHER, reason, is_sure=True)
    return UNSURE


def _is_in_best_clause(figure: Figure, sides: Sides) -> bool:
    """Whether a figure stands in the clause that has most of the claim's words: "bonus $1.1 million; salary $780,000"."""
    if sides.row:
        return True
    said = content_stems(sides.claim)
    edges = [0, *(match.end() for match in _CLAUSE.finditer(sides.sentence)), len(sides.sentence)]
    shares = [len(said & content_stems(sides.sentence[start:end])) for start, end in pairwise(edges)]
    own = next(
        share for share, (start, end) in zip(shares, pairwise(edges), strict=True) if start <= figure.start < end
    )
    return own == max(shares)


def _stand_alike(one: Figure, other: Figure, sides: Sides) -> bool:
    """Whether two figures of a rise or a fall are both its size, both its start or both its end: by 9 %, to 9 %."""
    if sides.row or not DIRECTIONS & all_stems(sides.claim):
        return True
    default = "by" if one.kind in (PERCENT, POINTS) else ""
    said, there = _role(sides.claim, one) or default, _role(sides.sentence, other) or default
    return said == there or not (said and there)


def _role(text: str, figure: Figure) -> str:
    found = _ROLE.search(text[max(0, figure.start - _LOOK) : figure.start])
    return found[1].lower() if found else ""


def _rivals(one: Figure, others: list[Figure]) -> list[Figure]:
    """The figures that may be of the same as one: those of its unit, and where there are none, those that name none."""
    found = [other for other in others if comparable(one, other)]
    return [other for other in found if other.is_bare == one.is_bare] or found


def _is_in_other_unit(one: Figure, other: Figure) -> bool:
    """Whether the same number stands before another unit: 2,400 metres, 2,400 feet."""
    a, b = measure_of(one), measure_of(other)
    return a is not None and b is not None and a != b and one.value == other.value


def _is_named_elsewhere(one: Figure, other: Figure, sides: Sides) -> bool:
    """Whether what one side counts stands in the other in other words: 640 searches, searched 640 times."""
    return bool((one.unit - other.unit) & all_stems(sides.sentence) or (other.unit - one.unit) & all_stems(sides.claim))


def _is_rival(one: Figure, other: Figure, sides: Sides) -> bool:
    """Whether two figures are of the same: in prose a bare number may be of anything, unless there is no other."""
    if not (one.is_bare or other.is_bare):
        return True
    if sides.row:
        return not _is_thousandfold(one, other)
    return one.is_bare and other.is_bare and len(sides.paper_figures) == 1


def _is_thousandfold(one: Figure, other: Figure) -> bool:
    """Whether a table's figure may be the claim's in a scale that its header does not give."""
    ratio = abs(one.value / other.value) if one.value and other.value else 0.0
    return any(abs(ratio / scale - 1) < 0.05 for scale in (1e3, 1e6))


def _other_unit(one: Figure, other: Figure) -> str:
    """Say that two figures are of different units; "" where they are not plainly so."""
    if one.kind == other.kind == MONEY:
        return f"another currency: {_both(one, other)}"
    is_same_number = one.kind == other.kind == COUNT and one.value == other.value
    if {one.kind, other.kind} == {PERCENT, POINTS} or (
        is_same_number and _counts_things(one) and _counts_things(other)
    ):
        return f"another unit: {_both(one, other)}"
    return ""


def _counts_things(figure: Figure) -> bool:
    """Whether the words after a figure are a plural: what is counted, not what it does."""
    return any(word.endswith("s") for word in figure.counted.split()) or bool(figure.unit & (MEASURES.keys() | SQUARED))


def _same_figure(one: Figure, other: Figure) -> str:
    is_one_notation = one.text.lower() == other.text.lower()
    return f"the same figure: {quoted(one.words) if is_one_notation else _both(one, other)}"


def _both(one: Figure, other: Figure) -> str:
    return f"{quoted(other.words)} in the paper, {quoted(one.words)} in the claim"
