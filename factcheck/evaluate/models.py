"""Set a stance model beside the shipped one: the same labelled pairs, read by both in one run, with their speeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import factcheck
from factcheck.errors import BadInput
from factcheck.evaluate.stance import TWO_WAY, Row, evaluate_stance, label_names, read_labelled
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.stance.model import StanceModel

OWN_DATA = Path(factcheck.__file__).resolve().parents[1] / "training" / "data"
"""Written groups of this domain; those that its ``dev_groups.txt`` names no model of ours was trained on."""

DEVELOPMENT = "development groups"


def read_development() -> list[Row]:
    """The labelled pairs that come with the tool and that no training of its own has seen.

    Raises:
        BadInput: they are not there, because the tool was taken out of its folder.
    """
    names = OWN_DATA / "dev_groups.txt"
    if not names.is_file():
        raise BadInput(
            "The development groups of training/data are not beside the tool. Give --data a file of labelled pairs."
        )
    kept_aside = set(names.read_text(encoding="utf-8").split())
    rows = (json.loads(line) for path in sorted(OWN_DATA.glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    return [
        {name: row[name] for name in ("premise", "hypothesis", "label")} for row in rows if row["group"] in kept_aside
    ]


def read_sets(data: Path | None) -> dict[str, list[Row]]:
    """Labelled pairs by the name of their set: of a file, of every .jsonl file of a folder, or those that come with the tool.

    Raises:
        BadInput: there are none, or a line is not one of labelled pairs.
    """
    if data is None:
        return {DEVELOPMENT: read_development()}
    files = sorted(data.glob("*.jsonl")) if data.is_dir() else [data]
    if not files or not all(path.is_file() for path in files):
        raise BadInput(f"{data} is neither a file of labelled pairs nor a folder with such files (*.jsonl).")
    return {path.stem: read_labelled(path) for path in files}


def compare_models(
    model: StanceModel,
    shipped: StanceModel,
    sets: Mapping[str, Sequence[Row]],
    most: int | None = None,
    on_progress: OnProgress = ignore_progress,
) -> dict[str, Any]:
    """Read every set by both models, each pair whole, as one premise.

    Args:
        model: the one in question.
        shipped: the one to set it beside.
        sets: labelled pairs by name.
        most: pairs of each set, the first ones; None for all.
        on_progress: told how many pairs of a set are read.

    Returns:
        ``model`` and ``shipped``, each with its name, pairs_per_second over all sets, and sets: by name what
        `evaluate_stance` gives, and ``measure`` with its ``value``: macro_f1 of three labels, balanced_accuracy of two.
    """
    told: dict[str, Any] = {}
    for role, one in (("model", model), ("shipped", shipped)):
        measured = {
            name: _measure(one, rows, most, partial(_report, on_progress, f"{role}: {name}"))
            for name, rows in sets.items()
        }
        told[role] = {"name": one.name, "pairs_per_second": _speed(measured), "sets": measured}
    return told


def _measure(
    model: StanceModel, rows: Sequence[Row], most: int | None, report: Callable[[int, int], None]
) -> dict[str, Any]:
    """What `evaluate_stance` gives of the first rows, and which figure tells it."""
    names = label_names(rows)  # of all: the first ones may be of one label
    some = rows[:most]
    measured = evaluate_stance(some, model, lambda done: report(done, len(some)), names)
    measure = "balanced_accuracy" if names == TWO_WAY else "macro_f1"
    return measured | {"measure": measure, "value": measured[measure]}


def _report(on_progress: OnProgress, step: str, done: int, total: int) -> None:
    on_progress(Progress(step, done, total))


def _speed(measured: Mapping[str, Mapping[str, Any]]) -> float:
    """Pairs a second over all sets."""
    seconds = sum(one["n"] / one["pairs_per_second"] for one in measured.values())
    return float(sum(one["n"] for one in measured.values()) / seconds)
