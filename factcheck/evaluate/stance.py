"""Measure a stance model on labelled pairs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.errors import BadInput
from factcheck.evaluate.lines import mend_text, read_objects
from factcheck.model import Probabilities
from factcheck.stance.labels import STANCES_IN_WORDS, stance_of
from factcheck.stance.model import StanceModel

THREE_WAY = ("supports", "contradicts", "neutral")
TWO_WAY = ("supports", "not_supports")
BINS = 10  # of equal width, for the calibration error

COVERAGES = tuple(twentieth / 20 for twentieth in (2, 4, 5, 6, 8, 10, 12, 14, 15, 16, 18, 20))
"""Shares of the guesses, the most certain first, of which accuracy is told."""

Row = dict[str, str]


def read_labelled(path: Path) -> list[Row]:
    """Read lines of {premise, hypothesis, label}; labels of other data sets are taken for what they mean.

    A premise may be a list of sentences. Other keys are passed over.

    Raises:
        BadInput: a line is not such an object, a label is unknown, or two-way and three-way labels are mixed.
    """
    rows: list[Row] = []
    for number, row in read_objects(path):
        premise, hypothesis, label = (row.get(name) for name in ("premise", "hypothesis", "label"))
        if isinstance(premise, list) and all(isinstance(sentence, str) for sentence in premise):
            premise = " ".join(premise)
        if not (isinstance(premise, str) and isinstance(hypothesis, str) and isinstance(label, str)):
            raise BadInput(f"{path}, line {number}: not an object with premise, hypothesis and label, all in quotes.")
        meant = stance_of(label)
        if meant is None:
            raise BadInput(
                f"{path}, line {number}: the label {label!r} is not known; write {STANCES_IN_WORDS}, or supports and "
                "not_supports."
            )
        rows.append({"premise": mend_text(premise), "hypothesis": mend_text(hypothesis), "label": meant})
    if not rows:
        raise BadInput(f"{path} holds no pairs.")
    try:
        label_names(rows)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    return rows


def label_names(rows: Sequence[Row]) -> tuple[str, ...]:
    """The labels that a file uses: three-way or two-way.

    Raises:
        BadInput: both are mixed.
    """
    found = {row["label"] for row in rows}
    if found <= set(TWO_WAY) and "not_supports" in found:
        return TWO_WAY
    if "not_supports" in found:
        raise BadInput("not_supports stands beside contradicts or neutral; use three labels or two.")
    return THREE_WAY


def evaluate_stance(
    rows: Sequence[Row],
    model: StanceModel,
    on_done: Callable[[int], None] | None = None,
    names: tuple[str, ...] | None = None,
) -> dict[str, Any]:
    """Read every pair whole, as one premise, and compare with the labels.

    In a two-way file a pair is taken for supported where supports is the most probable of the three.

    Args:
        rows: labelled pairs, at least one.
        model: reads them.
        on_done: told how many are read.
        names: the labels of the file that the rows are of, where they are a part of it (`label_names`).

    Returns:
        n, accuracy, balanced_accuracy (mean recall) and macro_f1 (both over the labels that occur), labels (precision,
        recall, f1, n of each), confusion (rows gold, columns guess, in the order of ``label_order``), ece (expected
        calibration error of the guess's probability, ten bins), reliability (those bins), accuracy_at_coverage (by share
        of the pairs, the most certain first), pairs_per_second, model.
    """
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    names = names or label_names(rows)
    started = time.perf_counter()
    read = model.read([(row["premise"], row["hypothesis"]) for row in rows], on_done)
    seconds = time.perf_counter() - started
    gold = [row["label"] for row in rows]
    guesses, certainty = zip(*(_guess(probabilities, names) for probabilities in read), strict=True)
    occurring = [i for i, name in enumerate(names) if name in gold]
    precision, recall, f1, counts = precision_recall_fscore_support(gold, guesses, labels=list(names), zero_division=0)
    right = np.array([guess == label for guess, label in zip(guesses, gold, strict=True)])
    return {
        "n": len(gold),
        "accuracy": float(right.mean()),
        "balanced_accuracy": float(np.mean(recall[occurring])),
        "macro_f1": float(np.mean(f1[occurring])),
        "labels": {
            name: {
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
                "n": int(counts[i]),
            }
            for i, name in enumerate(names)
        },
        "label_order": list(names),
        "confusion": confusion_matrix(gold, guesses, labels=list(names)).tolist(),
        "ece": expected_calibration_error(np.array(certainty), right),
        "reliability": [asdict(one) for one in reliability(np.array(certainty), right)],
        "accuracy_at_coverage": {
            f"{share:g}": one.accuracy for share, one in zip(COVERAGES, cover(np.array(certainty), right), strict=True)
        },
        "pairs_per_second": len(gold) / seconds,
        "model": model.name,
    }


def expected_calibration_error(certainty: np.ndarray, right: np.ndarray) -> float:
    """Mean gap between certainty and accuracy over ten bins, weighted by their size (Naeini et al. 2015).

    Args:
        certainty: probability of each guess, shape (n,), 0 to 1.
        right: whether each guess was right, shape (n,), bool.

    >>> expected_calibration_error(np.array([0.85, 0.85]), np.array([True, False]))
    0.35
    """
    gaps = (abs(one.certainty - one.accuracy) * one.n for one in reliability(certainty, right))
    return round(float(sum(gaps)) / len(right), 12)


@dataclass(frozen=True)
class Bin:
    """Guesses of about the same certainty: how sure they were on average, and how many were right."""

    certainty: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class Coverage:
    """The most certain guesses: their share of all, how many of them were right, and from which certainty they are."""

    share: float
    accuracy: float
    least_certainty: float


def reliability(certainty: np.ndarray, right: np.ndarray) -> list[Bin]:
    """Guesses in ten bins of equal width by certainty, empty ones left out: what a reliability diagram shows.

    Args:
        certainty: probability of each guess, shape (n,), 0 to 1.
        right: whether each guess was right, shape (n,), bool.
    """
    bins = np.minimum((certainty * BINS).astype(int), BINS - 1)
    return [
        Bin(float(certainty[bins == b].mean()), float(right[bins == b].mean()), int((bins == b).sum()))
        for b in np.unique(bins)
    ]


def cover(certainty: np.ndarray, right: np.ndarray, shares: Sequence[float] = COVERAGES) -> list[Coverage]:
    """How accurate the most certain guesses are, when all others are left unsaid (selective classification).

    Args:
        certainty: probability of each guess, shape (n,), n at least 1.
        right: whether each guess was right, shape (n,), bool.
        shares: of the guesses that are said, above 0 to 1; at least one guess is.

    >>> [one.accuracy for one in cover(np.array([0.9, 0.6]), np.array([True, False]), (0.5, 1))]
    [1.0, 0.5]
    """
    order = np.argsort(-certainty, kind="stable")
    counts = [max(1, round(share * len(order))) for share in shares]
    return [Coverage(n / len(order), float(right[order[:n]].mean()), float(certainty[order[n - 1]])) for n in counts]


def _guess(probabilities: Probabilities, names: tuple[str, ...]) -> tuple[str, float]:
    values = {name: getattr(probabilities, name) for name in THREE_WAY}
    best = max(values, key=lambda name: values[name])
    if names == THREE_WAY:
        return best, values[best]
    if best == "supports":
        return "supports", values["supports"]
    return "not_supports", 1 - values["supports"]
