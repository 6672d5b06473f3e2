"""Passages are exact spans of whole sentences; sentences end where a reader would say so, wherever the lines break."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.documents.cleaning import clean_text
from factcheck.model import Page, Passage, ReadAs
from factcheck.passages import MAX_SENTENCE_WORDS, MAX_WORDS, MIN_WORDS, count_words, split_passages, split_sentences

SHA256 = "0123456789abcdef" * 4
PROSE = st.lists(st.text(alphabet="abcdeABC019 .,;:-–()|$\n•#“”'é漢", max_size=60), max_size=60).map(" ".join)


def passages_of(text: str) -> list[Passage]:
    """Split a text as the third page of a document."""
    return split_passages(SHA256, Page(3, text, ReadAs.TEXT))


def sentences_of(text: str) -> list[str]:
    """Split a text into sentences, their line breaks shown as spaces."""
    return [sentence.text.replace("\n", " ") for sentence in split_sentences(text)]


LINE = "The agency awarded the contractor a further amount in the fiscal year"  # as wide as the lines of these pages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One ends. Two ends.", ["One ends.", "Two ends."], id="two on a line"),
        pytest.param(f"{LINE}\n2015 and later.", [f"{LINE} 2015 and later."], id="a sentence over two lines is one"),
        pytest.param("It met Mr. Smith of Acme Inc. in the U.S. on Monday.", None, id="abbreviations"),
        pytest.param("See Doe v. Roe, 312 F. Supp. 3d 60 (D.D.C. 2018).", None, id="citation"),
        pytest.param("It cost $4.1 billion, or 3.5 percent.", None, id="figures"),
        pytest.param("One\n\ntwo", ["One", "two"], id="a blank line ends a sentence"),
        pytest.param("# Findings\nIt ended.", ["# Findings", "It ended."], id="markdown heading"),
        pytest.param(f"{LINE}.\nKey findings\n{LINE}.", [f"{LINE}.", "Key findings", f"{LINE}."], id="heading"),
        pytest.param(f"{LINE}\nwas small.", [f"{LINE} was small."], id="a full line goes on"),
        pytest.param("Paid:\n• one;\n• two", ["Paid:", "• one;", "• two"], id="bullets"),
        pytest.param("Paid for:\n(a) one;\n(b) two", ["Paid for:", "(a) one;", "(b) two"], id="lettered items"),
        pytest.param("* one\n* two", ["* one", "* two"], id="markdown items"),
        pytest.param(
            "Year | Paid\n2018 | $5\n2019 | $6", ["Year | Paid", "2018 | $5", "2019 | $6"], id="rows of cells"
        ),
        pytest.param(
            f"{LINE}:\nRevenue $ 3,991 $ 5,506\nCost of sales 2,911 (3,667)\nGross margin 1,080 1,839",
            [f"{LINE}:", "Revenue $ 3,991 $ 5,506", "Cost of sales 2,911 (3,667)", "Gross margin 1,080 1,839"],
            id="rows of figures",
        ),
        pytest.param(
            f"{LINE} ended December 26,\n2015 and so on.", [f"{LINE} ended December 26, 2015 and so on."], id="date"
        ),
        pytest.param(f"{LINE} of\n1The officer knew.", [f"{LINE} of", "1The officer knew."], id="footnote"),
        pytest.param(
            f"{LINE}:\nOther expense, net\n(5)\n(66) —\nGross margin 1,080 1,839",
            [f"{LINE}:", "Other expense, net (5) (66) —", "Gross margin 1,080 1,839"],
            id="figures below their label",
        ),
        pytest.param(f"{LINE} was\n43", [f"{LINE} was 43"], id="number of a page after a full line"),
        pytest.param(f"{LINE}.\nIV. The Contract", [f"{LINE}.", "IV. The Contract"], id="numbered heading"),
        pytest.param("It ended. [D5 F3]\n\nIt began.", ["It ended. [D5 F3]", "It began."], id="reference"),
        pytest.param("It bought (1) aircraft and (2) fuel.", None, id="items within a sentence"),
        pytest.param("", [], id="nothing"),
        pytest.param(" \n ", [], id="white space"),
    ],
)
def test_sentences(text: str, expected: list[str] | None) -> None:
    assert sentences_of(text) == ([text] if expected is None else expected)


def test_a_sentence_without_end_is_cut_at_its_line_breaks() -> None:
    text = "\n".join("and so it goes on and on and on without an end," for _ in range(40))
    sentences = split_sentences(text)
    assert all(sentence.text.startswith("and so") and sentence.text.endswith("end,") for sentence in sentences)
    assert max(count_words(sentence.text) for sentence in sentences) <= MAX_SENTENCE_WORDS


def test_a_sentence_without_end_is_cut_at_its_semicolons_first() -> None:
    text = " ".join("and so it goes on and on;" for _ in range(40))
    assert all(sentence.text.endswith("on;") for sentence in split_sentences(text))


def test_text_without_spaces_is_cut_too() -> None:
    assert max(len(passage.text) for passage in passages_of("漢" * 20_000)) < 5_000


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=600), PROSE, PROSE.map(lambda text: text.replace(".", ""))))
def test_sentences_are_exact_ordered_and_hold_every_character(text: str) -> None:
    sentences = split_sentences(text)
    assert all(text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() for sentence in sentences)
    assert all(sentence.text for sentence in sentences)
    assert all(earlier.end <= later.start for earlier, later in pairwise(sentences))
    assert "".join("".join(sentence.text.split()) for sentence in sentences) == "".join(text.split())
    assert all(count_words(sentence.text) <= MAX_SENTENCE_WORDS for sentence in sentences)


@settings(max_examples=300, deadline=None)
@given(PROSE.map(clean_text))
def test_passages_are_exact_cover_every_sentence_and_add_something_each(text: str) -> None:
    passages = passages_of(text)
    sentences = split_sentences(text)
    assert bool(passages) == bool(sentences)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    for sentence in sentences:
        assert any(passage.start <= sentence.start and sentence.end <= passage.end for passage in passages)
    assert all(earlier.start < later.start and earlier.end < later.end for earlier, later in pairwise(passages))
    assert all(count_words(passage.text) <= MAX_WORDS for passage in passages)
    assert len({passage.id for passage in passages}) == len(passages)


def test_passages_of_ordinary_prose_have_80_to_160_words_and_share_a_sentence() -> None:
    text = " ".join(
        f"The agency paid the contractor {number} dollars for the system in that year." for number in range(90)
    )
    passages = passages_of(text)
    assert all(MIN_WORDS <= count_words(passage.text) <= MAX_WORDS for passage in passages)
    assert all(10 <= count_words(text[later.start : earlier.end]) <= 30 for earlier, later in pairwise(passages))


def test_a_short_page_gives_one_short_passage_and_an_empty_one_none() -> None:
    assert [passage.text for passage in passages_of("The contract ended.")] == ["The contract ended."]
    assert passages_of("") == []


def test_the_last_passage_of_a_page_is_not_a_scrap() -> None:
    for n_sentences in range(1, 60):
        text = " ".join(
            f"Sentence {number} says that the contract was extended once more." for number in range(n_sentences)
        )
        passages = passages_of(text)
        assert len(passages) == 1 or count_words(passages[-1].text) >= MIN_WORDS


def test_the_id_of_a_passage_says_where_it_stands_and_is_the_same_everywhere() -> None:
    [passage] = passages_of("The contract ended.")
    assert passage.id == "0123456789ab-p3-0-19"
    assert (passage.document_sha256, passage.page, passage.start, passage.end) == (SHA256, 3, 0, 19)


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "a " * 150_000, "a\n" * 150_000, ". " * 150_000, ".)" * 150_000, "1 " * 150_000]
)
def test_no_text_makes_splitting_slow(text: str) -> None:
    started = time.perf_counter()
    passages_of(text)
    assert time.perf_counter() - started < 5
