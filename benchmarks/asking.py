"""Ways to ask a search for a claim, beside asking for the claim as it stands; `search_trials.py` measures each.

A way takes what a check asks, and which acronyms the texts that are searched explain. It gives all that is to be asked: what
each query finds is added, by the query's weight.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from factcheck.search.lexical import normalise
from factcheck.search.retrieval import DENSE_SHARE
from factcheck.stance.rules.acronyms import find_acronyms
from factcheck.stance.rules.names import find_names
from factcheck.stance.rules.wording import on_one_line
from factcheck.statements.clauses import split_clauses

_ACRONYM = re.compile(r"\b([A-Z][A-Z&]+)(?:s\b|\b)")
_WITH_DIGIT = re.compile(r"\w*\d(?:[\w.,/-]*\w)?")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Query:
    """What a search is asked."""

    sense: str  # the text that is embedded
    words: str  # those of the lexical side
    weight: float = 1.0  # beside the other queries for the same claim
    share: float = DENSE_SHARE  # weight of the dense side, 0 to 1


Acronyms = Mapping[str, Counter[str]]
"""Acronym -> its long forms in small letters, each with the number of texts that explain it so."""

Ask = Callable[[Query, Acronyms], list[Query]]


def collect_acronyms(texts: Iterable[str]) -> Acronyms:
    """What texts explain of their acronyms, as in "Immigration and Customs Enforcement (ICE)"."""
    explained: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for acronym, long_form in find_acronyms(on_one_line(text)).items():
            explained[acronym][long_form.lower()] += 1
    return explained


def expand(words: str, acronyms: Acronyms, least: int, and_shorten: bool = False) -> str:
    """Add to each acronym of a query the long form that most texts give it.

    Args:
        words: the query.
        acronyms: what the texts explain.
        least: texts that must explain a long form for it to count.
        and_shorten: whether the acronym is also added to a long form of more than one word.
    """
    common = {
        acronym: long_form
        for acronym, forms in acronyms.items()
        for long_form, n_texts in forms.most_common(1)
        if n_texts >= least
    }
    more = [common[acronym] for acronym in _ACRONYM.findall(normalise(words)) if acronym in common]
    if and_shorten:
        said = _spaced(words)
        more += [acronym for acronym, long_form in common.items() if " " in long_form and _spaced(long_form) in said]
    return " ".join(dict.fromkeys([words, *more]))


def split_parts(text: str) -> list[str]:
    """The parts of a compound claim; none of one that is a single claim."""
    return [part.text for part in split_clauses(text)]


def names_and_figures(text: str) -> list[str]:
    """The names of a claim, then its words with a digit in them: figures, years, models."""
    return list(dict.fromkeys([*find_names(text), *_WITH_DIGIT.findall(text)]))


def _expanding(least: int, and_shorten: bool = False) -> Ask:
    return lambda query, acronyms: [replace(query, words=expand(query.words, acronyms, least, and_shorten))]


def _with_parts(weight: float) -> Ask:
    return lambda query, _: [query, *(Query(part, part, weight) for part in split_parts(query.sense))]


def _with_names(weight: float) -> Ask:
    def ask(query: Query, _: Acronyms) -> list[Query]:
        named = " ".join(names_and_figures(query.sense))
        return [query, Query(query.sense, named, weight, share=0.0)] if named else [query]

    return ask


def as_it_stands(query: Query, _: Acronyms) -> list[Query]:
    """What a check asks, and nothing else."""
    return [query]


WAYS: Mapping[str, Ask] = {
    "words alone (BM25)": lambda query, _: [replace(query, share=0.0)],
    "meaning alone (MiniLM)": lambda query, _: [replace(query, share=1.0)],
    "acronyms that a text explains expanded in the words": _expanding(1),
    "acronyms that three texts explain": _expanding(3),
    "acronyms that three texts explain, and their full names shortened": _expanding(3, and_shorten=True),
    "parts of compound claims as queries of their own, weight .1": _with_parts(0.1),
    "parts of compound claims, weight .3": _with_parts(0.3),
    "names and figures once more in the words, weight .1": _with_names(0.1),
    "names and figures, weight .3": _with_names(0.3),
}


def _spaced(text: str) -> str:
    """A text's words in small letters, each between single spaces."""
    return f" {_NO_WORD.sub(' ', text.lower()).strip()} "
