"""Measure the app in a real browser: cold start to the first answer, a change of claim, a decision, a fresh check.

Run ``python benchmarks/desk.py FOLDER`` with a folder of papers, or ``--corpus CASE`` for a case study of ``corpus/``, or
``--workspace FOLDER`` for one that has been checked: it is served, and looked at with Debian's Chromium. Prints JSON and writes
its section of `results.md`; times in milliseconds as the browser's clock has them, from the press to the drawn page.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright
from sections import RESULTS, say_where, table, write_section

from factcheck.cases import load_case_folder
from factcheck.model import Case, Claim
from factcheck.pipeline import check_case, ingest
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.cases import load_cases, load_claims, save_case, save_claim
from factcheck.store.documents import load_documents
from factcheck.store.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = Path(__file__).parent / "paper_claims.csv"
PATIENCE = 120_000  # ms
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

# Press the link or button that says some words, and take the time until each condition holds first, looked at in every frame.
TIMED = """([place, words, conditions, patience]) => new Promise((done, fail) => {
    const claim = () => document.querySelector(".st-key-claim_way .fc-way")?.innerText;
    const card = () => document.querySelector(".st-key-desk_open [class*='st-key-claim_card_']")?.className;
    const turns = () => [...document.querySelectorAll(".fc-turn")].map(one => one.textContent).join();
    const still = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
        && !document.querySelector("[data-stale=true], [data-testid=stSkeleton]");
    const was = {claim: claim(), card: card(), turns: turns()}, times = {};
    const holds = {
        claim: () => claim() && claim() !== was.claim,
        evidence: () => card() && card() !== was.card,
        whole: () => turns() && turns() !== was.turns && still() && card(),
    };
    const target = [...document.querySelectorAll(`${place} :is(a, button)`)].find(one => one.innerText.includes(words));
    if (!target || target.matches(":disabled, [disabled]")) return done(null); // the end of the way
    const begun = performance.now();
    const look = () => {
        if (performance.now() - begun > patience) return fail("nothing came");
        for (const name of conditions) if (!(name in times) && holds[name]()) times[name] = performance.now() - begun;
        conditions.every(name => name in times) ? done(times) : requestAnimationFrame(look);
    };
    target.click();
    requestAnimationFrame(look);
})"""
STILL = """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
    && !document.querySelector("[data-stale=true], [data-testid=stSkeleton]")"""


def main() -> None:
    """Make the workspace, serve it, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="papers of any kind")
    parser.add_argument("--corpus", default="", help="a case study instead, by the name of its folder")
    parser.add_argument("--workspace", type=Path, help="a workspace that has been checked, instead; it is copied")
    parser.add_argument("--rounds", type=int, default=20)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        root = Path(temporary) / "workspace"
        if said.workspace:
            shutil.copytree(said.workspace, root)
            workspace = Workspace(root)
        else:
            workspace = make_workspace(root, said.folder, said.corpus)
        with workspace.reading() as db:
            case = load_cases(db)[0].slug
            n_claims, papers = len(load_claims(db, case)), load_documents(db, case)
        started = time.perf_counter()
        told = measure(workspace, case, n_claims, said.rounds)
        print(json.dumps({"case": case, "claims": n_claims, **told}, indent=2))
        size = f"{n_claims} claims, {len(papers)} papers of {sum(one.n_pages for one in papers)} pages"
        write_section(RESULTS, f"desk of {case}", tell(case, size, told, time.perf_counter() - started))


def tell(case: str, size: str, told: dict[str, Any], seconds: float) -> str:
    """The section, from what `measure` gives."""
    rows = [
        (name.replace("_", " "), *(row.get(column, "") for column in ("median_ms", "p95_ms", "asked_ms", "n")))
        for part, known in told.items()
        for name, row in ([(part, known)] if "n" in known else [(f"{part}: {one}", known[one]) for one in known])
    ]
    head = f"## The desk, case {case}: `python benchmarks/desk.py`"
    columns = ("milliseconds, in Chromium", "median", "95 of 100", "asked", "times")
    return "\n\n".join([head, f"{size}. {say_where(seconds)}", table(columns, rows)])


