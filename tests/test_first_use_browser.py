"""The way of a person who uses the app for the first time, click by click, as factcheck/ui/README.md tells it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_workspaces import CASE
from playwright.sync_api import Browser, Locator, Page, expect
from real_browser import open_window, press, settle

from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace

CLICKS = 8


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with open_window(browser, address) as opened:
        yield opened


class Hand:
    """Presses, and counts."""

    def __init__(self) -> None:
        self.clicks = 0

    def press(self, target: Locator) -> None:
        press(target)
        self.clicks += 1


def test_from_the_first_page_to_an_exported_verdict(page: Page, acme: Workspace, tmp_path: Path) -> None:
    hand = Hand()
    page.goto("/")
    hand.press(page.get_by_role("link", name="Open C1"))
    agree = page.get_by_role("button", name=re.compile("^Agree: (contradicts|supports)")).first
    expect(agree).to_be_visible()
    label = "Contradicted" if "contradicts" in agree.inner_text() else "Supported"
    hand.press(agree)
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Your name stands beside every decision")
    expect(question.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Ida")
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(page.get_by_test_id("stMain")).to_contain_text(
        re.compile(r"1 (of \d+ passages )?reviewed")
    )  # the decision was not lost
    expect(page.get_by_label("Reviewer (your name)")).to_have_value("Ida")
    settle(page)
    hand.press(page.locator('[data-testid="stRadioOption"]', has_text=re.compile(f"^{label}$")))
    hand.press(page.get_by_label("Justification"))
    page.keyboard.type("The contract of 3 May 2017, page 1.")
    hand.press(page.get_by_role("button", name="Save the verdict"))
    expect(page.locator(".fc-verdict").first).to_have_text(label)
    hand.press(page.get_by_role("link", name="Export this claim"))
    expect(page.get_by_test_id("stMain").get_by_text(re.compile("^C1: We do not work"))).to_be_visible()
    hand.press(page.get_by_role("button", name="Make the file"))
    with page.expect_download() as download:
        hand.press(page.locator(".st-key-export_download").get_by_role("button"))
    download.value.save_as(tmp_path / "table.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "table.csv").read_text("utf-8-sig"))))
    assert {(row["claim_id"], row["verdict"]) for row in rows} == {("C1", label)}
    with acme.reading() as db:
        verdict = load_record(db, CASE, "C1").verdict
    assert verdict and verdict.reviewer == "Ida"
    assert hand.clicks == CLICKS


def test_a_decision_without_a_name_is_not_made(page: Page, acme: Workspace) -> None:
    page.goto(f"/claim?case={CASE}&claim=C2")
    press(page.get_by_role("button", name="Not relevant").first)
    question = page.get_by_role("dialog")
    press(question.get_by_role("button", name="Keep the decision"))
    expect(question).to_contain_text("Your name stands beside every decision")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    settle(page)
    with acme.reading() as db:
        assert not load_record(db, CASE, "C2").reviews
