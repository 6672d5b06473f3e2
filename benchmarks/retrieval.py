"""Measure retrieval stage by stage on SciFact: words, meaning, their blend, and what a rerank by the stance model would add.

Run ``python benchmarks/retrieval.py SCIFACT [--train TRAIN]``. SCIFACT is in the BEIR layout with labels.tsv; TRAIN is the
``train.jsonl.gz`` of the stance data, whose claims of SciFact choose the weight of the rerank: test queries choose nothing.
Embeddings and readings are kept (``--keep``). It writes its section of `results.md`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
from kept import KeptReadings
from sections import RESULTS, say_where, table, write_section

from factcheck.evaluate.benchmark import Benchmark, Labels, read_benchmark, read_labels
from factcheck.evaluate.retrieval import DEPTH, measure
from factcheck.model import Stance
from factcheck.search.dense import DenseIndex
from factcheck.search.encoder import SentenceTransformerEncoder, Vectors
from factcheck.search.lexical import LexicalIndex
from factcheck.search.retrieval import DENSE_SHARE, retrieve
from factcheck.stance.model import StanceModel
from factcheck.stance.onnx_model import OnnxStanceModel

KEEP = Path(__file__).parent / ".kept"
RERANKED = 20  # documents of a query that are read; a check reads as many passages
WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.5)  # of the rerank beside the blend, tried on the training claims

Relevant = Mapping[str, Mapping[str, int]]
Ranked = dict[str, list[str]]


@dataclass(frozen=True)
class Searches:
    """Both indexes of a collection, whose rows are places in ``ids``."""

    ids: Sequence[str]
    dense: DenseIndex
    lexical: LexicalIndex
    encoder: SentenceTransformerEncoder

    def run(self, queries: Relevant, texts: Mapping[str, str], stage: str) -> tuple[Ranked, list[float]]:
        """Rank the documents of every query by a stage; also the seconds of each query, its embedding included."""
        ranked, times = {}, []
        for query in queries:
            started = time.perf_counter()
            ranked[query] = self._rank(texts[query], stage)
            times.append(time.perf_counter() - started)
        return ranked, times

    def _rank(self, text: str, stage: str) -> list[str]:
        if stage == "words":
            return [self.ids[row] for row, _ in self.lexical.search(text, DEPTH)]
        vector = self.encoder.encode([text])[0]
        if stage == "meaning":
            return [self.ids[row] for row, _ in self.dense.search(vector, DEPTH)]
        return [self.ids[one.row] for one in retrieve(self.dense, self.lexical, vector, text, DEPTH, DENSE_SHARE)]


def main() -> None:
    """Read the arguments, measure every stage, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scifact", type=Path)
    parser.add_argument("--train", type=Path, help="train.jsonl.gz of the stance data: also measures the rerank")
    parser.add_argument("--keep", type=Path, default=KEEP)
    options = parser.parse_args()
    started = time.perf_counter()
    benchmark = read_benchmark(options.scifact)
    labels = read_labels(options.scifact, benchmark)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        searches = open_searches(benchmark, options.keep, Path(folder))
        rows = []
        for stage, name in (
            ("words", "BM25"),
            ("meaning", "MiniLM (int8)"),
            ("blend", f"blend, {DENSE_SHARE:g} meaning"),
        ):
            ranked, times = searches.run(benchmark.relevant, benchmark.queries, stage)
            rows.append(_row(name, ranked, benchmark, labels, times))
        if options.train:
            rows.append(_rerank(searches, benchmark, labels, ranked, times, options))
    header = ("stage", "nDCG@10", "recall@10", "recall@100", "recall@10 supporting", "contradicting", "p95 a query")
    count = f"{len(benchmark.relevant)} queries, {len(benchmark.documents)} abstracts."
    lines = ["## Retrieval, stage by stage: `python benchmarks/retrieval.py SCIFACT --train TRAIN`"]
    lines += [f"{count} {say_where(time.perf_counter() - started)}", table(header, rows)]
    write_section(RESULTS, "retrieval", "\n\n".join(lines))
    print(table(header, rows))


