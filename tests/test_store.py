"""The store keeps what it was given, whole or not at all, whoever else writes meanwhile."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from conftest import CASE, make_claim, make_readers, take
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

import factcheck.store.database as database
from factcheck.errors import BadInput, FactcheckError, NotFound, WorkspaceBusy
from factcheck.model import Box, Case, Probabilities, Provenance, Stance, Word
from factcheck.packing import pack_words, unpack_words
from factcheck.readers import Readers
from factcheck.store import schema
from factcheck.store.cases import load_case, load_cases, load_claim, load_claims, save_case, save_claim
from factcheck.store.documents import load_documents, load_hashes, save_provenance
from factcheck.store.evidence import load_record
from factcheck.store.pages import hash_text, load_altered_pages, load_page, load_pages
from factcheck.store.workspace import Workspace, check_slug, hash_file
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]
MIGRATIONS = Path(database.__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


# Migrations


def test_a_blank_file_reaches_the_schema(workspace: Workspace) -> None:
    with workspace.reading() as db:
        assert compare_metadata(MigrationContext.configure(db), schema.metadata) == []


def test_the_head_named_in_the_code_is_the_newest_migration() -> None:
    assert scripts().get_heads() == [database.HEAD]


def test_a_second_open_changes_nothing(workspace: Workspace) -> None:
    before = dump(workspace.root / "factcheck.db")
    Workspace(workspace.root)
    assert dump(workspace.root / "factcheck.db") == before


def test_a_workspace_of_the_first_tables_is_brought_up_to_date_with_its_rows(tmp_path: Path) -> None:
    make_first_tables(tmp_path / "factcheck.db", page="'Acme é'")
    with Workspace(tmp_path).reading() as db:
        assert load_page(db, "d", 1).text == "Acme é"
        assert db.execute(text("SELECT text_sha256 FROM page")).scalar() == hash_text("Acme é")
        assert load_altered_pages(db, "d") == set()


def test_a_check_of_a_workspace_of_older_tables_is_read(tmp_path: Path) -> None:
    make_tables(tmp_path / "factcheck.db", "0015", (
        "INSERT INTO \"case\" (slug) VALUES ('acme')",
        "INSERT INTO claim (case_slug, id, position, text) VALUES ('acme', 'C1', 1, 'Acme sold.')",
        "INSERT INTO document (sha256, size) VALUES ('d', 1)",
        "INSERT INTO case_document (case_slug, document_sha256) VALUES ('acme', 'd')",
        "INSERT INTO page (document_sha256, number, text) VALUES ('d', 1, 'Acme')",
        "INSERT INTO passage (id, document_sha256, page, \"start\", \"end\") VALUES ('p', 'd', 1, 0, 4)",
        "INSERT INTO claim_check (case_slug, claim_id, searched, models) VALUES "
        "('acme', 'C1', '{\"documents\": 1, \"pages\": 1, \"passages\": 1}', '{}')",
        "INSERT INTO evidence (case_slug, claim_id, passage_row, rank, similarity, relevance, stance, supports, contradicts, "
        "neutral, rationale_start, rationale_end, reasons) VALUES ('acme','C1',1,1,0,0,'contradicts',.1,.8,.1,0,4,'[]')",
    ))  # fmt: skip
    with Workspace(tmp_path).reading() as db:
        checked = load_record(db, CASE, "C1").checked
    assert checked is not None
    (one,) = checked.evidence
    assert (one.reading.stance, one.reading.probabilities) == (Stance.CONTRADICTS, Probabilities(0.1, 0.8, 0.1))
    assert one.reading.by_model is None


def test_a_migration_that_fails_leaves_the_old_tables(tmp_path: Path) -> None:
    make_first_tables(tmp_path / "factcheck.db", page="x'ff'")  # a blob where text should be
    before = dump(tmp_path / "factcheck.db")
    with pytest.raises(AttributeError):
        Workspace(tmp_path)
    assert dump(tmp_path / "factcheck.db") == before


def test_a_database_of_a_newer_version_is_left_alone(workspace: Workspace) -> None:
    with workspace.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadInput, match="newer version"):
        Workspace(workspace.root)


@pytest.mark.parametrize("content", [b"no database" * 500, os.urandom(5000)], ids=["text", "noise"])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "factcheck.db").write_bytes(content)
    with pytest.raises(BadInput, match=r"factcheck\.db cannot be opened"):
        Workspace(tmp_path)
    assert (tmp_path / "factcheck.db").read_bytes() == content


@pytest.mark.parametrize("name", ["a?b", "a#b", "50%", "a%20b", "a b'\"", "a\nb", "é漢"])
def test_a_workspace_may_have_any_name(tmp_path: Path, name: str) -> None:
    with Workspace(tmp_path / name).writing() as db:
        save_case(db, Case("one", "One"))
    assert (tmp_path / name / "factcheck.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_where_the_workspace_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(BadInput, match="cannot be opened"):
        Workspace(tmp_path / "taken")


# Transactions


def test_an_error_in_a_write_takes_back_rows_and_tables(workspace: Workspace) -> None:
    before = dump(workspace.root / "factcheck.db")
    with pytest.raises(RuntimeError), workspace.writing() as db:
        db.execute(text("CREATE TABLE half (done)"))
        save_case(db, Case("half", "Half"))
        raise RuntimeError
    assert dump(workspace.root / "factcheck.db") == before


@pytest.mark.parametrize(("pragma", "expected"), [pytest.param("foreign_keys", 1), pytest.param("journal_mode", "wal")])
def test_every_connection_has(workspace: Workspace, pragma: str, expected: object) -> None:
    for connect in (workspace.reading, workspace.writing):
        with connect() as db:
            assert db.execute(text(f"PRAGMA {pragma}")).scalar() == expected


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO claim (case_slug, id, position) VALUES ('nobody', 'C1', 1)",
        "INSERT INTO case_document (case_slug, document_sha256) VALUES ('acme', 'nothing')",
        "INSERT INTO page (document_sha256, number) VALUES ('nothing', 1)",
        "INSERT INTO review (evidence_id, decision) VALUES (7, 'agree')",
        "INSERT INTO verdict (case_slug, claim_id, label) VALUES ('acme', 'C9', 'Mixed')",
    ],
)
def test_a_row_that_belongs_to_nothing_is_refused(workspace: Workspace, statement: str) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), workspace.writing() as db:
        db.execute(text(statement))


@pytest.mark.parametrize("table", ["review", "verdict"])
@pytest.mark.parametrize("change", ["UPDATE {} SET reviewer = 'else'", "DELETE FROM {}"], ids=["update", "delete"])
def test_a_decision_is_never_changed_or_erased(workspace: Workspace, table: str, change: str) -> None:
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
        for statement in (
            "INSERT INTO document (sha256, size) VALUES ('d', 1)",
            "INSERT INTO page (document_sha256, number, text) VALUES ('d', 1, 'Acme')",
            "INSERT INTO passage (id, document_sha256, page, \"start\", \"end\") VALUES ('p', 'd', 1, 0, 4)",
            "INSERT INTO evidence (case_slug, claim_id, passage_row, similarity, relevance, stance, supports, "
            "contradicts, neutral, rationale_start, rationale_end) VALUES ('acme','C1',1,0,0,'neutral',0,0,1,0,4)",
            "INSERT INTO review (evidence_id, decision, reviewer) VALUES (1, 'agree', 'Ann')",
            "INSERT INTO verdict (case_slug, claim_id, label, reviewer) VALUES ('acme', 'C1', 'Mixed', 'Ann')",
        ):
            db.execute(text(statement))
    with pytest.raises(IntegrityError, match="append-only"), workspace.writing() as db:
        db.execute(text(change.format(table)))
    with workspace.reading() as db:
        assert db.execute(text(f"SELECT reviewer FROM {table}")).scalars().all() == ["Ann"]


def test_a_workspace_that_is_being_written_is_read_at_once(workspace: Workspace) -> None:
    with workspace.writing() as writer:
        save_case(writer, Case("new", "New"))
        with workspace.reading() as reader:
            assert [case.slug for case in load_cases(reader)] == [CASE]


def test_a_writer_that_waited_too_long_is_told_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    other = Workspace(workspace.root)
    with (
        workspace.writing(),
        pytest.raises(WorkspaceBusy, match="Another program has been writing"),
        other.writing(),
    ):
        pass


# Several at once


def test_threads_may_open_a_blank_workspace_together(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def open_it(root: Path) -> None:
        try:
            Workspace(root)
        except BaseException as error:
            errors.append(error)

    for attempt in range(5):
        threads = [threading.Thread(target=open_it, args=(tmp_path / str(attempt),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []


def write_much(root: str, number: int) -> list[str]:
    """Take in files and add claims; runs in a process of its own."""
    workspace = Workspace(Path(root) / "workspace")
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Acme"))
    paths = [Path(root) / "files" / f"{number}-{n}.txt" for n in range(8)] + [Path(root) / "files" / "both.txt"]
    report = take(workspace, make_readers(), *paths)
    for n in range(8):
        with workspace.writing() as db:
            save_claim(db, CASE, make_claim(id="", text=f"Said by {number}, sentence {n}."))
    return [failure.reason for failure in report.failures]


def test_a_claim_without_an_id_that_is_said_again_is_the_same_claim(workspace: Workspace) -> None:
    with workspace.writing() as db:
        first = save_claim(db, CASE, make_claim(id="", text="We sold it.", date="2019"))
        assert save_claim(db, CASE, make_claim(id="", text="We sold it.", date="2019")) == first
        assert save_claim(db, CASE, make_claim(id="", text="We sold it.", date="2020")) != first


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path, save: Save) -> None:
    for number in range(2):
        for n in range(8):
            save(f"{number}-{n}.txt", f"Acme sold engine number {n} of series {number}.")
    save("both.txt", "Acme sold a last engine.")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(write_much, [(str(tmp_path), number) for number in range(2)]) == [[], []]
    workspace = Workspace(tmp_path / "workspace")
    with workspace.reading() as db:
        assert len(load_documents(db, CASE)) == 17
        claims = load_claims(db, CASE)
    assert len({claim.id for claim in claims}) == len(claims) == 16
    index = make_readers().open_index(workspace, CASE)
    assert len(index.dense) == len(index.lexical) == 17
    assert verify_workspace(workspace).faults == []


# Received files


@pytest.mark.parametrize("content", [b"plain", b"\r\n\x00\xff BOM?", b"x" * 3_000_000], ids=["short", "odd", "long"])
def test_a_received_file_lies_unaltered_under_its_hash(workspace: Workspace, save: Save, content: bytes) -> None:
    sha256 = workspace.receive(save("a.bin", content))
    assert sha256 == hashlib.sha256(content).hexdigest() == hash_file(workspace.received_path(sha256))
    assert workspace.received_path(sha256).read_bytes() == content
    assert workspace.receive(save("again.bin", content)) == sha256
    assert [path.name for path in workspace.received.rglob("*") if path.is_file()] == [sha256]


def test_a_file_that_cannot_be_read_leaves_nothing_behind(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        workspace.receive(tmp_path / "nothing")
    assert list(workspace.received.iterdir()) == []


@pytest.mark.parametrize("sha256", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_hash_is_no_path(workspace: Workspace, sha256: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        workspace.received_path(sha256)


@pytest.mark.parametrize(
    "slug",
    [
        "", ".", "..", "../x", "a/b", "a\\b", "/etc", "C:", "a b", "-a", "a-", "A", "é", "a\n", "a\0", "x" * 65,
        "\udcff", "con.", "~",
    ],
)  # fmt: skip
def test_a_slug_that_could_be_a_path_is_refused(workspace: Workspace, slug: str) -> None:
    with pytest.raises(BadInput, match="cannot name a case"):
        check_slug(slug)
    with pytest.raises(BadInput), workspace.writing() as db:
        save_case(db, Case(slug, "x"))
    with pytest.raises(BadInput):
        workspace.index_path(slug)


@pytest.mark.parametrize("slug", ["a", "7", "palantir-ice", "x" * 64])
def test_a_plain_slug_is_taken(slug: str) -> None:
    assert check_slug(slug) == slug


# Cases, claims, provenance


def test_an_unknown_case_is_answered_with_those_there_are(workspace: Workspace) -> None:
    with workspace.reading() as db, pytest.raises(NotFound, match=f"Cases: {CASE}"):
        load_case(db, "other")


def test_a_claim_without_an_id_gets_the_next_free_one(workspace: Workspace) -> None:
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim("C2"))
        given = [save_claim(db, CASE, make_claim("", f"Text {n}")).id for n in range(2)]
        assert given == ["C1", "C3"]
        assert [claim.id for claim in load_claims(db, CASE)] == ["C2", "C1", "C3"]


def test_an_id_never_changes_its_text_but_its_other_fields_may(workspace: Workspace) -> None:
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(speaker="Ann"))
        save_claim(db, CASE, make_claim(speaker="Bob"))
        assert load_claim(db, CASE, "C1").speaker == "Bob"
        with pytest.raises(BadInput, match="another text"):
            save_claim(db, CASE, make_claim(text="Acme sold engines."))


def test_provenance_given_later_adds_to_what_is_known(workspace: Workspace, readers: Readers, save: Save) -> None:
    take(workspace, readers, save("memo.txt", "Acme sold engines."))
    with workspace.writing() as db:
        (sha256,) = load_hashes(db, CASE)
        save_provenance(db, CASE, sha256, Provenance(issuer="Acme", is_digest=True))
        save_provenance(db, CASE, sha256, Provenance(kind="memo"))
        save_provenance(db, CASE, sha256, Provenance())
        (document,) = load_documents(db, CASE)
    assert document.provenance == Provenance(issuer="Acme", kind="memo", is_digest=True)


@pytest.mark.parametrize("value", ["'; DROP TABLE claim; --", "=1+1", "\0", "漢字 \u202e", "x" * 100_000, "%s {0} :a"])
def test_any_text_comes_back_as_it_was(workspace: Workspace, value: str) -> None:
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(text=value, note=value))
    with workspace.reading() as db:
        assert load_claims(db, CASE) == [make_claim(text=value, note=value)]


def test_pages_come_back_in_order_and_unaltered(workspace: Workspace, readers: Readers, save: Save) -> None:
    take(workspace, readers, save("memo.txt", "First.\n\fSecond: é漢 𝔘.\n"))
    with workspace.reading() as db:
        pages = load_pages(db, load_hashes(db, CASE)[0])
        with pytest.raises(FactcheckError, match="no page 9"):
            load_page(db, load_hashes(db, CASE)[0], 9)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert "é漢 𝔘" in pages[-1].text


def dump(path: Path) -> list[str]:
    """The whole database as SQL."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    try:
        tables = [row[0].decode() for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql > ''")]
        names = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return tables + [f"{name}: {row}" for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
    finally:
        connection.close()


def make_first_tables(path: Path, page: str) -> None:
    """Make a database as the first migration left it, with one page."""
    make_tables(path, "0001", (
        "INSERT INTO document (sha256, size) VALUES ('d', 1)",
        f"INSERT INTO page (document_sha256, number, text, read_as) VALUES ('d', 1, {page}, 'text')",
    ))  # fmt: skip


def make_tables(path: Path, revision: str, statements: Sequence[str]) -> None:
    """Make a database as a migration left it, and fill it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in statements:
            connection.execute(text(statement))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9_000), st.integers(1, 40), *[st.integers(0, 200_000)] * 4, st.none() | st.integers(0, 1000)
        ),
        max_size=20,
    )
)
def test_words_come_back_to_a_hundredth_of_a_point(
    drawn: list[tuple[int, int, int, int, int, int, int | None]],
) -> None:
    words = tuple(
        Word(start, start + length, Box(*(edge / 100 for edge in box)), None if sure is None else sure / 1000)
        for start, length, *box, sure in drawn
    )
    assert unpack_words(pack_words(words)) == words
