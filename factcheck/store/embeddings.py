"""Cache embeddings by the text that they are of and the model that made them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection, select

from factcheck.store import schema
from factcheck.store.pages import hash_text

_IN_ONE_QUERY = 500  # bound variables a query; SQLite of old allows 999


def load_vectors(db: Connection, model: str, texts: Iterable[str]) -> dict[str, np.ndarray]:
    """The cached embeddings of those texts that have one: text -> vector, shape (dim,), float32, unit length."""
    by_hash = {hash_text(text): text for text in texts}
    hashes = list(by_hash)
    table, found = schema.embedding, {}
    for start in range(0, len(hashes), _IN_ONE_QUERY):
        part = hashes[start : start + _IN_ONE_QUERY]
        query = select(table.c.text_sha256, table.c.vector).where(table.c.model == model, table.c.text_sha256.in_(part))
        for row in db.execute(query):
            found[by_hash[row.text_sha256]] = np.frombuffer(row.vector, dtype="<f4")
    return found


def save_vectors(db: Connection, model: str, vectors: dict[str, np.ndarray]) -> None:
    """Cache embeddings by text; a text that another process has cached meanwhile is left as it is."""
    known = load_vectors(db, model, vectors)
    rows = [
        {"text_sha256": hash_text(text), "model": model, "vector": vector.astype("<f4").tobytes()}
        for text, vector in vectors.items()
        if text not in known
    ]
    if rows:
        db.execute(schema.embedding.insert(), rows)
