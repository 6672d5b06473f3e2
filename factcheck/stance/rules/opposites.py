"""Words that exclude each other: of rising and falling, opposites, and names of different things of one kind."""

from __future__ import annotations

import re

from factcheck.stance.rules.wording import all_stems, stem, stem_set

_RISE = stem_set("rise gain higher doubled tripled improve")
_FALL = stem_set("fall lower reduce halved worsen")
DIRECTIONS = _RISE | _FALL
"""Stems of words of rising and falling."""

_OPPOSITES = (
    ("before", "after"),
    ("win", "lose"),
    ("hire recruit", "dismiss laid resign"),
    ("open begin launch", "close end stop cease"),
    ("pass", "fail"),
    ("profit", "loss"),
    ("buy", "sell"),
    ("pay", "owe receive unpaid"),
    ("lend", "borrow"),
    ("join", "leave"),
    ("accept", "reject"),
    ("import", "export"),
)
_PAIRS = ((_RISE, _FALL), *((stem_set(left), stem_set(right)) for left, right in _OPPOSITES))
_KINDS = (
    "salary bonus pension fee wage grant loan fine rent dividend",
    "revenue profit loss debt cash equity tax dividend",
    "kill injure",
    "stop arrest charge convict acquit",
    "compensatory punitive",
    "gross net",
    "import export",
    "federal state local",
    "legal advertising travel research marketing",
    "employee contractor",
    "residential commercial industrial",
    "civil criminal",
    "lease sell",
)
_STEMS_OF_KINDS = tuple(map(stem_set, _KINDS))


def go_opposite_ways(one: str, other: str) -> bool:
    """Whether one text speaks of rising alone and the other of falling alone."""
    return _are_apart(all_stems(one), all_stems(other), _RISE, _FALL)


def are_opposed(one: str, other: str) -> bool:
    """Whether one text has a word whose opposite stands in the other, and not the word itself."""
    a, b = all_stems(one), all_stems(other)
    return any(_are_apart(a, b, left, right) for left, right in _PAIRS)


def other_kind(claim: str, paper: str) -> tuple[str, str] | None:
    """A word of the claim and one of the paper that name different things of one kind, where neither text has both.

    >>> other_kind("He was paid a bonus of $5,000.", "He was paid a salary of $5,000.")
    ('bonus', 'salary')
    """
    said, there = _words_by_stem(claim), _words_by_stem(paper)
    for kinds in _STEMS_OF_KINDS:
        ours, theirs = kinds & said.keys(), kinds & there.keys()
        if len(ours) == len(theirs) == 1 and ours != theirs:
            return said[next(iter(ours))], there[next(iter(theirs))]
    return None


def _words_by_stem(text: str) -> dict[str, str]:
    return {stem(word): word.lower() for word in re.findall(r"[A-Za-z]+", text)}


def _are_apart(a: frozenset[str], b: frozenset[str], left: frozenset[str], right: frozenset[str]) -> bool:
    a_left, a_right, b_left, b_right = a & left, a & right, b & left, b & right
    return bool(
        (a_left and b_right and not a_right and not b_left) or (a_right and b_left and not a_left and not b_right)
    )
