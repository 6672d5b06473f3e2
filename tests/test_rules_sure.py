"""A rule that is sure is right: what cannot be read in full, told apart, or said to be one and the same, corrects no model.

One file of more than 300 lines: one promise, a section for each kind of rule that could break it.
"""

from __future__ import annotations

import math
from datetime import date

import pytest
from conftest import SUPPORTS, ScriptedStance
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.model import Passage
from factcheck.stance.reading import read_passages
from factcheck.stance.rules import Outcome, compare
from factcheck.stance.rules.agreeing import agrees, comparable, differs
from factcheck.stance.rules.beside import is_borne_out
from factcheck.stance.rules.joining import find_figures
from factcheck.stance.rules.name_likeness import Likeness, likeness
from factcheck.stance.rules.period_forms import find_periods
from factcheck.stance.rules.periods import Grain
from factcheck.stance.rules.tables import find_scale

PAID = "Norvane Systems paid its lobbyists {} in 2019."
LOBBY = "{} paid {} in lobbying fees to Orvane Analytics in 2019."


# Amounts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$4,2 million", 4.2e6), ("EUR 1,5 billion", 1.5e9), ("€12,50", 12.5), ("12,50 euros", 12.5), ("4,2 per cent", 4.2),
        ("£4.2 m", 4.2e6), ("$4.2 M", 4.2e6), ("$ 300 K", 3e5), ("$4.2 B", 4.2e9), ("$4.2 millions", 4.2e6),
        ("$4.2 mln", 4.2e6), ("₹4 crore", 4e7), ("Rs. 3 lakh", 3e5), ("MNOK 300", 3e8), ("TEUR 300", 3e5), ("k€ 300", 3e5),
        ("19 cents", 0.19), ("EUR 1,250 million", 1.25e9), ("$4.2M", 4.2e6),
        ("$1.377 billion", 1.377e9), ("$1,250.125", 1250.125), ("$0.125", 0.125), ("12.375 %", 12.375),
    ],
)  # fmt: skip
def test_an_amount_is_read_to_its_end(text: str, value: float) -> None:
    (found,) = find_figures(f"It paid {text} for it")
    assert found.text == text
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$2-3 million", 2e6, 3e6), ("$2–3 million", 2e6, 3e6), ("$2 to 3 million", 2e6, 3e6), ("$2 or 3 million", 2e6, 3e6),
        ("$2m-3m", 2e6, 3e6), ("$2-to-$3 million", 2e6, 3e6), ("$20-30", 20, 30), ("EUR 900,000-1.2 million", 9e5, 1.2e6),
    ],
)  # fmt: skip
def test_a_range_of_money_is_one_figure(text: str, low: float, high: float) -> None:
    (found,) = find_figures(f"It paid {text} in fees")
    assert (found.text, found.kind, found.low, found.high) == (text, "money", low, high)


@pytest.mark.parametrize(
    "text",
    [
        "$4,2", "$4.2 mld", "$4.2 mil", "$4 200 000", "EUR 1 050", "₹12,50,000", "$3½ million", "$3 1/2 million",
        "$3 and a half million", "$2 hundred thousand", "$5 thousand million", "$55O", "$5 million Canadian", "$9 -3", "$5 - 3",
        "$2.3.4", "EUR 1.500", "EUR 1.500 Mio.",
    ],
)  # fmt: skip
def test_an_amount_that_goes_on_may_be_any(text: str) -> None:
    found, *others = find_figures(f"It paid {text} in fees")
    assert math.isnan(found.value)
    assert not others
    assert text.startswith(found.text)
    for amount in ("$4", "$4.2 million", "$900 billion"):
        (other,) = find_figures(amount)
        assert not agrees(found, other)
        assert not differs(found, other)
    assert compare(PAID.format("$7 million"), PAID.format(text)).outcome is not Outcome.DIFFERS


def test_an_amount_that_goes_on_keeps_another_from_being_the_only_one() -> None:
    paper = "Norvane Systems paid its lobbyists $4 200 000 and $3 million in 2019."
    assert compare(PAID.format("$4.2 million"), paper).outcome is Outcome.UNSURE


