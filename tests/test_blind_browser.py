"""One person or two on each claim, as the browser shows it: the mode is switched, and the second reviewer stays blind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

import pytest
from app_workspaces import CASE
from contrast import fade
from playwright.sync_api import Browser, Page, expect
from real_browser import open_window, press, settle, wait_until

from factcheck.deciding import record_review, record_verdict
from factcheck.model import Decision, Evidence, Stance, VerdictLabel
from factcheck.store.cases import load_case, set_double_review
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace

TWO = "Two people review each claim, and neither sees the other's decisions until both are done."
ONE = "One person reviews each claim."
LOOK = """main => [...main.querySelectorAll('*')].filter(e => [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
    .map(e => {
        const style = getComputedStyle(e), box = e.closest('a, .fc-stance, .fc-state') || e;
        return [e.innerText, style.color, getComputedStyle(box).backgroundColor, style.fontWeight, e.getAttribute('href')];
    })"""


@pytest.fixture
def new_person(browser: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    with ExitStack() as windows:

        def open_browser(name: str) -> Page:
            page = windows.enter_context(open_window(browser, address))
            page.context.add_cookies([{"name": "factcheck_name", "value": name, "url": address}])
            return page

        yield open_browser


def open_page(page: Page, place: str, **asked: str) -> None:
    page.goto(f"/{place}?{urlencode({'case': CASE, **asked})}")
    expect(page.locator(".fc-page-title").first).to_be_visible()
    settle(page)


def is_double(workspace: Workspace) -> bool:
    with workspace.reading() as db:
        return load_case(db, CASE).double_review


def switch(page: Page, to: str, why: str) -> None:
    press(page.get_by_role("button", name="Change…"))
    form = page.get_by_test_id("stPopoverBody")
    press(form.locator('[data-testid="stRadioOption"]', has_text=to))
    form.get_by_label("Why").fill(why)
    press(form.get_by_role("button", name="Save"))


def test_the_review_mode_is_switched_on_and_off(acme: Workspace, new_person: Callable[[str], Page]) -> None:
    ida, bo = new_person("Ida"), new_person("Bo")
    open_page(ida, "overview")
    expect(ida.get_by_text(ONE)).to_be_visible()
    expect(ida.get_by_role("link", name="Disagreements")).to_have_count(0)
    switch(ida, "two people, blind", "Law wants a second pair of eyes.")
    wait_until(lambda: is_double(acme), "the mode was not stored")
    expect(ida.get_by_text(TWO)).to_be_visible()
    expect(ida.get_by_role("link", name="Disagreements")).to_be_visible()
    open_page(bo, "overview")
    expect(bo.get_by_text(TWO)).to_be_visible()
    switch(bo, "one person", "Too few of us.")
    wait_until(lambda: not is_double(acme), "the mode was not stored")
    expect(bo.get_by_text(ONE)).to_be_visible()
    expect(bo.get_by_role("link", name="Disagreements")).to_have_count(0)
    open_page(ida, "disagreements")  # a link that somebody kept
    expect(ida.get_by_text("This case has one reviewer a claim.")).to_be_visible()


def pieces(workspace: Workspace) -> dict[str, Evidence]:
    """The evidence on C1 by file, as nobody in particular sees it."""
    with workspace.opened_by("Nobody").reading() as db:
        checked = load_record(db, CASE, "C1").checked
    assert checked
    return {one.document.file: one for one in checked.evidence}


def seen(page: Page, sha256: str) -> list[list[tuple[Any, ...]]]:
    """All that matrix and timeline show: words, in their order, with colour, ground and weight, and where they lead."""
    found = []
    for place, asked in (
        ("matrix", {}),
        ("matrix", {"claim": "C1", "document": sha256}),
        ("timeline", {}),
        ("timeline", {"claim": "C1"}),
    ):
        open_page(page, place, **asked)
        expect(page.locator('[class*="st-key-matrix_row_of_"], [class*="st-key-timeline_"]').last).to_be_visible()
        settle(page)
        fade(page)
        found.append([tuple(row) for row in page.get_by_test_id("stMain").evaluate(LOOK)])
    return found


def differ(before: list[list[tuple[Any, ...]]], after: list[list[tuple[Any, ...]]]) -> list[Any]:
    """The first row of each page that is not as it was."""
    rows = [
        next((pair for pair in zip_longest(*both) if pair[0] != pair[1]), None)
        for both in zip(before, after, strict=True)
    ]
    return [row for row in rows if row]


def test_matrix_and_timeline_tell_the_second_reviewer_nothing_of_the_first(
    acme: Workspace, new_person: Callable[[str], Page]
) -> None:
    with acme.writing() as db:
        set_double_review(db, CASE, True)
    found = pieces(acme)
    contract, minutes = found["contract.txt"], found["minutes.txt"]
    bo, ida = new_person("Bo"), new_person("Ida")
    sha256 = contract.document.sha256
    before = seen(bo, sha256)
    assert differ(before, seen(ida, sha256)) == [], "two who have decided nothing see the same"
    assert any("contradicting" in str(row) for row in before[0])
    record_review(acme, CASE, "C1", contract.id or 0, Decision.CORRECT, Stance.SUPPORTS, "Ida", note="IDAS NOTE")
    record_review(acme, CASE, "C1", minutes.id or 0, Decision.NOT_RELEVANT, None, "Ida")
    assert differ(before, seen(bo, sha256)) == []
    record_verdict(acme, CASE, "C1", VerdictLabel.SUPPORTED, "IDAS REASON", "Ida")
    assert differ(before, seen(bo, sha256)) == []
    assert "IDAS" not in bo.content()
    after = seen(ida, sha256)
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, True, False, True], (
        "what Ida sees of her own shows that the comparison could have failed"
    )
    assert any("☑" in str(row) for row in after[0])
    with acme.writing() as db:
        set_double_review(db, CASE, False)
