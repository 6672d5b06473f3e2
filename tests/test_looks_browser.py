"""How every page looks in Debian's Chromium: legible in light and dark, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_workspaces import CASE
from contrast import measure_contrast
from every_page import IDA, View, list_views, place_of, play, play_study
from playwright.sync_api import Browser, Page, expect
from real_browser import has_no_sideways_scroll, open_window, settle
from study_cases import SLUG, make_case_folder

from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.workspace import Workspace
from factcheck.study.room import prepare_room

WIDTHS = (1440, 1024)
NAMES = [view.name for view in list_views("", "", {"document": ""}, "", ["", ""])]


@pytest.fixture(scope="module")
def views(acme: Workspace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    """Every page, after two people and a student were at work."""
    room = prepare_room(acme, make_case_folder(tmp_path_factory.mktemp("cases") / SLUG), Readers(Settings()))
    play(acme, CASE, "C1", ["C2"])
    views = list_views(CASE, "C1", place_of(acme, CASE, "C1"), SLUG, play_study(room))
    return {view.name: view for view in views}


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One browser for all pages, in which Ida is at work."""
    with open_window(browser, address, WIDTHS[0]) as opened:
        opened.context.add_cookies([{"name": "factcheck_name", "value": IDA, "url": address}])
        yield opened


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_legible_in_light_and_dark_and_fits_the_screen(page: Page, views: dict[str, View], name: str) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    views[name].open(page)
    faint = []
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        seen = measure_contrast(page)
        assert len(seen) > 20, "hardly anything was measured"
        print(f"{name}, {scheme}: lowest {min(one.ratio for one in seen if one.least == 4.5):.2f}")
        faint += [f"{scheme}: {one}" for one in seen if not one.is_legible]
    assert faint == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert has_no_sideways_scroll(page), width


def show_in(page: Page, scheme: str) -> None:
    """Let the system prefer light or dark, and wait until the app follows."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)


def test_the_measure_finds_what_is_faint(page: Page, views: dict[str, View]) -> None:
    page.set_content("<body style='background:#fff'><p style='color:#777;opacity:.9'>faint</p><p>plain</p></body>")
    found = {one.words: one for one in measure_contrast(page)}
    assert not found["faint"].is_legible
    assert found["plain"].ratio == pytest.approx(21)
