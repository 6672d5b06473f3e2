"""Save and load which document is the original of which digest, and where it was fetched."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, select

from factcheck.store import schema
from factcheck.store.workspace import now


@dataclass(frozen=True)
class Original:
    """A paper that stands beside the digest of it."""

    digest_sha256: str
    original_sha256: str
    url: str  # that the digest names
    final_url: str  # that answered
    fetched_at: str  # UTC, ISO-8601


_COLUMNS = [schema.original.c[field.name] for field in fields(Original)]


def save_original(
    db: Connection, case_slug: str, digest_sha256: str, original_sha256: str, url: str, final_url: str
) -> None:
    """Note that a document of the case is the original of a digest there; a newer one takes the place of an older."""
    table = schema.original
    db.execute(table.delete().where(table.c.case_slug == case_slug, table.c.digest_sha256 == digest_sha256))
    one = Original(digest_sha256, original_sha256, url, final_url, now())
    db.execute(table.insert().values(case_slug=case_slug, **asdict(one)))


def load_originals(db: Connection, case_slug: str) -> dict[str, Original]:
    """The originals of a case by the SHA-256 of their digests."""
    rows = db.execute(select(*_COLUMNS).where(schema.original.c.case_slug == case_slug))
    return {row.digest_sha256: Original(**row._mapping) for row in rows}


def load_digests(db: Connection, case_slug: str, original_sha256: str) -> list[Original]:
    """Of which digests of a case a document is the original."""
    here = (schema.original.c.case_slug == case_slug) & (schema.original.c.original_sha256 == original_sha256)
    return [
        Original(**row._mapping)
        for row in db.execute(select(*_COLUMNS).where(here).order_by(schema.original.c.digest_sha256))
    ]
