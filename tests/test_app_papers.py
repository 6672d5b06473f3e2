"""The app without a browser: what comes in and what goes out, papers, exports, packets."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from app_pages import evidence_from, html, lay_open, open_page
from app_workspaces import CASE

from factcheck.errors import BadInput
from factcheck.export.content import Export
from factcheck.export.formats import Made, make_file
from factcheck.model import Progress, Provenance
from factcheck.store.cases import load_protected
from factcheck.store.failures import load_failures
from factcheck.store.workspace import Workspace
from factcheck.ui import session, uploading
from factcheck.ui.models import models


@pytest.mark.usefixtures("app_workspace", "no_models")
def test_documents_say_what_was_not_taken_in() -> None:
    shown = html(open_page(session.DOCUMENTS, case=CASE))
    assert "In the case (4)" in shown
    assert "Not taken in (1)" in shown
    assert "empty.txt: " in shown


def test_uploads_keep_their_names_and_never_become_paths(app_workspace: Workspace, tmp_path: Path) -> None:
    files = [
        ("../../../escape.txt", b"Acme climbed out of the folder, says this paper."),
        ("contract.txt", b"Another contract of Acme."),
        ("contract.txt", b"A third contract of Acme."),
        ("broken.pdf", b"%PDF-1.4 nothing more"),
    ]
    steps: list[Progress] = []
    report = uploading.take_uploads(app_workspace, CASE, files, Provenance(title="T"), models().readers, steps.append)
    assert [(one.path, one.status, one.title) for one in report.documents] == [
        ("escape.txt", "new", "escape.txt"),
        ("contract.txt", "new", "contract.txt"),
        ("contract.txt", "new", "contract.txt"),
    ]
    assert [one.path for one in report.failures] == ["broken.pdf"]
    assert steps
    again = uploading.take_uploads(
        app_workspace,
        CASE,
        [*files[:1], ("broken.pdf", b"Now it is text.")],
        Provenance(),
        models().readers,
        steps.append,
    )
    assert [one.status for one in again.documents] == ["known", "new"]
    with app_workspace.reading() as db:
        assert [Path(one.path).name for one in load_failures(db, CASE)] == ["empty.txt"]
    with pytest.raises(BadInput, match="not a date"):
        uploading.take_uploads(
            app_workspace, CASE, files, Provenance(document_date="soon"), models().readers, steps.append
        )


@pytest.mark.usefixtures("no_models")
def test_a_file_that_was_not_taken_in_can_be_tried_again_or_taken_off(app_workspace: Workspace) -> None:
    app = open_page(session.DOCUMENTS, case=CASE)
    app.button(key="documents_retry_0").click().run()
    assert "0 documents read, 1 still not read" in app.warning[0].value
    app.button(key="documents_dismiss_0").click().run()
    assert "Not taken in" not in html(app)
    with app_workspace.reading() as db:
        assert load_failures(db, CASE) == []


def test_a_file_is_made_only_when_asked_and_belongs_to_what_was_chosen(
    app_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(export: Export, name: str) -> Made:
        made.append(name)
        return make_file(export, name)

    monkeypatch.setattr("factcheck.export.formats.make_file", make)  # the page is read anew in each run
    app = open_page(session.EXPORT)
    assert not app.exception and made == []
    app.selectbox(key="export_format").set_value("markdown").run()
    assert made == [] and not app.get("download_button")
    app.button(key="export_make").click().run()
    assert made == ["markdown"]
    assert len(app.get("download_button")) == 1
    assert any("<script>" not in one.value and "We do not work" in one.value for one in app.code)
    app.selectbox(key="export_format").set_value("pdf").run()
    assert not app.get("download_button")


def test_a_protected_export_says_what_was_searched_for(app_workspace: Workspace) -> None:
    app = open_page(session.EXPORT)
    app.checkbox(key="export_protected").check().run()
    app.text_area(key=f"export_protect_{CASE}").set_value("border agency\nIda Roe")
    app.button(key="export_protect_keep").click().run()
    with app_workspace.reading() as db:
        assert load_protected(db, CASE) == ["Ida Roe", "border agency"]
    app.selectbox(key="export_format").set_value("json").run()
    app.button(key="export_make").click().run()
    assert "none occurs" in html(app)
    assert not any("border agency" in one.value for one in app.code)


def test_what_an_export_lacks_is_said_in_its_place(app_workspace: Workspace) -> None:
    app = open_page(session.EXPORT)
    app.selectbox(key="export_format").set_value("claimreview").run()
    app.button(key="export_make").click().run()
    assert any("ClaimReview was not written" in one.value for one in app.error)
    assert not app.exception


@pytest.mark.usefixtures("no_models")
def test_a_card_has_a_citation_to_copy(app_workspace: Workspace) -> None:
    app = lay_open(open_page(session.CLAIM, claim="C1"), evidence_from(app_workspace, "contract.txt"))
    assert any(one.value.startswith("contract.txt. border agency, 3 May 2017, p. 1. SHA-256 ") for one in app.code)


def test_the_preview_cannot_be_downloaded_past_the_guards() -> None:
    settings = tomllib.loads((session.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["disableDataExport"] is True


@pytest.mark.usefixtures("app_workspace", "no_models")
def test_a_packet_is_made_when_asked_for_and_its_hash_is_shown() -> None:
    app = open_page(session.EXPORT)
    app.button(key="packet_make").click().run()
    assert not app.exception
    assert re.search("SHA-256: [0-9a-f]{64}", html(app))
    app.checkbox(key="export_protected").check().run()
    assert "SHA-256: " not in html(app)  # that was another packet
