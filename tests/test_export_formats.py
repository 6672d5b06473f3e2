"""Every format holds what the table holds: no text is run, none is lost, none becomes markup.

FACTCHECK_EXAMPLES=10 runs ten times as many random texts; those of `PAYLOADS` are always run.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import unicodedata
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from conftest import CASE, copy_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from made_exports import DOCUMENTS, PUBLISHER, TABLES, decide, make_export, make_row, write
from markdown_it import MarkdownIt
from sqlalchemy import text

from factcheck.cli.exporting import Format as CommandFormat
from factcheck.documents.pdfium import read_plain_texts
from factcheck.errors import BadInput
from factcheck.export.columns import COLUMN_MEANINGS, COLUMNS
from factcheck.export.content import gather_export, mark_quote
from factcheck.export.csv_file import unguard
from factcheck.export.escaping import escape_markdown, fit_for_xml
from factcheck.export.formats import FORMATS, find_format, format_of_file, make_file
from factcheck.export.pdf_fonts import Letters
from factcheck.export.table import QuoteMismatch
from factcheck.export.xlsx_file import CUT, MOST_IN_CELL
from factcheck.store.workspace import Workspace

PAYLOADS = [
    '=HYPERLINK("http://x","a")', "+1+1", "-1+1|'x'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-5 %", "+44", "'=1", " =1",
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "a|b", "`a`", "# a",
    "**a**", "&amp; &lt;", "{curly} \\textbf{x} $x$ % &", "http://example.org", "é – Ж 漢 \U0001f600", "_x0041_", "1. a",
    "![a](http://x/p.png)", "<!-- a -->", "~~~", "a\nb", "- a", "> a", "0012", "1e5", "TRUE", "NaN", "None",
]  # fmt: skip
"""What has been run, lost or changed by an export of some program."""

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TEXT = st.sampled_from(PAYLOADS) | st.builds(lambda sign, rest: sign + rest, st.sampled_from("=+-@\t\r\n'"), ANY) | ANY
TIMES = int(os.environ.get("FACTCHECK_EXAMPLES", "1"))
FEW = settings(max_examples=20 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=60 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WRITTEN = ("claim", "speaker", "justification", "quote", "document", "issuer", "review_note", "venue", "file")


def all_payloads(test: object) -> object:
    for payload in PAYLOADS:
        test = example([payload] * len(WRITTEN))(test)  # type: ignore[type-var]
    return test


def all_marks(test: object) -> object:
    for payload in PAYLOADS:
        test = example(payload)(test)  # type: ignore[type-var]
    return test


def row_of(texts: list[str]) -> dict[str, object]:
    cells = dict(zip(WRITTEN, texts, strict=True))
    return make_row(**cells | {"quote": cells["quote"] or "x"})


TEXTS_OF_A_ROW = st.lists(TEXT, min_size=len(WRITTEN), max_size=len(WRITTEN))


# Columns and registry


def test_the_columns_never_change_their_order() -> None:
    """A new column is added at the end of its group and here; nothing else is ever changed."""
    assert " ".join(COLUMNS) == (
        "case claim_id claim speaker organisation date venue source source_url role wording source_place source_words "
        "verdict justification verdict_by verdict_at rank stance stance_set_by quote rationale "
        "document issuer kind weight is_digest document_date obtained_by obtained_how obtained_date request_number "
        "page start end file sha256 document_url rationale_start rationale_end bates link citation read_as also_in "
        "model_stance probability_supports probability_contradicts probability_neutral similarity reasons stance_model "
        "embedding_model second_reader second_stance second_quote second_why probability_model_alone is_unclear "
        "reviewer decision reviewed_at review_note evidence_id checked_at withheld"
    )


def test_every_column_says_what_it_means() -> None:
    assert all(meaning.endswith((".", "…")) and len(meaning) > 10 for meaning in COLUMN_MEANINGS.values())


def test_the_command_line_names_every_format() -> None:
    assert [one.value for one in CommandFormat] == list(FORMATS)


def test_a_format_is_found_by_name_and_by_file() -> None:
    found = [format_of_file(f"A.B{one.suffix.upper()}") for one in FORMATS.values()]
    assert found == list(FORMATS)
    assert format_of_file("table") == "csv"
    with pytest.raises(BadInput, match=r"no format 'odt'\. Formats: csv, xlsx"):
        find_format("odt")


# Tables


def read_xlsx(data: bytes) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Evidence"]
    assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def from_excel(value: object) -> str:
    """A string of a workbook with its escapes undone (ECMA-376, ST_Xstring), which openpyxl leaves as they are."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), str(value or ""))


