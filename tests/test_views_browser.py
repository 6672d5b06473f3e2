"""Statements, tables of claims, matrix, timeline and method as a person meets them, in Debian's Chromium."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_workspaces import CASE
from playwright.sync_api import Browser, Page, expect
from real_browser import has_no_sideways_scroll, open_window, press, settle

from factcheck.store.cases import load_claims
from factcheck.store.workspace import Workspace

STATEMENT = (
    "FOR IMMEDIATE RELEASE\n\nAcme sold 40 drones to the border agency in 2018, and it has never worked for ICE. "
    "<script>alert('statement')</script> We are proud of our people.\n"
)


@pytest.fixture(scope="module")
def workspace(acme: Workspace) -> Workspace:
    """Of this module, so that one server shows what the tests look up."""
    return acme


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    dialogs: list[str] = []
    with open_window(browser, address, 1024, 800) as opened:
        opened.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        yield opened
    assert dialogs == []


def open_page(page: Page, place: str, **asked: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in {"case": CASE, **asked}.items())
    page.goto(f"/{place}?{query}")
    expect(page.locator(".fc-page-title").first).to_be_visible()
    settle(page)
    assert has_no_sideways_scroll(page)


def test_a_claim_is_taken_out_of_a_pasted_statement_with_its_place(page: Page, workspace: Workspace) -> None:
    open_page(page, "statement")
    page.get_by_label("Paste the text").fill(STATEMENT)
    page.get_by_label("Organisation").fill("Acme")
    press(page.get_by_role("button", name="Split into sentences"))
    sentence = page.locator('[class*="st-key-statement_one_"]', has_text="40 drones")
    expect(sentence).to_contain_text("● worth checking")
    expect(sentence).to_contain_text("figure: “40 drones”")
    expect(sentence.locator("mark")).to_have_text(["it"])
    settle(page)
    assert has_no_sideways_scroll(page)
    press(sentence.get_by_role("button", name="Take part 2"))
    page.get_by_label("The claim; edit it").fill("Acme has never worked for ICE.")
    press(page.get_by_role("button", name="Save the claim"))
    expect(page.get_by_role("link", name=re.compile("Taken as C4"))).to_be_visible()
    with workspace.reading() as db:
        claim = load_claims(db, CASE)[-1]
    assert (claim.text, claim.original) == ("Acme has never worked for ICE.", "it has never worked for ICE.")
    assert claim.wording == "paraphrase"
    press(page.get_by_role("link", name=re.compile("Taken as C4")))
    expect(page.get_by_text("“it has never worked for ICE.”")).to_be_visible()
    settle(page)


def test_markup_of_a_statement_stays_letters(page: Page) -> None:
    open_page(page, "statement")
    page.get_by_label("Paste the text").fill(STATEMENT)
    press(page.get_by_role("button", name="Split into sentences"))
    press(page.locator('[data-testid="stMain"]').get_by_text(re.compile("All \\(")))
    expect(page.locator(".fc-sentence", has_text="<script>alert('statement')</script>")).to_be_visible()
    settle(page)
    expect(page.locator('[data-testid="stMain"] script')).to_have_count(0)


def test_a_table_is_shown_before_it_is_taken_and_bad_rows_leave_as_csv(
    page: Page, workspace: Workspace, tmp_path: Path
) -> None:
    open_page(page, "add-claims")
    press(page.get_by_text("Many from a table (CSV)"))
    table = "id;text;date\nT1;Étoile sold 5 drones.;2018\nT2;;2018\nT3;=1+1;soon\n".encode("cp1252")
    page.locator('input[type="file"]').set_input_files(
        [{"name": "claims.csv", "mimeType": "text/csv", "buffer": table}]
    )
    expect(page.locator(".fc-table").first).to_contain_text("the text of the claim is empty")
    expect(page.get_by_text("Read as Windows-1252, cells apart by semicolons")).to_be_visible()
    settle(page)
    assert has_no_sideways_scroll(page)
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Download 2 bad rows as CSV"))
    download.value.save_as(tmp_path / "bad.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "bad.csv").read_text("utf-8-sig"))))
    assert [(row["line"], row["wrong column"], row["text"]) for row in rows] == [
        ("3", "text", ""),
        ("4", "date", "'=1+1"),
    ]
    with workspace.reading() as db:
        assert "T1" not in {claim.id for claim in load_claims(db, CASE)}
    press(page.get_by_role("button", name="Take 1 good row"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("1 claim saved: T1")
    with workspace.reading() as db:
        assert "T1" in {claim.id for claim in load_claims(db, CASE)}


def test_a_cell_of_the_matrix_shows_its_evidence(page: Page) -> None:
    open_page(page, "matrix")
    expect(page.get_by_text("pieces of evidence, as in the evidence table")).to_be_visible()
    cell = page.locator('[class*="st-key-matrix_cell_contradicts_C1_"]').first.get_by_role("link")
    expect(cell).to_contain_text("✕ 1")
    cell.focus()
    page.keyboard.press("Enter")
    chosen = page.locator(".st-key-matrix_chosen")
    expect(chosen).to_contain_text("Under the contract Acme delivers software")
    settle(page)
    assert has_no_sideways_scroll(page)
    press(chosen.get_by_role("link", name=re.compile("Open page")).first)
    expect(page.locator(".fc-page-text")).to_contain_text("Under the contract")
    settle(page)


def test_the_timeline_keeps_partial_dates_and_says_what_was_known(page: Page) -> None:
    open_page(page, "timeline")
    expect(page.locator('[class*="st-key-timeline_event_"]', has_text="We do not work")).to_contain_text(
        "December 2018"
    )
    expect(page.get_by_role("heading", name=re.compile("Without a date"))).to_be_visible()
    press(page.get_by_text("What was known when it was said"))
    expect(page.get_by_role("heading", name=re.compile(r"Written before it was said \(\d\)"))).to_be_visible()
    expect(page.get_by_text("written: 3 May 2017 (before)").first).to_be_visible()
    settle(page)
    assert has_no_sideways_scroll(page)


def test_a_method_names_what_was_not_found_and_is_done_again(page: Page) -> None:
    page.goto(f"/claim?case={CASE}&claim=C1")
    press(page.get_by_role("link", name="How it was checked, and what was not found"))
    expect(page.get_by_text("factcheck method --case acme --claim C1 --run")).to_be_visible()
    expect(page.locator("main, [data-testid='stMain']").first).to_contain_text("Files that could not be taken in (1)")
    settle(page)
    assert has_no_sideways_scroll(page)
    press(page.get_by_role("button", name="Do it again now and compare"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("in the same order, read alike")
