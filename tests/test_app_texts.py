"""Texts from outside stay texts in the app, and names of files never become paths."""

from __future__ import annotations

import doctest

import pytest
from app_workspaces import HOSTILE

from factcheck.names import safe_name
from factcheck.ui import quote, uploading, words


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.pdf", "a.pdf"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\y.txt", "y.txt"),
        ("a\0b\n.txt", "ab_.txt"),
        (".hidden.md", "hidden.md"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Übersicht – März.docx", "Übersicht – März.docx"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_quotations_show_hostile_text_as_letters() -> None:
    shown = quote.passage(HOSTILE + "\nnext line\n\nnext paragraph", 0, 8)
    assert shown.startswith('<blockquote class="fc-quote"><mark>&lt;script&gt;</mark>alert(&#x27;paper')
    assert "<img" not in shown
    assert "<b id" not in shown
    assert 'next line<span class="fc-gap"></span>next paragraph' in shown
    assert quote.page_text("a\n\n  <i>b</i>", 5, 8) == (
        '<div class="fc-page-text">a\n\n  <mark id="fc-marked">&lt;i&gt;</mark>b&lt;/i&gt;</div>'
    )
    assert quote.line('<span class="fc-text">x</span>', "b") == (
        '<div class="fc-facts">&lt;span class=&quot;fc-text&quot;&gt;x&lt;/span&gt; · b</div>'
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https:/x",
        "http://a b",
        "https://[x",
        "",
        "java\nscript:1",
    ],
)
def test_addresses_that_are_not_of_the_web_are_no_links(url: str) -> None:
    assert not quote.is_web_address(url)
    assert "href" not in quote.link(url)


def test_an_address_cannot_leave_its_attribute() -> None:
    assert quote.link('https://x.org/"onclick="alert(1)') == (
        '<a class="fc-link" href="https://x.org/&quot;onclick=&quot;alert(1)" target="_blank">'
        "https://x.org/&quot;onclick=&quot;alert(1)</a>"
    )


@pytest.mark.parametrize("module", [quote, words, uploading])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
