"""The decision log says who changed what, when and why, and nothing can be changed behind its back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from conftest import CASE, CONTRADICTS, SUPPORTS, make_claim, make_readers, take
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from factcheck.errors import BadInput, NotFound
from factcheck.log import (
    FIRST,
    FOUND,
    Action,
    Entry,
    Link,
    describe,
    hash_entry,
    read_entry,
    to_canonical,
    verify_chain,
)
from factcheck.model import Case, Decision, Provenance, Stance, VerdictLabel
from factcheck.pipeline import check_and_store
from factcheck.review import make_review
from factcheck.store import guard
from factcheck.store.cases import load_claim, save_case, save_claim
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.documents import load_hashes, save_provenance
from factcheck.store.evidence import load_record
from factcheck.store.found import enter_found, keep_faults
from factcheck.store.log import load_head, load_links, undo
from factcheck.store.seal import HEADS_FILE, load_heads, seal
from factcheck.store.workspace import Workspace, now
from factcheck.verdict import make_verdict
from factcheck.verify.workspace import verify_folder

Save = Callable[[str, bytes | str], Path]


@pytest.fixture
def decided(workspace: Workspace, save: Save) -> Workspace:
    """A claim with two pieces of evidence, one of them reviewed twice, and a verdict."""
    workspace.who = "Ann"
    readers = make_readers({"sold": SUPPORTS, "never": CONTRADICTS})
    take(workspace, readers, save("sold.txt", "Acme sold engines."), save("never.txt", "Acme never did."))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
    check_and_store(workspace, CASE, "C1", readers)
    review(workspace, Decision.AGREE)
    review(workspace, Decision.CORRECT, Stance.NEUTRAL, "It says when, not whether.")
    review(workspace, Decision.AGREE)
    decide(workspace)
    assert seal(workspace.root)
    return workspace


def review(workspace: Workspace, decision: Decision, stance: Stance | None = None, note: str = "") -> None:
    with workspace.writing() as db:
        record = load_record(db, CASE, "C1")
        assert record.checked
        sold = next(one for one in record.checked.evidence if "sold" in one.passage.text)
        save_review(db, make_review(sold, decision, stance, "Ida", now(), note))


def decide(workspace: Workspace, label: VerdictLabel = VerdictLabel.SUPPORTED) -> None:
    with workspace.writing() as db:
        reviews = load_record(db, CASE, "C1").reviews
        save_verdict(db, CASE, make_verdict("C1", label, "The memo says so.", "Ida", now(), reviews))


def entries(workspace: Workspace, claim: str | None = None) -> list[Entry]:
    with workspace.reading() as db:
        return [link.entry for link in load_links(db, CASE, claim) if link.entry]


def behind(workspace: Workspace, *statements: str) -> None:
    """Change the database as another program could that has first taken every trigger away."""
    with closing(sqlite3.connect(workspace.root / "factcheck.db")) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            db.execute(statement)
        db.commit()


def behind_with_digests(workspace: Workspace, *statements: str) -> None:
    """Change the database and make every digest and trigger anew, as someone could who knows the tool."""
    with closing(sqlite3.connect(workspace.root / "factcheck.db", isolation_level=None)) as db:
        guard.connect(db)
        kept = [
            row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE name LIKE '%_no_%' AND type = 'trigger'")
        ]
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            db.execute(statement)
        for statement in kept:
            db.execute(statement)
        guard.lay(db)
    assert seal(workspace.root)


# What is entered


def test_every_change_has_an_entry_with_who_and_what_was_before(decided: Workspace) -> None:
    log = entries(decided)
    assert [entry.number for entry in log] == list(range(1, len(log) + 1))
    assert [entry.action.value for entry in log] == [
        "case described", "document added", "document added", "claim added", "claim checked",
        "evidence reviewed", "evidence reviewed", "evidence reviewed", "verdict set",
    ]  # fmt: skip
    assert [entry.who for entry in log] == ["", "Ann", "Ann", "Ann", "model", "Ida", "Ida", "Ida", "Ida"]
    corrected = log[6]
    assert (corrected.before or {})["stance"] == "supports"
    assert (corrected.after or {})["stance"] == "neutral"
    assert corrected.why == "It says when, not whether."
    assert corrected.what["quote"] == "Acme sold engines."
    assert log[8].after == {
        "label": "Supported", "justification": "The memo says so.", "reviewer": "Ida",
        "decided_at": (log[8].after or {})["decided_at"],
    }  # fmt: skip


def test_what_changes_nothing_has_no_entry(decided: Workspace) -> None:
    before = entries(decided)
    with decided.writing() as db:
        save_case(db, Case(CASE, "Acme", "Who?"))
        save_claim(db, CASE, load_claim(db, CASE, "C1"))
        save_provenance(db, CASE, load_hashes(db, CASE)[0], Provenance())
    assert entries(decided) == before


def test_a_changed_field_is_entered_as_it_was_and_as_it_is(decided: Workspace) -> None:
    with decided.writing() as db:
        save_claim(db, CASE, replace(load_claim(db, CASE, "C1"), speaker="Bob"))
        save_provenance(db, CASE, load_hashes(db, CASE)[0], Provenance(issuer="Acme"))
    claim, provenance = entries(decided)[-2:]
    assert (claim.before, claim.after) == ({"speaker": ""}, {"speaker": "Bob"})
    assert (provenance.before, provenance.after) == ({"issuer": ""}, {"issuer": "Acme"})
    assert verify_folder(decided.root).faults == []


def test_a_stance_or_quote_that_the_model_reads_otherwise_is_entered(decided: Workspace) -> None:
    check_and_store(decided, CASE, "C1", make_readers({"sold": CONTRADICTS, "never": CONTRADICTS}))
    (changed,) = entries(decided)[-1].what["changed"]
    assert changed["before"] == {"stance": "supports", "quote": "Acme sold engines."}
    assert changed["after"] == {"stance": "contradicts", "quote": "Acme sold engines."}
    assert verify_folder(decided.root).faults == []


def test_an_entry_stands_or_falls_with_its_change(decided: Workspace) -> None:
    before = entries(decided)
    with pytest.raises(RuntimeError), decided.writing() as db:
        save_claim(db, CASE, make_claim("C2", "Acme is old."))
        raise RuntimeError
    assert entries(decided) == before
    assert verify_folder(decided.root).faults == []


@pytest.mark.parametrize("change", ["UPDATE log SET entry = '{}'", "DELETE FROM log"])
def test_the_log_refuses_to_be_changed(decided: Workspace, change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), decided.writing() as db:
        db.execute(text(change))


def test_another_program_may_read_but_not_write(decided: Workspace) -> None:
    with closing(sqlite3.connect(decided.root / "factcheck.db")) as db:
        assert db.execute("SELECT text FROM claim").fetchall() == [("Acme sold no engines.",)]
        with pytest.raises(sqlite3.OperationalError, match="no such function"):
            db.execute("UPDATE claim SET text = 'Acme sold engines.'")


# Undo


def test_an_undone_review_counts_no_more_and_stays_in_the_log(decided: Workspace) -> None:
    last = [entry.number for entry in entries(decided) if entry.action is Action.REVIEWED][-1]
    with decided.writing() as db:
        undo(db, CASE, last, "Ida", "Wrong passage.")
        (reviews,) = load_record(db, CASE, "C1").reviews.values()
    assert [one.stance for one in reviews] == [Stance.SUPPORTS, Stance.NEUTRAL]
    entry = entries(decided)[-1]
    assert (entry.action, entry.who, entry.why, entry.what["entry"]) == (Action.UNDONE, "Ida", "Wrong passage.", last)
    assert (entry.after or {})["stance"] == "neutral"
    assert verify_folder(decided.root).faults == []


def test_an_undone_verdict_gives_the_one_before_it_back(decided: Workspace) -> None:
    decide(decided, VerdictLabel.MIXED)
    with decided.writing() as db:
        undo(db, CASE, entries(decided)[-1].number, "Ida", "")
        assert [one.label for one in load_record(db, CASE, "C1").verdicts] == [VerdictLabel.SUPPORTED]


@pytest.mark.parametrize(
    ("number", "who", "error", "message"),
    [
        pytest.param(99, "Ida", NotFound, "no entry 99", id="none"),
        pytest.param(4, "Ida", BadInput, "Only a review or a verdict", id="a claim"),
        pytest.param(9, " ", BadInput, "needs the name", id="nobody"),
    ],
)
def test_what_cannot_be_undone_is_refused(
    decided: Workspace, number: int, who: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message), decided.writing() as db:
        undo(db, CASE, number, who, "")


def test_nothing_is_undone_twice(decided: Workspace) -> None:
    with decided.writing() as db:
        undo(db, CASE, 9, "Ida", "")
    with pytest.raises(BadInput, match="undone already"), decided.writing() as db:
        undo(db, CASE, 9, "Ida", "")


# Tampering


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE verdict SET label = 'Contradicted'", "verdict 1 on claim C1 .* label is “Contradicted”, .* says “Supported”"),
        ("DELETE FROM verdict", "verdict 1 on claim C1 .* it is gone"),
        ("UPDATE review SET stance = 'contradicts' WHERE id = 2", "review 2 on claim C1 .* stance is “contradicts”"),
        ("UPDATE review SET reviewer = 'Eve' WHERE id = 1", "review 1 .* reviewer is “Eve”, .* “Ida”"),
        ("DELETE FROM review WHERE id = 3", "review 3 on claim C1 .* it is gone"),
        ("INSERT INTO review (evidence_id, decision, reviewer) VALUES (1, 'agree', 'Eve')", "review 4 .* knows nothing of it"),
        ("UPDATE claim SET text = 'Acme sold few.'", "claim C1: text is “Acme sold few.”"),
        ("UPDATE claim SET note = 'x'", "claim C1: note is “x”"),
        ("UPDATE \"case\" SET question = 'What?'", "case acme: question is “What\\?”"),
        ("UPDATE case_document SET issuer = 'FBI' WHERE rowid = 1", "provenance of document .*: issuer is “FBI”"),
        ("UPDATE evidence SET supports = 0.5 WHERE id = 1", "evidence on .*: what the model read .* was changed"),
        ("UPDATE evidence SET rank = 3 - rank", "the order of it, is not what the last check found"),
        ("UPDATE claim_check SET hypothesis = 'x'", "check of claim C1: hypothesis"),
        ("UPDATE page SET text = replace(text, 'sold', 'gave')", "the words reviewed then do not stand on page 1"),
        ("UPDATE log SET entry = replace(entry, 'Supported', 'Mixed')", "entry 9: it was changed after it was written"),
        ("UPDATE log SET entry = 'x' WHERE number = 5", "entry 5: this is no entry"),
        ("UPDATE log SET claim_id = 'C2' WHERE number = 9", "entry 9: the columns beside it"),
        ("DELETE FROM log WHERE number = 5", "entry 5 gone"),
        ("DELETE FROM log WHERE number IN (5, 6)", "entries 5 to 6 gone"),
        ("DELETE FROM log WHERE number = 9", "the newest 1 of 9 entries are gone"),
        ("DELETE FROM log", "the newest 9 of 9 entries are gone"),
    ],
)  # fmt: skip
def test_a_change_by_other_means_is_named_even_with_new_digests(decided: Workspace, statement: str, fault: str) -> None:
    behind_with_digests(decided, statement)
    matching(verify_folder(decided.root).faults, fault)


def test_a_verdict_and_its_newest_entry_cut_off_together_are_missed_by_the_head(decided: Workspace) -> None:
    behind_with_digests(decided, "DELETE FROM verdict", "DELETE FROM log WHERE number = 9")
    matching(verify_folder(decided.root).faults, "the newest 1 of 9 entries are gone")


def test_a_chain_rewritten_from_some_entry_on_is_told_by_the_head(decided: Workspace) -> None:
    with decided.reading() as db:
        links = load_links(db, CASE)
    previous, statements = FIRST, []
    for link in links:
        assert link.entry
        entry = replace(link.entry, who="Eve") if link.number == 9 else link.entry
        new = hash_entry(previous, entry)
        spelt = to_canonical(asdict(entry)).replace("'", "''")
        statements.append(
            f"UPDATE log SET entry = '{spelt}', previous = '{previous}', hash = '{new}' WHERE number = {link.number}"
        )
        previous = new
    behind_with_digests(decided, *statements)
    matching(verify_folder(decided.root).faults, "entry 9 is not the one that was there")


def test_a_row_changed_without_its_digest_is_named(decided: Workspace) -> None:
    behind(decided, "UPDATE page SET width = 7 WHERE rowid = 1", "DELETE FROM embedding WHERE rowid = 1")
    faults = verify_folder(decided.root).faults
    matching(faults, r"table page, row \[.*\]: it, or its digest, was changed")
    matching(faults, r"table embedding, row \[.*\]: it was deleted")
    matching(faults, "a trigger that guards them was taken away")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda path: path.unlink(), "heads.json is gone"),
        (lambda path: path.write_bytes(b"{}"), "heads.json was changed"),
    ],
    ids=["gone", "changed"],
)
def test_the_file_of_heads_is_missed(decided: Workspace, damage: Callable[[Path], None], fault: str) -> None:
    damage(decided.root / HEADS_FILE)
    matching(verify_folder(decided.root).faults, fault)


def test_heads_are_kept_beside_the_database(decided: Workspace) -> None:
    with decided.reading() as db:
        assert load_heads(decided.root) == {CASE: load_head(db, CASE)}


def matching(faults: list[str], pattern: str) -> None:
    assert any(re.search(pattern, fault) for fault in faults), faults


# What was there before the log


def test_what_an_older_version_stored_is_entered_as_found(decided: Workspace) -> None:
    expected = entries(decided)
    behind_with_digests(decided, "DELETE FROM log")
    (decided.root / HEADS_FILE).unlink()
    with decided.writing() as db:
        enter_found(db)
    found = entries(decided)
    assert {entry.why for entry in found} == {FOUND}
    told = sorted((entry.action, to_canonical(entry.after)) for entry in expected)
    assert sorted((entry.action, to_canonical(entry.after)) for entry in found) == told
    assert seal(decided.root)
    assert verify_folder(decided.root).faults == []


def test_damage_found_when_tables_are_brought_up_to_date_is_not_forgotten(decided: Workspace) -> None:
    for fault in ("table page, row 1", "table page, row 2"):
        with decided.writing() as db:
            keep_faults(db, [fault])
    faults = verify_folder(decided.root).faults
    assert [fault.rpartition(": ")[2] for fault in faults] == ["table page, row 1", "table page, row 2"]


# The chain itself

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def make_chain(texts: list[str]) -> list[Link]:
    links, previous = [], FIRST
    for number, why in enumerate(texts, start=1):
        entry = Entry(
            number, "2026-01-01T00:00:00+00:00", CASE, "C1", "Ida", Action.CASE_DESCRIBED, after={"t": why}, why=why
        )
        links.append(Link(number, previous, hash_entry(previous, entry), entry))
        previous = links[-1].hash
    return links


@given(st.lists(TEXTS, max_size=6))
def test_a_chain_as_it_was_written_has_no_fault(texts: list[str]) -> None:
    links = make_chain(texts)
    head = (len(links), links[-1].hash) if links else None
    assert list(verify_chain(links, CASE, head)) == []
    for link in links:
        assert link.entry and read_entry(to_canonical(asdict(link.entry))) == link.entry
        assert describe(link.entry)


@given(st.lists(TEXTS, min_size=1, max_size=6), st.data())
def test_an_entry_that_is_changed_dropped_or_moved_is_found(texts: list[str], data: st.DataObject) -> None:
    links = make_chain(texts)
    head = (len(links), links[-1].hash)
    at = data.draw(st.integers(0, len(links) - 1))
    entry = links[at].entry
    assert entry
    changed = [*links[:at], replace(links[at], entry=replace(entry, who="Eve")), *links[at + 1 :]]
    dropped = links[:at] + links[at + 1 :]
    for damaged in (changed, dropped, list(reversed(links)) if len(links) > 1 else dropped):
        assert list(verify_chain(damaged, CASE, head))


@given(st.lists(TEXTS, min_size=2, max_size=6))
def test_a_withheld_entry_keeps_the_chain_whole(texts: list[str]) -> None:
    links = make_chain(texts)
    withheld = [replace(links[0], entry=None), *links[1:]]
    assert list(verify_chain(withheld, CASE, (len(links), links[-1].hash))) == []
