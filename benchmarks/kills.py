"""Kill a bulk ingest at random moments, go on each time, and compare with a run that nobody stopped.

Run ``python benchmarks/kills.py FOLDER --kills 10``. Says whether documents, pages, passages (to their row numbers), hits
and failures are the same, and counts what was read or embedded twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factcheck import intake
from factcheck.model import Case, Progress
from factcheck.pipeline import ingest, walk
from factcheck.readers import Readers
from factcheck.receiving import open_received
from factcheck.search.encoder import Encoder, SentenceTransformerEncoder, Vectors
from factcheck.settings import read_settings
from factcheck.store.cases import load_cases, save_case
from factcheck.store.documents import load_documents
from factcheck.store.failures import load_failures
from factcheck.store.pages import hash_text, load_pages
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

CASE = "kills"
QUERIES = (
    "net revenue fell compared with the year before", "the contractor was paid", "conspired with the Russian government",
    "motion to dismiss is granted", "flights for the removal of detainees", "inventories rose", "redacted", "Section 13",
)  # fmt: skip


class Logged:
    """An encoder that writes down each text that it has embedded."""

    def __init__(self, encoder: Encoder, log: Path) -> None:
        """Take the encoder and the file to write to."""
        self._encoder, self._log = encoder, log
        self.name, self.fingerprint = encoder.name, encoder.fingerprint

    def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
        """See `Encoder.encode`."""
        vectors = self._encoder.encode(texts, on_done)
        _log(self._log, (f"embedded {hash_text(text)}" for text in texts if text != "width"))
        return vectors


def run(root: Path, folder: Path, log: Path) -> None:
    """One ingest, which may be killed."""
    workspace = Workspace(root)
    with workspace.writing() as db:
        if not load_cases(db):
            save_case(db, Case(CASE, "Kills"))
    settings = read_settings()
    encoder = SentenceTransformerEncoder(settings.embedding_model, settings.threads)
    really = open_received

    def open_and_log(workspace: Workspace, sha256: str, *rest: Any) -> Any:
        found = really(workspace, sha256, *rest)
        _log(log, [f"read {sha256}"])
        return found

    vars(intake)["open_received"] = open_and_log
    print("runs", flush=True)
    told = [0.0]

    def tell(progress: Progress) -> None:
        if progress.step == "reading" and time.monotonic() > told[0] + 10:
            told[0] = time.monotonic()
            print(f"  {progress.done} of {progress.total}", file=sys.stderr)

    ingest(workspace, CASE, [folder], Readers(settings, Logged(encoder, log)), on_progress=tell)


def _log(path: Path, lines: Any) -> None:
    with path.open("a") as file:
        file.writelines(f"{line}\n" for line in lines)


def run_in_process(root: Path, folder: Path, log: Path, after: float | None) -> bool:
    """Run an ingest in a process of its own, kill -9 it after some seconds; give whether it ended before."""
    command = [sys.executable, __file__, str(folder), "--root", str(root), "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            return process.wait(after) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return False


def compare(one: Path, other: Path) -> dict[str, bool]:
    """Whether two workspaces hold the same."""
    readers = Readers(read_settings())
    first, second = (_contents(Workspace(root), readers) for root in (one, other))
    return {name: first[name] == second[name] for name in first}


def _contents(workspace: Workspace, readers: Readers) -> dict[str, Any]:
    with workspace.reading() as db:
        documents = {one.sha256: one for one in load_documents(db, CASE)}
        pages = {sha256: load_pages(db, sha256) for sha256 in documents}
        passages = {sha256: load_passages(db, sha256) for sha256 in documents}
        failures = [(one.path, one.reason) for one in load_failures(db, CASE)]
    index = readers.open_index(workspace, CASE)
    hits = [index.retrieve(readers.encoder.encode([query])[0], query, 100) for query in QUERIES]
    faults = verify_workspace(workspace).faults
    return {
        "documents": documents, "pages": pages, "passages": passages, "hits": hits, "failures": failures, "faults": faults,
    }  # fmt: skip


def main(folder: Path, n_kills: int, seed: int) -> dict[str, Any]:
    """Run once whole and once with kills, and compare."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        whole, killed = Path(temporary, "whole"), Path(temporary, "killed")
        logs = Path(temporary, "whole.log"), Path(temporary, "killed.log")
        started = time.perf_counter()
        assert run_in_process(whole, folder, logs[0], None)
        seconds = time.perf_counter() - started
        moments: list[float] = []
        while len(moments) < n_kills:
            moments.append(round(chance.uniform(0.2, 2.0 * seconds / n_kills), 1))
            if run_in_process(killed, folder, logs[1], moments[-1]):
                break
        else:
            assert run_in_process(killed, folder, logs[1], None)
        counts = [Counter(log.read_text().split("\n")) for log in logs]
        twice = {
            what: sum(count - 1 for line, count in counts[1].items() if line.startswith(what))
            for what in ("read", "embedded")
        }
        once = {what: sum(line.startswith(what) for line in counts[0]) for what in ("read", "embedded")}
        return {
            "files": len(list(walk([folder]))), "seconds_whole": round(seconds, 1), "killed_after_seconds": moments,
            "same": compare(whole, killed), "once": once, "twice": twice,
        }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.root:
        run(given.root, given.folder, given.log)
    else:
        os.environ["PYTHONUNBUFFERED"] = "1"
        print(json.dumps(main(given.folder, given.kills, given.seed), indent=2))