def test_an_amount_that_goes_on_in_another_sentence_may_be_the_claims() -> None:
    claim, paper = PAID.format("$4.2 million"), PAID.format("$3 million")
    assert compare(claim, paper).is_sure
    assert not compare(claim, f"{paper} The bill came to $4 200 000.").is_sure
    assert not is_borne_out(claim, paper, "The bill came to $3 million.")
    assert is_borne_out(claim, paper, "The bill came to $4 200 000.")


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("paid $7,400 to 3 firms", ["$7,400", "3"]), ("paid $5 million, 12 % of it", ["$5 million", "12 %"]),
        ("the $5 million ICE contract", ["$5 million"]), ("docket 22-0417, the F-35 and form 10-K", []),
        ("a plate 5 mm thick", ["5"]), ("$4.2M Norvane contract", ["$4.2M"]), ("paid $400 by 2019", ["$400"]),
    ],
)  # fmt: skip
def test_what_follows_an_amount_is_not_always_its_end(text: str, figures: list[str]) -> None:
    periods = find_periods(text)
    found = [one for one in find_figures(text) if not any(p.start < one.end and one.start < p.end for p in periods)]
    assert [one.text for one in found] == figures
    assert not any(math.isnan(one.value) for one in found)


@pytest.mark.parametrize(
    ("one", "other", "are_comparable", "can_differ"),
    [
        ("HK$5 million", "US$9 million", False, False), ("$5 million CAD", "US$9 million", False, False),
        ("HK$5 million", "$9 million", True, False), ("$5 million CAD", "C$9 million", True, True),
        ("US$5 million", "$9 million", True, True), ("R$5 million", "$9 million", False, False),
        ("Z$5 million", "Z$9 million", True, True), ("¥5 million", "9 million yuan", True, False),
        ("NOK 5 million", "9 million kroner", True, False),
    ],
)  # fmt: skip
def test_a_dollar_is_not_every_dollar(one: str, other: str, are_comparable: bool, can_differ: bool) -> None:
    (a,), (b,) = find_figures(one), find_figures(other)
    assert comparable(a, b) is are_comparable
    assert (are_comparable and differs(a, b)) is can_differ


def test_a_bare_dollar_is_surely_no_other_amount_than_another_bare_one() -> None:
    assert compare(PAID.format("$3 million"), PAID.format("$5 million")).is_sure
    finding = compare(PAID.format("$3 million"), PAID.format("US$5 million"))
    assert (finding.outcome, finding.is_sure) == (Outcome.DIFFERS, False)


def test_the_header_of_a_table_names_its_own_dollar() -> None:
    scale = find_scale("(HK$ in thousands)")
    assert scale is not None
    assert scale.currency == {"$", "HKD"}


@settings(deadline=None)
@given(st.integers(1, 99), st.text("bcdfghjklmnpqrstvwxz", min_size=2, max_size=3))
def test_no_abbreviation_after_an_amount_makes_a_rule_sure_of_a_figure_that_it_may_multiply(
    number: int, word: str
) -> None:
    finding = compare(PAID.format("$700 million"), PAID.format(f"${number} {word}"))
    (found,) = find_figures(f"${number} {word} in 2019")[:1]
    assert not finding.is_sure or found.text == f"${number} {word}"


# Years


