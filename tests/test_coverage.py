"""Every page is counted: how it was read and how surely, or why it was not; and what was searched says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, make_claim, make_readers, take
from hypothesis import given
from hypothesis import strategies as st
from made_scans import joined, make_scan, pdf_of
from typer.testing import CliRunner

from factcheck.cli import app
from factcheck.coverage import DOUBTFUL, cover, is_doubtful, sureness
from factcheck.model import Box, HowRead, Page, ReadAs, ReadDocument, Searched, Word
from factcheck.pipeline import check
from factcheck.readers import Readers
from factcheck.rereading import read_again
from factcheck.settings import OcrSettings, Settings
from factcheck.store.documents import save_document, save_provenance
from factcheck.store.how_read import load_how_read
from factcheck.store.pages import load_pages
from factcheck.store.words import load_words
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]
ENGINE = "Tesseract 5.3.0 (eng)"
PAGES = (
    HowRead(1, ReadAs.TEXT_LAYER),
    HowRead(2, ReadAs.OCR, ENGINE, 0.95),
    HowRead(3, ReadAs.OCR, f"{ENGINE}, because its text layer is garbled", 0.55),
    HowRead(4, ReadAs.UNREAD, unread_reason="the page is blank"),
)

how_read = st.builds(
    HowRead,
    st.integers(1, 99),
    st.sampled_from(ReadAs),
    st.sampled_from(["", ENGINE]),
    st.none() | st.floats(0, 1),
    st.sampled_from(["", "the page is blank"]),
)


@given(st.lists(how_read, max_size=20))
def test_no_page_is_left_out_of_the_count(pages: list[HowRead]) -> None:
    covered = cover(pages)
    assert sum(covered.ways.values()) == covered.pages == len(pages) == covered.read + len(covered.unread)
    assert sum(covered.readers.values()) == covered.ways.get("OCR", 0)
    assert set(covered.doubtful) == {page for page in pages if is_doubtful(page)}


def test_what_ocr_read_is_told_with_its_engine_and_its_doubts() -> None:
    covered = cover(PAGES)
    assert covered.ways == {"text layer": 1, "OCR": 2, "unread": 1}
    assert covered.readers == {ENGINE: 1, f"{ENGINE}, because its text layer is garbled": 1}
    assert covered.confidence == pytest.approx(0.75)
    assert [page.number for page in covered.doubtful] == [3]
    assert [page.unread_reason for page in covered.unread] == ["the page is blank"]


def test_a_page_of_ocr_that_does_not_say_how_sure_it_is_is_doubtful() -> None:
    assert is_doubtful(HowRead(1, ReadAs.OCR, ENGINE))
    assert not is_doubtful(HowRead(1, ReadAs.OCR, ENGINE, DOUBTFUL))
    assert not is_doubtful(HowRead(1, ReadAs.TEXT_LAYER))


def test_a_quotation_is_as_sure_as_its_words_and_names_those_in_doubt() -> None:
    box = Box(0, 0, 1, 1)
    words = [Word(0, 3, box, 0.9), Word(4, 8, box, 0.5), Word(9, 12, box, 0.1)]
    sure = sureness(words, 0, 8)
    assert sure is not None
    assert sure.mean == pytest.approx(0.7)
    assert [word.start for word in sure.doubtful] == [4]
    assert sureness([Word(0, 3, box)], 0, 3) is None
    assert sureness(words, 20, 30) is None


def test_the_workspace_keeps_how_each_page_was_read(workspace: Workspace) -> None:
    read = ReadDocument(
        "application/pdf",
        "",
        tuple(
            Page(page.number, "text" if page.read_as is not ReadAs.UNREAD else "", page.read_as,
                 unread_reason=page.unread_reason, confidence=page.confidence, reader=page.reader)
            for page in PAGES
        ),
        "test",
    )  # fmt: skip
    from factcheck.model import Provenance

    with workspace.writing() as db:
        save_document(db, "0" * 64, "scan.pdf", 1, read)
        save_provenance(db, CASE, "0" * 64, Provenance())
    with workspace.reading() as db:
        assert load_how_read(db, CASE) == {"0" * 64: list(PAGES)}
        assert [page.reader for page in load_pages(db, "0" * 64)] == [page.reader for page in PAGES]


def with_ocr(is_on: bool) -> Readers:
    given = make_readers()
    return Readers(Settings(ocr=OcrSettings(is_on=is_on)), given.encoder, given.stance)


@pytest.fixture
def without_ocr() -> Readers:
    return with_ocr(False)


def test_unread_pages_are_read_again_once_there_is_ocr_and_are_found_by_a_check(
    workspace: Workspace, without_ocr: Readers, save: Save
) -> None:
    text, scan = (
        made.make_pdf(["Acme sold many pumps in 2016."]),
        make_scan("Acme sold no engines.", 150, page=(612.0, 200.0)),
    )
    path = save("mixed.pdf", joined(text, pdf_of(scan), made.make_pdf([""])))
    sha256 = take(workspace, without_ocr, path).documents[0].sha256
    check(workspace, CASE, make_claim(), without_ocr)  # an index of the one page is there
    with workspace.reading() as db:
        before = load_pages(db, sha256)
    readers = with_ocr(True)
    assert [(one.file, one.pages, one.of) for one in read_again(workspace, CASE, readers)] == [("mixed.pdf", 1, 1)]
    with workspace.reading() as db:
        after = load_pages(db, sha256)
        assert load_words(db, sha256, 2)
    assert [page.read_as for page in after] == [ReadAs.TEXT_LAYER, ReadAs.OCR, ReadAs.UNREAD]
    assert after[0] == before[0] and after[1].text == "Acme sold no engines."
    checked, _ = check(workspace, CASE, make_claim(), readers)
    assert "Acme sold no engines." in {one.passage.text for one in checked.evidence}
    assert checked.searched == Searched(1, 3, 2, unread_pages=1, ocr_pages=1, top_k=20)
    assert read_again(workspace, CASE, readers) == []
    assert not verify_workspace(workspace).faults


def test_a_check_says_how_much_ocr_read_and_what_nobody_read(
    workspace: Workspace, without_ocr: Readers, save: Save
) -> None:
    take(workspace, without_ocr, save("a.txt", "Acme sold no engines."), save("b.pdf", made.make_scan(2)))
    checked, _ = check(workspace, CASE, make_claim(), without_ocr)
    assert checked.searched == Searched(2, 3, 1, unread_pages=2, top_k=20)


def test_the_command_line_reports_every_page_and_file(
    workspace: Workspace, without_ocr: Readers, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = take(
        workspace,
        without_ocr,
        save("a.txt", "Acme sold no engines."),
        save("b.pdf", made.make_scan(2)),
        save("c.pdf", b""),
    )
    where = ["--workspace", str(workspace.root)]
    told = json.loads(CliRunner().invoke(app, ["case", "coverage", CASE, "--json", *where]).stdout)
    assert told["ways"] == {"text": 1, "unread": 2}
    assert [failure["reason"] for failure in told["failures"]] == ["the file is empty"]
    assert sum(document["pages"] for document in told["documents"]) == told["pages"] == 3
    assert all("switched off" in page["unread_reason"] for page in told["unread"])
    plain = CliRunner().invoke(app, ["case", "coverage", CASE, *where]).stdout
    assert "unread: page 2: it needs OCR, and it is switched off" in plain and "not taken in" in plain
    sha256 = report.documents[1].sha256
    each = CliRunner().invoke(app, ["document", "coverage", sha256[:10], "--case", CASE, *where]).stdout
    assert "page 1: unread: it needs OCR" in each
    assert CliRunner().invoke(app, ["document", "coverage", "ffff", "--case", CASE, *where]).exit_code != 0
