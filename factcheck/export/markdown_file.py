"""The evidence as Markdown (CommonMark with tables): an overview, then claim by claim. Page images are not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from factcheck.export import layout
from factcheck.export.content import ClaimPart, Export, claims_of, mark_quote
from factcheck.export.escaping import escape_markdown, web_address
from factcheck.export.table import Row


def write_markdown(export: Export, out: BinaryIO) -> None:
    """Write the claims with their evidence, one line a paragraph."""
    out.write("\n".join(_lines(export)).encode("utf-8"))


def _lines(export: Export) -> Iterator[str]:
    parts = list(claims_of(export))
    yield f"# {escape_markdown(layout.title_of(export))}\n"
    if export.case.question:
        yield f"{escape_markdown(export.case.question)}\n"
    for notice in (*export.notices, "Page images are not in this file: Markdown holds text only."):
        yield f"- {escape_markdown(notice)}"
    yield f"\n| claim | statement | verdict | {layout.SUPPORTING} | {layout.CONTRADICTING} |"
    yield "| --- | --- | --- | --- | --- |"
    for part in parts:
        row, counts = part.claim, Counter(supporting=len(part.supporting), contradicting=len(part.contradicting))
        cells = (row["claim_id"], row["claim"], row["verdict"] or layout.NO_VERDICT, *counts.values())
        yield f"| {' | '.join(escape_markdown(str(cell)) for cell in cells)} |"
    for part in parts:
        yield from _claim(part)


def _claim(part: ClaimPart) -> Iterator[str]:
    row = part.claim
    yield f"\n## {escape_markdown(layout.claim_heading(part))}\n"
    yield f"> {escape_markdown(str(row['claim']))}\n"
    yield f"{escape_markdown(layout.claim_facts(part))}{_address(str(row['source_url']))}\n"
    if row["verdict"]:
        yield f"{escape_markdown(str(row['justification']))}\n\n{escape_markdown(layout.verdict_facts(part))}\n"
    if not row["checked_at"]:
        yield f"{layout.UNCHECKED}\n"
    for heading, rows in ((layout.SUPPORTING, part.supporting), (layout.CONTRADICTING, part.contradicting)):
        yield f"### {heading} ({len(rows)})\n"
        for one in rows:
            yield from _evidence(one, list(layout.evidence_facts(one)))
        if not rows:
            yield f"{layout.NOTHING}\n"
    for heading, rows in ((layout.NEUTRAL, part.neutral), (layout.ASIDE, part.aside)):
        if rows:
            yield f"### {heading} ({len(rows)})\n"
        for one in rows:
            yield from (f"- {escape_markdown(text)}" for text in layout.short_facts(one))
            yield ""


def _evidence(row: Row, facts: list[str]) -> Iterator[str]:
    yield f"> {_quote(row)}\n"
    yield from (f"- {escape_markdown(fact)}" for fact in facts if fact)
    if address := _address(str(row["link"])):
        yield f"-{address}"
    yield ""


def _quote(row: Row) -> str:
    """The quote on one line with the rationale in bold, where bold can begin and end there, else between <mark> tags."""
    before, marked, after = mark_quote(row)
    inner = marked.strip()
    if not inner:
        return escape_markdown(before + marked + after)
    lead, trail = marked[: len(marked) - len(marked.lstrip())], marked[len(marked.rstrip()) :]
    before, after = before + lead, trail + after
    is_free = (not before or before[-1].isspace()) and (not after or after[0].isspace())
    opening, closing = ("**", "**") if is_free else ("<mark>", "</mark>")
    gap, next_gap = (" " if text and text[at].isspace() else "" for text, at in ((before, -1), (after, 0)))
    return f"{escape_markdown(before)}{gap}{opening}{escape_markdown(inner)}{closing}{next_gap}{escape_markdown(after)}"


def _address(url: str) -> str:
    address = web_address(url)
    return f" <{address}>" if address else ""
