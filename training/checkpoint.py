"""Checkpoints: where a training run stands, and what it is a run of, so that it never goes on as another one."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch


@dataclass(frozen=True)
class Origin:
    """What decides every step of a run."""

    recipe: str  # the options, in words
    data: str  # digest of the pairs and their order, by `batches.digest_batches`
    start: str  # digest of the weights before the first step, by `digest_weights`


def digest_weights(model: Any) -> str:
    """A hash of every weight of a model, by name."""
    digest = hashlib.sha256()
    for name, weight in model.state_dict().items():
        digest.update(f"{name} {tuple(weight.shape)}".encode())
        digest.update(weight.detach().cpu().numpy().tobytes())
    return digest.hexdigest()


def save_checkpoint(path: Path, step: int, origin: Origin, model: Any, optimizer: Any) -> None:
    """Keep a run as it is after ``step`` steps; a stop while it is written leaves the last one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"step": step, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "origin": asdict(origin)}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def load_checkpoint(path: Path, origin: Origin, model: Any, optimizer: Any, device: str) -> int:
    """Put the model and the optimizer where the run stood, and give the steps taken; 0 where there is no checkpoint.

    Raises:
        SystemExit: the checkpoint is of another run; says what is not as it was.
    """
    if not path.exists():
        return 0
    saved = torch.load(path, map_location=device)
    if "origin" not in saved:
        raise SystemExit(f"{path} does not say of which data and start model it is. Choose another --out.")
    if changes := _changes(Origin(**saved["origin"]), origin):
        raise SystemExit(f"{path} cannot be gone on with: {changes}. Put that back, or choose another --out.")
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    return int(saved["step"])


def _changes(begun: Origin, now: Origin) -> str:
    """What is not as it was when a run began, in words; "" where all is."""
    if begun.recipe != now.recipe:  # other options make other batches: no more can be told
        return f"it is of another recipe, {begun.recipe}"
    changes = []
    if begun.data != now.data:
        changes.append("the data have changed since it began, so the same options make other batches of them")
    if begun.start != now.start:
        changes.append("the model to start from has changed since it began")
    return ", and ".join(changes)
