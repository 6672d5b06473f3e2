"""Measure how well the points of sentences tell what is worth checking, on labelled sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from factcheck.errors import BadInput
from factcheck.evaluate.lines import mend_text, read_objects
from factcheck.statements.worth import HIGH_FROM, MAYBE_FROM, weigh

WORTHY = ("check_worthy", "1")
"""Labels of a sentence that is worth checking; any other label says that it is not."""


def read_sentences(path: Path) -> list[tuple[str, bool]]:
    """Read lines of {text, label}.

    Raises:
        BadInput: a line is not such an object.
    """
    rows = []
    for number, row in read_objects(path):
        if not isinstance(row.get("text"), str) or "label" not in row:
            raise BadInput(f"{path}, line {number}: not an object with text and label")
        rows.append((mend_text(row["text"]), str(row["label"]) in WORTHY))
    return rows


def evaluate_claims(rows: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    """Measure the points against the labels.

    Args:
        rows: sentences, and whether each is worth checking.

    Returns:
        Average precision and ROC area of the points; precision, recall and F1 of both grades.

    Raises:
        BadInput: all sentences, or none, are worth checking.
    """
    from sklearn.metrics import average_precision_score, precision_recall_fscore_support, roc_auc_score

    labels = [is_worthy for _, is_worthy in rows]
    if len(set(labels)) < 2:
        raise BadInput("Sentences that are worth checking, and such that are not, are needed.")
    points = [weigh(text).points for text, _ in rows]
    measured: dict[str, Any] = {
        "sentences": len(rows),
        "worth checking": sum(labels),
        "average precision": float(average_precision_score(labels, points)),
        "ROC area": float(roc_auc_score(labels, points)),
    }
    for name, least in (("worth checking", HIGH_FROM), ("at least perhaps", MAYBE_FROM)):
        taken = [one >= least for one in points]
        precision, recall, f1, _ = precision_recall_fscore_support(labels, taken, average="binary", zero_division=0)
        measured[f"{name}: precision"] = float(precision)
        measured[f"{name}: recall"] = float(recall)
        measured[f"{name}: F1"] = float(f1)
    return measured
