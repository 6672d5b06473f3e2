"""Set the temperature of the shipped stance model so that its probabilities mean what they say on the development groups.

Run ``python training/calibrate.py --data DATA`` after export.py. Temperature scaling (Guo et al. 2017) divides the logits by
one number, chosen for the least mean negative log-likelihood; it changes no decision between the three stances.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from data import LABELS, read_development

from factcheck.evaluate.stance import expected_calibration_error
from factcheck.stance.onnx_model import SHIPPED, OnnxStanceModel

TEMPERATURES = np.arange(0.5, 3.01, 0.05)


def main() -> None:
    """Read the development groups once, choose the temperature, and write it into the model's config."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with written/")
    options = parser.parse_args()
    path = SHIPPED / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["factcheck_temperature"] = 1.0
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    pairs = read_development(options.data)
    read = OnnxStanceModel().read([(pair.premise, pair.hypothesis) for pair in pairs])
    log_p = np.log([[one.contradicts, one.neutral, one.supports] for one in read])
    labels = np.array([pair.label for pair in pairs])
    assert (labels < LABELS["not_supports"]).all()
    config["factcheck_temperature"] = choose_temperature(log_p, labels)
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for temperature in (1.0, config["factcheck_temperature"]):
        scaled = _scale(log_p, temperature)
        right = scaled.argmax(1) == labels
        ece = expected_calibration_error(scaled.max(1), right)
        print(f"temperature {temperature:.2f}: accuracy {right.mean():.3f}, ECE {ece:.3f} on {len(labels)} pairs")


def choose_temperature(log_p: np.ndarray, labels: np.ndarray) -> float:
    """The temperature of least mean negative log-likelihood.

    Args:
        log_p: log-probabilities at temperature 1, shape (n, 3).
        labels: columns of the right ones, shape (n,).
    """
    loss = [-np.log(_scale(log_p, t)[np.arange(len(labels)), labels]).mean() for t in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(loss))]), 2)


def _scale(log_p: np.ndarray, temperature: float) -> np.ndarray:
    weights = np.exp(log_p / temperature)
    scaled: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return scaled


if __name__ == "__main__":
    main()
