"""Several people at one desk, each in a browser of their own: names, roles, blind review, and the worklist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from app_workspaces import CASE
from made_provider import PEOPLE, provide, secrets
from playwright.sync_api import Browser, Page, expect
from real_browser import (
    free_port,
    give_name,
    has_no_sideways_scroll,
    lay_open,
    open_window,
    press,
    serve,
    settle,
    wait_until,
)

from factcheck.deciding import record_review, record_verdict
from factcheck.model import Decision, Stance, VerdictLabel
from factcheck.people import Role
from factcheck.store.cases import load_claim, set_double_review
from factcheck.store.evidence import load_record
from factcheck.store.people import save_role
from factcheck.store.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(acme: Workspace) -> Workspace:
    """Of this module, so that one server shows what the tests look up."""
    return acme


@pytest.fixture
def new_person(browser: Browser) -> Iterator[Callable[[str], Page]]:
    with ExitStack() as windows:
        yield lambda url: windows.enter_context(open_window(browser, url))


def open_page(page: Page, place: str) -> None:
    page.goto(place)
    expect(page.locator(".fc-page-title, .fc-claim").first).to_be_visible()
    settle(page)


def overview(page: Page) -> None:
    open_page(page, f"/overview?case={CASE}")


def counts(page: Page) -> dict[str, int]:
    texts = page.locator('[data-testid="stButtonGroup"]').all_inner_texts()
    return {name.strip(): int(number) for name, number in re.findall(r"([A-Z][a-z ]+?) \((\d+)\)", " ".join(texts))}


def test_the_name_of_a_person_outlives_a_reload(address: str, new_person: Callable[[str], Page]) -> None:
    page, other = new_person(address), new_person(address)
    overview(page)
    give_name(page, "Zoë O'Neil; path=/x")
    page.reload()
    expect(page.get_by_label("Reviewer (your name)")).to_have_value("Zoë O'Neil; path=/x")
    overview(other)
    expect(other.get_by_label("Reviewer (your name)")).to_have_value("")


def test_the_worklist_adds_up_and_leads_to_the_next_claim(
    address: str, workspace: Workspace, new_person: Callable[[str], Page]
) -> None:
    page = new_person(address)
    overview(page)
    give_name(page, "Ida")
    found = counts(page)
    assert found["All"] == 3 == sum(found.values()) - found["All"]
    expect(page.get_by_text("From now on, what others change is listed here.")).to_be_visible()
    press(page.get_by_role("button", name="Assign or mark…"))
    box = page.get_by_role("combobox", name=re.compile("Claims and documents"))
    box.fill("C3")
    box.press("Enter")
    page.keyboard.press("Escape")
    whom = page.get_by_role("combobox", name=re.compile("Give to"))
    press(whom)
    press(page.get_by_role("option", name="Ida"))
    press(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator('[class*="st-key-overview_row_C3"]')).to_contain_text("Ida's")
    expect(page.get_by_role("link", name="Next unreviewed: C3")).to_be_visible()
    with workspace.reading() as db:
        checked = load_record(db, CASE, "C1").checked
    assert checked
    number = next(one.id or 0 for one in checked.evidence if one.document.file == "contract.txt")
    record_review(workspace, CASE, "C1", number, Decision.CORRECT, Stance.CONTRADICTS, "Bo")
    record_verdict(workspace, CASE, "C1", VerdictLabel.CONTRADICTED, "The contract.", "Bo")
    overview(page)
    told = page.locator(".st-key-overview_since")
    expect(told).to_contain_text("Bo: verdict set on C1: Contradicted")
    expect(told).to_contain_text("1 passage reviewed by others")
    found = counts(page)
    assert (found["Done"], found["All"], sum(found.values())) == (1, 3, 6)
    press(page.get_by_role("button", name="I have seen this"))
    expect(page.get_by_text(re.compile("Nothing changed since"))).to_be_visible()
    press(page.get_by_role("link", name="Next unreviewed: C3"))
    expect(page.locator(".fc-claim").first).to_have_text("Acme paid no tax in 2016.")


def test_a_claim_is_edited_with_its_history_and_a_stale_edit_is_refused(
    address: str, workspace: Workspace, new_person: Callable[[str], Page]
) -> None:
    ida, bo = new_person(address), new_person(address)
    for page, name in ((ida, "Ida"), (bo, "Bo")):
        open_page(page, f"/claim?case={CASE}&claim=C3")
        give_name(page, name)
        press(page.get_by_text("Edit this claim (never edited)"))
        expect(page.get_by_label("Why it is edited")).to_be_visible()
    ida.get_by_label("Text", exact=True).fill("Acme paid little tax in 2016.")
    ida.get_by_label("Why it is edited").fill("The recording says little.")
    press(ida.get_by_role("button", name="Save the edit"))
    expect(ida.locator(".fc-claim").first).to_have_text("Acme paid little tax in 2016.")
    expect(ida.locator(".st-key-claim_edit")).to_contain_text(
        "Acme paid no tax in 2016. → Acme paid little tax in 2016."
    )
    bo.get_by_label("Date", exact=True).fill("2017")
    bo.get_by_label("Why it is edited").fill("Dated.")
    press(bo.get_by_role("button", name="Save the edit"))
    told = bo.locator(".st-key-stale_edit")
    expect(told).to_contain_text("Not saved.")
    expect(told).to_contain_text("Ida, ")
    with workspace.reading() as db:
        assert load_claim(db, CASE, "C3").text == "Acme paid little tax in 2016."
        assert load_claim(db, CASE, "C3").date == ""
    press(bo.get_by_role("button", name="Save mine all the same: date"))
    expect(bo.locator(".fc-claim").first).to_have_text("Acme paid little tax in 2016.")
    expect(bo.locator(".st-key-claim_edit")).to_contain_text("date: nothing → 2017")
    with workspace.reading() as db:
        assert (load_claim(db, CASE, "C3").text, load_claim(db, CASE, "C3").date) == (
            "Acme paid little tax in 2016.",
            "2017",
        )


def test_two_reviewers_are_blind_until_both_are_done_and_then_it_is_settled(
    address: str, workspace: Workspace, new_person: Callable[[str], Page]
) -> None:
    with workspace.writing() as db:
        set_double_review(db, CASE, True)
    ida, bo = new_person(address), new_person(address)
    place = f"/claim?case={CASE}&claim=C2"
    for page, name in ((ida, "Ida"), (bo, "Bo")):
        open_page(page, place)
        give_name(page, name)
    main = '[data-testid="stMain"]'
    open_page(bo, place)
    before = bo.locator(main).inner_text()
    decide(ida, "Not relevant")
    wait_until(lambda: n_reviews(workspace) == 1, "Ida was not heard")
    open_page(bo, place)
    assert bo.locator(main).inner_text() == before
    decide(ida, "Agree", "It supports")
    wait_until(lambda: n_reviews(workspace) == 2, "Ida was not heard")
    conclude(ida, "Supported", "IDAS REASON")
    expect(ida.locator(".fc-verdict").first).to_have_text("Supported")
    open_page(bo, place)
    expect(bo.get_by_text("IDAS REASON")).to_have_count(0)
    expect(bo.locator(".fc-verdict")).to_have_count(0)
    expect(bo.get_by_text("Done with it so far: Ida.")).to_be_visible()
    open_page(bo, f"/export?case={CASE}")
    expect(bo.get_by_text("IDAS REASON")).to_have_count(0)
    open_page(bo, place)
    decide(bo, "It contradicts", "Agree: contradicts")
    wait_until(lambda: n_reviews(workspace) == 3, "Bo was not heard")
    conclude(bo, "Contradicted", "BOS REASON")
    expect(bo.get_by_text("! Two reviewers differ")).to_have_count(1)
    open_page(bo, f"/disagreements?case={CASE}")
    expect(bo.get_by_text(re.compile("Krippendorff's alpha of passages"))).to_be_visible()
    expect(bo.get_by_text(re.compile("IDAS REASON"))).to_be_visible()
    passage = bo.locator('[class*="st-key-settle_passage_"]')
    press(passage.locator('[data-testid="stRadio"] label', has_text=re.compile("^supports$")))
    passage.get_by_label("Reason").fill("It says so.")
    press(passage.get_by_role("button", name="Settle"))
    expect(passage).to_have_count(0)
    settle(bo)  # the form of the passage is gone for good
    verdict = bo.locator('[class*="st-key-settle_verdict_"]')
    press(verdict.locator('[data-testid="stRadio"] label', has_text=re.compile("^Supported$")))
    verdict.get_by_label("Reason").fill("The paper says so.")
    press(verdict.get_by_role("button", name="Settle"))
    expect(bo.get_by_text("There is nothing to settle.")).to_be_visible()
    with workspace.reading() as db:
        record = load_record(db, CASE, "C2")
        assert record.verdict and record.verdict.justification == "The paper says so."
        set_back = record.disputes
    assert set_back == {}
    with workspace.writing() as db:
        set_double_review(db, CASE, False)


def n_reviews(workspace: Workspace) -> int:
    with workspace.reading() as db:
        entries = db.exec_driver_sql("SELECT count(*) FROM log WHERE claim_id = 'C2' AND action = 'evidence reviewed'")
        return int(entries.scalar_one())


def decide(page: Page, *names: str) -> None:
    press(lay_open(page, "alert('paper')").get_by_role("button", name=re.compile(f"^({'|'.join(names)})")).first)


def conclude(page: Page, label: str, why: str) -> None:
    press(page.locator('[data-testid="stRadio"] label', has_text=re.compile(f"^{label}$")))
    page.get_by_label("Justification").fill(why)
    press(page.get_by_role("button", name="Save the verdict"))


@pytest.mark.parametrize("width", [1024, 1440])
def test_no_page_of_the_desk_scrolls_sideways(address: str, new_person: Callable[[str], Page], width: int) -> None:
    page = new_person(address)
    page.set_viewport_size({"width": width, "height": 900})
    for place in ("overview", "disagreements", "people", "claim"):
        open_page(page, f"/{place}?case={CASE}")
        assert has_no_sideways_scroll(page), place


def test_people_sign_in_and_each_role_is_held(
    workspace: Workspace, new_person: Callable[[str], Page], tmp_path: Path
) -> None:
    port = free_port()
    app = f"http://127.0.0.1:{port}"
    with workspace.writing() as db:
        save_role(db, PEOPLE["Vic"], Role.VIEWER)
    with provide() as provider:
        file = tmp_path / "secrets.toml"
        file.write_text(secrets(provider, app))
        settings = {"STREAMLIT_SECRETS_FILES": str(file), "FACTCHECK_ADMINS": PEOPLE["Ada"]}
        with serve(workspace.root, tmp_path / "log.txt", port, **settings):
            stranger = sign_in(new_person(app), "Stranger")
            expect(stranger.get_by_text("nobody has given you a role")).to_be_visible()
            expect(stranger.get_by_text("Acme and the border agency")).to_have_count(0)

            vic = sign_in(new_person(app), "Vic")
            open_page(vic, f"/claim?case={CASE}&claim=C1")
            before = [len(found) for found in reviews(workspace).values()]
            card = lay_open(vic, "Coffee was served")
            press(card.get_by_role("button", name="Not relevant"))
            expect(vic.get_by_text("vic@example.org is viewer here; this takes the role reviewer")).to_be_visible()
            assert [len(found) for found in reviews(workspace).values()] == before

            ada = sign_in(new_person(app), "Ada")
            press(ada.get_by_role("link", name="People"))
            ada.get_by_label("Address they sign in with, or name").fill(PEOPLE["Vic"])
            press(ada.get_by_role("combobox", name=re.compile("Role")))
            press(ada.get_by_role("option", name="reviewer"))
            press(ada.get_by_role("button", name="Save", exact=True))
            expect(ada.get_by_text("vic@example.org, reviewer, by ada@example.org").first).to_be_visible()

            press(card.get_by_role("button", name="Not relevant"))
            expect(vic.get_by_role("heading", name=re.compile(r"Set aside \(1\)")).first).to_be_visible()
            assert {one.reviewer for found in reviews(workspace).values() for one in found} >= {PEOPLE["Vic"]}
            vic.reload()
            expect(vic.get_by_text("vic@example.org").first).to_be_visible()


def sign_in(page: Page, name: str) -> Page:
    page.goto("/")
    press(page.get_by_role("button", name="Sign in"))
    page.get_by_role("link", name=name).click()  # a page of the provider
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    settle(page)
    return page


def reviews(workspace: Workspace) -> dict[int, tuple[object, ...]]:
    with workspace.reading() as db:
        return dict(load_record(db, CASE, "C1").reviews)
