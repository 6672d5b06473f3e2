"""An archive is read by every ZIP program, is made the same each time, and shows every change of one byte."""

from __future__ import annotations

import shutil
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.archive import checking, layout
from factcheck.archive.checking import Checked, verify_archive
from factcheck.archive.layout import MANIFEST, SUMS, Member, is_safe
from factcheck.archive.writing import write_archive
from factcheck.errors import BadInput

CONTENTS = {
    "README.txt": b"Read me.\n",
    "pages/1.txt": "Grüße".encode(),
    "empty.bin": b"",
    "b/x.bin": bytes(range(256)),
}


def write(folder: Path, contents: dict[str, bytes] | None = None, name: str = "a.zip") -> Path:
    members = []
    for number, (member, content) in enumerate((CONTENTS if contents is None else contents).items()):
        path = folder / f"member-{number}"
        path.write_bytes(content)
        members.append(Member.of(member, path))
    write_archive(folder / name, "evidence packet", {"case": "acme", "title": "Größe"}, members)
    return folder / name


def test_every_zip_program_reads_it(tmp_path: Path) -> None:
    archive = write(tmp_path)
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == [MANIFEST, *sorted(CONTENTS), SUMS]
        assert {name: opened.read(name) for name in CONTENTS} == CONTENTS
        opened.extractall(tmp_path / "out")
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=tmp_path / "out", check=True)
    assert verify_archive(archive).faults == []
    assert verify_archive(archive).intact == [MANIFEST, *sorted(CONTENTS), SUMS]


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path), write(tmp_path, dict(reversed(CONTENTS.items())), "b.zip")
    assert first.read_bytes() == second.read_bytes()


def test_every_single_byte_is_accounted_for(tmp_path: Path) -> None:
    archive = write(tmp_path, {"a.txt": b"Read me.\n", "b/x.bin": bytes(range(16))})
    sound = archive.read_bytes()
    for at in range(len(sound)):
        archive.write_bytes(sound[:at] + bytes([sound[at] ^ (1 + at % 255)]) + sound[at + 1 :])
        assert verify_archive(archive).faults, at


@pytest.mark.parametrize(
    ("find", "put", "fault", "intact"),
    [
        (b"Read me.", b"Read us.", "README.txt was changed (bytes ", 5),
        (b"PK\x03\x04", b"PK\x03\x05", "header of manifest.json was changed", 6),
        (b"PK\x01\x02", b"PK\x01\x03", "entry of manifest.json in the list of contents was changed", 6),
        (b"PK\x05\x06", b"PK\x05\x07", "end of the list of contents was changed", 6),
        (b'"case": "acme"', b'"case": "acne"', "manifest.json was changed", 4),
        (b'"kind"', b'"kinb"', "manifest.json was changed: it cannot be read", 4),
        (b"  README.txt\n", b"  README.txT\n", "SHA256SUMS was changed", 5),
        (b"factcheck evidence", b"factcheck evidense", "the last line of the archive", 6),
        (b"; archive SHA", b"; archive SHB", "the last line of the archive", 6),
    ],
)
def test_a_change_is_named_with_its_place(tmp_path: Path, find: bytes, put: bytes, fault: str, intact: int) -> None:
    archive = write(tmp_path)
    sound = archive.read_bytes()
    assert find in sound
    archive.write_bytes(sound.replace(find, put, 1))
    checked = verify_archive(archive)
    assert fault in checked.faults[0]
    assert len(checked.faults) == 1
    assert len(checked.intact) == intact


def repack(archive: Path, change: str) -> Checked:
    """Pack an archive anew with another program, as someone might who opens and saves it."""
    with zipfile.ZipFile(archive) as opened:
        contents, comment = {name: opened.read(name) for name in opened.namelist()}, opened.comment
    if change == "gone":
        del contents["pages/1.txt"]
    elif change == "added":
        contents["../evil.txt"] = b"x"
    elif change == "changed":
        contents["README.txt"] = b"Read it.\n"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.comment = comment
        for name, content in contents.items():
            packed.writestr(name, content)
    return verify_archive(archive)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("none", "packed anew"),
        ("gone", "pages/1.txt is missing"),
        ("added", "'../evil.txt' was added"),
        ("changed", "README.txt was changed"),
    ],
)
def test_an_archive_packed_anew_is_told_member_by_member(tmp_path: Path, change: str, fault: str) -> None:
    archive = write(tmp_path)
    checked = repack(archive, change)
    assert any(fault in one for one in checked.faults), checked
    assert "b/x.bin" in checked.intact


