"""Take folders of difficult files into one case, in one run, and say what became of each file.

Run ``python benchmarks/zoo.py FOLDER … --out zoo.md``: a table a folder, and every file that was not read with its reason.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factcheck.model import Case, IngestReport, Progress, ReadAs
from factcheck.pipeline import ingest, walk
from factcheck.readers import Readers
from factcheck.settings import read_settings
from factcheck.store.cases import save_case
from factcheck.store.pages import load_pages
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

CASE = "zoo"


def run(folders: list[Path]) -> str:
    """Ingest the folders and give the account as Markdown."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        workspace = Workspace(Path(temporary))
        with workspace.writing() as db:
            save_case(db, Case(CASE, "Zoo"))
        started = time.perf_counter()
        report = ingest(workspace, CASE, folders, Readers(read_settings()), on_progress=_tell)
        seconds = time.perf_counter() - started
        faults = verify_workspace(workspace).faults
        return _write(workspace, folders, report, seconds, len(faults))


def _tell(progress: Progress) -> None:
    if progress.step == "reading":
        print(f"{progress.done} of {progress.total} {progress.detail}", file=sys.stderr)


def _write(workspace: Workspace, folders: list[Path], report: IngestReport, seconds: float, n_faults: int) -> str:
    lines = [
        f"One run over {len(list(walk(folders)))} files: {seconds:.0f} s; {n_faults} faults found by verify.",
        "",
        "| folder | files | read | refused | pages | text layer | OCR | other text | unread pages |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for folder in sorted({path.parent for path in walk(folders)}):
        lines.append(_row(workspace, folder, report))
    lines += ["", "Not read:", ""]
    lines += [f"- {Path(one.path).parent.name}/{Path(one.path).name}: {one.reason}" for one in report.failures]
    lines += ["", "Unread pages, by reason:", ""]
    lines += [f"- {reason}: {count}" for reason, count in _unread(workspace, report).most_common()]
    return "\n".join(lines) + "\n"


def _row(workspace: Workspace, folder: Path, report: IngestReport) -> str:
    files = [str(path) for path in walk([folder]) if path.parent == folder]
    read = {one.sha256 for one in report.documents if one.path in files}
    with workspace.reading() as db:
        pages = Counter(page.read_as for sha256 in read for page in load_pages(db, sha256))
    n_read = sum(one.path in files for one in report.documents)
    refused = {one.path for one in report.failures if one.path in files}
    assert n_read + len(refused) == len(files), f"{folder}: {len(files)} files, {n_read} read, {len(refused)} refused"
    kinds = [pages[kind] for kind in (ReadAs.TEXT_LAYER, ReadAs.OCR, ReadAs.TEXT, ReadAs.UNREAD)]
    figures = [len(files), n_read, len(refused), sum(kinds), *kinds]
    return f"| {folder.parent.name}/{folder.name} | {' | '.join(map(str, figures))} |"


def _unread(workspace: Workspace, report: IngestReport) -> Counter[str]:
    with workspace.reading() as db:
        pages = [page for sha256 in {one.sha256 for one in report.documents} for page in load_pages(db, sha256)]
    return Counter(page.unread_reason for page in pages if not page.is_read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    account = run(given.folders)
    print(account)
    if given.out:
        given.out.write_text(f"# Difficult files\n\n`python benchmarks/zoo.py FOLDER …`\n\n{account}", encoding="utf-8")
