"""An ingest in a process of its own, to be killed: says on stdout that it runs, and logs every text that it embeds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from conftest import CASE, KeywordEncoder, ScriptedStance

from factcheck.model import Case, Progress
from factcheck.pipeline import ingest
from factcheck.readers import Readers
from factcheck.search.encoder import Vectors
from factcheck.settings import Settings
from factcheck.store.cases import load_cases, save_case
from factcheck.store.pages import hash_text
from factcheck.store.workspace import Workspace


class LoggingEncoder(KeywordEncoder):
    """Slow enough to be stopped at work; each text is logged once it is embedded."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log = log

    def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
        vectors = super().encode(texts, on_done)
        with self.log.open("a") as log:
            for text in texts:
                time.sleep(0.004)
                if text != "width":
                    log.write(f"{hash_text(text)}\n")
        return vectors


def main(root: Path, folder: Path, log: Path) -> None:
    workspace = Workspace(root)
    with workspace.writing() as db:
        if not load_cases(db):
            save_case(db, Case(CASE, "Acme"))
    told = False

    def tell(progress: Progress) -> None:
        nonlocal told
        if not told:
            told = True
            print("runs", flush=True)

    ingest(workspace, CASE, [folder], Readers(Settings(), LoggingEncoder(log), ScriptedStance()), on_progress=tell)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
