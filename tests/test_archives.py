"""Archives: each member a document of its own, and no bomb, no lying name and no nesting does harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, KeywordEncoder, make_readers, take

from factcheck.documents import open_file
from factcheck.documents.parts import Opened
from factcheck.errors import UnreadableDocument
from factcheck.model import IngestReport
from factcheck.store.documents import load_documents
from factcheck.store.failures import load_failures
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def open_(path: Path, tmp_path: Path) -> Opened:
    folder = tmp_path / "parts"
    folder.mkdir()
    return open_file(path, path.name, folder)


def say(report: IngestReport, path: Path) -> tuple[list[str], dict[str, str]]:
    read = [one.path.removeprefix(f"{path}/") for one in report.documents]
    return read, {one.path.removeprefix(f"{path}/"): one.reason for one in report.failures}


def test_members_are_documents_in_the_order_of_the_archive(workspace: Workspace, save: Save) -> None:
    path = save("papers.zip", zip_of(
        ("z/memo.txt", b"Memo words."), ("a.pdf", made.make_pdf(["Page words."])), ("empty folder/", b""),
        ("__MACOSX/._a.pdf", b"clutter"), (".DS_Store", b"clutter"), ("bad.pdf", b"%PDF-1.4 nothing"),
        ("inner.zip", zip_of(("deep.txt", b"Deep words."))),
    ))  # fmt: skip
    report = take(workspace, make_readers(), path)
    assert say(report, path)[0] == ["z/memo.txt", "a.pdf", "inner.zip/deep.txt"]
    assert list(say(report, path)[1]) == ["bad.pdf"]
    with workspace.reading() as db:
        notes = {one.file: one.provenance.note for one in load_documents(db, CASE)}
    assert notes["memo.txt"].startswith("Lay in papers.zip (SHA-256 ")
    assert notes["memo.txt"].endswith(", as z/memo.txt")
    assert notes["deep.txt"].startswith("Lay in inner.zip")
    assert verify_workspace(workspace).faults == []  # the archives themselves are not kept
    again = take(workspace, make_readers(), path)
    assert [one.status for one in again.documents] == ["known"] * 3
    assert again.failures == report.failures
    assert verify_workspace(workspace).faults == []


def test_an_archive_that_was_opened_is_not_opened_again(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.receiving.RACY_SECONDS", -1.0)
    path = save("papers.zip", zip_of(("a.txt", b"A words."), ("b.txt", b"")))
    take(workspace, make_readers(), path)
    monkeypatch.setattr(Workspace, "receive", lambda *_: pytest.fail("read from the disk again"))
    monkeypatch.setattr("factcheck.intake.open_received", lambda *_: pytest.fail("opened again"))
    encoder = KeywordEncoder()
    take(workspace, make_readers(encoder=encoder), path)
    assert encoder.embedded == []


@pytest.mark.parametrize("racy_seconds", [2.0, -1.0])
def test_an_archive_whose_files_were_lost_is_opened_again(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch, racy_seconds: float
) -> None:
    monkeypatch.setattr("factcheck.receiving.RACY_SECONDS", racy_seconds)
    path = save("papers.zip", zip_of(("a.txt", b"A words."), ("in.zip", zip_of(("b.txt", b"B words.")))))
    take(workspace, make_readers(), path)
    with workspace.reading() as db:
        for one in load_documents(db, CASE):
            workspace.received_path(one.sha256).unlink()
    report = take(workspace, make_readers(), path)
    assert [one.status for one in report.documents] == ["known", "known"]
    assert verify_workspace(workspace).faults == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"), ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Windows\\x.txt", "Windows/x.txt"),
        ("a/./b//c.txt", "a/b/c.txt"), ("größe.txt", "größe.txt"), ("=cmd.txt", "=cmd.txt"), ("a\nb.txt", "a\nb.txt"),
    ],
)  # fmt: skip
def test_a_name_that_lies_is_words_and_never_a_path(
    workspace: Workspace, save: Save, tmp_path: Path, name: str, shown: str
) -> None:
    before = set(tmp_path.rglob("*"))
    path = save("a.zip", zip_of((zipfile.ZipInfo(name), b"Words.")))
    report = take(workspace, make_readers(), path)
    assert say(report, path)[0] == [shown]
    made = set(tmp_path.rglob("*")) - before - {path, path.parent}
    assert all("workspace" in one.parts and not one.name.endswith(".txt") for one in made)


def test_a_name_in_utf_8_that_does_not_say_so_is_read(save: Save, tmp_path: Path) -> None:
    plain = bytearray(zip_of(("größe.txt", b"Words.")))
    name = "größe.txt".encode()
    plain[plain.index(name) - 30 + 7] &= ~0x08 & 0xFF  # the flag that says UTF-8, before the member
    plain[plain.rindex(name) - 46 + 9] &= ~0x08 & 0xFF  # and in the list of members
    assert [part.name for part in open_(save("a.zip", bytes(plain)), tmp_path).parts] == ["größe.txt"]


def test_members_that_cannot_be_unpacked_are_listed_and_cost_no_other(save: Save, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    members = [("good.txt", b"Good."), ("torn.txt", b"Torn words."), ("locked.txt", b"Locked."), (link, b"/etc/passwd")]
    data = bytearray(zip_of(*members))
    data[data.index(b"torn.txt") + len("torn.txt") + 3] ^= 0xFF
    data[data.index(b"locked.txt") - 30 + 6] |= 1  # the flag of encryption, before the member
    data[data.rindex(b"locked.txt") - 46 + 8] |= 1  # and in the list of members
    opened = open_(save("a.zip", bytes(data)), tmp_path)
    reasons = {part.name: part.reason for part in opened.parts}
    assert reasons["good.txt"] == ""
    assert "damaged" in reasons["torn.txt"]
    assert "password" in reasons["locked.txt"]
    assert "link" in reasons["link.txt"]
    assert all(part.remedy for part in opened.parts if part.reason)


def test_bombs_are_refused_before_they_fill_the_disk(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.documents.archive.RATIO_FROM", 1 << 20)
    bomb = zip_of(("zeros.txt", bytes(8 << 20)), ("good.txt", b"Good."))
    opened = open_(save("bomb.zip", bomb), tmp_path)
    assert {part.name: bool(part.reason) for part in opened.parts} == {"zeros.txt": True, "good.txt": False}
    assert "zip bomb" in opened.parts[0].reason


def test_limits_on_size_and_count_are_said_and_what_fits_is_kept(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.documents.parts.MAX_PART_BYTES", 1000)
    monkeypatch.setattr("factcheck.documents.parts.MAX_PARTS", 3)
    many = zip_of(("a.txt", b"a"), ("large.txt", b"x" * 1001), ("b.txt", b"b"), ("c.txt", b"c"), ("d.txt", b"d"))
    opened = open_(save("many.zip", many), tmp_path)
    assert [(part.name, part.reason) for part in opened.parts] == [
        ("a.txt", ""), ("large.txt", "it unpacks to more than 0 MB"), ("b.txt", ""),
        ("c.txt and what follows", "more than 3 files lie in it"),
    ]  # fmt: skip


def test_archives_in_archives_end_somewhere(workspace: Workspace, save: Save) -> None:
    data = b"Words at the bottom."
    for level in range(9):
        data = zip_of((f"level {level}.zip" if level else "bottom.txt", data))
    path = save("deep.zip", data)
    read, failed = say(take(workspace, make_readers(), path), path)
    assert read == []
    (reason,) = failed.values()
    assert "too many files lie in each other" in reason
    with workspace.reading() as db:
        assert len(load_failures(db, CASE)) == 1


def test_many_archives_in_an_archive_end_somewhere(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.intake.MAX_PARTS", 10)
    members = [
        (f"{n}.zip", zip_of(*((f"{n}-{m}.txt", f"Words {n} {m}.".encode()) for m in range(4)))) for n in range(6)
    ]
    path = save("wide.zip", zip_of(*members))
    read, failed = say(take(workspace, make_readers(), path), path)
    assert 4 <= len(read) <= 10
    assert len(read) + len(failed) == 24
    assert set(failed.values()) == {"too many files lie in each other for it to be opened"}


def test_an_archive_without_files_or_damaged_is_refused(save: Save, tmp_path: Path) -> None:
    for data, reason in ((zip_of(("only/", b"")), "no file"), (zip_of(("a.txt", b"A" * 500))[:80], "damaged")):
        with pytest.raises(UnreadableDocument, match=reason):
            open_file(save("a.zip", data), "a.zip", tmp_path)


def test_the_same_paper_in_an_archive_and_beside_it_is_one_document(workspace: Workspace, save: Save) -> None:
    paths = [save("in/a.zip", zip_of(("memo.txt", b"The words."))), save("in/memo copy.txt", b"The words.")]
    report = take(workspace, make_readers(), *paths)
    assert [one.status for one in report.documents] == ["new", "known"]
    with workspace.reading() as db:
        (one,) = load_documents(db, CASE)
    assert one.file == "memo.txt"
    assert one.provenance.note.startswith("Lay in a.zip")


def test_a_large_archive_is_unpacked_from_the_disk(save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.documents.opening.MAX_BYTES", 100)
    path = save("large.zip", zip_of(("a.txt", zlib.compress(b"x") * 50)))
    assert [part.name for part in open_(path, tmp_path).parts] == ["a.txt"]
    with pytest.raises(UnreadableDocument, match="larger than the 0 MB"):
        open_file(save("large.txt", "x" * 200), "large.txt", tmp_path)
