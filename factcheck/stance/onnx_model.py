"""Stance models as ONNX files; the shipped one is an int8 file beside this module."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.errors import ModelMissing
from factcheck.model import Probabilities
from factcheck.settings import DEFAULT_STANCE_MODEL
from factcheck.stance.labels import read_labels
from factcheck.stance.model import MAX_TOKENS, Pair

SHIPPED = Path(__file__).parent / "shipped"
ONNX_FILE = "model.onnx"
_FILES = (ONNX_FILE, "tokenizer.json", "config.json")


class OnnxStanceModel:
    """A sequence-classification model in a folder: model.onnx, tokenizer.json, config.json with the label order.

    One pair at a time on as many threads as there are: int8 scales activations over a whole batch, so only so does a
    pair get the same probabilities whatever is read beside it; it is also the fastest way on two cores.
    """

    def __init__(self, model: str = DEFAULT_STANCE_MODEL, threads: int = 2, title: str = "") -> None:
        """Load the model.

        Args:
            model: "shipped", or the path of a folder.
            threads: pairs read at once.
            title: what people call it, where its config does not say; else the folder's name.

        Raises:
            ModelMissing: the folder lacks a file, one cannot be read, or its labels cannot.
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
            self._session = InferenceSession(str(folder / ONNX_FILE), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # neither library has a class of errors of its own
            raise ModelMissing(f"The stance model {model!r} in {folder} cannot be read: {error}") from error
        self._labels = read_labels(config, f"in {folder}")
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        digest = hashlib.sha256()
        for name in _FILES:  # the labels and the temperature change the reading as the weights do
            digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
        self.name = self._labels.describe(config.get("factcheck_name", title or folder.name), digest.hexdigest())

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
        return self._labels.to_probabilities(self._session.run(None, feed)[0][0])
