"""Case studies by their rules: what may be marked and submitted, what a hint tells, what is compared after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import make_evidence
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import BadInput, NotPermitted
from factcheck.model import (
    Gold,
    GoldVerdict,
    Hint,
    Lesson,
    Page,
    Passage,
    ReadAs,
    Span,
    Stance,
    StudentAnswer,
    StudentMark,
    StudentWork,
    VerdictLabel,
)
from factcheck.study.comparing import Difference, compare
from factcheck.study.explaining import count_differences, explain_difference
from factcheck.study.hints import next_hint
from factcheck.study.marking import check_submission, locate_quotation, make_mark
from factcheck.study.places import GoldPlace, locate_gold, matching_mark

PAPER = "a" * 64
CONTRADICTED, SUPPORTED, MIXED = VerdictLabel.CONTRADICTED, VerdictLabel.SUPPORTED, VerdictLabel.MIXED


def page(text: str, number: int = 1) -> Page:
    return Page(number, text, ReadAs.TEXT)


def place(stance: Stance, start: int, end: int, lesson: Lesson | None = None) -> GoldPlace:
    return GoldPlace(Gold("C1", "D1", "a.md", "x", stance, "why", "", lesson), PAPER, 1, start, end)


def mark(stance: Stance, start: int, end: int, number: int = 1) -> StudentMark:
    return StudentMark(PAPER, number, start, end, stance)


# Words on a page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("do not know", "do\nnot know"),
        ('"We do not', "“We do\nnot"),
        ("chief-executive's", "chief–executive’s"),
        ("  He   said: ", "He said:"),
    ],
)
def test_words_are_found_however_they_are_typed(words: str, found: str) -> None:
    text = "He said: “We do\nnot know.” The chief–executive’s letter. Twice. Twice."
    assert locate_quotation(text, words).text == found


@pytest.mark.parametrize(
    ("words", "reason"), [("", "Choose a sentence"), ("they know", "do not stand"), ("Twice.", "stand 2 times")]
)
def test_words_that_are_nowhere_or_in_two_places_are_refused(words: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        locate_quotation("We do not know. Twice. Twice.", words)


@given(st.text(min_size=1), st.data())
def test_what_is_located_stands_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        span = locate_quotation(text, text[start:end])
    except BadInput:
        return
    assert text[span.start : span.end] == span.text
    assert len(span.text.split()) == len(text[start:end].split())


def test_only_a_side_can_be_marked() -> None:
    assert make_mark(PAPER, page("Acme sold."), 0, 4, Stance.SUPPORTS).text == "Acme"
    with pytest.raises(BadInput, match="stays unmarked"):
        make_mark(PAPER, page("Acme sold."), 0, 4, Stance.NEUTRAL)
    with pytest.raises(BadInput, match="not on the page"):
        make_mark(PAPER, page("Acme sold."), 4, 99, Stance.SUPPORTS)


# What may be submitted


@pytest.mark.parametrize(
    ("label", "why", "stances", "reason"),
    [
        (None, "because", (), "Choose a verdict"),
        (SUPPORTED, " ", (Stance.SUPPORTS,), "Write down why"),
        (SUPPORTED, "because", (Stance.CONTRADICTS,), "that supports the claim"),
        (CONTRADICTED, "because", (), "that contradicts the claim"),
        (MIXED, "because", (Stance.SUPPORTS,), "that contradicts the claim"),
        (MIXED, "because", (), "supports and one that contradicts"),
    ],
)
def test_a_verdict_needs_reasons_and_passages(
    label: VerdictLabel | None, why: str, stances: tuple[Stance, ...], reason: str
) -> None:
    work = StudentWork(StudentAnswer(label, why), tuple(mark(stance, 0, 5) for stance in stances))
    with pytest.raises(NotPermitted, match=reason):
        check_submission(work)


def test_not_enough_evidence_needs_no_passage() -> None:
    answer = StudentAnswer(VerdictLabel.NOT_ENOUGH_EVIDENCE, "Nothing bears on it.")
    assert check_submission(StudentWork(answer)) == answer
    with pytest.raises(NotPermitted, match="submitted"):
        check_submission(StudentWork(replace(answer, submitted_at="2026-01-01T00:00:00+00:00")))


# Which mark means which judgement


@pytest.mark.parametrize(
    ("start", "end", "meant"),
    [(100, 150, True), (0, 400, True), (110, 120, True), (90, 126, True), (140, 200, False), (150, 160, False)],
)
def test_a_mark_means_a_judgement_when_they_share_half(start: int, end: int, meant: bool) -> None:
    judged = place(Stance.SUPPORTS, 100, 150)
    assert (matching_mark(judged, [mark(Stance.SUPPORTS, start, end)]) is not None) is meant
    assert matching_mark(judged, [mark(Stance.SUPPORTS, start, end, number=2)]) is None


def test_a_judgement_is_found_on_its_page() -> None:
    gold = Gold("C1", "D1", "a.md", "Acme sold", Stance.SUPPORTS, "why")
    assert locate_gold(gold, PAPER, [page("None."), page("Then Acme sold it.", 2)]) == GoldPlace(gold, PAPER, 2, 5, 14)
    with pytest.raises(BadInput, match=r"gold.csv, C1: .* does not stand in a.md"):
        locate_gold(gold, PAPER, [page("None.")])


# Side by side


def evidence_at(stance: Stance, start: int, end: int, rationale: tuple[int, int]) -> object:
    made = make_evidence(stance)
    hit = replace(made.hit, passage=Passage("p", PAPER, 1, start, end, "x" * (end - start)))
    reading = replace(made.reading, rationale=Span(*rationale, "words"))
    return replace(made, hit=hit, reading=reading)


def test_the_three_are_counted_plainly() -> None:
    places = (
        place(Stance.CONTRADICTS, 0, 20),
        place(Stance.SUPPORTS, 100, 120),
        place(Stance.SUPPORTS, 200, 220),
        place(Stance.NEUTRAL, 300, 320),
    )
    marks = (
        mark(Stance.CONTRADICTS, 0, 20),
        mark(Stance.CONTRADICTS, 100, 120),
        mark(Stance.SUPPORTS, 300, 320),
        mark(Stance.SUPPORTS, 900, 950),
    )
    answer = StudentAnswer(MIXED, "because", "2026-01-01T00:00:00+00:00")
    compared = compare(StudentWork(answer, marks), GoldVerdict(CONTRADICTED, "so"), places, ())
    counts = [compared.decisive, compared.found, compared.turned, compared.missed, compared.near_misses]
    assert [len(one) for one in counts] == [3, 1, 1, 1, 1]
    assert compared.other_marks == marks[3:]
    assert compared.is_verdict_alike is False
    assert compare(StudentWork(answer), None, places, ()).is_verdict_alike is None


@pytest.mark.parametrize(
    ("gold", "read", "difference"),
    [
        (Stance.SUPPORTS, None, Difference.NOT_RETRIEVED),
        (Stance.SUPPORTS, Stance.SUPPORTS, None),
        (Stance.SUPPORTS, Stance.NEUTRAL, Difference.AS_NEUTRAL),
        (Stance.SUPPORTS, Stance.CONTRADICTS, Difference.AS_OPPOSITE),
        (Stance.NEUTRAL, Stance.CONTRADICTS, Difference.TOO_MUCH),
        (Stance.NEUTRAL, Stance.NEUTRAL, None),
        (Stance.NEUTRAL, None, None),
    ],
)
def test_how_the_machine_differs(gold: Stance, read: Stance | None, difference: Difference | None) -> None:
    evidence = [evidence_at(read, 0, 200, (100, 120))] if read else []
    (judged,) = compare(StudentWork(), None, [place(gold, 100, 120, Lesson.CONTRACT)], evidence).judged  # type: ignore[arg-type]
    assert judged.difference is difference
    said = explain_difference(judged)
    assert bool(said) is (difference is not None)
    if difference is not None:
        assert "A contract is not use." in said
        assert "Why the author reads it so: why." in said
        assert count_differences([judged]) == [(str(difference), 1), ("a contract is not use", 1)]


def test_other_words_that_led_the_model_are_named() -> None:
    evidence = [evidence_at(Stance.CONTRADICTS, 0, 200, (0, 50))]
    (judged,) = compare(StudentWork(), None, [place(Stance.SUPPORTS, 100, 120)], evidence).judged  # type: ignore[arg-type]
    assert any("other words of the passage: “words”" in one for one in explain_difference(judged))


# Hints


def test_hints_go_from_document_to_words_and_end() -> None:
    places = [place(Stance.NEUTRAL, 0, 10), place(Stance.SUPPORTS, 20, 30), place(Stance.CONTRADICTS, 40, 50)]
    work = StudentWork(marks=(mark(Stance.SUPPORTS, 40, 50),))
    for start, step in [(20, 1), (20, 2), (20, 3), (0, 1), (0, 2), (0, 3)]:
        hint = next_hint(places, work)
        assert (hint.start, hint.step) == (start, step)
        work = replace(work, hints=(*work.hints, hint))
    with pytest.raises(NotPermitted, match="no more hint"):
        next_hint(places, work)


def test_a_hint_cannot_say_a_stance() -> None:
    assert not [name for name in Hint.__dataclass_fields__ if "stance" in name or "reason" in name]
