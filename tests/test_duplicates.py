"""Copies, re-scans and versions of one paper are found, compared, and count as one source."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, SUPPORTS, make_claim, make_readers, take
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from factcheck.cli import app
from factcheck.duplicates.folding import fold
from factcheck.duplicates.signatures import Signatures, group, sign
from factcheck.duplicates.versions import ChangeKind, Place, compare_versions, find_sentences, say_same
from factcheck.export.table import evidence_table
from factcheck.model import Evidence
from factcheck.pipeline import check_and_store
from factcheck.relating import relate_documents
from factcheck.store.cases import save_claim
from factcheck.store.documents import load_documents
from factcheck.store.duplicates import load_groups, load_pairs, load_unsigned
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace
from factcheck.ui.words import say_sides

WORDS = """agency contract software officer report system data case field office vendor deliver review record budget
travel letter meeting decision policy search analyst target memo signed approved denied later before under""".split()  # noqa: SIM905
SLIPS = {"o": "0", "l": "1", "i": "l", "s": "5", "e": "c", "h": "b", "m": "rn", "t": "f", "n": "u", "a": "o"}


def make_memo(seed: int, sentences: int = 40) -> list[str]:
    """Sentences that no other seed gives."""
    chance = random.Random(seed)
    return [
        f"{' '.join(chance.choice(WORDS) for _ in range(12)).capitalize()} {chance.randint(100, 999)}."
        for _ in range(sentences)
    ]


def scan(text: str, slips: float, seed: int = 1) -> str:
    """What OCR reads of a text, with so many wrong letters among a hundred."""
    chance = random.Random(seed)
    return "".join(
        (SLIPS.get(one) or chance.choice("acdeg")) if one.isalpha() and chance.random() < slips else one for one in text
    )


def close(one: str, *others: str) -> list[str]:
    known = Signatures()
    known.add({str(place): sign([other]) for place, other in enumerate(others)})
    return sorted(known.find_close(sign([one])))


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000), slips=st.sampled_from([0.0, 0.01, 0.02, 0.05]))
def test_a_rescan_is_found_among_other_papers(seed: int, slips: float) -> None:
    text = " ".join(make_memo(seed))
    assert close(text, scan(text, slips, seed), " ".join(make_memo(seed + 1)), " ".join(make_memo(seed + 2))) == ["0"]


def test_a_version_with_passages_taken_out_is_found_and_so_is_a_memo_within_a_bundle() -> None:
    memo = make_memo(1)
    assert close(" ".join(memo), " ".join(memo[:10] + memo[22:])) == ["0"]
    assert close(" ".join(memo), " ".join(make_memo(2) + memo + make_memo(3, 60))) == ["0"]
    assert close(" ".join(memo), " ".join("[redacted]" if number % 3 else one for number, one in enumerate(memo))) == [
        "0"
    ]


def test_texts_too_short_to_tell_are_not_compared() -> None:
    assert close("Approved.", "Approved.") == []
    assert close("", "") == []


def test_pairs_that_hang_together_are_one_group() -> None:
    assert group([("c", "d"), ("a", "b"), ("b", "c"), ("x", "y")]) == [("a", "b", "c", "d"), ("x", "y")]


# What differs


def sentences(*texts: str) -> list[Place]:
    return find_sentences([(number, text) for number, text in enumerate(texts, start=1)])


def test_slips_line_breaks_and_pages_are_no_differences() -> None:
    memo = make_memo(5, 12)
    first = sentences(" ".join(memo[:6]), " ".join(memo[6:]))
    second = sentences("\n".join(memo[:3]).replace("o", "0", 2), " ".join(memo[3:]))
    assert compare_versions(first, second) == []


def test_what_was_added_removed_and_changed_is_told_with_its_page() -> None:
    memo = make_memo(6, 8)
    other = [*memo[:2], "A new sentence was put in here by the vendor.", *memo[2:5], memo[6].replace("1", "2"), memo[7]]
    other[-2] = "Nobody " + other[-2][0].lower() + other[-2][1:]
    changes = compare_versions(sentences(" ".join(memo)), sentences(" ".join(other[:4]), " ".join(other[4:])))
    assert [(one.kind, one.first and one.first.page, one.second and one.second.page) for one in changes] == [
        (ChangeKind.ADDED, None, 1),
        (ChangeKind.REMOVED, 1, None),
        (ChangeKind.CHANGED, 1, 2),
    ]


def test_what_one_version_redacts_and_the_other_shows_is_told_as_that() -> None:
    shown = sentences("The agency met with Ida Berg of Acme in Bern on Monday. It paid nothing.")
    redacted = sentences("The agency met with [redacted] in Bern on Monday. It paid nothing.")
    (change,) = compare_versions(redacted, shown)
    assert change.kind is ChangeKind.REDACTED
    assert change.second is not None and "Ida Berg" in change.second.text


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("The agency paid 41 million to the vendor.", "The agcncy paid 41 million to tbe vendor.", True),
        ("The agency paid 41 million to the vendor.", "The agency paid 47 million to the vendor.", False),
        ("The agency did use the system in the field.", "The agency did not use the system in the field.", False),
        ("Officers used the system in the field daily.", "Nobody, officers used the system in the field daily.", False),
        (
            "It was a lawful order of the head of the office.",
            "It was an unlawful order of the head of the office.",
            False,
        ),
        ("The agency met [redacted] in the field.", "The agency met Ida in the field.", False),
    ],
)
def test_a_figure_or_a_negation_makes_another_statement(one: str, other: str, is_same: bool) -> None:
    assert say_same(one, other) is is_same


@given(st.text(max_size=60))
def test_folding_keeps_letters_and_digits_only_and_folds_once(text: str) -> None:
    assert all(one.isalnum() for one in fold(text))


# In a workspace

KEY = "The officers of the field office used the software of Acme on 14 cases."


@pytest.fixture
def copies(workspace: Workspace, save: Callable[[str, bytes | str], Path]) -> Workspace:
    """A memo three times: as it was, scanned again, and within a bundle; and another paper that says the same."""
    memo = [*make_memo(7, 20), KEY, *make_memo(8, 20)]
    text = " ".join(memo)
    papers = {
        "memo.txt": text,
        "rescan.txt": scan(text[: text.index(KEY)], 0.02)
        + KEY.replace("used", "uscd")
        + scan(text[text.index(KEY) + len(KEY) :], 0.02),
        "bundle.txt": " ".join(make_memo(9, 15)) + "\f" + text,
        "other.txt": " ".join([*make_memo(10, 20), KEY, *make_memo(11, 20)]),
    }
    take(workspace, make_readers(), *[save(name, content) for name, content in papers.items()])
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(text="Officers of the field office used the software of Acme on 14 cases."))
    return workspace


def files_of(workspace: Workspace) -> dict[str, str]:
    with workspace.reading() as db:
        return {one.sha256: one.file for one in load_documents(db, CASE)}


def test_copies_are_grouped_as_they_are_taken_in(copies: Workspace) -> None:
    files = files_of(copies)
    with copies.reading() as db:
        assert {files[sha256] for sha256 in load_groups(db, CASE)} == {"memo.txt", "rescan.txt", "bundle.txt"}
        assert not load_unsigned(db)
        assert len(load_pairs(db, CASE)) == 3


def test_comparing_again_changes_nothing(copies: Workspace) -> None:
    with copies.reading() as db:
        before = load_pairs(db, CASE)
    relate_documents(copies)
    with copies.reading() as db:
        assert load_pairs(db, CASE) == before


def checked(workspace: Workspace) -> list[Evidence]:
    readers = make_readers({"software of Acme on 14": SUPPORTS})
    return list(check_and_store(workspace, CASE, "C1", readers).evidence)


def test_three_copies_count_as_one_source_and_another_paper_as_its_own(copies: Workspace) -> None:
    files = files_of(copies)
    saying = [one for one in checked(copies) if "14 cases" in one.reading.rationale.text]
    assert {files[one.document.sha256] for one in saying} == set(files.values())
    leads = [one for one in saying if not one.copy_of]
    assert {files[one.document.sha256] for one in leads if files[one.document.sha256] == "other.txt"} == {"other.txt"}
    assert len(leads) == 2
    with copies.reading() as db:
        assert say_sides(load_record(db, CASE, "C1")).startswith("2 supporting")


def test_every_copy_stays_in_the_table_and_names_the_others(copies: Workspace) -> None:
    checked(copies)
    table = evidence_table(copies, CASE)
    rows = table[table["rationale"].str.contains("14 cases")]
    assert set(rows["file"]) == {"memo.txt", "rescan.txt", "bundle.txt", "other.txt"}
    by_file = dict(zip(rows["file"], rows["also_in"], strict=True))
    assert by_file["other.txt"] == ""
    assert "memo.txt, page 1, SHA-256 " in by_file["rescan.txt"]
    assert "bundle.txt, page 2, SHA-256 " in by_file["rescan.txt"]


def test_copies_push_no_other_paper_out_of_the_evidence(
    workspace: Workspace, save: Callable[[str, bytes | str], Path]
) -> None:
    memo = " ".join([*make_memo(7, 8), KEY, *make_memo(8, 8)])
    papers = {f"copy{number}.txt": memo + f"\nCopy number {number}." for number in range(6)}
    papers["other.txt"] = "The field office of the officers has cases of software."
    take(workspace, make_readers(), *[save(name, content) for name, content in papers.items()])
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim(text=KEY))
    evidence = check_and_store(workspace, CASE, "C1", make_readers(), top_k=3).evidence
    assert "other.txt" in {one.document.file for one in evidence}


def run(workspace: Workspace, *words: str) -> str:
    done = CliRunner().invoke(
        app, ["document", "duplicates", "--case", CASE, "--workspace", str(workspace.root), *words]
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_lists_groups_and_says_what_differs(copies: Workspace) -> None:
    said = run(copies)
    assert "1. 3 documents that count as one source:" in said
    assert "1 groups of duplicates among 4 documents." in said
    by_name = {file: sha256 for sha256, file in files_of(copies).items()}
    said = run(copies, "--differences", by_name["memo.txt"], "--differences", by_name["bundle.txt"])
    assert "15 differences" in said
    assert said.count("+ added, page 1:") == 15
