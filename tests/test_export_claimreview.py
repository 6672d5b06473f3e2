"""ClaimReview says what a person concluded, of what, said where and by whom; and is not written while that is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_exports import PUBLISHER, make_export, make_row, write

from factcheck.errors import BadInput
from factcheck.export.claimreview import RATINGS, make_claimreview, validate
from factcheck.export.content import Export, claims_of
from factcheck.model import VerdictLabel
from factcheck.settings import NOBODY, Publisher

KNOWN = {
    "claim": "We sold no engines.", "speaker": "Ann Roe", "role": "spokesperson", "organisation": "Acme", "date": "2018-12",
    "source": "The Gazette, 2 May 2019", "source_url": "https://gazette.example/1", "verdict": "Contradicted",
    "justification": "The memo says so.", "verdict_by": "Ida", "verdict_at": "2026-01-03T03:04:05+00:00",
}  # fmt: skip


def review_of(**changes: object) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(write(make_export(make_row(**KNOWN | changes)), "claimreview"))
    return read


def test_a_review_says_who_said_what_where_and_who_judged_it() -> None:
    organisation = {"@type": "Organization", "name": "The Gazette", "url": "https://gazette.example"}
    assert review_of() == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://gazette.example/checks/acme/C1",
        "claimReviewed": "We sold no engines.",
        "datePublished": "2026-01-03",
        "author": organisation,
        "publisher": organisation,
        "reviewRating": {
            "@type": "Rating", "alternateName": "Contradicted", "ratingValue": 1, "bestRating": 5, "worstRating": 1,
            "ratingExplanation": "The memo says so.",
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {
                "@type": "Person", "name": "Ann Roe", "jobTitle": "spokesperson",
                "affiliation": {"@type": "Organization", "name": "Acme"},
            },
            "datePublished": "2018-12",
            "appearance": {
                "@type": "CreativeWork", "url": "https://gazette.example/1", "name": "The Gazette, 2 May 2019",
            },
        },
        "inLanguage": "en",
    }  # fmt: skip


@pytest.mark.parametrize("label", VerdictLabel)
def test_every_verdict_has_its_words_and_none_a_number_that_says_too_much(label: VerdictLabel) -> None:
    rating = review_of(verdict=label.value)["reviewRating"]
    assert (rating["alternateName"], rating.get("ratingValue")) == (label.value, RATINGS[label])
    assert ("bestRating" in rating) == (RATINGS[label] is not None)


def test_without_a_speaker_the_organisation_is_the_author() -> None:
    assert review_of(speaker="", role="")["itemReviewed"]["author"] == {"@type": "Organization", "name": "Acme"}


def test_a_source_that_is_no_address_is_named() -> None:
    appearance = review_of(source_url="javascript:alert(1)")["itemReviewed"]["appearance"]
    assert appearance == {"@type": "CreativeWork", "name": "The Gazette, 2 May 2019"}


def test_several_claims_are_a_list_of_whole_objects() -> None:
    export = make_export(make_row(**KNOWN), make_row(**KNOWN | {"claim_id": "C 2/é"}))
    read = json.loads(write(export, "claimreview"))
    assert [one["@type"] for one in read] == ["ClaimReview"] * 2
    assert [one["url"][-8:] for one in read] == ["/acme/C1", "2F%C3%A9"]


@pytest.mark.parametrize(
    ("changes", "publisher", "said"),
    [
        ({"verdict": "", "verdict_at": "", "justification": ""}, PUBLISHER, "C1: datePublished is missing (no verdict"),
        ({"verdict": "", "justification": ""}, PUBLISHER, "C1: reviewRating is missing (no verdict is set"),
        ({"speaker": "", "organisation": "", "role": ""}, PUBLISHER, "C1: itemReviewed.author is missing (give the claim"),
        ({"source": "", "source_url": ""}, PUBLISHER, "C1: itemReviewed.appearance is missing (give the claim"),
        ({}, NOBODY, "C1: url is missing (set FACTCHECK_REVIEW_URL"),
        ({}, NOBODY, "author is missing (no publisher: set FACTCHECK_PUBLISHER"),
        ({}, Publisher("G", "", "gazette.example/{claim}"), "C1: url is no address of the web"),
        ({}, Publisher("", "https://g.example", "https://g.example"), "author.name is missing"),
        ({"date": "winter"}, PUBLISHER, "C1: itemReviewed.datePublished is no date"),
        ({"date": "2018-13"}, PUBLISHER, "C1: itemReviewed.datePublished is no date"),
        ({"claim": " "}, PUBLISHER, "C1: claimReviewed is no text"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_nothing_is_written(
    changes: dict[str, object], publisher: Publisher, said: str
) -> None:
    made = make_export(make_row(**KNOWN | {"claim_id": "C0"}), make_row(**KNOWN | changes))
    with pytest.raises(BadInput) as raised:
        write(Export(made.case, made.table, publisher=publisher), "claimreview")
    assert said in str(raised.value)


def test_a_case_without_claims_is_not_published() -> None:
    with pytest.raises(BadInput, match="no claim to publish"):
        write(make_export(), "claimreview")


def test_the_check_finds_what_does_not_belong() -> None:
    (part,) = claims_of(make_export(make_row(**KNOWN)))
    sound = make_claimreview(part, PUBLISHER)
    rating = sound["reviewRating"]
    assert validate(sound) == []
    assert isinstance(rating, dict)
    assert validate(sound | {"stars": 5}) == ["stars is no property of ClaimReview"]
    assert validate(sound | {"reviewRating": rating | {"ratingValue": 9}}) == [
        "reviewRating.ratingValue is not between 1 and 5"
    ]
    assert validate(sound | {"author": "Ida"}) == ["author is not of type Organization or Person"]
    assert validate({"@type": "Review"}) == ["the object is not of type ClaimReview"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip))
def test_no_text_ends_the_script_that_it_stands_in(value: str) -> None:
    written = write(
        make_export(make_row(**KNOWN | {"claim": value, "justification": f"</script>{value}"})), "claimreview"
    )
    assert b"</" not in written
    assert json.loads(written)["claimReviewed"] == value
