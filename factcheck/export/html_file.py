"""The evidence as one HTML file for reading: claim by claim, no script, nothing fetched, every text escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape
from itertools import zip_longest
from typing import BinaryIO

from factcheck.export import layout
from factcheck.export.content import ClaimPart, Export, claims_of, draw_figure, mark_quote
from factcheck.export.escaping import web_address
from factcheck.export.figures import Figure
from factcheck.export.table import Row

_STYLE = """
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #1c1c1a; max-width: 74rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.8rem } h2 { font-size: 1.25rem; border-top: 2px solid #1c1c1a; padding-top: .8rem; margin-top: 2.5rem }
h3 { font-size: 1rem; margin: .2rem 0 } .small { font: 13px/1.45 Arial, sans-serif; color: #55554f; margin: .25rem 0 }
.claim { font-size: 1.15rem; margin: .3rem 0 } .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem }
article { border-top: 1px solid #c9c9c2; padding: .6rem 0; break-inside: avoid; overflow-wrap: anywhere }
blockquote { margin: 0; white-space: pre-line } mark { background: #ffe39a } figure { margin: .6rem 0 }
img { max-width: 100%; border: 1px solid #c9c9c2 } a { color: #1a4a7a }
@media (max-width: 50rem) { .sides { grid-template-columns: 1fr } }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def write_html(export: Export, out: BinaryIO) -> None:
    """Write the claims with their evidence, one claim at a time."""
    for part in _pages(export):
        out.write(part.encode("utf-8"))


def _pages(export: Export) -> Iterator[str]:
    title = escape(layout.title_of(export))
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
    )
    yield _line(export.case.question)
    yield "".join(_line(notice, "small") for notice in export.notices)
    for part in claims_of(export):
        yield from _claim(export, part)
    yield "</body></html>\n"


def _claim(export: Export, part: ClaimPart) -> Iterator[str]:
    row = part.claim
    yield f"<section><h2>{escape(layout.claim_heading(part))}</h2>\n{_line(str(row['claim']), 'claim')}"
    yield _line(layout.claim_facts(part), "small") + _address(str(row["source_url"]))
    if row["verdict"]:
        yield _line(str(row["justification"])) + _line(layout.verdict_facts(part), "small")
    if not row["checked_at"]:
        yield _line(layout.UNCHECKED, "small")
    yield '<div class="sides">'
    for heading, rows in ((layout.SUPPORTING, part.supporting), (layout.CONTRADICTING, part.contradicting)):
        yield f"<h3>{heading} ({len(rows)})</h3>"
    for pair in zip_longest(part.supporting, part.contradicting):
        for one in pair:
            yield _evidence(export, one) if one else "<div></div>"
    yield "</div>\n"
    for heading, rows in ((layout.NEUTRAL, part.neutral), (layout.ASIDE, part.aside)):
        yield from _list(heading, rows)
    yield "</section>\n"


def _evidence(export: Export, row: Row) -> str:
    figure = draw_figure(export, row)
    return (
        f"<article>{_quote(row)}{''.join(_line(fact, 'small') for fact in layout.evidence_facts(row))}"
        f"{_address(str(row['link']))}{_figure(figure, row)}</article>\n"
    )


def _list(heading: str, rows: Iterable[Row]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield f"<h3>{heading} ({len(rows)})</h3>\n"
    for row in rows:
        yield f"<article>{''.join(_line(text, 'small') for text in layout.short_facts(row))}</article>\n"


def _quote(row: Row) -> str:
    before, marked, after = (escape(layout.flow(part)) for part in mark_quote(row))
    shown = f"<mark>{marked}</mark>" if marked else ""
    return f'<blockquote dir="auto">{before}{shown}{after}</blockquote>'


def _figure(figure: Figure | str, row: Row) -> str:
    if isinstance(figure, str):
        return _line(figure, "small")
    source = base64.b64encode(figure.png).decode("ascii")
    caption = escape(layout.place_of(row))
    image = f'<img alt="{caption}" src="data:image/png;base64,{source}">'
    return f'<figure>{image}<figcaption class="small">{caption}</figcaption></figure>'


def _line(text: str, kind: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    return f'<p dir="auto"{look}>{escape(text)}</p>\n' if text else ""


def _address(url: str) -> str:
    address = escape(web_address(url))
    return f'<p class="small"><a href="{address}" rel="noreferrer noopener">{address}</a></p>\n' if address else ""
