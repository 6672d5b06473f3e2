"""What happens once and what happens again: whether a sentence with another date contradicts a claim."""

from __future__ import annotations

import re

from factcheck.stance.rules.names import SMALL_WORDS
from factcheck.stance.rules.wording import all_stems, stem, stem_set

_ONCE_FOR_ALL = re.compile(
    r"\b(?:(?:was|is) (?P<of_one>born|founded|incorporated|dissolved|dated)|(?P<now>expires|commences)|(?P<past>died))\b"
)
_ANY = re.compile(r"\b(?:an?|one|another|any|each|every|some|no|it|he|she|they|we|which|who|there)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:] ")
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)

_ONCE = stem_set("""
    signed began ended opened closed launched terminated expired appointed resigned stopped ceased entered merged joined
    left effective introduced discontinued withdrew completed built convicted sentenced pleaded settled dismissed adopted
    ratified granted executed founded incorporated dissolved dated
""")
_AGAIN = stem_set("met visited inspected tested audited travelled trained")


def is_once_for_all(claim: str, sentence: str) -> bool:
    """Whether both say of one certain thing what happens to it but once, so that no second date can be true.

    >>> is_once_for_all("Veldra Robotics was founded in 2015.", "Veldra Robotics was founded in 2016.")
    True
    >>> is_once_for_all("A school was founded in 2015.", "A school was founded in 2016.")
    False
    """
    return bool(_acts_of_one(claim) & _acts_of_one(sentence))


def is_once(claim: str, sentence: str) -> bool:
    """Whether both speak of what mostly happens once to a thing, though another such thing may be meant: it was signed."""
    is_only = _ONLY.search(claim) and _ONLY.search(sentence)
    return bool(is_only or _ONCE & all_stems(claim) & all_stems(sentence))


def is_again(claim: str, sentence: str) -> bool:
    """Whether both speak of what happens again and again, so that another date is another time."""
    return bool(_AGAIN & all_stems(claim) & all_stems(sentence)) and not _ONLY.search(f"{claim} {sentence}")


def _acts_of_one(text: str) -> frozenset[str]:
    return frozenset(
        stem(act["of_one"] or act["now"] or act["past"])
        for act in _ONCE_FOR_ALL.finditer(text)
        if _is_one(_CLAUSE.split(text[: act.start()])[-1].strip(), may_be_many=bool(act["past"]))
    )


def _is_one(subject: str, may_be_many: bool) -> bool:
    """Whether a subject is one certain thing or person: a name, or "the" with a name and a verb that shows it to be one."""
    words = subject.split()
    if _ANY.search(subject) or not any(word[0].isupper() for word in words):
        return False
    is_name = all(word[0].isupper() or word in SMALL_WORDS for word in words) and "and" not in words
    is_called = words[0].lower() in ("the", "this") and any(word[0].isupper() for word in words[1:])
    return is_name and len(words) > 1 if may_be_many else is_name or is_called
