"""Measure bulk ingest: beside LangChain, pages a second without and with embedding, and peak memory.

    python benchmarks/ingest.py compare FOLDER --langchain PYTHON    the whole ingest of a folder's PDFs, both in turn
    python benchmarks/ingest.py speed FOLDER                         pages and passages a second, by step
    python benchmarks/ingest.py memory FOLDER --pages 2000           peak memory of all processes together

PYTHON is the interpreter of an environment made by ``requirements-langchain.txt``. Each run is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ROUNDS = 3  # of a comparison, in turn, so that what else runs on the machine meets both
SAMPLE_SECONDS = 0.05
CASE = "ingest"
LANGCHAIN = Path(__file__).with_name("langchain_ingest.py")


def ours(folder: Path, embeds: bool = True) -> dict[str, Any]:
    """Ingest a folder into a new workspace, and say how long it took and what came of it."""
    from factcheck.model import Case
    from factcheck.pipeline import ingest
    from factcheck.readers import Readers
    from factcheck.settings import read_settings
    from factcheck.store.cases import save_case
    from factcheck.store.workspace import Workspace

    readers = Readers(read_settings(), None if embeds else _NoEncoder())
    readers.encoder  # noqa: B018  # loaded before the clock starts
    loaded = time.perf_counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        workspace = Workspace(Path(temporary))
        with workspace.writing() as db:
            save_case(db, Case(CASE, "Ingest"))
        report = ingest(workspace, CASE, [folder], readers)
        done = time.perf_counter()
        words = _count_words(workspace)
    return {
        "seconds": round(done - loaded, 2),
        "files": len(report.documents),
        "failures": len(report.failures),
        "pages": sum(one.pages for one in report.documents),
        "passages": sum(one.passages for one in report.documents),
        "words_with_a_place": words,
    }


def _count_words(workspace: Any) -> int:
    from factcheck.store.documents import load_hashes
    from factcheck.store.pages import load_pages
    from factcheck.store.words import load_words

    with workspace.reading() as db:
        return sum(len(load_words(db, one, page.number)) for one in load_hashes(db) for page in load_pages(db, one))


class _NoEncoder:
    """Embeds nothing, to see what all but embedding takes."""

    name = fingerprint = "none"

    def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Any:
        """Give the same embedding for every text."""
        import numpy as np

        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        vectors[:, 0] = 1
        return vectors


def compare(folder: Path, python: str, rounds: int) -> dict[str, Any]:
    """The whole ingest of a folder, by us and by LangChain, in turn."""
    runs: dict[str, list[dict[str, Any]]] = {"factcheck": [], "langchain": []}
    for _ in range(rounds):
        runs["factcheck"].append(_run([sys.executable, __file__, "ours", str(folder)]))
        runs["langchain"].append(_run([python, str(LANGCHAIN), str(folder)]))
    pairs = list(zip(runs["factcheck"], runs["langchain"], strict=True))
    ratios = {
        clock: [round(other[clock] / our[clock], 2) for our, other in pairs]
        for clock in ("seconds", "seconds_of_process")
    }
    return {
        "times_faster": statistics.median(ratios["seconds"]),
        "times_faster_as_processes": statistics.median(ratios["seconds_of_process"]),
        "of_each_round": ratios,
        "runs": runs,
    }


def speed(folder: Path) -> dict[str, Any]:
    """Pages a second of text, boxes, passages and storing; passages a second of embedding."""
    from factcheck.documents import read_document
    from factcheck.passages import split_passages
    from factcheck.readers import Readers
    from factcheck.settings import read_settings

    stored = _run([sys.executable, __file__, "ours", str(folder), "--without-embedding"])
    whole = _run([sys.executable, __file__, "ours", str(folder)])
    path = max(folder.rglob("*.pdf"), key=lambda one: one.stat().st_size)
    texts = [passage.text for page in read_document(path).pages for passage in split_passages("0" * 64, page)][:500]
    encoder = Readers(read_settings()).encoder
    encoder.encode(texts[:20])
    started = time.perf_counter()
    encoder.encode(texts)
    return {
        "pages_a_second_stored": round(stored["pages"] / stored["seconds"], 1),
        "pages_a_second_whole": round(whole["pages"] / whole["seconds"], 1),
        "passages_a_second_embedded": round(len(texts) / (time.perf_counter() - started), 1),
        "stored": stored,
        "whole": whole,
    }


def memory(folder: Path, n_pages: int) -> dict[str, Any]:
    """Peak memory of all processes while so many pages are ingested, as one file and as files of a hundred pages."""
    found = {}
    for name, pages_a_file in (("one file", n_pages), ("files of 100 pages", 100)):
        with tempfile.TemporaryDirectory() as temporary:
            _merge(folder, Path(temporary), n_pages, pages_a_file)
            found[name] = _run([sys.executable, __file__, "ours", temporary])
    return found


def _merge(folder: Path, into: Path, n_pages: int, pages_a_file: int) -> None:
    """Make files of real pages, again from the first where they do not suffice."""
    import pypdf

    pages = [page for path in sorted(folder.rglob("*.pdf")) for page in pypdf.PdfReader(path).pages]
    for start in range(0, n_pages, pages_a_file):
        writer = pypdf.PdfWriter()
        for number in range(start, min(start + pages_a_file, n_pages)):
            writer.add_page(pages[number % len(pages)])
        writer.write(into / f"{start:05d}.pdf")


def _run(command: list[str]) -> dict[str, Any]:
    """Run a command that prints JSON, and add the peak memory of it and all that it starts."""
    import psutil

    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak, is_done = [0], threading.Event()

        def watch() -> None:
            root = psutil.Process(process.pid)
            while not is_done.wait(SAMPLE_SECONDS):
                total = 0
                for one in [root, *_children(root)]:
                    try:
                        total += one.memory_info().rss
                    except psutil.Error:
                        continue
                peak[0] = max(peak[0], total)

        thread = threading.Thread(target=watch)
        thread.start()
        out, _ = process.communicate()
        seconds = round(time.perf_counter() - started, 2)
        is_done.set()
        thread.join()
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return {**json.loads(out.strip().splitlines()[-1]), "seconds_of_process": seconds, "peak_mb": round(peak[0] / 1e6)}


def _children(process: Any) -> list[Any]:
    import psutil

    try:
        children: list[Any] = process.children(recursive=True)
    except psutil.Error:
        return []
    return children


def main() -> None:
    """Run what was asked for and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["compare", "speed", "memory", "ours"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--langchain", metavar="PYTHON", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--without-embedding", action="store_true")
    given = parser.parse_args()
    if given.what == "ours":
        print(json.dumps(ours(given.folder, not given.without_embedding)))
        return
    did = {
        "compare": lambda: compare(given.folder, given.langchain, given.rounds),
        "speed": lambda: speed(given.folder),
        "memory": lambda: memory(given.folder, given.pages),
    }[given.what]()
    print(json.dumps(did, indent=2))


if __name__ == "__main__":
    main()
