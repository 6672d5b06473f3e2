"""The citations of an export as files: plain text, Markdown, BibTeX, CSL-JSON; each page once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from factcheck.export.citations import Citation, cite, to_bibtex, to_csl_json
from factcheck.export.content import Export, rows_of
from factcheck.export.escaping import escape_markdown, fit_for_xml


def write_text(export: Export, out: BinaryIO) -> None:
    """Write one line a page; signs that command a terminal are replaced, for such a file is read on one."""
    out.write("".join(f"{' '.join(fit_for_xml(one.text).split())}\n" for one in citations_of(export)).encode("utf-8"))


def write_markdown_list(export: Export, out: BinaryIO) -> None:
    """Write a list with links."""
    heading = f"# {escape_markdown(export.case.title or export.case.slug)}\n\n"
    out.write((heading + "".join(f"- {one.markdown}\n" for one in citations_of(export))).encode("utf-8"))


def write_bibtex(export: Export, out: BinaryIO) -> None:
    """Write BibTeX."""
    out.write(to_bibtex(citations_of(export)).encode("utf-8"))


def write_csl_json(export: Export, out: BinaryIO) -> None:
    """Write CSL-JSON."""
    out.write(to_csl_json(citations_of(export)).encode("utf-8"))


def citations_of(export: Export) -> Iterator[Citation]:
    """The citations of an export, each once, in the order of the table."""
    return iter(dict.fromkeys(cite(row) for row in rows_of(export.table) if row["sha256"]))
