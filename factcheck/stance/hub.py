"""Models of the Hugging Face hub: found in the hub's own cache, and fetched into it when a person asks for one by name.

Fetched are data alone: weights as safetensors or ONNX, the config and the tokenizer's files. No program of a model's maker
is fetched or run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import FactcheckError, FetchFailed
from factcheck.hub_cache import is_hub_name
from factcheck.stance.labels import read_labels

_BESIDE = {".json", ".txt", ".model"}  # config and tokenizer
_SAFE, _ONNX = ".safetensors", "model.onnx"


@dataclass(frozen=True)
class Fetched:
    """A model that was fetched."""

    name: str
    folder: Path
    commit: str
    size: int  # bytes


def list_fetched() -> list[str]:
    """The models in the hub's cache that have labels this tool can read, by the names that open them, sorted.

    What was fetched at a revision is named with it. Asks no network.
    """
    from huggingface_hub import constants, scan_cache_dir

    cache = Path(constants.HF_HUB_CACHE)
    if not cache.is_dir():
        return []
    fetched = (
        (repo.repo_id, revision.refs or {revision.commit_hash}, revision.snapshot_path)
        for repo in scan_cache_dir(cache).repos
        if repo.repo_type == "model"
        for revision in repo.revisions
    )
    return sorted(
        name
        for model, revisions, folder in fetched
        if _is_readable(folder)
        for name in (model if one == "main" else f"{model}@{one}" for one in revisions)
        if is_hub_name(name)
    )


def fetch_model(name: str, on_size: Callable[[int], None] = lambda size: None) -> Fetched:
    """Fetch a model from the hub. Only ever called because a person asked for this name.

    Its labels are read first: a model that could not be used is not fetched.

    Args:
        name: as the hub spells it, with a revision after "@" where it is not the newest.
        on_size: told the bytes of all files before they are fetched.

    Raises:
        FetchFailed: it could not be had; says why and what to do.
        ModelMissing: its labels cannot be read.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import HfApi, hf_hub_download, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    model, _, asked = name.partition("@")
    revision = asked or None
    try:
        info = HfApi().model_info(model, revision=revision, files_metadata=True)
        sizes = choose_files({one.rfilename: one.size or 0 for one in info.siblings or ()})
        if not sizes:
            remedy = "Take another model, or convert this one into a folder of your own and name the folder"
            raise FetchFailed(name, "it has no weights as safetensors or ONNX", remedy)
        config = hf_hub_download(model, "config.json", revision=revision)
        read_labels(json.loads(Path(config).read_text(encoding="utf-8")), repr(name))
        on_size(sum(sizes.values()))
        folder = snapshot_download(model, revision=revision, allow_patterns=list(sizes))
    except FactcheckError:
        raise
    except OfflineModeIsEnabled as error:
        raise FetchFailed(name, "HF_HUB_OFFLINE is set", "Unset it for this one command") from error
    except (HFValidationError, HfHubHTTPError) as error:
        reason = "the hub has no such model, or does not give it to everybody"
        raise FetchFailed(name, f"{reason} ({_first_line(error)})", "Check its name on the hub's web page") from error
    except Exception as error:  # what a connection can raise depends on the library below the hub's
        remedy = "Check that this machine is online, and try again: what came until now is kept"
        raise FetchFailed(name, f"the connection failed ({_first_line(error)})", remedy) from error
    return Fetched(name, Path(folder), str(info.sha or ""), sum(sizes.values()))


def choose_files(sizes: Mapping[str, int]) -> dict[str, int]:
    """The files of a model to fetch, with their sizes: config, tokenizer and one form of the weights; empty without weights.

    >>> choose_files({"config.json": 1, "model.safetensors": 9, "pytorch_model.bin": 9, "run.py": 1, "onnx/model.onnx": 9})
    {'config.json': 1, 'model.safetensors': 9}
    """
    top = {name: size for name, size in sizes.items() if "/" not in name}
    weights = {name: size for name, size in top.items() if name.endswith(_SAFE)}
    if not weights:
        weights = {name: size for name, size in top.items() if name == _ONNX}
    if not weights:
        return {}
    beside = {
        name: size
        for name, size in top.items()
        if Path(name).suffix in _BESIDE and not name.endswith(".bin.index.json")
    }
    return beside | weights


def _is_readable(folder: Path) -> bool:
    try:
        read_labels(json.loads((folder / "config.json").read_text(encoding="utf-8")), "")
    except (OSError, ValueError, FactcheckError):
        return False
    return True


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
