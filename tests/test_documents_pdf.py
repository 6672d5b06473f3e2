"""A PDF is read page by page; a page without text is reported, and stops nothing."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import made_documents as made
import pypdfium2
import pytest

from factcheck.documents.pdf import read_pdf
from factcheck.documents.pdf import reading as pdf
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadAs


def test_pages_come_in_order_with_their_size_and_the_title() -> None:
    read = read_pdf(made.make_pdf(["First page.", "Second (page)."], title="A memo"), "memo.pdf")
    assert [page.text for page in read.pages] == ["First page.", "Second (page)."]
    assert [page.number for page in read.pages] == [1, 2]
    assert {(page.width, page.height, page.read_as) for page in read.pages} == {(612.0, 792.0, ReadAs.TEXT_LAYER)}
    assert read.title == "A memo"
    assert read.reader.startswith("pypdfium2 5")


@pytest.mark.parametrize(("title", "expected"), [("Untitled", ""), ("Microsoft Word - Memo.doc", "Memo.doc"), ("", "")])
def test_a_title_that_a_program_wrote_is_no_title(title: str, expected: str) -> None:
    assert read_pdf(made.make_pdf(["Text"], title=title), "memo.pdf").title == expected


def test_a_pdf_that_anyone_may_open_is_read_although_it_is_encrypted() -> None:
    read = read_pdf(made.lock_pdf(made.make_pdf(["Open to all."], title="Memo"), ""), "memo.pdf")
    assert (read.pages[0].text, read.title) == ("Open to all.", "Memo")


def test_a_document_whose_pictures_hold_no_text_is_one_of_unread_pages() -> None:
    read = read_pdf(made.make_scan(3), "scan.pdf")
    assert [page.read_as for page in read.pages] == [ReadAs.UNREAD] * 3
    assert all("OCR found no text" in page.unread_reason for page in read.pages)
    assert not any(page.text for page in read.pages)


def test_a_blank_page_between_others_keeps_its_number_and_says_that_it_is_blank() -> None:
    read = read_pdf(made.make_pdf(["One", "", "Three"]), "memo.pdf")
    assert [page.text for page in read.pages] == ["One", "", "Three"]
    assert read.pages[1].unread_reason == "the page is blank"


def test_pages_that_are_claimed_and_not_there_are_reported_as_damaged() -> None:
    read = read_pdf(made.make_pdf(["One", "Two"], count=4), "memo.pdf")
    assert [page.text for page in read.pages] == ["One", "Two", "", ""]
    assert {page.unread_reason for page in read.pages[2:]} == {pdf.DAMAGED_PAGE}


def test_words_broken_at_a_line_end_are_whole_again() -> None:
    text = (
        "The Bureau asked the contractor for more infor-\nmation on the long-\nterm plan for the infor-\nmation system."
    )
    assert read_pdf(made.make_pdf([text]), "memo.pdf").pages[0].text == (
        "The Bureau asked the contractor for more information\non the long-term\nplan for the information\nsystem."
    )


def test_a_page_on_which_one_library_fails_is_read_by_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
        raise pypdfium2.PdfiumError("failed to load page")

    monkeypatch.setattr(pypdfium2.PdfDocument, "__getitem__", fail)
    assert read_pdf(made.make_pdf(["Still read."]), "memo.pdf").pages[0].text == "Still read."


def test_a_file_that_pdfium_cannot_open_is_read_by_pypdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "open_pdfium", lambda data: (None, 3))
    read = read_pdf(made.make_pdf(["Still read."]), "memo.pdf")
    assert (read.pages[0].text, read.pages[0].width) == ("Still read.", 612.0)
    assert read.reader.startswith("pypdf 7")


def test_a_file_that_pypdf_cannot_open_is_read_by_pdfium() -> None:
    whole = made.make_pdf(["Still read."])
    without_table = whole[: whole.index(b"xref")] + b"trailer << /Root 1 0 R >>"
    assert read_pdf(without_table, "memo.pdf").pages[0].text == "Still read."


def test_damage_is_not_told_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("pypdf").setLevel(logging.NOTSET)
    for length in range(20, 700, 20):
        try:
            read_pdf(made.make_pdf(["One", "Two"])[:length], "memo.pdf")
        except UnreadableDocument:
            pass
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == logging.NOTSET


def test_many_threads_may_read_at_once() -> None:
    files = [made.make_pdf([f"File {number}, page {page}." for page in range(20)]) for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        reads = list(pool.map(lambda data: read_pdf(data, "memo.pdf"), files))
    assert [read.pages[19].text for read in reads] == [f"File {number}, page 19." for number in range(16)]


def test_no_handle_is_left_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0
    for _ in range(30):
        read_pdf(made.make_pdf(["Text"]), "memo.pdf")
    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0
    assert after <= before