@pytest.mark.parametrize(
    ("text", "grain", "spans"),
    [
        ("on 12/15/97", Grain.DAY, [(date(1997, 12, 15), date(1997, 12, 15))]),
        ("on 15.12.19", Grain.DAY, [(date(2019, 12, 15), date(2019, 12, 15))]),
        (
            "on 12/15/45",
            Grain.DAY,
            [(date(1945, 12, 15), date(1945, 12, 15)), (date(2045, 12, 15), date(2045, 12, 15))],
        ),
        ("in FY97", Grain.YEAR, [(date(1997, 1, 1), date(1997, 12, 31))]),
        ("in FY19", Grain.YEAR, [(date(2019, 1, 1), date(2019, 12, 31))]),
        ("in FY1999-00", Grain.YEAR, [(date(2000, 1, 1), date(2000, 12, 31))]),
        ("in FY99-00", Grain.YEAR, [(date(2000, 1, 1), date(2000, 12, 31))]),
        ("in FY2015-16", Grain.YEAR, [(date(2016, 1, 1), date(2016, 12, 31))]),
        ("in FY2015-19", Grain.SPAN, [(date(2015, 1, 1), date(2019, 12, 31))]),
        ("in the 1999-00 season", Grain.SPAN, [(date(1999, 1, 1), date(2000, 12, 31))]),
    ],
)
def test_a_year_of_two_digits_is_of_the_century_that_it_can_be(
    text: str, grain: Grain, spans: list[tuple[date, date]]
) -> None:
    (found,) = find_periods(text)
    assert (found.grain, list(found.days)) == (grain, spans)


def test_a_span_that_ends_before_it_begins_is_no_period() -> None:
    assert find_periods("in FY2019-06") == ()


# What happens once


@pytest.mark.parametrize(
    "sentence",
    [
        "Veldra Robotics was founded in {}.", "Palantir was founded in {}.", "Anselm Roark died in {}.",
        "The Vision 2030 Trust was dissolved in {}.", "The lease for the Dunmore warehouse expires in {}.",
    ],
)  # fmt: skip
def test_another_date_of_what_happens_once_surely_contradicts(sentence: str) -> None:
    finding = compare(sentence.format("May 2015"), sentence.format("June 2016"))
    assert (finding.outcome, finding.is_sure) == (Outcome.DIFFERS, True)


@pytest.mark.parametrize("time", [("2018", "2019"), ("May 2018", "June 2019"), ("3 May 2018", "4 June 2019")])
@pytest.mark.parametrize(
    "act",
    [
        "met", "visited the depot", "inspected the depot", "tested the pumps", "received licences", "bought licences",
        "sold licences", "hired nurses", "issued licences", "published a memorandum", "sent licences", "approved grants",
        "held a hearing", "signed a contract", "opened a depot", "founded schools", "paid $5 million",
    ],
)  # fmt: skip
def test_another_date_of_what_may_happen_again_never_surely_contradicts(act: str, time: tuple[str, str]) -> None:
    said, there = (f"The board of Halden Energy {act} in Marl Bay in {one}." for one in time)
    finding = compare(said, there)
    assert not (finding.outcome is Outcome.DIFFERS and finding.is_sure)


@pytest.mark.parametrize(
    "sentence",
    [
        "Detainees died at the Kessmark depot in {}.", "The workers died at the Kessmark depot in {}.",
        "A school was founded in Kessmark in {}.", "It was founded in Kessmark in {}.",
        "The licence for fishing expires in {}.", "Dana Kessler and Orin Faulk died in Kessmark in {}.",
    ],
)  # fmt: skip
def test_what_may_be_several_is_not_taken_for_one(sentence: str) -> None:
    assert not compare(sentence.format("2018"), sentence.format("2019")).is_sure


@pytest.mark.parametrize(
    ("said", "there", "is_sure"),
    [
        ("The mill burned 40 tonnes of coal in 2018.", "The mill burned 40 tonnes of coal in 2019.", True),
        ("The mill burned 40 tonnes of coal in 2018.", "The mill burned 43 tonnes of coal in 2019.", True),
        ("The mill opened 40 shafts at Dunmore in 2018.", "The mill opened 40 shafts at Dunmore in 2019.", False),
        ("The fire killed nine workers on 3 May 2018.", "The fire killed six workers on 4 May 2018.", False),
        ("The fire killed six workers on 3 May 2018.", "The fire killed six workers on 4 May 2018.", False),
    ],
)
def test_another_period_is_surely_another_thing_where_it_is_not_the_wrong_date_of_one(
    said: str, there: str, is_sure: bool
) -> None:
    finding = compare(said, there)
    assert (finding.outcome is Outcome.OTHER and finding.is_sure) is is_sure


# What is denied, planned, or done the other way round


