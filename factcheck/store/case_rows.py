"""The rows of one case, out of one database and into an empty one; as JSON lines, typed by the tables' columns."""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Select,
    Table,
    func,
    or_,
    select,
)

from factcheck.errors import BadInput
from factcheck.store import schema
from factcheck.store.pages import hash_text

LEFT_OUT = ("row_digest", "workspace_state", "seen_path", "signature", "resemblance", "person_role", "last_seen")
"""Tables of the workspace as a whole: they are made anew from what is there, or mean nothing elsewhere."""

_BLOCK = 500  # rows fetched, or asked for, at once
_MOST_WORDS = 64 << 20  # bytes that the packed words of one page may open to
_MOST_VECTOR = 1 << 16  # bytes of one embedding


def tables() -> list[Table]:
    """The tables that a case is carried in, each after those it refers to."""
    return [table for table in schema.metadata.sorted_tables if table.name not in LEFT_OUT]


def dump_rows(db: Connection, case: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Every table with the rows that belong to a case, a line of JSON each."""
    for table in tables():
        yield table.name, _dump(db, table, case)


def _dump(db: Connection, table: Table, case: str) -> Iterator[str]:
    if table is schema.embedding:
        queries: Iterable[Select[Any]] = _embeddings(db, case)
    else:
        queries = [_rows(table, case)]
    for query in queries:
        for row in db.execute(query.order_by(*table.primary_key.columns)).mappings():
            values = {
                name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
                for name, value in row.items()
            }
            yield json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def _rows(table: Table, case: str) -> Select[Any]:
    """The rows of a table that belong to a case: by its slug, by a document of the case, or by what they hang on."""
    held = documents_of(case)
    columns = table.c
    if table is schema.case:
        return select(table).where(columns.slug == case)
    if "case_slug" in columns:
        return select(table).where(columns.case_slug == case)
    if table is schema.document:
        return select(table).where(columns.sha256.in_(held))
    if "document_sha256" in columns:
        return select(table).where(columns.document_sha256.in_(held))
    if table is schema.part:
        return select(table).where(or_(columns.container_sha256.in_(held), columns.sha256.in_(held)))
    if table is schema.review:
        evidence = select(schema.evidence.c.id).where(schema.evidence.c.case_slug == case)
        return select(table).where(columns.evidence_id.in_(evidence))
    raise AssertionError(f"nothing says which rows of {table.name} belong to a case")


def documents_of(case: str) -> Select[Any]:
    """SHA-256 of the documents of a case, of the originals fetched for them, and of the statements behind its claims."""
    link, original, statement = schema.case_document, schema.original, schema.statement
    held = select(link.c.document_sha256).where(link.c.case_slug == case)
    return held.union(  # type: ignore[return-value]
        select(original.c.original_sha256).where(original.c.case_slug == case),
        select(statement.c.document_sha256).where(statement.c.case_slug == case),
    )


def _embeddings(db: Connection, case: str) -> Iterator[Select[Any]]:
    """The cached embeddings of a case's passages, by the hashes of their texts."""
    passage, page, table = schema.passage, schema.page, schema.embedding
    text = func.substr(page.c.text, passage.c.start + 1, passage.c.end - passage.c.start)
    query = select(text).join(
        page, (page.c.document_sha256 == passage.c.document_sha256) & (page.c.number == passage.c.page)
    )
    texts = db.execute(query.where(passage.c.document_sha256.in_(documents_of(case)))).scalars()
    hashes = sorted({hash_text(one) for one in texts})
    for start in range(0, len(hashes), _BLOCK):
        yield select(table).where(table.c.text_sha256.in_(hashes[start : start + _BLOCK]))


def load_rows(db: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert rows that came from outside into an empty table; each value is checked for its kind first.

    Returns:
        How many there were.

    Raises:
        BadInput: a line is no row of the table.
    """
    count, block = 0, []
    for count, line in enumerate(lines, start=1):
        try:
            block.append(_read_row(table, line))
        except (ValueError, TypeError, RecursionError) as error:
            raise BadInput(f"table {table.name}, row {count}: {error}") from error
        if len(block) == _BLOCK:
            db.execute(table.insert(), block)
            block = []
    if block:
        db.execute(table.insert(), block)
    return count


def _read_row(table: Table, line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    if not isinstance(values, dict) or not set(values) <= set(table.c.keys()):
        raise ValueError("it has columns that the table has not")
    row = {name: _read_value(table.c[name], value) for name, value in values.items()}
    if table is schema.page_words:
        _check_words(row["words"])
    if table is schema.embedding:
        _check_vector(row["vector"])
    return row


def _read_value(column: Column[Any], value: Any) -> Any:
    if value is None and column.nullable:
        return None
    kind = column.type
    if isinstance(kind, LargeBinary) and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, Boolean) and isinstance(value, bool | int):
        return bool(value)
    if isinstance(kind, Integer) and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63:
        return value
    if isinstance(kind, Float) and isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    if isinstance(value, str) and column.type.python_type is str:
        value.encode()  # half a character is no text
        return value
    raise ValueError(f"{column.name} is of another kind")


def _check_words(packed: bytes) -> None:
    opener = zlib.decompressobj()
    opened = len(opener.decompress(packed, _MOST_WORDS))
    if not opener.eof or opened % 28:
        raise ValueError("the words of the page do not open, or to more than a page can hold")


def _check_vector(vector: bytes) -> None:
    if len(vector) % 4 or not 0 < len(vector) <= _MOST_VECTOR:
        raise ValueError("this is no embedding")
    length = float(np.linalg.norm(np.frombuffer(vector, dtype="<f4").astype(np.float64)))
    if not (math.isfinite(length) and (length == 0 or abs(length - 1) < 0.01)):
        raise ValueError("this embedding has not the length of one")
