"""Measure retrieval stage by stage on SciFact: words, meaning, their blend, and what a rerank by the stance model would add.

Run ``python benchmarks/retrieval.py SCIFACT [--train TRAIN]``. SCIFACT is in the BEIR layout with labels.tsv; TRAIN is the
``train.jsonl.gz`` of the stance data, whose claims of SciFact choose the weight of the rerank: test queries choose nothing.
The stance model learned from those claims, which favours the rerank; `search_trials.py` measures it on others.
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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
from kept import KeptReadings
from reranking import RERANKED, WEIGHTS, Ranked, rerank, time_rerank
from sections import RESULTS, say_where, table, write_section

from factcheck.evaluate.benchmark import Benchmark, Labels, read_benchmark, read_labels
from factcheck.evaluate.retrieval import DEPTH, measure
from factcheck.model import Stance
from factcheck.search.dense import DenseIndex
from factcheck.search.encoder import Encoder, SentenceTransformerEncoder, Vectors
from factcheck.search.lexical import LexicalIndex
from factcheck.search.retrieval import DENSE_SHARE, retrieve
from factcheck.stance.onnx_model import OnnxStanceModel

KEEP = Path(__file__).parent / ".kept"
QUALITY = ("nDCG@10", "recall@10", "recall@100", "recall@10 supporting", "contradicting")

Relevant = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Searches:
    """Both indexes of a collection, and what each of their rows is called."""

    ids: Mapping[int, str]
    dense: DenseIndex
    lexical: LexicalIndex
    encoder: Encoder

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
            rows.append([name, *tell_quality(ranked, benchmark, labels), _p95(times)])
        if options.train:
            rows.append(_rerank(searches, benchmark, labels, ranked, times, options))
    header = ("stage", *QUALITY, "p95 a query")
    count = f"{len(benchmark.relevant)} queries, {len(benchmark.documents)} abstracts."
    with_train = " --train TRAIN" if options.train else ""
    lines = [f"## Retrieval, stage by stage: `python benchmarks/retrieval.py SCIFACT{with_train}`"]
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
    return Searches(dict(enumerate(benchmark.documents)), dense, lexical, encoder)


def read_training_claims(path: Path, benchmark: Benchmark) -> tuple[Benchmark, Labels]:
    """The claims of SciFact's training part as queries that are their own ids, test queries left out.

    Returns:
        The same documents with those claims and the abstracts that hold their evidence, and what each abstract says.
    """
    texts = {name: _plain(text) for name, text in benchmark.documents.items()}
    test = {_plain(benchmark.queries[query]) for query in benchmark.relevant}
    pairs: dict[tuple[str, str], Stance] = {}
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
                pairs[row["hypothesis"], found[premise]] = Stance(row["label"])
    return Benchmark(benchmark.documents, {claim: claim for claim in relevant}, relevant), Labels({}, pairs)


def _rerank(
    searches: Searches,
    benchmark: Benchmark,
    labels: Labels,
    ranked: Ranked,
    times: Sequence[float],
    options: argparse.Namespace,
) -> list[str]:
    """The row of the rerank, its weight chosen on the training claims; its times are those of the blend and of reading."""
    shipped = OnnxStanceModel()
    kept = KeptReadings(shipped, options.keep)
    training, _ = read_training_claims(options.train, benchmark)
    blended, _ = searches.run(training.relevant, training.queries, "blend")
    again = {weight: rerank(blended, training.queries, training.documents, kept, weight) for weight in (0.0, *WEIGHTS)}
    tried = {weight: measure(found, training.relevant)["ndcg@10"] for weight, found in again.items()}
    best = max(tried, key=lambda weight: tried[weight])
    print(f"training claims {len(blended)}: nDCG@10 by weight of the rerank {tried}")
    weight = best or WEIGHTS[0]
    reranked = rerank(ranked, benchmark.queries, benchmark.documents, kept, weight)
    slow = time_rerank(ranked, benchmark.queries, benchmark.documents, shipped, times)
    chosen = "best on training claims" if best else f"none is best on training claims: {tried[0.0]:.4f} without"
    name = f"then rerank of {RERANKED}, weight {weight:g} ({chosen})"
    return [name, *tell_quality(reranked, benchmark, labels), f"{_p95(slow)}, of {len(slow)} queries"]


def tell_quality(ranked: Ranked, benchmark: Benchmark, labels: Labels) -> list[str]:
    """The figures of `QUALITY`, as a table shows them."""
    whole = measure(ranked, benchmark.relevant)
    by_stance = [_recall(ranked, labels, stance) for stance in (Stance.SUPPORTS, Stance.CONTRADICTS)]
    return [f"{value:.4f}" for value in (*whole.values(), *by_stance)]


def _p95(times: Sequence[float]) -> str:
    return f"{1000 * sorted(times)[math.ceil(0.95 * len(times)) - 1]:.0f} ms"


def _recall(ranked: Ranked, labels: Labels, stance: Stance) -> float:
    """The share of the abstracts of a stance that are among the first ten of their claims."""
    wanted = [pair for pair, said in labels.pairs.items() if said is stance and pair[0] in ranked]
    return sum(name in ranked[query][:10] for query, name in wanted) / max(1, len(wanted))


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


if __name__ == "__main__":
    main()
