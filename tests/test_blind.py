"""Two reviewers, blind: neither learns what the other decided before both are done; then what differs is settled."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, CONTRADICTS, SUPPORTS, make_claim, make_readers, take
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from factcheck.agreement import cohen_kappa, krippendorff_alpha, measure
from factcheck.blind import done_with, look
from factcheck.cli import app
from factcheck.deciding import record_review, record_verdict, settle_review, settle_verdict
from factcheck.errors import BadInput, NotPermitted
from factcheck.export.content import gather_export
from factcheck.export.formats import FORMATS, make_file
from factcheck.export.packet import make_packet
from factcheck.model import Decision, Review, Stance, Verdict, VerdictLabel
from factcheck.moves.case_export import export_case
from factcheck.pipeline import check_and_store
from factcheck.store.cases import load_case, save_case, save_claim, set_double_review
from factcheck.store.evidence import ClaimRecord, load_record, load_verdicts
from factcheck.store.log import load_chain, load_links, undo
from factcheck.store.workspace import Workspace
from factcheck.summary import summarise
from factcheck.verify.workspace import verify_folder

Save = Callable[[str, bytes | str], Path]

IDA, BO, CY = "Ida", "Bo", "Cy"
READERS = {"sold": SUPPORTS, "never": CONTRADICTS}


@pytest.fixture
def double(workspace: Workspace, save: Save) -> Workspace:
    """A case that two people review, with one checked claim."""
    readers = make_readers(READERS)
    take(workspace, readers, save("sold.txt", "Acme sold engines."), save("never.txt", "Acme never did."))
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim())
        set_double_review(db, CASE, True)
    check_and_store(workspace, CASE, "C1", readers)
    return workspace


def seen_by(workspace: Workspace, who: str) -> ClaimRecord:
    with workspace.opened_by(who).reading() as db:
        return load_record(db, CASE, "C1")


def number_of(workspace: Workspace, words: str) -> int:
    checked = seen_by(workspace, IDA).checked
    assert checked
    return next(one.id or 0 for one in checked.evidence if words in one.passage.text)


def decide(workspace: Workspace, who: str, words: str, stance: Stance | None, note: str = "") -> None:
    decision = Decision.CORRECT if stance else Decision.NOT_RELEVANT
    version = seen_by(workspace, who).version
    record_review(workspace, CASE, "C1", number_of(workspace, words), decision, stance, who, version, note)


def conclude(workspace: Workspace, who: str, label: VerdictLabel, why: str = "Because.") -> None:
    record_verdict(workspace, CASE, "C1", label, why, who, seen_by(workspace, who).version)


def first_is_done(workspace: Workspace) -> None:
    decide(workspace, IDA, "sold", Stance.SUPPORTS, "IDAS NOTE")
    decide(workspace, IDA, "never", None, "IDAS NOTE")
    conclude(workspace, IDA, VerdictLabel.SUPPORTED, "IDAS REASON")


def both_are_done(workspace: Workspace) -> None:
    first_is_done(workspace)
    decide(workspace, BO, "sold", Stance.SUPPORTS)
    decide(workspace, BO, "never", Stance.CONTRADICTS)
    conclude(workspace, BO, VerdictLabel.MIXED)


def log_of(workspace: Workspace, who: str) -> str:
    with workspace.opened_by(who).reading() as db:
        return json.dumps([str(link) for link in load_links(db, CASE, "C1")])


# While one is at work


@pytest.mark.parametrize("viewer", [BO, CY, ""])
def test_what_the_second_sees_is_the_same_whatever_the_first_decided(double: Workspace, viewer: str) -> None:
    before, log = seen_by(double, viewer), log_of(double, viewer)
    decide(double, IDA, "sold", Stance.CONTRADICTS)
    decide(double, IDA, "never", None)
    assert seen_by(double, viewer) == before
    conclude(double, IDA, VerdictLabel.CONTRADICTED)
    after = seen_by(double, viewer)
    assert (after.checked, after.reviews, after.verdicts, after.disputes) == (before.checked, {}, (), {})
    assert after.is_open
    assert after.done_by == (IDA,)  # how far the work is, not what was decided
    assert log_of(double, viewer) == log
    with double.opened_by(viewer).reading() as db:
        assert load_verdicts(db, CASE) == {}


def test_the_first_sees_their_own_decisions(double: Workspace) -> None:
    first_is_done(double)
    mine = seen_by(double, "  ida ")
    assert len(mine.reviews) == 2
    assert mine.verdict is not None
    assert "IDAS REASON" in log_of(double, IDA)


def test_evidence_that_stays_only_because_the_first_reviewed_it_is_not_shown_to_the_second(
    double: Workspace, save: Save
) -> None:
    decide(double, IDA, "never", Stance.CONTRADICTS)
    readers = make_readers(READERS)
    take(double, readers, save("more.txt", "Acme sold no engines at all, it says."))
    check_and_store(double, CASE, "C1", readers, top_k=1)
    mine, theirs = seen_by(double, IDA).checked, seen_by(double, BO).checked
    assert mine and theirs
    assert [one for one in mine.evidence if "never" in one.passage.text]
    assert [one for one in theirs.evidence if "never" in one.passage.text] == []


def test_the_log_entry_of_the_second_does_not_say_what_the_first_decided(double: Workspace) -> None:
    first_is_done(double)
    decide(double, BO, "never", Stance.NEUTRAL)
    with double.opened_by(BO).reading() as db:
        newest = load_links(db, CASE, "C1")[-1].entry
    assert newest and newest.before is None


@pytest.mark.parametrize("format_", list(FORMATS))
def test_no_export_of_the_second_holds_what_the_first_decided(double: Workspace, format_: str) -> None:
    plain = gather_export(double.opened_by(BO), CASE, with_figures=False)
    first_is_done(double)
    export = gather_export(double.opened_by(BO), CASE, with_figures=False)
    assert export.table.equals(plain.table)
    assert any("neither sees the other's decisions" in one and "C1" in one for one in export.notices)
    if format_ != "claimreview":  # which refuses a claim without a verdict
        made = make_file(export, format_).data
        assert b"IDAS" not in made
        assert b"Ida" not in made


def test_files_that_carry_the_whole_log_wait_until_both_are_done(double: Workspace, tmp_path: Path) -> None:
    make_packet(double.opened_by(BO), CASE, tmp_path / "before.zip")  # nothing is decided yet
    first_is_done(double)
    with pytest.raises(NotPermitted, match="must not see each other's decisions: C1"):
        make_packet(double.opened_by(BO), CASE, tmp_path / "packet.zip")
    with pytest.raises(NotPermitted, match="C1"):
        export_case(double.opened_by(BO), CASE, tmp_path / "case.zip")
    decide(double, BO, "sold", Stance.SUPPORTS)
    conclude(double, BO, VerdictLabel.SUPPORTED)
    make_packet(double, CASE, tmp_path / "packet.zip")


def test_the_command_line_tells_the_second_nothing(double: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_REVIEWER", BO)
    commands = (["case", "show", CASE], ["log", "--case", CASE], ["log", "--case", CASE, "--claim", "C1"],
                ["log", "--case", CASE, "--json"], ["worklist", "--case", CASE])  # fmt: skip
    run = lambda words: CliRunner().invoke(app, ["--workspace", str(double.root), *words]).output  # noqa: E731
    decide(double, IDA, "sold", Stance.SUPPORTS)
    before = [run(words) for words in commands]
    decide(double, IDA, "sold", Stance.CONTRADICTS, "IDAS NOTE")
    decide(double, IDA, "never", None)
    assert [run(words) for words in commands] == before
    conclude(double, IDA, VerdictLabel.CONTRADICTED, "IDAS REASON")
    assert not any("IDAS" in run(words) or "Contradicted" in run(words) for words in commands)


def test_a_third_person_is_sent_to_another_claim(double: Workspace) -> None:
    decide(double, IDA, "sold", Stance.SUPPORTS)
    decide(double, BO, "sold", Stance.SUPPORTS)
    with pytest.raises(NotPermitted, match="Two people review this claim already"):
        decide(double, CY, "sold", Stance.SUPPORTS)


def test_nobody_takes_back_what_another_decided_blind(double: Workspace) -> None:
    decide(double, IDA, "sold", Stance.SUPPORTS)
    with double.reading() as db:
        number = load_chain(db, CASE)[-1].number
    with pytest.raises(NotPermitted, match="each takes back what they decided"), double.writing() as db:
        undo(db, CASE, number, BO, "")
    with double.opened_by(IDA).writing() as db:
        undo(db, CASE, number, IDA, "")
    assert seen_by(double, IDA).reviews == {}


# Once both are done


def test_then_both_see_all_and_what_differs_counts_for_nothing(double: Workspace) -> None:
    both_are_done(double)
    sold, never = number_of(double, "sold"), number_of(double, "never")
    for who in (IDA, BO, CY):
        record = seen_by(double, who)
        assert not record.is_open
        assert {number: [one.reviewer for one in all_] for number, all_ in record.reviews.items()} == {sold: [IDA, BO]}
        assert [one.reviewer for one in record.disputes[never]] == [IDA, BO]
        assert record.verdict is None
        assert record.verdict_dispute and [one.label.value for one in record.verdict_dispute] == ["Supported", "Mixed"]
        assert "IDAS REASON" in log_of(double, who)
    table = gather_export(double, CASE, with_figures=False).table
    assert set(table["verdict"]) == {""}
    assert sorted(table["stance_set_by"]) == ["Bo", "model"]


def test_what_the_two_differ_on_is_in_no_sum_until_it_is_settled(double: Workspace) -> None:
    both_are_done(double)
    record = seen_by(double, CY)
    assert record.checked is not None
    summary = summarise(record.checked.evidence, record.reviews, disputed=record.disputes)
    assert (summary.supports.sources, summary.contradicts.sources, summary.disputed) == (1, 0, 1)


def test_then_neither_changes_what_was_decided_blind(double: Workspace) -> None:
    both_are_done(double)
    with pytest.raises(NotPermitted, match=r"Both reviewers are done with this claim \(Ida, Bo\)"):
        decide(double, IDA, "sold", Stance.NEUTRAL)
    with pytest.raises(NotPermitted, match="Both reviewers are done"):
        conclude(double, BO, VerdictLabel.SUPPORTED)
    with double.reading() as db:
        verdict = load_chain(db, CASE)[-1].number
    with pytest.raises(NotPermitted, match="what they decided stays"), double.opened_by(BO).writing() as db:
        undo(db, CASE, verdict, BO, "")


def test_an_adjudicator_settles_with_a_reason_and_then_it_counts(double: Workspace) -> None:
    both_are_done(double)
    never = number_of(double, "never")
    with pytest.raises(BadInput, match="needs a reason"):
        settle_review(double, CASE, "C1", never, Stance.CONTRADICTS, " ", CY)
    settle_review(double, CASE, "C1", never, Stance.CONTRADICTS, "It is a denial.", CY, seen_by(double, CY).version)
    settle_verdict(double, CASE, "C1", VerdictLabel.MIXED, "Both are said.", CY, seen_by(double, CY).version)
    record = seen_by(double, IDA)
    assert record.disputes == {}
    assert record.verdict and (record.verdict.reviewer, record.verdict.justification) == (CY, "Both are said.")
    assert record.reviews[never][-1].note == "It is a denial."
    assert (
        "disagreement settled"
        in CliRunner().invoke(app, ["--workspace", str(double.root), "log", "--case", CASE]).output
    )
    with pytest.raises(NotPermitted, match="settled already"):
        settle_review(double, CASE, "C1", never, None, "No.", CY)
    with double.opened_by(CY).reading() as db:
        settled = load_chain(db, CASE)[-2].number
    with double.opened_by(CY).writing() as db:
        undo(db, CASE, settled, CY, "Too early.")
    assert list(seen_by(double, IDA).disputes) == [never]
    assert verify_folder(double.root).faults == []


def test_nothing_is_settled_before_both_are_done_or_where_they_agree(double: Workspace) -> None:
    first_is_done(double)
    with pytest.raises(NotPermitted, match="not both done"):
        settle_review(double, CASE, "C1", number_of(double, "never"), None, "x", CY)
    decide(double, BO, "sold", Stance.SUPPORTS)
    conclude(double, BO, VerdictLabel.SUPPORTED)
    with pytest.raises(NotPermitted, match="agree on this"):
        settle_review(double, CASE, "C1", number_of(double, "sold"), None, "x", CY)
    record = seen_by(double, CY)
    assert record.verdict and record.verdict_dispute is None


def test_loading_the_case_anew_leaves_how_it_is_reviewed(double: Workspace) -> None:
    with double.writing() as db:
        save_case(db, load_case(db, CASE))
        assert load_case(db, CASE).double_review
        set_double_review(db, CASE, False, "one is enough")
    assert verify_folder(double.root).faults == []


DECISIONS = st.dictionaries(st.integers(1, 5), st.sampled_from([*Stance, None]), max_size=5)


@given(DECISIONS, DECISIONS, st.sampled_from(VerdictLabel), st.sampled_from(VerdictLabel), st.booleans())
def test_everything_is_seen_counting_or_disputed_and_nothing_before_both_are_done(
    one: dict[int, Stance | None],
    other: dict[int, Stance | None],
    label: VerdictLabel,
    other_label: VerdictLabel,
    is_done: bool,
) -> None:
    def reviews(decided: dict[int, Stance | None], who: str) -> dict[int, Review]:
        return {n: Review(n, Decision.CORRECT, stance, who, "2026") for n, stance in decided.items()}

    by = reviews(one, IDA), reviews(other, BO)
    all_ = {n: tuple(side[n] for side in by if n in side) for n in {*one, *other}}
    verdicts = [Verdict("C1", label, "x", IDA, "2026")] + [Verdict("C1", other_label, "x", BO, "2026")] * is_done
    assert len(done_with(verdicts)) == 1 + is_done
    sight = look(all_, verdicts, BO)
    if not is_done:
        assert sight.reviews == {n: (review,) for n, review in by[1].items()}
        assert (sight.verdicts, sight.disputes, sight.pair) == ((), {}, ())
        return
    assert {*sight.reviews, *sight.disputes} == set(all_)
    assert not {*sight.reviews} & {*sight.disputes}
    assert set(sight.disputes) == {n for n in one if n in other and one[n] is not other[n]}
    assert (sight.verdict_dispute is None) == (label is other_label) == bool(sight.verdicts)
    assert tuple(decided for decided, _ in sight.pair) == by


# Agreement


def test_kappa_is_that_of_cohens_formula_on_published_tables() -> None:
    yes_no = ["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert cohen_kappa(*yes_no) == pytest.approx(0.4)  # 50 grant proposals, in every textbook on kappa
    one = ["a"] * 60 + ["b"] * 40
    assert cohen_kappa(one, ["a"] * 45 + ["b"] * 15 + ["a"] * 25 + ["b"] * 15) == pytest.approx(0.1304, abs=1e-4)
    assert cohen_kappa(one, ["a"] * 25 + ["b"] * 35 + ["a"] * 5 + ["b"] * 35) == pytest.approx(0.2593, abs=1e-4)


def test_alpha_is_that_of_krippendorffs_own_examples() -> None:
    # Computing Krippendorff's Alpha-Reliability (2011), C: four observers, twelve units, nominal, missing judgements
    rows = ["1 1 . 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4", "4 4 4 4", "1 1 2 1", "2 2 2 2",
            ". 5 5 5", ". . 1 1", ". . 3 ."]  # fmt: skip
    assert krippendorff_alpha([row.replace(".", "").split() for row in rows]) == pytest.approx(0.743, abs=5e-4)
    # the same paper, B: two observers, twelve units, nominal, nothing missing
    one, other = (
        ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"],
        ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"],
    )
    assert krippendorff_alpha(list(zip(one, other, strict=True))) == pytest.approx(0.692, abs=5e-4)
    # and A: two observers, ten units, two values
    one, other = list("0100000010"), list("1110010000")
    assert krippendorff_alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=5e-4)


@pytest.mark.parametrize("labels", [[], ["a"], ["a", "a"]])
def test_agreement_without_two_values_is_not_defined(labels: list[str]) -> None:
    assert cohen_kappa(labels, labels) is None
    assert krippendorff_alpha([(one, one) for one in labels]) is None


def test_agreement_of_a_case_is_by_two_people_and_over_all() -> None:
    judged = {"Ida": {1: "a", 2: "b", 3: "a"}, "Bo": {1: "a", 2: "a", 4: "b"}, "Cy": {9: "a"}}
    agreement = measure(judged)
    assert agreement.things == 2
    (pair,) = agreement.pairs
    assert (pair.people, pair.both, pair.agreed) == (("Bo", "Ida"), 2, 1)
    assert pair.table == {("a", "a"): 1, ("a", "b"): 1}
    assert agreement.alpha == pytest.approx(0.0)
