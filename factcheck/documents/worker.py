"""The worker process: reads one file after another and tells what it found. Run as ``python -m`` by `workers`.

A file that crashes a library, runs for ever or wants all memory takes this process with it, and nothing else. It is
asked on stdin and answers on what was its stdout; what libraries print goes nowhere.
"""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from factcheck.documents.limits import end_when_idle, limit_memory, peak_memory, prefer_to_be_stopped, rest
from factcheck.documents.messages import Message, decode, encode, tell_opened, view_from_json
from factcheck.errors import UnreadableDocument

MAX_GROWTH = 512 << 20  # bytes; a worker that has held more is replaced before the next file


def main() -> None:
    """Answer until the program that asks is gone."""
    asked, answer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b") as nowhere:
        for stream in (0, 1):
            os.dup2(nowhere.fileno(), stream)
    prefer_to_be_stopped()
    jobs: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
    while True:
        _do(jobs.get(), answer)


def _listen(asked: BinaryIO, jobs: SimpleQueue[Message]) -> None:
    """Take in what is asked; the end of it means that nobody waits for an answer any more."""
    for line in asked:
        jobs.put(decode(line))
    os._exit(0)


def _do(job: Message, answer: BinaryIO) -> None:
    """Read one file, or draw a page of one, and tell what it gave; the last message says how it ended."""
    limit_memory(job["memory_bytes"], job["written_bytes"])
    idle_seconds = job["idle_seconds"] + 5  # the program that asks comes first, and knows how to say it

    def tell(message: Message) -> None:
        answer.write(encode(message))
        answer.flush()

    def tell_page(done: int, total: int) -> None:
        end_when_idle(idle_seconds)
        tell({"tells": "progress", "done": done, "total": total})

    end_when_idle(idle_seconds)
    try:
        last = _draw(job) if "view" in job else _open(job, answer, tell_page)
    except UnreadableDocument as error:
        last = {"tells": "refused", "reason": error.reason, "remedy": error.remedy, "page": error.page}
    except MemoryError:
        last = {"tells": "no memory"}
    except Exception as error:  # a library may raise anything; one file must not end the run
        last = {"tells": "stumbled", "error": type(error).__name__}
    is_worn = peak_memory() > MAX_GROWTH or last["tells"] in {"no memory", "stumbled"}
    tell(last | {"leaves": is_worn})
    if is_worn:
        answer.close()
        os._exit(0)
    rest()


def _open(job: Message, answer: BinaryIO, on_page: Callable[[int, int], None]) -> Message:
    from factcheck.documents import open_file
    from factcheck.settings import OcrSettings

    ocr = OcrSettings(**job["ocr"] | {"languages": tuple(job["ocr"]["languages"])})
    for message in tell_opened(open_file(Path(job["path"]), job["file"], Path(job["folder"]), on_page, ocr)):
        answer.write(encode(message))
    return {"tells": "done"}


def _draw(job: Message) -> Message:
    from factcheck.documents.page_image import draw_view

    picture = draw_view(Path(job["path"]), view_from_json(job["view"]))
    return {"tells": "picture", "png": base64.b64encode(picture).decode("ascii")}


if __name__ == "__main__":
    main()
