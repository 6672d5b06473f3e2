"""The app without a browser: every page is drawn, decisions follow the rules, and texts stay texts."""

from __future__ import annotations

import doctest
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from app_workspaces import CASE, HOSTILE, make_workspace
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from factcheck import deciding
from factcheck.errors import BadInput, NotFound, NotPermitted
from factcheck.export.content import Export
from factcheck.export.formats import Made, make_file
from factcheck.model import Decision, Progress, Provenance, Stance, VerdictLabel
from factcheck.names import safe_name
from factcheck.stance.calibration import CALIBRATION_DIAGRAM, load_calibration
from factcheck.store.cases import load_protected
from factcheck.store.evidence import ClaimRecord, load_record, load_records
from factcheck.store.failures import load_failures
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, uploading, words
from factcheck.ui.models import models

APP = session.ROOT / "app.py"
PAGES = [
    session.CLAIMS, session.CLAIM, session.DOCUMENTS, session.DOCUMENT, session.ADD_CLAIMS, session.ADD_DOCUMENTS,
    session.EXPORT, session.CASES, session.STUDY, session.STATEMENT, session.MATRIX, session.TIMELINE, session.METHOD,
    session.OVERVIEW, session.DISAGREEMENTS, session.PEOPLE,
]  # fmt: skip


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled workspace, made once; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("app")
    make_workspace(folder / "workspace", folder / "papers")
    return folder / "workspace"


