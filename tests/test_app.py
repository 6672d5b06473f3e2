"""The app without a browser: every page is drawn, and decisions follow the rules."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from app_pages import evidence_from, html, labelled, lay_open, open_page, record_of
from app_workspaces import CASE

from factcheck import deciding
from factcheck.errors import NotFound, NotPermitted
from factcheck.model import Decision, Provenance, Stance, VerdictLabel
from factcheck.stance.calibration import CALIBRATION_DIAGRAM, load_calibration
from factcheck.store.evidence import ClaimRecord, load_record, load_records
from factcheck.store.workspace import Workspace
from factcheck.ui import session, uploading
from factcheck.ui.models import models

PAGES = [
    session.CLAIMS, session.CLAIM, session.DOCUMENTS, session.DOCUMENT, session.ADD_CLAIMS, session.ADD_DOCUMENTS,
    session.EXPORT, session.CASES, session.STUDY, session.STATEMENT, session.MATRIX, session.TIMELINE, session.METHOD,
    session.OVERVIEW, session.DISAGREEMENTS, session.PEOPLE,
]  # fmt: skip


@pytest.mark.usefixtures("app_workspace", "no_models")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_drawn_without_models(page: str) -> None:
    app = open_page(page, case=CASE)
    assert not app.error
    named = [box.value for box in app.sidebar.selectbox]
    assert named == ([] if page == session.STUDY else [CASE])  # a case study is no case of the workspace


def test_the_pages_tested_are_all_there_are() -> None:
    scripts = {path for path in (session.ROOT / "factcheck/ui").glob("*.py") if "__main__" in path.read_text("utf-8")}
    assert scripts == {session.ROOT / page for page in PAGES}


@pytest.mark.usefixtures("no_models")
def test_an_empty_workspace_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(tmp_path))
    app = open_page()
    assert "Begin here" in html(app)
    assert "Load palantir-ice" in [button.label for button in app.button]
    labelled(app, "Title").set_value("A case")
    labelled(app, "Short name").set_value("../evil")
    app.button[0].click().run()
    assert "cannot name a case" in app.error[0].value
    labelled(app, "Short name").set_value("a-case")
    app.button[0].click().run()
    assert not app.exception
    assert "This case has no claims yet." in [notice.value for notice in app.info]


@pytest.mark.usefixtures("no_models")
def test_counts_of_claims_add_up_and_filters_hold(app_workspace: Workspace) -> None:
    evidence = evidence_from(app_workspace, "contract.txt")
    deciding.record_review(app_workspace, CASE, "C1", evidence, Decision.AGREE, None, "Ida")
    app = open_page(case=CASE)
    states = app.segmented_control[0]
    assert states.options == ["All (3)", "Not checked (1)", "Checked (1)", "Confirmed (1)", "Verdict (0)"]
    states.set_value("Not checked (1)").run()
    assert "Acme paid no tax" in html(app)
    assert "We do not work" not in html(app)
    states = app.segmented_control[0]
    states.set_value("All (3)").run()
    app.selectbox(key="claims_party").set_value("company").run()
    assert "1 of 3 claims shown" in html(app)
    app.selectbox(key="claims_party").set_value("all").run()
    app.text_input(key="claims_words").set_value("SPRINGFIELD drones").run()
    assert "1 of 3 claims shown" in html(app)


@pytest.mark.usefixtures("app_workspace", "no_models")
def test_a_claim_stands_beside_its_evidence() -> None:
    shown = html(open_page(session.CLAIM, case=CASE, claim="C1"))
    assert "Searched 4 documents, 4 pages, 4 passages · Not searched: 1 file that could not be taken in" in shown
    assert "Supporting (1)" in shown
    assert "Contradicting (1)" in shown
    assert "Related (2)" in shown
    assert re.search(r"<mark>[^<]*(signed a contract|delivers software|worth \$41 million)[^<]*\.</mark>", shown)
    assert "(about 19 months) before the statement" in shown
    assert re.search(
        r"The model gives \d\d % that this passage contradicts the claim\. (Measured: .*)?It can be wrong", shown
    )
    assert "page 1 of 1 · FOIA release · border agency · 3 May 2017" in shown
    assert '<a class="fc-link" href="https://example.org/gazette" target="_blank">The Gazette</a>' in shown


@pytest.mark.usefixtures("app_workspace", "no_models")
def test_what_was_searched_is_said_where_a_side_is_empty(app_workspace: Workspace) -> None:
    deciding.record_review(
        app_workspace, CASE, "C1", evidence_from(app_workspace, "letter.txt"), Decision.NOT_RELEVANT, None, "Ida"
    )
    shown = html(open_page(session.CLAIM, case=CASE, claim="C1"))
    assert "Supporting (0)" in shown
    assert "That nothing was found does not mean that nothing is there" in shown
    assert "Set aside (1)" in shown
    assert "Ida, " in shown
    assert "not relevant, set aside" in shown


@pytest.mark.usefixtures("no_models")
def test_one_click_corrects_and_the_card_moves(app_workspace: Workspace) -> None:
    evidence = evidence_from(app_workspace, "contract.txt")
    app = lay_open(open_page(session.CLAIM, case=CASE, claim="C1"), evidence)
    app.button(key=f"claim_correct_supports_{evidence}").click().run()
    assert app.text_input(key="naming_typed").label == "Your name"  # asked for, and nothing is decided yet
    assert "Supporting (1)" in html(app)
    app.text_input(key="frame_reviewer").set_value("Ida").run()
    app.button(key=f"claim_correct_supports_{evidence}").click().run()
    assert not app.error
    assert "Supporting (2)" in html(app)
    assert "supports (the model read: contradicts)" in html(app)
    lay_open(app, evidence).button(key=f"claim_agree_contradicts_{evidence}").click().run()
    assert "Contradicting (1)" in html(app)
    assert "Earlier: Ida" in html(app)
    reviews = record_of(app_workspace).reviews[evidence]
    assert [review.stance for review in reviews] == [Stance.SUPPORTS, Stance.CONTRADICTS]


@pytest.mark.usefixtures("no_models")
def test_a_verdict_is_refused_until_a_passage_is_confirmed(app_workspace: Workspace) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C1")
    app.text_input(key="frame_reviewer").set_value("Ida").run()
    verdict = app.radio(key="claim_label_C1_0")
    assert verdict.value is None
    save = next(button for button in app.button if button.label == "Save the verdict")
    save.click().run()
    assert "Choose a verdict first" in app.error[0].value
    app.radio(key="claim_label_C1_0").set_value(VerdictLabel.CONTRADICTED)
    app.text_area(key="claim_justification_C1_0").set_value("The contract.")
    next(button for button in app.button if button.label == "Save the verdict").click().run()
    assert "at least one passage that a person has confirmed" in app.error[0].value
    contract = evidence_from(app_workspace, "contract.txt")
    lay_open(app, contract).button(key=f"claim_agree_contradicts_{contract}").click().run()
    app.radio(key="claim_label_C1_0").set_value(VerdictLabel.CONTRADICTED)
    app.text_area(key="claim_justification_C1_0").set_value("The contract.")
    next(button for button in app.button if button.label == "Save the verdict").click().run()
    assert not app.exception
    assert not app.error
    verdict_set = record_of(app_workspace).verdict
    assert verdict_set is not None
    assert (verdict_set.label, verdict_set.reviewer) == (VerdictLabel.CONTRADICTED, "Ida")
    assert app.radio(key="claim_label_C1_1").value is None


def test_a_claim_is_checked_and_a_stale_check_is_said_to_be_one(app_workspace: Workspace, tmp_path: Path) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C3")
    app.button(key="claim_check").click().run()
    assert not app.exception
    assert record_of(app_workspace, "C3").checked is not None
    assert not app.warning
    paper = ("tax.txt", b"In 2016 Acme paid $3 million in tax, the ledger says.")
    uploading.take_uploads(app_workspace, CASE, [paper], Provenance(), models().readers, lambda progress: None)
    app.run()
    assert "out of date" in app.warning[0].value
    app.button(key="claim_again").click().run()
    assert not app.warning
    assert "tax.txt" in html(app)


def test_claims_are_added_by_hand(app_workspace: Workspace) -> None:
    app = open_page(session.ADD_CLAIMS, case=CASE)
    app.button[0].click().run()
    assert "the text of the claim is empty" in app.error[0].value
    app.text_area[0].set_value("Acme is *the* best.")
    labelled(app, "Date of the statement").set_value("soon")
    app.button[0].click().run()
    assert "is not a date" in app.error[0].value
    labelled(app, "Date of the statement").set_value("2020")
    app.button[0].click().run()
    assert not app.error
    assert "1 claim saved: C4" in app.success[0].value
    assert app.text_area[0].value == ""
    with app_workspace.reading() as db:
        assert load_records(db, CASE)["C4"] == ClaimRecord(None)


@pytest.mark.usefixtures("no_models")
def test_a_table_of_claims_is_imported_and_bad_rows_are_named(app_workspace: Workspace) -> None:
    app = open_page(session.ADD_CLAIMS, case=CASE)
    table = "id,text,date\nX1,Acme is old.,2018\nX2,,2018\nC1,Other words.,\nX3,Acme is new.,soon\n"
    app.segmented_control[0].set_value("Many from a table (CSV)").run()
    app.file_uploader[0].set_value(("claims.csv", table.encode(), "text/csv")).run()
    shown = html(app)
    for line, column, reason in ((3, "text", "empty"), (4, "id", "another text"), (5, "date", "is not a date")):
        assert re.search(f"<td>{line}</td><td>{column}</td><td>[^<]*{reason}", shown)
    with app_workspace.reading() as db:
        assert "X1" not in load_records(db, CASE)
    next(button for button in app.button if button.label == "Take 1 good row").click().run()
    assert "1 claim saved: X1" in app.success[0].value


@pytest.mark.usefixtures("app_workspace", "no_models")
def test_unknown_places_in_the_address_are_named() -> None:
    assert "There is no case" in open_page(case="<b>no</b>").warning[0].value
    assert "has no claim" in open_page(session.CLAIM, case=CASE, claim="**C9**").error[0].value
    assert "holds no document" in open_page(session.DOCUMENT, case=CASE, document="f" * 64).error[0].value


def test_a_decision_on_evidence_that_is_gone_is_refused(app_workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="checked anew meanwhile"):
        deciding.record_review(app_workspace, CASE, "C1", 999, Decision.AGREE, None, "Ida")
    with pytest.raises(NotPermitted, match="written justification"):
        deciding.record_verdict(app_workspace, CASE, "C1", VerdictLabel.MIXED, " ", "Ida")


@pytest.mark.usefixtures("no_models")
def test_the_decision_log_of_a_claim_is_shown_and_a_decision_taken_back(app_workspace: Workspace) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C2")
    app.text_input(key="frame_reviewer").set_value("Ida").run()
    number = evidence_from(app_workspace, "hostile.txt", "C2")
    lay_open(app, number)
    next(button for button in app.button if re.fullmatch(rf"claim_agree_\w+_{number}", button.key or "")).click().run()
    app.session_state["claim_log"] = True  # unfolded
    app.run()
    assert "evidence reviewed on C2: " in html(app)
    assert "<script" not in "".join(one.proto.body for one in app.main.get("html"))  # the app's own is in the sidebar
    labelled(app, "Why").set_value("Wrong passage.")
    next(button for button in app.button if button.label.startswith("Take back entry")).click().run()
    assert not app.exception
    app.session_state["claim_log"] = True
    app.run()
    assert "Wrong passage." in html(app)
    assert "taken back" in html(app)
    assert record_of(app_workspace, "C2").reviews == {}


def test_a_claim_says_what_its_evidence_adds_up_to_and_its_method_how_sure_the_model_may_be_taken_to_be(
    app_workspace: Workspace, no_models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app_workspace.reading() as db:
        record = load_record(db, CASE, "C1")
    assert record.checked is not None
    assert "It is no verdict" in html(open_page(session.CLAIM, case=CASE, claim="C1"))
    known = load_calibration()
    assert known is not None
    drawn: list[str] = []
    monkeypatch.setattr(st, "image", lambda path, width: drawn.append(path))
    own = replace(known, model=record.checked.models["stance"])
    monkeypatch.setattr("factcheck.stance.calibration.load_calibration", lambda: own)
    measured = open_page(session.METHOD, case=CASE, claim="C1")
    assert "Right in the surest 20%, 50%, 80%" in html(measured)
    assert known.files[0].name.replace("_", " ") in html(measured)
    assert "was not measured" not in html(measured) and drawn == [str(CALIBRATION_DIAGRAM)]
    monkeypatch.setattr("factcheck.stance.calibration.load_calibration", lambda: replace(known, model="another"))
    other = open_page(session.METHOD, case=CASE, claim="C1")
    assert "was not measured" in html(other) and "surest" not in html(other)
