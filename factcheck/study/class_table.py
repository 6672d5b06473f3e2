"""What a student has done so far, and the teacher's table: one row for each student and claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from factcheck.export.csv_file import to_csv
from factcheck.model import Claim, StudentWork
from factcheck.store.cases import load_claims
from factcheck.store.study import load_students, load_works
from factcheck.study.comparing import Comparison
from factcheck.study.room import Room, compare_work, read_answers

COLUMNS = (
    "case", "student", "claim_id", "claim", "state", "submitted_at", "verdict", "author_verdict", "verdict_alike",
    "justification", "passages_marked", "deciding_passages", "found", "marked_with_other_stance", "missed",
    "near_misses_marked", "other_passages_marked", "hints",
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Plain counts over the claims of a case study."""

    claims: int
    submitted: int
    deciding: int  # passages that the author judged to support or contradict, of the submitted claims
    found: int
    turned: int
    missed: int
    verdicts_alike: int
    verdicts_compared: int
    hints: int


def count_work(n_claims: int, works: Iterable[StudentWork], compared: Iterable[Comparison]) -> Tally:
    """Count what one student did.

    Args:
        n_claims: claims of the case study.
        works: all of the student's work, for the hints.
        compared: the submitted claims beside their answers.
    """
    done = list(compared)
    alike = [one.is_verdict_alike for one in done if one.is_verdict_alike is not None]
    return Tally(
        claims=n_claims,
        submitted=len(done),
        deciding=sum(len(one.decisive) for one in done),
        found=sum(len(one.found) for one in done),
        turned=sum(len(one.turned) for one in done),
        missed=sum(len(one.missed) for one in done),
        verdicts_alike=sum(alike),
        verdicts_compared=len(alike),
        hints=sum(len(work.hints) for work in works),
    )


def make_class_table(room: Room) -> pd.DataFrame:
    """One row for each student and claim, those not begun included, so that every student has as many rows.

    Counts that say something of the answers are empty until that student has submitted that claim.
    """
    read = read_answers(room)
    with room.workspace.reading() as db:
        claims, students = load_claims(db, room.case), load_students(db, room.case)
        works = load_works(db, room.case)
    rows = []
    for student in students:
        for claim in claims:
            work = works.get((student, claim.id), StudentWork())
            compared = compare_work(room, claim.id, work, read) if work.is_submitted else None
            rows.append(_row(room.case, student, claim, work) | _counts(compared))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def export_class(room: Room) -> str:
    """The teacher's table as CSV, with no cell that a spreadsheet takes for a formula."""
    return to_csv(make_class_table(room))


def _row(case: str, student: str, claim: Claim, work: StudentWork) -> dict[str, object]:
    begun = work != StudentWork()
    return {
        "case": case,
        "student": student,
        "claim_id": claim.id,
        "claim": claim.text,
        "state": "submitted" if work.is_submitted else "begun" if begun else "not begun",
        "submitted_at": work.answer.submitted_at,
        "verdict": work.answer.label.value if work.answer.label else "",
        "justification": work.answer.justification,
        "passages_marked": len(work.marks),
        "hints": len(work.hints),
    }


def _counts(compared: Comparison | None) -> dict[str, object]:
    if compared is None:
        names = COLUMNS[7:9] + COLUMNS[11:17]
        return dict.fromkeys(names, "")
    alike = compared.is_verdict_alike
    return {
        "author_verdict": compared.verdict.label.value if compared.verdict else "",
        "verdict_alike": "" if alike is None else "yes" if alike else "no",
        "deciding_passages": len(compared.decisive),
        "found": len(compared.found),
        "marked_with_other_stance": len(compared.turned),
        "missed": len(compared.missed),
        "near_misses_marked": len(compared.near_misses),
        "other_passages_marked": len(compared.other_marks),
    }
