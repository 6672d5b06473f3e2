"""How far two reviewers agree beyond chance: Cohen's kappa for each two people, Krippendorff's alpha for a whole case.

Kappa (Cohen 1960) is of two people over what both judged. Alpha (Krippendorff 2004, nominal) takes any number of people and
what only one of them judged. 1 is agreement throughout, 0 what chance would give, below 0 less than that. Neither is
defined where every judgement is the same, or nothing was judged twice: then there is none, and it says so. The formulas are
those of scikit-learn and NLTK.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Judgements = Mapping[str, Mapping[Hashable, str]]
"""What each person judged: a label by the thing that is judged."""


@dataclass(frozen=True)
class PairAgreement:
    """Two people over what both judged."""

    people: tuple[str, str]
    both: int  # things that both judged
    agreed: int
    kappa: float | None  # None where it is not defined
    table: dict[tuple[str, str], int]  # how often the first said this and the second that


@dataclass(frozen=True)
class Agreement:
    """All people over all things."""

    things: int  # that at least two judged
    alpha: float | None  # None where it is not defined
    pairs: tuple[PairAgreement, ...]


def load() -> None:
    """Import the libraries of the formulas, which takes seconds, before somebody waits for them."""
    import sklearn.metrics  # noqa: F401


def measure(judged: Judgements) -> Agreement:
    """Measure the agreement of people.

    Args:
        judged: the labels that each person gave, by what they gave them to.
    """
    pairs = tuple(_pair(judged, one, other) for one, other in combinations(sorted(judged), 2))
    counts = Counter(thing for labels in judged.values() for thing in labels)
    twice = {thing for thing, count in counts.items() if count > 1}
    units = [[labels[thing] for labels in judged.values() if thing in labels] for thing in sorted(twice, key=repr)]
    return Agreement(len(twice), krippendorff_alpha(units), tuple(pair for pair in pairs if pair.both))


def _pair(judged: Judgements, one: str, other: str) -> PairAgreement:
    both = [thing for thing in judged[one] if thing in judged[other]]
    said = [judged[one][thing] for thing in both], [judged[other][thing] for thing in both]
    table = Counter(zip(*said, strict=True))
    agreed = sum(count for (left, right), count in table.items() if left == right)
    return PairAgreement((one, other), len(both), agreed, cohen_kappa(*said), dict(sorted(table.items())))


def cohen_kappa(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Cohen's kappa of two people's labels for the same things, in the same order; None where it is not defined."""
    if len(set(one) | set(other)) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    kappa = float(cohen_kappa_score(one, other))
    return None if math.isnan(kappa) else kappa


def krippendorff_alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal labels; None where it is not defined.

    Args:
        units: for each thing the labels that it was given, in any order; those given fewer than two tell nothing.
    """
    judged = [unit for unit in units if len(unit) > 1]
    if len({label for unit in judged for label in unit}) < 2:
        return None
    from nltk.metrics.agreement import AnnotationTask

    data = [(str(place), str(thing), label) for thing, unit in enumerate(judged) for place, label in enumerate(unit)]
    return float(AnnotationTask(data=data).alpha())
