"""A page's text is cleaned once: nothing invisible is left in it, and words broken at a line's end are whole."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.documents.cleaning import clean, clean_text, collect_words
from factcheck.documents.tracing import Traced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\r\nb\rc\x85d", "a\nb\nc\nd", id="line ends"),
        pytest.param("a\x00b\x07c\x1b", "abc", id="controls"),
        pytest.param("in\u00advisible\u200b\ufeff \u202eword", "invisible word", id="invisible"),
        pytest.param("oﬃce ﬁle ﬂow ﬀ ﬄ ﬆ", "office file flow ff ffl st", id="ligatures"),
        pytest.param("a\u00a0b \t c\u3000d", "a b c d", id="spaces"),
        pytest.param("  a  \n  b ", "a\nb", id="ends of lines"),
        pytest.param("a\n \n\n\nb", "a\n\nb", id="blank lines"),
        pytest.param("\uf0b7 item", "• item", id="bullets"),
        pytest.param("Background . . . . . . . . 49", "Background … 49", id="leaders"),
        pytest.param("he said . . . . Then", "he said . . . . Then", id="an ellipsis is no leader"),
        pytest.param("·1· · · ·Q.· ·Yes?", "1 Q. Yes?", id="blanks of a transcript"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("a\ud800b", "ab", id="half characters"),
        pytest.param("informa-\ntion on", "information\non", id="broken word"),
        pytest.param("informa\ufffetion on", "information\non", id="broken word, as PDFium marks it"),
        pytest.param("informa\u00ad\ntion on", "information\non", id="broken word, by a soft hyphen"),
        pytest.param("long-\nterm plan", "long-term\nplan", id="compound"),
        pytest.param("in 2015-\n16", "in 2015-16", id="figures"),
        pytest.param("Mar-\nA-Lago", "Mar-A-Lago", id="capitals keep their hyphen"),
        pytest.param("a -\nb", "a -\nb", id="dash"),
        pytest.param("-----\nab", "-----\nab", id="rule"),
        pytest.param("the infor-\n\nmation", "the infor-\n\nmation", id="never over a blank line"),
        pytest.param("1\ufffe1- 1", "1-1- 1", id="a hyphen before a space stays there"),
        pytest.param("co-ordi-\nna-\ntion", "co-ordination", id="broken twice"),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    ("document", "text", "expected"),
    [
        pytest.param("ready-to-drink tea", "ready-\nto-drink", "ready-to-drink", id="compound elsewhere"),
        pytest.param("a two step plan", "two-\nstep", "two-step", id="both halves elsewhere"),
        pytest.param("an interview; inter view", "inter-\nview", "interview", id="whole word elsewhere"),
        pytest.param("nothing of it", "inter-\nview", "interview", id="nothing elsewhere"),
    ],
)
def test_the_document_itself_tells_a_broken_word_from_a_compound(document: str, text: str, expected: str) -> None:
    assert clean_text(text, collect_words([document, text])) == expected


def test_halves_of_broken_words_are_no_words() -> None:
    assert collect_words(["The infor-\r\nmation, depor\ufffetation and re-elected"]) == {"the", "and", "re-elected"}


@given(st.text())
def test_clean_text_holds_nothing_invisible_and_cleaning_it_again_changes_nothing(text: str) -> None:
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not [
        character for character in clean if unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"
    ]
    assert "\n\n\n" not in clean and "  " not in clean and " \n" not in clean
    assert clean == clean.strip()
    assert clean_text(clean) == clean


@given(st.text(alphabet="ab-A1 \n\u00ad\ufffe\t\f", max_size=40))
def test_cleaning_again_changes_nothing_around_hyphens(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean


@pytest.mark.parametrize("text", ["a" * 500_000, "a-" * 250_000, "a-\n" * 150_000, " \n" * 250_000, "-" * 500_000])
def test_no_text_makes_cleaning_slow(text: str) -> None:
    started = time.perf_counter()
    clean_text(text, collect_words([text]))
    assert time.perf_counter() - started < 5


@given(st.text() | st.text(alphabet="ab-A1 .·\n\u00ad\ufffe\te\u0301ﬃ\u00a0", max_size=60))
def test_every_final_character_knows_which_one_it_came_from(text: str) -> None:
    traced = clean(Traced.begin(text))
    assert traced.text == clean_text(text)
    assert traced.origins is not None and len(traced.origins) == len(traced.text)
    assert all(0 <= origin < len(text) for origin in traced.origins)
    assert all(one <= other for one, other in pairwise(traced.origins.tolist()))
    for character, origin in zip(traced.text, traced.origins.tolist(), strict=True):
        if character.isascii() and character.isalnum() and text[origin] < "\u0080":
            assert text[origin] == character
