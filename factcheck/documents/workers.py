"""Files are opened in processes of their own, kept between files and replaced when one of them crashes or hangs.

Own processes over pipes, and not `multiprocessing` or a pool built on it: those import the main program anew in every
process (which under Streamlit is the app itself), hand over pickles, which a hostile file could forge, and either give
up all work when one process dies or cannot tell a slow file from one that hangs.
"""

from __future__ import annotations

import atexit
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from factcheck.documents.limits import LIMITS, Limits
from factcheck.documents.page_view import PageView
from factcheck.documents.parts import Opened
from factcheck.documents.worker_process import Gone, OnPage, Worker
from factcheck.errors import UnreadableDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings

COMMAND: Sequence[str] = (sys.executable, "-m", "factcheck.documents.worker")
_LOOK_EVERY = 0.25  # seconds between two looks for workers that are late

Answer = TypeVar("Answer")


class Stopped(Exception):
    """Opening was stopped by the program that asked; nothing is known of the file."""


class Workers:
    """Worker processes of one run of work; threads may ask at once, and each gets a process of its own."""

    def __init__(self, limits: Limits = LIMITS, ocr: OcrSettings = DEFAULT_OCR) -> None:
        """Start nothing yet."""
        self._limits, self._ocr = limits, ocr
        self._lent: set[Worker] = set()
        self._is_ended = False

    def open(self, path: Path, file: str, folder: Path, on_page: OnPage = lambda *_: None) -> Opened:
        """Open a file in a worker process.

        Args:
            path: where the file lies.
            file: its name as received, for errors and to tell Markdown from plain text.
            folder: an empty folder that takes the files which lie in this one.
            on_page: told (pages read, pages in all) after each page; called in this thread.

        Raises:
            UnreadableDocument: no part of the file can be read, or reading it crashed, hung or took too much memory.
            Stopped: `end` was called.
        """
        return self._with_worker(file, lambda worker: worker.open(path, file, folder, on_page, self._limits, self._ocr))

    def draw(self, path: Path, view: PageView) -> bytes:
        """Draw a page of a received file in a worker process, as a PNG.

        Raises:
            UnreadableDocument: it cannot be drawn, or drawing it crashed, hung or took too much memory.
            Stopped: `end` was called.
        """
        return self._with_worker(path.name, lambda worker: worker.draw(path, view, self._limits))

    def _with_worker(self, file: str, work: Callable[[Worker], Answer]) -> Answer:
        """Have a worker do something with a file; see `open` for what is raised."""
        while True:
            worker = self._lend()
            try:
                return work(worker)
            except Gone as gone:
                if self._is_ended:
                    raise Stopped from gone
                problem = worker.explain(file)
                if not worker.n_opened or worker.was_late:
                    raise problem from gone
                # else an earlier file may have left the process in ruins: only a fresh one tells
            except BaseException as error:
                if not isinstance(error, UnreadableDocument):
                    worker.end()
                raise
            finally:
                self._take_back(worker)

    def end(self) -> None:
        """End the workers at work: their files are as if never opened."""
        with _LOCK:
            self._is_ended = True
            workers = list(self._lent)
        for worker in workers:
            worker.end()

    def _lend(self) -> Worker:
        """Give a worker that waits, or a new one."""
        worker = next(iter(_idle_workers()), None) or Worker(COMMAND)
        with _LOCK:
            self._lent.add(worker)
            _AT_WORK.add(worker)
            is_ended = self._is_ended
        _watch()
        if is_ended:
            self._take_back(worker)
            raise Stopped
        return worker

    def _take_back(self, worker: Worker) -> None:
        """Keep a worker for the next file, or for the next run."""
        worker.n_opened += 1
        with _LOCK:
            self._lent.discard(worker)
            _AT_WORK.discard(worker)
            if worker.is_alive:
                _IDLE.append(worker)
                return
        worker.end()


_LOCK = threading.Lock()
_IDLE: list[Worker] = []
_AT_WORK: set[Worker] = set()
_watchers: list[threading.Thread] = []


def _idle_workers() -> Iterator[Worker]:
    """Take workers that wait, one after another, and end those that did not outlive the wait."""
    while True:
        with _LOCK:
            if not _IDLE:
                return
            worker = _IDLE.pop()
        if worker.is_alive:
            yield worker
        else:
            worker.end()


def _watch() -> None:
    """See to it that late workers are ended; one thread does so for all."""
    with _LOCK:
        if not _watchers:
            _watchers.append(threading.Thread(target=_end_late_workers, daemon=True, name="watch-workers"))
            _watchers[0].start()


def _end_late_workers() -> None:
    while True:
        time.sleep(_LOOK_EVERY)
        with _LOCK:
            workers = list(_AT_WORK)
        for worker in workers:
            worker.end_if_late()


@atexit.register
def end_idle_workers() -> None:
    """End the workers that wait for work."""
    for worker in _idle_workers():
        worker.end()
