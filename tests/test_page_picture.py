"""The app frames a passage on the picture of its page, and says where its place is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_pages import html, open_page
from conftest import CASE, CONTRADICTS, make_claim, make_readers, take
from made_pages import MadePage, draw_pages
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from factcheck.documents.geometry import intersection_over_union
from factcheck.documents.page_view import PageView
from factcheck.model import Evidence
from factcheck.pipeline import check_and_store
from factcheck.store import schema
from factcheck.store.cases import save_claim
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace
from factcheck.ui import page_picture, session

Save = Callable[[str, bytes | str], Path]

pytestmark = pytest.mark.usefixtures("no_models")

PICTURE = (Path(__file__).parents[1] / "factcheck" / "ui" / "screenshots" / "claim.png").read_bytes()
MEMO = MadePage(turned=90, is_upright=True).write_lines(
    72, 100, ["Acme sold 40 engines to the agency in May.", "The agency paid for all of them."]
)


@pytest.fixture
def filled(workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A case with a turned PDF and a text, and a claim checked against both."""
    readers = make_readers({"sold 40 engines": CONTRADICTS})
    take(workspace, readers, save("memo.pdf", draw_pages(MEMO)), save("note.txt", "Acme sold 40 engines by post."))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
    check_and_store(workspace, CASE, "C1", readers)
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(workspace.root))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield workspace
    st.cache_resource.clear()


def evidence_of(workspace: Workspace) -> dict[str, Evidence]:
    with workspace.reading() as db:
        checked = load_record(db, CASE, "C1").checked
    assert checked is not None
    return {one.document.file: one for one in checked.evidence}


def forget_places(workspace: Workspace) -> None:
    with workspace.writing() as db:
        db.execute(delete(schema.page_words))


def test_a_view_frames_the_passage_and_the_rationale_where_they_stand(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[PageView] = []
    monkeypatch.setattr("factcheck.ui.page_picture._draw", lambda _path, view: drawn.append(view) or PICTURE)
    lay_open(evidence_of(filled)["memo.pdf"])
    words = [word.box for word in MEMO.words]
    assert intersection_over_union(drawn[-1].boxes, words) > 0.8
    assert intersection_over_union(drawn[-1].marked, words[:9]) > 0.8
    assert drawn[-1].page_width == pytest.approx(792)


def test_the_page_of_the_passage_that_lies_open_is_shown_beside_it(filled: Workspace) -> None:
    evidence = evidence_of(filled)
    app = lay_open(evidence["memo.pdf"])
    assert len(app.get("image")) == 1
    assert page_picture.PLACE_UNKNOWN not in html(app)
    app = lay_open(evidence["note.txt"], app)  # of text throughout: its words stand there instead
    assert not app.get("image")
    assert '<mark id="fc-marked">Acme sold 40 engines by post.</mark>' in html(app)


def test_it_is_said_where_the_place_on_the_page_is_not_known(filled: Workspace) -> None:
    forget_places(filled)
    app = lay_open(evidence_of(filled)["memo.pdf"])
    assert len(app.get("image")) == 1
    assert html(app).count(page_picture.PLACE_UNKNOWN) == 1


def lay_open(one: Evidence, app: AppTest | None = None) -> AppTest:
    app = app or open_page(session.CLAIM, case=CASE, claim="C1")
    for button in app.button:
        if button.key == f"desk_lay_{one.id}":
            button.click().run()
            break
    assert not app.exception, app.exception
    assert app.button(key=f"claim_not_relevant_none_{one.id}")
    return app


@pytest.mark.parametrize("is_known", [True, False])
def test_a_page_is_shown_beside_its_text(filled: Workspace, is_known: bool) -> None:
    one = evidence_of(filled)["memo.pdf"]
    if not is_known:
        forget_places(filled)
    app = open_page(
        session.DOCUMENT,
        case=CASE,
        document=one.document.sha256,
        page="1",
        start="0",
        end="10",
        passage=f"0-{one.passage.end}",
    )
    assert len(app.get("image")) == 1
    assert (page_picture.PLACE_UNKNOWN in html(app)) is not is_known
    assert "Acme sold" in html(app)


def test_a_page_that_cannot_be_drawn_is_still_read(filled: Workspace) -> None:
    document = evidence_of(filled)["memo.pdf"].document
    filled.received_path(document.sha256).write_bytes(b"gone bad")
    app = open_page(session.DOCUMENT, case=CASE, document=document.sha256)
    assert "cannot be shown as a picture" in html(app) and "Acme sold" in html(app)
