"""Measure retrieval on a benchmark in the BEIR layout."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from factcheck.evaluate.benchmark import Benchmark
from factcheck.search.dense import DenseIndex
from factcheck.search.encoder import Encoder
from factcheck.search.lexical import LexicalIndex
from factcheck.search.retrieval import DENSE_SHARE, retrieve

DEPTH = 100  # documents retrieved a query


def evaluate_retrieval(
    benchmark: Benchmark,
    encoder: Encoder,
    share: float = DENSE_SHARE,
    on_done: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Index every document whole, as one text, retrieve for every query, and compare with what is relevant.

    A query that is itself a document (ArguAna, Quora) does not find itself, as in BEIR's own measure; BEIR goes by the id
    alone, here the text must be the same too.

    Returns:
        n_queries, n_documents, ndcg@10, recall@10, recall@100, index_seconds (embedding and both indexes),
        queries_per_second (one query after another, its embedding included), p95_query_ms.
    """
    ids = list(benchmark.documents)
    started = time.perf_counter()
    dense = DenseIndex(encoder.encode(["width"]).shape[1])
    dense.add(list(range(len(ids))), encoder.encode(list(benchmark.documents.values()), on_done))
    with tempfile.TemporaryDirectory() as folder:
        lexical = LexicalIndex(Path(folder))
        lexical.add(enumerate(benchmark.documents.values()))
        index_seconds = time.perf_counter() - started
        ranked, times = {}, []
        for query in benchmark.relevant:
            text = benchmark.queries[query]
            started = time.perf_counter()
            found = retrieve(dense, lexical, encoder.encode([text])[0], text, DEPTH + 1, share)
            times.append(time.perf_counter() - started)
            itself = query if benchmark.documents.get(query, "").endswith(text) else None
            ranked[query] = [ids[one.row] for one in found if ids[one.row] != itself][:DEPTH]
        del lexical  # Windows deletes no folder that is open
    return {
        "n_queries": len(ranked),
        "n_documents": len(ids),
        **measure(ranked, benchmark.relevant),
        "index_seconds": index_seconds,
        "queries_per_second": len(times) / sum(times),
        "p95_query_ms": 1000 * sorted(times)[math.ceil(0.95 * len(times)) - 1],
    }


def measure(ranked: Mapping[str, Sequence[str]], relevant: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Mean nDCG@10, recall@10 and recall@100 over the queries.

    >>> measure({"q": ["b", "a"]}, {"q": {"a": 1}})
    {'ndcg@10': 0.6309, 'recall@10': 1.0, 'recall@100': 1.0}
    """
    n = len(ranked)
    ndcg = sum(_ndcg(ranked[query], relevant[query], 10) for query in ranked) / n
    recall = {
        k: sum(len(set(ranked[q][:k]) & set(relevant[q])) / len(relevant[q]) for q in ranked) / n for k in (10, 100)
    }
    return {"ndcg@10": round(ndcg, 4), "recall@10": round(recall[10], 4), "recall@100": round(recall[100], 4)}


def _ndcg(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain with linear gain, as BEIR's scorer (trec_eval's ndcg_cut) computes it."""
    gain = sum(grades.get(document, 0) / math.log2(place + 2) for place, document in enumerate(ranked[:k]))
    best = sorted(grades.values(), reverse=True)[:k]
    return gain / sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
