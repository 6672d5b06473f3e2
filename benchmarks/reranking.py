"""The rerank by the stance model that could follow the blend: what is read as speaking either way moves up."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from factcheck.stance.model import StanceModel

RERANKED = 20  # documents of a query that are read; a check reads as many passages
WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.5)  # of the rerank beside the blend, tried on the training claims
TIMED = 20  # queries whose rerank is timed: readings that are kept take no time

Ranked = dict[str, list[str]]


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


def time_rerank(
    ranked: Ranked, texts: Mapping[str, str], documents: Mapping[str, str], model: StanceModel, times: Sequence[float]
) -> list[float]:
    """The seconds of the first queries with their rerank, beside ``times``, those of every query without it."""
    seconds = []
    for (query, names), before in list(zip(ranked.items(), times, strict=True))[:TIMED]:
        started = time.perf_counter()
        model.read([(documents[name], texts[query]) for name in names[:RERANKED]])
        seconds.append(before + time.perf_counter() - started)
    return seconds
