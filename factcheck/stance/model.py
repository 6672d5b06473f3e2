"""Stance models: pairs of (premise, claim) to probabilities; the shipped one is an int8 ONNX file beside this module."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from factcheck.errors import ModelMissing
from factcheck.model import Probabilities
from factcheck.settings import DEFAULT_STANCE_MODEL

Pair = tuple[str, str]
"""Premise (what a paper says) and claim (what was said)."""

SHIPPED = Path(__file__).parent / "shipped"
_FILES = ("model.onnx", "tokenizer.json", "config.json")
MAX_TOKENS = 256  # as in training; a sentence and its neighbour are rarely half of it

_FOREIGN_LABELS = {
    "entailment": "supports",
    "contradiction": "contradicts",
    "refutes": "contradicts",
    "support": "supports",
    "contradict": "contradicts",
    "not_enough_info": "neutral",
}


class StanceModel(Protocol):
    """What the pipeline needs of a stance model."""

    @property
    def name(self) -> str:
        """The model as people know it, with enough to tell two versions apart."""

    def read(self, pairs: Sequence[Pair], on_done: Callable[[int], None] | None = None) -> list[Probabilities]:
        """Give the probabilities of the three stances for each pair, in the order of the pairs."""


class OnnxStanceModel:
    """A sequence-classification model in a folder: model.onnx, tokenizer.json, config.json with the label order.

    One pair at a time on as many threads as there are: int8 scales activations over a whole batch, so only so does a
    pair get the same probabilities whatever is read beside it; it is also the fastest way on two cores.
    """

    def __init__(self, model: str = DEFAULT_STANCE_MODEL, threads: int = 2) -> None:
        """Load the model.

        Args:
            model: "shipped", or the path of a folder.
            threads: pairs read at once.

        Raises:
            ModelMissing: the folder lacks a file, one cannot be read, or its labels are not three stances.
        """
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        folder = SHIPPED if model == DEFAULT_STANCE_MODEL else Path(model)
        for name in _FILES:
            if not (folder / name).is_file():
                raise ModelMissing(
                    f"The stance model {model!r} has no {name} in {folder}. Unset FACTCHECK_STANCE_MODEL."
                )
        self._threads = threads
        options = SessionOptions()
        options.intra_op_num_threads = 1
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # neither library has a class of errors of its own
            raise ModelMissing(f"The stance model {model!r} in {folder} cannot be read: {error}") from error
        self._columns = _label_columns(config, folder)
        self._temperature = float(config.get("factcheck_temperature", 1.0))
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        digest = hashlib.sha256()
        for name in _FILES:  # the labels and the temperature change the reading as the weights do
            digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
        title = config.get("factcheck_name", folder.name)
        self.name = f"{title} ({digest.hexdigest()[:12]})"

    def read(self, pairs: Sequence[Pair], on_done: Callable[[int], None] | None = None) -> list[Probabilities]:
        """See `StanceModel.read`."""
        encodings = self._tokenizer.encode_batch(list(pairs))
        read: list[Probabilities] = []
        with ThreadPoolExecutor(self._threads) as pool:
            for probabilities in pool.map(self._read_one, encodings):
                read.append(probabilities)
                if on_done:
                    on_done(len(read))
        return read

    def _read_one(self, encoding: Any) -> Probabilities:
        inputs = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {name: np.array([values], dtype=np.int64) for name, values in inputs.items() if name in self._inputs}
        logits = self._session.run(None, feed)[0][0] / self._temperature
        weights = np.exp(logits - logits.max())
        weights /= weights.sum()
        return Probabilities(**{stance: float(weights[column]) for stance, column in self._columns.items()})


def _label_columns(config: dict[str, Any], folder: Path) -> dict[str, int]:
    """Where each stance stands among the logits, read from the model's own label names."""
    columns = {}
    for number, label in config.get("id2label", {}).items():
        label = str(label).lower()
        columns[_FOREIGN_LABELS.get(label, label)] = int(number)
    if set(columns) != {"supports", "contradicts", "neutral"}:
        raise ModelMissing(f"The stance model in {folder} has labels {sorted(columns)}; three stances are needed.")
    return columns
