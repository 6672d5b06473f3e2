"""Save and load the signatures of documents, and which documents are copies or versions of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from factcheck.duplicates.signatures import VERSION, Resemblance, Signature, group, group_of
from factcheck.store import schema


@dataclass(frozen=True)
class Pair:
    """Two documents that share much of their text, by SHA-256."""

    one: str
    other: str
    resemblance: Resemblance


def load_unsigned(db: Connection) -> list[str]:
    """The documents that have no signature of the present kind, in the order in which they were received."""
    signed = select(schema.signature.c.document_sha256).where(schema.signature.c.made_as == VERSION)
    table = schema.document
    query = select(table.c.sha256).where(table.c.sha256.not_in(signed)).order_by(table.c.received_at, table.c.sha256)
    return list(db.execute(query).scalars())


def load_signatures(db: Connection, after: int = 0) -> tuple[dict[str, Signature], int]:
    """The signatures of the present kind that came after a row, by SHA-256, and the last row there is."""
    table = schema.signature
    query = select(table).where(table.c.row > after, table.c.made_as == VERSION).order_by(table.c.row)
    found = {}
    for row in db.execute(query):
        found[row.document_sha256] = Signature(np.frombuffer(row.hashes, "<u4").astype(np.uint32), row.n_shingles)
        after = row.row
    return found, after


def save_signature(db: Connection, sha256: str, signature: Signature, close: Mapping[str, Resemblance]) -> None:
    """Keep the signature of a document, and the documents that it is close to; older notes of it go."""
    table, pairs = schema.signature, schema.resemblance
    db.execute(table.delete().where(table.c.document_sha256 == sha256))
    db.execute(pairs.delete().where((pairs.c.one_sha256 == sha256) | (pairs.c.other_sha256 == sha256)))
    db.execute(
        table.insert().values(
            document_sha256=sha256,
            made_as=VERSION,
            n_shingles=signature.n_shingles,
            hashes=signature.hashes.astype("<u4").tobytes(),
        )
    )
    for other, found in close.items():
        one, two = sorted((sha256, other))
        measured = {"similarity": found.similarity, "contained": found.contained}
        db.execute(pairs.insert().values(one_sha256=one, other_sha256=two, **measured))


def load_pairs(db: Connection, case: str) -> list[Pair]:
    """The documents of a case that share much of their text, two by two, the likest first."""
    table, link = schema.resemblance, schema.case_document
    held = select(link.c.document_sha256).where(link.c.case_slug == case)
    query = (
        select(table)
        .where(table.c.one_sha256.in_(held), table.c.other_sha256.in_(held))
        .order_by(table.c.similarity.desc(), table.c.one_sha256, table.c.other_sha256)
    )
    return [
        Pair(row.one_sha256, row.other_sha256, Resemblance(row.similarity, row.contained)) for row in db.execute(query)
    ]


def load_groups(db: Connection, case: str) -> dict[str, int]:
    """The number of the group of each document of a case that has copies or versions there, by SHA-256."""
    return dict(group_of(group((pair.one, pair.other) for pair in load_pairs(db, case))))
