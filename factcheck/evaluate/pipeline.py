"""Measure the whole way from claim to evidence on a benchmark whose queries are claims with labels."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.claims.standalone import stand_alone
from factcheck.evaluate.benchmark import Benchmark, Labels
from factcheck.evaluate.figures import macro_f1, share
from factcheck.model import (
    Claim,
    Document,
    OnProgress,
    Page,
    Passage,
    Progress,
    Provenance,
    ReadAs,
    Stance,
    StanceReading,
    ignore_progress,
)
from factcheck.passages import PASSAGES_VERSION, split_passages
from factcheck.pipeline import find_evidence
from factcheck.readers import Readers
from factcheck.search.index import CaseIndex, open_index
from factcheck.settings import DEFAULT_TOP_K
from factcheck.stance.reading import read_passages
from factcheck.store.workspace import Workspace
from factcheck.summary import summarise

FIRST = (1, 5, 10)
"""How many pieces of evidence are looked at."""

SURE_TO_BE_SEEN = 5
"""Pieces of evidence that a person is sure to look at."""


@dataclass(frozen=True)
class Answer:
    """What came of one claim."""

    found: tuple[tuple[str, Stance], ...]  # document and stance of each piece of evidence, best first
    given: Mapping[str, Stance]  # what each gold document that has text is read to say where it is handed to the model
    leaning: Stance | None  # of the summary
    seconds: float  # from claim to evidence


@dataclass(frozen=True)
class Collection:
    """The documents of a benchmark, cut into passages as the tool cuts pages."""

    documents: Mapping[str, Document]  # by SHA-256; the file's name is the id in the benchmark
    passages: Mapping[int, Passage]  # by row


def evaluate_pipeline(
    benchmark: Benchmark,
    labels: Labels,
    readers: Readers,
    folder: Path,
    top_k: int = DEFAULT_TOP_K,
    on_progress: OnProgress = ignore_progress,
) -> dict[str, Any]:
    """Cut, embed and index every document, then check every labelled claim as `pipeline.check` does.

    Args:
        benchmark: documents, claims as queries, and which documents bear on which.
        labels: what they say.
        readers: the models.
        folder: keeps embeddings and indexes; after a stop, or with another stance model, nothing is embedded again.
        top_k: passages read for each claim.
        on_progress: told of embedding and of every claim.

    Returns:
        See `measure_answers`; also n_documents, n_passages, seconds_per_claim (median, p95) and models.
    """
    collection = cut_documents(benchmark.documents)
    index = _open(collection, readers, folder, on_progress)
    of_document = _passages_by_document(collection)
    answers: dict[str, Answer] = {}
    for done, query in enumerate(labels.claims):
        on_progress(Progress("checking claims", done, len(labels.claims), query))
        claim = Claim(query, benchmark.queries[query])
        started = time.perf_counter()
        evidence = find_evidence(claim, index, lambda _: collection.passages, collection.documents, {}, readers, top_k)
        seconds = time.perf_counter() - started
        gold = [name for name in benchmark.relevant.get(query, {}) if name in of_document]
        given = {name: _read_whole(of_document[name], claim, readers) for name in gold}
        answers[query] = Answer(
            tuple((one.document.file, one.reading.stance) for one in evidence),
            given,
            summarise(evidence).leaning,
            seconds,
        )
    on_progress(Progress("checking claims", len(labels.claims), len(labels.claims)))
    times = sorted(answer.seconds for answer in answers.values())
    return {
        "n_documents": len(benchmark.documents),
        "n_passages": len(collection.passages),
        **measure_answers(answers, benchmark, labels),
        "seconds_per_claim": {"median": times[len(times) // 2], "p95": times[math.ceil(0.95 * len(times)) - 1]},
        "models": readers.models,
    }


def cut_documents(documents: Mapping[str, str]) -> Collection:
    """Cut every text into passages, as one page each; rows count from 1 in the order of the texts."""
    known: dict[str, Document] = {}
    passages: dict[int, Passage] = {}
    for name, text in documents.items():
        sha256 = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()
        cut = split_passages(sha256, Page(1, text, ReadAs.TEXT))
        passages |= dict(enumerate(cut, start=len(passages) + 1))
        known[sha256] = Document(sha256, name, "text/plain", len(text), 1, 0, len(cut), "", Provenance())
    return Collection(known, passages)


def measure_answers(answers: Mapping[str, Answer], benchmark: Benchmark, labels: Labels) -> dict[str, Any]:
    """Compare answers with the labels.

    A gold passage is a document that bears on a claim, and its label; it is found where a passage of it is among the
    evidence. Its stance is that of its highest piece. One that has no text, or is not in the corpus, is never found and
    never read right. What there is nothing to measure by is None.

    Returns:
        n_claims; n_gold, and n_gold_missing of them (without text, or not in the corpus); found@1, @5, @10 and found (share
        of gold passages among the first, and among all evidence); by_stance (the same for the gold passages of each
        label, with read_right, the share of those found whose stance is right, and given_right, of all of them where
        they are handed to the model); macro_f1_found (stance of gold passages found); macro_f1_given (of all gold
        passages, handed to the model); macro_f1_summary (of what the summary of each claim leans to; a claim whose
        documents speak both ways is left out); n_with_evidence (claims with a gold passage that supports or
        contradicts) and hit@5 (share of these with such a passage, its stance right, among the first five).
    """
    gold = [
        (query, name, stance)
        for (query, name), stance in labels.pairs.items()
        if name in benchmark.relevant.get(query, {})
    ]
    ranks = {(query, name): _ranks(answers[query], name) for query, name, _ in gold}
    found = [(query, name, stance) for query, name, stance in gold if ranks[query, name]]
    speaking = [one for one in gold if one[2] is not Stance.NEUTRAL]
    with_evidence = dict.fromkeys(query for query, _, _ in speaking)
    hits = {query for query, name, stance in speaking if _is_hit(ranks[query, name], stance)}
    claims = [(answers[query].leaning, stance) for query, stance in labels.claims.items() if stance is not None]
    return {
        "n_claims": len(answers),
        "n_gold": len(gold),
        "n_gold_missing": sum(name not in answers[query].given for query, name, _ in gold),
        **_shares(gold, ranks),
        "by_stance": {
            stance.value: _of_stance([one for one in gold if one[2] is stance], ranks, answers)
            for stance in Stance
            if any(one[2] is stance for one in gold)
        },
        "macro_f1_found": macro_f1([(ranks[query, name][0][1], stance) for query, name, stance in found]),
        "macro_f1_given": macro_f1([(answers[query].given.get(name), stance) for query, name, stance in gold]),
        "macro_f1_summary": macro_f1(claims),
        "n_with_evidence": len(with_evidence),
        "hit@5": share(query in hits for query in with_evidence),
    }


_Gold = Sequence[tuple[str, str, Stance]]
_Ranks = Mapping[tuple[str, str], Sequence[tuple[int, Stance]]]


def _shares(gold: _Gold, ranks: _Ranks) -> dict[str, float | None]:
    first = [ranks[query, name][0][0] if ranks[query, name] else math.inf for query, name, _ in gold]
    shares = {f"found@{k}": share(rank <= k for rank in first) for k in FIRST}
    return shares | {"found": share(rank < math.inf for rank in first)}


def _of_stance(gold: _Gold, ranks: _Ranks, answers: Mapping[str, Answer]) -> dict[str, Any]:
    found = [one for one in gold if ranks[one[0], one[1]]]
    return {
        "n": len(gold),
        **_shares(gold, ranks),
        "read_right": share(ranks[query, name][0][1] is stance for query, name, stance in found),
        "given_right": share(answers[query].given.get(name) is stance for query, name, stance in gold),
    }


def _ranks(answer: Answer, name: str) -> list[tuple[int, Stance]]:
    """Rank and stance of every piece of evidence out of a document, best first."""
    return [(rank, stance) for rank, (found, stance) in enumerate(answer.found, start=1) if found == name]


def _is_hit(ranks: Sequence[tuple[int, Stance]], wanted: Stance) -> bool:
    return any(rank <= SURE_TO_BE_SEEN and stance is wanted for rank, stance in ranks)


def _read_whole(passages: Sequence[Passage], claim: Claim, readers: Readers) -> Stance:
    """What a document says: the reading of the passage that speaks most strongly."""

    def strength(reading: StanceReading) -> tuple[bool, float]:
        return reading.stance is not Stance.NEUTRAL, reading.probabilities.strength

    return max(read_passages(passages, stand_alone(claim), readers.stance), key=strength).stance


def _passages_by_document(collection: Collection) -> dict[str, list[Passage]]:
    by_document: dict[str, list[Passage]] = {}
    for passage in collection.passages.values():
        by_document.setdefault(collection.documents[passage.document_sha256].file, []).append(passage)
    return by_document


def _open(collection: Collection, readers: Readers, folder: Path, on_progress: OnProgress) -> CaseIndex:
    """The index of the collection, from the folder as far as it is there."""
    workspace = Workspace(folder)
    rows: dict[str, dict[int, Passage]] = {sha256: {} for sha256 in collection.documents}
    for row, passage in collection.passages.items():
        rows[passage.document_sha256][row] = passage
    return open_index(
        workspace.index_path("benchmark"),
        {sha256: max(of_one, default=0) for sha256, of_one in rows.items()},
        readers.encoder,
        PASSAGES_VERSION,
        rows.__getitem__,
        lambda texts, on_done: readers.embed(workspace, list(texts), on_done),
        on_progress,
    )
