"""The rules for figures, dates and names: what they say is right, and where they are not sure they leave the model alone.

One file of more than 300 lines: the pairs written by hand hold all rules at once, and the sections are one rule each.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CONTRADICTS, NEUTRAL, SUPPORTS, ScriptedStance
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.model import Passage, Probabilities, Stance
from factcheck.stance.correcting import RULE_SHARE, correct
from factcheck.stance.reading import read_passages
from factcheck.stance.rules import Finding, Outcome, compare
from factcheck.stance.rules.acronyms import find_acronyms
from factcheck.stance.rules.agreeing import agrees, comparable, differs
from factcheck.stance.rules.figures import Figure
from factcheck.stance.rules.joining import find_figures
from factcheck.stance.rules.name_likeness import Likeness, likeness
from factcheck.stance.rules.names import find_names
from factcheck.stance.rules.period_forms import find_periods
from factcheck.stance.rules.periods import overlap, same_time
from factcheck.stance.rules.tables import column_years, find_rows, find_scale

PAIRS = list(csv.DictReader((Path(__file__).parent / "rule_pairs.csv").open(encoding="utf-8", newline="")))
"""Written by hand: a paper, what stands before it, a claim, and what the figures, dates and names say of it."""

TEXTS = st.text(alphabet="0123456789$€£%,.()-–/ ABINQabdemnorstu'\n", max_size=80)
PIECES = st.sampled_from([
    "40", "1,250.5", "$4.2M", "(56.4)", "€ 3", "12 %", "50 bps", "about", "more than", "between", "and", "to", "-", "half",
    "a dozen", "one in five", "2019", "Q3", "FY2019", "3/4/2019", "14 March 2015", "since", "fiscal", "early",
    "three months ended", "hours", "minutes", "km", "licences", "million", "thousand", "twenty-one", "hundred", "The", "Acme",
    "Inc.", "(ACM)", "not", "no", "was", "paid", ";", ".", "\n", "per", "year", "a", "percentage points", "doubled", "Note",
    "§", "'000", "é", "漢",
])  # fmt: skip
MADE_UP = st.one_of(TEXTS, st.lists(PIECES, max_size=14).map(" ".join))


def figure(text: str) -> Figure:
    (found,) = find_figures(text)
    return found


def passage(text: str) -> Passage:
    return Passage("p", "0" * 64, 1, 0, len(text), text)


# The pairs written by hand


def test_there_are_enough_pairs_and_every_outcome_is_among_them() -> None:
    assert len(PAIRS) >= 400
    assert min(Counter(pair["expected"] for pair in PAIRS).values()) >= 40


@pytest.mark.parametrize("is_sure", [False, True])
def test_what_the_rules_say_of_the_pairs_is_right(is_sure: bool) -> None:
    said = [
        (pair["id"], pair["expected"], finding.outcome.value)
        for pair in PAIRS
        if (finding := compare(pair["claim"], pair["paper"], pair["context"])).outcome is not Outcome.UNSURE
        and (finding.is_sure or not is_sure)
    ]
    wrong = [one for one in said if one[1] != one[2]]
    assert len(said) >= (110 if is_sure else 280)
    assert len(wrong) <= (0 if is_sure else 0.05 * len(said)), wrong


def test_of_nine_pairs_in_ten_the_rules_say_what_is_so_or_rightly_nothing() -> None:
    right = [compare(pair["claim"], pair["paper"], pair["context"]).outcome.value == pair["expected"] for pair in PAIRS]
    assert sum(right) >= 0.88 * len(PAIRS)


def test_a_finding_that_speaks_against_a_claim_says_why() -> None:
    for pair in PAIRS:
        finding = compare(pair["claim"], pair["paper"], pair["context"])
        assert finding.reason or finding.outcome in (Outcome.SAME, Outcome.UNSURE)


def test_a_reason_quotes_short_spans_only() -> None:
    name = "Very Long " * 40 + "Company"
    finding = compare(f"{name} paid the county $5 million.", f"{name} paid the county $7 million.")
    assert finding.outcome is Outcome.DIFFERS
    others = compare("Acme Dynamics paid the county $7 million.", f"{name} paid the county $7 million.")
    assert max(len(finding.reason), len(others.reason)) < 200


# Any text


@settings(max_examples=300, deadline=None)
@given(MADE_UP, MADE_UP, MADE_UP)
def test_no_text_is_too_odd(claim: str, paper: str, context: str) -> None:
    finding = compare(f"paid licences {claim}", f"paid licences {paper}", context)
    assert finding.outcome in Outcome
    assert not (finding.is_sure and finding.outcome in (Outcome.SAME, Outcome.UNSURE))


@settings(max_examples=300, deadline=None)
@given(MADE_UP)
def test_figures_and_times_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for found in (find_figures(text), find_periods(text)):
        ends = [0]
        for one in found:
            assert 0 <= one.start < one.end <= len(text)
            assert one.start >= ends[-1]
            assert one.text.split()[0].rstrip(".,") in text[one.start : one.end]
            ends.append(one.end)
    for one in find_figures(text):
        assert one.low <= one.high


@settings(max_examples=200, deadline=None)
@given(MADE_UP, MADE_UP)
def test_it_does_not_matter_which_figure_or_time_is_the_claims(one: str, other: str) -> None:
    for a in find_figures(one):
        for b in find_figures(other):
            assert comparable(a, b) == comparable(b, a)
            assert agrees(a, b) == agrees(b, a)
            assert differs(a, b) == differs(b, a)
            assert not (agrees(a, b) and differs(a, b))
    for p in find_periods(one):
        for q in find_periods(other):
            assert same_time(p, q) == same_time(q, p)
            assert overlap(p, q) == overlap(q, p)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["1", "1,", "1,234 ", "$1.", "A", "A ", "Aa ", "a'", "one ", "one hundred and ", "2019 ", "1/", "(", "Mr. ", "-",
              "a-", "\n", "5 of the ", "% ", "between 1 and ", "Q1 ", "x1-", "| 12 ", "January 1 ", "(ABC)", "per year "],
)  # fmt: skip
def test_long_hostile_text_is_compared_in_bounded_time(piece: str) -> None:
    hostile = f"paid licences {piece * (100_000 // len(piece))}"
    compare("Acme paid 40 licences in 2019.", hostile, hostile)
    compare(hostile, "Acme paid 40 licences in 2019.")


# Notations of one figure


@settings(deadline=None)
@given(st.integers(1, 999), st.sampled_from([("thousand", 1e3), ("million", 1e6), ("billion", 1e9)]))
def test_an_amount_agrees_with_itself_in_every_notation(number: int, scale: tuple[str, float]) -> None:
    word, factor = scale
    plain = figure(f"paid ${number * factor:,.0f} for it")
    for text in (
        f"${number} {word}",
        f"USD {number} {word}",
        f"{number} {word} dollars",
        f"US${number}{word[0].replace('t', 'k')}",
    ):
        assert agrees(figure(f"paid {text} for it"), plain), text
    assert not comparable(figure(f"paid €{number} {word} for it"), plain)


@settings(deadline=None)
@given(st.integers(10, 99_999), st.integers(10, 99_999))
def test_whole_amounts_agree_or_differ_as_far_as_rounding_goes(one: int, other: int) -> None:
    a, b = figure(f"${one:,} in fees"), figure(f"${other:,} in fees")
    if one == other:
        assert agrees(a, b)
    else:
        assert not agrees(a, b)
    if abs(one - other) > 0.06 * max(one, other):
        assert differs(a, b)


@settings(deadline=None)
@given(st.integers(1_000_000, 999_999_999))
def test_a_rounded_amount_agrees_with_the_exact_one(value: int) -> None:
    assert agrees(figure(f"${value / 1e6:.1f} million"), figure(f"${value:,}"))
    assert agrees(figure(f"about ${value / 1e6:.0f} million"), figure(f"${value:,}"))
    assert differs(figure(f"${2 * value / 1e6:.1f} million"), figure(f"${value:,}"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("about 40 licences", "38 licences"), ("more than 40 licences", "43 licences"), ("EUR 4,2 Mio.", "€4.2 million"),
        ("EUR 1.250.000,00", "€1.25m"), ("a dozen flats", "12 flats"), ("one in five samples", "20 %"),
        ("Forty-one officers", "41 officers"), ("half a percentage point", "50 basis points"), ("10 kilometres", "10 km"),
        ("2,400 metres", "2.4 km"), ("1 hour 58 minutes", "almost two hours"), ("14 months", "more than a year"),
        ("between 40 and 45 beds", "40 to 45 beds"), ("C$1.2 million", "1.2 million Canadian dollars"),
        ("19.50 dollars", "1950 cents"), ("half a million euros", "€500,000"), ("doubled", "100 per cent"),
    ],
)  # fmt: skip
def test_two_notations_agree(one: str, other: str) -> None:
    a, b = figure(one), figure(other)
    assert comparable(a, b)
    assert agrees(a, b)
    assert not differs(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("about 40 licences", "60 licences"), ("more than 50 tenants", "37 tenants"), ("$1.2bn", "$1.2 million"),
        ("fewer than 50 beds", "64 beds"), ("between 20% and 30%", "45%"), ("120 bps", "12 percentage points"),
        ("3 hectares", "30 hectares"), ("2 hours 40 minutes", "more than four hours"), ("a third of them", "66.8 %"),
    ],
)  # fmt: skip
def test_two_figures_differ(one: str, other: str) -> None:
    a, b = figure(one), figure(other)
    assert comparable(a, b)
    assert differs(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("between 40 and 45 children", "45 children"), ("up to 600 volunteers", "600 volunteers"),
        ("11,960 gallons", "12,000 gallons"), ("more than 40 licences", "400 licences"),
    ],
)  # fmt: skip
def test_what_may_be_either_is_neither(one: str, other: str) -> None:
    a, b = figure(one), figure(other)
    assert not differs(a, b)
    assert "up to" in one or not agrees(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [("$5 million", "€5 million"), ("4 percent", "4 percentage points"), ("40 licences", "40 cars"), ("90 litres", "90 acres")],
)  # fmt: skip
def test_figures_of_different_things_are_not_compared(one: str, other: str) -> None:
    assert not comparable(figure(one), figure(other))


@pytest.mark.parametrize(
    "text",
    [
        "the Boeing 737 fleet", "under Section 5", "Regulation 16 applies", "at 41 Mill Lane", "on 3 May", "in 2019",
        "docket 22-0417", "at 03:10", "55O were read", "the Studio 54 West company", "on Route 9", "the 3rd trial",
    ],
)  # fmt: skip
def test_a_number_that_names_something_is_no_figure(text: str) -> None:
    periods = find_periods(text)
    assert [
        one for one in find_figures(text) if not any(p.start < one.end and one.start < p.end for p in periods)
    ] == []


# Times


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("in March 2015", "on 3 March 2015", True), ("on 14.02.2017", "on 14 February 2017", True),
        ("on the first day of July, 2016", "on 1 July 2016", True), ("Q3 2019", "the third quarter of 2019", True),
        ("Three months ended 31 March 2020", "the first quarter of 2020", True), ("FY2019", "fiscal 2019", True),
        ("year ended 30 June 2019", "the year to June 2019", True), ("H1 2020", "first half of 2020", True),
        ("at the end of 2018", "31 December 2018", True), ("in early November 1998", "on 2 November 1998", True),
        ("Q3 2019", "in 2019", False), ("FY2019", "calendar year 2019", False), ("since 2014", "in 2014", False),
        ("in late November 1998", "on 2 November 1998", False), ("2015/16", "2016/17", False), ("H1 2020", "H2 2020", False),
    ],
)  # fmt: skip
def test_two_times_are_the_same_or_not(one: str, other: str, expected: bool) -> None:
    (a,), (b,) = find_periods(one), find_periods(other)
    assert same_time(a, b) is expected


@pytest.mark.parametrize(
    ("paper", "claim", "expected"),
    [
        ("In fiscal 2019 the unit handled 40 appeals.", "The unit handled 40 appeals in 2019.", Outcome.UNSURE),
        ("Sales of the mill were $8 million in the third quarter of 2019.", "Sales of the mill were $31 million in 2019.",
         Outcome.OTHER),
        ("The note is dated 05/03/2019.", "The note is dated 5 March 2019.", Outcome.UNSURE),
        ("The licence was signed on 3 May 2019.", "The licence was signed on 4 May 2019.", Outcome.DIFFERS),
        ("Sales of the mill were $2 million in 2015 and $3 million in 2016.", "Sales of the mill were $2 million in 2016.",
         Outcome.DIFFERS),
        ("The mill must pay by 5 May 2019.", "The mill must pay from 5 May 2019.", Outcome.UNSURE),
        ("Vacancies fell from 12% to 9% in 2019.", "Vacancies fell by 9% in 2019.", Outcome.UNSURE),
    ],
)  # fmt: skip
def test_another_period_is_another_thing_and_an_unclear_one_is_nothing(
    paper: str, claim: str, expected: Outcome
) -> None:
    assert compare(claim, paper).outcome is expected


# Tables

TABLE = "(in thousands of dollars) Year ended 31 December\n2019 2018\nRevenue 12,300 11,050\nCost of sales 8,765 7,120"


def test_a_table_is_read_by_row_and_column_and_scale() -> None:
    header, _, rows = TABLE.partition("\nRevenue")
    assert [(row.label, len(row.figures)) for row in find_rows(f"Revenue{rows}")] == [
        ("Revenue", 2), ("Cost of sales", 2)
    ]  # fmt: skip
    scale = find_scale(header)
    assert scale is not None
    assert (scale.factor, scale.currency) == (1000, {"$"})
    assert [one.text for one in column_years(header, 2)] == ["2019", "2018"]
    for claim, expected in (
        ("Cost of sales was $7.12 million in 2018.", Outcome.SAME),
        ("Cost of sales was $7.12 million in 2019.", Outcome.DIFFERS),
        ("Cost of sales was $7.12 million in 2016.", Outcome.OTHER),
        ("Cost of sales was $7.12 billion in 2018.", Outcome.DIFFERS),
    ):
        assert compare(claim, f"Revenue{rows}", header).outcome is expected


def test_of_a_table_without_a_scale_a_thousandfold_figure_is_left_open() -> None:
    assert (
        compare("Segment revenue was $4.2 million.", "Segment revenue 4,200 3,910", "Results").outcome is Outcome.UNSURE
    )


def test_prose_is_no_table() -> None:
    assert find_rows("The depot bought 40 licences in 2019.") == ()


# Names


def test_an_acronym_stands_for_its_long_form() -> None:
    known = find_acronyms('Immigration and Customs Enforcement (ICE); the Automated Plate Registry ("APR")')
    assert known == {"ICE": "Immigration and Customs Enforcement", "APR": "Automated Plate Registry"}
    assert likeness("Immigration and Customs Enforcement", "ICE", known) is Likeness.SAME
    assert likeness("Food Assurance Union", "FAU", {"FAU": "Fleet Audit Unit"}) is Likeness.OTHER
    assert likeness("Marl Development Council", "MDC", {}) is Likeness.MAYBE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Norvane Systems", "Norvane Systems Inc", Likeness.SAME), ("Petra Lindqvale", "Dr. Lindqvale", Likeness.SHORT),
        ("Supplier", "Supp1ier", Likeness.MAYBE), ("Quay Street and Millbrook", "Portsea and Millbrook", Likeness.MAYBE),
        ("Judge Walter Esk", "Judge Harriet Colm", Likeness.OTHER),
    ],
)  # fmt: skip
def test_names_are_compared_by_their_parts(one: str, other: str, expected: Likeness) -> None:
    assert likeness(one, other, {}) is expected
    assert likeness(other, one, {}) is expected


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert find_names("Forty plates were read. Rent for the Dunmore depot rose.") == ("Dunmore",)


def test_an_acronym_explained_elsewhere_in_the_document_is_known() -> None:
    claim, paper = "The Fleet Audit Unit found 19 vans.", "FAU found 23 vans."
    assert compare(claim, paper).outcome is Outcome.UNSURE
    assert compare(claim, paper, acronyms={"FAU": "Fleet Audit Unit"}).outcome is Outcome.DIFFERS


# Beside the model

SHARES = st.tuples(*3 * [st.floats(0.001, 1)]).map(
    lambda shares: Probabilities(*(share / sum(shares) for share in shares))
)


@given(SHARES, st.sampled_from(Outcome), st.booleans())
def test_a_correction_leaves_probabilities_and_only_where_a_rule_is_sure(
    read: Probabilities, outcome: Outcome, is_sure: bool
) -> None:
    is_sure = is_sure and outcome in (Outcome.DIFFERS, Outcome.OTHER)
    corrected = correct(read, Finding(outcome, "a reason", is_sure))
    assert corrected.supports + corrected.contradicts + corrected.neutral == pytest.approx(1)
    if not is_sure:
        assert corrected == read
    elif outcome is Outcome.DIFFERS:
        assert corrected.contradicts >= RULE_SHARE - 1e-9
    else:
        assert corrected.neutral >= RULE_SHARE - 1e-9


def test_a_sure_rule_corrects_the_model_and_the_card_says_so() -> None:
    text = "The depot bought 43 licences."
    (reading,) = read_passages([passage(text)], "The depot bought 40 licences.", ScriptedStance({"licences": SUPPORTS}))
    assert reading.stance is Stance.CONTRADICTS
    assert reading.reasons == ("by rule: the paper says 43 licences, the claim 40 licences",)


def test_where_the_model_says_the_same_the_reason_claims_no_correction() -> None:
    text = "The depot bought 43 licences."
    model = ScriptedStance({"licences": replace(CONTRADICTS, supports=0.05, contradicts=0.9, neutral=0.05)})
    (reading,) = read_passages([passage(text)], "The depot bought 40 licences.", model)
    assert reading.reasons == ("the paper says 43 licences, the claim 40 licences",)


def test_a_rule_that_is_not_sure_leaves_the_reading_to_the_model() -> None:
    text = "Roughly 300 to 400 workers are thought to have been exposed at the Tarn Street works."
    (reading,) = read_passages(
        [passage(text)],
        "About 400 workers were exposed at the Tarn Street works.",
        ScriptedStance({"workers": SUPPORTS}),
    )
    assert reading.probabilities == SUPPORTS


def test_another_period_takes_the_word_from_a_model_that_sees_a_contradiction() -> None:
    text = "In fiscal 2017 the unit handled 5,120 appeals."
    (reading,) = read_passages(
        [passage(text)], "The unit handled 4,870 appeals in fiscal 2016.", ScriptedStance({"appeals": CONTRADICTS})
    )
    assert reading.stance is Stance.NEUTRAL
    assert reading.reasons == ("by rule: another period: fiscal 2017 in the paper, fiscal 2016 in the claim",)


def test_what_says_nothing_of_the_figures_gives_no_reason() -> None:
    (reading,) = read_passages([passage("It rained.")], "The depot bought 40 licences.", ScriptedStance({}, NEUTRAL))
    assert reading.reasons == ()
