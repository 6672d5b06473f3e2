"""Where the judged passages of a case stand in its documents, and which marks mean the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.errors import BadInput
from factcheck.model import Gold, Page, StudentMark

_SHARE = 0.5  # of the shorter of two spans: a mark on half a sentence, or on the passage around it, means that sentence


@dataclass(frozen=True)
class GoldPlace:
    """A judgement of the author, and the place of its quote."""

    gold: Gold
    document_sha256: str
    page: int
    start: int
    end: int


def locate_gold(gold: Gold, sha256: str, pages: Sequence[Page]) -> GoldPlace:
    """Find the quote of a judgement in the pages of its document.

    Raises:
        BadInput: it stands on none of them.
    """
    for page in pages:
        start = page.text.find(gold.quote)
        if start >= 0:
            return GoldPlace(gold, sha256, page.number, start, start + len(gold.quote))
    raise BadInput(
        f"gold.csv, {gold.claim_id}: the quote “{gold.quote}” does not stand in {gold.file}. "
        "Run factcheck case validate on the case folder, and load the case study again."
    )


def matching_mark(place: GoldPlace, marks: Sequence[StudentMark]) -> StudentMark | None:
    """The mark that means the words of a judgement, one of the same stance first; None where none does."""
    meant = [mark for mark in marks if _means(mark, place)]
    return next((mark for mark in meant if mark.stance is place.gold.stance), meant[0] if meant else None)


def is_marked(place: GoldPlace, marks: Sequence[StudentMark]) -> bool:
    """Whether any mark means the words of a judgement."""
    return matching_mark(place, marks) is not None


def _means(mark: StudentMark, place: GoldPlace) -> bool:
    if (mark.document_sha256, mark.page) != (place.document_sha256, place.page):
        return False
    shared = min(mark.end, place.end) - max(mark.start, place.start)
    return shared >= _SHARE * min(mark.end - mark.start, place.end - place.start)


def locate_all(
    gold: Sequence[Gold], hashes: Mapping[str, str], pages: Mapping[str, Sequence[Page]]
) -> tuple[GoldPlace, ...]:
    """Find the quotes of several judgements.

    Args:
        gold: the judgements.
        hashes: SHA-256 of each file of the case folder.
        pages: of each document, by SHA-256.
    """
    return tuple(locate_gold(one, hashes[one.file], pages[hashes[one.file]]) for one in gold)
