"""Evidence that says the same words out of copies of one paper is one source, not several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from factcheck.duplicates.folding import fold
from factcheck.duplicates.versions import say_same
from factcheck.model import Evidence, Passage

ALIKE_FROM = 90.0  # percent of a rationale's letters that must stand in the other passage; a slip in ten is a bad scan
_LEAST_LETTERS = 20  # of a rationale; less stands in many papers by chance


def mark_copies(evidence: Sequence[Evidence], groups: Mapping[str, int]) -> tuple[Evidence, ...]:
    """Say of each piece of evidence which other, of a copy of the same paper, stands for it.

    A piece is a copy of one before it where both lie in documents of one group, or in one document, both have the same
    stance, and its rationale stands in the other's passage with the same figures and negations.

    Args:
        evidence: best first.
        groups: the number of the group of each document, by SHA-256, as far as it has copies.
    """
    leads: list[Evidence] = []
    marked = []
    for one in evidence:
        lead = next((other for other in leads if _is_copy(one, other, groups)), None)
        marked.append(replace(one, copy_of=lead.passage.id if lead else ""))
        if lead is None:
            leads.append(one)
    return tuple(marked)


def copies_of(evidence: Sequence[Evidence], lead: Evidence) -> tuple[Evidence, ...]:
    """The pieces that a piece of evidence stands for."""
    return tuple(one for one in evidence if one.copy_of == lead.passage.id)


def family_of(evidence: Sequence[Evidence], one: Evidence) -> tuple[Evidence, ...]:
    """The other pieces that say the same out of copies of the same paper, whichever of them stands for the rest."""
    lead = one.copy_of or one.passage.id
    return tuple(other for other in evidence if lead in (other.copy_of, other.passage.id) and other.id != one.id)


def is_same_passage(one: Passage, other: Passage, groups: Mapping[str, int]) -> bool:
    """Whether two passages, of copies of one paper, have nearly the same words: before their stance is known."""
    return _is_of_one_paper(one, other, groups) and say_same(one.text, other.text, ALIKE_FROM)


def _is_copy(one: Evidence, other: Evidence, groups: Mapping[str, int]) -> bool:
    if one.reading.stance is not other.reading.stance or not _is_of_one_paper(one.passage, other.passage, groups):
        return False
    said = fold(one.reading.rationale.text)
    if len(said) < _LEAST_LETTERS:
        return False
    if say_same(one.reading.rationale.text, other.reading.rationale.text, ALIKE_FROM):
        return True
    sentence, words = one.reading.rationale.text.lower(), other.passage.text.lower()
    place = fuzz.partial_ratio_alignment(sentence, words, score_cutoff=ALIKE_FROM)
    return place is not None and say_same(sentence, words[place.dest_start : place.dest_end], ALIKE_FROM)


def _is_of_one_paper(one: Passage, other: Passage, groups: Mapping[str, int]) -> bool:
    """Whether two passages lie in copies of one paper, or on two pages of one document."""
    if one.document_sha256 == other.document_sha256:
        return one.page != other.page
    group = groups.get(one.document_sha256)
    return group is not None and group == groups.get(other.document_sha256)