@pytest.mark.parametrize(
    ("act", "may_differ"),
    [
        ("paid", True), ("did not pay", False), ("never paid", False), ("could pay", False), ("might pay", False),
        ("refused to pay", False), ("sought", False), ("plans to pay", False), ("agreed to pay", False),
        ("denied paying", False),
    ],
)  # fmt: skip
def test_another_figure_surely_contradicts_only_what_is_plainly_so(act: str, may_differ: bool) -> None:
    said, there = (
        f"Halden Energy {act} Orvane Analytics {one} for the licences." for one in ("$4 million", "$5 million")
    )
    finding = compare(said, there)
    assert (finding.outcome is Outcome.DIFFERS and finding.is_sure) is may_differ


def test_of_what_did_not_rise_and_what_did_not_fall_nothing_is_said() -> None:
    finding = compare(
        "Sales of the mill did not rise by 5 % in 2018.", "Sales of the mill did not fall by 5 % in 2018."
    )
    assert finding.outcome is Outcome.UNSURE


@pytest.mark.parametrize(
    ("paper", "is_sure"),
    [
        ("Palantir paid Orvane Analytics $3 million in lobbying fees.", True),
        ("Orvane Analytics was paid $3 million in lobbying fees by Palantir.", True),
        ("Orvane Analytics paid Palantir $3 million in lobbying fees.", False),
        ("Palantir was paid $3 million in lobbying fees by Orvane Analytics.", False),
    ],
)
def test_who_paid_whom_matters(paper: str, is_sure: bool) -> None:
    assert compare("Palantir paid Orvane Analytics $4 million in lobbying fees.", paper).is_sure is is_sure


# Names


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Palantir", "Palantir Technologies", Likeness.SAME), ("Palantir", "Palantir Foundation", Likeness.MAYBE),
        ("Halden", "Halden Pension Fund", Likeness.MAYBE), ("Kessmark", "Kessmark University", Likeness.MAYBE),
        ("Palantir", "Palantir Norway", Likeness.SHORT), ("Orvane", "Orvane Analytics", Likeness.SHORT),
        ("Mr. Marrow", "Mrs. Marrow", Likeness.SHORT), ("Marrow", "Mrs. Marrow", Likeness.SAME),
        ("Inspector", "Professor", Likeness.MAYBE), ("Inspector", "Inspector", Likeness.SAME),
        ("Inspector", "Inspector Ruth Adeyemi", Likeness.MAYBE),
    ],
)  # fmt: skip
def test_a_name_with_more_to_it_may_be_another_party(one: str, other: str, expected: Likeness) -> None:
    assert likeness(one, other, {}) is expected
    assert likeness(other, one, {}) is expected


@pytest.mark.parametrize(
    ("party", "is_sure"),
    [
        ("Palantir", True), ("Palantir Technologies", True), ("Palantir Foundation", False), ("Palantir's foundation", False),
        ("A subsidiary of Palantir", False), ("Palantir Norway", False), ("Palantir and Halden Energy", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("opening", ["", "In that year "])
def test_another_figure_of_another_party_is_not_surely_against_the_claim(
    opening: str, party: str, is_sure: bool
) -> None:
    finding = compare(opening + LOBBY.format("Palantir", "$4 million"), opening + LOBBY.format(party, "$3 million"))
    assert (finding.outcome is Outcome.DIFFERS and finding.is_sure) is is_sure


def test_a_party_that_only_the_paper_names_leaves_the_figure_to_the_model() -> None:
    finding = compare(
        "Palantir paid $4 million in lobbying fees in 2019.",
        "Palantir paid Orvane Analytics $3 million in lobbying fees in 2019.",
    )
    assert not finding.is_sure


def test_the_model_reads_on_where_the_paper_names_the_foundation() -> None:
    text = LOBBY.format("The Palantir Foundation", "$3 million")
    passage = Passage("p", "0" * 64, 1, 0, len(text), text)
    claim = LOBBY.format("Palantir", "$4 million")
    (reading,) = read_passages([passage], claim, ScriptedStance({"fees": SUPPORTS}))
    assert reading.probabilities == SUPPORTS
