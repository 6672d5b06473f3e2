"""DOCX, HTML, Markdown and plain text: what a reader sees, in its order, a row of a table on one line."""

from __future__ import annotations

import time

import made_documents as made
import pytest

from factcheck.documents.docx import read_docx
from factcheck.documents.html import read_html
from factcheck.documents.kind import Kind, sniff_text
from factcheck.documents.text import decode, read_text
from factcheck.documents.zips import MAX_UNPACKED_BYTES
from factcheck.errors import UnreadableDocument


def page_texts_of_docx(body: str) -> list[str]:
    """Read the pages of a DOCX with this WordprocessingML in its body."""
    return [page.text for page in read_docx(made.make_docx_of_xml(body), "memo.docx").pages]


def paragraph(content: str) -> str:
    """Write a paragraph of WordprocessingML."""
    return f"<w:p><w:r>{content}</w:r></w:p>"


def test_docx_keeps_the_order_of_paragraphs_and_tables_and_leaves_headers_out() -> None:
    read = read_docx(
        made.make_docx("Before.", [["Year", "Paid"], ["2018", "$5"]], "After.", title="Costs"), "costs.docx"
    )
    assert [page.text for page in read.pages] == ["Before.\n\nYear | Paid\n2018 | $5\n\nAfter."]
    assert read.title == "Costs"
    assert read.reader.startswith("python-docx 1")


def test_docx_pages_end_where_the_author_broke_them() -> None:
    read = read_docx(made.make_docx("One.", None, "Two.", None, None, "Four."), "memo.docx")
    assert [page.text for page in read.pages] == ["One.", "Two.", "", "Four."]
    assert read.pages[2].unread_reason == "the page is blank"


def test_docx_pages_end_where_word_drew_a_break_and_a_break_drawn_after_a_written_one_counts_once() -> None:
    drawn, written = "<w:lastRenderedPageBreak/>", '<w:br w:type="page"/>'
    body = paragraph(f"<w:t>One</w:t>{drawn}<w:t>Two</w:t>{written}") + paragraph(f"{drawn}<w:t>Three</w:t>")
    assert page_texts_of_docx(body) == ["One", "Two", "Three"]
    before = "<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>Two</w:t></w:r></w:p>"
    assert page_texts_of_docx(paragraph("<w:t>One</w:t>") + before) == ["One", "Two"]


def test_docx_is_read_as_its_final_version() -> None:
    added = "<w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
    gone = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
    assert page_texts_of_docx(f"<w:p><w:r><w:t>kept </w:t></w:r>{added}{gone}</w:p>") == ["kept added"]


def test_docx_that_was_changed_without_its_checksum_is_refused() -> None:
    damaged = made.make_docx_of_xml("").replace(b"w:body", b"w:nobo")
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_docx(damaged, "memo.docx")


def test_docx_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = made.make_zip(word__document_xml=bytes(MAX_UNPACKED_BYTES + 1))
    with pytest.raises(UnreadableDocument, match="unpacks to"):
        read_docx(bomb, "memo.docx")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("<p>One\n two</p><p>Three</p>", "One two\n\nThree", id="paragraphs"),
        pytest.param("<h1>Head</h1>Text<br>more", "Head\n\nText\nmore", id="heading and line break"),
        pytest.param("<p>a<b>b</b>c <i>d</i></p>", "abc d", id="inline elements glue nothing and part nothing"),
        pytest.param("<ul><li>One<li>Two</ul>", "One\n\nTwo", id="items"),
        pytest.param(
            "<p>x<script>y</script><style>z</style><template>t</template><noscript>n</noscript>", "x", id="noise"
        ),
        pytest.param("<p>x<!-- y --></p><p hidden>h</p><p style='display: none'>d</p>", "x", id="hidden"),
        pytest.param(
            "<table><tr><th>Year<th>Paid<tr><td>2018<td><p>$5</p></table>", "Year | Paid\n2018 | $5", id="table"
        ),
        pytest.param("<table><tr><td>Menu<td><p>One.<p>Two.</table>", "Menu\n\nOne.\n\nTwo.", id="table for layout"),
        pytest.param("<table><tr><td><table><tr><td>a<td>b</table></table>", "a | b", id="table in a table"),
        pytest.param("<pre>a\n  b</pre>", "a\nb", id="preformatted"),
        pytest.param("<p>caf&eacute; &lt;script&gt; A&nbsp;&amp;&nbsp;B", "café <script> A & B", id="entities"),
        pytest.param("<p>broken <b>markup</p></div></table><p>goes on", "broken markup\n\ngoes on", id="broken"),
    ],
)
def test_html_shows_what_a_reader_sees(source: str, expected: str) -> None:
    read = read_html(f"<html><head><title> The\n title </title></head><body>{source}</body></html>", "page.html")
    assert read.pages[0].text == expected
    assert read.title == "The title"


def test_html_nested_without_end_is_read_in_seconds() -> None:
    started = time.perf_counter()
    assert read_html("<div>" * 20_000 + "deep", "page.html").pages[0].text == "deep"
    assert read_html("<table><tr><td>" * 2_000 + "deep", "page.html").pages[0].text == "deep"
    assert time.perf_counter() - started < 20


def test_a_file_made_to_slow_the_sniffing_down_does_not() -> None:
    started = time.perf_counter()
    sniff_text("<!---->" * 5000, "a.txt")
    sniff_text("<!--" * 5000, "a.txt")
    assert time.perf_counter() - started < 1


def test_markdown_stays_its_source() -> None:
    source = '---\ntitle: "The digest"\n---\n\n# Heading\n\n* one\n* **two**\n\n| a | b |\n'
    read = read_text(source, "a.md", Kind.MARKDOWN)
    assert read.pages[0].text == source.strip()
    assert read.title == "The digest"
    assert read_text("Intro\n\n# Heading #\n", "a.md", Kind.MARKDOWN).title == "Heading"


def test_form_feeds_part_the_pages_of_a_text() -> None:
    assert [page.text for page in read_text("One\n\f\nTwo\f", "a.txt", Kind.TEXT).pages] == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café “quoted” – naïve", "utf-8"),
        ("Café “quoted” – naïve", "utf-8-sig"),
        ("Café “quoted” – naïve", "utf-16"),
        ("Café “quoted” – naïve", "utf-32"),
        ("The plane left Brownsville at noon. Café.", "utf-16-le"),
        ("The plane left Brownsville at noon. Café.", "utf-16-be"),
        ("Café “quoted” – naïve", "cp1252"),
        ("The café was closed.", "latin-1"),
        ("Die Behörde hat über die Flüge für die Rückführung berichtet.", "latin-1"),
        ("Полиция сообщила о задержании граждан на границе.", "cp1251"),
    ],
)
def test_a_text_is_read_whatever_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt").lstrip("\ufeff") == text


def test_a_damaged_byte_costs_one_character_and_not_the_accents_of_the_rest() -> None:
    damaged = "é".encode() * 50 + b"\xff" + " après".encode()
    assert decode(damaged, "a.txt") == "é" * 50 + "\ufffd après"
