"""Citations: a short, stable line for each piece of evidence, as text, Markdown, BibTeX and CSL-JSON.

The same page of the same file has the same citation and the same key in every export: both are made of what is known of
the document, the page and the hash of the file, and of nothing else.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from factcheck.dates import describe_date
from factcheck.export.escaping import escape_latex, escape_markdown, web_address
from factcheck.model import Evidence

HASH_PREFIX = 12  # hexadecimal digits in a citation: 48 bits tell the files of any case apart
_KEY_HASH = 8
_DOCUMENTCLOUD = re.compile(r"(?:www\.|beta\.)?documentcloud\.org")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True)
class Citation:
    """What a citation of one page is made of."""

    title: str
    issuer: str
    date: str  # ISO 8601, may be partial
    page: int
    bates: str
    sha256: str
    url: str  # of the page where there is one, else of the document; "" where none is known or it cannot be followed

    @property
    def key(self) -> str:
        """A key for BibTeX and CSL: issuer or title, year, hash and page; ASCII letters, digits and hyphens only."""
        plain = unicodedata.normalize("NFKD", self.issuer or self.title).encode("ascii", "ignore").decode()
        word = next(iter(re.findall(r"[a-z]+", plain.lower())), "document")
        year = self.date[:4] if _DATE.fullmatch(self.date) else ""
        return f"{word}{year}-{self.sha256[:_KEY_HASH]}-p{self.page}"

    @property
    def locator(self) -> str:
        """Page and Bates number, as people write them."""
        return f"p. {self.page}" + (f" ({self.bates})" if self.bates else "")

    @property
    def text(self) -> str:
        """The citation as one line of plain text."""
        address = f" {self.url}" if self.url else ""
        return f"{_sentence(self.title)} {self._details()}{address}"

    @property
    def markdown(self) -> str:
        """The citation as one line of Markdown, the title in italics and linked where there is an address."""
        title = f"*{escape_markdown(self.title)}*"
        linked = f"[{title}](<{self.url}>)" if self.url else title
        return f"{linked}. {escape_markdown(self._details())}"

    def _details(self) -> str:
        parts = (self.issuer, describe_date(self.date), self.locator)
        return f"{', '.join(part for part in parts if part)}. SHA-256 {self.sha256[:HASH_PREFIX]}."


def cite(row: Mapping[str, object]) -> Citation:
    """The citation of the page that a row of the evidence table quotes."""
    page = row["page"]
    assert isinstance(page, int)
    return Citation(
        title=str(row["document"]), issuer=str(row["issuer"]), date=str(row["document_date"]), page=page,
        bates=str(row["bates"]), sha256=str(row["sha256"]), url=str(row["link"]),
    )  # fmt: skip


def cite_evidence(evidence: Evidence) -> Citation:
    """The citation of the page that a piece of evidence stands on."""
    known, passage = evidence.document.provenance, evidence.passage
    return Citation(
        title=evidence.document.title, issuer=known.issuer, date=known.document_date, page=passage.page,
        bates=passage.bates, sha256=evidence.document.sha256, url=link_to_page(known.source_url, passage.page),
    )  # fmt: skip


def link_to_page(url: str, page: int) -> str:
    """The address of a page: that of the document with an anchor where its kind is known to have one, else as it is.

    A PDF opens at ``#page=N`` in every browser; DocumentCloud's viewer at ``#document/pN``. An address that already has
    an anchor keeps it. What is no address of the web gives "".

    >>> link_to_page("https://example.org/a.pdf", 7)
    'https://example.org/a.pdf#page=7'
    >>> link_to_page("https://www.documentcloud.org/documents/5980596-plan", 2)
    'https://www.documentcloud.org/documents/5980596-plan#document/p2'
    """
    address = web_address(url)
    if not address or "#" in address:
        return address
    parts = urlsplit(address)
    if parts.path.lower().endswith(".pdf"):
        return f"{address}#page={page}"
    if _DOCUMENTCLOUD.fullmatch(parts.hostname or "") and parts.path.startswith("/documents/"):
        return f"{address}#document/p{page}"
    return address


def to_bibtex(citations: Iterable[Citation]) -> str:
    """The citations as BibTeX, one entry a key, in their order."""
    return "\n".join(_bibtex_entry(one) for one in _by_key(citations).values())


def to_csl_json(citations: Iterable[Citation]) -> str:
    """The citations as CSL-JSON, one item a key, in their order."""
    return json.dumps([_csl_item(one) for one in _by_key(citations).values()], ensure_ascii=False, indent=2) + "\n"


def date_parts(date: str) -> list[int]:
    """The year, month and day that a partial date gives, as far as it goes; none where it is no date."""
    match = _DATE.fullmatch(date)
    return [int(part) for part in match.groups() if part] if match else []


def _by_key(citations: Iterable[Citation]) -> dict[str, Citation]:
    return {one.key: one for one in citations}


def _bibtex_entry(one: Citation) -> str:
    known = date_parts(one.date)
    fields = {
        "title": f"{{{escape_latex(one.title)}}}",  # a second pair of braces keeps the capitals
        "author": f"{{{escape_latex(one.issuer)}}}" if one.issuer else "",  # and an organisation in one piece
        "year": str(known[0]) if known else "",
        "date": one.date if known else "",
        "pages": str(one.page),
        "url": one.url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D"),
        "note": ". ".join(filter(None, (escape_latex(one.bates and f"Bates {one.bates}"), f"SHA-256 {one.sha256}"))),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{one.key},", *lines, "}", ""])


def _csl_item(one: Citation) -> dict[str, object]:
    known = date_parts(one.date)
    note = "; ".join(filter(None, (one.bates and f"Bates {one.bates}", f"SHA-256 {one.sha256}")))
    item: dict[str, object] = {"id": one.key, "type": "document", "title": one.title, "page": str(one.page)}
    if one.issuer:
        item["author"] = [{"literal": one.issuer}]
    if known:
        item["issued"] = {"date-parts": [known]}
    if one.url:
        item["URL"] = one.url
    return item | {"note": note}


def _sentence(title: str) -> str:
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."
