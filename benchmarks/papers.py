"""Measure ingest and check on real papers: pages a second, time of a check, of retrieval alone, and the pages found.

Run ``python benchmarks/papers.py FOLDER``: every file of FOLDER goes into one case; `paper_claims.csv` is checked against it.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factcheck.claims.standalone import search_words, stand_alone
from factcheck.model import Case, Claim
from factcheck.pipeline import check, ingest
from factcheck.readers import Readers
from factcheck.settings import DEFAULT_TOP_K, Settings
from factcheck.store.cases import save_case
from factcheck.store.workspace import Workspace

CASE = "papers"
CLAIMS = Path(__file__).parent / "paper_claims.csv"
ROUNDS = 8  # times that each claim is checked


def measure_papers(folder: Path, readers: Readers) -> dict[str, Any]:
    """Ingest a folder into a new workspace, check the claims, and time both."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        workspace = Workspace(Path(temporary))
        with workspace.writing() as db:
            save_case(db, Case(CASE, "Real papers"))
        readers.encoder, readers.stance  # noqa: B018  # loaded before the clock starts
        started = time.perf_counter()
        report = ingest(workspace, CASE, [folder], readers)
        seconds = time.perf_counter() - started
        pages = sum(document.pages for document in report.documents)
        return {
            "documents": len(report.documents),
            "failures": [failure.reason for failure in report.failures],
            "pages": pages,
            "unread_pages": sum(document.unread_pages for document in report.documents),
            "passages": sum(document.passages for document in report.documents),
            "ingest_seconds": round(seconds, 1),
            "pages_per_second": round(pages / seconds, 1),
            **_measure_checks(workspace, readers),
        }


def _measure_checks(workspace: Workspace, readers: Readers) -> dict[str, Any]:
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    claims = [Claim(row["id"], row["text"], organisation=row["organisation"], date=row["date"]) for row in rows]
    index = readers.open_index(workspace, CASE)
    found = {row["id"]: _find(workspace, readers, claim, row) for row, claim in zip(rows, claims, strict=True)}

    def retrieve(claim: Claim) -> None:
        index.retrieve(readers.encoder.encode([stand_alone(claim)])[0], search_words(claim), DEFAULT_TOP_K)

    return {
        "check_ms": _time(lambda claim: check(workspace, CASE, claim, readers), claims),
        "retrieval_ms": _time(retrieve, claims),
        "found": found,
    }


def _find(workspace: Workspace, readers: Readers, claim: Claim, row: dict[str, str]) -> dict[str, Any]:
    """Where the wanted page stands among the evidence, and what the first three are."""
    evidence = check(workspace, CASE, claim, readers)[0].evidence
    wanted = {int(page) for page in row["pages"].split()}
    hits = [
        {"rank": rank, "page": one.passage.page, "stance": one.reading.stance.value}
        for rank, one in enumerate(evidence, start=1)
        if one.document.file == row["file"] and one.passage.page in wanted
    ]
    first = [f"{one.document.file} p. {one.passage.page} {one.reading.stance.value}" for one in evidence[:3]]
    return {
        "claim": claim.text,
        "wanted": f"{row['file']} p. {row['pages']} {row['stance']}",
        "hits": hits,
        "first": first,
    }


def _time(run: Callable[[Claim], object], claims: Sequence[Claim]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, warm."""
    times = []
    for claim in claims:
        run(claim)
    for claim in [*claims] * ROUNDS:
        started = time.perf_counter()
        run(claim)
        times.append(1000 * (time.perf_counter() - started))
    return {"median": round(statistics.median(times)), "p95": round(statistics.quantiles(times, n=20)[-1])}


if __name__ == "__main__":
    print(json.dumps(measure_papers(Path(sys.argv[1]), Readers(Settings())), indent=2))
