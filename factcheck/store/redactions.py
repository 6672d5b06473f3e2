"""Load what is blacked or whited out on the pages of a case; never the text under it, which is not stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, select

from factcheck.model import Redaction
from factcheck.store import schema
from factcheck.store.pages import unpack_redactions


@dataclass(frozen=True)
class RedactedPage:
    """A page with its redactions, and the document that it is of."""

    document_sha256: str
    file: str
    page: int
    redactions: tuple[Redaction, ...]

    @property
    def codes(self) -> dict[str, int]:
        """How often each exemption code stands on the page, commonest first."""
        return dict(Counter(code for one in self.redactions for code in one.codes).most_common())

    @property
    def n_bad(self) -> int:
        """Redactions under which the text can still be read."""
        return sum(one.is_bad for one in self.redactions)


def load_redacted_pages(db: Connection, case: str) -> list[RedactedPage]:
    """Every page of a case that has redactions, by document and page."""
    page, document, link = schema.page.c, schema.document.c, schema.case_document.c
    query = (
        select(page.document_sha256, document.file, page.number, page.redactions)
        .join(schema.document, document.sha256 == page.document_sha256)
        .join(schema.case_document, link.document_sha256 == page.document_sha256)
        .where(link.case_slug == case, page.redactions != "[]")
        .order_by(document.file, page.document_sha256, page.number)
    )
    return [
        RedactedPage(sha256, file, number, unpack_redactions(packed))
        for sha256, file, number, packed in db.execute(query)
    ]
