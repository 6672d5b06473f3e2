"""Stance models of others: any sequence-classification model of natural language inference, loaded by transformers.

Slower than the shipped one on a laptop, and often better. Loaded from a folder only, so that nothing asks the network.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from factcheck.errors import ModelMissing
from factcheck.model import Probabilities
from factcheck.stance.labels import read_labels
from factcheck.stance.model import MAX_TOKENS, Pair

WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")
_READ = {".json", ".safetensors", ".bin", ".model", ".txt"}  # the files that change what is read
_BATCH = 16  # pairs of like length at once
_LONGEST = 4000  # characters of a text that are looked at: the tokenizer keeps each part that it cuts off a longer one
_RESERVED = 2  # positions that RoBERTa and its kin keep for themselves


class TransformersStanceModel:
    """A model of the DeBERTa, RoBERTa, BERT, BART … families in a folder, in 32-bit floats on the processor.

    Pairs are read in batches of like length; what stands beside a pair changes its probabilities by rounding only.
    """

    def __init__(self, folder: Path, title: str, threads: int = 2) -> None:
        """Load the model.

        Args:
            folder: config.json with the labels, the tokenizer's files, and the weights.
            title: what people call it.
            threads: of one batch.

        Raises:
            ModelMissing: a file is missing or cannot be read, the weights are not of a classifier, or the labels cannot
                be read.
        """
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelMissing(
                f"The stance model {title!r} in {folder} has no config.json that can be read."
            ) from error
        self._labels = read_labels(config, f"{title!r} in {folder}")
        self._model, self._tokenizer = _load(folder, title, threads)
        self._limit = _token_limit(self._tokenizer, config)
        self.name = self._labels.describe(config.get("factcheck_name", title), _digest(folder))

    def read(self, pairs: Sequence[Pair], on_done: Callable[[int], None] | None = None) -> list[Probabilities]:
        """See `StanceModel.read`."""
        read: list[Probabilities | None] = [None] * len(pairs)
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            for i, logits in zip(batch, self._read_batch([pairs[i] for i in batch]), strict=True):
                read[i] = self._labels.to_probabilities(logits)
            if on_done:
                on_done(start + len(batch))
        return [one for one in read if one is not None]

    def _read_batch(self, pairs: Sequence[Pair]) -> Any:
        """Logits of some pairs, shape (len(pairs), labels)."""
        import torch

        premises, claims = zip(*pairs, strict=True)
        encoded = self._tokenizer(
            [premise[:_LONGEST] for premise in premises],
            [claim[:_LONGEST] for claim in claims],
            truncation="longest_first",
            max_length=self._limit,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            return self._model(**encoded).logits.numpy()


def _load(folder: Path, title: str, threads: int) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils import logging

    torch.set_num_threads(threads)
    level = logging.get_verbosity()
    logging.set_verbosity_error()  # what it would warn of is looked at below
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        model, found = AutoModelForSequenceClassification.from_pretrained(
            str(folder), local_files_only=True, dtype=torch.float32, output_loading_info=True
        )
    except Exception as error:  # transformers raises whatever its parts raise
        reason = " ".join(str(error).split())[:300]
        raise ModelMissing(f"The stance model {title!r} in {folder} cannot be read: {reason}") from error
    finally:
        logging.set_verbosity(level)
    if found["missing_keys"] or found["mismatched_keys"]:
        raise ModelMissing(
            f"The stance model {title!r} in {folder} is no classifier: its file lacks {sorted(found['missing_keys'])[:3]}. "
            "Take a model that was trained for natural language inference (NLI)."
        )
    return model.eval(), tokenizer


def _token_limit(tokenizer: Any, config: dict[str, Any]) -> int:
    """Tokens of a pair that the model can take, never more than the tool gives to any."""
    positions = config.get("max_position_embeddings") or MAX_TOKENS + _RESERVED
    return min(MAX_TOKENS, int(tokenizer.model_max_length), int(positions) - _RESERVED)


def _digest(folder: Path) -> str:
    """A hash over every file that the reading depends on, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.suffix in _READ and path.is_file()):
        with path.open("rb") as file:
            digest.update(f"{path.name}\n{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()
