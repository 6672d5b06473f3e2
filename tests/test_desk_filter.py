"""Limiting the evidence on the desk hides what it says, keeps copies one source, and never moves a decision elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_pages import evidence_from, html, lay_open, open_page, record_of
from app_workspaces import CASE
from conftest import make_claim, make_document, make_evidence
from streamlit.testing.v1 import AppTest

from factcheck import deciding
from factcheck.looking import Only
from factcheck.model import Checked, Decision, Evidence, Review, Searched, Stance
from factcheck.store.evidence import ClaimRecord
from factcheck.store.workspace import Workspace
from factcheck.ui import session, words
from factcheck.ui.cards import _TROUBLE
from factcheck.ui.desk_filter import limit


def piece(id: int, sha256: str, copy_of: int = 0, stance: Stance = Stance.SUPPORTS) -> Evidence:
    one = make_evidence(stance, id)
    place = replace(one.passage, document_sha256=sha256)
    return replace(
        one,
        hit=replace(one.hit, passage=place),
        document=make_document(sha256),
        copy_of=f"passage-{copy_of}" if copy_of else "",
    )


def record(*evidence: Evidence, **reviews: Review) -> ClaimRecord:
    checked = Checked("acme", make_claim(), Searched(1, 1, 1, 0), {}, evidence, "")
    return ClaimRecord(checked, reviews={int(name[1:]): (one,) for name, one in reviews.items()})


def shown(limited: ClaimRecord) -> dict[str, str]:
    assert limited.checked is not None
    return {one.passage.id: one.copy_of for one in limited.checked.evidence}


A, B, C = "a" * 64, "b" * 64, "c" * 64


def test_copies_stay_one_source_when_the_paper_that_leads_them_is_left_out() -> None:
    held = record(piece(1, A), piece(2, B, copy_of=1), piece(3, C, copy_of=1))
    assert shown(limit(held, Only())) == {"passage-1": "", "passage-2": "passage-1", "passage-3": "passage-1"}
    assert shown(limit(held, Only(documents=[B, C]))) == {"passage-2": "", "passage-3": "passage-2"}
    assert shown(limit(held, Only(documents=[A, C]))) == {"passage-1": "", "passage-3": "passage-1"}


def test_a_copy_goes_with_its_leading_piece_when_a_person_moves_that() -> None:
    aside = Review(1, Decision.NOT_RELEVANT, None, "Ida", "2026-01-01T00:00:00+00:00")
    held = record(piece(1, A), piece(2, B, copy_of=1), _1=aside)
    assert shown(limit(held, Only(stances=[Stance.SUPPORTS]))) == {}
    own = Review(2, Decision.AGREE, Stance.SUPPORTS, "Ida", "2026-01-01T00:00:00+00:00")
    held = record(piece(1, A), piece(2, B, copy_of=1), _1=aside, _2=own)
    assert shown(limit(held, Only(stances=[Stance.SUPPORTS]))) == {"passage-2": ""}


def test_documents_of_one_title_can_be_told_apart() -> None:
    papers = {A: make_document(A), B: make_document(B), C: make_document(C, file="other.txt")}
    assert words.name_apart(papers) == {A: "memo.txt (aaaaaaaa)", B: "memo.txt (bbbbbbbb)", C: "other.txt"}


def choose(app: AppTest, file: str, workspace: Workspace) -> AppTest:
    checked = record_of(workspace).checked
    assert checked is not None
    sha256 = next(one.document.sha256 for one in checked.evidence if one.document.file == file)
    box = next(box for box in app.multiselect if box.label == "Only in these documents")
    return box.set_value([sha256]).run()


def opened(app: AppTest) -> int:
    return next(int(one.key.split("_")[-1]) for one in app.button if one.key and one.key.startswith("claim_agree_"))


@pytest.mark.usefixtures("no_models")
def test_a_choice_opens_its_own_first_passage_and_says_what_still_waits(app_workspace: Workspace) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C1")
    app.session_state["frame_name"] = "Ida"
    letter = evidence_from(app_workspace, "letter.txt")
    app = choose(app, "letter.txt", app_workspace)
    assert not app.exception
    assert opened(app) == letter
    assert "hidden by what is chosen here" in html(app)
    deciding.record_review(app_workspace, CASE, "C1", letter, Decision.NOT_RELEVANT, None, "Ida")
    app.run()
    assert opened(app) == letter  # the only one chosen: it stays, and the end is not said
    assert "all done" not in html(app)
    assert "not shown wait for review" in html(app)


@pytest.mark.usefixtures("no_models")
def test_a_passage_that_a_decision_hides_stays_open(app_workspace: Workspace) -> None:
    app = lay_open(open_page(session.CLAIM, case=CASE, claim="C1"), evidence_from(app_workspace, "letter.txt"))
    letter = evidence_from(app_workspace, "letter.txt")
    read = next(one for one in record_of(app_workspace).checked.evidence if one.id == letter).reading.stance  # type: ignore[union-attr]
    box = next(box for box in app.multiselect if box.label == "Only these stances")
    box.set_value([read]).run()
    lay_open(app, letter)
    other = next(stance for stance in Stance if stance is not read)
    deciding.record_review(app_workspace, CASE, "C1", letter, Decision.CORRECT, other, "Ida")
    app.run()
    assert opened(app) == letter  # or the next key would decide on another


@pytest.mark.usefixtures("no_models")
def test_what_became_of_a_lost_decision_is_said(app_workspace: Workspace) -> None:
    app = open_page(session.CLAIM, case=CASE, claim="C1")
    app.session_state["frame_notes"] = {f"{_TROUBLE}999": "The claim was checked anew meanwhile."}
    app.run()
    assert [one.value for one in app.error] == ["Not saved\\. The claim was checked anew meanwhile\\."]


def test_undo_passes_over_what_another_person_has_decided_since(app_workspace: Workspace) -> None:
    letter, contract = (evidence_from(app_workspace, file) for file in ("letter.txt", "contract.txt"))
    for evidence, who in ((contract, "Ida"), (letter, "Ida"), (letter, "Bo")):
        deciding.record_review(app_workspace, CASE, "C1", evidence, Decision.NOT_RELEVANT, None, who)
    last = deciding.find_last_review(app_workspace, CASE, "C1", "Ida")
    assert last is not None
    assert last.entry is not None
    passages = {one.id: one.passage.id for one in record_of(app_workspace).checked.evidence}  # type: ignore[union-attr]
    assert last.entry.what["passage"] == passages[contract]
