"""Search the papers of a case study as a check does, by words and by sense, but read no stance."""

from __future__ import annotations

from factcheck.model import Hit, SearchBy
from factcheck.readers import Readers
from factcheck.searching import search_case
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
    return list(search_case(room.workspace, room.case, words, SearchBy.MEANING, readers, top_k).hits)
