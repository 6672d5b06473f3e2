"""People and roles: what each may do is held where it is written, whatever the page shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, SUPPORTS, make_claim, make_readers, take
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from factcheck.cli import app
from factcheck.deciding import record_review, record_verdict, settle_review, settle_verdict
from factcheck.errors import BadInput, FactcheckError, NotPermitted
from factcheck.model import Case, Decision, Provenance, Stance, VerdictLabel
from factcheck.people import ROLES, Role, permits, same_person
from factcheck.pipeline import check_and_store, ingest
from factcheck.store.cases import edit_claim, load_claim, save_case, save_claim, save_protected, set_double_review
from factcheck.store.documents import load_hashes, save_provenance
from factcheck.store.evidence import load_record
from factcheck.store.log import load_chain, undo
from factcheck.store.people import BY_CONFIGURATION, load_people, load_role_history, save_role, welcome
from factcheck.store.work import assign, load_since, load_work, mark, save_seen
from factcheck.store.workspace import Workspace
from factcheck.worklist import Mark

Save = Callable[[str, bytes | str], Path]
READERS = make_readers({"sold": SUPPORTS})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checked claim with a decision, and one person of each role; made once, and copied for each test."""
    folder = tmp_path_factory.mktemp("desk")
    workspace = Workspace(folder / "workspace")
    paper = folder / "sold.txt"
    paper.write_text("Acme sold engines.")
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Acme", "Who?"))
        save_claim(db, CASE, make_claim())
        for role in ROLES:
            save_role(db, f"{role.value}@example.org", role)
    take(workspace, READERS, paper)
    check_and_store(workspace, CASE, "C1", READERS)
    record_review(workspace, CASE, "C1", 1, Decision.AGREE, None, "reviewer@example.org")
    return workspace.root


@pytest.fixture
def desk(made: Path, tmp_path: Path, save: Save) -> Workspace:
    shutil.copytree(made, tmp_path / "workspace")
    save("sold.txt", "Acme sold engines.")
    return Workspace(tmp_path / "workspace")


def signed_in(workspace: Workspace, who: str) -> Workspace:
    return Workspace(workspace.root, who, is_signed_in=True)


def write(deed: Callable[..., object], least: Role | None = None) -> Callable[[Workspace], None]:
    def do(workspace: Workspace) -> None:
        with workspace.writing(*([least] if least else [])) as db:
            deed(db)

    return do


def undo_the_reviewers(workspace: Workspace) -> None:
    with workspace.writing() as db:
        number = next(
            one.number for one in load_chain(db, CASE) if one.entry and one.entry.action == "evidence reviewed"
        )
        undo(db, CASE, number, workspace.who, "No.")


def settle(workspace: Workspace) -> None:
    try:
        settle_review(workspace, CASE, "C1", 1, Stance.SUPPORTS, "So.", workspace.who)
    except NotPermitted as error:
        if "takes the role" in str(error):
            raise


def settle_a_verdict(workspace: Workspace) -> None:
    try:
        settle_verdict(workspace, CASE, "C1", VerdictLabel.SUPPORTED, "So.", workspace.who)
    except NotPermitted as error:
        if "takes the role" in str(error):
            raise


