"""Save and load what could not be taken into a case, with all that a second try needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields

from sqlalchemy import Connection, select

from factcheck.model import Failure, Provenance
from factcheck.store import schema
from factcheck.store.workspace import now

_COLUMNS = [schema.failure.c[field.name] for field in fields(Failure)]


def save_failures(
    db: Connection,
    case_slug: str,
    failures: Iterable[Failure],
    provenance: Provenance | None = None,
    read_version: int = 0,
) -> None:
    """Note what could not be taken in; `clear_failures` first takes away what was noted before.

    Args:
        db: where.
        case_slug: the case.
        failures: files, or pages of them.
        provenance: what is known of where they come from, for when they can be read.
        read_version: of the readers that failed.
    """
    known = {name: value for name, value in asdict(provenance or Provenance()).items() if value}
    for failure in failures:
        values = asdict(failure) | {"provenance": json.dumps(known), "read_version": read_version}
        db.execute(schema.failure.insert().values(case_slug=case_slug, failed_at=now(), **values))


def clear_failures(db: Connection, case_slug: str, path: str, sha256: str = "") -> None:
    """Forget what was noted of a path and its pages, once it is read or noted anew.

    Args:
        db: where.
        case_slug: the case.
        path: of the file.
        sha256: of bytes that are read now, whatever they were called.
    """
    table = schema.failure
    same = table.c.path == path
    if sha256:
        same |= table.c.sha256 == sha256
    db.execute(table.delete().where(table.c.case_slug == case_slug, same))


def load_failures(db: Connection, case_slug: str) -> list[Failure]:
    """What could not be taken into a case, oldest first."""
    table = schema.failure
    query = select(*_COLUMNS).where(table.c.case_slug == case_slug).order_by(table.c.id)
    return [Failure(**row._mapping) for row in db.execute(query)]


def load_failed_before(db: Connection, sha256: str, read_version: int) -> Failure | None:
    """What these bytes failed by, in whichever case, when readers of this version tried them; None where none did."""
    table = schema.failure
    query = select(*_COLUMNS).where(table.c.sha256 == sha256, table.c.read_version == read_version)
    row = db.execute(query.order_by(table.c.id.desc())).first() if sha256 else None
    return Failure(**row._mapping) if row else None


def is_in_quarantine(db: Connection, sha256: str) -> bool:
    """Whether bytes are kept in quarantine for some case."""
    return db.execute(select(schema.failure.c.id).where(schema.failure.c.sha256 == sha256)).first() is not None


def load_failed_provenance(db: Connection, case_slug: str, path: str) -> Provenance:
    """What was known of a file that could not be taken in."""
    table = schema.failure
    here = (table.c.case_slug == case_slug) & (table.c.path == path)
    return Provenance(**json.loads(db.execute(select(table.c.provenance).where(here)).scalar() or "{}"))
