"""Claims are checked: a check says where each quote stands, and what it searched and did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, CONTRADICTS, SUPPORTS, KeywordEncoder, ScriptedStance, make_claim, make_readers, take

from factcheck.claims.standalone import stand_alone
from factcheck.errors import NotFound
from factcheck.model import Checked, Decision, Progress, Provenance, Stance
from factcheck.pipeline import check, check_and_store, check_case, ingest, state_of
from factcheck.readers import Readers
from factcheck.review import make_review
from factcheck.settings import Settings
from factcheck.store.cases import load_claims, save_claim
from factcheck.store.decisions import save_review
from factcheck.store.documents import load_hashes
from factcheck.store.evidence import load_record, load_states
from factcheck.store.pages import load_pages
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]
SOLD, UNSOLD = "Acme sold engines to the agency in 2018.", "The agency bought no engines of Acme at all."
SCRIPT = {"sold engines": CONTRADICTS, "bought no engines": SUPPORTS}


def add_claim(workspace: Workspace, id: str = "C1", **fields: str) -> None:
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(id, **fields))


@pytest.fixture
def case(workspace: Workspace, save: Save) -> Workspace:
    """A case with one claim and two documents that speak of it, one for and one against."""
    provenance = Provenance(title="Ledger", document_date="2018-12-04", is_digest=True)
    paths = [save("sold.txt", f"It rained. {SOLD}"), save("unsold.txt", UNSOLD), save("other.txt", "The sun shone.")]
    ingest(workspace, CASE, paths, make_readers(SCRIPT), {paths[0]: provenance})
    add_claim(workspace, text="We sold no engines to the agency.", organisation="Acme Inc.", date="2018-12-07")
    return workspace


def by_file(checked: Checked) -> dict[str, Stance]:
    return {one.document.file: one.reading.stance for one in checked.evidence}


def test_a_check_says_what_supports_and_what_contradicts(case: Workspace) -> None:
    checked = check_and_store(case, CASE, "C1", make_readers(SCRIPT))
    assert checked.hypothesis == "Acme sold no engines to the agency."
    assert by_file(checked) == {
        "sold.txt": Stance.CONTRADICTS, "unsold.txt": Stance.SUPPORTS, "other.txt": Stance.NEUTRAL,
    }  # fmt: skip
    against = next(one for one in checked.evidence if one.document.file == "sold.txt")
    assert against.reading.rationale.text == SOLD
    assert against.document.title == "Ledger"
    assert "written 3 days before the statement" in against.reading.reasons
    assert (checked.searched.documents, checked.searched.pages, checked.searched.passages) == (3, 3, 3)
    assert checked.evidence[-1].document.file == "other.txt"


def test_a_check_is_stored_as_it_was_given(case: Workspace) -> None:
    given = check_and_store(case, CASE, "C1", make_readers(SCRIPT))
    with case.reading() as db:
        assert load_record(db, CASE, "C1").checked == given


def test_a_check_of_any_text_stores_nothing(case: Workspace) -> None:
    checked, _ = check(case, CASE, make_claim("", text="Acme sold no engines."), make_readers(SCRIPT))
    assert len(checked.evidence) == 3
    assert {one.id for one in checked.evidence} == {None}
    with case.reading() as db:
        assert [claim.id for claim in load_claims(db, CASE)] == ["C1"]
        assert load_record(db, CASE, "C1").checked is None


@pytest.mark.parametrize("top_k", [1, 2, 3, 20, 1000])
def test_no_more_is_read_than_asked_for_or_there(case: Workspace, top_k: int) -> None:
    checked, rows = check(case, CASE, make_claim(), make_readers(SCRIPT), top_k)
    assert len(checked.evidence) == len(rows) == min(top_k, 3)


def test_a_case_without_documents_gives_no_evidence(workspace: Workspace) -> None:
    add_claim(workspace)
    checked = check_and_store(workspace, CASE, "C1", make_readers())
    assert checked.evidence == ()
    assert checked.searched.documents == 0


def test_an_unknown_claim_is_refused(case: Workspace) -> None:
    with pytest.raises(NotFound, match="no claim 'C9'"):
        check_and_store(case, CASE, "C9", make_readers())
    with pytest.raises(NotFound, match="no case"):
        check_case(case, "nobody", make_readers())


def test_the_same_check_twice_answers_alike_and_keeps_the_numbers(case: Workspace) -> None:
    one, two = (check_and_store(case, CASE, "C1", make_readers(SCRIPT)) for _ in range(2))
    assert replace(one, checked_at="") == replace(two, checked_at="")


def test_a_new_check_keeps_what_a_person_has_reviewed(case: Workspace, save: Save) -> None:
    first = check_and_store(case, CASE, "C1", make_readers(SCRIPT))
    reviewed, other = first.evidence[-1], first.evidence[-2]
    with case.writing() as db:
        save_review(db, make_review(reviewed, Decision.NOT_RELEVANT, None, "Ann", "2026"))
    second = check_and_store(case, CASE, "C1", make_readers(SCRIPT), top_k=1)
    assert {reviewed.id, other.id}.isdisjoint(one.id for one in second.evidence)
    with case.reading() as db:
        record = load_record(db, CASE, "C1")
    assert record.checked is not None
    assert [one.id for one in record.checked.evidence] == [second.evidence[0].id, reviewed.id]
    assert [one.decision for one in record.reviews[reviewed.id or 0]] == [Decision.NOT_RELEVANT]


def stale(workspace: Workspace, readers: Readers) -> list[str]:
    return [one.claim.id for one in check_case(workspace, CASE, readers, only_stale=True)]


def test_only_what_has_changed_is_checked_again(case: Workspace, save: Save) -> None:
    add_claim(case, "C2", text="It rained.")
    readers = make_readers(SCRIPT)
    assert stale(case, readers) == ["C1", "C2"]
    assert stale(case, readers) == []
    add_claim(case, "C2", text="It rained.", context="In 2018.")
    assert stale(case, readers) == ["C2"]
    take(case, readers, save("new.txt", "It snowed."))
    assert stale(case, readers) == ["C1", "C2"]
    assert stale(case, make_readers(SCRIPT, KeywordEncoder("keywords-2"))) == ["C1", "C2"]
    assert stale(case, Readers(Settings(), KeywordEncoder("keywords-2"), ScriptedStance(name="other"))) == ["C1", "C2"]


@pytest.mark.parametrize("version", ["READING_VERSION", "RULES_VERSION"])
def test_a_check_is_out_of_date_once_passages_are_read_in_another_way(
    case: Workspace, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    readers = make_readers(SCRIPT)
    assert stale(case, readers) == ["C1"]
    assert stale(case, readers) == []
    monkeypatch.setattr(f"factcheck.readers.{version}", "another")
    assert stale(case, readers) == ["C1"]


def test_the_state_of_a_check_depends_on_what_is_asked_and_not_on_order() -> None:
    claim, models = make_claim(), {"embedding": "a", "stance": "b"}
    state = state_of(["x", "y"], claim, models)
    assert state == state_of(["y", "x"], claim, dict(reversed(models.items())))
    assert state == state_of(["x", "y"], replace(claim, note="more"), models)
    others = [
        state_of(["x"], claim, models),
        state_of(["x", "y"], replace(claim, text="Other."), models),
        state_of(["x", "y"], claim, models | {"stance": "c"}),
    ]
    assert len({state, *others}) == 4


class SlowStance(ScriptedStance):
    """While it reads, another program takes in a document."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def read(self, pairs: Sequence[tuple[str, str]], on_done: Callable[[int], None] | None = None) -> list:  # type: ignore[type-arg]
        self.meanwhile()
        return super().read(pairs, on_done)


