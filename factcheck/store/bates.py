"""Load the Bates numbers of a case, and find the pages that carry one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from factcheck.bates import parse_bates, parse_query
from factcheck.errors import BadInput
from factcheck.store import schema


@dataclass(frozen=True)
class NumberedPage:
    """A page with its Bates number, and the document that it is of."""

    document_sha256: str
    file: str
    page: int
    bates: str
    bates_as_read: str = ""  # where a slip was mended


def load_numbers(db: Connection, case: str) -> dict[str, list[tuple[int, str]]]:
    """(page, Bates number or "") of every page of those documents of a case that have numbers, by SHA-256."""
    page = schema.page.c
    numbered = select(page.document_sha256).where(page.bates != "")
    query = (
        select(page.document_sha256, page.number, page.bates)
        .join(schema.case_document, schema.case_document.c.document_sha256 == page.document_sha256)
        .where(schema.case_document.c.case_slug == case, page.document_sha256.in_(numbered))
        .order_by(page.document_sha256, page.number)
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for sha256, number, bates in db.execute(query):
        found.setdefault(sha256, []).append((number, bates))
    return found


def load_numbered_pages(db: Connection, case: str) -> list[NumberedPage]:
    """Every page of a case that has a Bates number, by document and page."""
    page, document, link = schema.page.c, schema.document.c, schema.case_document.c
    query = (
        select(page.document_sha256, document.file, page.number, page.bates, page.bates_as_read)
        .join(schema.document, document.sha256 == page.document_sha256)
        .join(schema.case_document, link.document_sha256 == page.document_sha256)
        .where(link.case_slug == case, page.bates != "")
        .order_by(document.file, page.document_sha256, page.number)
    )
    return [NumberedPage(*row) for row in db.execute(query)]


def find_bates(db: Connection, case: str, text: str) -> list[NumberedPage]:
    """The pages that carry a Bates number, or one of a range such as "ABC0001234-36", in the order of the numbers.

    Capitals and what stands between prefix and digits do not matter; digits alone are looked for in every series.

    Raises:
        BadInput: the text is neither a number nor a range.
    """
    readings = parse_query(text)
    if not readings:
        raise BadInput(f"{text!r} is no Bates number. Write one such as ABC0001234, or a range such as ABC0001234-36.")
    pages = [(page, number) for page in load_numbered_pages(db, case) if (number := parse_bates(page.bates))]
    for reading in readings:
        found = [(number, page) for page, number in pages if number in reading]
        if found:
            return [page for _, page in sorted(found, key=lambda one: (one[0].series, one[0].number, one[1].file))]
    return []
