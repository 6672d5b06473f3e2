"""Take files into a case: many at once, in the order given, each whole or not at all, whenever it is stopped.

    receive    one after another: a copy under the SHA-256 of its bytes      thread "receive"
    open       several at once, each in a worker process; pages are stored   threads "open", one a worker
    settle     in the order of the files: passages get their rows            this thread
    embed      one document after another, while others are read             thread "embed"
    enter      the document comes into the case: it can be searched now      this thread

What a step has done stays done: bytes received, pages read and passages embedded before a stop are found by their hash
and are not done again. Rows are given in the order of the files, so the same files give the same passages, hits and
ties however fast each was read. This thread alone decides and reports; the others only work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from factcheck.documents import READ_VERSION
from factcheck.documents.workers import Stopped, Workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Failure, Ingested, IngestReport, OnProgress, Progress, Provenance
from factcheck.passages import split_passages
from factcheck.readers import Readers
from factcheck.receiving import Found, open_received, receive
from factcheck.store.documents import has_document, is_in_case, load_counts, load_title, save_provenance
from factcheck.store.failures import clear_failures, is_in_quarantine, load_failed_before, save_failures
from factcheck.store.pages import load_pages
from factcheck.store.parts import StoredPart, load_parts
from factcheck.store.passages import load_passages, save_first_passages
from factcheck.store.workspace import Workspace

AHEAD = 8  # files for each worker that are received before the first of them is settled
MAX_DEPTH = 5  # archives in archives
MAX_PARTS = 50_000  # below one file, at all depths together
_LOOK_SECONDS = 1.0  # how long at most a person's Ctrl-C waits on systems where waiting cannot be interrupted


@dataclass(frozen=True)
class Source:
    """A file to take in."""

    path: Path  # where its bytes lie
    shown: str  # its path as reports say it, with the archives that it lay in
    file: str  # its name without folders
    provenance: Provenance = field(default_factory=Provenance)
    exists: bool = True  # a mistyped path is said, and leaves no note behind


@dataclass(eq=False)
class _Slot:
    """A file's place in the line, and what has become of it so far."""

    source: Source
    containers: tuple[str, ...] = ()  # SHA-256 of what it lies in, outermost first
    given: _Slot | None = None  # the file in which, at whatever depth, it came
    sha256: str = ""
    is_done: bool = False  # it can be settled
    is_document: bool = False
    failures: list[Failure] = field(default_factory=list)
    parts: list[_Slot] = field(default_factory=list)
    n_below: int = 0  # parts at all depths


