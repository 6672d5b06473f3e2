"""A file that crashes, hangs or eats its reader costs that file only, and is listed with its reason."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import made_documents as made
import pytest
from conftest import take
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents import read_document, workers
from factcheck.documents.limits import Limits
from factcheck.documents.messages import decode, encode, hear_opened, tell_opened
from factcheck.documents.parts import MAX_PARTS, Opened, Part, PartsFolder, TooLarge
from factcheck.documents.worker_process import Worker
from factcheck.documents.workers import Stopped, Workers, end_idle_workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Box, Page, ReadAs, ReadDocument, Redaction, Word
from factcheck.packing import PackedWords, pack_words
from factcheck.readers import Readers
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]

QUICK = Limits(idle_seconds=2)  # for what hangs: a reader that starts while the machine is busy takes longer
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of memory are those of Unix")


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """Workers whose readers do what the files say."""
    end_idle_workers()
    command = (sys.executable, str(Path(__file__).with_name("hostile_worker.py")))
    monkeypatch.setattr(workers, "COMMAND", command)
    yield Workers(Limits(memory_bytes=1 << 30))
    end_idle_workers()


def open_(using: Workers, path: Path) -> Opened:
    return using.open(path, path.name, path.parent)


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("crash", "crash (SIGSEGV)"),
        ("abort", "crash (SIGABRT)"),
        ("leave", "crash"),
        ("be killed", "the system stopped the program that read it"),
        ("hang", "took too long to read"),
        ("hang in C", "took too long to read"),
        ("eat", "more than the 1,024 MB of memory"),
        ("stumble", "does not know (KeyError)"),
    ],
)
def test_a_file_that_ruins_its_reader_is_refused_in_words_and_the_next_is_read(
    hostile: Workers, save: Save, deed: str, reason: str
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        open_(Workers(QUICK) if "hang" in deed else hostile, save("bad.txt", deed))
    assert reason in refused.value.reason
    assert refused.value.file == "bad.txt"
    assert len(refused.value.remedy) > 20
    assert open_(hostile, save("good.txt", "Good.")).read == read_document(save("good.txt", "Good."))


def test_a_worker_is_kept_for_the_next_file_and_replaced_after_a_crash(hostile: Workers, save: Save) -> None:
    def number() -> int:
        open_(hostile, save("good.txt", "Good."))
        (idle,) = workers._IDLE
        return idle._process.pid

    first = number()
    assert number() == first
    with pytest.raises(UnreadableDocument):
        open_(hostile, save("refused.txt", ""))  # refused by a reader, which is no crash
    assert number() == first
    with pytest.raises(UnreadableDocument):
        open_(hostile, save("bad.txt", "crash"))
    assert number() != first


def test_a_file_is_not_blamed_for_what_the_file_before_it_did(hostile: Workers, save: Save) -> None:
    open_(hostile, save("good.txt", "Good."))
    (idle,) = workers._IDLE
    idle._process.kill()  # as when memory that an earlier file spoilt gives way now
    time.sleep(0.1)
    read = open_(hostile, save("next.txt", "Next.")).read
    assert read is not None
    assert read.pages[0].text == "Next."


def test_a_slow_file_is_not_taken_for_one_that_hangs(hostile: Workers, save: Save) -> None:
    open_(hostile, save("good.txt", "Good."))
    path = save("slow.txt", "slow 8\nRead all the same.")  # in all longer than the limit of a page
    read = open_(Workers(QUICK), path).read
    assert read is not None
    assert "Read all the same." in read.pages[0].text


def test_what_a_reader_prints_is_no_answer(hostile: Workers, save: Save) -> None:
    assert open_(hostile, save("loud.txt", "print\nText.")).read is not None


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a process is looked up in /proc")
def test_what_a_hanging_reader_has_started_ends_with_it(
    hostile: Workers, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILD_FILE", str(tmp_path / "child"))
    open_(hostile, save("good.txt", "Good."))  # so that the worker is there already
    with pytest.raises(UnreadableDocument, match="too long"):
        open_(Workers(QUICK), save("ocr.txt", "leave a child"))
    child = Path("/proc", (tmp_path / "child").read_text(), "stat")
    for _ in range(100):
        if not child.exists() or child.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the child runs on")


def test_workers_at_work_end_when_they_are_told_to(hostile: Workers, save: Save) -> None:
    threading.Timer(0.5, hostile.end).start()
    with pytest.raises(Stopped):
        open_(hostile, save("slow.txt", "slow 30"))
    with pytest.raises(Stopped):
        open_(hostile, save("good.txt", "Good."))


def test_a_worker_ends_with_the_program_that_asked(save: Save) -> None:
    worker = Worker(workers.COMMAND)
    assert worker._process.stdin is not None
    worker._process.stdin.close()
    assert worker._process.wait(20) == 0
    worker.end()


def test_an_ingest_survives_every_kind_of_hostile_file(
    hostile: Workers, workspace: Workspace, readers: Readers, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.intake.Workers", lambda ocr: hostile)
    paths = [save("0.txt", "Zero."), save("1.txt", "crash"), save("2.txt", "Two."), save("3.txt", "stumble"),
             save("4.txt", "leave"), save("5.pdf", made.make_pdf(["Five."]))]  # fmt: skip
    report = take(workspace, readers, *paths)
    assert [Path(one.path).name for one in report.documents] == ["0.txt", "2.txt", "5.pdf"]
    assert [Path(one.path).name for one in report.failures] == ["1.txt", "3.txt", "4.txt"]


# Starting is cheap, and answers are data


def test_a_worker_loads_no_model_and_no_database() -> None:
    import subprocess

    code = "import sys, factcheck.documents.worker, factcheck.documents.pdf; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    heavy = {"torch", "transformers", "sentence_transformers", "onnxruntime", "faiss", "pandas", "sqlalchemy"}
    assert heavy.isdisjoint(done.stdout.split())


edges = st.integers(-5_000, 80_000).map(lambda number: number / 100)
boxes = st.builds(Box, edges, edges, edges, edges)
shares = st.none() | st.integers(0, 1000).map(lambda number: number / 1000)
texts = st.text(max_size=30)
words = st.lists(st.builds(Word, st.integers(0, 500), st.integers(0, 500), boxes, shares), max_size=5).map(tuple)
redactions = st.lists(
    st.builds(Redaction, boxes, texts, st.lists(texts, max_size=2).map(tuple), st.booleans()), max_size=3
).map(tuple)
pages = st.builds(
    Page, st.integers(1, 99), texts, st.sampled_from(ReadAs), shares, shares, texts, shares, redactions=redactions,
    words=words,
)  # fmt: skip
reads = st.builds(ReadDocument, texts, texts, st.lists(pages, max_size=3).map(tuple), texts)
parts = st.builds(
    lambda name, number: Part(name, Path("there", f"{number:06d}")), texts, st.integers(0, 9)
) | st.builds(Part, texts, st.none(), texts, texts)


@given(st.builds(Opened, st.none() | reads, st.lists(parts, max_size=3).map(tuple)))
def test_what_a_worker_tells_is_what_it_read(opened: Opened) -> None:
    lines = [encode(message) for message in tell_opened(opened)]
    assert all(line.count(b"\n") == 1 for line in lines)
    assert hear_opened(map(decode, lines), Path("there")) == opened


def test_a_part_is_looked_for_in_its_folder_alone() -> None:
    message = {"tells": "part", "name": "x", "path": "../../etc/passwd", "reason": "", "remedy": ""}
    assert hear_opened([message], Path("there")).parts[0].path == Path("there", "passwd")


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b"\xff", b'"x"'])
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        decode(line)


def test_packed_words_are_a_sequence_of_words() -> None:
    plain = tuple(Word(n, n + 1, Box(n, n, n + 1.25, n + 1), None) for n in range(5))
    packed = PackedWords(pack_words(plain))
    assert (len(packed), packed[2], packed[1:3], packed) == (5, plain[2], plain[1:3], plain)
    assert hash(packed) == hash(plain)
    assert pack_words(packed) == packed.packed
    assert packed != PackedWords(pack_words(plain[:4]))


def test_parts_are_kept_under_numbers_and_within_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = PartsFolder(tmp_path)
    folder.put("../../evil", [b"a", b"b"])
    assert folder.parts[0].path == tmp_path / "000000"
    assert (tmp_path / "000000").read_bytes() == b"ab"
    monkeypatch.setattr("factcheck.documents.parts.MAX_PART_BYTES", 10)
    with pytest.raises(TooLarge):
        folder.put("large", (b"123456" for _ in range(1000)))
    assert [path.name for path in tmp_path.iterdir()] == ["000000"]
    monkeypatch.setattr("factcheck.documents.parts.MAX_PARTS_BYTES", 8)
    with pytest.raises(TooLarge):
        folder.put("together", [b"1234567"])
    monkeypatch.setattr("factcheck.documents.parts.MAX_PARTS", 1)
    assert MAX_PARTS > 1000
    with pytest.raises(TooLarge, match="more than 1 files"):
        folder.put("third", [b"1"])
