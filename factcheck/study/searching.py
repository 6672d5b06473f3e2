"""Search the papers of a case study as a check does, by words and by sense, but read no stance."""

from __future__ import annotations

from factcheck.model import Hit
from factcheck.readers import Readers
from factcheck.store.passages import load_passages_by_row
from factcheck.study.room import Room

SHOWN = 8  # passages; a student reads all of them


def search_papers(room: Room, words: str, readers: Readers, top_k: int = SHOWN) -> list[Hit]:
    """The passages nearest to some words, nearest first.

    Args:
        room: the case study.
        words: what the student typed.
        readers: the models; only the encoder is asked.
        top_k: how many at most.
    """
    index = readers.open_index(room.workspace, room.case)
    found = index.retrieve(readers.encoder.encode([words])[0], words, top_k)
    with room.workspace.reading() as db:
        passages = load_passages_by_row(db, [one.row for one in found])
    return [Hit(passages[one.row], one.similarity, one.relevance) for one in found]
