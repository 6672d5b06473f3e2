"""The desk beyond what the check found: search again, filters, pin; pages turned and enlarged; which part of Mixed is which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from made_pages import MadePage, draw_pages
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect
from real_browser import give_name, has_no_sideways_scroll, open_window, press, serve, settle

from factcheck.model import Case, Claim, Provenance, Stance
from factcheck.pipeline import check_case, ingest
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.cases import save_case, save_claim
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace

CASE = "vans"
PAPERS = {
    "contract.txt": (
        "Acme signed a contract with the border agency. Acme delivers vans under it.",
        "contract",
        "2017-05",
    ),
    "letter.txt": (
        "Acme has never delivered a van to the border agency, the chief executive writes.",
        "letter",
        "2018-01",
    ),
    "log.txt": (
        "\n".join(["Nothing to note on this day."] * 120) + "\nAcme's vans stood in the yard of the border agency.",
        "log",
        "2015",
    ),
    "fleet.txt": ("The fleet report counts nine vans that Acme lent to the border agency.", "report", "2020-03"),
}
PAGES = [
    MadePage().write_lines(72, 100, ["Minutes of the board.", "The board heard of nine vans.", f"{stamp}"])
    for stamp in ("ACM000041", "ACM000042", "ACM000043")
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A claim checked against two papers; two more came after the check, one of them with pages and Bates numbers."""
    folder = tmp_path_factory.mktemp("vans")
    workspace, readers = Workspace(folder / "workspace"), Readers(Settings(workspace=folder / "workspace"))
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Vans"))
        save_claim(db, CASE, Claim("C1", "Acme never delivered vans to the border agency.", date="2019"))
    known: dict[Path, Provenance] = {}
    for name, (text, kind, date) in PAPERS.items():
        path = folder / name
        path.write_text(text)
        known[path] = Provenance(kind=kind, document_date=date)
    minutes = folder / "minutes.pdf"
    minutes.write_bytes(draw_pages(*PAGES))
    known[minutes] = Provenance(kind="minutes", document_date="2018-06")
    first, later = list(known)[:3], list(known)[3:]
    ingest(workspace, CASE, first, readers, known)
    check_case(workspace, CASE, readers)
    ingest(workspace, CASE, later, readers, known)
    return workspace


