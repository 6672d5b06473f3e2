"""Open the stance model that the settings name: the shipped one, a folder, or a model of the hub that was fetched before."""

from __future__ import annotations

from pathlib import Path

from factcheck.errors import ModelMissing
from factcheck.hub_cache import find_fetched, is_hub_name
from factcheck.settings import DEFAULT_STANCE_MODEL
from factcheck.stance.model import StanceModel
from factcheck.stance.onnx_model import ONNX_FILE, OnnxStanceModel
from factcheck.stance.transformers_model import WEIGHTS, TransformersStanceModel


def open_stance_model(name: str = DEFAULT_STANCE_MODEL, threads: int = 2) -> StanceModel:
    """Load a stance model from this machine; nothing is ever fetched here.

    Args:
        name: "shipped"; the path of a folder with an ONNX or a transformers model; or the name of a model of the hub.
        threads: to read with.

    Raises:
        ModelMissing: it is not on this machine, cannot be read, or its labels cannot; says what to do.
    """
    if name == DEFAULT_STANCE_MODEL:
        return OnnxStanceModel(name, threads)
    folder = find_folder(name)
    title = name if is_hub_name(name) else folder.resolve().name
    if (folder / ONNX_FILE).is_file():
        return OnnxStanceModel(str(folder), threads, title)
    if any((folder / weights).is_file() for weights in WEIGHTS):
        return TransformersStanceModel(folder, title, threads)
    raise ModelMissing(
        f"The stance model {name!r} has no weights in {folder}: neither {ONNX_FILE} nor {WEIGHTS[0]} lies there."
    )


def find_folder(name: str) -> Path:
    """Where a model lies on this machine.

    Raises:
        ModelMissing: nowhere; says how to get it.
    """
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return folder
    if not is_hub_name(name):
        raise ModelMissing(
            f"The stance model {name!r} is neither a folder nor the name of a model, such as owner/model."
        )
    fetched = find_fetched(name)
    if fetched is None:
        raise ModelMissing(
            f"The stance model {name!r} is not on this machine. Checks fetch nothing: with a network, fetch it once by "
            f"factcheck model fetch {name}, or give FACTCHECK_STANCE_MODEL the path of a folder."
        )
    return fetched
