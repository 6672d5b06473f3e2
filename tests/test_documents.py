"""What a file is, its content decides; every file is read, or refused with a reason and a remedy."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.documents import read_document
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadAs
from factcheck.passages import split_passages

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared documents are not at {SHARED}")

Save = Callable[[str, bytes], Path]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Give a function that writes a file and returns its path."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        pytest.param("memo.pdf", made.make_pdf(["Hello"]), "application/pdf", id="pdf"),
        pytest.param("MEMO.PDF", made.make_pdf(["Hello"]), "application/pdf", id="pdf in capitals"),
        pytest.param("memo.txt", made.make_pdf(["Hello"]), "application/pdf", id="pdf called txt"),
        pytest.param("memo", made.make_pdf(["Hello"]), "application/pdf", id="pdf without a suffix"),
        pytest.param("memo.pdf", b"\r\n\r\n" + made.make_pdf(["Hello"]), "application/pdf", id="pdf after blank lines"),
        pytest.param("memo.pdf", b"<!DOCTYPE html><p>Hello", "text/html", id="html called pdf"),
        pytest.param("memo.md", b"<!-- saved --><html><body>Hello", "text/html", id="html called md"),
        pytest.param("memo.htm", b"<p>Hello</p>", "text/html", id="fragment of html"),
        pytest.param("memo.doc", made.make_docx("Hello"), "application/vnd.openxmlformats", id="docx called doc"),
        pytest.param("memo.md", b"# Hello\n", "text/markdown", id="markdown"),
        pytest.param("memo.pdf", b"Hello", "text/plain", id="text called pdf"),
        pytest.param("memo.md", b"Hello: a file starts with %PDF-1.4, they say", "text/markdown", id="text about pdf"),
        pytest.param("memo.txt", b"BMW says Hello, MZ too", "text/plain", id="text that begins like a bitmap"),
    ],
)
def test_the_content_of_a_file_decides_what_it_is(save: Save, name: str, data: bytes, media_type: str) -> None:
    read = read_document(save(name, data))
    assert read.media_type.startswith(media_type)
    assert "Hello" in read.pages[0].text
    assert read.reader


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="no bytes"),
        pytest.param(b" \n\n\t", "empty", id="only white space"),
        pytest.param(bytes(1000), "empty", id="only NULs"),
        pytest.param(PNG + bytes(100), "damaged", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(100), "damaged", id="jpeg"),
        pytest.param(b"II*\0" + bytes(100), "damaged", id="tiff"),
        pytest.param(b"GIF89a" + bytes(100), "picture of a kind", id="gif"),
        pytest.param(OLD_OFFICE, "old Office", id="old doc"),
        pytest.param(made.make_zip(a_txt=b"Hello"), "archive", id="zip"),
        pytest.param(made.make_zip(xl__workbook_xml=b"<x/>"), "XLSX", id="xlsx"),
        pytest.param(made.make_zip(ppt__presentation_xml=b"<x/>"), "PPTX", id="pptx"),
        pytest.param(made.make_zip(content_xml=b"<x"), "OpenDocument", id="odt"),
        pytest.param(made.make_docx("Hello")[:-900], "damaged", id="docx cut short"),
        pytest.param(made.make_zip(word__document_xml=b"<w:document"), "damaged", id="docx of broken xml"),
        pytest.param(b'<?xml version="1.0"?><feed/>', "XML", id="xml"),
        pytest.param(bytes(range(256)) * 20, "neither", id="binary rubbish"),
        pytest.param(b"%PDF-1.4\nand then nothing", "damaged", id="pdf without objects"),
        pytest.param(made.lock_pdf(made.make_pdf(["Secret"]), "password"), "password", id="locked pdf"),
        pytest.param(made.make_pdf([]), "no pages", id="pdf of no pages"),
        pytest.param(made.make_pdf(["Hello"], count=10**6), "1,000,000 pages", id="pdf that claims a million pages"),
        pytest.param(b"<html><script>Hello</script></html>", "no text", id="html that shows nothing"),
        pytest.param(made.make_docx(), "no text", id="docx without text"),
    ],
)
def test_what_cannot_be_read_says_which_file_and_why_and_what_to_do(save: Save, data: bytes, reason: str) -> None:
    path = save("stored", data)
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path, file="memo.pdf")
    assert caught.value.file == "memo.pdf"
    assert reason in caught.value.reason
    assert len(caught.value.remedy) > 15


def test_a_file_that_is_not_there_is_refused_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        read_document(tmp_path / "missing.pdf")
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        read_document(tmp_path)


def test_the_name_as_received_is_never_used_as_a_path(save: Save) -> None:
    assert read_document(save("stored", b"Hello"), file="../../etc/passwd").pages[0].text == "Hello"


def test_progress_tells_pages_read_of_pages_in_all(save: Save) -> None:
    told: list[tuple[int, int]] = []
    read_document(save("a.pdf", made.make_pdf(["One", "Two", "Three"])), on_page=lambda *at: told.append(at))
    read_document(save("a.txt", b"One\fTwo"), on_page=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3), (2, 2)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"# "]),
    rest=st.binary(max_size=300),
)
def test_any_bytes_are_read_or_refused_and_nothing_else(save: Save, start: bytes, rest: bytes) -> None:
    try:
        read = read_document(save("any", start + rest))
    except UnreadableDocument:
        return
    assert [page.number for page in read.pages] == list(range(1, len(read.pages) + 1))
    assert all(page.is_read == bool(page.text) for page in read.pages)


@pytest.mark.parametrize("make", [made.make_pdf, lambda texts: made.make_docx(*texts)], ids=["pdf", "docx"])
def test_a_file_cut_short_anywhere_is_read_or_refused(save: Save, make: Callable[[list[str]], bytes]) -> None:
    whole = make(["The agency paid the contractor.", "The contract ended in 2019."])
    for length in range(1, len(whole), max(1, len(whole) // 60)):
        try:
            read_document(save("cut", whole[:length]))
        except UnreadableDocument:
            pass


def test_importing_the_package_loads_no_reader() -> None:
    source = Path(importlib.util.find_spec("factcheck.documents").origin).read_text()  # type: ignore[union-attr, arg-type]
    top = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in top if any(name in line for name in ("pdf", "docx", "html", "bs4", "text"))]


@needs_shared
@pytest.mark.parametrize("folder", ["documents", "pdf-zoo"])
def test_every_shared_file_is_read_or_refused_and_its_passages_are_its_text(folder: str) -> None:
    read_pages = 0
    for path in sorted(path for path in (SHARED / folder).rglob("*") if path.is_file()):
        try:
            read = read_document(path)
        except UnreadableDocument as refusal:
            assert refusal.reason and refusal.remedy
            continue
        for page in read.pages:
            assert page.is_read == bool(page.text), path
            assert page.is_read or page.unread_reason, path
            passages = split_passages("0" * 64, page)
            assert bool(passages) == page.is_read, path
            assert all(page.text[passage.start : passage.end] == passage.text for passage in passages), path
            read_pages += page.read_as is not ReadAs.UNREAD
    assert read_pages > 100


# Digests


HEAD = "# Digest: A plan\n\nThis is a digest in our own words of a plan, https://example.org/; it is not the paper itself.\n\n"


def test_what_a_digest_says_of_itself_is_shown_and_is_no_passage(save: Save) -> None:
    page = read_document(save("plan.md", (HEAD + "The plan is short. [P-D1 F1]\n").encode())).pages[0]
    assert page.text.startswith("# Digest: A plan")
    assert [passage.text for passage in split_passages("a" * 64, page)] == ["The plan is short. [P-D1 F1]"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD.replace("Digest: ", "") + "Short.", id="no title of one"),
        pytest.param("# Digest: A plan\n\nThe plan is short.\n\nIt ends here.", id="does not say so"),
        pytest.param(HEAD, id="has no content"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_digest_is_read_from_its_beginning(save: Save, text: str) -> None:
    assert read_document(save("plan.md", text.encode())).pages[0].body_start == 0
