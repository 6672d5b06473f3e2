"""A case study in a real browser: what is judged, what is shown after, and that no answer is in the traffic before."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, WebSocket, expect
from real_browser import has_no_sideways_scroll, open_window, press, serve, settle, wait_until
from study_cases import (
    CAUTION,
    CONTRACT,
    NOTE,
    REASON_AGAINST,
    REASON_DENIAL,
    REASON_FOR,
    SLUG,
    WHY_CONTRADICTED,
    WHY_SUPPORTED,
    make_case_folder,
)

from factcheck.certainty import say_probability
from factcheck.model import Lesson, StudentAnswer
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.evidence import load_record
from factcheck.store.study import load_work
from factcheck.store.workspace import Workspace
from factcheck.study.room import Room, prepare_room

OF_FIRST = [REASON_AGAINST, REASON_DENIAL, WHY_CONTRADICTED, NOTE]
OF_SECOND = [REASON_FOR, WHY_SUPPORTED]
NEVER = [CAUTION]  # of the author, on a source


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    folder = tmp_path_factory.mktemp("study")
    readers = Readers(Settings())
    return prepare_room(Workspace(folder / "workspace"), make_case_folder(folder / "cases" / SLUG), readers)


@pytest.fixture(scope="module")
def address(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(room.workspace.root.parent, tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with open_window(browser, address) as page:
        yield page


class Traffic:
    """All that a browser is sent, but for Streamlit's own files: frames of websockets and bodies of answers."""

    def __init__(self, page: Page) -> None:
        self._parts: list[bytes] = []
        self._answers: list[Response] = []
        page.on("websocket", self._listen)
        page.on("response", lambda answer: self._answers.append(answer))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda sent: self._parts.append(sent if isinstance(sent, bytes) else sent.encode()))

    def read(self) -> bytes:
        """All bytes so far; to be called before every navigation, because the browser then forgets the bodies."""
        answers, self._answers = self._answers, []
        self._parts += [one.body() for one in answers if one.status == 200 and "/static/" not in one.url]
        assert self._parts
        return b"\n".join(self._parts)


def told(traffic: bytes, words: list[str]) -> list[str]:
    """Those of some words that the browser was sent."""
    return [one for one in words if one.encode() in traffic]


def machine_says(room: Room, claim_id: str) -> list[str]:
    """What the app says of each stance that the model reads for a claim, and the probabilities as figures."""
    with room.workspace.reading() as db:
        checked = load_record(db, room.case, claim_id).checked
    assert checked is not None
    readings = [one.reading for one in checked.evidence]
    return [say_probability(one) for one in readings]


def draft_of(room: Room) -> StudentAnswer:
    with room.workspace.reading() as db:
        return load_work(db, room.case, "AC-C1", "Ida").answer


def open_claim(page: Page, claim: str) -> None:
    press(page.get_by_role("link", name=f"Open {claim}"))
    expect(page.get_by_text(re.compile(rf"Claim \d of 3 · {claim}"))).to_be_visible()
    settle(page)


def press_button(page: Page, name: str) -> None:
    press(page.get_by_role("button", name=name).first)
    settle(page)


