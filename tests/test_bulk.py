"""Thousands of files: in order whatever is fast, stopped and resumed at any moment, failures kept for another try."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, REPOSITORY, KeywordEncoder, ScriptedStance, make_claim, make_readers, take

from factcheck import readers as readers_module
from factcheck.errors import NotFound, UnreadableDocument
from factcheck.model import Case, Failure, Progress, Provenance
from factcheck.pipeline import check, ingest, walk
from factcheck.quarantine import dismiss, retry
from factcheck.readers import Readers
from factcheck.search.encoder import Vectors
from factcheck.settings import Settings
from factcheck.store.cases import save_case
from factcheck.store.documents import load_documents
from factcheck.store.failures import load_failures
from factcheck.store.pages import load_pages
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace
from factcheck.watching import Watched

Save = Callable[[str, bytes | str], Path]

QUERIES = ("Acme sold engines", "number 7", "rain in the valley")


def contents(workspace: Workspace) -> dict[str, object]:
    """All that a run gives, to the row numbers, and what is found with it."""
    readers = make_readers()
    with workspace.reading() as db:
        documents = {one.sha256: one for one in load_documents(db, CASE)}
        pages = {sha256: load_pages(db, sha256) for sha256 in documents}
        passages = {sha256: load_passages(db, sha256) for sha256 in documents}
        failures = [(one.path, one.reason) for one in load_failures(db, CASE)]
    index = readers.open_index(workspace, CASE)
    hits = [index.retrieve(readers.encoder.encode([query])[0], query, 20) for query in QUERIES]
    return {"documents": documents, "pages": pages, "passages": passages, "failures": failures, "hits": hits}


def fill(save: Save, n_files: int) -> Path:
    """A folder with files of several kinds and sizes; some are copies, some are bad."""
    for number in range(n_files):
        text = f"Number {number}. Acme sold {number} engines. It rained in the valley. " * (1 + number % 7 * 6)
        if number % 3 == 0:
            save(f"many/{number:02d}.pdf", made.make_pdf([text[:1500], text[:700], f"Page three of {number}."]))
        else:
            save(f"many/{number:02d}.txt", text)
    save("many/05 copy.txt", "Number 5. Acme sold 5 engines. It rained in the valley. " * 31)
    save("many/07 bad.pdf", b"%PDF-1.4 nothing more")
    return save("many/08 empty.txt", b"").parent


# Stopped at any moment


def run_and_kill(root: Path, folder: Path, log: Path, after: float | None) -> bool:
    """Run an ingest in a process of its own and kill it; give whether it ended before."""
    command = [sys.executable, str(REPOSITORY / "tests" / "bulk_run.py"), str(root), str(folder), str(log)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == b"runs\n"
    try:
        return process.wait(after) == 0
    except subprocess.TimeoutExpired:
        process.kill()  # the ingest alone: its workers are left to notice
        process.wait()
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is Unix's")
def test_killed_at_random_moments_and_resumed_it_is_as_if_never_stopped(tmp_path: Path, save: Save) -> None:
    folder = fill(save, 24)
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    assert run_and_kill(whole, folder, tmp_path / "whole.log", None)
    chance = random.Random(4)
    n_kills = 0
    while not run_and_kill(
        stopped, folder, tmp_path / "stopped.log", chance.uniform(0.05, 0.9) if n_kills < 4 else None
    ):
        n_kills += 1
    assert n_kills >= 2
    assert contents(Workspace(stopped)) == contents(Workspace(whole))
    assert verify_workspace(Workspace(stopped)).faults == []
    embedded, once = (Counter((tmp_path / log).read_text().split()) for log in ("stopped.log", "whole.log"))
    assert set(embedded) == set(once)
    assert max(once.values()) == 1
    twice = sum(count - 1 for count in embedded.values())
    assert twice <= n_kills * readers_module._SAVE_EVERY  # at most what was at work when it was killed


class Slow:
    """Opens received files late, the first of them last."""

    def __init__(self, really: Callable[..., object]) -> None:
        self.really = really

    def __call__(self, workspace: Workspace, sha256: str, file: str, *rest: object) -> object:
        time.sleep({"a.txt": 0.3, "b.txt": 0.15}.get(file, 0))
        return self.really(workspace, sha256, file, *rest)


def test_rows_follow_the_order_of_the_files_and_not_who_was_read_first(
    tmp_path: Path, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    from factcheck import intake

    for name in ("a", "b", "c", "d"):
        save(f"in/{name}.txt", f"The same words in {name}.")
    folder = save("in/e copy of d.txt", "The same words in d.").parent
    found = []
    for name in ("slow", "quick"):
        workspace = Workspace(tmp_path / name)
        with workspace.writing() as db:
            save_case(db, Case(CASE, "Acme"))
        with monkeypatch.context() as patch:
            if name == "slow":
                patch.setattr(intake, "open_received", Slow(intake.open_received))
            report = ingest(workspace, CASE, [folder], Readers(Settings(threads=4), KeywordEncoder(), ScriptedStance()))
        assert [Path(one.path).name for one in report.documents] == [
            "a.txt",
            "b.txt",
            "c.txt",
            "d.txt",
            "e copy of d.txt",
        ]
        assert [one.status for one in report.documents] == ["new"] * 4 + ["known"]
        found.append(contents(workspace))
        with workspace.reading() as db:
            rows = {one.file: min(load_passages(db, one.sha256)) for one in load_documents(db, CASE)}
        assert rows == {"a.txt": 1, "b.txt": 2, "c.txt": 3, "d.txt": 4}
    assert found[0] == found[1]


def test_a_file_is_embedded_while_another_is_read(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    from factcheck import intake

    embedded = threading.Event()
    really = intake.open_received

    class Telling(KeywordEncoder):
        def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
            embedded.set()
            return super().encode(texts, on_done)

    def wait_for_it(workspace: Workspace, sha256: str, file: str, *rest: object) -> object:
        if file == "b.txt":
            assert embedded.wait(20)
        return really(workspace, sha256, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "open_received", wait_for_it)
    folder = [save("a.txt", "First."), save("b.txt", "Second.")]
    assert len(take(workspace, make_readers(encoder=Telling()), *folder).documents) == 2


def test_a_check_meanwhile_finds_what_is_in_the_case_and_does_not_wait(workspace: Workspace, save: Save) -> None:
    take(workspace, make_readers(), save("old.txt", "Acme sold engines."))
    embeds, goes_on = threading.Event(), threading.Event()

    class Waiting(KeywordEncoder):
        def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
            embeds.set()
            assert goes_on.wait(30)
            return super().encode(texts, on_done)

    path = save("new.txt", "Acme sold more engines.")
    thread = threading.Thread(target=take, args=(workspace, make_readers(encoder=Waiting()), path))
    thread.start()
    try:
        assert embeds.wait(20)
        checked, _ = check(workspace, CASE, make_claim(), make_readers())
        assert [one.document.file for one in checked.evidence] == ["old.txt"]
        assert checked.searched.documents == 1  # and it does not say that it has searched the other
    finally:
        goes_on.set()
        thread.join()
    checked, _ = check(workspace, CASE, make_claim(), make_readers())
    assert {one.document.file for one in checked.evidence} == {"old.txt", "new.txt"}


def test_a_model_that_changed_is_embedded_anew_while_others_use_the_index(workspace: Workspace, save: Save) -> None:
    from filelock import FileLock

    take(workspace, make_readers(), save("old.txt", "Acme sold engines."))

    class Looking(KeywordEncoder):
        def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
            if "width" not in texts:
                with FileLock(workspace.index_path(CASE) / "lock", timeout=0):  # raises where the index is locked
                    pass
            return super().encode(texts, on_done)

    assert len(make_readers(encoder=Looking("keywords-2")).open_index(workspace, CASE).dense) == 1


def test_progress_is_told_by_the_thread_that_asked(workspace: Workspace, save: Save) -> None:
    told: list[tuple[Progress, threading.Thread]] = []
    folder = fill(save, 6)
    ingest(
        workspace,
        CASE,
        [folder],
        make_readers(),
        on_progress=lambda progress: told.append((progress, threading.current_thread())),
    )
    assert {thread for _, thread in told} == {threading.current_thread()}
    files = [progress for progress, _ in told if progress.step == "reading"]
    assert [one.done for one in files] == list(range(10))
    assert {one.total for one in files} == {9}
    pages = {(one.done, one.total) for one, _ in told if one.step == "pages" and one.detail == "00.pdf"}
    assert pages == {(1, 3), (2, 3), (3, 3)}
    assert any(progress.step == "embedding" for progress, _ in told)


# Again over the same folder


def test_an_untouched_file_is_not_read_from_the_disk_again(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.receiving.RACY_SECONDS", -1.0)
    paths = [save("a.txt", "Acme sold engines."), save("bad.pdf", b"%PDF-1.4 nothing more")]
    first = take(workspace, make_readers(), *paths)
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "receive", lambda *_: pytest.fail("read again"))
        again = take(workspace, make_readers(), *paths)
    assert [one.status for one in again.documents] == ["known"]
    assert again.failures == first.failures
    save("a.txt", "Acme sold motors !")  # of the same length
    assert [one.status for one in take(workspace, make_readers(), *paths).documents] == ["new"]


def test_a_file_changed_a_moment_ago_is_always_read(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save("a.txt", "Acme sold engines.")
    take(workspace, make_readers(), path)
    really, read = Workspace.receive, []
    monkeypatch.setattr(Workspace, "receive", lambda self, path: read.append(path) or really(self, path))
    take(workspace, make_readers(), path)
    assert read == [path]


# Failures


def bad_and_reason(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.reading() as db:
        return [(Path(one.path).name, one.reason) for one in load_failures(db, CASE)]


def refuse_once(monkeypatch: pytest.MonkeyPatch, *files: str) -> Callable[[], None]:
    """Let the workers refuse these files until the function that this gives is called."""
    from factcheck.documents.workers import Workers

    really = Workers.open

    def open_(self: Workers, path: Path, file: str, *rest: object) -> object:
        if file in files:
            raise UnreadableDocument(file, "the reader is ill", "Try again later")
        return really(self, path, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Workers, "open", open_)
    return lambda: monkeypatch.setattr(Workers, "open", really)


def test_a_failed_file_is_kept_and_read_at_a_second_try_with_all_that_was_known_of_it(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    heal = refuse_once(monkeypatch, "a.txt")
    path = save("a.txt", "Acme sold engines.")
    known = Provenance(title="Ledger", obtained_by="Ann")
    ingest(workspace, CASE, [path], make_readers(), {path: known})
    path.unlink()  # as an upload is, or a stick that was taken out
    heal()
    assert take(workspace, make_readers()).documents == ()
    assert bad_and_reason(workspace) == [("a.txt", "the reader is ill")]
    (one,) = retry(workspace, CASE, make_readers()).documents
    with workspace.reading() as db:
        (document,) = load_documents(db, CASE)
    assert (one.title, document.file, document.provenance) == ("Ledger", "a.txt", known)
    assert bad_and_reason(workspace) == []
    assert list(workspace.quarantine.iterdir()) == []
    assert verify_workspace(workspace).faults == []


def test_bytes_that_failed_are_not_tried_again_by_a_second_run_but_listed(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    heal = refuse_once(monkeypatch, "a.txt")
    paths = [save("a.txt", "Acme sold engines."), save("b.txt", "Acme sold engines.")]
    first = take(workspace, make_readers(), paths[0])
    heal()
    again = take(workspace, make_readers(), *paths)
    assert [(Path(one.path).name, one.reason) for one in again.failures] == [
        ("a.txt", "the reader is ill"), ("b.txt", "the reader is ill"),
    ]  # fmt: skip
    assert first.failures == again.failures[:1]
    monkeypatch.setattr("factcheck.intake.READ_VERSION", 1000)  # readers that can read more than those that failed
    assert [one.status for one in take(workspace, make_readers(), *paths).documents] == ["new", "known"]
    assert bad_and_reason(workspace) == []
    assert list(workspace.quarantine.iterdir()) == []


def test_one_of_several_failures_is_tried_or_taken_off(workspace: Workspace, save: Save) -> None:
    folder = fill(save, 1)
    take(workspace, make_readers(), folder)
    with workspace.reading() as db:
        paths = [failure.path for failure in load_failures(db, CASE)]
    assert [Path(path).name for path in paths] == ["07 bad.pdf", "08 empty.txt"]
    report = retry(workspace, CASE, make_readers(), [paths[1]])
    assert [one.path for one in report.failures] == [paths[1]]
    dismiss(workspace, CASE, [paths[0]])
    assert [name for name, _ in bad_and_reason(workspace)] == ["08 empty.txt"]
    assert len(list(workspace.quarantine.iterdir())) == 1
    with pytest.raises(NotFound, match="is not among the files"):
        retry(workspace, CASE, make_readers(), [paths[0]])
    with pytest.raises(NotFound, match="no case"):
        dismiss(workspace, "nobody", [])


def test_a_file_that_could_not_be_opened_is_looked_for_where_it_lay(workspace: Workspace, save: Save) -> None:
    path = save("a.txt", "Acme sold engines.")
    gone = Failure(str(path), "the file cannot be opened: it is locked", "Close the other program")
    from factcheck.store.failures import save_failures

    with workspace.writing() as db:
        save_failures(db, CASE, [gone])
    assert [one.status for one in retry(workspace, CASE, make_readers()).documents] == ["new"]


# A watched folder


def test_a_watched_folder_gives_each_file_once_it_is_complete(save: Save) -> None:
    folder = save("in/a.txt", "A").parent
    watched = Watched(folder, walk)
    assert watched.look() == []  # it may still be growing
    assert watched.n_waiting == 1
    assert watched.look() == [folder / "a.txt"]
    assert (watched.look(), watched.n_waiting) == ([], 0)
    save("in/b.txt", "B")
    save("in/c.pdf.part", "still coming")
    save("in/~$memo.docx", "open in Word")
    assert watched.look() == []
    save("in/b.txt", "B and more")
    assert watched.look() == []
    assert watched.look() == [folder / "b.txt"]
    save("in/a.txt", "A changed")
    watched.look()
    assert watched.look() == [folder / "a.txt"]
    (folder / "b.txt").unlink()
    assert (watched.look(), watched.n_waiting) == ([], 0)
