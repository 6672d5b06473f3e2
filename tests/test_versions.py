"""No decision is lost: one made on what has changed since is refused, with who changed what."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from conftest import CASE, CONTRADICTS, NEUTRAL, SUPPORTS, make_claim, make_readers, take

from factcheck.deciding import record_review, record_verdict
from factcheck.errors import NotPermitted, StaleEdit
from factcheck.model import Decision, Stance, VerdictLabel
from factcheck.pipeline import check_and_store
from factcheck.store.cases import load_claim, save_claim
from factcheck.store.evidence import ClaimRecord, load_record
from factcheck.store.log import load_entries, undo
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_folder

Save = Callable[[str, bytes | str], Path]


@pytest.fixture
def checked(workspace: Workspace, save: Save) -> Workspace:
    readers = make_readers({"sold": SUPPORTS, "never": CONTRADICTS})
    take(workspace, readers, save("sold.txt", "Acme sold engines."), save("never.txt", "Acme never did."))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
    check_and_store(workspace, CASE, "C1", readers)
    return workspace


def record(workspace: Workspace) -> ClaimRecord:
    with workspace.reading() as db:
        return load_record(db, CASE, "C1")


def evidence(workspace: Workspace, words: str = "sold") -> int:
    checked = record(workspace).checked
    assert checked
    found = next(one.id for one in checked.evidence if words in one.passage.text)
    assert found is not None
    return found


def decide(workspace: Workspace, who: str, stance: Stance, seen: int | None, words: str = "sold") -> None:
    record_review(workspace, CASE, "C1", evidence(workspace, words), Decision.CORRECT, stance, who, seen)


def test_a_decision_on_what_another_decided_meanwhile_is_refused_and_says_from_what_to_what(checked: Workspace) -> None:
    seen = record(checked).version
    decide(checked, "Ida", Stance.CONTRADICTS, seen)
    with pytest.raises(StaleEdit, match=r"Ida, .* UTC: contradicts, until then not reviewed \(“Acme sold engines\.”\)"):
        decide(checked, "Bo", Stance.NEUTRAL, seen)
    decide(checked, "Bo", Stance.NEUTRAL, record(checked).version)
    with pytest.raises(StaleEdit) as refused:
        decide(checked, "Cy", Stance.SUPPORTS, seen)
    assert [one.split(",")[0] for one in refused.value.changes] == ["Ida", "Bo"]
    assert "neutral, until then contradicts" in refused.value.changes[1]


def test_decisions_on_different_passages_do_not_stand_in_each_others_way(checked: Workspace) -> None:
    seen = record(checked).version
    decide(checked, "Ida", Stance.SUPPORTS, seen, "sold")
    decide(checked, "Bo", Stance.CONTRADICTS, seen, "never")
    assert len(record(checked).reviews) == 2


def test_a_button_pressed_twice_is_one_decision(checked: Workspace) -> None:
    seen = record(checked).version
    for _ in range(2):
        decide(checked, "Ida", Stance.SUPPORTS, seen)
        record_verdict(checked, CASE, "C1", VerdictLabel.SUPPORTED, "So it says.", "Ida", record(checked).version)
    assert [len(found) for found in record(checked).reviews.values()] == [1]


def test_a_verdict_is_refused_once_what_it_rests_on_has_changed(checked: Workspace) -> None:
    decide(checked, "Ida", Stance.SUPPORTS, None)
    seen = record(checked).version
    decide(checked, "Bo", Stance.CONTRADICTS, seen)
    with pytest.raises(StaleEdit, match=r"Bo, .*contradicts, until then supports"):
        record_verdict(checked, CASE, "C1", VerdictLabel.SUPPORTED, "The memo.", "Ida", seen)
    with pytest.raises(NotPermitted):  # as it is now, the rules say why not
        record_verdict(checked, CASE, "C1", VerdictLabel.SUPPORTED, "The memo.", "Ida", record(checked).version)
    seen = record(checked).version
    record_verdict(checked, CASE, "C1", VerdictLabel.CONTRADICTED, "The letter.", "Bo", seen)
    with pytest.raises(StaleEdit, match=r"Bo, .*verdict Contradicted, until then none"):
        record_verdict(checked, CASE, "C1", VerdictLabel.MIXED, "Both.", "Ida", seen)


def test_an_edited_claim_makes_every_decision_on_it_stale(checked: Workspace) -> None:
    seen = record(checked).version
    checked.who = "Cy"
    with checked.writing() as db:
        save_claim(db, CASE, replace(load_claim(db, CASE, "C1"), date="2019"))
    with pytest.raises(StaleEdit, match=r"Cy, .*date: nothing → 2019"):
        decide(checked, "Ida", Stance.SUPPORTS, seen)


def test_a_new_check_that_reads_a_passage_otherwise_makes_a_decision_on_it_stale(checked: Workspace) -> None:
    seen = record(checked).version
    check_and_store(checked, CASE, "C1", make_readers({"sold": NEUTRAL, "never": CONTRADICTS}))
    with pytest.raises(StaleEdit, match="a new check found other evidence"):
        decide(checked, "Ida", Stance.SUPPORTS, seen, "sold")
    decide(checked, "Ida", Stance.CONTRADICTS, seen, "never")  # read as before: nothing changed under the person's eyes


def test_a_new_check_that_reads_all_as_before_changes_nothing_for_a_verdict(checked: Workspace) -> None:
    decide(checked, "Ida", Stance.SUPPORTS, None)
    seen = record(checked).version
    check_and_store(checked, CASE, "C1", make_readers({"sold": SUPPORTS, "never": CONTRADICTS}))
    record_verdict(checked, CASE, "C1", VerdictLabel.SUPPORTED, "The memo.", "Ida", seen)
    assert record(checked).verdict is not None


def test_taking_back_is_refused_once_the_same_thing_was_decided_anew(checked: Workspace) -> None:
    decide(checked, "Ida", Stance.SUPPORTS, None)
    seen = record(checked).version
    decide(checked, "Bo", Stance.NEUTRAL, seen)
    with pytest.raises(StaleEdit, match="Bo"), checked.writing() as db:
        undo(db, CASE, seen, "Ida", "", seen)
    with checked.writing() as db:
        undo(db, CASE, seen + 1, "Bo", "", seen + 1)
    with pytest.raises(StaleEdit, match="took “neutral” back, now supports"):
        decide(checked, "Cy", Stance.CONTRADICTS, seen + 1)


def test_of_many_threads_with_the_same_page_one_decides_and_the_others_are_told(checked: Workspace) -> None:
    seen, start = record(checked).version, Barrier(8)
    number = evidence(checked)

    def try_to(who: int) -> bool:
        start.wait()
        try:
            record_review(
                Workspace(checked.root), CASE, "C1", number, Decision.CORRECT, list(Stance)[who % 3], f"P{who}", seen
            )
        except StaleEdit as error:
            assert len(error.changes) == 1
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_to, range(8))) == 1
    assert [len(found) for found in record(checked).reviews.values()] == [1]
    assert verify_folder(checked.root).faults == []


def test_of_several_processes_with_the_same_page_one_decides(checked: Workspace) -> None:
    seen, number = str(record(checked).version), str(evidence(checked))
    command = [sys.executable, "-m", "factcheck", "--workspace", str(checked.root), "review", number, "--seen", seen]
    running = [
        subprocess.Popen(
            [*command, "--decision", "correct", "--stance", stance, "--reviewer", f"Person {n}"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n, stance in enumerate(("supports", "contradicts", "neutral"))
    ]  # fmt: skip
    ended = [(one.communicate()[1], one.returncode) for one in running]
    assert sorted(code for _, code in ended) == [0, 1, 1]
    assert all("Not saved: this was changed after you opened it. Person" in said for said, code in ended if code)
    with checked.reading() as db:
        assert len([one for one in load_entries(db, CASE, "C1") if one.action == "evidence reviewed"]) == 1
