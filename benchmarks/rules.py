"""How the rules for figures, dates and names do: on the pairs written for them, and beside the model on the written groups."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sections import table

from factcheck.evaluate.stance import Row
from factcheck.model import Passage
from factcheck.stance.model import StanceModel
from factcheck.stance.reading import choose_reading, read_passages, read_windows
from factcheck.stance.rules import Outcome, compare

PAIRS = Path(__file__).resolve().parents[1] / "tests" / "rule_pairs.csv"


def measure_rules(rows: Sequence[Row], model: StanceModel) -> str:
    """Both tables, in words and figures.

    Args:
        rows: written pairs with labels that neither the model nor the rules were made on.
        model: the stance model that the rules correct.
    """
    return "\n\n".join(["### Rules for figures, dates, periods, units and names", _on_pairs(), _beside(rows, model)])


def as_passage(premise: str) -> Passage:
    """A premise as the one passage of a document."""
    return Passage("p", "0" * 64, 1, 0, len(premise), premise)


def _on_pairs() -> str:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        pairs = list(csv.DictReader(lines))
    told = [(compare(pair["claim"], pair["paper"], pair["context"]), pair["expected"]) for pair in pairs]
    said = [(finding, expected) for finding, expected in told if finding.outcome is not Outcome.UNSURE]
    sure = [(finding, expected) for finding, expected in said if finding.is_sure]
    rows = [
        ("speaks", len(said), _right(said)),
        ("is sure, and corrects the model", len(sure), _right(sure)),
        ("of all pairs", len(told), _right(told)),
    ]
    head = f"{len(pairs)} pairs written by hand, which are those that the rules were written with:"
    return f"{head}\n\n{table(('the rule …', 'pairs', 'right'), rows)}"


def _right(told: Sequence[tuple[object, str]]) -> str:
    return f"{sum(finding.outcome.value == expected for finding, expected in told) / max(1, len(told)):.3f}"  # type: ignore[attr-defined]


def _beside(rows: Sequence[Row], model: StanceModel) -> str:
    counts: Counter[str] = Counter()
    before_right = after_right = 0
    for row in rows:
        before, after = _read_both_ways(row, model)
        before_right += before == row["label"]
        after_right += after == row["label"]
        if before != after:
            counts[
                "rightly" if after == row["label"] else "wrongly" if before == row["label"] else "wrong both ways"
            ] += 1
    changed = sum(counts.values())
    return (
        f"Beside the model on the {len(rows)} pairs of the development groups, each passage read by its sentences as a check "
        f"reads it, they change {changed} outcomes "
        f"({changed / len(rows):.1%}): {counts['rightly']} rightly, {counts['wrongly']} wrongly, {counts['wrong both ways']} "
        f"from one wrong reading to another. Accuracy {before_right / len(rows):.3f} without them, "
        f"{after_right / len(rows):.3f} with."
    )


def _read_both_ways(row: Row, model: StanceModel) -> tuple[str, str]:
    """The stance of a passage by the model alone, and with the rules."""
    passage = as_passage(row["premise"])
    alone = choose_reading(list(read_windows([passage], row["hypothesis"], model)[0].items()))
    return alone.stance.value, read_passages([passage], row["hypothesis"], model)[0].stance.value