def open_searches(benchmark: Benchmark, keep: Path, folder: Path) -> Searches:
    """Index every document whole; embeddings are made once."""
    encoder = SentenceTransformerEncoder()
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"scifact-{encoder.fingerprint}.npy"
    texts = list(benchmark.documents.values())
    if not path.exists():
        np.save(
            path, encoder.encode(texts, lambda done: print(f"\rembedding {done} of {len(texts)}", end="", flush=True))
        )
    vectors: Vectors = np.load(path)
    dense = DenseIndex(vectors.shape[1])
    dense.add(list(range(len(texts))), vectors)
    lexical = LexicalIndex(folder)
    lexical.add(enumerate(texts))
    return Searches(list(benchmark.documents), dense, lexical, encoder)


def read_training_claims(path: Path, benchmark: Benchmark) -> dict[str, dict[str, int]]:
    """The claims of SciFact's training part, each with the abstracts that hold its evidence; test queries left out."""
    texts = {name: _plain(text) for name, text in benchmark.documents.items()}
    test = {_plain(benchmark.queries[query]) for query in benchmark.relevant}
    relevant: dict[str, dict[str, int]] = {}
    found: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["source"] != "scifact" or row["label"] == "neutral" or _plain(row["hypothesis"]) in test:
                continue
            premise = _plain(row["premise"])
            if premise not in found:
                found[premise] = next((name for name, text in texts.items() if premise in text), "")
            if found[premise]:
                relevant.setdefault(row["hypothesis"], {})[found[premise]] = 1
    return relevant


def rerank(
    ranked: Ranked, texts: Mapping[str, str], documents: Mapping[str, str], model: StanceModel, weight: float
) -> Ranked:
    """Put the first documents of each query in a new order: place in the blend, and how far from neutral they are read."""
    pairs = [(documents[name], texts[query]) for query, names in ranked.items() for name in names[:RERANKED]]
    read = iter(model.read(pairs))
    again: Ranked = {}
    for query, names in ranked.items():
        first = names[:RERANKED]
        weights = {
            name: (1 - weight) * (1 - place / RERANKED) + weight * (1 - next(read).neutral)
            for place, name in enumerate(first)
        }
        again[query] = sorted(first, key=lambda name: -weights[name]) + names[RERANKED:]
    return again


def _rerank(
    searches: Searches,
    benchmark: Benchmark,
    labels: Labels,
    ranked: Ranked,
    times: Sequence[float],
    options: argparse.Namespace,
) -> list[str]:
    """The row of the rerank, its weight chosen on the training claims; its seconds are those of reading on top."""
    shipped = OnnxStanceModel()
    kept = KeptReadings(shipped, options.keep)
    training = read_training_claims(options.train, benchmark)
    same = {claim: claim for claim in training}
    blended, _ = searches.run(training, same, "blend")
    figure: Callable[[float], float] = lambda weight: measure(  # noqa: E731
        rerank(blended, same, benchmark.documents, kept, weight), training
    )["ndcg@10"]
    tried = {weight: figure(weight) for weight in (0.0, *WEIGHTS)}
    best = max(tried, key=lambda weight: tried[weight])
    print(f"training claims {len(training)}: nDCG@10 by weight of the rerank {tried}")
    weight = best or WEIGHTS[0]
    again = rerank(ranked, benchmark.queries, benchmark.documents, kept, weight)
    slow = []
    for query in list(ranked)[:20]:
        started = time.perf_counter()
        shipped.read([(benchmark.documents[name], benchmark.queries[query]) for name in ranked[query][:RERANKED]])
        slow.append(time.perf_counter() - started + times[0])
    chosen = "best on training claims" if best else f"none is best on training claims: {tried[0.0]:.4f} without"
    return _row(f"then rerank of {RERANKED}, weight {weight:g} ({chosen})", again, benchmark, labels, slow)


def _row(name: str, ranked: Ranked, benchmark: Benchmark, labels: Labels, times: Sequence[float]) -> list[str]:
    whole = measure(ranked, benchmark.relevant)
    by_stance = [_recall(ranked, labels, stance) for stance in (Stance.SUPPORTS, Stance.CONTRADICTS)]
    p95 = 1000 * sorted(times)[math.ceil(0.95 * len(times)) - 1]
    return [name, *(f"{value:.4f}" for value in (*whole.values(), *by_stance)), f"{p95:.0f} ms"]


def _recall(ranked: Ranked, labels: Labels, stance: Stance) -> float:
    """The share of the abstracts of a stance that are among the first ten of their claims."""
    wanted = [pair for pair, said in labels.pairs.items() if said is stance and pair[0] in ranked]
    return sum(name in ranked[query][:10] for query, name in wanted) / max(1, len(wanted))


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


if __name__ == "__main__":
    main()