def make_workspace(root: Path, folder: Path | None, corpus: str) -> Workspace:
    """A workspace whose claims have been checked against the papers."""
    workspace, readers = Workspace(root), Readers(Settings(workspace=root))
    if corpus:
        load_case_folder(ROOT / "corpus" / corpus, workspace, readers)
        return workspace
    if folder is None:
        raise SystemExit("Name a folder of papers, --corpus or --workspace.")
    with workspace.writing() as db:
        save_case(db, Case("papers", "Papers"))
        with CLAIMS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                save_claim(
                    db, "papers", Claim(row["id"], row["text"], organisation=row["organisation"], date=row["date"])
                )
    ingest(workspace, "papers", [folder], readers)
    check_case(workspace, "papers", readers)
    return workspace


def measure(workspace: Workspace, case: str, n_claims: int, rounds: int) -> dict[str, Any]:
    """All times, each measured so many times; the cold start three times, each with a server of its own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        cold = [_cold_start(workspace, browser, case) for _ in range(3)]
        with serve(workspace.root) as address, _open(browser, address, case) as page:
            page.wait_for_function("() => !document.body.innerText.includes('Models are loading')", timeout=PATIENCE)
            way = ["Next", "Previous"] * rounds if n_claims < rounds + 2 else ["Next"] * (rounds + 1)
            # the first is left out: code that comes late comes with it
            changes = _times(page, ".st-key-claim_way", way[: rounds + 1], ["claim", "evidence", "whole"])
            steps = _times(page, ".st-key-desk_next", ["Next"] * min(rounds, 10), ["evidence", "whole"])
            checks = _times(page, ".st-key-claim_again", [""] * min(rounds, 10), ["whole"])
        browser.close()
    return {
        "cold_start_to_first_answer": summary(cold, asked=3000),
        "change_of_claim": {
            "claim": summary([one["claim"] for one in changes[1:]], asked=300),
            "claim_and_evidence": summary([one["evidence"] for one in changes[1:]], asked=300),
            "whole_page": summary([one["whole"] for one in changes[1:]]),
        },
        "next_passage": {
            "evidence": summary([one["evidence"] for one in steps]),
            "whole_page": summary([one["whole"] for one in steps]),
        },
        "fresh_check": summary([one["whole"] for one in checks], asked=1500),
    }


def summary(times: Sequence[float], asked: int | None = None) -> dict[str, Any]:
    """Median and 95th percentile in whole milliseconds, how many, and what was asked."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    told = {"median_ms": round(statistics.median(ordered)), "p95_ms": round(p95), "n": len(ordered)}
    return told | ({"asked_ms": asked} if asked else {})


def _cold_start(workspace: Workspace, browser: Browser, case: str) -> float:
    """From the start of the program to a claim with its evidence in a browser that never saw the app."""
    begun = time.perf_counter()
    with serve(workspace.root) as address, _open(browser, address, case):
        return (time.perf_counter() - begun) * 1000


@contextlib.contextmanager
def serve(root: Path) -> Iterator[str]:
    """The app on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "factcheck", "app", "--workspace", str(root), "--port", str(port), "--no-browser"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while not _is_up(address):
            time.sleep(0.02)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def _open(browser: Browser, address: str, case: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"/claim?case={case}")
    page.locator(".st-key-desk_open .fc-quote").first.wait_for()
    yield page
    context.close()


def _times(page: Page, place: str, way: Sequence[str], conditions: list[str]) -> list[dict[str, float]]:
    return [one for one in (_time(page, place, words, conditions) for words in way) if one]


def _time(page: Page, place: str, words: str, conditions: list[str]) -> dict[str, float] | None:
    page.wait_for_function(STILL, timeout=PATIENCE)
    found: dict[str, float] | None = page.evaluate(TIMED, [place, words, conditions, PATIENCE])
    page.wait_for_function(STILL, timeout=PATIENCE)
    return found


if __name__ == "__main__":
    main()
