"""The timeline: partial dates stay partial, nothing is dropped, and what cannot be told is said."""

from __future__ import annotations

import random

import pytest
from conftest import make_claim, make_document
from hypothesis import given
from hypothesis import strategies as st

from factcheck.chronology import Happening, When, compare_days, list_events, what_was_known
from factcheck.dates import date_range
from factcheck.model import Claim, Document, Provenance

DATES = st.sampled_from(["", "2016", "2016-05", "2016-05-03", "2016-05-04", "2016-06", "2017", "soon"])


def paper(letter: str = "a", **known: str) -> Document:
    return make_document(letter * 64, provenance=Provenance(**known))


@given(st.lists(DATES, max_size=6), st.lists(st.tuples(DATES, DATES, DATES), max_size=6), st.randoms())
def test_every_statement_and_paper_is_there_once_and_the_order_is_stable(
    said: list[str], papers: list[tuple[str, str, str]], chance: random.Random
) -> None:
    claims: list[Claim] = [make_claim(f"C{number}", date=day) for number, day in enumerate(said)]
    documents = [
        paper(chr(97 + number), document_date=one, published_date=two, obtained_date=three)
        for number, (one, two, three) in enumerate(papers)
    ]
    dated, undated = list_events(claims, documents)
    for happening, number in ((Happening.SAID, len(claims)), (Happening.WRITTEN, len(documents))):
        assert sum(event.happening is happening for event in (*dated, *undated)) == number
    starts = [event.days[0] for event in dated if event.days]
    assert starts == sorted(starts)
    assert {event.date for event in dated} <= {"2016", "2016-05", "2016-05-03", "2016-05-04", "2016-06", "2017"}
    chance.shuffle(claims)
    chance.shuffle(documents)
    assert list_events(claims, documents) == (dated, undated)


def test_of_one_first_day_the_coarser_date_comes_first() -> None:
    claims = [make_claim("C1", date="2016-01-01"), make_claim("C2", date="2016"), make_claim("C3", date="2016-01")]
    assert [event.date for event in list_events(claims, [])[0]] == ["2016", "2016-01", "2016-01-01"]


@pytest.mark.parametrize(
    ("paper_date", "said", "when"),
    [
        ("2016", "2017-01-01", When.BEFORE),
        ("2016-05-02", "2016-05-03", When.BEFORE),
        ("2016", "2016-05", When.OPEN),
        ("2016-05", "2016-05", When.OPEN),
        ("2016-05-03", "2016-05-03", When.SAME_DAY),
        ("2017", "2016-12-31", When.AFTER),
        ("", "2016", When.UNDATED),
        ("2016", "", When.UNDATED),
    ],
)
def test_how_a_paper_lies_to_a_statement(paper_date: str, said: str, when: When) -> None:
    assert compare_days(date_range(paper_date), date_range(said)) is when


def test_what_was_known_when_it_was_said() -> None:
    document = paper(document_date="2016-05", published_date="2018", obtained_date="2020-01-02")
    (known,) = what_was_known(make_claim(date="2017"), [document])
    assert (known.written, known.published, known.obtained) == (When.BEFORE, When.AFTER, When.AFTER)