class Intake:
    """One run of taking files into a case."""

    def __init__(
        self, workspace: Workspace, case: str, readers: Readers, on_progress: OnProgress, tries_again: bool = False
    ) -> None:
        """Take what is needed; ``tries_again`` reads anew what has failed before."""
        self._workspace, self._case, self._readers = workspace, case, readers
        self._on_progress, self._tries_again = on_progress, tries_again
        self._workers = Workers(ocr=readers.ocr)
        self._events: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._line: deque[_Slot] = deque()
        self._reads: dict[str, Future[Found]] = {}  # by SHA-256: the same bytes are opened once
        self._documents: dict[int, Ingested] = {}  # by their place in the line
        self._failures: list[Failure] = []
        self._n_settled = self._n_files = self._n_embedding = self._n_embedded = self._n_passages = 0
        self._is_stopped = False

    def run(self, sources: Iterable[Source]) -> IngestReport:
        """Take in files, and report what became of each, in their order.

        Raises:
            ModelMissing: nothing can be embedded; what was read until then is kept.
            WorkspaceBusy: another program kept the store for too long.
        """
        waiting = deque(sources)
        self._n_files = len(waiting)
        n_open = self._readers.threads
        with (
            ThreadPoolExecutor(1, "receive") as self._receiving,
            ThreadPoolExecutor(n_open, "open") as self._opening,
            ThreadPoolExecutor(1, "embed") as self._embedding,
        ):
            try:
                self._report(waiting[0].file if waiting else "")
                while waiting or self._line or self._n_embedding:
                    while waiting and len(self._line) < AHEAD * n_open:
                        self._line.append(_Slot(waiting.popleft()))
                        self._receive(self._line[-1])
                    self._handle_next()
                    while self._line and self._line[0].is_done:
                        self._settle(self._line.popleft())
            finally:
                self._is_stopped = True
                self._workers.end()
                for pool in (self._receiving, self._opening, self._embedding):
                    pool.shutdown(wait=False, cancel_futures=True)
        documents = tuple(one for _, one in sorted(self._documents.items()))
        return IngestReport(documents, tuple(self._failures))

    def _report(self, file: str) -> None:
        self._on_progress(Progress("reading", self._n_settled, self._n_files, file))

    def _handle_next(self) -> None:
        """Wait for what one of the threads has done, and see to it."""
        while True:
            try:
                self._events.get(timeout=_LOOK_SECONDS)()
                return
            except Empty:
                continue

    # receive

    def _receive(self, slot: _Slot, anew: bool = False) -> None:
        future = self._receiving.submit(receive, self._workspace, slot.source.path, anew)
        future.add_done_callback(lambda done: self._events.put(partial(self._on_received, slot, done)))

    def _on_received(self, slot: _Slot, done: Future[str]) -> None:
        try:
            sha256 = done.result()
        except OSError as error:
            reason = f"the file cannot be opened: {error.strerror}"
            self._fail(slot, UnreadableDocument(slot.source.file, reason, "Check its path and rights"), is_kept=False)
        else:
            self._look_up(slot, sha256)

    # open

    def _look_up(self, slot: _Slot, sha256: str) -> None:
        """See what is known of some bytes; open them where nothing is."""
        slot.sha256 = sha256
        with self._workspace.reading() as db:
            is_document, parts = has_document(db, sha256), load_parts(db, sha256)
            failed = None if self._tries_again else load_failed_before(db, sha256, READ_VERSION)
        if (is_document or parts) and all(self._is_at_hand(part.sha256) for part in parts):
            if not is_document:  # of an archive only what lay in it is kept
                self._workspace.received_path(sha256).unlink(missing_ok=True)
            self._on_known(slot, Found(is_document, tuple(parts)))
        elif failed is not None and not is_document:
            received = self._workspace.received_path(sha256)
            if self._workspace.quarantined_path(sha256).exists():
                received.unlink(missing_ok=True)
            elif received.exists():
                self._workspace.set_aside(sha256)
            self._fail(slot, UnreadableDocument(slot.source.file, failed.reason, failed.remedy, failed.page))
        elif slot.given is None and not self._workspace.received_path(sha256).exists():
            self._receive(slot, anew=True)  # it was seen before, but what it held is lost
        else:
            self._open(slot)

    def _is_at_hand(self, sha256: str) -> bool:
        """Whether the bytes of a part are kept, or were seen to hold no more than further parts."""
        paths = self._workspace.received_path, self._workspace.quarantined_path
        if not sha256 or any(path(sha256).exists() for path in paths):
            return True
        with self._workspace.reading() as db:
            parts = load_parts(db, sha256)
        return bool(parts) and all(self._is_at_hand(part.sha256) for part in parts)

    def _open(self, slot: _Slot) -> None:
        future = self._reads.get(slot.sha256)
        if future is None:
            file = slot.source.file

            def tell_page(done: int, total: int) -> None:
                self._events.put(partial(self._on_progress, Progress("pages", done, total, file)))

            future = self._opening.submit(open_received, self._workspace, slot.sha256, file, self._workers, tell_page)
            self._reads[slot.sha256] = future
        future.add_done_callback(lambda done: self._events.put(partial(self._on_opened, slot, done)))

    def _on_opened(self, slot: _Slot, done: Future[Found]) -> None:
        try:
            found = done.result()
        except OSError as error:
            reason = f"what is in it cannot be kept: {error.strerror}"
            remedy = "See that the disk has room and the workspace may be written, and add it again"
            self._fail(slot, UnreadableDocument(slot.source.file, reason, remedy), is_kept=False)
            return
        if found.refusal is not None:
            self._fail(slot, found.refusal)
        else:
            self._on_known(slot, found)

    def _on_known(self, slot: _Slot, found: Found) -> None:
        """Line up what lies in a file behind it; only now is it complete."""
        slot.is_document = found.is_document
        slot.parts = [self._make_part(slot, part) for part in found.parts]
        slot.is_done = True
        self._n_files += len(slot.parts)
        given = slot.given or slot
        given.n_below += len(slot.parts)
        for part, stored in zip(slot.parts, found.parts, strict=True):
            if not stored.sha256:
                self._fail(part, UnreadableDocument(part.source.file, stored.reason, stored.remedy), is_kept=False)
            elif stored.sha256 in part.containers or len(part.containers) > MAX_DEPTH or given.n_below > MAX_PARTS:
                reason = "too many files lie in each other for it to be opened"
                refusal = UnreadableDocument(part.source.file, reason, "Unpack it yourself, and add what matters")
                self._fail(part, refusal, is_kept=False)
            else:
                self._look_up(part, stored.sha256)

    def _make_part(self, slot: _Slot, part: StoredPart) -> _Slot:
        """Give a part its place, and what its provenance owes to the file in which it lay."""
        given, name = slot.source, part.name.replace("\0", "")
        provenance = replace(
            given.provenance, title="", document_date="", is_digest=False,
            note=f"Lay in {given.file} (SHA-256 {slot.sha256}), as {name}",
        )  # fmt: skip
        path = self._workspace.received_path(part.sha256) if part.sha256 else Path()
        file = name.rstrip("/").rpartition("/")[2] or name
        source = Source(path, f"{given.shown}/{name}", file, provenance)
        return _Slot(source, (*slot.containers, slot.sha256), slot.given or slot)

    def _fail(self, slot: _Slot, refusal: UnreadableDocument, is_kept: bool = True) -> None:
        sha256 = slot.sha256 if is_kept else ""
        slot.failures = [Failure(slot.source.shown, refusal.reason, refusal.remedy, refusal.page, sha256)]
        slot.is_done = True

    # settle

    def _settle(self, slot: _Slot) -> None:
        """Write down, in order, what became of a file: why it failed, or its passages."""
        source = slot.source
        with self._workspace.writing() as db:
            clear_failures(db, self._case, source.shown, "" if slot.failures else slot.sha256)
            if source.exists:
                save_failures(db, self._case, slot.failures, source.provenance, READ_VERSION)
            is_quarantined = is_in_quarantine(db, slot.sha256)
        if slot.sha256 and not is_quarantined:
            self._workspace.quarantined_path(slot.sha256).unlink(missing_ok=True)
        self._failures += slot.failures
        if slot.is_document:
            self._cut(slot)
            self._embed(slot, self._n_settled)
        self._line.extendleft(reversed(slot.parts))
        self._n_settled += 1
        self._report(self._line[0].source.file if self._line else "")

    def _cut(self, slot: _Slot) -> None:
        with self._workspace.reading() as db:
            *_, n_passages = load_counts(db, slot.sha256)
            pages = [] if n_passages else load_pages(db, slot.sha256)
        passages = [passage for page in pages for passage in split_passages(slot.sha256, page)]
        if passages:
            with self._workspace.writing() as db:
                save_first_passages(db, slot.sha256, slot.source.file, passages)

    # embed and enter

    def _embed(self, slot: _Slot, place: int) -> None:
        with self._workspace.reading() as db:
            is_known = is_in_case(db, self._case, slot.sha256)
        if is_known:
            self._enter(slot, place)
            return
        self._n_embedding += 1
        future = self._embedding.submit(self._embed_document, slot.sha256)
        future.add_done_callback(lambda done: self._events.put(partial(self._on_embedded, slot, place, done)))

    def _embed_document(self, sha256: str) -> None:
        """Embed the passages of a document, those that the cache lacks; in the thread "embed"."""
        with self._workspace.reading() as db:
            texts = [passage.text for passage in load_passages(db, sha256).values()]
        self._n_passages += len(texts)
        before = self._n_embedded

        def tell(done: int) -> None:
            if self._is_stopped:
                raise Stopped
            progress = Progress("embedding", before + done, self._n_passages)
            self._events.put(partial(self._on_progress, progress))

        self._readers.embed(self._workspace, texts, tell)
        self._n_embedded += len(texts)

    def _on_embedded(self, slot: _Slot, place: int, done: Future[None]) -> None:
        self._n_embedding -= 1
        done.result()
        self._enter(slot, place)

    def _enter(self, slot: _Slot, place: int) -> None:
        """Put a document into the case; a part that is there already keeps what is said of it."""
        with self._workspace.writing() as db:
            is_new = not is_in_case(db, self._case, slot.sha256)
            if is_new or slot.given is None:
                save_provenance(db, self._case, slot.sha256, slot.source.provenance)
            n_pages, n_unread, n_passages = load_counts(db, slot.sha256)
            title = load_title(db, self._case, slot.sha256)
        self._documents[place] = Ingested(
            slot.source.shown, slot.sha256, title, "new" if is_new else "known", n_pages, n_passages, n_unread
        )