def test_a_document_that_comes_in_during_a_check_makes_it_out_of_date(case: Workspace, save: Save) -> None:
    readers = Readers(
        Settings(), KeywordEncoder(), SlowStance(lambda: take(case, make_readers(), save("late.txt", "Late.")))
    )
    checked = check_and_store(case, CASE, "C1", readers)
    assert "late.txt" not in by_file(checked)
    with case.reading() as db:
        now = state_of(load_hashes(db, CASE), load_claims(db, CASE)[0], readers.models)
        assert load_states(db, CASE)["C1"] != now


def test_checking_a_case_tells_how_far_it_is(case: Workspace) -> None:
    told: list[Progress] = []
    check_case(case, CASE, make_readers(), on_progress=told.append)
    assert [(one.done, one.total) for one in told if one.step == "checking"] == [(0, 1), (1, 1)]


# All of it real


def test_from_paper_to_evidence_with_the_shipped_models(workspace: Workspace, shipped: Readers, save: Save) -> None:
    memo = made.make_pdf(
        ["Minutes.\nThe weather was discussed.", "In 2018 Acme sold 400 engines to the agency for 41 million dollars."]
    )
    denial = "Acme has never sold an engine to the agency."
    take(workspace, shipped, save("memo.pdf", memo), save("denial.txt", denial))
    add_claim(workspace, text="We do not sell engines to the agency.", organisation="Acme Inc.", date="2018")
    checked = check_and_store(workspace, CASE, "C1", shipped)
    stances = {(one.document.file, one.passage.page): one.reading.stance for one in checked.evidence}
    assert stances[("denial.txt", 1)] is Stance.SUPPORTS
    assert stances[("memo.pdf", 2)] is Stance.CONTRADICTS
    assert stances[("memo.pdf", 1)] is Stance.NEUTRAL
    for one in checked.evidence:
        with workspace.reading() as db:
            page = load_pages(db, one.document.sha256)[one.passage.page - 1]
        span = one.reading.rationale
        assert page.text[span.start : span.end] == span.text
    assert checked.hypothesis == stand_alone(checked.claim) == "Acme does not sell engines to the agency."
    assert verify_workspace(workspace).faults == []