@FEW
@all_payloads
@given(TEXTS_OF_A_ROW)
def test_a_workbook_gives_back_every_text_and_holds_no_formula(texts: list[str]) -> None:
    row = row_of(texts)
    data = write(make_export(row), "xlsx")
    (read,) = read_xlsx(data)
    for name in WRITTEN:
        assert from_excel(read[name]) == str(row[name]).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"<hyperlink" not in sheet
    assert (read["page"], read["similarity"], read["rank"]) == (3, 0.25, 1)


@MANY
@all_payloads
@given(TEXTS_OF_A_ROW)
def test_csv_and_json_give_back_every_text(texts: list[str]) -> None:
    row = row_of(texts)
    export = make_export(row)
    (from_csv,) = csv.DictReader(io.StringIO(write(export, "csv").decode("utf-8-sig"), newline=""))
    (from_json,) = json.loads(write(export, "json"))
    for name in WRITTEN:
        assert unguard(from_csv[name]) == from_json[name] == row[name]
        assert not from_csv[name].startswith(tuple("=@\t\r"))


def test_a_workbook_reads_as_a_document() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(make_export(make_row(quote="=1+1")), "xlsx")))
    sheet = book["Evidence"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", f"A1:{sheet.cell(2, len(COLUMNS)).coordinate}")
    quote = sheet.cell(2, COLUMNS.index("quote") + 1)
    assert (quote.value, quote.quotePrefix, quote.alignment.wrap_text) == ("=1+1", True, True)
    assert sheet.column_dimensions[quote.column_letter].width > 60
    assert [row[0] for row in book["Columns"].iter_rows(min_row=2, values_only=True)] == list(COLUMNS)


@pytest.mark.parametrize("sign", ["a", "é", "漢", "\U0001f600", "a\U0001f600"])
def test_a_text_too_long_for_a_cell_is_cut_in_sight(sign: str) -> None:
    """Excel counts units of UTF-16, and calls a workbook damaged that holds more."""
    (read,) = read_xlsx(write(make_export(make_row(claim=sign * 40_000, venue="b" * MOST_IN_CELL)), "xlsx"))
    kept = str(read["claim"])
    units = len(kept.encode("utf-16-le")) // 2
    assert MOST_IN_CELL - 1 <= units <= MOST_IN_CELL
    assert kept.endswith(CUT) and (sign * 40_000).startswith(kept.removesuffix(CUT))
    assert read["venue"] == "b" * MOST_IN_CELL


# Documents


def flat(value: str) -> str:
    """A text without spaces and control signs, which documents set in their own way."""
    return "".join(sign for sign in fit_for_xml(value) if not sign.isspace() and sign.isprintable())


@MANY
@all_payloads
@given(TEXTS_OF_A_ROW)
def test_html_shows_every_text_and_runs_none(texts: list[str]) -> None:
    row = row_of(texts)
    soup = BeautifulSoup(write(make_export(row, title=texts[0]), "html").decode(), "html.parser")
    shown = flat(soup.get_text())
    assert all(flat(str(row[name])) in shown for name in ("claim", "speaker", "quote", "review_note", "venue"))
    names = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "section", "div", "article",
             "blockquote", "mark", "a"}  # fmt: skip
    assert {tag.name for tag in soup.find_all()} <= names
    assert not [name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
    assert all(str(link["href"]).startswith("http") for link in soup.find_all("a"))


@MANY
@all_payloads
@given(TEXTS_OF_A_ROW)
def test_markdown_shows_every_text_and_obeys_none(texts: list[str]) -> None:
    row = row_of(texts)
    tokens = (
        MarkdownIt("commonmark").enable("table").parse(write(make_export(row, title=texts[0]), "markdown").decode())
    )
    inner = [child for token in tokens for child in token.children or ()]
    assert not {"image", "code_inline", "s_open"} & {one.type for one in inner}
    assert not {"fence", "code_block", "html_block", "hr"} & {token.type for token in tokens}
    assert {one.content for one in inner if one.type == "html_inline"} <= {"<mark>", "</mark>"}
    assert not [one for one in inner if one.type == "link_open" and not str(one.attrGet("href")).startswith("http")]
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type in ("td_open", "th_open")]
    assert (len(rows), len(cells)) == (2, 10)
    shown = flat("".join(one.content for one in inner if one.type in ("text", "text_special")))
    assert all(flat(str(row[name])).replace("\ufffd", "") in shown.replace("\ufffd", "") for name in ("claim", "quote"))


