"""Text of others shown as text: the only place of the app that writes HTML.

Claims, documents, file names and titles come from outside and may hold markup of any kind. All of it is escaped here, so
that tags, Markdown, formulas and links in it are letters on the screen and nothing else. `Markup` is made by no other
module, and `show` takes nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote as quote_for_url
from urllib.parse import urlsplit

import streamlit as st


class Markup(str):
    """HTML that this module has built, every text in it escaped."""


_STYLE = Path(__file__).with_name("style.css")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_BREAKS_A_LINK = re.compile(r"[\s\x00-\x1f\x7f]")
_WORD_JOINER = "\u2060"  # has no width; between colon and letter it keeps ":red[" and ":smile:" from being read


def show_style() -> None:
    """Put the app's own style sheet on the page; it holds nothing from outside."""
    st.html(_STYLE)


def show(*parts: Markup) -> None:
    """Show parts one below the other, as one element; nothing where all are empty, which Streamlit would refuse."""
    if body := "".join(parts):
        st.html(body)


def text(value: str, kind: str = "text", tag: str = "div") -> Markup:
    """One text in the look of its kind (a class of style.css); nothing where there is no text."""
    return Markup(f'<{tag} class="fc-{kind}">{escape(value)}</{tag}>') if value else Markup("")


def line(*parts: Markup | str, kind: str = "facts", between: str = " · ") -> Markup:
    """Several short texts on one line; empty ones leave no gap."""
    pieces = [part if isinstance(part, Markup) else escape(part) for part in parts if part]
    return Markup(f'<div class="fc-{kind}">{between.join(pieces)}</div>') if pieces else Markup("")


def join(*parts: Markup) -> Markup:
    """Several parts as one."""
    return Markup("".join(parts))


def items(values: list[str] | tuple[str, ...], kind: str = "reasons") -> Markup:
    """Texts as a list of points."""
    points = "".join(f"<li>{escape(value)}</li>" for value in values)
    return Markup(f'<ul class="fc-{kind}">{points}</ul>') if values else Markup("")


def table(header: Sequence[str], rows: Iterable[Sequence[Markup | str]], kind: str = "table") -> Markup:
    """Texts as a table; a long one wraps in its cell.

    >>> table(["a"], [["<b>"]])
    '<table class="fc-table"><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{cell if isinstance(cell, Markup) else escape(cell)}</td>' for cell in row)}</tr>"
        for row in rows
    )
    return Markup(f'<table class="fc-{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def passage(value: str, start: int, end: int) -> Markup:
    """A quotation with ``value[start:end]`` marked; line breaks of the paper flow, its blank lines stay.

    >>> passage("<b>No</b> work for ERO", 10, 14)
    '<blockquote class="fc-quote">&lt;b&gt;No&lt;/b&gt; <mark>work</mark> for ERO</blockquote>'
    """
    parts = (_flow(part) for part in (value[:start], value[start:end], value[end:]))
    return Markup('<blockquote class="fc-quote">{}<mark>{}</mark>{}</blockquote>'.format(*parts))


def sentence(value: str, spans: Iterable[tuple[int, int]], kind: str = "sentence") -> Markup:
    """One sentence with words of it marked, ``value[start:end]`` of each span; the spans do not overlap.

    >>> sentence("<i>We sold it", [(3, 5)])
    '<div class="fc-sentence">&lt;i&gt;<mark>We</mark> sold it</div>'
    """
    parts, at = [], 0
    for start, end in sorted(spans):
        parts += [escape(value[at:start]), "<mark>", escape(value[start:end]), "</mark>"]
        at = end
    return Markup(f'<div class="fc-{kind}">{"".join(parts)}{escape(value[at:])}</div>')


def page_text(value: str, start: int = 0, end: int = 0) -> Markup:
    """The text of a page exactly as it is kept, spaces and line breaks included; ``value[start:end]`` marked if given."""
    before, marked, after = (escape(part) for part in (value[:start], value[start:end], value[end:]))
    inside = f'{before}<mark id="fc-marked">{marked}</mark>{after}' if marked else before + after
    return Markup(f'<div class="fc-page-text">{inside}</div>')


def remember(name: str, value: str) -> None:
    """Keep a short text in a cookie of the browser; every sign of it that could mean something is spelt as a number."""
    spelt = spell_for_cookie(value)
    script = f"document.cookie = '{name}={spelt}; path=/; max-age=31536000; SameSite=Strict'"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def focus_question() -> None:
    """Put the cursor into the first field of the question that is open, so that one can type at once."""
    script = "setTimeout(() => document.querySelector('[role=dialog] input')?.focus(), 150)"  # it is drawn by then
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def run_script(name: str, **constants: object) -> None:
    """Run one of the app's own scripts, a file beside this one, once in a browser; names in it stand for constants as JSON.

    Constants are the app's own; nothing from outside may be among them.
    """
    script = Path(__file__).with_name(name).read_text("utf-8")
    for word, value in constants.items():
        script = script.replace(word, json.dumps(value).replace("<", "\\u003c"))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def spell_for_cookie(value: str) -> str:
    """A text in letters, digits and percent signs only.

    >>> spell_for_cookie("';alert(1)//é")
    '%27%3Balert%281%29%2F%2F%C3%A9'
    """
    return quote_for_url(value, safe="")


def link(url: str, words: str = "") -> Markup:
    """An address one can follow if it is http or https, else its letters; opens in a new tab.

    >>> link("javascript:alert(1)")
    '<span class="fc-text">javascript:alert(1)</span>'
    """
    if not is_web_address(url):
        return text(words or url, tag="span")
    return Markup(f'<a class="fc-link" href="{escape(url)}" target="_blank">{escape(words or url)}</a>')


def is_web_address(url: str) -> bool:
    """Whether an address is one of the web that can be followed without surprise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not _BREAKS_A_LINK.search(url)


def label(value: str) -> str:
    r"""A text for those labels and notices of Streamlit that read Markdown: every sign that could mean something escaped.

    >>> label("**no** _")
    '\\*\\*no\\*\\* \\_'
    """
    escaped = _PUNCTUATION.sub(r"\\\1", " ".join(value.split()))
    return re.sub(r"\\:(?=\S)", rf"\\:{_WORD_JOINER}", escaped)


def _flow(value: str) -> str:
    return _BLANK_LINE.sub('<span class="fc-gap"></span>', escape(value))
