"""Save and load what students do in case studies. Nothing here reads or writes a review, a verdict or evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select

from factcheck.model import Hint, Stance, StudentAnswer, StudentMark, StudentWork, VerdictLabel
from factcheck.store import schema
from factcheck.store.workspace import now

_PLACE = ("document_sha256", "page", "start", "end")


def save_study_case(db: Connection, case: str, folder: str) -> None:
    """Keep where the answers of a case study lie; the newest folder counts."""
    table = schema.study_case
    db.execute(table.delete().where(table.c.case_slug == case))
    db.execute(table.insert().values(case_slug=case, folder=folder))


def load_study_cases(db: Connection) -> dict[str, str]:
    """The folder of every case study, by its case."""
    table = schema.study_case
    query = select(table.c.case_slug, table.c.folder).order_by(table.c.case_slug)
    return {case: folder for case, folder in db.execute(query)}


def save_answer(db: Connection, case: str, claim_id: str, student: str, answer: StudentAnswer) -> None:
    """Keep a student's answer in place of the draft; whether it may still change is for the rules to say."""
    table = schema.study_answer
    db.execute(table.delete().where(_of(table, case, claim_id, student)))
    label = answer.label.value if answer.label else ""
    values = asdict(answer) | {"label": label, "case_slug": case, "claim_id": claim_id, "student": student}
    db.execute(table.insert().values(**values))


def save_mark(db: Connection, case: str, claim_id: str, student: str, mark: StudentMark) -> None:
    """Add a mark; the same words marked before have the new stance."""
    table = schema.study_mark
    place = {name: value for name, value in asdict(mark).items() if name in _PLACE}
    same = (table.c[name] == value for name, value in place.items())
    db.execute(table.delete().where(_of(table, case, claim_id, student), *same))
    owner = {"case_slug": case, "claim_id": claim_id, "student": student}
    db.execute(table.insert().values(**owner, **place, stance=mark.stance.value, marked_at=now()))


def remove_mark(db: Connection, case: str, claim_id: str, student: str, mark_id: int) -> None:
    """Take a student's mark away; one of another student stays where it is."""
    table = schema.study_mark
    db.execute(table.delete().where(_of(table, case, claim_id, student), table.c.id == mark_id))


def save_hint(db: Connection, case: str, claim_id: str, student: str, hint: Hint) -> None:
    """Keep that a hint was taken."""
    owner = {"case_slug": case, "claim_id": claim_id, "student": student}
    db.execute(schema.study_hint.insert().values(**owner, **asdict(hint), taken_at=now()))


def load_work(db: Connection, case: str, claim_id: str, student: str) -> StudentWork:
    """What a student has done on one claim; nothing yet is an empty work."""
    return load_works(db, case, student).get((student, claim_id), StudentWork())


def load_works(db: Connection, case: str, student: str | None = None) -> dict[tuple[str, str], StudentWork]:
    """All work on a case study, or that of one student, by student and claim."""
    answers: dict[tuple[str, str], StudentAnswer] = {}
    for row in db.execute(_all(schema.study_answer, case, student)):
        label = VerdictLabel(row.label) if row.label else None
        answers[row.student, row.claim_id] = StudentAnswer(label, row.justification, row.submitted_at)
    marks, hints = _load_marks(db, case, student), _load_hints(db, case, student)
    return {
        key: StudentWork(answers.get(key, StudentAnswer()), tuple(marks.get(key, ())), tuple(hints.get(key, ())))
        for key in sorted({*answers, *marks, *hints})
    }


def load_students(db: Connection, case: str) -> list[str]:
    """The names of all who have worked on a case study."""
    return sorted({student for student, _ in load_works(db, case)})


def _load_marks(db: Connection, case: str, student: str | None) -> dict[tuple[str, str], list[StudentMark]]:
    table, page = schema.study_mark, schema.page
    text = func.substr(page.c.text, table.c.start + 1, table.c.end - table.c.start).label("text")
    on_page = (page.c.document_sha256 == table.c.document_sha256) & (page.c.number == table.c.page)
    query = _all(table, case, student).add_columns(text).join(page, on_page).order_by(table.c.id)
    found: dict[tuple[str, str], list[StudentMark]] = defaultdict(list)
    for row in db.execute(query):
        mark = StudentMark(**_place(row), stance=Stance(row.stance), text=row.text, id=row.id)
        found[row.student, row.claim_id].append(mark)
    return found


def _load_hints(db: Connection, case: str, student: str | None) -> dict[tuple[str, str], list[Hint]]:
    found: dict[tuple[str, str], list[Hint]] = defaultdict(list)
    for row in db.execute(_all(schema.study_hint, case, student).order_by(schema.study_hint.c.id)):
        found[row.student, row.claim_id].append(Hint(**_place(row), step=row.step))
    return found


def _place(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _PLACE}


def _of(table: Table, case: str, claim_id: str, student: str) -> ColumnElement[bool]:
    return (table.c.case_slug == case) & (table.c.claim_id == claim_id) & (table.c.student == student)


def _all(table: Table, case: str, student: str | None) -> Select[Any]:
    query = select(table).where(table.c.case_slug == case)
    return query if student is None else query.where(table.c.student == student)
