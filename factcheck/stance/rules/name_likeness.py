"""Whether two names are the same party's."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from factcheck.stance.rules.names import BODIES, LEGAL_FORMS, SMALL_WORDS, TITLES
from factcheck.stance.rules.wording import word_set

_MISREAD = 0.85
"""Likeness of letters from which a name may be the other, read or written wrongly."""

_DESCRIPTIONS = word_set("technologies technology systems solutions software")  # with them or without, it is the firm


class Likeness(StrEnum):
    """Whether two names are the same party's."""

    SAME = "same"
    SHORT = "short"  # one may be short for the other: Orvane, Orvane Analytics
    MAYBE = "maybe"
    OTHER = "other"


def likeness(one: str, other: str, acronyms: Mapping[str, str]) -> Likeness:
    """Whether two names are the same party's.

    Args:
        one: a name of the claim.
        other: a name of the paper.
        acronyms: what the document explains, by acronym.

    >>> likeness("University of Kessmark", "Kessmark University", {}), likeness("J. Marrow", "Judith Marrow", {})
    (<Likeness.SAME: 'same'>, <Likeness.MAYBE: 'maybe'>)
    """
    a, b = _parts(acronyms.get(one, one)), _parts(acronyms.get(other, other))
    if not a or not b:  # the Inspector, the Professor
        return Likeness.SAME if _words(one) == _words(other) else Likeness.MAYBE
    if set(a) == set(b):
        return Likeness.SAME if _titles(one) <= _titles(other) or _titles(other) <= _titles(one) else Likeness.SHORT
    if _is_acronym(one) != _is_acronym(other) and one not in acronyms and other not in acronyms:
        short, full = (one, b) if _is_acronym(one) else (other, a)
        return Likeness.MAYBE if full[0][0] == short[0].lower() else Likeness.OTHER
    if set(a) <= set(b) or set(b) <= set(a):
        return _of_longer(a, b)
    if (set(a) & set(b) and " and " in f"{one} {other}") or SequenceMatcher(
        None, one.lower(), other.lower()
    ).ratio() > _MISREAD:
        return Likeness.MAYBE  # Portsea and Millbrook, Quay Street and Millbrook; Supplier, Supp1ier
    if len(a) == len(b) and all(
        x[0] == y[0] and (x == y or len(x) == 1 or len(y) == 1) for x, y in zip(a, b, strict=True)
    ):
        return Likeness.MAYBE  # J. Marrow, Judith Marrow
    return Likeness.OTHER


def _of_longer(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness:
    """What a name and a longer one are: Palantir and Palantir Technologies, Palantir Analytics, Palantir Foundation."""
    added = set(a) ^ set(b)
    if added & BODIES or not (a[0] == b[0] or a[-1] == b[-1]):
        return Likeness.MAYBE
    return Likeness.SAME if added <= _DESCRIPTIONS else Likeness.SHORT


def same_form(one: str, other: str) -> bool:
    """Whether two names are plainly of one sort: both with a title, or of one type: two Pension Funds.

    >>> same_form("Judge Harriet Colm", "Judge Walter Esk"), same_form("Judge Harriet Colm", "Orvane Analytics")
    (True, False)
    """
    a, b = one.lower().replace(".", "").split(), other.lower().replace(".", "").split()
    titled = a[0] in TITLES and b[0] in TITLES
    typed = len(a) > 1 and len(b) > 1 and (a[-1] == b[-1] or (a[:2] == b[:2] and a[1] in SMALL_WORDS))
    return titled or typed


def _words(name: str) -> list[str]:
    return [word.strip(".,'’").lower() for word in name.split()]


def _titles(name: str) -> frozenset[str]:
    return TITLES.intersection(_words(name))


@lru_cache(maxsize=8192)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(word for word in _words(name) if word not in SMALL_WORDS | TITLES | LEGAL_FORMS)


def _is_acronym(name: str) -> bool:
    return name.isupper() and " " not in name and 2 <= len(name) <= 8
