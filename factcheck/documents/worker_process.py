"""One worker process: it opens or draws one file at a time, and says why where it gave no answer.

Messages go over pipes as JSON; nothing of what a process says is trusted further than its shape.
"""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from factcheck.documents.limits import Limits
from factcheck.documents.messages import Message, decode, encode, hear_opened, view_to_json
from factcheck.documents.page_view import PageView
from factcheck.documents.parts import Opened
from factcheck.errors import UnreadableDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings

MAX_LINE = 256 << 20  # bytes; of one message, which holds one page
DRAWING_SECONDS = 30  # that the picture of a page may take; a person waits for it

_DYING_SECONDS = 2  # that a process which says nothing more may take to end
_ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_GET_AGAIN = "Get it again, or open it in another program and save or print it as a new PDF; add that file"
_SPLIT = "Split it into parts, and add these"

OnPage = Callable[[int, int], None]


class Gone(Exception):
    """The worker process ended, or made no sense."""


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
            Gone: the process crashed or was ended.
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
            raise Gone from error
        finally:
            self._deadline = float("inf")
        raise Gone

    def draw(self, path: Path, view: PageView, limits: Limits) -> bytes:
        """Draw a page; see `Workers.draw`.

        Raises:
            UnreadableDocument: the page cannot be drawn.
            Gone: the process crashed or was ended.
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
            raise Gone from error
        finally:
            self._deadline = float("inf")
        raise Gone

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
