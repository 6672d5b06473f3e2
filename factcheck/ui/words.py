"""What the app says in words: states, probabilities, counts, dates. Pure functions over values."""

from __future__ import annotations

from calendar import month_name
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from factcheck.certainty import is_unclear, say_unclear
from factcheck.dates import describe_date
from factcheck.errors import BadInput
from factcheck.model import (
    Claim,
    Decision,
    Document,
    Evidence,
    Failure,
    Page,
    Progress,
    Redaction,
    Review,
    Searched,
    Stance,
    StanceReading,
)
from factcheck.review import shown_stance
from factcheck.store.evidence import ClaimRecord
from factcheck.verdict import confirmed_stances
from factcheck.worklist import WorkState

STANCE_WORDS: Mapping[Stance, str] = {
    Stance.SUPPORTS: "✓ Supports",
    Stance.CONTRADICTS: "✕ Contradicts",
    Stance.NEUTRAL: "○ Neutral",
}
"""A sign and a word for each stance, so that colour is never the only signal."""

_WORK_SIGNS = {
    WorkState.UNREVIEWED: "○",
    WorkState.IN_DOUBT: "!",
    WorkState.SECOND_EYE: "◐",
    WorkState.DONE: "✓",
}


class ClaimState(StrEnum):
    """How far the work on a claim is; each claim is in exactly one, the furthest."""

    NOT_CHECKED = "Not checked"
    CHECKED = "Checked"
    CONFIRMED = "Confirmed"
    DECIDED = "Verdict"


def claim_state(record: ClaimRecord) -> ClaimState:
    """How far the work on a claim is."""
    if record.verdict:
        return ClaimState.DECIDED
    if record.checked is None:
        return ClaimState.NOT_CHECKED
    return ClaimState.CONFIRMED if confirmed_stances(record.reviews) else ClaimState.CHECKED


def sort_evidence(record: ClaimRecord) -> dict[Stance | None, list[Evidence]]:
    """The evidence by the stance that counts, a person's before the model's; under None what was set aside.

    A piece that repeats a copy of the same paper stands with that copy, until a person has reviewed it by itself.
    """
    sides: dict[Stance | None, list[Evidence]] = {stance: [] for stance in (*Stance, None)}
    for evidence in record.checked.evidence if record.checked else ():
        reviews = record.reviews.get(evidence.id or 0, ())
        if reviews or not evidence.copy_of:
            sides[shown_stance(evidence, reviews)].append(evidence)
    return sides


def name_apart(documents: Mapping[str, Document]) -> dict[str, str]:
    """The titles of documents by their SHA-256, for a choice; where two have the same, with the beginning of the hash."""
    times = Counter(one.title for one in documents.values())
    return {
        sha256: one.title if times[one.title] == 1 else f"{one.title} ({sha256[:8]})"
        for sha256, one in documents.items()
    }


def say_stance(reading: StanceReading) -> str:
    """What is read, with a sign; unclear where that is not probable enough, with the side that it leans to."""
    return f"? {say_unclear(reading.stance).capitalize()}" if is_unclear(reading) else STANCE_WORDS[reading.stance]


def say_work(state: WorkState) -> str:
    """How far the work is, with a sign, so that colour is never the only signal."""
    return f"{_WORK_SIGNS[state]} {state}"


def say_agreement(value: float | None) -> str:
    """A measure of agreement beyond chance.

    >>> say_agreement(0.6914), say_agreement(None)
    ('0.69', 'not defined, because all is alike or nothing was judged by two')
    """
    return "not defined, because all is alike or nothing was judged by two" if value is None else f"{value:.2f}"


def say_sides(record: ClaimRecord) -> str:
    """How many passages stand on each side of a claim; "" before it is checked."""
    if record.checked is None:
        return ""
    sides = sort_evidence(record)
    aside = f", {len(sides[None])} set aside" if sides[None] else ""
    return (
        f"{len(sides[Stance.SUPPORTS])} supporting, {len(sides[Stance.CONTRADICTS])} contradicting, "
        f"{len(sides[Stance.NEUTRAL])} related{aside}"
    )


def say_state(record: ClaimRecord) -> str:
    """The state of one claim, with its count or its verdict."""
    state = claim_state(record)
    if record.verdict:
        return f"Verdict: {record.verdict.label}"
    if state is ClaimState.CONFIRMED:
        return f"{count(len(confirmed_stances(record.reviews)), 'passage')} confirmed"
    return str(state)


def say_searched(searched: Searched) -> str:
    """How much was searched for a claim.

    >>> say_searched(Searched(2, 3, 7))
    'Searched 2 documents, 3 pages, 7 passages'
    """
    parts = (count(searched.documents, "document"), count(searched.pages, "page"), count(searched.passages, "passage"))
    return f"Searched {', '.join(parts)}"


def say_not_searched(searched: Searched) -> str:
    """How much could not be read and so was not searched; "" where all was read."""
    parts = []
    if searched.unread_pages:
        parts.append(f"{count(searched.unread_pages, 'page')} unread")
    if searched.failed_files:
        parts.append(f"{count(searched.failed_files, 'file')} that could not be taken in")
    return f"Not searched: {' and '.join(parts)}" if parts else ""


