"""What one file may cost, and how a worker process holds itself to it.

Time: a worker that finishes no page for `Limits.idle_seconds` is ended, by itself (a watchdog in C that needs no Python to
run) and by the program that asked it. Memory and the size of written files: limits that the system enforces, on Linux
in full, on macOS in part; Windows has none that a program can set itself, so there only time, pages and what unpacks are
limited. Pages and unpacked sizes are limited by the readers of each kind.
"""

from __future__ import annotations

import contextlib
import faulthandler
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    idle_seconds: float = (
        180.0  # without a page done; the slowest page that was seen took seconds, by OCR half a minute
    )
    seconds: float = 600.0  # for the whole file, and
    seconds_a_page: float = 30.0  # as much more for each of its pages
    memory_bytes: int = 4 << 30  # address space; a reader of an ordinary file takes 0.3 GB, one with OCR 2 GB
    written_bytes: int = 8 << 30  # of one file that it writes

    def seconds_for(self, n_pages: int) -> float:
        """How long a file of so many pages may take."""
        return self.seconds + n_pages * self.seconds_a_page


LIMITS = Limits()


def limit_memory(memory_bytes: int, written_bytes: int) -> None:
    """Let this process take no more; raises `MemoryError` in Python afterwards, and ends a library that insists."""
    if sys.platform == "win32":
        return
    import resource

    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, written_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses a limit below what is mapped already
            resource.setrlimit(kind, (allowed, hard))


def prefer_to_be_stopped() -> None:
    """Where memory runs out all the same, let Linux stop this process before the one that keeps the store."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")


def end_when_idle(seconds: float) -> None:
    """End this process unless this is called again in time, whatever it is at then."""
    faulthandler.dump_traceback_later(seconds, exit=True)


def rest() -> None:
    """Wait for the next file without being ended."""
    faulthandler.cancel_dump_traceback_later()


def peak_memory() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError):  # getrusage would tell the peak of the program that started it
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024
    if sys.platform != "darwin":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
