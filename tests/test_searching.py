"""Searches for people who know what they look for: a phrase is found word for word, wherever it stands, and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, KeywordEncoder, make_claim, make_readers, take
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import BadInput
from factcheck.looking import Only, look_again
from factcheck.model import SearchBy
from factcheck.search.phrase import find_phrase
from factcheck.searching import search_case
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]
WORD = st.text("abcXY", min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("A de\nMinimis use; DE  minimis.", "de minimis", ["de\nMinimis", "DE  minimis"]),
        ("the police of ICE", "ice", ["ICE"]),
        ("ICE, ICE-Air and (ICE)", "ICE", ["ICE", "ICE", "ICE"]),
        ("It didn’t say “no”.", 'didn\'t say "no".', ["didn’t say “no”."]),
        ("$4.2M and $44.2M", "4.2M", ["4.2M"]),
        ("cost $4.2M", "$4.2m", ["$4.2M"]),
        ("a.b", "a b", []),
        ("axb", "a.b", []),
        ("anything", "  ", []),
        ("one one one", "one one", ["one one"]),
    ],
)
def test_a_phrase_is_found_word_for_word(text: str, phrase: str, found: list[str]) -> None:
    spans = find_phrase(text, phrase)
    assert [span.text for span in spans] == found
    assert all(text[span.start : span.end] == span.text for span in spans)


@given(st.lists(WORD, max_size=30), st.lists(WORD, min_size=1, max_size=2), st.sampled_from([" ", "\n", "  \n ", "\t"]))
def test_a_phrase_is_found_wherever_its_words_follow_each_other(words: list[str], phrase: list[str], gap: str) -> None:
    plain, wanted, expected, at = [word.lower() for word in words], [word.lower() for word in phrase], 0, 0
    while at <= len(plain) - len(wanted):
        hit = plain[at : at + len(wanted)] == wanted
        expected, at = expected + hit, at + (len(wanted) if hit else 1)
    assert len(find_phrase(gap.join(words), " ".join(phrase))) == expected


def test_a_phrase_is_counted_over_all_pages_whatever_passage_it_stands_in(workspace: Workspace, save: Save) -> None:
    long = " ".join(f"Sentence {number} says nothing at all of it." for number in range(60))
    take(
        workspace,
        make_readers(),
        save("a.txt", f"Acme sold\nengines. {long} Acme SOLD engines."),
        save("b.txt", "Nobody sold engines."),
    )
    encoder = KeywordEncoder()
    found = search_case(workspace, CASE, "sold engines", SearchBy.PHRASE, make_readers(encoder=encoder))
    assert (found.total, found.pages, found.documents) == (3, 2, 2)
    assert [(one.document.file, one.span.text) for one in found.occurrences] == [
        ("a.txt", "sold\nengines"), ("a.txt", "SOLD engines"), ("b.txt", "sold engines"),
    ]  # fmt: skip
    assert found.occurrences[0].before == "Acme "
    for hit, place in zip(found.hits, found.occurrences, strict=True):
        assert hit.passage.start <= place.span.start and place.span.end <= hit.passage.end
    assert encoder.embedded == []  # no model is asked
    few = search_case(workspace, CASE, "sold engines", SearchBy.PHRASE, make_readers(), top_k=1)
    assert (len(few.hits), few.total, len(few.occurrences)) == (1, 3, 3)


def test_words_are_wanted_all_and_where_none_has_them_all_some_are_given_and_it_is_said(
    workspace: Workspace, save: Save
) -> None:
    take(
        workspace, make_readers(), save("a.txt", "Acme sold engines."), save("b.txt", "Acme rained."), save("c.txt", "Sun.")
    )  # fmt: skip
    both = search_case(workspace, CASE, "engine sold", SearchBy.WORDS, make_readers())
    assert ([hit.passage.text for hit in both.hits], both.total, both.has_all) == (["Acme sold engines."], 1, True)
    some = search_case(workspace, CASE, "Acme sold rain", SearchBy.WORDS, make_readers())
    assert (len(some.hits), some.total, some.has_all) == (2, 2, False)
    none = search_case(workspace, CASE, "the rockets", SearchBy.WORDS, make_readers())
    assert (none.hits, none.total) == ((), 0)


def test_nothing_typed_is_refused(workspace: Workspace) -> None:
    for by in SearchBy:
        with pytest.raises(BadInput, match="Type what"):
            search_case(workspace, CASE, " \n", by, make_readers())


def test_one_looks_again_on_the_desk_by_words_only_or_for_an_exact_phrase(workspace: Workspace, save: Save) -> None:
    take(workspace, make_readers(), save("a.txt", "Acme SOLD\nengines."), save("b.txt", "Engines were sold by Acme."))

    def found(by: SearchBy) -> list[str]:
        looked = look_again(workspace, CASE, make_claim(), "sold engines", Only(), make_readers(), by)
        return sorted(one.document.file for one in looked.evidence)

    assert found(SearchBy.PHRASE) == ["a.txt"]
    assert found(SearchBy.WORDS) == found(SearchBy.MEANING) == ["a.txt", "b.txt"]
