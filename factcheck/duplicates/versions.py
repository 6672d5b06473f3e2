"""What differs between two versions of a paper: sentences added, removed, changed, or redacted in one of them only.

Sentences are compared folded, so that the slips of OCR, other line breaks and other pages are no differences. Sentences
that match in order are set side by side by difflib; what lies between is matched by likeness (rapidfuzz).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

from factcheck.duplicates.folding import fold
from factcheck.model import REDACTED
from factcheck.passages import split_sentences

SAME_FROM = (
    94.0  # percent alike, folded, from which two sentences differ by slips only, figures and negations being equal
)
CHANGED_FROM = 60.0  # percent alike from which one is a changed form of the other
MAX_TAKEN, MAX_LOST = 2, 1  # letters that one slip takes for others, and that it loses or adds
MAX_BLOCK = 400  # sentences on each side that are matched by likeness; larger blocks are said to be another text

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_NEGATION = re.compile(r"\b(?:not|no|never|none|nor|neither|cannot|without|den(?:y|ie[sd]))\b|n['’]t\b", re.IGNORECASE)
_WORD = re.compile(r"\[redacted\]|\w+|[^\w\s]")


class ChangeKind(StrEnum):
    """How two versions differ in one place."""

    ADDED = "added"  # stands in the second only
    REMOVED = "removed"  # stands in the first only
    CHANGED = "changed"
    REDACTED = "redacted"  # in one of them, and to be read in the other


@dataclass(frozen=True)
class Place:
    """A sentence and its page."""

    page: int
    text: str


@dataclass(frozen=True)
class Change:
    """One difference, with what stands in the first version and in the second; None where nothing does."""

    kind: ChangeKind
    first: Place | None
    second: Place | None


def find_sentences(pages: Iterable[tuple[int, str]]) -> list[Place]:
    """The sentences of a document, each with its page, line breaks made spaces."""
    return [
        Place(number, " ".join(sentence.text.split()))
        for number, text in pages
        for sentence in split_sentences(text)
        if fold(sentence.text) or REDACTED in sentence.text
    ]


def compare_versions(first: Sequence[Place], second: Sequence[Place]) -> list[Change]:
    """Say what differs between two versions, in the order of the first.

    Args:
        first: its sentences, as `find_sentences` gives them.
        second: those of the other.
    """
    keys = [fold(place.text) for place in first], [fold(place.text) for place in second]
    changes: list[Change] = []
    for operation, start, end, other_start, other_end in SequenceMatcher(
        None, keys[0], keys[1], autojunk=False
    ).get_opcodes():
        if operation != "equal" or any(
            REDACTED in place.text for place in (*first[start:end], *second[other_start:other_end])
        ):
            changes += _match(first[start:end], second[other_start:other_end])
    return changes


def say_same(first: str, second: str, alike_from: float = SAME_FROM) -> bool:
    """Whether two texts say the same but for slips of OCR.

    A slip takes one or two letters for others, or loses one: a word more, a prefix such as "un", another figure or one
    negation more is none.
    """
    if REDACTED in first or REDACTED in second:
        return first == second
    one, other = fold(first), fold(second)
    if fuzz.ratio(one, other) < alike_from or not has_same_facts(first, second):
        return False
    return all(_is_slip(operation) for operation in Levenshtein.opcodes(one, other))


def _is_slip(operation: Opcode) -> bool:
    lengths = operation.src_end - operation.src_start, operation.dest_end - operation.dest_start
    return operation.tag == "equal" or max(lengths) <= (MAX_TAKEN if operation.tag == "replace" else MAX_LOST)


def has_same_facts(first: str, second: str) -> bool:
    """Whether two texts have the same figures and as many negations: what changes a meaning by few letters."""
    same_figures = _FIGURE.findall(first) == _FIGURE.findall(second)
    return same_figures and len(_NEGATION.findall(first)) == len(_NEGATION.findall(second))


def _match(first: Sequence[Place], second: Sequence[Place]) -> list[Change]:
    """Set the sentences of two blocks side by side, each once and in order, the likest first come."""
    partners = _find_partners(first, second) if len(first) <= MAX_BLOCK and len(second) <= MAX_BLOCK else {}
    changes: list[Change] = []
    at = 0
    for index, place in enumerate(first):
        partner = partners.get(index)
        if partner is None:
            changes.append(Change(ChangeKind.REMOVED, place, None))
            continue
        changes += [Change(ChangeKind.ADDED, None, other) for other in second[at:partner]]
        at = partner + 1
        if not say_same(place.text, second[partner].text):
            changes.append(Change(_kind(place.text, second[partner].text), place, second[partner]))
    return changes + [Change(ChangeKind.ADDED, None, other) for other in second[at:]]


def _find_partners(first: Sequence[Place], second: Sequence[Place]) -> dict[int, int]:
    """For each sentence of the first the next one of the second that is like it."""
    partners: dict[int, int] = {}
    folded = [fold(place.text) for place in second]
    at = 0
    for index, place in enumerate(first):
        key = fold(place.text)
        for other in range(at, len(second)):
            is_redacted = REDACTED in place.text or REDACTED in second[other].text
            alike = fuzz.ratio(key, folded[other], score_cutoff=CHANGED_FROM)
            if alike or (is_redacted and _kind(place.text, second[other].text) is ChangeKind.REDACTED):
                partners[index], at = other, other + 1
                break
    return partners


def _kind(first: str, second: str) -> ChangeKind:
    """Redacted where all that differs stands opposite a mark, on the same side throughout; else changed."""
    words = _WORD.findall(first), _WORD.findall(second)
    folded = [[one if one == REDACTED else fold(one) or one for one in side] for side in words]
    sides: set[int] = set()
    n_equal = 0
    for operation, start, end, other_start, other_end in SequenceMatcher(
        None, folded[0], folded[1], autojunk=False
    ).get_opcodes():
        if operation == "equal":
            n_equal += end - start
            continue
        parts = folded[0][start:end], folded[1][other_start:other_end]
        marked = {side for side, part in enumerate(parts) if part == [REDACTED]}
        if len(marked) != 1:
            return ChangeKind.CHANGED
        sides |= marked
    return ChangeKind.REDACTED if len(sides) == 1 and n_equal else ChangeKind.CHANGED
