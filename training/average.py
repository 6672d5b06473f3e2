"""Average the weights of trained models: runs that share their start often do better together than the best of them.

Run ``python training/average.py FOLDER FOLDER... --out FOLDER``. Source: Wortsman et al. 2022, "Model soups", the uniform kind.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


def main() -> None:
    """Read the arguments and save the average in the form that transformers loads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="trained models of one shape")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    models = [AutoModelForSequenceClassification.from_pretrained(folder) for folder in options.folders]
    models[0].load_state_dict(average([model.state_dict() for model in models]))
    models[0].save_pretrained(options.out)
    AutoTokenizer.from_pretrained(options.folders[0]).save_pretrained(options.out)


def average(weights: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of each tensor; what is no floating-point number is that of the first.

    Args:
        weights: state dicts with the same names and shapes.
    """
    return {
        name: torch.stack([one[name] for one in weights]).mean(0) if first.is_floating_point() else first
        for name, first in weights[0].items()
    }


if __name__ == "__main__":
    main()
