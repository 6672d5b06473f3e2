"""Measure packet, backup and case archive of a large case: seconds and peak memory, each in a process of its own.

Run ``python benchmarks/moves.py``: the case is that of `exports.py`, 500 claims with 5,000 pieces of evidence on 100 PDFs of
10 pages, with an embedding of every passage; the table goes to `moves.md`. ``python benchmarks/moves.py CLAIMS`` makes a
smaller one, and prints only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from exports import CASE, CLAIMS, EVIDENCE, _peak, make_workspace

from factcheck.export.packet import Wish, make_packet
from factcheck.moves.backup import backup_workspace, restore_workspace
from factcheck.moves.case_export import export_case
from factcheck.moves.case_import import import_case
from factcheck.store.documents import load_hashes
from factcheck.store.embeddings import save_vectors
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace
from factcheck.verify.packet import verify_packet
from factcheck.verify.workspace import verify_folder

OUT = Path(__file__).with_name("moves.md")
WIDTH = 384


def add_embeddings(workspace: Workspace) -> None:
    """Give every passage an embedding, as an ingest would; any direction will do."""
    dice = np.random.default_rng(1)
    with workspace.writing() as db:
        for sha256 in load_hashes(db):
            texts = [passage.text for passage in load_passages(db, sha256).values()]
            vectors = dice.standard_normal((len(texts), WIDTH)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            save_vectors(db, "made", dict(zip(texts, vectors, strict=True)))


def act(root: Path, name: str) -> Path | None:
    """Do one thing; gives the file that it made."""
    workspace, files = (
        root / "workspace",
        {one: root / f"{one}.zip" for one in ("packet", "plain", "protected", "backup", "case")},
    )
    tables = ("csv", "json")
    actions: dict[str, Callable[[], object]] = {
        "verify the workspace": lambda: _sound(verify_folder(workspace).faults),
        "packet: CSV, JSON, hashes only, no images": lambda: make_packet(
            Workspace(workspace), CASE, files["plain"], Wish(formats=tables, with_received=False, with_images=False)
        ),
        "packet: five formats, documents, no images": lambda: make_packet(
            Workspace(workspace), CASE, files["packet"], Wish(with_images=False)
        ),
        "packet: five formats, protected and proved": lambda: make_packet(
            Workspace(workspace),
            CASE,
            files["protected"],
            Wish(with_received=False, with_images=False, is_protected=True),
        ),
        "packet: CSV, JSON, documents, 5,000 page images": lambda: make_packet(
            Workspace(workspace), CASE, root / "images.zip", Wish(formats=tables)
        ),
        "verify the packet with images": lambda: _sound(verify_packet(root / "images.zip").faults),
        "backup": lambda: backup_workspace(workspace, files["backup"]),
        "restore, with all its proof": lambda: restore_workspace(files["backup"], root / "restored"),
        "case export": lambda: export_case(Workspace(workspace), CASE, files["case"]),
        "case import into another workspace": lambda: import_case(Workspace(root / "other"), files["case"]),
    }
    if name == "names":
        print("\n".join(actions))
        return None
    made = actions[name]()
    return getattr(made, "path", None)


def _sound(faults: list[str]) -> None:
    assert faults == [], faults[:5]


def measure_all(n_claims: int) -> str:
    """Every action as a table in Markdown."""
    lines = ["| what | seconds | file, MB | peak memory, MB |", "|---|--:|--:|--:|"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        add_embeddings(make_workspace(Path(temporary), n_claims))
        for name in _run(temporary, "names").splitlines():
            found = json.loads(_run(temporary, name))
            size = f"{found['megabytes']:.1f}" if found["megabytes"] else ""
            lines.append(f"| {name} | {found['seconds']:.1f} | {size} | {found['peak']:.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines)


def _run(root: str, name: str) -> str:
    done = subprocess.run([sys.executable, __file__, "--one", root, name], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def main() -> None:
    """Measure, and keep the table where the whole case was measured."""
    if "--one" in sys.argv:
        root, name = sys.argv[2:]
        started = time.perf_counter()
        made = act(Path(root), name)
        seconds = time.perf_counter() - started
        if name != "names":
            size = made.stat().st_size / 1e6 if made is not None and made.is_file() else 0
            print(json.dumps({"seconds": seconds, "megabytes": size, "peak": _peak()}))
        return
    n_claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    table = measure_all(n_claims)
    print(table)
    if n_claims == CLAIMS:
        head = f"# Moves of {CLAIMS} claims with {CLAIMS * EVIDENCE:,} pieces of evidence: `python benchmarks/moves.py`"
        OUT.write_text(f"{head}\n\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
