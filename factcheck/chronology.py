"""What was said, what was written and what was obtained, in the order of time; partial dates stay partial.

A date such as 2016 is a span of days. Two spans are in order only where one ends before the other begins; else nobody knows
which came first, and that is said.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from factcheck.dates import date_range
from factcheck.errors import BadInput
from factcheck.model import Claim, Document

Days = tuple[datetime.date, datetime.date]
"""A span of days, both ends included."""


class Happening(StrEnum):
    """What a date is the date of."""

    SAID = "statement"
    WRITTEN = "paper written"
    PUBLISHED = "paper published"
    OBTAINED = "paper obtained"


class When(StrEnum):
    """How a date lies to that of a statement."""

    BEFORE = "before"
    SAME_DAY = "on the same day"
    AFTER = "after"
    OPEN = "cannot be told"
    UNDATED = "no date"


@dataclass(frozen=True)
class Event:
    """One dated thing; exactly one of ``claim`` and ``document`` is there."""

    date: str  # as it is known: 2016, 2016-05 or 2016-05-03; "" where it is not, or is no date
    happening: Happening
    claim: Claim | None = None
    document: Document | None = None

    @property
    def days(self) -> Days | None:
        """The first and the last day that the date may mean."""
        return _days(self.date)

    @property
    def title(self) -> str:
        """What is dated, in its own words."""
        return self.claim.text if self.claim else self.document.title if self.document else ""


@dataclass(frozen=True)
class Known:
    """How one document lies to one statement."""

    document: Document
    written: When
    published: When
    obtained: When


def list_events(claims: Iterable[Claim], documents: Iterable[Document]) -> tuple[list[Event], list[Event]]:
    """Every dated thing in order, and the statements and papers without a date.

    Of one first day the coarser date comes first: 2016 before 2016-01 before 2016-01-01; of one date statements come before
    papers. The order is the same whatever the order of the arguments.

    Returns:
        The dated events in order; the undated ones, statements and papers whose own date is not known, by title.
    """
    dated, undated = [], []
    for event in _events(claims, documents):
        if event.days is not None:
            dated.append(event)
        elif event.happening in (Happening.SAID, Happening.WRITTEN):
            undated.append(event)
    return sorted(dated, key=_order), sorted(undated, key=lambda one: (one.happening, one.title, _id(one)))


def what_was_known(claim: Claim, documents: Iterable[Document]) -> list[Known]:
    """How the papers of a case lie to one statement: written, published, obtained before or after it was said."""
    said = _days(claim.date)
    return [
        Known(
            one,
            compare_days(_days(one.provenance.document_date), said),
            compare_days(_days(one.provenance.published_date), said),
            compare_days(_days(one.provenance.obtained_date), said),
        )
        for one in documents
    ]


def compare_days(one: Days | None, said: Days | None) -> When:
    """How a span of days lies to that of a statement.

    >>> compare_days(date_range("2016"), date_range("2017-01-01")), compare_days(date_range("2016"), date_range("2016-05"))
    (<When.BEFORE: 'before'>, <When.OPEN: 'cannot be told'>)
    """
    if one is None or said is None:
        return When.UNDATED
    if one[1] < said[0]:
        return When.BEFORE
    if one[0] > said[1]:
        return When.AFTER
    return When.SAME_DAY if one == said and one[0] == one[1] else When.OPEN


def _events(claims: Iterable[Claim], documents: Iterable[Document]) -> Iterator[Event]:
    for claim in claims:
        yield Event(claim.date, Happening.SAID, claim=claim)
    for document in documents:
        known = document.provenance
        yield Event(known.document_date, Happening.WRITTEN, document=document)
        yield Event(known.published_date, Happening.PUBLISHED, document=document)
        yield Event(known.obtained_date, Happening.OBTAINED, document=document)


def _order(event: Event) -> tuple[datetime.date, int, int, str, str]:
    days = event.days
    assert days is not None
    place = list(Happening).index(event.happening)
    return days[0], -(days[1] - days[0]).days, place, event.title, _id(event)


def _id(event: Event) -> str:
    return event.claim.id if event.claim else event.document.sha256 if event.document else ""


def _days(text: str) -> Days | None:
    try:
        return date_range(text)
    except BadInput:  # brought in by an older version
        return None


def sort_by_known(known: Sequence[Known]) -> dict[When, list[Known]]:
    """The papers by when they were written, against the statement; every `When` is there."""
    return {when: [one for one in known if one.written is when] for when in When}