@all_marks
@given(ANY | st.text("#+-=*_~`|<>&!()[]{}:/\\\\$@1. ab", max_size=20))
def test_escaped_markdown_is_its_own_text(value: str) -> None:
    """On a line of its own, within one, in a list and in a cell; by the rules of CommonMark and of GitHub."""
    plain = " ".join(fit_for_xml(value).split())
    escaped = escape_markdown(value)
    for before, after in (("", ""), ("x ", " x"), ("- ", ""), ("> ", ""), ("| a |\n| --- |\n| ", " |"), ("x\n", "")):
        page = MarkdownIt("gfm-like", {"linkify": False}).render(f"{before}{escaped}{after}")
        soup = BeautifulSoup(page, "html.parser")
        assert {tag.name for tag in soup.find_all()} <= {
            "p", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        shown = soup.find_all("td")[-1].get_text() if soup.find("td") else soup.get_text()
        wanted = f"{before if before.isalpha() or before[:1] == 'x' else ''}{plain}{after if after == ' x' else ''}"
        assert " ".join(shown.split()) == " ".join(wanted.split())


@FEW
@all_payloads
@given(TEXTS_OF_A_ROW)
def test_a_word_document_gives_back_every_text(texts: list[str]) -> None:
    row = row_of(texts) | {"verdict": "Mixed"}
    document = docx.Document(io.BytesIO(write(make_export(row, title=texts[0]), "docx")))
    cells = [paragraph.text for table in document.tables for cell in table._cells for paragraph in cell.paragraphs]
    shown = [*(paragraph.text for paragraph in document.paragraphs), *cells]
    for name in ("claim", "quote", "justification"):
        assert flat(str(row[name])) in map(flat, shown)
    everything = flat("".join(shown))
    assert all(flat(str(row[name])) in everything for name in ("speaker", "venue", "review_note"))
    assert not document.element.xpath("//w:hyperlink | //w:fldSimple | //w:instrText")


@FEW
@all_payloads
@given(TEXTS_OF_A_ROW)
def test_a_pdf_is_made_of_any_text(texts: list[str]) -> None:
    row = row_of(texts)
    data = write(make_export(row, title=texts[0]), "pdf")
    assert list(read_plain_texts(data))
    assert b"/JavaScript" not in data and b"/Launch" not in data and b"/URI" not in data


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "M", "Lm", "Sk"]), max_size=40).filter(
    lambda text: not {"R", "AL", "AN"} & set(map(unicodedata.bidirectional, text))
)
"""Signs that stand for themselves and follow each other from left to right, so that the order of a PDF's text is theirs."""


@FEW
@all_marks
@given(PLAIN | st.builds(lambda sign, rest: sign + rest, st.sampled_from("=+-@'"), PLAIN))
def test_a_pdf_shows_every_text(value: str) -> None:
    row = make_row(claim=value, quote=value or "x", verdict="Mixed", justification=value, venue=value)
    shown = "".join(read_plain_texts(write(make_export(row), "pdf"))).replace("\ufffe", "-")
    for is_bold in (False, True):
        said = html.unescape(re.sub("<[^>]*>", "", Letters().mark_up(fit_for_xml(value), is_bold)))
        assert composed(said) in composed(shown)


def composed(value: str) -> str:
    """A text without spaces, ligatures and the like spelled out as programs do that read a PDF."""
    return flat(unicodedata.normalize("NFKC", value))


def test_a_pdf_says_that_hebrew_and_arabic_stand_in_the_order_of_storage() -> None:
    said = "Hebrew and Arabic letters stand in this file from left to right"
    for quote, is_said in (("שלום world", True), ("Hello world", False)):
        shown = "".join(read_plain_texts(write(make_export(make_row(quote=quote)), "pdf")))
        assert (said in " ".join(shown.split())) == is_said


def test_a_table_that_goes_on_overleaf_has_one_header_a_page() -> None:
    rows = [make_row(quote=" ".join([f"{number}"] * 400), evidence_id=number, speaker="Ann") for number in range(12)]
    pages = list(read_plain_texts(write(make_export(*rows), "pdf")))
    assert len(pages) > 3
    assert {page.count("Supporting (12)") for page in pages} == {1}