WRITES: dict[str, tuple[Role, Callable[[Workspace], object]]] = {
    "a review": (Role.REVIEWER, lambda w: record_review(w, CASE, "C1", 1, Decision.AGREE, None, w.who)),
    "a verdict": (Role.REVIEWER, lambda w: record_verdict(w, CASE, "C1", VerdictLabel.SUPPORTED, "So.", w.who)),
    "a claim": (Role.REVIEWER, write(lambda db: save_claim(db, CASE, make_claim("C2", "Other.")))),
    "an edit": (
        Role.REVIEWER,
        write(lambda db: edit_claim(db, CASE, make_claim(text="Acme sold none."), None, "a slip")),
    ),
    "a check": (Role.REVIEWER, lambda w: check_and_store(w, CASE, "C1", READERS)),
    "documents": (Role.REVIEWER, lambda w: ingest(w, CASE, [w.root.parent / "files" / "sold.txt"], READERS)),
    "provenance": (
        Role.REVIEWER, write(lambda db: save_provenance(db, CASE, load_hashes(db, CASE)[0], Provenance(issuer="Acme"))),
    ),
    "a case": (Role.REVIEWER, write(lambda db: save_case(db, Case("other", "Other")))),
    "protected words": (Role.REVIEWER, write(lambda db: save_protected(db, CASE, ["Ida Roe"]))),
    "an assignment": (Role.REVIEWER, write(lambda db: assign(db, CASE, "Bo", claim="C1"))),
    "a mark": (Role.REVIEWER, write(lambda db: mark(db, CASE, Mark.IN_DOUBT, "Odd.", claim="C1"))),
    "what was looked at": (Role.VIEWER, write(lambda db: save_seen(db, CASE, "x", 1), Role.VIEWER)),
    "taking back another's decision": (Role.ADJUDICATOR, undo_the_reviewers),
    "a settlement": (Role.ADJUDICATOR, settle),
    "a settled verdict": (Role.ADJUDICATOR, settle_a_verdict),
    "double review": (Role.ADMIN, write(lambda db: set_double_review(db, CASE, True))),
    "a role": (Role.ADMIN, write(lambda db: save_role(db, "new@example.org", Role.VIEWER))),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITES)
def test_each_role_writes_what_it_may_and_nothing_else(desk: Workspace, what: str) -> None:
    least, do = WRITES[what]
    with desk.writing() as db:
        save_role(db, "second@example.org", Role.REVIEWER)
    before = dump(desk)
    lesser = [role for role in ROLES if not permits(role, least)]
    for who in ("stranger@example.org", "", *(by_role(role, what) for role in lesser)):
        with pytest.raises(NotPermitted):
            do(signed_in(desk, who))
        assert dump(desk) == before
    do(signed_in(desk, by_role(least, what)))


def by_role(role: Role, what: str) -> str:
    is_anothers = role is Role.REVIEWER and what.startswith("taking back")
    return "second@example.org" if is_anothers else f"{role.value}@example.org"


def test_each_role_may_what_those_before_it_may() -> None:
    assert [[permits(role, least) for least in ROLES] for role in ROLES] == [
        [number <= reach for number in range(len(ROLES))] for reach in range(len(ROLES))
    ]
    assert not any(permits(None, least) for least in ROLES)


def dump(workspace: Workspace) -> list[object]:
    with workspace.reading() as db:
        tables = (
            "log",
            "review",
            "verdict",
            "claim",
            "person_role",
            "case",
            "case_document",
            "last_seen",
            "case_protected",
        )
        counts = [db.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() for name in tables]
        return [*counts, load_chain(db, CASE), db.execute(text('SELECT * FROM "case"')).all()]


def test_who_signs_in_without_a_role_may_not_even_look(desk: Workspace) -> None:
    with (
        pytest.raises(NotPermitted, match=r"stranger@example.org has no role here; this takes the role viewer \(reads"),
        signed_in(desk, "stranger@example.org").reading(),
    ):
        pass


def test_nobody_signed_in_decides_in_the_name_of_another(desk: Workspace) -> None:
    other = signed_in(desk, "reviewer@example.org")
    with pytest.raises(NotPermitted, match=r"signed in as reviewer@example.org and cannot decide as Bo"):
        record_review(other, CASE, "C1", 1, Decision.AGREE, None, "Bo")
    record_review(other, CASE, "C1", 1, Decision.AGREE, None, " Reviewer@Example.org ")


def test_who_holds_the_files_without_signing_in_may_do_all_until_given_a_role(desk: Workspace) -> None:
    with Workspace(desk.root, "Ida").writing(Role.ADMIN) as db:
        save_role(db, "Ida", Role.VIEWER)
    with pytest.raises(NotPermitted, match="ida is viewer here"), Workspace(desk.root, "ida").writing():
        pass


