"""The desk without a mouse: passages reviewed by keys however quickly, taken back, nothing decided while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import copy_of
from playwright.sync_api import Browser, Page, expect
from real_browser import open_window, serve, settle, wait_until

from factcheck.model import Case, Claim, Review, Stance
from factcheck.pipeline import check_case, ingest
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.cases import save_case, save_claim
from factcheck.store.evidence import load_record
from factcheck.store.log import load_undone
from factcheck.store.workspace import Workspace

CASE = "depots"
N_CARDS = 20
KEYS = {"s": Stance.SUPPORTS, "x": Stance.CONTRADICTS, "o": Stance.NEUTRAL, "n": None}


@pytest.fixture(scope="module")
def depots(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("keys")
    workspace, readers = Workspace(folder / "workspace"), Readers(Settings(workspace=folder / "workspace"))
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Depots"))
        save_claim(db, CASE, Claim("C1", "Acme never delivered trucks to the depots of the border agency."))
    papers = []
    for number, town in enumerate("abcdefghijklmnopqrstuv"):
        papers.append(folder / f"{town}.txt")
        papers[-1].write_text(
            f"Depot {town.upper()}{number} received {number + 3} trucks from Acme for the border agency."
        )
    ingest(workspace, CASE, papers, readers)
    check_case(workspace, CASE, readers, top_k=N_CARDS)
    return workspace


@pytest.fixture
def workspace(depots: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(depots.root, tmp_path)


@pytest.fixture
def page(browser: Browser, workspace: Workspace, tmp_path: Path) -> Iterator[Page]:
    with serve(workspace.root, tmp_path / "log.txt") as address, open_window(browser, address) as page:
        yield page


def reviews_of(workspace: Workspace) -> list[Review]:
    with workspace.reading() as db:
        record = load_record(db, CASE, "C1")
    assert record.checked is not None
    ids = [one.id for one in record.checked.evidence]
    return [record.reviews[one][-1] for one in ids if one in record.reviews]


def stands_at(page: Page, place: int, n_reviewed: int) -> None:
    expect(page.locator(".st-key-desk_way")).to_contain_text(f"Passage {place} of {N_CARDS}")
    expect(page.locator(".st-key-desk_way")).to_contain_text(f"{n_reviewed} reviewed")
    settle(page)


def begin(page: Page, name: str) -> None:
    """Open the claim, and say who one is without a mouse too."""
    page.goto(f"/claim?case={CASE}&claim=C1")
    stands_at(page, 1, 0)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Reviewer (your name)":
            break
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_function("name => document.cookie.includes(name)", arg=name.split()[0])
    settle(page)
    page.evaluate("document.activeElement.blur()")


def decided(workspace: Workspace) -> dict[int, list[Stance | None]]:
    """What was decided on each passage, by its place on the desk; what was taken back is not among it."""
    with workspace.reading() as db:
        record = load_record(db, CASE, "C1")
    assert record.checked is not None
    return {
        place: [review.stance for review in record.reviews[one.id]]
        for place, one in enumerate(record.checked.evidence, start=1)
        if one.id in record.reviews
    }


def test_keys_hit_quickly_are_all_heard_and_decide_on_what_lay_open(page: Page, workspace: Workspace) -> None:
    """Nothing is waited for between two keys: the second comes while the page is still drawn for the first."""
    begin(page, "Quick")
    for key in "jjkjj":  # the last of the places is none of those on the way
        page.keyboard.press(key)
    stands_at(page, 4, 0)

    page.keyboard.press("s")
    page.keyboard.press("s")  # hit twice: one decision, and none on what comes next
    stands_at(page, 5, 1)
    assert decided(workspace) == {4: [Stance.SUPPORTS]}

    page.keyboard.press("s")
    page.keyboard.press("x")  # the fifth still lies open: it is the fifth that is corrected
    wait_until(lambda: decided(workspace).get(5) == [Stance.SUPPORTS, Stance.CONTRADICTS], "a key was lost")
    stands_at(page, 6, 2)
    assert set(decided(workspace)) == {4, 5}

    page.keyboard.press("n")
    page.keyboard.press("u")
    wait_until(lambda: taken_back(workspace) == 1, "a key was lost")
    stands_at(page, 6, 2)
    assert set(decided(workspace)) == {4, 5}


def test_a_click_waits_for_the_decision_before_it(page: Page, workspace: Workspace) -> None:
    begin(page, "Quick")
    page.keyboard.press("s")
    page.locator(".st-key-desk_next button").click()
    stands_at(page, 3, 1)
    page.keyboard.press("x")
    page.get_by_role("link", name="Claims", exact=True).click()
    expect(page.locator(".fc-page-title")).to_have_text("Depots")  # the claims of the case
    assert decided(workspace) == {1: [Stance.SUPPORTS], 3: [Stance.CONTRADICTS]}


def taken_back(workspace: Workspace) -> int:
    with workspace.reading() as db:
        return len(load_undone(db, CASE))


def test_twenty_passages_are_reviewed_by_keys_alone_and_decisions_taken_back(page: Page, workspace: Workspace) -> None:
    begin(page, "Sasa Jonas Nox")  # each letter is a key of the desk
    assert reviews_of(workspace) == []
    said: list[Stance | None] = []
    for number in range(N_CARDS):
        key = "sxon"[number % 4]
        page.keyboard.press(key)
        said.append(KEYS[key])
        stands_at(page, min(number + 2, N_CARDS), number + 1)
        if number == 9:  # the last two again, the other way round
            page.keyboard.press("u")
            stands_at(page, 10, 9)
            page.keyboard.press("u")
            stands_at(page, 9, 8)
            said[8:] = [None, Stance.NEUTRAL]
            page.keyboard.press("n")
            stands_at(page, 10, 9)
            page.keyboard.press("o")
            stands_at(page, 11, 10)
    assert [review.stance for review in reviews_of(workspace)] == said
    assert {review.reviewer for review in reviews_of(workspace)} == {"Sasa Jonas Nox"}
    expect(page.locator(".st-key-desk_way")).to_contain_text("all done: set the verdict")

    page.keyboard.press("k")
    stands_at(page, 19, 20)
    page.keyboard.press("?")
    expect(page.locator(".st-key-desk_sheet_shown")).to_contain_text("take your last decision on this claim back")
    settle(page)
    page.get_by_label("Justification").focus()
    page.keyboard.type("Is it so? xxx nnn uuu")
    page.evaluate("document.activeElement.blur()")
    settle(page)
    expect(page.locator(".st-key-desk_sheet_shown")).to_be_visible()
    assert [review.stance for review in reviews_of(workspace)] == said
    page.keyboard.press("?")
    expect(page.locator(".st-key-desk_sheet_shown")).to_have_count(0)
    settle(page)
    page.keyboard.press("a")
    stands_at(page, 20, 20)
    read = page.locator(".st-key-desk_open .fc-stance").first
    expect(read).to_have_text(re.compile(r"Supports|Contradicts|Neutral|Set aside"))