@pytest.fixture(scope="module")
def address(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(workspace.root, tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with open_window(browser, address) as page:
        page.goto(f"/claim?case={CASE}&claim=C1")
        expect(page.locator(".st-key-desk_open")).to_be_visible()
        settle(page)
        give_name(page, "Ida")
        yield page


def search(page: Page, words: str, **only: str) -> None:
    for label, value in only.items():
        choose(page, label.replace("_", " "), value)
    page.get_by_label("Own words, or a Bates number").fill(words)
    press(page.get_by_role("button", name="Search", exact=True))
    expect(page.get_by_role("heading", name=re.compile(f"passages? for “{re.escape(words)}”"))).to_be_visible()
    settle(page)


def choose(page: Page, label: str, value: str) -> None:
    if label.startswith("Dated"):
        page.get_by_label(label).fill(value)
        page.keyboard.press("Tab")
        settle(page)
        return
    option = page.get_by_role("option", name=re.compile(value))
    for _ in range(5):  # a run of the page that ends just then folds an open list
        press(page.get_by_role("combobox", name=re.compile(label)))
        with suppress(TimeoutError):
            option.click(timeout=5000)
            page.keyboard.press("Escape")
            settle(page)
            return
        page.keyboard.press("Escape")
    raise AssertionError(f"{value} cannot be chosen in {label}")


def hits(page: Page) -> Locator:
    return page.locator('[class*="st-key-desk_hit_"]:has(.fc-quote)')


def test_own_words_find_a_paper_that_came_later_and_a_pin_puts_it_on_the_desk(page: Page, workspace: Workspace) -> None:
    search(page, "nine vans in the fleet", Only_of_these_kinds="report")
    expect(hits(page)).to_have_count(1)
    expect(hits(page)).to_contain_text("The fleet report counts nine vans")
    press(hits(page).get_by_role("button", name="Pin: contradicts"))
    expect(page.locator(".st-key-desk_open")).to_contain_text("The fleet report counts nine vans")
    expect(page.locator(".st-key-desk_open .fc-head")).to_contain_text("Ida, ")
    settle(page)
    expect(hits(page)).to_contain_text("Among the evidence already")
    with workspace.reading() as db:
        record = load_record(db, CASE, "C1")
    assert record.checked is not None
    pinned = next(one for one in record.checked.evidence if "fleet report" in one.passage.text)
    assert [review.stance for review in record.reviews[pinned.id or 0]] == [Stance.CONTRADICTS]


def test_a_search_is_limited_by_document_date_and_stance(page: Page) -> None:
    search(page, "vans", Only_in_these_documents="letter")
    expect(hits(page)).to_have_count(1)
    expect(hits(page)).to_contain_text("never delivered a van")
    page.reload()
    settle(page)
    search(page, "vans", Dated_from="2018", Dated_until="2019")
    expect(hits(page).filter(has_text="Acme delivers vans under it")).to_have_count(0)
    expect(hits(page).filter(has_text="fleet report")).to_have_count(0)
    expect(hits(page).filter(has_text="never delivered a van")).to_have_count(1)
    page.reload()
    settle(page)
    search(page, "vans", Only_these_stances="Supports")
    expect(hits(page).first).to_be_visible()
    for head in hits(page).locator(".fc-stance").all_inner_texts():
        assert head == "✓ Supports"


def cards(page: Page) -> Locator:
    return page.locator('[class*="st-key-claim_card_"]:has(.fc-quote), [class*="st-key-desk_stub_"]')


def test_the_columns_show_only_what_is_chosen_and_say_how_much_is_hidden(page: Page) -> None:
    expect(page.get_by_role("button", name="Show all")).to_have_count(0)
    n_all = cards(page).count()
    choose(page, "Only in these documents", "letter")
    expect(cards(page).filter(has_text="contract")).to_have_count(0)
    expect(page.locator(".st-key-desk_open")).to_contain_text("never delivered a van")
    expect(page.get_by_text(re.compile(r"^1 of \d+ passages shown · \d+ hidden"))).to_be_visible()
    expect(page.get_by_text("None among what is chosen above.").first).to_be_visible()
    press(page.get_by_role("button", name="Show all"))
    expect(cards(page)).to_have_count(n_all)
    choose(page, "Dated until", "2017")
    expect(cards(page).filter(has_text="letter")).to_have_count(0)
    expect(cards(page).filter(has_text="contract").first).to_be_visible()
    choose(page, "Dated until", "someday")
    expect(page.get_by_test_id("stAlert").filter(has_text="someday")).to_be_visible()
    expect(cards(page)).to_have_count(n_all)  # a date that is none hides nothing


def test_a_long_page_without_a_picture_opens_at_its_passage(page: Page) -> None:
    choose(page, "Only in these documents", "log")
    mark = page.locator('[class*="st-key-desk_paper_"] mark')
    expect(mark).to_contain_text("Acme's vans stood in the yard")
    expect(mark).to_be_in_viewport()
    paper = page.locator('[class*="st-key-desk_paper_"]')
    assert paper.evaluate("one => one.scrollHeight > one.clientHeight && one.scrollTop > 0")


def test_a_key_says_what_it_decided(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")  # keys rest in the field of the name
    page.keyboard.press("o")
    expect(page.locator(".st-key-desk_way")).to_contain_text("Your last decision: neutral, page 1")
    settle(page)
    page.keyboard.press("u")
    expect(page.locator(".st-key-desk_way")).not_to_contain_text("Your last decision: neutral")


def test_a_bates_number_opens_its_page_and_pages_are_turned_and_enlarged(page: Page) -> None:
    search(page, "ACM000042")
    expect(hits(page)).to_have_count(1)
    expect(hits(page)).to_contain_text("page 2 of 3")
    press(hits(page).get_by_role("button", name="Pin: neutral"))
    way = page.locator(".st-key-desk_page_way")
    expect(way).to_contain_text("page 2 of 3 · ACM000042")
    image = page.locator('[class*="st-key-desk_paper_"] img')
    expect(image).to_be_visible()
    settle(page)
    page.keyboard.press("f")
    expect(way).to_contain_text("page 3 of 3 · ACM000043 · the passage is on page 2")
    page.keyboard.press("b")
    page.keyboard.press("b")
    expect(way).to_contain_text("page 1 of 3")
    expect(image).to_be_visible()
    settle(page)
    before = width(image)
    page.keyboard.press("l")
    expect(page.locator(".st-key-desk_paper_2")).to_be_visible()
    settle(page)
    assert width(image) == pytest.approx(2 * before, rel=0.05)
    assert has_no_sideways_scroll(page)  # it is moved in its own frame
    page.keyboard.press("m")
    expect(page.locator(".st-key-desk_paper_1")).to_be_visible()


def width(image: Locator) -> float:
    box = image.bounding_box()
    assert box is not None
    return box["width"]


def test_mixed_asks_which_part_is_which(page: Page) -> None:
    parts = page.get_by_label("Mixed: which part is supported?")
    expect(parts).to_be_hidden()
    press(page.locator('[data-testid="stRadio"] label', has_text=re.compile("^Mixed$")))
    expect(parts).to_be_visible()
    page.get_by_label("Justification").fill("The letter, and the contract.")
    press(page.get_by_role("button", name="Save the verdict"))
    expect(page.get_by_test_id("stAlert").first).to_contain_text("“Mixed” needs both parts")
    settle(page)
    press(page.locator('[data-testid="stRadio"] label', has_text=re.compile("^Supported$")))
    expect(parts).to_be_hidden()
