"""A stance model whose readings are kept in a folder, so that a benchmark goes on after a stop and reads nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from factcheck.model import Probabilities
from factcheck.stance.model import Pair, StanceModel

_PART = 200  # pairs between two writes


class KeptReadings:
    """Reads with a model what was not read before, in parts that are kept as they are done."""

    def __init__(self, model: StanceModel, folder: Path, say: Callable[[str], None] = print) -> None:
        """Keep the readings of ``model`` under ``folder``, told apart by the model's name, which holds its fingerprint."""
        self._model, self._say = model, say
        self.name = model.name
        self._folder = folder / hashlib.sha256(model.name.encode()).hexdigest()[:16]
        self._folder.mkdir(parents=True, exist_ok=True)

    def read(self, pairs: Sequence[Pair], on_done: Callable[[int], None] | None = None) -> list[Probabilities]:
        """See `StanceModel.read`."""
        read: list[Probabilities] = []
        for start in range(0, len(pairs), _PART):
            read += self._read_part(list(pairs[start : start + _PART]))
            if on_done:
                on_done(len(read))
        return read

    def _read_part(self, pairs: list[Pair]) -> list[Probabilities]:
        path = self._folder / f"{hashlib.sha256(repr(pairs).encode()).hexdigest()}.npy"
        if path.exists():
            return [Probabilities(*row) for row in np.load(path).tolist()]
        read = self._model.read(pairs)
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            np.save(out, np.array([[one.supports, one.contradicts, one.neutral] for one in read]))
        part.replace(path)
        return read
