"""Save and load the statements of a case: the documents out of which its claims were taken."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from factcheck.errors import NotFound
from factcheck.store import schema
from factcheck.store.workspace import now


@dataclass(frozen=True)
class Statement:
    """A press release, article or transcript as a case holds it, and what is known of whose words it has."""

    sha256: str
    title: str = ""
    speaker: str = ""
    organisation: str = ""
    date: str = ""
    source_url: str = ""


def save_statement(db: Connection, case: str, statement: Statement) -> None:
    """Add a statement to a case, or bring what is known of it up to date; its document must be stored already."""
    table = schema.statement
    values = {name: value for name, value in asdict(statement).items() if name != "sha256"}
    here = (table.c.case_slug == case) & (table.c.document_sha256 == statement.sha256)
    if db.execute(select(table.c.case_slug).where(here)).first():
        db.execute(table.update().where(here).values(**values))
    else:
        db.execute(table.insert().values(case_slug=case, document_sha256=statement.sha256, added_at=now(), **values))


def load_statements(db: Connection, case: str) -> list[Statement]:
    """The statements of a case, the newest first."""
    table = schema.statement
    query = select(table).where(table.c.case_slug == case).order_by(table.c.added_at.desc(), table.c.document_sha256)
    return [
        Statement(row.document_sha256, row.title, row.speaker, row.organisation, row.date, row.source_url)
        for row in db.execute(query)
    ]


def load_statement(db: Connection, case: str, sha256: str) -> Statement:
    """Load one statement.

    Raises:
        NotFound: the case has no such statement.
    """
    for statement in load_statements(db, case):
        if statement.sha256 == sha256:
            return statement
    raise NotFound(f"Case {case} has no statement {sha256[:12]}.")
