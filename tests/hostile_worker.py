"""The real worker process, with readers that do what hostile files make readers do; the file's own text says what."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import factcheck.documents
from factcheck.documents import worker
from factcheck.documents.parts import Opened
from factcheck.settings import OcrSettings

really_open = factcheck.documents.open_file


def eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(1 << 24))


def stumble() -> None:
    raise KeyError("/Root")


def leave_a_child() -> None:
    """Start a program, as OCR does, and hang while it runs."""
    if child := os.fork():
        Path(os.environ["CHILD_FILE"]).write_text(str(child))
    time.sleep(600)


DEEDS: dict[str, Callable[[], object]] = {
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "abort": os.abort,
    "be killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda: os._exit(3),
    "hang": lambda: time.sleep(600),
    "hang in C": lambda: re.match(r"(a+)+$", "a" * 64 + "b"),  # holds the interpreter: no Python thread can run
    "eat": eat,
    "stumble": stumble,
    "print": lambda: [os.write(1, b"not JSON\n"), print("nor this")],
    "leave a child": leave_a_child,
}


def open_file(path: Path, file: str, folder: Path, on_page: Callable[[int, int], None], ocr: OcrSettings) -> Opened:
    text = path.read_bytes()[:100].decode("latin-1").partition("\n")[0]
    if text in DEEDS:
        on_page(1, 3)
        DEEDS[text]()
    if text.startswith("slow "):
        n_pages = int(text[5:])
        for done in range(n_pages):
            time.sleep(0.3)
            on_page(done + 1, n_pages)
    return really_open(path, file, folder, on_page, ocr)


if __name__ == "__main__":
    factcheck.documents.open_file = open_file
    worker.main()