def test_an_archive_packed_anew_tells_large_files_too(tmp_path: Path) -> None:
    archive = write(tmp_path, CONTENTS | {"large.txt": b"much of the same " * 200_000})
    checked = repack(archive, "gone")
    assert {"large.txt", "b/x.bin"} <= set(checked.intact)


@pytest.mark.parametrize("bomb", [MANIFEST, SUMS, "README.txt"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bomb: str) -> None:
    """A few kilobytes that open to more than is ever read; which member they stand for makes no difference."""
    archive = write(tmp_path)
    with zipfile.ZipFile(archive) as opened:
        contents, comment = {name: opened.read(name) for name in opened.namelist()}, opened.comment
    if bomb == SUMS:  # it is asked only where the manifest is of no use
        contents[MANIFEST] = b"{"
    monkeypatch.setattr(checking, "_MOST_MANIFEST", 1 << 20)
    contents[bomb] = bytes(80 << 20)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.comment = comment
        for name, content in contents.items():
            packed.writestr(name, content)
    del contents
    tracemalloc.start()
    try:
        faults = verify_archive(archive).faults
    except BadInput:  # nothing is left by which it could be told for ours
        faults = ["no archive"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert faults
    assert peak < 20 << 20


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"x" * 5000, b"PK\x05\x06" + bytes(18)], ids=["empty", "short", "noise", "no member"]
)
def test_what_is_no_archive_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(BadInput, match="is no packet"):
        verify_archive(tmp_path / "a.zip")


@given(st.dictionaries(st.sampled_from(["a", "b/c", "d.txt", "e-f_g"]), st.binary(max_size=40), max_size=4), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cut_or_addition_is_found(tmp_path: Path, contents: dict[str, bytes], data: st.DataObject) -> None:
    archive = write(tmp_path, contents)
    sound = archive.read_bytes()
    assert verify_archive(archive).faults == []
    at = data.draw(st.integers(0, len(sound)))
    more = data.draw(st.binary(max_size=3))
    for damaged in (sound[:at], sound[:at] + b"x" + more + sound[at:]):
        if damaged != sound:
            archive.write_bytes(damaged)
            try:
                assert verify_archive(archive).faults
            except BadInput:
                pass


def test_a_large_archive_takes_the_wide_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = CONTENTS | {"b/large.bin": b"x" * 3000}
    narrow = write(tmp_path, contents).read_bytes()
    monkeypatch.setattr(layout, "_LIMIT", 2000)  # as if four gibibytes were two thousand bytes
    monkeypatch.setattr(layout, "_MOST_ENTRIES", 3)
    archive = write(tmp_path, contents)
    assert len(archive.read_bytes()) > len(narrow)
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in contents} == contents
    assert verify_archive(archive).faults == []


@pytest.mark.parametrize(
    "name", ["../a", "/a", "a//b", "a\\b", "C:a", "a\n", "é", "", ".", "..", "a/../b", ".a", "-a", "x" * 201, "a/"]
)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "f").write_bytes(b"")
    assert not is_safe(name)
    with pytest.raises(ValueError, match="not the name"):
        Member.of(name, tmp_path / "f")


def test_a_file_that_changes_while_it_is_packed_leaves_no_archive(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"one")
    member = Member.of("f", tmp_path / "f")
    (tmp_path / "f").write_bytes(b"two")
    with pytest.raises(BadInput, match="changed while it was packed"):
        write_archive(tmp_path / "out" / "a.zip", "evidence packet", {}, [member])
    assert list((tmp_path / "out").iterdir()) == []
