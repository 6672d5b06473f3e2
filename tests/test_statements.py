"""Statements: exact places, who speaks, what is worth checking, what is open, and what can be taken apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import CASE
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from factcheck.claims.place import Place, read_place
from factcheck.cli import app
from factcheck.errors import BadInput, UnreadableDocument
from factcheck.evaluate.claims import evaluate_claims
from factcheck.evaluate.claims import read_sentences as read_labelled
from factcheck.model import Page, ReadAs
from factcheck.statements.clauses import split_clauses
from factcheck.statements.keeping import find_taken, keep_pasted, keep_statement, open_statement, take_claim
from factcheck.statements.referents import find_referents
from factcheck.statements.sentences import read_sentences
from factcheck.statements.signs import Kind
from factcheck.statements.turns import find_turns
from factcheck.statements.worth import Grade, weigh
from factcheck.store.cases import load_claim
from factcheck.store.log import load_links
from factcheck.store.statements import Statement
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

RELEASE = (
    "ACME ANNOUNCES RESULTS\n\n"
    "SPRINGFIELD, 3 May 2019 – Acme Corp. (NYSE: ACM) today said it sold 40 drones in 2018, and that revenue rose 12%.\n"
    "“We’re proud of our people — and we have never worked for ICE,” said Jane Doe. 😀 The company will cut "
    "emissions by 30 per cent by 2030; it has already closed two plants.\n\nMedia contact: Bo Roe\n"
)
TRANSCRIPT = (
    "Q: Did you sell it to them last year?\n"
    "JANE DOE: We did not sell it, but we tested it in Kenya. They bought 12 elsewhere.\n"
    "Q. How many?\nA. About four hundred.\n"
)


def page(text: str, number: int = 1) -> Page:
    return Page(number, text, ReadAs.TEXT)


SIGNS = st.text(st.sampled_from("aeiou STWQ: .?!;,“”’—–-()0123456789\n\t$%é😀ß[]\u00a0"), max_size=300)
PIECES = [*RELEASE.split(), *TRANSCRIPT.split(), "\n", "Q:", "JANE DOE:", "and", "; it was"]


@given(SIGNS | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_every_sentence_word_and_part_is_a_literal_slice_of_its_page(text: str) -> None:
    last = 0
    for sentence in read_sentences([page(text)]):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= last
        last = sentence.end
        for one in (*sentence.referents, *sentence.parts):
            assert text[one.start : one.end] == one.text
            assert sentence.start <= one.start < one.end <= sentence.end


@pytest.mark.parametrize("text", [RELEASE, TRANSCRIPT])
def test_no_letter_of_a_statement_is_lost_but_the_labels(text: str) -> None:
    kept = "".join(sentence.text for sentence in read_sentences([page(text)]))
    labels = "".join(text[end:start] for end, start in gaps(text))
    assert sorted("".join((kept + labels).split())) == sorted("".join(text.split()))


def gaps(text: str) -> list[tuple[int, int]]:
    """The spans between turns, which are the labels."""
    edges = [0, *(edge for turn in find_turns(text) for edge in (turn.start, turn.end)), len(text)]
    return [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]


def test_turns_of_a_transcript() -> None:
    turns = find_turns(TRANSCRIPT)
    assert [(turn.speaker, turn.is_question) for turn in turns] == [
        ("Q", True), ("JANE DOE", False), ("Q", True), ("A", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Note: this is no speaker.",
        "Media contact: Bo Roe",
        "Safety first: we test every car.",
        "SPRINGFIELD, 3 May 2019 – Acme Corp. (NYSE: ACM) sold it.",
        "The firm said: we sold it.",
        "At 10:30 they met.",
    ],
)
def test_what_is_no_label_of_a_speaker(line: str) -> None:
    assert [turn.speaker for turn in find_turns(line)] == [""]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Operator: Welcome.\nJane Doe, chief executive: Thanks.", ["Operator", "Jane Doe"]),
        ("Jane Doe -- Chief Executive Officer\nThanks.\nBo Roe -- Analyst\nHello.", ["Jane Doe", "Bo Roe"]),
        ("Bo Roe: Why?\nAnn Lee: Because.\nBo Roe: I see.\nAnn Lee: Good.", ["Bo Roe", "Ann Lee", "Bo Roe", "Ann Lee"]),
        ("THE COURT: Sit down.\nMR. SMITH: Thank you.", ["THE COURT", "MR. SMITH"]),
    ],
)
def test_labels_of_speakers(text: str, speakers: list[str]) -> None:
    assert [turn.speaker for turn in find_turns(text)] == speakers


def test_a_turn_goes_on_over_the_page() -> None:
    read = read_sentences([page("JANE DOE: We sold it."), page("We sold it all.\nBO ROE: Why?", 2)])
    assert [(one.page, one.speaker) for one in read] == [(1, "JANE DOE"), (2, "JANE DOE"), (2, "BO ROE")]


@pytest.mark.parametrize(
    ("text", "grade", "kind"),
    [
        ("We sold 40 drones to the police in 2019.", Grade.HIGH, Kind.FIGURE),
        ("The contract ended on 3 May 2017.", Grade.HIGH, Kind.DATE),
        ("Acme has never worked for the border agency ICE.", Grade.HIGH, Kind.DENIAL),
        ("We are proud of our great people.", Grade.LOW, Kind.OPINION),
        ("We will strive to do better.", Grade.LOW, Kind.COMMITMENT),
        ("Many customers like various things.", Grade.LOW, Kind.VAGUE),
        ("Did you sell 40 drones?", Grade.LOW, Kind.QUESTION),
        ("Forward-Looking Statements", Grade.LOW, Kind.FRAGMENT),
    ],
)
def test_worth_and_its_reason(text: str, grade: Grade, kind: Kind) -> None:
    worth = weigh(text)
    assert worth.grade is grade
    assert kind in worth.kinds
    assert worth.reasons


def test_words_that_need_others_are_flagged_and_not_guessed() -> None:
    assert [one.text for one in find_referents("We told the agency that they bought it last year.")] == [
        "We", "the agency", "they", "it", "last year",
    ]  # fmt: skip
    (we,) = find_referents("We sold drones.", speaker="Ida Roe")
    assert we.question == "Ida Roe's “we”: which organisation?"
    assert find_referents("It is important to know that safety comes first.") == ()
    assert find_referents("The US Army bought 12 drones from Acme.") == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We sold 40 drones and have never worked for ICE.", ["We sold 40 drones", "have never worked for ICE."]),
        ("Revenue rose 12%; the company closed two plants.", ["Revenue rose 12%", "the company closed two plants."]),
        ("Acme paid no tax, but it received $4 million.", ["Acme paid no tax", "it received $4 million."]),
        (
            "Acme said it sold 40 drones, and that revenue rose 12%.",
            ["Acme said it sold 40 drones", "revenue rose 12%."],
        ),
        ("Acme sold drones, cameras and software to the police.", []),
        ("Research and development cost $4 million.", []),
        ("Salt and pepper.", []),
    ],
)
def test_compound_sentences_are_offered_apart(text: str, parts: list[str]) -> None:
    assert [part.text for part in split_clauses(text)] == parts


def test_a_part_says_what_it_lacks() -> None:
    _, second = split_clauses("Acme sold 40 drones and has never worked for ICE.")
    assert second.lacks == ("its subject: “Acme” in the part before",)
    _, second = split_clauses("Acme sold 40 drones, but they were never paid for.")
    assert second.lacks == ("what “they” refers to",)


def test_a_claim_keeps_its_place_and_the_log_tells_it(workspace: Workspace) -> None:
    sha256 = keep_pasted(workspace, CASE, RELEASE, Statement("", "Results 2018", "Jane Doe", "Acme", "2019-05-03"))
    read = open_statement(workspace, CASE, sha256)
    sentence = next(one for one in read.sentences if "40 drones" in one.text)
    place = Place(sha256, sentence.page, sentence.start, sentence.end)
    whole = take_claim(workspace, CASE, place, organisation="Acme")
    edited = take_claim(workspace, CASE, place, text="Acme sold 40 drones in 2018.", speaker="Jane Doe")
    assert (whole.wording, edited.wording) == ("quote", "paraphrase")
    assert edited.original == sentence.text == read.pages[0].text[sentence.start : sentence.end]
    assert read_place(edited.place) == place
    assert find_taken(workspace, CASE, sha256) == [(place, whole), (place, edited)]
    with workspace.reading() as db:
        assert load_claim(db, CASE, edited.id) == edited
        last = load_links(db, CASE)[-1].entry
    assert last is not None
    assert (last.after or {})["place"] == edited.place
    assert verify_workspace(workspace).faults == []


def test_a_statement_is_no_evidence_of_its_case(workspace: Workspace) -> None:
    from factcheck.store.documents import load_documents

    keep_pasted(workspace, CASE, RELEASE, Statement(""))
    with workspace.reading() as db:
        assert load_documents(db, CASE) == []


def test_what_cannot_be_a_statement_is_refused_and_not_kept(workspace: Workspace, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing more")
    with pytest.raises(UnreadableDocument):
        keep_statement(workspace, CASE, broken, "broken.pdf", Statement(""))
    with pytest.raises(BadInput, match="empty"):
        keep_pasted(workspace, CASE, " \n", Statement(""))
    assert verify_workspace(workspace).faults == []


@pytest.mark.parametrize("text", ["", "x", "0" * 64, "0" * 64 + "#page=1&char=5,5", "0" * 64 + "#page=0&char=1,5"])
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(BadInput):
        read_place(text)


def test_nothing_is_taken_from_where_nothing_stands(workspace: Workspace) -> None:
    sha256 = keep_pasted(workspace, CASE, "Acme sold 40 drones.", Statement(""))
    with pytest.raises(BadInput, match="Nothing stands"):
        take_claim(workspace, CASE, Place(sha256, 1, 5, 900))


def test_the_points_are_measured_on_labelled_sentences(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    rows = [
        ("We sold 40 drones in 2019.", "check_worthy"),
        ("We are proud of our people.", "non_factual"),
        ("Revenue rose 12% to $41 million.", "check_worthy"),
        ("Thank you all.", "non_factual"),
    ]
    labelled.write_text("\n".join(json.dumps({"text": text, "label": label}) for text, label in rows))
    measured = evaluate_claims(read_labelled(labelled))
    assert (measured["sentences"], measured["worth checking"]) == (4, 2)
    assert measured["worth checking: F1"] == measured["average precision"] == 1.0


def test_a_statement_is_split_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "release.txt"
    file.write_text(RELEASE, encoding="utf-8")
    done = CliRunner().invoke(app, ["claim", "split", str(file), "--json"])
    told = {one["text"]: one for one in json.loads(done.stdout)}
    drones = next(one for text, one in told.items() if "40 drones" in text)
    assert drones["worth"] == "worth checking"
    assert "figure: “40 drones”, “12%”" in drones["reasons"]