@pytest.fixture
def workspace(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    copy = tmp_path / "workspace"
    shutil.copytree(filled, copy)
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(copy))
    st.cache_resource.clear()  # it outlives a run of the app
    yield Workspace(copy)
    st.cache_resource.clear()


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models never come: what is stored must be shown all the same."""
    monkeypatch.setattr("factcheck.ui.models.Models.start", lambda self: None)


def open_page(page: str = session.CLAIMS, **address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if page != session.CLAIMS:
        app.switch_page(page)
        app.run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def labelled(app: AppTest, label: str) -> TextInput:
    return next(box for box in app.text_input if box.label == label)


def record_of(workspace: Workspace, claim_id: str = "C1") -> ClaimRecord:
    with workspace.reading() as db:
        return load_record(db, CASE, claim_id)


def lay_open(app: AppTest, evidence: int) -> AppTest:
    """Lay a piece of evidence open on the desk, where it is decided, unless it lies open."""
    for button in app.button:
        if button.key == f"desk_lay_{evidence}":
            return button.click().run()
    return app


def evidence_from(workspace: Workspace, file: str, claim_id: str = "C1") -> int:
    checked = record_of(workspace, claim_id).checked
    assert checked is not None
    (found,) = (one.id for one in checked.evidence if one.document.file == file)
    assert found is not None
    return found


@pytest.mark.usefixtures("workspace", "no_models")
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
def test_counts_of_claims_add_up_and_filters_hold(workspace: Workspace) -> None:
    evidence = evidence_from(workspace, "contract.txt")
    deciding.record_review(workspace, CASE, "C1", evidence, Decision.AGREE, None, "Ida")
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


@pytest.mark.usefixtures("workspace", "no_models")
def test_a_claim_stands_beside_its_evidence() -> None:
    shown = html(open_page(session.CLAIM, case=CASE, claim="C1"))
    assert "Searched 4 documents, 4 pages, 4 passages · Not searched: 1 file that could not be taken in" in shown
    assert "Supporting (1)" in shown
    assert "Contradicting (1)" in shown
    assert "Related (2)" in shown
    assert "<mark>Acme signed a contract with the border agency on 3 May 2017.</mark> Under the contract" in shown
    assert "(about 19 months) before the statement" in shown
    assert re.search(r"The model gives \d\d % that this passage contradicts the claim\. It can be wrong", shown)
    assert "page 1 of 1 · FOIA release · border agency · 3 May 2017" in shown
    assert '<a class="fc-link" href="https://example.org/gazette" target="_blank">The Gazette</a>' in shown


@pytest.mark.usefixtures("workspace", "no_models")
def test_what_was_searched_is_said_where_a_side_is_empty(workspace: Workspace) -> None:
    deciding.record_review(
        workspace, CASE, "C1", evidence_from(workspace, "letter.txt"), Decision.NOT_RELEVANT, None, "Ida"
    )
    shown = html(open_page(session.CLAIM, case=CASE, claim="C1"))
    assert "Supporting (0)" in shown
    assert "That nothing was found does not mean that nothing is there" in shown
    assert "Set aside (1)" in shown
    assert "Ida, " in shown
    assert "not relevant, set aside" in shown


@pytest.mark.usefixtures("no_models")
def test_one_click_corrects_and_the_card_moves(workspace: Workspace) -> None:
    evidence = evidence_from(workspace, "contract.txt")
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
    reviews = record_of(workspace).reviews[evidence]
    assert [review.stance for review in reviews] == [Stance.SUPPORTS, Stance.CONTRADICTS]


@pytest.mark.usefixtures("no_models")
def test_a_verdict_is_refused_until_a_passage_is_confirmed(workspace: Workspace) -> None:
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
    contract = evidence_from(workspace, "contract.txt")
    lay_open(app, contract).button(key=f"claim_agree_contradicts_{contract}").click().run()
    app.radio(key="claim_label_C1_0").set_value(VerdictLabel.CONTRADICTED)
    app.text_area(key="claim_justification_C1_0").set_value("The contract.")
    next(button for button in app.button if button.label == "Save the verdict").click().run()
    assert not app.exception
    assert not app.error
    verdict_set = record_of(workspace).verdict
    assert verdict_set is not None
    assert (verdict_set.label, verdict_set.reviewer) == (VerdictLabel.CONTRADICTED, "Ida")
    assert app.radio(key="claim_label_C1_1").value is None


def test_a_claim_is_checked_and_a_stale_check_is_said_to_be_one(workspace: Workspace, tmp_path: Path) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C3")
    app.button(key="claim_check").click().run()
    assert not app.exception
    assert record_of(workspace, "C3").checked is not None
    assert not app.warning
    paper = ("tax.txt", b"In 2016 Acme paid $3 million in tax, the ledger says.")
    uploading.take_uploads(workspace, CASE, [paper], Provenance(), models().readers, lambda progress: None)
    app.run()
    assert "out of date" in app.warning[0].value
    app.button(key="claim_again").click().run()
    assert not app.warning
    assert "tax.txt" in html(app)


def test_claims_are_added_by_hand(workspace: Workspace) -> None:
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
    with workspace.reading() as db:
        assert load_records(db, CASE)["C4"] == ClaimRecord(None)


@pytest.mark.usefixtures("no_models")
def test_a_table_of_claims_is_imported_and_bad_rows_are_named(workspace: Workspace) -> None:
    app = open_page(session.ADD_CLAIMS, case=CASE)
    table = "id,text,date\nX1,Acme is old.,2018\nX2,,2018\nC1,Other words.,\nX3,Acme is new.,soon\n"
    app.segmented_control[0].set_value("Many from a table (CSV)").run()
    app.file_uploader[0].set_value(("claims.csv", table.encode(), "text/csv")).run()
    shown = html(app)
    for line, column, reason in ((3, "text", "empty"), (4, "id", "another text"), (5, "date", "is not a date")):
        assert re.search(f"<td>{line}</td><td>{column}</td><td>[^<]*{reason}", shown)
    with workspace.reading() as db:
        assert "X1" not in load_records(db, CASE)
    next(button for button in app.button if button.label == "Take 1 good row").click().run()
    assert "1 claim saved: X1" in app.success[0].value


@pytest.mark.usefixtures("workspace", "no_models")
def test_unknown_places_in_the_address_are_named() -> None:
    assert "There is no case" in open_page(case="<b>no</b>").warning[0].value
    assert "has no claim" in open_page(session.CLAIM, case=CASE, claim="**C9**").error[0].value
    assert "holds no document" in open_page(session.DOCUMENT, case=CASE, document="f" * 64).error[0].value


@pytest.mark.usefixtures("workspace", "no_models")
def test_documents_say_what_was_not_taken_in() -> None:
    shown = html(open_page(session.DOCUMENTS, case=CASE))
    assert "In the case (4)" in shown
    assert "Not taken in (1)" in shown
    assert "empty.txt: " in shown


def test_uploads_keep_their_names_and_never_become_paths(workspace: Workspace, tmp_path: Path) -> None:
    files = [
        ("../../../escape.txt", b"Acme climbed out of the folder, says this paper."),
        ("contract.txt", b"Another contract of Acme."),
        ("contract.txt", b"A third contract of Acme."),
        ("broken.pdf", b"%PDF-1.4 nothing more"),
    ]
    steps: list[Progress] = []
    report = uploading.take_uploads(workspace, CASE, files, Provenance(title="T"), models().readers, steps.append)
    assert [(one.path, one.status, one.title) for one in report.documents] == [
        ("escape.txt", "new", "escape.txt"),
        ("contract.txt", "new", "contract.txt"),
        ("contract.txt", "new", "contract.txt"),
    ]
    assert [one.path for one in report.failures] == ["broken.pdf"]
    assert steps
    again = uploading.take_uploads(
        workspace, CASE, [*files[:1], ("broken.pdf", b"Now it is text.")], Provenance(), models().readers, steps.append
    )
    assert [one.status for one in again.documents] == ["known", "new"]
    with workspace.reading() as db:
        assert [Path(one.path).name for one in load_failures(db, CASE)] == ["empty.txt"]
    with pytest.raises(BadInput, match="not a date"):
        uploading.take_uploads(workspace, CASE, files, Provenance(document_date="soon"), models().readers, steps.append)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.pdf", "a.pdf"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\y.txt", "y.txt"),
        ("a\0b\n.txt", "ab_.txt"),
        (".hidden.md", "hidden.md"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Übersicht – März.docx", "Übersicht – März.docx"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_decision_on_evidence_that_is_gone_is_refused(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="checked anew meanwhile"):
        deciding.record_review(workspace, CASE, "C1", 999, Decision.AGREE, None, "Ida")
    with pytest.raises(NotPermitted, match="written justification"):
        deciding.record_verdict(workspace, CASE, "C1", VerdictLabel.MIXED, " ", "Ida")


def test_quotations_show_hostile_text_as_letters() -> None:
    shown = quote.passage(HOSTILE + "\nnext line\n\nnext paragraph", 0, 8)
    assert shown.startswith('<blockquote class="fc-quote"><mark>&lt;script&gt;</mark>alert(&#x27;paper')
    assert "<img" not in shown
    assert "<b id" not in shown
    assert 'next line<span class="fc-gap"></span>next paragraph' in shown
    assert quote.page_text("a\n\n  <i>b</i>", 5, 8) == (
        '<div class="fc-page-text">a\n\n  <mark id="fc-marked">&lt;i&gt;</mark>b&lt;/i&gt;</div>'
    )
    assert quote.line('<span class="fc-text">x</span>', "b") == (
        '<div class="fc-facts">&lt;span class=&quot;fc-text&quot;&gt;x&lt;/span&gt; · b</div>'
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https:/x",
        "http://a b",
        "https://[x",
        "",
        "java\nscript:1",
    ],
)
def test_addresses_that_are_not_of_the_web_are_no_links(url: str) -> None:
    assert not quote.is_web_address(url)
    assert "href" not in quote.link(url)


def test_an_address_cannot_leave_its_attribute() -> None:
    assert quote.link('https://x.org/"onclick="alert(1)') == (
        '<a class="fc-link" href="https://x.org/&quot;onclick=&quot;alert(1)" target="_blank">'
        "https://x.org/&quot;onclick=&quot;alert(1)</a>"
    )


@pytest.mark.parametrize("module", [quote, words, uploading])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.usefixtures("no_models")
def test_a_file_that_was_not_taken_in_can_be_tried_again_or_taken_off(workspace: Workspace) -> None:
    app = open_page(session.DOCUMENTS, case=CASE)
    app.button(key="documents_retry_0").click().run()
    assert "0 documents read, 1 still not read" in app.warning[0].value
    app.button(key="documents_dismiss_0").click().run()
    assert "Not taken in" not in html(app)
    with workspace.reading() as db:
        assert load_failures(db, CASE) == []


def test_a_file_is_made_only_when_asked_and_belongs_to_what_was_chosen(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
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


def test_a_protected_export_says_what_was_searched_for(workspace: Workspace) -> None:
    app = open_page(session.EXPORT)
    app.checkbox(key="export_protected").check().run()
    app.text_area(key=f"export_protect_{CASE}").set_value("border agency\nIda Roe")
    app.button(key="export_protect_keep").click().run()
    with workspace.reading() as db:
        assert load_protected(db, CASE) == ["Ida Roe", "border agency"]
    app.selectbox(key="export_format").set_value("json").run()
    app.button(key="export_make").click().run()
    assert "none occurs" in html(app)
    assert not any("border agency" in one.value for one in app.code)


def test_what_an_export_lacks_is_said_in_its_place(workspace: Workspace) -> None:
    app = open_page(session.EXPORT)
    app.selectbox(key="export_format").set_value("claimreview").run()
    app.button(key="export_make").click().run()
    assert any("ClaimReview was not written" in one.value for one in app.error)
    assert not app.exception


@pytest.mark.usefixtures("no_models")
def test_a_card_has_a_citation_to_copy(workspace: Workspace) -> None:
    app = lay_open(open_page(session.CLAIM, claim="C1"), evidence_from(workspace, "contract.txt"))
    assert any(one.value.startswith("contract.txt. border agency, 3 May 2017, p. 1. SHA-256 ") for one in app.code)


def test_the_preview_cannot_be_downloaded_past_the_guards() -> None:
    settings = tomllib.loads((session.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["disableDataExport"] is True


@pytest.mark.usefixtures("no_models")
def test_the_decision_log_of_a_claim_is_shown_and_a_decision_taken_back(workspace: Workspace) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C2")
    app.text_input(key="frame_reviewer").set_value("Ida").run()
    number = evidence_from(workspace, "hostile.txt", "C2")
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
    assert record_of(workspace, "C2").reviews == {}


@pytest.mark.usefixtures("workspace", "no_models")
def test_a_packet_is_made_when_asked_for_and_its_hash_is_shown() -> None:
    app = open_page(session.EXPORT)
    app.button(key="packet_make").click().run()
    assert not app.exception
    assert re.search("SHA-256: [0-9a-f]{64}", html(app))
    app.checkbox(key="export_protected").check().run()
    assert "SHA-256: " not in html(app)  # that was another packet


def test_a_claim_says_what_its_evidence_adds_up_to_and_its_method_how_sure_the_model_may_be_taken_to_be(
    workspace: Workspace, no_models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.reading() as db:
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
