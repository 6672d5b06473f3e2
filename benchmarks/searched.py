"""What ways to search are tried on, and how they are judged: the training claims of SciFact, the claims of case folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from asking import Acronyms, Ask, Query, collect_acronyms
from reranking import Ranked
from retrieval import QUALITY, Searches, open_searches, read_training_claims, tell_quality

from factcheck.cases import read_case
from factcheck.claims.standalone import search_words, stand_alone
from factcheck.evaluate.benchmark import Benchmark, Labels, read_benchmark
from factcheck.evaluate.cases import Judged, locate_gold
from factcheck.evaluate.retrieval import DEPTH, measure
from factcheck.model import Hit, Stance
from factcheck.pipeline import ingest, take_distinct
from factcheck.readers import Readers
from factcheck.search.encoder import Vectors
from factcheck.search.retrieval import CANDIDATES, retrieve
from factcheck.settings import DEFAULT_TOP_K
from factcheck.store.cases import save_case
from factcheck.store.documents import load_hashes
from factcheck.store.duplicates import load_groups
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace

NEAREST = 3  # texts that a query is moved towards
FIRST = (5, 10)  # passages of a case that are looked at
SIDES = {Stance.SUPPORTS: "supporting", Stance.CONTRADICTS: "contradicting"}


@dataclass(frozen=True)
class Collection:
    """Texts that are searched together, and what is asked of them."""

    searches: Searches
    texts: Mapping[str, str]  # by id
    queries: Mapping[str, Query]  # by claim
    acronyms: Acronyms
    distinct: Callable[[list[str]], list[str]] = list  # leaves out what a check would not read a second time
    _embedded: dict[str, Vectors] = field(default_factory=dict)

    def rank(self, ask: Ask, moved: float = 0.0) -> Ranked:
        """The texts for every claim, best first, before any of them is read.

        Args:
            ask: what is asked for a claim.
            moved: how far each query is moved towards the texts nearest to it (Rocchio's feedback, with no one to judge
                what is near).
        """
        return {claim: self._rank(ask(query, self.acronyms), moved) for claim, query in self.queries.items()}

    def _rank(self, queries: Sequence[Query], moved: float) -> list[str]:
        relevance: dict[int, float] = {}
        for query in queries:
            vector = self._move(self._embed(query.sense), moved)
            dense, lexical = self.searches.dense, self.searches.lexical
            for one in retrieve(dense, lexical, vector, query.words, CANDIDATES, query.share):
                relevance[one.row] = relevance.get(one.row, 0.0) + query.weight * one.relevance
        rows = sorted(relevance, key=lambda row: (-relevance[row], row))[:DEPTH]
        return self.distinct([self.searches.ids[row] for row in rows])

    def _move(self, vector: Vectors, by: float) -> Vectors:
        if not by:
            return vector
        nearest = [self.texts[self.searches.ids[row]] for row, _ in self.searches.dense.search(vector, NEAREST)]
        moved = vector + by * np.mean([self._embed(text) for text in nearest], axis=0)
        return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)

    def _embed(self, text: str) -> Vectors:
        if text not in self._embedded:
            self._embedded[text] = self.searches.encoder.encode([text])[0]
        return self._embedded[text]


@dataclass(frozen=True)
class Judge:
    """How rankings are told in a table, and what a claim gains by one."""

    header: Sequence[str]
    tell: Callable[[Ranked], list[str]]
    gain: Callable[[str, Sequence[str]], float]


def open_training(scifact: Path, train: Path, keep: Path, folder: Path) -> tuple[Collection, Judge]:
    """The training claims of SciFact, over all its abstracts."""
    benchmark, labels = read_training_claims(train, read_benchmark(scifact))
    queries = {claim: Query(claim, claim) for claim in benchmark.relevant}
    acronyms = collect_acronyms(benchmark.documents.values())
    searches = open_searches(benchmark, keep, folder)
    return Collection(searches, benchmark.documents, queries, acronyms), judge_training(benchmark, labels)


def judge_training(benchmark: Benchmark, labels: Labels) -> Judge:
    """Tells rankings as the stages of retrieval are told; a claim gains by nDCG@10."""

    def gain(claim: str, names: Sequence[str]) -> float:
        return measure({claim: names}, benchmark.relevant)["ndcg@10"]

    return Judge(QUALITY, lambda ranked: tell_quality(ranked, benchmark, labels), gain)


def open_cases(folders: Sequence[Path], readers: Readers, root: Path) -> tuple[list[Collection], Judge]:
    """The claims of case folders that have a gold passage for or against them, each over the passages of its case."""
    workspace = Workspace(root)
    opened: list[Collection] = []
    judged: list[Judged] = []
    for folder in folders:
        read = read_case(folder)
        with workspace.writing() as db:
            save_case(db, read.case)
        sources = {folder / file: known for file, known in read.sources.items()}
        ingest(workspace, read.case.slug, sources, readers, sources)
        of_case = [one for one in locate_gold(workspace, read.case.slug, read.gold) if one.gold.stance in SIDES]
        wanted = {one.gold.claim_id for one in of_case}
        queries = {one.id: Query(stand_alone(one), search_words(one)) for one in read.claims if one.id in wanted}
        opened.append(_open_case(workspace, read.case.slug, queries, readers))
        judged += of_case
    return opened, judge_cases(judged)


def _open_case(workspace: Workspace, case: str, queries: Mapping[str, Query], readers: Readers) -> Collection:
    index = readers.open_index(workspace, case)
    with workspace.reading() as db:
        by_row = {row: one for sha256 in load_hashes(db, case) for row, one in load_passages(db, sha256).items()}
        groups = load_groups(db, case)
    passages = {one.id: one for one in by_row.values()}

    def distinct(ids: list[str]) -> list[str]:
        hits = [Hit(passages[one], 0.0, 0.0) for one in ids]
        return [hit.passage.id for hit in take_distinct(hits, DEFAULT_TOP_K, groups)]

    searches = Searches({row: one.id for row, one in by_row.items()}, index.dense, index.lexical, readers.encoder)
    texts = {one.id: one.text for one in passages.values()}
    return Collection(searches, texts, queries, collect_acronyms(texts.values()), distinct)


def judge_cases(judged: Sequence[Judged]) -> Judge:
    """Tells rankings by the gold passages among the first, each of them once; a claim gains by those among the first five."""

    def is_found(one: Judged, names: Sequence[str]) -> bool:
        return any(passage.id in names for passage in one.passages)

    def tell(ranked: Ranked) -> list[str]:
        found = {k: [one for one in judged if is_found(one, ranked[one.gold.claim_id][:k])] for k in FIRST}
        claims = len({one.gold.claim_id for one in found[FIRST[0]]}) / max(1, len(ranked))
        sides = [_count(found[k], side) / max(1, _count(judged, side)) for k in FIRST for side in SIDES]
        return [f"{value:.4f}" for value in (claims, *sides)]

    def gain(claim: str, names: Sequence[str]) -> float:
        return sum(is_found(one, names[: FIRST[0]]) for one in judged if one.gold.claim_id == claim)

    header = [f"{_count(judged, side)} {name} passages, first {k}" for k in FIRST for side, name in SIDES.items()]
    return Judge((f"claims with one, first {FIRST[0]}", *header), tell, gain)


def _count(judged: Iterable[Judged], side: Stance) -> int:
    return sum(one.gold.stance is side for one in judged)
