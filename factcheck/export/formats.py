"""The formats in which evidence leaves, by name, and the one way to make a file of any of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from factcheck.errors import BadInput
from factcheck.export.citation_files import write_bibtex, write_csl_json, write_markdown_list, write_text
from factcheck.export.claimreview import write_claimreview
from factcheck.export.content import Export, specimen
from factcheck.export.csv_file import write_csv
from factcheck.export.docx_file import write_docx
from factcheck.export.html_file import write_html
from factcheck.export.json_file import write_json
from factcheck.export.markdown_file import write_markdown
from factcheck.export.pdf_file import write_pdf
from factcheck.export.proof import Proof, find_in, prove
from factcheck.export.xlsx_file import write_xlsx

Writer = Callable[[Export, BinaryIO], None]


@dataclass(frozen=True)
class Format:
    """One format: what people call it, how its files are named, and what writes it."""

    name: str  # as the command line and the registry know it
    label: str
    suffix: str  # with the dot
    media_type: str
    write: Writer
    has_figures: bool = False


_ALL = (
    Format("csv", "CSV: the table as text", ".csv", "text/csv", write_csv),
    Format(
        "xlsx", "XLSX: the table as a workbook", ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx,
    ),
    Format("json", "JSON: the table for programs", ".json", "application/json", write_json),
    Format("html", "HTML: to read in a browser", ".html", "text/html", write_html, has_figures=True),
    Format(
        "docx", "DOCX: to read and edit in a word processor", ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx, has_figures=True,
    ),
    Format("pdf", "PDF: to read and print", ".pdf", "application/pdf", write_pdf, has_figures=True),
    Format("markdown", "Markdown: to read as text", ".md", "text/markdown", write_markdown),
    Format("claimreview", "ClaimReview: verdicts for search engines", ".jsonld", "application/ld+json", write_claimreview),
    Format("citations", "Citations as text", ".citations.txt", "text/plain", write_text),
    Format("citations-markdown", "Citations as Markdown", ".citations.md", "text/markdown", write_markdown_list),
    Format("bibtex", "Citations as BibTeX", ".bib", "application/x-bibtex", write_bibtex),
    Format("csl-json", "Citations as CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json", write_csl_json),
)  # fmt: skip

FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
"""Every format by its name, in the order in which they are offered."""


@dataclass(frozen=True)
class Made:
    """A finished file."""

    format: Format
    data: bytes
    proof: Proof | None = None  # of a protected export

    @property
    def media_type(self) -> str:
        """The kind of the file."""
        return self.format.media_type


def find_format(name: str) -> Format:
    """The format of a name.

    Raises:
        BadInput: there is none; the message names those there are.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise BadInput(f"There is no format {name!r}. Formats: {', '.join(FORMATS)}.") from None


def format_of_file(file: str) -> str:
    """The name of the format that a file's name ends in, csv where it ends in none."""
    fitting = [one for one in _ALL if file.lower().endswith(one.suffix)]
    return max(fitting, key=lambda one: len(one.suffix)).name if fitting else _ALL[0].name


def make_file(export: Export, name: str) -> Made:
    """Write an export in one format; of a protected one prove that nothing protected is in it.

    Raises:
        BadInput: there is no such format, or the export lacks what it needs.
        ProtectedFound: a protected string is in the file after all; nothing leaves.
    """
    chosen = find_format(name)
    data = _write(chosen, export)
    if export.protection is None:
        return Made(chosen, data)
    file = f"export{chosen.suffix}"
    own_words = find_in(_specimen(name), file, export.protection)
    return Made(chosen, data, prove(data, file, export.protection, own_words))


def _write(chosen: Format, export: Export) -> bytes:
    out = io.BytesIO()
    chosen.write(export, out)
    return out.getvalue()


@lru_cache
def _specimen(name: str) -> bytes:
    """What a format writes of its own when a case says nothing: its labels, styles, fonts and markup."""
    return _write(FORMATS[name], specimen())