def test_roles_are_kept_with_their_history_and_never_without_an_admin(workspace: Workspace) -> None:
    workspace.who = "Root"
    with workspace.writing() as db:
        assert welcome(db, "ida@example.org", "Ida Roe", ("IDA@example.org",)) is Role.ADMIN
        assert welcome(db, "bo@example.org", "Bo", ("ida@example.org",)) is None
        save_role(db, "bo@example.org", Role.REVIEWER, "Bo")
        save_role(db, "Bo@example.org", Role.ADJUDICATOR, "Bo")
        assert [(one.id, one.role, one.name, one.set_by) for one in load_people(db)] == [
            ("Bo@example.org", Role.ADJUDICATOR, "Bo", "Root"),
            ("ida@example.org", Role.ADMIN, "Ida Roe", BY_CONFIGURATION),
        ]
        with pytest.raises(NotPermitted, match="the only admin"):
            save_role(db, "ida@example.org", Role.VIEWER)
        with pytest.raises(BadInput, match="Whose role"):
            save_role(db, " ", Role.VIEWER)
        save_role(db, "bo@example.org", Role.ADMIN)
        save_role(db, "ida@example.org", None)
        assert welcome(db, "ida@example.org", "Ida Roe", ("ida@example.org",)) is None  # taken away on purpose
        assert [role for _, role, _, _ in load_role_history(db)] == ["admin", "reviewer", "adjudicator", "admin", ""]
    with pytest.raises(IntegrityError, match="append-only"), workspace.writing() as db:
        db.execute(text("UPDATE person_role SET role = 'admin'"))


def test_the_command_line_lists_and_gives_roles(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    run = lambda *words: CliRunner().invoke(app, ["--workspace", str(desk.root), "people", *words])  # noqa: E731
    assert "viewer@example.org: viewer" in run("list").output
    assert run("set", "new@example.org", "reviewer", "--name", "Nia").exit_code == 0
    assert "new@example.org (Nia): reviewer" in run("list").output
    assert run("set", "new@example.org", "nobody").exit_code == 0
    assert "new@example.org" not in run("list").output
    monkeypatch.setenv("FACTCHECK_REVIEWER", "viewer@example.org")
    assert isinstance(run("set", "viewer@example.org", "admin").exception, NotPermitted)


def test_names_are_one_person_by_their_letters() -> None:
    assert same_person(" Ida  Roe", "ida roe")
    assert not same_person("Ida", "Idah")
    assert issubclass(NotPermitted, FactcheckError)


def test_what_changed_since_a_person_looked_is_what_others_did(desk: Workspace, save: Save) -> None:
    with desk.reading() as db:
        since = load_since(db, CASE, "Ida")
    assert (since.seen_at, since.entries) == ("", ())
    with desk.writing() as db:
        save_seen(db, CASE, "Ida", since.version)
    record_review(desk, CASE, "C1", 1, Decision.NOT_RELEVANT, None, "ida")
    record_review(desk, CASE, "C1", 1, Decision.AGREE, None, "Bo")
    take(desk, READERS, save("more.txt", "Acme sold more engines."))
    with desk.reading() as db:
        since = load_since(db, CASE, "IDA")
        assert [one.action.value for one in since.entries] == ["evidence reviewed", "document added"]
        assert since.seen_at
    with desk.writing() as db:
        save_seen(db, CASE, "Ida", since.version)
        assert load_since(db, CASE, "Ida").entries == ()


def test_a_new_paper_that_bears_on_a_decided_claim_puts_its_verdict_in_doubt(desk: Workspace, save: Save) -> None:
    record_verdict(desk, CASE, "C1", VerdictLabel.SUPPORTED, "So it says.", "Ida")
    with desk.reading() as db:
        assert load_work(db, CASE).claims[0].state == "Done"
    take(desk, READERS, save("weather.txt", "It rained on the day."), save("more.txt", "Acme sold two engines more."))
    check_and_store(desk, CASE, "C1", READERS)
    with desk.reading() as db:
        (work,) = load_work(db, CASE).claims
    assert (work.state, work.reasons) == ("In doubt", ("new evidence since the verdict: more.txt",))
    record_verdict(desk, CASE, "C1", VerdictLabel.SUPPORTED, "Both say so.", "Ida")
    with desk.reading() as db:
        (work,) = load_work(db, CASE).claims
        assert load_record(db, CASE, "C1").verdict
    assert (work.state, work.new_evidence) == ("Done", ())
    with desk.writing() as db:
        edit_claim(db, CASE, make_claim(text="Acme sold a few engines."), None, "read again")
        (work,) = load_work(db, CASE).claims
        assert work.reasons == ("the claim was edited since its verdict",)
        assert load_claim(db, CASE, "C1").text == "Acme sold a few engines."
