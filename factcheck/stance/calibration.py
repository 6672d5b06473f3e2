"""How far the probabilities of the shipped stance model can be taken at their word, as measured when it was made.

``calibration.json`` beside the model is written by ``benchmarks/stance.py`` and names the model that it is of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from factcheck.stance.onnx_model import SHIPPED

CALIBRATION_FILE = SHIPPED / "calibration.json"
CALIBRATION_DIAGRAM = SHIPPED / "calibration.svg"
AS_A_CHECK = "development, as a check reads"
"""The file of what is measured on whole readings: passages by their sentences, with the rules."""


@dataclass(frozen=True)
class MeasuredOn:
    """What was measured on one file of pairs."""

    name: str
    n: int
    accuracy: float
    ece: float  # expected calibration error over ten bins, 0 to 1
    bins: tuple[tuple[float, float, int], ...]  # mean certainty, share that was right, pairs
    accuracy_at: tuple[tuple[float, float], ...]  # share of the pairs, the most certain first, and accuracy on them


@dataclass(frozen=True)
class Calibration:
    """What was measured of one model."""

    model: str  # as `StanceModel.name`
    temperature: float
    files: tuple[MeasuredOn, ...]


def load_calibration(path: Path = CALIBRATION_FILE) -> Calibration | None:
    """What was measured of the shipped model; None where nothing was, or the file is not what the benchmark writes."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(
            MeasuredOn(
                name,
                one["n"],
                one["accuracy"],
                one["ece"],
                tuple((bin["certainty"], bin["accuracy"], bin["n"]) for bin in one["reliability"]),
                tuple((float(share), right) for share, right in one["coverage"].items()),
            )
            for name, one in told["files"].items()
        )
        return Calibration(told["model"], told["temperature"], files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