def test_a_pdf_shows_the_letters_of_europe_and_says_what_no_font_has() -> None:
    row = make_row(quote="Zoë – «Ж» ½ ё Ş ę “q” … €", claim="Sign \U00013000")
    shown = "\n".join(read_plain_texts(write(make_export(row), "pdf")))
    assert "Zoë – «Ж» ½ ё Ş ę “q” … €" in shown
    assert "Sign [U+13000]" in shown
    assert "No font of this machine has these signs, so their codes stand for them: U+13000." in shown


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_quotation_longer_than_a_page_is_shown_whole(name: str) -> None:
    words = " ".join(f"word{number}" for number in range(6000))
    data = write(make_export(make_row(quote=words, rationale="word3000 word3001")), name)
    shown = read_any(name, data)
    for word in ("word0", "word2999", "word5999"):
        assert word in shown


def read_any(name: str, data: bytes) -> str:
    """The text that a reader of a document sees."""
    if name == "pdf":
        return "\n".join(read_plain_texts(data))
    if name == "docx":
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for cell in table._cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if name == "html":
        return BeautifulSoup(data.decode(), "html.parser").get_text("\n")
    return re.sub(r"\\(.)", r"\1", data.decode())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_goes_claim_by_claim_with_both_sides(name: str) -> None:
    export = make_export(
        make_row(quote="For it. Much.", rationale="Much."),
        make_row(quote="Against it.", stance="contradicts", model_stance="contradicts", stance_set_by="Ann",
                 decision="correct", reviewed_at="2026-01-01", review_note="Look at page 2."),
        make_row(quote="Silent.", stance="neutral"),
        make_row(quote="Of no use.", stance="not relevant"),
        make_row(claim_id="C2", claim="Another.", verdict="Mixed", justification="Both are said.", stance="", quote="",
                 rationale="", checked_at=""),
    )  # fmt: skip
    shown = read_any(name, write(export, name)).replace("**", "")
    for said in ("C1: No verdict yet", "C2: Mixed", "Supporting (1)", "Contradicting (1)",
                 "Says neither (1)",
                 "Set aside as not relevant (1)", "Against it.", "Look at page 2.",
                 "Both are said.", "Not checked yet."):  # fmt: skip
        assert said in " ".join(shown.split()), said


def test_the_rationale_is_marked_in_every_document() -> None:
    export = make_export(make_row(quote="One. Two & three. Four.", rationale="Two & three."))
    assert b"<mark>Two &amp; three.</mark>" in write(export, "html")
    assert rb"**Two \& three.**" in write(export, "markdown")
    runs = [run for table in docx.Document(io.BytesIO(write(export, "docx"))).tables for cell in table._cells
            for paragraph in cell.paragraphs for run in paragraph.runs]  # fmt: skip
    assert [run.text for run in runs if run.bold and "&" in run.text] == ["Two & three."]


def test_the_right_one_of_two_like_sentences_is_marked() -> None:
    row = make_row(quote="No. No. No.", rationale="No.") | {"rationale_start": 14, "rationale_end": 17}
    assert mark_quote(row) == ("No. ", "No.", " No.")


def test_a_part_that_is_not_in_the_quote_marks_nothing() -> None:
    row = make_row(quote="No.") | {"rationale": "Yes."}
    assert mark_quote(row) == ("No.", "", "")


# From a workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, blank: Path) -> Path:
    folder = tmp_path_factory.mktemp("decided")
    workspace = copy_of(blank, folder)
    decide(workspace, folder / "papers")
    return workspace.root


@pytest.fixture
def decided(made: Path, tmp_path: Path) -> Workspace:
    return copy_of(made, tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_page_that_was_tampered_with_stops_every_format(decided: Workspace, name: str) -> None:
    make_file(gather_export(decided, CASE, ["C1"], publisher=PUBLISHER), name)
    with decided.writing() as db:
        db.execute(text("UPDATE page SET text = replace(text, 'sold', 'gave')"))
    with pytest.raises(QuoteMismatch, match=r"page 1: .* Nothing was exported"):
        make_file(gather_export(decided, CASE, ["C1"], publisher=PUBLISHER), name)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_case_gives_the_same_bytes_in_every_format(decided: Workspace, name: str) -> None:
    one, two = (make_file(gather_export(decided, CASE, ["C1"], publisher=PUBLISHER), name).data for _ in range(2))
    assert one == two


@pytest.mark.parametrize("name", [*TABLES, *DOCUMENTS])
def test_a_case_without_claims_is_written_too(workspace: Workspace, name: str) -> None:
    assert make_file(gather_export(workspace, CASE), name).data