def say_unsure(searched: Searched) -> str:
    """How many of the searched pages OCR read, and how many of them unsurely; "" where it read none.

    >>> say_unsure(Searched(1, 9, 20, ocr_pages=4, doubtful_pages=1))
    'Read by OCR: 4 pages, 1 of them doubtful'
    """
    doubtful = f", {searched.doubtful_pages:,} of them doubtful" if searched.doubtful_pages else ""
    return f"Read by OCR: {count(searched.ocr_pages, 'page')}{doubtful}" if searched.ocr_pages else ""


def say_page(document: Document, page: int) -> str:
    """Where in the document, as people cite it."""
    return f"page {page} of {document.n_pages}"


def say_bates(page: Page) -> str:
    """The Bates number of a page, and what was read where its neighbours mended it.

    >>> say_bates(Page(3, "", None, bates="ABC0001236", bates_as_read="ABC0O01236"))
    'ABC0001236 (read as ABC0O01236, mended by the pages around it)'
    """
    return (
        f"{page.bates} (read as {page.bates_as_read}, mended by the pages around it)"
        if page.bates_as_read
        else page.bates
    )


def say_redactions(redactions: Sequence[Redaction]) -> str:
    """How many redactions a page has and by which exemptions; "" where it has none.

    >>> from factcheck.model import Box
    >>> say_redactions([Redaction(Box(0, 0, 9, 9), "black", ("(b)(6)",)), Redaction(Box(0, 9, 9, 18), "black")])
    '2 redactions on this page: (b)(6)'
    """
    if not redactions:
        return ""
    codes = ", ".join(dict.fromkeys(code for one in redactions for code in one.codes))
    bad = ", text left under a box" if any(one.is_bad for one in redactions) else ""
    return f"{count(len(redactions), 'redaction')} on this page{': ' + codes if codes else ''}{bad}"


def say_review(review: Review, read: Stance) -> str:
    """Who decided what, and when; ``read`` is the stance that the model reads now.

    >>> say_review(Review(1, Decision.CORRECT, Stance.SUPPORTS, "Ida", "2026-05-04T10:00:00+00:00"), Stance.NEUTRAL)
    'Ida, 4 May 2026, 10:00 UTC: supports (the model read: neutral)'
    """
    who = f"{review.reviewer}, {say_time(review.reviewed_at)}"
    if review.decision is Decision.NOT_RELEVANT or review.stance is None:
        return f"{who}: not relevant, set aside"
    how = "as the model reads it" if review.stance is read else f"the model read: {read}"
    return f"{who}: {review.stance} ({how})"


def say_speaker(claim: Claim) -> str:
    """Who spoke, in which role, for whom; an organisation that speaks itself is named once.

    >>> say_speaker(Claim("1", "x", speaker="Acme", role="company", organisation="Acme Inc."))
    'Acme Inc.'
    """
    is_itself = bool(claim.speaker) and claim.speaker.lower() in claim.organisation.lower()
    speaker = claim.speaker if not is_itself else ""
    role = claim.role if speaker and claim.role.lower() not in speaker.lower() else ""
    return ", ".join(part for part in (speaker, role, claim.organisation) if part) or "speaker unknown"


def say_date(text: str) -> str:
    """A partial date as people write it; what is no date is left as it is.

    >>> say_date("2018-12"), say_date("2017-05-05"), say_date("")
    ('December 2018', '5 May 2017', 'no date')
    """
    return describe_date(text) or "no date"


def say_time(text: str) -> str:
    """A time of the tool, in UTC, as people write it.

    >>> say_time("2026-05-04T10:00:00+00:00")
    '4 May 2026, 10:00 UTC'
    """
    time = datetime.fromisoformat(text).astimezone(UTC)
    return f"{time.day} {month_name[time.month]} {time.year}, {time:%H:%M} UTC"


def say_failure(failure: Failure) -> str:
    """Which file or page could not be taken in, why, and what to do."""
    where = Path(failure.path).name + (f", page {failure.page}" if failure.page else "")
    return f"{where}: {failure.reason}. {failure.remedy}."


def say_progress(progress: Progress) -> str:
    """Where long work stands, in words."""
    of = f": {min(progress.done + 1, progress.total)} of {progress.total}" if progress.total > 1 else ""
    return f"{progress.step.capitalize()}{of}{f' ({progress.detail})' if progress.detail else ''}"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, in the plural where it needs one.

    >>> count(1, "page"), count(1200, "page"), count(2, "copy", "copies")
    ('1 page', '1,200 pages', '2 copies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def say_size(size: int) -> str:
    """How large a file is.

    >>> say_size(900), say_size(1_500_000)
    ('1 KB', '1.5 MB')
    """
    return f"{max(1, round(size / 1000)):,} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def parse_number(value: str | None, default: int, least: int, most: int) -> int:
    """A whole number from an address line, held within bounds; the default where there is none.

    Raises:
        BadInput: it is no whole number.
    """
    if not value:
        return default
    try:
        return max(least, min(most, int(value)))
    except ValueError as error:
        raise BadInput(f"{value!r} in the address is not a number.") from error


def neighbours(ids: Sequence[str], here: str) -> tuple[str | None, str | None]:
    """What stands before and after one id; None at the ends.

    >>> neighbours(["C1", "C2"], "C1")
    (None, 'C2')
    """
    place = ids.index(here)
    return (ids[place - 1] if place else None), (ids[place + 1] if place + 1 < len(ids) else None)
