"""Whether a sentence is worth checking: points for the signs in it, and the reasons in words. No model, nothing learned.

The points are whole numbers near the weights of a logistic regression over the same signs, fitted on the crowd-labelled
sentences of ClaimBuster (Arslan et al. 2020) and then set by hand; a denial got one more, because in debates everybody
denies, and here a denial is what is checked most. `factcheck evaluate claims` measures them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from factcheck.statements.signs import Kind, Sign, find_signs

POINTS: Mapping[Kind, int] = {
    Kind.FIGURE: 4,
    Kind.DATE: 2,
    Kind.COMPARISON: 2,
    Kind.NAME: 1,
    Kind.DEED: 1,
    Kind.CAUSE: 1,
    Kind.REPORT: 1,
    Kind.DENIAL: 1,
    Kind.ADDRESS: -1,
    Kind.CONDITION: -1,
    Kind.COMMITMENT: -2,
    Kind.OPINION: -2,
    Kind.QUESTION: -4,
    Kind.FRAGMENT: -6,
}
"""Points by sign; one that is not named counts nothing, and is told all the same."""

HIGH_FROM = 3
"""Points from which a sentence is worth checking: three in five of such crowd-labelled sentences were."""

MAYBE_FROM = 1
"""Points from which it may be: four in five of the check-worthy sentences had as many."""


class Grade(StrEnum):
    """How much a sentence is worth checking."""

    HIGH = "worth checking"
    MAYBE = "perhaps"
    LOW = "little to check"


@dataclass(frozen=True)
class Worth:
    """How much a sentence is worth checking, and by which signs, the weightiest first."""

    points: int
    signs: tuple[Sign, ...]

    @property
    def grade(self) -> Grade:
        """In one word."""
        return Grade.HIGH if self.points >= HIGH_FROM else Grade.MAYBE if self.points >= MAYBE_FROM else Grade.LOW

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words: what speaks for checking first, then what makes it hard."""
        return tuple(sign.reason for sign in self.signs) or ("nothing in it that papers could show",)

    @property
    def kinds(self) -> frozenset[Kind]:
        """Which signs there are."""
        return frozenset(sign.kind for sign in self.signs)


def weigh(text: str) -> Worth:
    """Weigh one sentence.

    >>> weigh("We sold 40 drones to the police in 2019.").grade.value
    'worth checking'
    >>> weigh("We are proud of our great people.").reasons
    ('says what was done or is the case: “are”', 'opinion or praise: “proud”, “great”')
    """
    return weigh_signs(find_signs(text))


def weigh_signs(signs: Sequence[Sign]) -> Worth:
    """Add up the points of signs."""
    points = sum(POINTS.get(sign.kind, 0) for sign in signs)
    return Worth(points, tuple(sorted(signs, key=lambda sign: -POINTS.get(sign.kind, 0))))
