"""RTF, OpenDocument and PowerPoint: what a reader sees, in its order; what is not read says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest

from factcheck.documents import read_document
from factcheck.errors import UnreadableDocument

Save = Callable[[str, bytes | str], Path]

RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}{\info{\title Memo}}\f0 We sold \b nothing\b0 , said J\'fcrgen.\par"
    r"\trowd\cellx1\cellx2 Agency\cell Amount\cell\row ICE\cell 400\cell\row\pard\page Second page.\par}"
)


def test_rtf_is_read_as_text_with_its_pages_and_tables(save: Save) -> None:
    read = read_document(save("memo.doc", RTF.encode()))
    assert read.media_type == "application/rtf"
    assert [page.text for page in read.pages] == [
        "We sold nothing, said Jürgen.\nAgency | Amount\nICE | 400", "Second page.",
    ]  # fmt: skip


def test_odt_is_read_in_order_with_tables_and_page_breaks(save: Save) -> None:
    body = (
        '<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes><text:h>Findings</text:h>'
        "<text:p>We sold <text:span>nothing</text:span>,<text:s text:c=\"2\"/>said Ann.<text:note><text:p>A note.</text:p>"
        "</text:note></text:p><text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>ICE</text:p></table:table-cell><table:table-cell>"
        "<text:p>400</text:p></table:table-cell></table:table-row></table:table>"
        '<text:p text:style-name="P1">Second page.</text:p>'
    )  # fmt: skip
    style = '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style>'
    read = read_document(save("memo.odt", made.make_odt(body, style, "Memo")))
    assert (read.title, read.media_type) == ("Memo", "application/vnd.oasis.opendocument.text")
    assert [page.text for page in read.pages] == [
        "Findings\n\nWe sold nothing, said Ann.\n\nOne\n\nICE | 400", "Second page.",
    ]  # fmt: skip


def test_pptx_is_a_page_a_slide_with_its_notes(save: Save) -> None:
    data = made.make_pptx(("Sales", "We sold nothing.", "Do not say this."), ("Next", "More.", ""), title="Deck")
    read = read_document(save("deck.pptx", data))
    assert read.title == "Deck"
    assert [page.text for page in read.pages] == [
        "Sales\n\nWe sold nothing.\n\nNotes: Do not say this.",
        "Next\n\nMore.",
    ]


@pytest.mark.parametrize(
    ("data", "reason", "remedy"),
    [
        (made.make_odt("<text:p>x</text:p>", mimetype="spreadsheet"), "spreadsheet", "XLSX"),
        (made.make_odt("<text:p>x</text:p>", mimetype="presentation"), "other than a text", "PDF"),
        (made.make_odt("<text:p>x</text:p>", manifest="<encryption-data/>"), "password", "without one"),
        (made.make_zip(xl__workbook_bin=b"x"), "XLSB", "XLSX"),
        (made.make_zip(ppt__presentation_xml=b"x"), "damaged", "PPTX"),
        (made.make_zip(content_xml=b"<x"), "damaged", "DOCX"),
        (b"{\\rtf1 {\\fonttbl", "no text", "right file"),
    ],
)
def test_office_files_that_cannot_be_read_are_refused_with_what_to_do(
    save: Save, data: bytes, reason: str, remedy: str
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_document(save("any", data))
    assert reason in refused.value.reason
    assert remedy in refused.value.remedy


def test_an_entity_in_an_odt_is_not_looked_up(save: Save, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    data = made.make_zip(content_xml=(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><o:x xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:text><t:p>Words &e; here.</t:p></o:text></o:x>'
    ).encode())  # fmt: skip
    assert "hidden" not in read_document(save("a.odt", data)).pages[0].text
