"""Write measured figures into a Markdown file: each script has a section of its own between two comments."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"


def write_section(path: Path, name: str, text: str) -> None:
    """Replace what stands between the comments of a section; a file without them gets the section at its end."""
    first, last = f"<!-- {name}: written by a script, not by hand -->", f"<!-- end of {name} -->"
    whole = path.read_text(encoding="utf-8") if path.exists() else ""
    before, found, rest = whole.partition(first)
    if found:
        _, _, after = rest.partition(last)
    else:
        before, after = f"{whole.rstrip()}\n\n".lstrip(), "\n"
    path.write_text(f"{before}{first}\n\n{text.strip()}\n\n{last}{after}", encoding="utf-8")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is text, the others figures."""
    lines = [header, ["---"] + ["--:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |" for line in lines)


def say_where(seconds: float) -> str:
    """Date, machine and seconds of a run."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    busy = f", load {load:.1f} at the end" if load else ""
    return f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {cores} cores, no GPU{busy}; {seconds:.0f} s."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
