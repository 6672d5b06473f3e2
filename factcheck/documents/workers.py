"""Files are opened in processes of their own, kept between files and replaced when one of them crashes or hangs.

Own processes over pipes, and not `multiprocessing` or a pool built on it: those import the main program anew in every
process (which under Streamlit is the app itself), hand over pickles, which a hostile file could forge, and either give
up all work when one process dies or cannot tell a slow file from one that hangs.
"""

from __future__ import annotations

import atexit
import base64
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from factcheck.documents.limits import LIMITS, Limits
from factcheck.documents.messages import Message, decode, encode, hear_opened, view_to_json
from factcheck.documents.page_view import PageView
from factcheck.documents.parts import Opened
from factcheck.errors import UnreadableDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings

COMMAND: Sequence[str] = (sys.executable, "-m", "factcheck.documents.worker")
MAX_LINE = 256 << 20  # bytes; of one message, which holds one page

DRAWING_SECONDS = 30  # that the picture of a page may take; a person waits for it

_DYING_SECONDS = 2  # that a process which says nothing more may take to end
_LOOK_EVERY = 0.25  # seconds between two looks for workers that are late
_ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_GET_AGAIN = "Get it again, or open it in another program and save or print it as a new PDF; add that file"
_SPLIT = "Split it into parts, and add these"

OnPage = Callable[[int, int], None]
Answer = TypeVar("Answer")


class _Gone(Exception):
    """The worker process ended, or made no sense."""


class Stopped(Exception):
    """Opening was stopped by the program that asked; nothing is known of the file."""


class Worker:
    """One worker process, and one file at a time in it."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the process; it imports the readers when the first file needs them."""
        package = str(Path(__file__).parents[2])
        environment = os.environ | dict.fromkeys(_ONE_THREAD, "1")  # the cores are shared out over files
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the program that asks; and what a reader starts ends with it
        )
        self.n_opened = 0  # files before the one at work
        self._deadline = float("inf")
        self.was_late = self._leaves = self._is_ended = False

    def open(
        self, path: Path, file: str, folder: Path, on_page: OnPage, limits: Limits, ocr: OcrSettings = DEFAULT_OCR
    ) -> Opened:
        """Open one file; see `Workers.open`.

        Raises:
            UnreadableDocument: the worker refuses the file.
            _Gone: the process crashed or was ended.
        """
        started, n_pages = time.monotonic(), 1

        def set_deadline() -> None:
            now = time.monotonic()
            self._deadline = min(now + limits.idle_seconds, started + limits.seconds_for(n_pages))

        set_deadline()
        told: list[Message] = []
        try:
            self._ask(path, limits, file=file, folder=os.fspath(folder), ocr=asdict(ocr))
            for message in self._listen():
                if message["tells"] == "progress":
                    n_pages = max(n_pages, int(message["total"]))
                    on_page(int(message["done"]), int(message["total"]))
                elif message["tells"] in {"page", "document", "part"}:
                    told.append(message)
                else:
                    self._leaves = bool(message["leaves"])
                    return _finish(message, told, file, folder, limits)
                set_deadline()
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _Gone from error
        finally:
            self._deadline = float("inf")
        raise _Gone

    def draw(self, path: Path, view: PageView, limits: Limits) -> bytes:
        """Draw a page; see `Workers.draw`.

        Raises:
            UnreadableDocument: the page cannot be drawn.
            _Gone: the process crashed or was ended.
        """
        self._deadline = time.monotonic() + min(DRAWING_SECONDS, limits.idle_seconds)
        try:
            self._ask(path, limits, view=view_to_json(view))
            for message in self._listen():
                self._leaves = bool(message["leaves"])
                if message["tells"] == "picture":
                    return base64.b64decode(message["png"])
                raise _refusal(message, path.name, limits)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _Gone from error
        finally:
            self._deadline = float("inf")
        raise _Gone

    @property
    def is_alive(self) -> bool:
        """Whether the process can take another file."""
        return not (self._leaves or self._is_ended or self.was_late) and self._process.poll() is None

    def end(self) -> None:
        """End the process and what it has started, whatever it is at."""
        is_ended, self._is_ended = self._is_ended, True
        if not is_ended:  # a second time, the number may belong to another process
            with suppress(OSError):  # it is gone already
                if sys.platform == "win32":
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def end_if_late(self) -> None:
        """End the process where its time for a page or a file is over."""
        if time.monotonic() > self._deadline:
            self.was_late = True
            self.end()

    def _ask(self, path: Path, limits: Limits, **what: str | Message) -> None:
        job = {
            "path": os.fspath(path), "idle_seconds": limits.idle_seconds, "memory_bytes": limits.memory_bytes,
            "written_bytes": limits.written_bytes, **what,
        }  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(encode(job))
        self._process.stdin.flush()

    def _listen(self) -> Iterator[Message]:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline(MAX_LINE):
            yield decode(line)

    def explain(self, file: str) -> UnreadableDocument:
        """End the process, and say why it gave no answer."""
        if self.was_late:
            return UnreadableDocument(file, "it took too long to read: no page of it was done in time", _GET_AGAIN)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING_SECONDS)
        name = _name_signal(self._process.returncode)
        self.end()
        if name == "SIGKILL":
            reason = "the system stopped the program that read it, most likely for its use of memory"
            return UnreadableDocument(file, reason, _SPLIT)
        return UnreadableDocument(file, f"it made the program that reads it crash ({name or 'no signal'})", _GET_AGAIN)


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
            except _Gone as gone:
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


def _name_signal(code: int | None) -> str:
    """The name of the signal that ended a process; "" where none did."""
    return signal.Signals(-code).name if code and -code in set(signal.Signals) else ""


def _finish(message: Message, told: list[Message], file: str, folder: Path, limits: Limits) -> Opened:
    """Give what was told, or raise what the last message says went wrong."""
    if message["tells"] == "done":
        return hear_opened(told, folder)
    raise _refusal(message, file, limits)


def _refusal(message: Message, file: str, limits: Limits) -> UnreadableDocument:
    """Say what a worker told of its failure."""
    if message["tells"] == "refused":
        return UnreadableDocument(file, str(message["reason"]), str(message["remedy"]), message["page"])
    if message["tells"] == "no memory":
        reason = f"reading it takes more than the {limits.memory_bytes >> 20:,} MB of memory that one file may take"
        return UnreadableDocument(file, reason, _SPLIT)
    reason = f"it is damaged in a way that the reader does not know ({message['error']})"
    return UnreadableDocument(file, reason, _GET_AGAIN)


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
