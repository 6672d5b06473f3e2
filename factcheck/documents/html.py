"""Read an HTML page: the text that a reader would see, paragraph by paragraph; one line for each row of a table.

Nothing is fetched and no script is run. What the page hides by its own attributes or inline styles is left out; what a
style sheet hides is not known here.
"""

from __future__ import annotations

import re
import warnings

import bs4
from bs4.element import NavigableString, PageElement, Tag

from factcheck.documents.cleaning import clean_text
from factcheck.documents.kind import Kind
from factcheck.documents.text import number_pages
from factcheck.model import ReadDocument

CELL_BREAK = " | "

_UNSEEN = frozenset(
    "script style template noscript svg math iframe object canvas audio video head".split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure"  # noqa: SIM905
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th ul".split()
)
_PROSE = frozenset({"p", "li", "h1", "h2", "h3", "h4", "pre", "blockquote"})
_CELLS, _NESTED = frozenset({"td", "th"}), frozenset({"table", "tr"})
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def read_html(text: str, file: str) -> ReadDocument:
    """Read the visible text of an HTML page as one page.

    Raises:
        UnreadableDocument: nothing in it can be seen.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # BeautifulSoup remarks on texts that look like an address, or like XML
        soup = bs4.BeautifulSoup(text, "lxml")
    return ReadDocument(
        media_type=str(Kind.HTML),
        title=clean_text(_SPACE.sub(" ", soup.title.get_text())) if soup.title else "",
        pages=number_pages([clean_text(_see(soup))], file),
        reader=f"beautifulsoup4 {bs4.__version__}",
    )


def _see(root: Tag) -> str:
    """Give the text below an element as a browser would part it.

    The walk keeps its own stack, because a hostile page nests deeper than Python may call.
    """
    seen: list[str] = []
    todo: list[tuple[PageElement | str, bool]] = [(node, False) for node in reversed(root.contents)]
    while todo:
        node, is_preformatted = todo.pop()
        if isinstance(node, Tag):
            if not _is_hidden(node):
                before, children, after = _open(node)
                seen.append(before)
                todo.append((after, True))
                todo += [(child, is_preformatted or node.name == "pre") for child in reversed(children)]
        elif type(node) in (str, NavigableString):  # and no comment, which is a string as well
            seen.append(str(node) if is_preformatted else _SPACE.sub(" ", str(node)))
    return "".join(seen)


def _open(tag: Tag) -> tuple[str, list[PageElement], str]:
    """Give what a tag writes before its children, the children still to be read, and what it writes after them."""
    if tag.name == "br":
        return "\n", [], ""
    if tag.name == "tr" and not _lays_out(tag):
        line = CELL_BREAK.join(_SPACE.sub(" ", _see(cell)).strip() for cell in _find_cells(tag))
        return (f"{line}\n" if line.strip(CELL_BREAK) else ""), [], ""
    edge = "\n\n" if tag.name in _BLOCKS else ""
    return edge, tag.contents, edge


def _find_cells(row: Tag) -> list[Tag]:
    """Give the cells of a row; by hand, since a search of BeautifulSoup's for each row makes an annual report slow."""
    return [child for child in row.contents if isinstance(child, Tag) and child.name in _CELLS]


def _lays_out(row: Tag) -> bool:
    """Tell a row that lays out a page, with a table or several paragraphs in one cell, from a row of data."""
    if any(isinstance(below, Tag) and below.name in _NESTED for below in row.descendants):
        return True
    return any(
        sum(1 for below in cell.descendants if isinstance(below, Tag) and below.name in _PROSE) > 1
        for cell in _find_cells(row)
    )


def _is_hidden(tag: Tag) -> bool:
    """Tell whether a browser shows nothing of an element, as far as the element itself says so."""
    return tag.name in _UNSEEN or tag.has_attr("hidden") or bool(_HIDING_STYLE.search(str(tag.get("style") or "")))
