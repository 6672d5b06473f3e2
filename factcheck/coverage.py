"""How much of the papers was read, how, and how surely; and what was not read, and why. Rules over values.

No page is left out of the count: each is in one way of reading, and those not read have a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from factcheck.model import HowRead, ReadAs, Word

DOUBTFUL = 0.8
"""Mean confidence of OCR below which a page is doubtful. In benchmarks/ocr.md pages above it had fewer than 2 wrong letters
in a hundred."""
DOUBTFUL_WORD = 0.6  # confidence of one word below which a quotation names it


@dataclass(frozen=True)
class Coverage:
    """What became of the pages of one document, or of all documents of a case."""

    pages: int
    ways: dict[str, int]  # pages by way of reading, in the order of `ReadAs`; "unread" among them
    readers: dict[str, int]  # pages by the engine of OCR that read them, most pages first
    confidence: float | None  # mean over the pages that OCR read
    doubtful: tuple[HowRead, ...]  # pages that OCR read with less than `DOUBTFUL`, least sure first
    unread: tuple[HowRead, ...]  # each with its reason

    @property
    def read(self) -> int:
        """Pages with text to search."""
        return self.pages - len(self.unread)


def cover(pages: Iterable[HowRead]) -> Coverage:
    """Sum up how pages were read."""
    all_pages = list(pages)
    ways = Counter(page.read_as for page in all_pages)
    by_ocr = [page for page in all_pages if page.read_as is ReadAs.OCR]
    sure = [page.confidence for page in by_ocr if page.confidence is not None]
    readers = Counter(page.reader for page in by_ocr)
    return Coverage(
        pages=len(all_pages),
        ways={way.value: ways[way] for way in ReadAs if ways[way]},
        readers=dict(readers.most_common()),
        confidence=sum(sure) / len(sure) if sure else None,
        doubtful=tuple(sorted(filter(is_doubtful, by_ocr), key=lambda page: page.confidence or 0)),
        unread=tuple(page for page in all_pages if page.read_as is ReadAs.UNREAD),
    )


def is_doubtful(page: HowRead) -> bool:
    """Whether OCR read a page so unsurely that its text is to be compared with its picture."""
    return page.read_as is ReadAs.OCR and (page.confidence is None or page.confidence < DOUBTFUL)


@dataclass(frozen=True)
class Sureness:
    """How surely OCR read a quotation."""

    mean: float  # over its words, 0 to 1
    doubtful: tuple[Word, ...]  # words of less than `DOUBTFUL_WORD`, least sure first


def sureness(words: Sequence[Word], start: int, end: int) -> Sureness | None:
    """How surely OCR read the span ``[start, end)`` of a page; None where OCR did not read it, or not with places."""
    told = [(word.confidence, word) for word in words if word.start < end and word.end > start]
    known = [(sure, word) for sure, word in told if sure is not None]
    if not known:
        return None
    low = sorted((one for one in known if one[0] < DOUBTFUL_WORD), key=lambda one: one[0])
    return Sureness(sum(sure for sure, _ in known) / len(known), tuple(word for _, word in low))
