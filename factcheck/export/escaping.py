"""Texts of others made harmless for each kind of file: Markdown, LaTeX, XML; and which addresses may be followed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$@]|:(?=//))")  # what means something wherever it stands
_MARKDOWN_FIRST = re.compile(r"^([#+\-=:]|\d+(?=[.)]))")  # what means something at the beginning of a line
_BREAKS_A_LINK = re.compile(r"[\s\x00-\x1f\x7f<>\"`|\\^{}]")
_UNFIT_FOR_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "\n": " ", "\r": " ", "\t": " ",
}  # fmt: skip


def escape_markdown(text: str) -> str:
    r"""A text on one line of Markdown that shows its own letters: no markup, no HTML, no sign that commands a terminal.

    >>> escape_markdown("a|b <i> `c`")
    'a\\|b \\<i\\> \\`c\\`'
    """
    line = _MARKDOWN.sub(r"\\\1", " ".join(fit_for_xml(text).split()))
    return _MARKDOWN_FIRST.sub(_escape_first, line)


def _escape_first(match: re.Match[str]) -> str:
    found = match[1]
    return f"{found}\\" if found.isdecimal() else f"\\{found}"


def escape_latex(text: str) -> str:
    r"""A text for a field of BibTeX: what LaTeX would run is spelled out; other letters stay, for engines of UTF-8.

    Braces are spelled out too, because BibTeX counts them even where a backslash stands before.

    >>> escape_latex("R&D 50% {")
    'R\\&D 50\\% \\textbraceleft{}'
    """
    return "".join(_LATEX.get(sign, sign) for sign in text)


def fit_for_xml(text: str) -> str:
    r"""A text without the signs that no XML file may hold (XML 1.0, 2.2), each replaced by U+FFFD.

    >>> fit_for_xml("a\x00b") == "a\ufffdb"
    True
    """
    return _UNFIT_FOR_XML.sub("\ufffd", text)


def web_address(url: str) -> str:
    """An address if it is one of the web that can be followed without surprise, else "".

    >>> web_address("javascript:alert(1)"), web_address("https://example.org/a?b=1")
    ('', 'https://example.org/a?b=1')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_fit = parts.scheme in ("http", "https") and bool(parts.netloc) and not _BREAKS_A_LINK.search(url)
    return url if is_fit else ""