def test_one_claim_is_played_and_no_answer_is_sent_before(room: Room, page: Page, tmp_path: Path) -> None:
    traffic = Traffic(page)
    secrets = [
        *OF_FIRST, *OF_SECOND, *NEVER, *map(str, Lesson), *machine_says(room, "AC-C1"), *machine_says(room, "AC-C2"),
        "The model gives", "The model reads", "author_verdict",
    ]  # fmt: skip

    page.goto("/case-study")
    press(page.get_by_role("link", name=f"Study {SLUG}"))
    page.get_by_label("Your name", exact=True).fill("Ida")
    press_button(page, "Begin")
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    press(page.get_by_role("link", name="Summary"))
    expect(page.get_by_text("0 of 3 claims done")).to_be_visible()
    press(page.get_by_role("link", name="All claims"))
    open_claim(page, "AC-C1")

    press_button(page, "Submit and see the answers")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Choose a verdict first")
    press_button(page, "Search with the claim's own words")
    press_button(page, "It supports the claim")
    expect(page.get_by_role("heading", name="Your passages (1)")).to_be_visible()
    press_button(page, "Take away")
    expect(page.get_by_role("heading", name="Your passages (0)")).to_be_visible()
    contract = page.locator('[class*="st-key-study_hit_"]', has_text=CONTRACT).first
    press(contract.get_by_role("button", name="Open the page"))
    expect(page.locator(".fc-page-text")).to_contain_text(CONTRACT)
    settle(page)
    page.get_by_label("or exact words of it").fill("nothing of the kind")
    press_button(page, "It contradicts the claim")
    expect(page.get_by_test_id("stAlert")).to_contain_text("do not stand on this page")
    page.get_by_label("or exact words of it").fill("Acme delivers software to the border agency")
    press_button(page, "It contradicts the claim")
    expect(page.get_by_role("heading", name="Your passages (1)")).to_be_visible()
    for number in range(1, 4):
        press_button(page, "Take a hint")
        expect(page.get_by_role("heading", name=f"Hints ({number} taken)")).to_be_visible()
    settle(page)
    press(page.locator('[data-testid="stRadio"] label', has_text=re.compile("^Contradicted$")))
    wait_until(lambda: bool(draft_of(room).label), "the choice is not kept")
    settle(page)
    page.get_by_label("Why", exact=True).fill("The contract says so.")
    page.get_by_label("Why", exact=True).press("Tab")
    wait_until(lambda: bool(draft_of(room).label and draft_of(room).justification), "the draft is not kept")
    settle(page)
    traffic.read()
    page.reload()  # a draft is kept
    expect(page.get_by_label("Why", exact=True)).to_have_value("The contract says so.")
    expect(page.get_by_role("heading", name="Your passages (1)")).to_be_visible()
    expect(page.get_by_role("radio", name="Contradicted")).to_be_checked()
    settle(page)
    assert told(traffic.read(), secrets) == []

    press_button(page, "Submit and see the answers")
    expect(page.get_by_role("heading", name="The author's")).to_be_visible()
    settle(page)
    expect(
        page.get_by_text(re.compile("you found 1 and missed 0.*Your verdict is the author's.*3 hints"))
    ).to_be_visible()
    after = traffic.read()
    shown = [*OF_FIRST, *machine_says(room, "AC-C1"), "The model gives"]
    assert told(after, shown) == shown, "the check before could not have failed"
    assert told(after, [*OF_SECOND, *NEVER]) == [], "only the claim that is done is answered"

    press(page.get_by_role("link", name="Summary of the case study"))
    expect(page.get_by_text("1 of 3 claims done, 3 hints taken.")).to_be_visible()
    settle(page)
    assert told(traffic.read(), [*OF_SECOND, *NEVER, "author_verdict"]) == []
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Download the class's table"))
    download.value.save_as(tmp_path / "class.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "class.csv").read_text("utf-8-sig"))))
    assert [(row["student"], row["claim_id"], row["found"], row["state"]) for row in rows] == [
        ("Ida", "AC-C1", "1", "submitted"), ("Ida", "AC-C2", "", "not begun"), ("Ida", "AC-C3", "", "not begun"),
    ]  # fmt: skip


def test_another_student_is_told_nothing_by_the_first(room: Room, page: Page) -> None:
    traffic = Traffic(page)
    page.goto(f"/case-study?study={SLUG}&student=Bo&view=claim&claim=AC-C1")
    expect(page.get_by_role("heading", name="Your verdict")).to_be_visible()
    settle(page)
    traffic.read()
    page.goto(f"/case-study?study={SLUG}&student=Bo&view=summary")
    expect(page.get_by_text("0 of 3 claims done")).to_be_visible()
    settle(page)
    assert told(traffic.read(), [*OF_FIRST, *OF_SECOND, *NEVER, *machine_says(room, "AC-C1")]) == []


@pytest.mark.parametrize("width", [1024, 1440])
@pytest.mark.parametrize("place", ["", f"study={SLUG}&student=Cy", f"study={SLUG}&student=Cy&view=claim&claim=AC-C2"])
def test_no_view_scrolls_sideways(page: Page, width: int, place: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/case-study?{place}")
    expect(page.locator(".fc-page-title, .fc-claim").first).to_be_visible()
    settle(page)
    assert has_no_sideways_scroll(page)
