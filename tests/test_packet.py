"""A packet holds all that someone needs who checks the evidence, and shows every change that was made to it."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, CONTRADICTS, SUPPORTS, copy_of, make_claim, make_readers, take
from made_documents import make_pdf
from test_log import behind

from factcheck.archive.checking import verify_archive
from factcheck.archive.layout import Member
from factcheck.archive.writing import write_archive
from factcheck.errors import BadInput
from factcheck.export.formats import FORMATS
from factcheck.export.packet import Packet, Wish, make_packet
from factcheck.export.packet_log import read_lines
from factcheck.export.unpacking import read_texts
from factcheck.model import Decision, Provenance, Stance, VerdictLabel
from factcheck.pipeline import check_and_store
from factcheck.review import make_review
from factcheck.settings import Publisher
from factcheck.store.cases import save_claim, save_protected
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.documents import load_documents, save_provenance
from factcheck.store.evidence import load_record
from factcheck.store.log import load_head, undo
from factcheck.store.workspace import Workspace, now
from factcheck.verdict import make_verdict
from factcheck.verify.packet import verify_packet
from factcheck.verify.workspace import verify_against

FORMATS_WITHOUT_NEEDS = [name for name in FORMATS if name != "claimreview"]  # that one needs a publisher
SECRETS = ("Ida Tarbell", "Deep Throat", "leaked in a garage", "memo-from-deep.pdf", "account nosy")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, blank: Path) -> Path:
    """Two claims, a PDF and a text as evidence, reviews, verdicts and an undo."""
    folder = tmp_path_factory.mktemp("packet")
    workspace = copy_of(blank, folder, "account nosy")
    readers = make_readers({"sold": SUPPORTS, "never": CONTRADICTS})
    pdf = make_pdf(["Acme sold engines to Deep Throat in 1999.", "It rained."])
    (folder / "memo-from-deep.pdf").write_bytes(pdf)
    (folder / "never.txt").write_text("Acme never sold engines.\nGrüße.", encoding="utf-8")
    take(workspace, readers, folder / "memo-from-deep.pdf", folder / "never.txt")
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
        save_claim(db, CASE, make_claim("C/2 é", "Acme is old."))
        for document in load_documents(db, CASE):
            save_provenance(
                db,
                CASE,
                document.sha256,
                Provenance(obtained_by="Deep Throat", obtained_how="leaked in a garage", kind="memo"),
            )
    for claim in ("C1", "C/2 é"):
        check_and_store(workspace, CASE, claim, readers)
        with workspace.writing() as db:
            record = load_record(db, CASE, claim)
            assert record.checked
            for one in record.checked.evidence:
                save_review(
                    db, make_review(one, Decision.CORRECT, Stance.SUPPORTS, "Ida Tarbell", now(), "Says Deep Throat.")
                )
            reviews = load_record(db, CASE, claim).reviews
            verdict = make_verdict(claim, VerdictLabel.SUPPORTED, "It says so.", "Ida Tarbell", now(), reviews)
            save_verdict(db, CASE, verdict)
    with workspace.writing() as db:
        last = load_head(db, CASE)
        assert last
        undo(db, CASE, last[0], "Bob Woodward", "Too early.")
    return workspace.root


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Workspace:
    return copy_of(made, tmp_path, "account nosy")


def make(workspace: Workspace, folder: Path, name: str = "packet.zip", **wish: object) -> Packet:
    return make_packet(workspace, CASE, folder / name, Wish(**wish))  # type: ignore[arg-type]


def test_a_packet_holds_everything_and_proves_itself(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path)
    assert (packet.quotes, packet.images, packet.received) == (6, 4, 2)
    verified = verify_packet(packet.path)
    assert verified.faults == verified.notes == []
    assert (verified.kind, verified.quotes, verified.entries) == ("evidence packet", 6, packet.entries)
    assert verified.sha256 == packet.sha256
    with zipfile.ZipFile(packet.path) as archive:
        names = archive.namelist()
        readme = archive.read("README.txt").decode()
        documents = json.loads(archive.read("documents.json"))
    assert set(verified.intact) == set(names)
    assert {name.partition("/")[0] for name in names} == {
        "manifest.json", "README.txt", "SHA256SUMS", "documents.json", "images", "log", "pages", "places.json", "received",
        "table",
    }  # fmt: skip
    assert {one["obtained_by"] for one in documents} == {"Deep Throat"}
    assert "2 public statement(s)" in readme
    assert max(map(len, readme.splitlines())) <= 92


def test_the_same_state_gives_the_same_bytes(case: Workspace, tmp_path: Path) -> None:
    first = make(case, tmp_path, "a.zip", formats=tuple(FORMATS_WITHOUT_NEEDS))
    time.sleep(2.1)  # ZIP, and so XLSX and DOCX, count time in steps of two seconds
    second = make(case, tmp_path, "b.zip", formats=tuple(FORMATS_WITHOUT_NEEDS))
    assert first.path.read_bytes() == second.path.read_bytes()
    with case.writing() as db:
        save_claim(db, CASE, make_claim("C3", "Acme is new."))
    assert make(case, tmp_path, "c.zip").sha256 != first.sha256


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not here")
def test_a_packet_can_be_checked_without_the_tool(case: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(make(case, tmp_path).path) as archive:
        archive.extractall(tmp_path / "out")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=True)


def test_received_files_may_stay_at_home(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path, with_received=False, with_images=False, formats=("csv",))
    assert (packet.received, packet.images) == (0, 0)
    with zipfile.ZipFile(packet.path) as archive:
        assert not any(name.startswith(("received/", "images/")) for name in archive.namelist())
        assert len(json.loads(archive.read("documents.json"))[0]["sha256"]) == 64
        assert "is not in this packet" in archive.read("README.txt").decode()


def test_a_packet_of_one_claim_says_nothing_of_the_others(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path, claims=("C1",), with_received=False, formats=("json",))
    verified = verify_packet(packet.path)
    assert verified.faults == []
    assert "withheld" in verified.notes[0]
    assert "Acme is old." not in " ".join(text for _, text in read_texts(packet.path.read_bytes(), "p"))
    with zipfile.ZipFile(packet.path) as archive:
        links = list(read_lines(archive.read("log/decision-log.jsonl").decode()))
    assert {link.entry.claim for link in links if link.entry} == {"", "C1"}
    assert any(link.entry is None for link in links)


def test_a_received_file_that_was_changed_is_not_packed(case: Workspace, tmp_path: Path) -> None:
    next(path for path in case.received.rglob("*") if path.is_file()).write_bytes(b"x")
    with pytest.raises(BadInput, match="was changed after it was received"):
        make(case, tmp_path)
    assert list(tmp_path.glob("*.zip")) == []


# Protected


def test_no_protected_string_is_in_any_byte_of_a_protected_packet(case: Workspace, tmp_path: Path) -> None:
    with case.writing() as db:
        save_protected(db, CASE, ["garage"])
    packet = make(case, tmp_path, is_protected=True, with_received=False, with_images=True)
    texts = [text.lower() for _, text in read_texts(packet.path.read_bytes(), "packet.zip")]
    assert len(texts) > 20
    for secret in (*SECRETS, "Bob Woodward", "garage"):
        assert not any(secret.lower() in text for text in texts), secret
    assert "none occurs" in packet.proof
    verified = verify_packet(packet.path)
    assert verified.faults == []
    assert verified.entries == packet.entries


def test_a_protected_log_calls_people_by_numbers_and_says_what_they_did(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path, is_protected=True, with_received=False, with_images=False)
    with zipfile.ZipFile(packet.path) as archive:
        links = list(read_lines(archive.read("log/decision-log.jsonl").decode()))
        readme = archive.read("README.txt").decode()
    entries = [link.entry for link in links if link.entry]
    assert {entry.who for entry in entries} == {"", "model", "Reviewer 1", "Reviewer 2", "Reviewer 3"}
    undone = entries[-1]
    assert (undone.who, undone.why) == ("Reviewer 3", "Too early.")
    assert entries[undone.what["entry"] - 1].action == "verdict set"
    assert "SOURCES ARE PROTECTED" in readme
    with case.reading() as db:
        assert load_head(db, CASE) != (links[-1].number, links[-1].hash)


def test_a_protected_packet_with_received_files_is_refused(case: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot hold received files"):
        make(case, tmp_path, is_protected=True)


# Tampering


def test_a_hundred_random_bytes_changed_are_each_found_and_named(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path, formats=("csv", "json"))
    sound = packet.path.read_bytes()
    with zipfile.ZipFile(packet.path) as archive:
        where = {info.filename: (info.header_offset, info.file_size) for info in archive.infolist()}
    chance = random.Random(6)
    for number in range(100):
        if number % 2:  # any byte alike, and any member alike
            at = chance.randrange(len(sound))
        else:
            start, size = where[chance.choice(sorted(where))]
            at = start + chance.randrange(30 + size)
        packet.path.write_bytes(sound[:at] + bytes([sound[at] ^ chance.randrange(1, 256)]) + sound[at + 1 :])
        faults = verify_packet(packet.path).faults
        name = next((name for name, (start, size) in where.items() if start <= at < start + 30 + len(name) + size), "")
        assert any((name or "list of contents") in fault or "last line" in fault for fault in faults), (
            at,
            name,
            faults,
        )


def forge(packet: Path, folder: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """A packet with one part changed, packed anew with a manifest that fits."""
    manifest = verify_archive(packet).manifest
    assert manifest
    with zipfile.ZipFile(packet) as archive:
        archive.extractall(folder / "out")
    forged = folder / "out" / member
    before = forged.read_bytes()
    forged.write_bytes(change(before))
    assert forged.read_bytes() != before
    members = [Member.of(one.name, folder / "out" / one.name) for one in manifest.members]
    write_archive(folder / "forged.zip", manifest.kind, manifest.about, members)
    assert verify_archive(folder / "forged.zip").faults == []
    return folder / "forged.zip"


@pytest.mark.parametrize(
    ("member", "find", "put", "fault"),
    [
        ("log/decision-log.jsonl", b'"label":"Supported"', b'"label":"Mixed"', "entry .* was changed after it was written"),
        ("places.json", b"Acme sold", b"Acme gave", "not verbatim on the text of its page"),
        ("places.json", b'"start": 0', b'"start": -40', "not verbatim on the text of its page"),
        ("table/evidence.csv", b"Acme sold", b"Acme gave", r"csv: claim C1, quotation \d is not what places"),
        ("table/evidence.json", b'"stance": "supports"', b'"stance": "contradicts"', r"\d is not what places"),
        ("table/evidence.csv", b",Supported,", b",Mixed,", r"csv: the verdict on claim C1 is in no entry of"),
        ("table/evidence.json", b"It says so.", b"It is so.", r"evidence\.json: the verdict on claim C1 is in no entry"),
        ("table/evidence.json", b"[", b"{", r"evidence\.json cannot be compared"),
        ("table/evidence.csv", b"C/2", b"C/3", "is missing"),
    ],
)  # fmt: skip
def test_a_packet_made_anew_with_other_contents_is_found_by_what_it_says(
    case: Workspace, tmp_path: Path, member: str, find: bytes, put: bytes, fault: str
) -> None:
    packet = make(case, tmp_path, formats=("csv", "json"), with_images=False)
    forged = forge(packet.path, tmp_path, member, lambda content: content.replace(find, put))
    assert any(re.search(fault, one) for one in verify_packet(forged).faults), verify_packet(forged).faults


def test_a_received_file_that_was_exchanged_is_named_even_with_fitting_hashes(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path, formats=("csv",), with_images=False)
    name = next(one for one in verify_packet(packet.path).intact if one.startswith("received/"))
    faults = verify_packet(forge(packet.path, tmp_path, name, lambda content: content + b" ")).faults
    assert len(faults) == 1
    assert faults[0].startswith(f"{name} is not the file that was received")


def test_a_packet_publishes_reviews_where_the_publisher_is_known(case: Workspace, tmp_path: Path) -> None:
    with case.writing() as db:
        save_claim(db, CASE, make_claim(speaker="Ann", source="The Gazette"))
    publisher = Publisher("The Gazette", "https://gazette.example", "https://gazette.example/{claim}")
    with pytest.raises(BadInput, match="publisher is missing"):
        make(case, tmp_path, claims=("C1",), formats=("claimreview",))
    packet = make(case, tmp_path, claims=("C1",), formats=("claimreview",), publisher=publisher)
    assert "table/evidence.jsonld" in verify_packet(packet.path).intact


def test_a_packet_made_earlier_shows_a_log_that_was_cut(case: Workspace, tmp_path: Path) -> None:
    packet = make(case, tmp_path, formats=("csv",))
    assert list(verify_against(case.root, packet.path)) == []
    with case.writing() as db:
        save_claim(db, CASE, make_claim("C3", "Acme is new."))
    assert list(verify_against(case.root, packet.path)) == []
    behind(case, f"DELETE FROM log WHERE number >= {packet.entries}")
    assert "is gone" in next(iter(verify_against(case.root, packet.path)))
