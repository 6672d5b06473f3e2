"""Searching again by own words, and pinning what the check did not find."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from app_workspaces import CASE, CLAIMS, make_workspace

from factcheck.errors import BadInput, NotFound
from factcheck.looking import Only, look_again, pin
from factcheck.model import Evidence, Provenance, Stance
from factcheck.pipeline import check_and_store, ingest
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.bates import NumberedPage
from factcheck.store.evidence import ClaimRecord, load_record
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

CLAIM = CLAIMS[0]


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Readers:
    return Readers(Settings(workspace=tmp_path_factory.mktemp("readers")))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, readers: Readers) -> Path:
    """C1 is checked; after that a paper comes in that the check did not see."""
    folder = tmp_path_factory.mktemp("looking")
    workspace = make_workspace(folder / "workspace", folder / "papers")
    path = folder / "fleet.txt"
    path.write_text("The fleet report of 2020 counts nine vans that Acme lent to the border agency.", encoding="utf-8")
    ingest(workspace, CASE, [path], readers, {path: Provenance(kind="report", document_date="2020-03")})
    return workspace.root


@pytest.fixture
def workspace(filled: Path, tmp_path: Path) -> Workspace:
    """A copy of it for each test."""
    return Workspace(Path(shutil.copytree(filled, tmp_path / "workspace")))


def record_of(workspace: Workspace) -> ClaimRecord:
    with workspace.reading() as db:
        return load_record(db, CASE, "C1")


def look(workspace: Workspace, readers: Readers, words: str = "vans of the fleet", **only: object) -> list[Evidence]:
    return look_again(workspace, CASE, CLAIM, words, Only(**only), readers).evidence  # type: ignore[arg-type]


def test_own_words_find_what_the_check_did_not(workspace: Workspace, readers: Readers) -> None:
    found = look(workspace, readers)
    assert "nine vans" in found[0].passage.text
    assert found[0].id is None
    checked = record_of(workspace).checked
    assert checked is not None
    assert found[0].passage.id not in {one.passage.id for one in checked.evidence}


def test_filters_leave_only_what_they_name(workspace: Workspace, readers: Readers) -> None:
    everything = look(workspace, readers)
    for one in everything[:2]:
        document, stance = one.document, one.reading.stance
        assert {e.document.sha256 for e in look(workspace, readers, documents=[document.sha256])} == {document.sha256}
        same = look(workspace, readers, stances=[stance])
        assert {e.reading.stance for e in same} == {stance}
        assert len(same) == sum(e.reading.stance is stance for e in everything)
    assert [one.document.title for one in look(workspace, readers, kinds=["report"])] == ["fleet.txt"]
    assert [one.document.title for one in look(workspace, readers, since="2020-03", until="2020")] == ["fleet.txt"]
    assert "fleet.txt" not in {one.document.title for one in look(workspace, readers, until="2019")}
    assert look(workspace, readers, since="2021") == []


@pytest.mark.parametrize("only", [{"since": "last year"}, {"until": "2018-13"}])
def test_a_date_that_is_none_is_refused(workspace: Workspace, readers: Readers, only: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="is not a date"):
        look(workspace, readers, **only)
    with pytest.raises(BadInput, match="Type words"):
        look(workspace, readers, "  ")


def test_a_bates_number_leads_to_the_passages_of_its_page(
    workspace: Workspace, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = next(one for one in look(workspace, readers) if one.document.title == "letter.txt")
    place = NumberedPage(letter.document.sha256, "letter.txt", 1, "ACME0000007")
    monkeypatch.setattr("factcheck.looking.find_bates", lambda db, case, asked: [place] if "7" in asked else [])
    assert {one.passage.id for one in look(workspace, readers, "ACME-0000007")} == {letter.passage.id}
    assert len(look(workspace, readers, "vans of 2020")) > 1  # digits that are no number of the case are words


def test_a_pinned_passage_is_evidence_with_a_persons_decision_and_outlives_a_check(
    workspace: Workspace, readers: Readers
) -> None:
    one = look(workspace, readers)[0]
    stance = Stance.SUPPORTS if one.reading.stance is not Stance.SUPPORTS else Stance.NEUTRAL
    pin(workspace, CASE, "C1", one, stance, "Ida")
    record = record_of(workspace)
    assert record.checked is not None
    kept = next(e for e in record.checked.evidence if e.passage.id == one.passage.id)
    assert [(r.stance, r.reviewer, r.note) for r in record.reviews[kept.id or 0]] == [(stance, "Ida", "pinned by hand")]
    assert verify_workspace(workspace).faults == []
    check_and_store(workspace, CASE, "C1", readers, top_k=1)
    again = record_of(workspace)
    assert again.checked is not None
    assert one.passage.id in {e.passage.id for e in again.checked.evidence}
    pin(workspace, CASE, "C1", one, Stance.CONTRADICTS, "Bo")  # what is there already is not there twice
    ids = [e.passage.id for e in record_of(workspace).checked.evidence]  # type: ignore[union-attr]
    assert ids.count(one.passage.id) == 1


def test_nothing_is_pinned_without_a_name_or_to_a_claim_not_checked(workspace: Workspace, readers: Readers) -> None:
    one = look(workspace, readers)[0]
    before = record_of(workspace)
    with pytest.raises(BadInput, match="name of who decides"):
        pin(workspace, CASE, "C1", one, Stance.SUPPORTS, " ")
    with pytest.raises(NotFound, match="has not been checked"):
        pin(workspace, CASE, "C3", one, Stance.SUPPORTS, "Ida")
    assert record_of(workspace).checked == before.checked
