"""Measure the whole way from claim to evidence on SciFact, and write it into `results.md`.

Run ``python benchmarks/whole_way.py SCIFACT``; the figures are those of ``factcheck evaluate pipeline SCIFACT``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sections import RESULTS, say_where, table, write_section

from factcheck.evaluate.benchmark import read_benchmark, read_labels
from factcheck.evaluate.pipeline import evaluate_pipeline
from factcheck.model import Progress
from factcheck.readers import Readers
from factcheck.settings import read_settings

FIGURES = (
    ("gold passages among the first 1, 5, 10 pieces", ("found@1", "found@5", "found@10")),
    (
        "macro-F1 of those found, of all handed over, of the summaries",
        ("macro_f1_found", "macro_f1_given", "macro_f1_summary"),
    ),
    ("gold abstract and right stance among the first 5, of the claims with evidence", ("hit@5",)),
)


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scifact", type=Path)
    parser.add_argument("--keep", type=Path, default=Path(__file__).parent / ".kept" / "whole-way")
    options = parser.parse_args()
    started = time.perf_counter()
    benchmark = read_benchmark(options.scifact)
    labels = read_labels(options.scifact, benchmark)
    measured = evaluate_pipeline(benchmark, labels, Readers(read_settings()), options.keep, on_progress=_say)
    print()
    write_section(RESULTS, "whole way", tell(measured, time.perf_counter() - started))


def tell(measured: dict[str, Any], seconds: float) -> str:
    """The section, from what `evaluate_pipeline` gives."""
    rows = [(name, ", ".join(str(_figure(measured[key])) for key in keys)) for name, keys in FIGURES]
    sides = [
        (stance, *(_figure(value) for value in of_one.values())) for stance, of_one in measured["by_stance"].items()
    ]
    times = measured["seconds_per_claim"]
    return "\n\n".join(
        [
            "## The whole way: `python -m factcheck evaluate pipeline SCIFACT`",
            f"{measured['n_claims']} claims, {measured['n_gold']} gold abstracts, {measured['n_with_evidence']} claims with "
            f"evidence; {measured['n_documents']} abstracts in {measured['n_passages']} passages. Stance model: "
            f"{measured['models']['stance']}. A claim takes {times['median']:.2f} s (median), "
            f"{times['p95']:.2f} s (p95). {say_where(seconds)}",
            table(("", "share"), rows),
            table(
                ("label", "gold", "first 1", "first 5", "first 10", "found", "read right of those found", "given"),
                sides,
            ),
        ]
    )


def _figure(value: float | int | None) -> object:
    """A share to three places, a count as it is, and a dash where nothing was measured."""
    return f"{value:.3f}" if isinstance(value, float) else "–" if value is None else value


def _say(progress: Progress) -> None:
    print(f"\r{progress.step}: {progress.done} of {progress.total}", end="", flush=True)


if __name__ == "__main__":
    main()
