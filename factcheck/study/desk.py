"""What a student does on one claim, each action one transaction: mark, take a mark away, draft, take a hint, submit."""

from __future__ import annotations

from dataclasses import replace

from factcheck.model import Hint, Stance, StudentAnswer, StudentMark, VerdictLabel
from factcheck.store.pages import load_page
from factcheck.store.study import load_work, remove_mark, save_answer, save_hint, save_mark
from factcheck.store.workspace import now
from factcheck.study.hints import next_hint
from factcheck.study.marking import check_open, check_submission, locate_quotation, make_mark
from factcheck.study.room import Room, find_places, read_answers


def mark_span(
    room: Room, claim_id: str, student: str, sha256: str, page: int, start: int, end: int, stance: Stance
) -> StudentMark:
    """Mark ``[start, end)`` of a page.

    Raises:
        NotPermitted: the verdict is submitted.
        BadInput: the place is not on the page, or the stance is neutral.
        NotFound: there is no such page.
    """
    with room.workspace.writing() as db:
        check_open(load_work(db, room.case, claim_id, student))
        mark = make_mark(sha256, load_page(db, sha256, page), start, end, stance)
        save_mark(db, room.case, claim_id, student, mark)
    return mark


def mark_words(
    room: Room, claim_id: str, student: str, sha256: str, page: int, words: str, stance: Stance
) -> StudentMark:
    """Mark words that a student typed or pasted, where they stand on the page.

    Raises:
        BadInput: they do not stand there, or more than once.
        NotPermitted: the verdict is submitted.
        NotFound: there is no such page.
    """
    with room.workspace.reading() as db:
        span = locate_quotation(load_page(db, sha256, page).text, words)
    return mark_span(room, claim_id, student, sha256, page, span.start, span.end, stance)


def unmark(room: Room, claim_id: str, student: str, mark_id: int) -> None:
    """Take a mark away.

    Raises:
        NotPermitted: the verdict is submitted.
    """
    with room.workspace.writing() as db:
        check_open(load_work(db, room.case, claim_id, student))
        remove_mark(db, room.case, claim_id, student, mark_id)


def keep_draft(room: Room, claim_id: str, student: str, label: VerdictLabel | None, justification: str) -> None:
    """Keep a verdict that is still being thought about, so that a reload loses nothing.

    Raises:
        NotPermitted: the verdict is submitted.
    """
    with room.workspace.writing() as db:
        check_open(load_work(db, room.case, claim_id, student))
        save_answer(db, room.case, claim_id, student, StudentAnswer(label, justification))


def take_hint(room: Room, claim_id: str, student: str) -> Hint:
    """Take the next hint and count it.

    Raises:
        NotPermitted: the verdict is submitted, or there is no more hint.
    """
    places = find_places(room, claim_id, read_answers(room))
    with room.workspace.writing() as db:
        work = load_work(db, room.case, claim_id, student)
        check_open(work)
        hint = next_hint(places, work)
        save_hint(db, room.case, claim_id, student, hint)
    return hint


def submit(room: Room, claim_id: str, student: str, label: VerdictLabel | None, justification: str) -> StudentAnswer:
    """Submit the verdict; from here on the answers may be shown, and the work on the claim stays as it is.

    Raises:
        NotPermitted: it is submitted already, a verdict or the reasons are missing, or no mark bears it.
    """
    with room.workspace.writing() as db:
        work = load_work(db, room.case, claim_id, student)
        check_open(work)
        given = replace(work, answer=StudentAnswer(label, justification.strip()))
        answer = replace(check_submission(given), submitted_at=now())
        save_answer(db, room.case, claim_id, student, answer)
    return answer
