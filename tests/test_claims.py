"""Claims come in from any table that says what was said, and stand alone for the models."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from conftest import make_claim
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.claims.importing import COLUMNS, MAX_TEXT, parse_claims, read_claims, read_table
from factcheck.claims.importing import make_claim as checked_claim
from factcheck.claims.preview import Effect, preview_table
from factcheck.claims.standalone import search_words, stand_alone
from factcheck.dates import date_range, describe_distance
from factcheck.errors import BadInput
from factcheck.model import Claim

ANYTHING = st.text(max_size=200)


def texts(table: str | bytes) -> list[str]:
    data = table if isinstance(table, bytes) else table.encode()
    return [claim.text for _, claim in parse_claims(data, "claims.csv")[0]]


def bad(table: str) -> dict[int, str]:
    return {row.line: row.reason for row in parse_claims(table.encode(), "claims.csv")[1]}


# A table


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param("text\nOne.\nTwo.\n", ["One.", "Two."], id="one column"),
        pytest.param("id;text\nC1;One, two.\n", ["One, two."], id="semicolons"),
        pytest.param("id\ttext\nC1\tOne, two; three.\n", ["One, two; three."], id="tabs"),
        pytest.param("\ufefftext\r\nOne.\r\n", ["One."], id="mark of Excel and its line ends"),
        pytest.param(" Text ,ID\nOne.,C1\n", ["One."], id="header in other letters"),
        pytest.param('text,note\n"One\ntwo.",x\nThree.,y\n', ["One two.", "Three."], id="line breaks in a cell"),
        pytest.param('text\n"He said ""no""."\n', ['He said "no".'], id="quotation marks"),
        pytest.param("text\n\nOne.\n\n", ["One."], id="blank lines"),
        pytest.param("text,unheard\nOne.,of\n", ["One."], id="a column that no claim has"),
        pytest.param("text\nOne\u2028two\x85three\x0bfour\x0cfive.\n", ["One two three four five."], id="odd breaks"),
        pytest.param("text,id\nOne.\n", ["One."], id="a short row"),
        pytest.param("text\n=HYPERLINK(1)\n", ["=HYPERLINK(1)"], id="what a spreadsheet would run"),
        pytest.param("text\n-5 % @Acme +1\n", ["-5 % @Acme +1"], id="signs"),
        pytest.param("text\n'; DROP TABLE claim; --\n", ["'; DROP TABLE claim; --"], id="sql"),
        pytest.param("text\n漢字 \u202eabc\n", ["漢字 \u202eabc"], id="other scripts"),
        pytest.param("text\n" + "x" * MAX_TEXT + "\n", ["x" * MAX_TEXT], id="as long as a claim may be"),
        pytest.param("text\n", [], id="header only"),
        pytest.param("text\r\nOne.\rTwo.\r\n", ["One.", "Two."], id="line ends of an old Mac"),
    ],
)
def test_a_table_is_read(table: str, expected: list[str]) -> None:
    assert texts(table) == expected


def test_every_column_of_a_claim_is_taken() -> None:
    given_claim = Claim(
        **{name: f"a {name}" for name in COLUMNS}
        | {"party": "company", "date": "2018", "place": "0" * 64 + "#page=1&char=0,5"}
    )
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([COLUMNS, [getattr(given_claim, name) for name in COLUMNS]])
    assert parse_claims(table.getvalue().encode(), "claims.csv") == ([(2, given_claim)], [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(",C1,,", "empty", id="no text"),
        pytest.param('" \t ",C1,,', "empty", id="only blanks"),
        pytest.param("x" * (MAX_TEXT + 1) + ",C1,,", "5001 characters", id="an article"),
        pytest.param("One.,C1,2018-13,", "not a date", id="no month"),
        pytest.param("One.,C1,7 December 2018,", "not a date", id="a date in words"),
        pytest.param("One.,C1,2018-12-07,nobody", "party", id="no party"),
        pytest.param("One.,C1,,,more", "more cells than the header", id="too many cells"),
        pytest.param("One.,C0,,", "C0 stands in line 3 already", id="an id twice"),
    ],
)
def test_a_bad_row_is_named_and_the_others_taken(row: str, reason: str) -> None:
    table = f'text,id,date,party\n"Zero\nand more",C0,,\n{row}\nLast.,C9,,\n'
    claims, rows = parse_claims(table.encode(), "claims.csv")
    assert [claim.id for _, claim in claims] == ["C0", "C9"]
    assert [row.line for row in rows] == [4]
    assert reason in rows[0].reason


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_other_countries_are_read(encoding: str, shown: str, separator: str) -> None:
    table = read_table(f"id{separator}text\nC1{separator}Étoile: 5 €\n".encode(encoding), "claims.csv")
    assert [claim.text for _, claim in table.claims] == ["Étoile: 5 €"]
    assert (table.encoding, table.delimiter) == (shown, separator)


def test_a_preview_says_what_each_row_would_do() -> None:
    known = [Claim("C1", "We sold it.", "Ida"), Claim("C2", "Old words.")]
    rows = [
        "C1,We sold it.,Ida,", "C2,Other words.,,", ",we SOLD it,Bo,", ",New.,,", ",New.,Cy,", ",,Cy,", "C9,One.,,soon",
        "C1,We sold it.,Bo,",
    ]  # fmt: skip
    preview = preview_table(read_table("\n".join(["id,text,speaker,date", *rows]).encode(), "claims.csv"), known)
    assert [(row.line, row.effect, row.note) for row in preview.rows] == [
        (2, Effect.KNOWN, "as C1"),
        (4, Effect.REPEATS, "the same words as C1"),
        (5, Effect.NEW, ""),
        (6, Effect.REPEATS, "the same words as line 5"),
    ]
    assert [(row.line, row.column) for row in preview.bad] == [(3, "id"), (7, "text"), (8, "date"), (9, "id")]
    assert all(row.remedy for row in preview.bad)
    assert len(preview.takes) == 3


def test_a_preview_names_what_a_row_changes() -> None:
    known = [Claim("C1", "We sold it.", "Ida")]
    preview = preview_table(read_table(b"id,text,speaker\nC1,We sold it.,Bo\n", "claims.csv"), known)
    assert [(row.effect, row.note) for row in preview.rows] == [(Effect.CHANGES, "speaker of C1")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "no column", id="empty"),
        pytest.param(b"said,by\nOne.,me\n", "Its columns: said, by", id="another table"),
        pytest.param(b"text\n\x81\x8d\n", "no text in UTF-8, UTF-16 or Windows-1252", id="an unknown encoding"),
        pytest.param(b"text\n" + b"x" * 200_000 + b"\n", "claims.csv, line 2", id="a cell without end"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00", "no text in UTF-8", id="a workbook"),
    ],
)
def test_a_file_that_is_no_table_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        parse_claims(data, "claims.csv")


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"claims\.csv cannot be opened"):
        read_claims(tmp_path / "claims.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse_claims(b"text,id\n" + data, "claims.csv")
    except BadInput:
        pass


@pytest.mark.parametrize("name", ["text", "speaker", "note", "context"])
def test_bytes_that_are_no_text_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match="no text"):
        checked_claim(**({"text": "One."} | {name: "a\udcff"}))


# Standing alone

ACME = {"organisation": "Acme Technologies, Inc.", "speaker": "Ann Lee"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("We do not work for E.R.O.", "Acme does not work for ERO.", id="we, and an acronym at the end"),
        pytest.param("we are and we're sure", "Acme is and Acme is sure", id="we are"),
        pytest.param("We have what we’ve sold", "Acme has what Acme has sold", id="we have"),
        pytest.param("Our engines are ours", "Acme's engines are Acme", id="our"),
        pytest.param("Trust us.", "Trust Acme.", id="us"),
        pytest.param("The US trusts", "The US trusts", id="not the United States"),
        pytest.param("I'm sure that I do my work", "Ann Lee is sure that Ann Lee does Ann Lee's work", id="I"),
        pytest.param("[ERO] is [not] responsible", "ERO is not responsible", id="brackets"),
        pytest.param("[a [b] c", "a [b c", id="brackets that do not close"),
        pytest.param("The E.R.O. officers", "The ERO officers", id="an acronym within"),
        pytest.param("Not for E.R.O. We sell.", "Not for ERO. Acme sell.", id="an acronym before a sentence"),
        pytest.param("“We work for E.R.O.”", "“Acme work for ERO.”", id="an acronym before a closing mark"),
        pytest.param("J.P. Morgan", "JP Morgan", id="initials"),
        pytest.param("They said it", "They said it", id="whom they mean is not guessed"),
        pytest.param("a\n b\t c", "a b c", id="white space"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_a_claim_stands_alone(text: str, expected: str) -> None:
    assert stand_alone(make_claim(text=text, **ACME)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, "We know what I do", id="nobody is named"),
        pytest.param({"speaker": "Ann"}, "We know what Ann does", id="only a speaker"),
        pytest.param({"organisation": "Acme"}, "Acme know what Acme does", id="only an organisation"),
        pytest.param({**ACME, "speaker": "a spokeswoman"}, "Acme know what Acme does", id="a nameless speaker"),
        pytest.param(
            {"organisation": "Our Lady and us", "speaker": "King Charles I"},
            "Our Lady and us know what King Charles I does",
            id="names with such words in them",
        ),
        pytest.param({"organisation": r"A\1\g<0>", "speaker": "{0}{x}"}, r"A\1\g<0> know what {0}{x} does", id="signs"),
    ],
)
def test_who_speaks_is_named_as_far_as_known(fields: dict[str, str], expected: str) -> None:
    assert stand_alone(make_claim(text="We know what I do", **fields)) == expected


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_no_text_makes_it_fail(text: str, organisation: str, speaker: str, context: str) -> None:
    claim = make_claim(text=text, organisation=organisation, speaker=speaker, context=context)
    assert isinstance(search_words(claim), str)


@given(st.from_regex(r"\A(we|We|I|us|our|my| |\[|\]|E\.|O\.|\.|'ve|’re|are|do){1,12}\Z"))
def test_a_claim_without_names_loses_no_word(text: str) -> None:
    def bare(words: str) -> str:
        return "".join(letter for letter in words if letter not in "[]. ")

    assert bare(stand_alone(make_claim(text=text))) == bare(text)


def test_the_words_to_search_hold_what_the_claim_is_about() -> None:
    assert search_words(make_claim(text="We do not.", context="Acme on ERO.", **ACME)) == "Acme does not. Acme on ERO."


# Dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-12-07", "2018-12-07", "2018-12-07"),
    ],
)
def test_a_partial_date_means_a_span_of_days(text: str, first: str, last: str) -> None:
    found = date_range(text)
    assert found is not None
    assert [day.isoformat() for day in found] == [first, last]


@pytest.mark.parametrize(
    "text",
    [
        "2018-13",
        "2018-00",
        "2018-02-30",
        "18",
        "2018-1",
        "2018/12",
        "0000",
        "2018-12-07\n",
        "\x00",
        "20181207",
        "-2018",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a date"):
        date_range(text)


@pytest.mark.parametrize(
    ("statement", "document", "expected"),
    [
        ("2018-12-07", "2018-12-07", "written on the day of the statement"),
        ("2018-12-07", "2018-12-06", "written 1 day before the statement"),
        ("2018-12-06", "2018-12-07", "written 1 day after the statement"),
        ("2018", "2018-05", "written about the time of the statement; the dates known do not say which came first"),
        ("2018-03", "2018-01-31", "written 29 to 59 days before the statement"),
        ("2018-12", "2016-06", "written 884 to 943 days (about 2.5 years) before the statement"),
        ("", "2018", "no date is known of the statement"),
        ("", "", "no date is known of the statement and the document"),
    ],
)
def test_the_distance_of_two_dates_is_said_in_words(statement: str, document: str, expected: str) -> None:
    assert describe_distance(statement, document) == expected


DATES = st.dates().map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))


@settings(max_examples=200)
@given(DATES, DATES)
def test_before_and_after_mirror_each_other(one: str, other: str) -> None:
    there, back = describe_distance(one, other), describe_distance(other, one)
    assert there.replace("before", "after") == back.replace("before", "after")
    if "before" in there or "after" in there:
        assert ("before" in there) != ("before" in back)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        date_range(text)
    except BadInput:
        pass
