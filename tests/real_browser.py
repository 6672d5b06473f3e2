"""A real server of the app and Debian's Chromium, for the tests that look at the screen."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    WHY = "chromium is not installed: apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(WHY, pytrace=False)
    pytest.skip(WHY, allow_module_level=True)

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright  # noqa: E402

ROOT = Path(__file__).parents[1]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# Streamlit 1.67 walks over the widgets of a session while a run that was given up still adds to them; it runs the page again.
RACE_OF_STREAMLIT = "dictionary changed size during iteration"
PATIENCE = 60_000  # ms; how long a condition may take on a busy machine, not how long it does

expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(root: Path, log: Path, port: int = 0, **settings: str) -> Iterator[str]:
    """A server of its own for a workspace; its address. No traceback may be in its log at the end."""
    port = port or free_port()
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "factcheck", "app", "--workspace", str(root), "--port", str(port), "--no-browser"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: is_up(url, server), f"the server did not come up: {log}")
        yield url
    finally:
        server.terminate()
        server.wait(PATIENCE / 1000)
    told = log.read_text()
    assert told.count("Traceback") == told.count(RACE_OF_STREAMLIT), told


def is_up(url: str, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, "the server ended"
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Chromium without a screen."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def open_window(chromium: Browser, address: str, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """A page in a browser of its own, with no cookie of another, so many pixels wide and high."""
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=address)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def give_name(page: Page, name: str) -> None:
    """Say in the sidebar who is at work, and wait until that is kept."""
    box = page.get_by_label("Reviewer (your name)")
    box.fill(name)
    box.press("Enter")
    kept = f"factcheck_name={quote(name, safe='')}"
    wait_until(
        lambda: kept in [f"{one.get('name')}={one.get('value')}" for one in page.context.cookies()],
        f"{name} was not heard",
    )
    settle(page)


def has_no_sideways_scroll(page: Page) -> bool:
    """Whether all of a page can be read without moving it to the side."""
    wide = "e => e.scrollWidth > e.clientWidth"
    return not (page.evaluate(f"({wide})(document.documentElement)") or page.get_by_test_id("stMain").evaluate(wide))


def settle(page: Page) -> None:
    """Wait until the script of the page has run to its end, and what it drew is there: the code of some parts comes late."""
    page.wait_for_function("""() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')""")


def press(target: Locator) -> None:
    """Click when the page is still: what a run of the script moves away under the pointer is not hit."""
    expect(target).to_be_visible()
    settle(target.page)
    target.click()


def lay_open(page: Page, words: str) -> Locator:
    """The card on the desk that says these words and lies open, laid open first where it does not."""
    card = '[class*="st-key-claim_card_"]'
    lies_open = page.locator(f".st-key-desk_open {card}", has_text=words)
    settle(page)
    if not lies_open.count():
        press(page.locator(card, has_text=words).get_by_role("button", name="Lay it open"))
    expect(lies_open).to_be_visible()
    return lies_open
