"""A citation is short, stable, leads to the page, and survives the formats of others."""

from __future__ import annotations

import json
import re

import bibtexparser
import pytest
from conftest import make_evidence
from hypothesis import given
from hypothesis import strategies as st
from made_exports import make_export, make_row, write
from markdown_it import MarkdownIt

from factcheck.export.citations import Citation, cite, cite_evidence, date_parts, link_to_page, to_bibtex, to_csl_json

ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
MEMO = Citation("Plan of operations", "ICE", "2017-05", 3, "ICLI-00042", "ab" * 32, "https://example.org/a.pdf#page=3")


def test_a_citation_names_title_issuer_date_page_bates_hash_and_link() -> None:
    assert MEMO.text == (
        "Plan of operations. ICE, May 2017, p. 3 (ICLI-00042). SHA-256 abababababab. https://example.org/a.pdf#page=3"
    )
    assert MEMO.markdown == (
        "[*Plan of operations*](<https://example.org/a.pdf#page=3>). ICE, May 2017, p. 3 (ICLI-00042). SHA-256 abababababab."
    )


def test_what_is_not_known_leaves_no_gap() -> None:
    assert Citation("Memo?", "", "", 1, "", "0" * 64, "").text == "Memo? p. 1. SHA-256 000000000000."


def test_the_card_and_the_table_cite_alike() -> None:
    evidence = make_evidence(title="Memo", issuer="Acme", document_date="2018", source_url="https://example.org/a.pdf")
    row = make_row(document="Memo", issuer="Acme", document_date="2018", page=1, sha256="0" * 64,
                   link="https://example.org/a.pdf#page=1")  # fmt: skip
    assert cite_evidence(evidence) == cite(row)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a.pdf", "https://example.org/a.pdf#page=7"),
        ("https://example.org/A.PDF?x=1", "https://example.org/A.PDF?x=1#page=7"),
        ("https://example.org/a.pdf#page=2", "https://example.org/a.pdf#page=2"),
        ("https://www.documentcloud.org/documents/5980596-plan/", "https://www.documentcloud.org/documents/5980596-plan/#document/p7"),
        ("https://documentcloud.org/documents/1-a.html", "https://documentcloud.org/documents/1-a.html#document/p7"),
        ("https://assets.documentcloud.org/documents/1/a.pdf", "https://assets.documentcloud.org/documents/1/a.pdf#page=7"),
        ("https://notdocumentcloud.org/documents/1-a", "https://notdocumentcloud.org/documents/1-a"),
        ("https://example.org/page.html", "https://example.org/page.html"),
        ("javascript:alert(1)//a.pdf", ""),
        ("https://example.org/a b.pdf", ""),
        ("https://[", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_page_where_the_source_has_one(url: str, link: str) -> None:
    assert link_to_page(url, 7) == link


def test_a_key_is_stable_and_plain() -> None:
    assert MEMO.key == "ice2017-abababab-p3"
    assert Citation("Ünter", "Éric & Co", "", 1, "", "cd" * 32, "").key == "eric-cdcdcdcd-p1"
    assert Citation("漢字", "", "soon", 2, "", "cd" * 32, "").key == "document-cdcdcdcd-p2"


@given(ANY, ANY, st.integers(1, 9999))
def test_any_key_is_fit_for_bibtex(title: str, issuer: str, page: int) -> None:
    assert re.fullmatch(r"[a-z]+-abababab-p\d+", Citation(title, issuer, "", page, "", "ab" * 32, "").key)


@pytest.mark.parametrize(
    ("date", "parts"), [("2017-05-04", [2017, 5, 4]), ("2017-05", [2017, 5]), ("2017", [2017]), ("", []), ("soon", [])]
)
def test_csl_json_keeps_partial_dates(date: str, parts: list[int]) -> None:
    (item,) = json.loads(to_csl_json([Citation("A", "B", date, 1, "", "ab" * 32, "")]))
    assert date_parts(date) == parts
    assert item.get("issued", {}).get("date-parts", [[]]) == [parts]


@given(ANY, ANY)
def test_csl_json_gives_back_every_text(title: str, issuer: str) -> None:
    (item,) = json.loads(to_csl_json([Citation(title, issuer, "2017", 1, "X1", "ab" * 32, "https://example.org/a")]))
    assert (item["title"], item.get("author", [{"literal": ""}])[0]["literal"]) == (title, issuer)
    assert (item["type"], item["page"], item["URL"]) == ("document", "1", "https://example.org/a")
    assert item["note"] == f"Bates X1; SHA-256 {'ab' * 32}"


LATEX = {
    r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}", **{f"\\{sign}": sign for sign in "$&#%_"},
}  # fmt: skip


def undo(value: str) -> str:
    return re.sub(r"\\text[a-z]+\{\}|\\[$&#%_]", lambda match: LATEX[match[0]], value)


@given(ANY | st.text("{}\\$&#%_~^a ", max_size=12), ANY | st.text('{}\\@,="a ', max_size=12))
def test_bibtex_holds_whatever_stands_in_a_title(title: str, issuer: str) -> None:
    written = to_bibtex([Citation(title, issuer, "2017-05", 4, "X_1", "ab" * 32, "https://example.org/a%20b?c=1&d")])
    (entry,) = bibtexparser.loads(written).entries
    assert undo(entry["title"].removeprefix("{").removesuffix("}")).split() == title.split()
    assert undo(entry.get("author", "{}").removeprefix("{").removesuffix("}")).split() == issuer.split()
    assert (entry["year"], entry["date"], entry["pages"]) == ("2017", "2017-05", "4")
    assert entry["url"] == "https://example.org/a%20b?c=1&d"


@given(ANY, ANY)
def test_a_citation_in_markdown_is_one_line_with_one_link(title: str, issuer: str) -> None:
    cited = Citation(title, issuer, "", 1, "", "ab" * 32, "https://example.org/a_(b)").markdown
    assert len(cited.splitlines()) == 1
    tokens = [child for token in MarkdownIt("commonmark").parse(cited) for child in token.children or ()]
    links = [token.attrGet("href") for token in tokens if token.type == "link_open"]
    assert links == ["https://example.org/a_(b)"]
    assert not [token for token in tokens if token.type in ("html_inline", "image", "code_inline")]


def test_each_page_is_cited_once() -> None:
    export = make_export(make_row(), make_row(quote="Other."), make_row(page=4), make_row(sha256="", quote=""))
    assert write(export, "citations").decode().splitlines() == [
        "Memo. p. 3. SHA-256 abababababab.", "Memo. p. 4. SHA-256 abababababab.",
    ]  # fmt: skip
    assert [item["page"] for item in json.loads(write(export, "csl-json"))] == ["3", "4"]
    assert write(export, "bibtex").decode().count("@misc{") == 2
    assert write(export, "citations-markdown").decode().count("\n- ") == 2


def test_no_title_commands_the_terminal_on_which_it_is_read() -> None:
    export = make_export(make_row(document="Memo\x1b[2J\x07 of May", claim="\x1b[31mred", quote="\x1b]0;x\x07"))
    for name in ("citations", "citations-markdown", "markdown"):
        assert not {"\x1b", "\x07"} & set(write(export, name).decode())
    assert write(export, "citations").decode().startswith("Memo\ufffd[2J\ufffd of May. p. 3.")
