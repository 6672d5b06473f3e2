"""A whole case into one file, for another workspace; `case_import.py` reads it.

It holds what was said, the documents with where they come from, as received and as read, the embeddings, the evidence, the
reviews and verdicts, and the decision log.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from factcheck import __version__
from factcheck.archive.layout import Member
from factcheck.archive.writing import write_archive
from factcheck.export.packet_log import to_lines
from factcheck.model import OnProgress, Progress, ignore_progress
from factcheck.store import database
from factcheck.store.blind import refuse_while_blind
from factcheck.store.case_rows import dump_rows, tables
from factcheck.store.cases import load_case
from factcheck.store.log import load_chain
from factcheck.store.workspace import Workspace

KIND = "case"
LOG = "log/decision-log.jsonl"


@dataclass(frozen=True)
class Exported:
    """A case that was written to a file."""

    path: Path
    sha256: str
    size: int  # bytes
    rows: dict[str, int]  # by table
    files: int


def export_case(workspace: Workspace, case: str, out: Path, on_progress: OnProgress = ignore_progress) -> Exported:
    """Write a whole case to one file, as it is at one moment; others may go on working in it.

    Raises:
        NotPermitted: claims are under blind review.
        BadInput: a received file is gone or was changed, or the file cannot be written.
        NotFound: there is no such case.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="factcheck-case-") as folder:
        members: list[Member] = []
        rows: dict[str, int] = {}
        with workspace.reading() as db:
            described = load_case(db, case)
            refuse_while_blind(db, case)
            for done, (name, lines) in enumerate(dump_rows(db, case)):
                on_progress(Progress("writing tables", done, len(tables()), name))
                path = Path(folder) / name
                rows[name] = 0
                with path.open("w", encoding="utf-8") as file:
                    for line in lines:
                        file.write(line)
                        rows[name] += 1
                members.append(Member.of(f"tables/{name}.jsonl", path))
            links = load_chain(db, case)
            received = _documents(Path(folder) / "document")
            failed = _failed(Path(folder) / "failure", workspace)
        log = Path(folder) / "chain"
        log.write_text(to_lines(links), encoding="utf-8")
        members.append(Member.of(LOG, log))
        files = [Member.as_received(f"received/{one}", workspace.received_path(one), one) for one in received]
        files += [Member.as_received(f"quarantine/{one}", workspace.quarantined_path(one), one) for one in failed]
        about = {
            "case": case,
            "title": described.title or case,
            "revision": database.HEAD,
            "entries": len(links),
            "head": links[-1].hash if links else "",
            "rows": rows,
            "tool": f"factcheck {__version__}",
        }
        sha256 = write_archive(out, KIND, about, [*members, *files], on_progress)
    return Exported(out, sha256, out.stat().st_size, rows, len(files))


def _documents(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["sha256"] for line in file]


def _failed(path: Path, workspace: Workspace) -> list[str]:
    with path.open(encoding="utf-8") as file:
        found = {json.loads(line)["sha256"] for line in file} - {""}
    return sorted(one for one in found if workspace.quarantined_path(one).exists())
