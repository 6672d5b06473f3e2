"""A case goes to another workspace and comes back with nothing lost; what the two sides hold otherwise is named.

One file of more than 300 lines: each test sends the same case further on the same way out and back.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import CASE, CONTRADICTS, SUPPORTS, make_claim, make_readers, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from factcheck.archive.layout import Member
from factcheck.archive.writing import write_archive
from factcheck.errors import BadInput, NotFound
from factcheck.export.packet import Wish, make_packet
from factcheck.export.table import evidence_table
from factcheck.model import Case, Decision, Provenance, Stance, VerdictLabel
from factcheck.moves.case_export import KIND, export_case
from factcheck.moves.case_import import Imported, import_case
from factcheck.pipeline import check_and_store
from factcheck.review import make_review
from factcheck.store import case_rows, schema
from factcheck.store.cases import load_case, load_cases, load_claims, save_case, save_claim
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.documents import load_documents, save_provenance
from factcheck.store.evidence import load_record
from factcheck.store.log import load_head, load_links, undo
from factcheck.store.seal import seal
from factcheck.store.workspace import Workspace, now
from factcheck.verdict import make_verdict
from factcheck.verify.workspace import verify_folder

Save = Callable[[str, bytes | str], Path]
READERS = {"sold": SUPPORTS, "never": CONTRADICTS}


@pytest.fixture
def here(workspace: Workspace, save: Save) -> Workspace:
    """A case with a claim, two documents, evidence, a review and a verdict."""
    workspace.who = "Ann"
    readers = make_readers(READERS)
    take(workspace, readers, save("sold.txt", "Acme sold engines."), save("never.txt", "Acme never sold any."))
    take(workspace, readers, save("bad.pdf", b"%PDF-1.4 nothing"))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(speaker="Bob"))
        for document in load_documents(db, CASE):
            save_provenance(db, CASE, document.sha256, Provenance(issuer="Acme"))
    check_and_store(workspace, CASE, "C1", readers)
    review(workspace, "Ida")
    decide(workspace, "Ida")
    return workspace


@pytest.fixture
def there(tmp_path: Path) -> Workspace:
    """A workspace that knows nothing yet."""
    return Workspace(tmp_path / "there", "Cleo")


def review(workspace: Workspace, reviewer: str, stance: Stance = Stance.SUPPORTS, claim: str = "C1") -> None:
    with workspace.writing() as db:
        checked = load_record(db, CASE, claim).checked
        assert checked
        sold = next(one for one in checked.evidence if "engines" in one.passage.text)
        save_review(db, make_review(sold, Decision.CORRECT, stance, reviewer, now(), "Read."))


def decide(
    workspace: Workspace, reviewer: str, label: VerdictLabel = VerdictLabel.SUPPORTED, claim: str = "C1"
) -> None:
    with workspace.writing() as db:
        reviews = load_record(db, CASE, claim).reviews
        save_verdict(db, CASE, make_verdict(claim, label, "It says so.", reviewer, now(), reviews))


def send(source: Workspace, target: Workspace, folder: Path, as_slug: str = "") -> Imported:
    archive = folder / f"{len(list(folder.glob('*.zip')))}.zip"
    export_case(source, CASE, archive)
    return import_case(target, archive, as_slug)


def carried(workspace: Workspace) -> dict[str, list[Any]]:
    """The rows of the case without the numbers that each workspace gives."""
    with workspace.reading() as db:
        found = {name: [json.loads(line) for line in lines] for name, lines in case_rows.dump_rows(db, CASE)}
        passages = {row["row"]: row["id"] for row in found["passage"]}
        evidence = {row["id"]: (row["claim_id"], passages[row["passage_row"]]) for row in found["evidence"]}
    for row in found["evidence"]:
        row["passage_row"] = passages[row["passage_row"]]
    for row in found["review"]:
        row["evidence_id"] = evidence[row["evidence_id"]]
    for rows in found.values():
        for row in rows:
            for number in ("row", "row_id", "id"):
                if isinstance(row.get(number), int):
                    del row[number]
    return {name: sorted(map(repr, rows)) for name, rows in found.items()}


def is_sound(workspace: Workspace) -> bool:
    assert seal(workspace.root)
    assert verify_folder(workspace.root).faults == []
    return True


def test_a_case_arrives_whole_and_unchanged(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    imported = send(here, there, tmp_path)
    assert (imported.claims, imported.reviews, imported.verdicts, imported.documents) == (1, 1, 1, 2)
    assert imported.conflicts == ()
    assert carried(there) == carried(here)
    with here.reading() as db, there.reading() as other:
        assert load_links(db, CASE) == load_links(other, CASE)
    columns = ["claim", "verdict", "stance", "quote", "rationale", "issuer", "sha256", "page", "start", "reviewer"]
    assert evidence_table(there, CASE)[columns].equals(evidence_table(here, CASE)[columns])
    assert is_sound(there)
    assert list(there.root.glob(".import-*")) == []


def test_nothing_is_embedded_twice(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    send(here, there, tmp_path)
    readers = make_readers(READERS)
    check_and_store(there, CASE, "C1", readers)
    assert readers.encoder.embedded == ["Acme sold no engines."]  # type: ignore[attr-defined]
    assert is_sound(there)


def test_files_that_could_not_be_read_go_along(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    send(here, there, tmp_path)
    assert sorted(path.name for path in there.quarantine.iterdir()) == sorted(
        path.name for path in here.quarantine.iterdir()
    )
    assert len(list(there.quarantine.iterdir())) == 1


def test_the_same_state_gives_the_same_file(here: Workspace, tmp_path: Path) -> None:
    assert export_case(here, CASE, tmp_path / "a.zip").sha256 == export_case(here, CASE, tmp_path / "b.zip").sha256


def test_a_case_that_comes_again_adds_nothing(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    send(here, there, tmp_path)
    before = carried(there)
    again = send(here, there, tmp_path)
    assert (again.entries, again.conflicts) == (0, ())
    assert carried(there) == before


def test_what_a_colleague_did_comes_back_as_it_is(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    send(here, there, tmp_path)
    review(there, "Cleo", Stance.NEUTRAL)
    with there.writing() as db:
        save_claim(db, CASE, make_claim("C2", "Acme is old."))
        undo(db, CASE, 9, "Cleo", "Too early.")
    check_and_store(there, CASE, "C2", make_readers(READERS))
    back = send(there, here, tmp_path)
    assert (back.entries, back.claims, back.reviews, back.conflicts) == (4, 1, 1, ())
    assert carried(here) == carried(there)
    with here.reading() as db:
        assert load_record(db, CASE, "C1").verdicts == ()
    assert is_sound(here)


def test_work_on_both_sides_is_kept_and_the_conflicts_are_named(
    here: Workspace, there: Workspace, tmp_path: Path
) -> None:
    send(here, there, tmp_path)
    review(here, "Ida", Stance.NEUTRAL)
    with here.writing() as db:
        save_claim(db, CASE, make_claim("C2", "Acme is old."))
        save_claim(db, CASE, make_claim(speaker="Carl"))
    review(there, "Cleo", Stance.CONTRADICTS)
    decide(there, "Cleo", VerdictLabel.MIXED)
    decide(here, "Ida", VerdictLabel.NOT_ENOUGH_EVIDENCE)
    with there.writing() as db:
        save_claim(db, CASE, make_claim("C2", "Acme is new."))
        save_claim(db, CASE, make_claim("C3", "Acme is rich."))
        save_claim(db, CASE, make_claim(speaker="Dora"))
    check_and_store(there, CASE, "C2", make_readers(READERS))
    review(there, "Cleo", Stance.SUPPORTS, "C2")
    back = send(there, here, tmp_path)
    matching(back.conflicts, "claim C1, .*: reviewed on both sides; both stay.*Ida.*Cleo")
    matching(back.conflicts, "claim C1: a verdict was set on both sides.*Not enough evidence.*Mixed")
    matching(back.conflicts, "claim C2 says something else here: “Acme is old.”; the one that came in is C2-2")
    matching(back.conflicts, "claim C1 was changed on both sides .speaker: “Carl” here, “Dora” there")
    assert len(back.conflicts) == 4
    with here.reading() as db:
        assert {claim.id: claim.text for claim in load_claims(db, CASE)} == {
            "C1": "Acme sold no engines.", "C2": "Acme is old.", "C2-2": "Acme is new.", "C3": "Acme is rich.",
        }  # fmt: skip
        record = load_record(db, CASE, "C1")
        assert sorted(one.reviewer for reviews in record.reviews.values() for one in reviews) == ["Cleo", "Ida", "Ida"]
        assert record.verdicts[0].label is VerdictLabel.SUPPORTED
        assert len(record.verdicts) == 3
        renamed = load_record(db, CASE, "C2-2")
        assert [one.reviewer for reviews in renamed.reviews.values() for one in reviews] == ["Cleo"]
    assert is_sound(here)
    forth = send(here, there, tmp_path)  # the other side gets what it lacks, and nothing of its own again
    assert is_sound(there)
    assert (forth.claims, forth.reviews, forth.verdicts) == (1, 1, 1)
    with there.reading() as db:
        assert {claim.id: claim.text for claim in load_claims(db, CASE)} == {
            "C1": "Acme sold no engines.", "C2": "Acme is new.", "C2-2": "Acme is old.", "C3": "Acme is rich.",
        }  # fmt: skip
        assert len(load_record(db, CASE, "C1").verdicts) == 3
    for source, target in ((here, there), (there, here)):
        again = send(source, target, tmp_path)
        assert (again.entries, again.conflicts) == (0, ())


def test_an_undo_of_something_imported_is_carried(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    send(here, there, tmp_path)
    with here.writing() as db:
        save_claim(db, CASE, make_claim("C9", "Acme is tall."))
    decide(there, "Cleo", VerdictLabel.MIXED)
    with there.writing() as db:
        last = load_head(db, CASE)
        assert last
        undo(db, CASE, last[0], "Cleo", "No.")
    send(there, here, tmp_path)
    with here.reading() as db:
        assert [one.label for one in load_record(db, CASE, "C1").verdicts] == [VerdictLabel.SUPPORTED]
    assert is_sound(here)


def test_a_case_may_come_under_another_name(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    with there.writing() as db:
        save_case(db, Case(CASE, "Another Acme"))
    archive = export_case(here, CASE, tmp_path / "a.zip").path
    with pytest.raises(BadInput, match=f"Another case is called {CASE} here"):
        import_case(there, archive)
    imported = import_case(there, archive, "acme-two")
    assert (imported.case, imported.claims, imported.reviews) == ("acme-two", 1, 1)
    with there.reading() as db:
        assert load_case(db, "acme-two").title == "Acme"
        assert load_case(db, CASE).title == "Another Acme"
        assert load_record(db, "acme-two", "C1").verdict is not None
    assert is_sound(there)
    assert make_packet(there, "acme-two", tmp_path / "p.zip", Wish(formats=("csv",))).quotes == 2


def test_a_document_that_is_known_already_keeps_its_passages(
    here: Workspace, there: Workspace, tmp_path: Path, save: Save
) -> None:
    with there.writing() as db:
        save_case(db, Case("other", "Other"))
    take(there, make_readers(), save("same.txt", "Acme sold engines."), case="other")
    assert send(here, there, tmp_path).documents == 1
    assert is_sound(there)


def test_a_page_that_was_read_otherwise_is_named_and_nothing_lands(
    here: Workspace, there: Workspace, tmp_path: Path, save: Save
) -> None:
    with there.writing() as db:
        save_case(db, Case("other", "Other"))
    take(there, make_readers(), save("same.txt", "Acme sold engines."), case="other")
    with there.writing() as db:
        db.execute(text("UPDATE page SET text = 'Acme sold engines!', text_sha256 = 'x'"))
    with pytest.raises(
        BadInput, match=r"1 pages with evidence were read otherwise here than there \(sold\.txt, page 1\)"
    ):
        send(here, there, tmp_path)
    with there.reading() as db:
        assert [case.slug for case in load_cases(db)] == ["other"]
    assert len(list(there.received.glob("??/*"))) == 1


def test_a_case_that_is_not_there_is_not_exported(here: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        export_case(here, "nothing", tmp_path / "a.zip")
    assert list(tmp_path.glob("*.zip")) == []


def test_every_table_is_carried_or_left_out_on_purpose() -> None:
    case = schema.metadata.tables.keys() - set(case_rows.LEFT_OUT)
    assert {table.name for table in case_rows.tables()} == case
    for table in case_rows.tables():
        if table is not schema.embedding:
            case_rows._rows(table, CASE)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two workspaces with one case: a claim, checked, reviewed once, and sent."""
    folder = tmp_path_factory.mktemp("begun")
    here, there = (Workspace(folder / name, name) for name in ("here", "there"))
    (folder / "sold.txt").write_text("Acme sold engines.")
    with here.writing() as db:
        save_case(db, Case(CASE, "Acme"))
        save_claim(db, CASE, make_claim())
    take(here, make_readers(READERS), folder / "sold.txt")
    check_and_store(here, CASE, "C1", make_readers(READERS))
    review(here, "Ida")
    send(here, there, folder)
    return folder


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["here", "there"]), st.sampled_from(["claim", "speaker", "review", "verdict", "send"])
        )
    )
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_does_what_nothing_is_lost(
    begun: Path, tmp_path_factory: pytest.TempPathFactory, done: Sequence[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("both")
    for name in ("here", "there"):
        shutil.copytree(begun / name, folder / name)
    sides = {name: Workspace(folder / name, name) for name in ("here", "there")}
    reviews, verdicts = 1, 0
    texts = {"Acme sold no engines."}
    for number, (side, what) in enumerate(done):
        workspace = sides[side]
        if what == "claim":
            texts.add(f"Said {number}.")
            with workspace.writing() as db:
                save_claim(db, CASE, make_claim("", f"Said {number}."))
        elif what == "speaker":
            with workspace.writing() as db:
                save_claim(db, CASE, make_claim(speaker=f"Speaker {number}"))
        elif what == "review":
            reviews += 1
            review(workspace, f"Reviewer {number}")
        elif what == "verdict":
            verdicts += 1
            decide(workspace, f"Reviewer {number}")
        else:
            send(workspace, sides["there" if side == "here" else "here"], folder)
    send(sides["there"], sides["here"], folder)
    with sides["here"].reading() as db:
        record = load_record(db, CASE, "C1")
        assert len([one for kept in record.reviews.values() for one in kept]) == reviews
        assert len(record.verdicts) == verdicts
        assert sorted(claim.text for claim in load_claims(db, CASE)) == sorted(texts)
    assert is_sound(sides["here"])


# What comes from outside


def forged(here: Workspace, folder: Path, change: Callable[[Path], object], **about: object) -> Path:
    """A case archive with changed contents and fitting hashes."""
    made = export_case(here, CASE, folder / "sound.zip").path
    with zipfile.ZipFile(made) as opened:
        opened.extractall(folder / "parts")
    manifest = json.loads((folder / "parts" / "manifest.json").read_text())
    for name in ("manifest.json", "SHA256SUMS"):
        (folder / "parts" / name).unlink()
    change(folder / "parts")
    paths = [path for path in (folder / "parts").rglob("*") if path.is_file()]
    members = [Member.of(path.relative_to(folder / "parts").as_posix(), path) for path in paths]
    out = folder / "forged.zip"
    write_archive(out, str(about.pop("kind", KIND)), manifest["about"] | about, members)
    return out


def test_a_case_of_an_older_version_is_taken_in(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    """Until tables 0015 nobody kept what the model alone gives."""

    def age(folder: Path) -> None:
        path = folder / "tables" / "evidence.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            assert row.pop("by_model") == ""
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    import_case(there, forged(here, tmp_path, age, revision="0015"))
    assert is_sound(there)
    with there.reading() as db:
        checked = load_record(db, CASE, "C1").checked
    assert checked is not None
    assert {one.reading.by_model for one in checked.evidence} == {None}


def edit(name: str, find: str, put: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / "tables" / f"{name}.jsonl"
        content = path.read_text(encoding="utf-8")
        assert find in content, content
        path.write_text(content.replace(find, put, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "about", "message"),
    [
        pytest.param(lambda f: None, {"kind": "workspace backup"}, "no case but: workspace backup.*restore", id="a backup"),
        pytest.param(lambda f: None, {"revision": "9999"}, "another version", id="newer"),
        pytest.param(lambda f: None, {"case": "../x"}, "cannot name a case", id="a slug that is a path"),
        pytest.param(lambda f: (f / "evil.sh").write_text("x"), {}, "belongs into no case", id="another file"),
        pytest.param(lambda f: (f / "received" / ("0" * 64)).write_text("x"), {}, "belongs into no case", id="a file misnamed"),
        pytest.param(edit("verdict", "Supported", "Mixed"), {}, "does not hold together: .*verdict", id="a verdict"),
        pytest.param(edit("verdict", '"Supported"', '"Sure"'), {}, "CHECK constraint", id="no verdict at all"),
        pytest.param(edit("page", "sold engines", "gave engines"), {}, "does not hold together", id="a page"),
        pytest.param(edit("page", '"number": 1', '"number": "1"'), {}, "page, row 1: number is of another kind", id="a kind"),
        pytest.param(edit("claim", '"id"', '"rowid"'), {}, "columns that the table has not", id="a column"),
        pytest.param(edit("claim", "{", "["), {}, "claim, row 1", id="no JSON"),
        pytest.param(edit("log", '\\"who\\":\\"Ida\\"', '\\"who\\":\\"Eve\\"'), {}, "decision log", id="an entry"),
        pytest.param(edit("embedding", '"vector": "', '"vector": "AAAA'), {}, "embedding", id="an embedding"),
        pytest.param(lambda f: (f / "tables" / "log.jsonl").write_text(""), {}, "decision log", id="no log"),
        pytest.param(
            lambda f: shutil.rmtree(f / "received"), {}, "does not hold together: .*received file .* is gone", id="no files"
        ),
    ],
)  # fmt: skip
def test_a_case_that_does_not_hold_together_changes_nothing(
    here: Workspace,
    there: Workspace,
    tmp_path: Path,
    change: Callable[[Path], object],
    about: dict[str, object],
    message: str,
) -> None:
    archive = forged(here, tmp_path, change, **about)
    before = sorted(path.relative_to(there.root) for path in there.root.rglob("*"))
    with pytest.raises(BadInput, match=message):
        import_case(there, archive)
    assert sorted(path.relative_to(there.root) for path in there.root.rglob("*")) == before
    with there.reading() as db:
        assert load_cases(db) == []


def test_words_that_open_to_gigabytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_rows, "_MOST_WORDS", 2800)
    case_rows._check_words(zlib.compress(bytes(2800)))
    with pytest.raises(ValueError, match="more than a page can hold"):
        case_rows._check_words(zlib.compress(bytes(280_000)))


def test_one_byte_changed_on_the_way_is_named(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    archive = export_case(here, CASE, tmp_path / "a.zip").path
    content = archive.read_bytes()
    archive.write_bytes(content.replace(b"Acme never sold any.", b"Acme never sold one.", 1))
    with pytest.raises(BadInput, match=r"was changed after it was made: .*(received|page)"):
        import_case(there, archive)


def matching(conflicts: Sequence[str], pattern: str) -> None:
    assert any(re.search(pattern, one) for one in conflicts), conflicts
