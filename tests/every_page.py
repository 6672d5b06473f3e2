"""Every page of the app and what can be opened on it, by address: for the tests that look at all, and for pictures of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playwright.sync_api import Page, expect
from real_browser import press, settle

from factcheck.deciding import record_review, record_verdict
from factcheck.model import Decision, Stance, VerdictLabel
from factcheck.store.cases import load_claims, set_double_review
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace
from factcheck.study.desk import mark_span, submit
from factcheck.study.room import Room, find_places, read_answers

IDA, BO = "Ida", "Bo"
STATEMENT = (
    "Acme sold 40 drones to the border agency in 2018, and it has never worked for ICE. We are proud of our people."
)
TABLE = b"id;text;date\nT1;Acme sold 5 drones.;2018\nT2;;2018\n"


def look(page: Page) -> None:
    """Open nothing more."""


@dataclass(frozen=True)
class View:
    """A page, and what is done there to see the rest of it."""

    name: str
    path: str
    asked: dict[str, str] = field(default_factory=dict)
    act: Callable[[Page], None] = look

    def open(self, page: Page) -> None:
        """Go there, do what opens the rest, and wait until all is drawn."""
        page.goto(f"/{self.path}?{urlencode(self.asked)}")
        expect(page.locator(".fc-page-title, .fc-claim, [data-testid=stAlert]").first).to_be_visible()
        settle(page)
        self.act(page)
        settle(page)


def list_views(case: str, claim: str, place: Mapping[str, str], study: str, study_claims: Sequence[str]) -> list[View]:
    """Every page, with the state that has most to show.

    Args:
        case: the slug of a case that `play` has played.
        claim: one of its claims, with evidence and a verdict.
        place: of evidence on it, as `place_of` gives it.
        study: the slug of a case study that `play_study` has played.
        study_claims: two of its claims, the first submitted.
    """
    here = {"case": case}
    seat = {"study": study, "student": IDA}
    return [
        View("overview", "overview", here, open_assigning),
        View("overview-mode", "overview", here, open_mode),
        View("claims", "", here),
        View("claim", "claim", here | {"claim": claim}),
        View("disagreements", "disagreements", here),
        View("documents", "documents", here, open_all),
        View("document", "document", here | {"claim": claim, **place}),
        View("matrix", "matrix", here),
        View("matrix-cell", "matrix", here | {"claim": claim, "document": place["document"]}),
        View("timeline", "timeline", here),
        View("timeline-known", "timeline", here | {"claim": claim}),
        View("method", "method", here | {"claim": claim}),
        View("add-claims", "add-claims", here, read_table),
        View("statement", "statement", here, split),
        View("add-documents", "add-documents", here),
        View("export", "export", here, open_all),
        View("people", "people", here),
        View("cases", "cases", here),
        View("not-found", "claim", here | {"claim": "NOBODY"}),
        View("study", "case-study", {"study": ""}),
        View("study-name", "case-study", {"study": study}),
        View("study-story", "case-study", seat),
        View("study-claim", "case-study", seat | {"view": "claim", "claim": study_claims[1]}),
        View("study-answers", "case-study", seat | {"view": "claim", "claim": study_claims[0]}, open_all),
        View("study-summary", "case-study", seat | {"view": "summary"}),
    ]


def open_all(page: Page) -> None:
    """Open what is folded."""
    for summary in page.locator('[data-testid="stMain"] details:not([open]) > summary').all():
        press(summary)
    settle(page)


def open_assigning(page: Page) -> None:
    """Open the form that gives a claim to somebody."""
    press(page.get_by_role("button", name="Assign or mark…"))
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()


def open_mode(page: Page) -> None:
    """Open the form that says how a case is reviewed."""
    press(page.get_by_role("button", name="Change…"))
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()


def read_table(page: Page) -> None:
    """Let the app read a table of claims of which one row is bad."""
    press(page.get_by_text("Many from a table (CSV)"))
    sent = {"name": "claims.csv", "mimeType": "text/csv", "buffer": TABLE}
    page.locator('input[type="file"]').set_input_files([sent])  # type: ignore[list-item]
    expect(page.locator(".fc-table").first).to_be_visible()


def split(page: Page) -> None:
    """Split a statement into sentences."""
    page.get_by_label("Paste the text").fill(STATEMENT)
    press(page.get_by_role("button", name="Split into sentences"))
    expect(page.locator(".fc-sentence").first).to_be_visible()
    settle(page)
    press(page.locator('[data-testid="stMain"]').get_by_text(re.compile(r"All \(")))


def play(workspace: Workspace, case: str, disputed: str, mine: Sequence[str]) -> None:
    """Two people review a case: they differ on one claim, and Ida alone has decided others."""
    with workspace.writing() as db:
        set_double_review(db, case, True)
    decide(workspace, case, disputed, Stance.SUPPORTS, VerdictLabel.SUPPORTED, IDA)
    decide(workspace, case, disputed, Stance.CONTRADICTS, VerdictLabel.CONTRADICTED, BO)
    for claim in mine:
        decide(workspace, case, claim, Stance.CONTRADICTS, VerdictLabel.CONTRADICTED, IDA)


def decide(workspace: Workspace, case: str, claim: str, stance: Stance, label: VerdictLabel, who: str) -> None:
    """Confirm the first piece as something, set the last aside, and conclude."""
    with workspace.opened_by(who).reading() as db:
        checked = load_record(db, case, claim).checked
    assert checked, f"{claim} was never checked"
    first, last = checked.evidence[0].id or 0, checked.evidence[-1].id or 0
    record_review(workspace, case, claim, first, Decision.CORRECT, stance, who)
    if last != first:
        record_review(workspace, case, claim, last, Decision.NOT_RELEVANT, None, who)
    record_verdict(workspace, case, claim, label, f"{who} read the paper itself.", who)


def place_of(workspace: Workspace, case: str, claim: str) -> dict[str, str]:
    """Where the words stand that a claim is shown with first, as an address names it."""
    with workspace.opened_by(IDA).reading() as db:
        checked = load_record(db, case, claim).checked
    assert checked, f"{claim} was never checked"
    passage, rationale = checked.evidence[0].passage, checked.evidence[0].reading.rationale
    span = {"start": str(rationale.start), "end": str(rationale.end)}
    return {"document": passage.document_sha256, "page": str(passage.page), **span}


def play_study(room: Room) -> tuple[str, str]:
    """Ida is done with one claim of a case study, and has begun another; their ids."""
    with room.workspace.reading() as db:
        done, begun = [one.id for one in load_claims(db, room.case)][:2]
    answers = read_answers(room)
    for claim in (done, begun):
        words = find_places(room, claim, answers)[0]
        place = words.document_sha256, words.page, words.start, words.end
        mark_span(room, claim, IDA, *place, stance=Stance.CONTRADICTS)
    submit(room, done, IDA, VerdictLabel.CONTRADICTED, "The paper says so.")
    return done, begun
