"""The app as a person meets it: a real server, Debian's Chromium, and what is on the screen afterwards."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from app_workspaces import CASE, HOSTILE
from playwright.sync_api import Browser, Locator, Page, expect
from real_browser import give_name, has_no_sideways_scroll, lay_open, open_window, press, settle, wait_until

from factcheck.store.evidence import ClaimRecord, load_record
from factcheck.store.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(acme: Workspace) -> Workspace:
    """Of this module, so that one server shows what the tests look up."""
    return acme


@pytest.fixture
def new_person(browser: Browser, address: str) -> Iterator[Callable[[], Page]]:
    """A browser of its own for each person; nothing may be asked of any other machine, no dialog may open."""
    strangers: list[str] = []
    dialogs: list[str] = []
    windows = ExitStack()

    def open_browser() -> Page:
        page = windows.enter_context(open_window(browser, address))
        page.on("request", lambda request: strangers.append(request.url) if is_strange(request.url) else None)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        return page

    def is_strange(url: str) -> bool:
        return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))

    with windows:
        yield open_browser
    assert strangers == []
    assert dialogs == []


def open_claim(page: Page, claim: str) -> None:
    page.goto(f"/claim?case={CASE}&claim={claim}")
    expect(page.locator(".fc-claim").first).to_be_visible()
    settle(page)


def card(page: Page, words: str) -> Locator:
    return page.locator('[class*="st-key-claim_card_"]', has_text=words)


def notice(page: Page) -> Locator:
    return page.get_by_test_id("stAlert")


def column(page: Page, title: str, number: int) -> None:
    """Wait until a column holds so many cards and the page is drawn to its end: until then a card can stand twice."""
    expect(page.get_by_role("heading", name=re.compile(rf"{title} \({number}\)")).first).to_be_visible()
    settle(page)


def fill_verdict(page: Page, label: str, justification: str) -> None:
    press(page.locator('[data-testid="stRadio"] label', has_text=re.compile(f"^{label}$")))
    if label == "Mixed":
        page.get_by_label("Mixed: which part is supported?").fill("the drones")
        page.get_by_label("Mixed: which part is contradicted?").fill("their number")
    else:
        expect(page.get_by_label("Mixed: which part is supported?")).to_be_hidden()
    page.get_by_label("Justification").fill(justification)
    press(page.get_by_role("button", name="Save the verdict"))


def record_of(workspace: Workspace, claim_id: str) -> ClaimRecord:
    with workspace.reading() as db:
        return load_record(db, CASE, claim_id)


def test_from_the_first_page_to_the_table_and_all_is_kept(new_person: Callable[[], Page], tmp_path: Path) -> None:
    page = new_person()
    page.goto("/")
    press(page.get_by_role("combobox", name=re.compile("Case")))
    press(page.get_by_role("option", name=CASE))
    expect(page.get_by_role("heading", name="Acme and the border agency")).to_be_visible()
    press(page.get_by_role("link", name="Open C2"))
    expect(page).to_have_url(re.compile(r"/claim\?case=acme&claim=C2"))
    settle(page)
    give_name(page, "Ida")
    fill_verdict(page, "Supported", "It says so.")
    expect(notice(page)).to_contain_text("at least one passage that a person has confirmed")

    press(page.get_by_role("link", name="Previous"))
    expect(page.locator(".fc-claim").first).to_have_text("We do not work for the border agency.")
    settle(page)
    column(page, "Contradicting", 1)
    press(lay_open(page, "Under the contract Acme delivers").get_by_role("button", name="It supports"))
    column(page, "Supporting", 2)
    column(page, "Contradicting", 0)
    press(lay_open(page, "Under the contract Acme delivers").get_by_role("button", name="Agree: contradicts"))
    column(page, "Contradicting", 1)
    press(lay_open(page, "Coffee was served").get_by_role("button", name="Not relevant"))
    column(page, "Set aside", 1)
    fill_verdict(page, "Contradicted", "The contract of 3 May 2017, page 1.")
    expect(page.locator(".fc-verdict").first).to_have_text("Contradicted")
    settle(page)
    expect(page.get_by_label("Justification")).to_have_value("")
    expect(page.locator(".st-key-claim_verdict").get_by_role("radio", checked=True)).to_have_count(0)

    page.reload()
    expect(page.locator(".fc-verdict").first).to_have_text("Contradicted")
    expect(page).to_have_url(re.compile(r"/claim\?case=acme&claim=C1"))
    settle(page)
    column(page, "Set aside", 1)
    expect(card(page, "Under the contract Acme delivers")).to_contain_text("Ida")
    expect(page.locator(".st-key-claim_verdict")).to_contain_text("The contract of 3 May 2017, page 1.")

    press(page.get_by_role("link", name="Export", exact=True))
    press(page.get_by_role("button", name="Make the file"))
    with page.expect_download() as download:
        press(page.locator(".st-key-export_download").get_by_role("button"))
    download.value.save_as(tmp_path / "table.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "table.csv").read_text("utf-8-sig"))))
    contract = next(row for row in rows if row["claim_id"] == "C1" and row["file"] == "contract.txt")
    assert (contract["verdict"], contract["stance"], contract["reviewer"]) == ("Contradicted", "contradicts", "Ida")
    assert {row["claim_id"] for row in rows} == {"C1", "C2", "C3"}


def test_markup_of_papers_and_claims_stays_letters(new_person: Callable[[], Page]) -> None:
    page = new_person()
    open_claim(page, "C2")
    expect(page.locator(".fc-claim").first).to_have_text(
        "<b id=from-claim>Acme</b> sold **40** drones to the police of Springfield."
    )
    expect(card(page, "alert('paper')").locator(".fc-quote")).to_have_text(HOSTILE)
    has_none_of_it(page)
    press(lay_open(page, "alert('paper')").get_by_role("link", name="Open the page"))
    expect(page.locator(".fc-page-text")).to_have_text(HOSTILE)
    has_none_of_it(page)
    page.goto(f"/?case={CASE}&claim=C2")
    expect(page.get_by_text("<b id=from-claim>Acme</b> sold **40** drones")).to_be_visible()
    has_none_of_it(page)
    page.goto(f"/claim?case={CASE}&claim=<img src=x onerror=alert(3)>**b** :red[r] $x$ ![p](http://192.0.2.1/q.png)")
    expect(notice(page)).to_contain_text("<img src=x onerror=alert(3)>**b**")
    expect(notice(page).locator("strong, em, .katex, img")).to_have_count(0)
    has_none_of_it(page)


def has_none_of_it(page: Page) -> None:
    settle(page)
    expect(page.locator("#from-paper, #from-claim, img[src='x'], img[src*='192.0.2.1']")).to_have_count(0)
    expect(page.locator("main script, [data-testid='stMain'] script")).to_have_count(0)
    expect(page.locator("a[href^='javascript']")).to_have_count(0)


def test_a_claim_and_a_paper_are_added_and_checked(new_person: Callable[[], Page], workspace: Workspace) -> None:
    page = new_person()
    page.goto(f"/add-claims?case={CASE}")
    page.get_by_label("What was said, word for word").fill("Acme sells no cameras.")
    press(page.get_by_role("button", name="Add the claim"))
    expect(notice(page)).to_contain_text("1 claim saved: C4")
    press(page.get_by_role("link", name="Add documents"))
    page.locator('input[type="file"]').set_input_files(
        [
            {
                "name": "../cameras.txt",
                "mimeType": "text/plain",
                "buffer": b"Acme sold 12 cameras to the city in 2019.",
            },
            {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 nothing more"},
        ]
    )
    expect(page.get_by_text("broken.pdf")).to_be_visible()
    page.get_by_label("Obtained by").fill("the Gazette")
    page.evaluate("""() => { window.seen = []; new MutationObserver(() => document.querySelectorAll(
        '[data-testid="stProgress"]').forEach(bar => window.seen.push(bar.innerText))
        ).observe(document.body, {subtree: true, childList: true, characterData: true}) }""")
    press(page.get_by_role("button", name="Add these files"))
    expect(notice(page)).to_contain_text("1 document added, 0 known already, 1 not read.")
    assert any("Reading" in text for text in page.evaluate("window.seen"))
    press(page.get_by_role("link", name="Documents", exact=True))
    expect(page.locator(".fc-row-text", has_text="cameras.txt")).to_be_visible()
    expect(page.get_by_role("heading", name="Not taken in")).to_be_visible()
    press(page.get_by_role("link", name="Claims", exact=True))
    press(page.locator('[class*="st-key-claims_row_"]', has_text="Acme sells no cameras.").get_by_role("link"))
    press(page.get_by_role("button", name="Check this claim"))
    expect(card(page, "Acme sold 12 cameras")).to_be_visible()
    assert record_of(workspace, "C4").checked is not None


def test_three_people_on_one_claim(new_person: Callable[[], Page], workspace: Workspace) -> None:
    people = {name: new_person() for name in ("Ida", "Bo", "Cy")}
    before = len(all_reviews(workspace))
    for name, page in people.items():
        open_claim(page, "C2")
        give_name(page, name)
        lay_open(page, "alert('paper')")
    choices = {"Ida": "It contradicts", "Bo": "Not relevant", "Cy": "It is neutral"}
    for name, page in people.items():  # all three decide on what they saw before the others did
        press(card(page, "alert('paper')").get_by_role("button", name=choices[name]))
        wait_until(lambda: len(all_reviews(workspace)) == before + 1, "Ida was not heard")
    refused = {"Bo": "Save mine all the same: not relevant", "Cy": "Save mine all the same: neutral"}
    for name in refused:
        told = card(people[name], "alert('paper')").locator('[class*="st-key-stale_review_"]')
        expect(told).to_contain_text("Not saved.")
        expect(told).to_contain_text("Ida, ")
        expect(told).to_contain_text("contradicts, until then not reviewed")
    for number, (name, again) in enumerate(refused.items(), start=2):
        press(people[name].get_by_role("button", name=again))
        settle(people[name])
        if name == "Cy":  # Bo was faster a second time
            told = card(people[name], "alert('paper')").locator('[class*="st-key-stale_review_"]')
            expect(told).to_contain_text("Bo, ")
            press(people[name].get_by_role("button", name=again))
            settle(people[name])
        wait_until(lambda wanted=before + number: len(all_reviews(workspace)) == wanted, f"{name} was not heard")  # type: ignore[misc]
    shown = set()
    for page in people.values():
        page.reload()
        expect(card(page, "alert('paper')")).to_be_visible()
        settle(page)
        expect(notice(page).filter(has_not_text="out of date")).to_have_count(0)
        text = card(page, "alert('paper')").locator(".fc-head").inner_text()
        shown.add(text)
        for name in people:
            expect(card(page, "alert('paper')")).to_contain_text(f"{name}, ")
    assert len(shown) == 1


def test_a_verdict_on_what_changed_meanwhile_stays_in_the_form(
    new_person: Callable[[], Page], workspace: Workspace
) -> None:
    ida, bo = new_person(), new_person()
    before = len(all_reviews(workspace))
    for page, name in ((ida, "Ida"), (bo, "Bo")):
        open_claim(page, "C2")
        give_name(page, name)
    hostile = lay_open(ida, "alert('paper')")
    press(hostile.get_by_role("button", name="It supports").or_(hostile.get_by_role("button", name="Agree: supports")))
    wait_until(lambda: len(all_reviews(workspace)) == before + 1, "Ida was not heard")
    fill_verdict(bo, "Mixed", "Written before Ida decided.")
    told = bo.locator(".st-key-stale_verdict")
    expect(told).to_contain_text("Not saved.")
    expect(told).to_contain_text("Ida, ")
    expect(bo.get_by_label("Justification")).to_have_value("Written before Ida decided.")
    assert record_of(workspace, "C2").verdict is None
    press(bo.get_by_role("button", name="Save my verdict all the same"))
    expect(bo.locator(".fc-verdict").first).to_have_text("Mixed")
    verdict = record_of(workspace, "C2").verdict
    assert verdict is not None
    assert verdict.justification == "Supported: the drones. Contradicted: their number. Written before Ida decided."


def all_reviews(workspace: Workspace) -> list[object]:
    return [review for reviews in record_of(workspace, "C2").reviews.values() for review in reviews]


@pytest.mark.parametrize("width", [1024, 1440])
def test_no_page_scrolls_sideways(new_person: Callable[[], Page], width: int) -> None:
    page = new_person()
    page.set_viewport_size({"width": width, "height": 900})
    for place in ("", "claim", "documents", "add-claims", "add-documents", "export", "cases"):
        page.goto(f"/{place}?case={CASE}")
        expect(page.locator(".fc-page-title, .fc-claim").first).to_be_visible()
        settle(page)
        assert has_no_sideways_scroll(page), place


def test_the_way_on_stays_in_reach_while_the_evidence_is_read(new_person: Callable[[], Page]) -> None:
    page = new_person()
    page.set_viewport_size({"width": 1024, "height": 500})
    open_claim(page, "C1")
    card(page, "Coffee was served").scroll_into_view_if_needed()
    press(page.get_by_role("link", name="Next", exact=True))
    expect(page.locator(".fc-claim").first).to_contain_text("drones")
