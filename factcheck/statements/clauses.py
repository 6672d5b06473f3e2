"""Compound sentences: where one can be taken apart into claims of their own, and what each part then lacks.

No grammar is parsed. A sentence is cut before a conjunction or a semicolon only where both sides have a verb of their own;
a cut is an offer, and a person takes it or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from factcheck.stance.rules.wording import word_set

_LEAST_WORDS = 3  # of a part

_CUT = re.compile(
    r"(?P<stop>;)\s+(?:(?:and|but|however|moreover|therefore)\b,?\s+)?"
    r"|(?P<comma>,|\s[–—-]|—)\s*(?:and|but|while|whereas|yet|nor|so|although|though|because|which)\b\s+(?:that\s+(?!is\b|was\b|has\b|will\b|would\b))?"
    r"|\s+(?P<bare>and|but|while|whereas|although)\s+",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:am|is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|might|shall|should|must|cannot)\b"
    r"|\b\w+n['’]t\b|\w['’](?:s|re|ve|ll|m|d)\s+\w",
    re.IGNORECASE,
)
_PAST = word_set("""
    became began bought brought built came chose cut drew fell felt found gave got grew held kept knew led left let lost
    made meant met paid put ran rose said saw sent set shut sold spent spoke stood took told understood went withdrew won wrote
""")
_PRESENT = word_set("""
    accepts agrees allows applies believes builds buys calls claims complies considers contains continues costs creates
    delivers denies depends employs ensures exceeds expects fails gives goes grows helps holds includes intends invests keeps
    knows leads makes means meets needs offers operates owns pays plans produces provides puts receives rejects remains
    requires respects rises runs says sees sells serves shows spends supplies supports takes takes tells tests uses wants works
    accept agree allow believe build buy comply consider continue deliver deny employ ensure expect give grow help hold
    intend invest keep know make need offer operate own pay plan produce provide receive reject remain require run say see sell
    serve spend supply support take tell test use want work
""")
_NO_SUBJECT_BEFORE = word_set(
    "the a an of to by for with from in on at our their its his her this that these those be been being is are was were"
)
_NO_VERB = word_set("hundred indeed speed united limited sacred")
_PRONOUN = re.compile(r"(?:we|i|you|he|she|it|they|this|that|these|those|there)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w'’-]*")


@dataclass(frozen=True)
class Part:
    """A part of a compound sentence: ``text[start:end]`` of the page, and what it does not say by itself."""

    start: int
    end: int
    text: str
    lacks: tuple[str, ...] = ()


def split_clauses(text: str, start: int = 0) -> tuple[Part, ...]:
    """The parts that a compound sentence can be taken apart into; none where it is one claim.

    Args:
        text: the sentence.
        start: where it begins on its page.

    Returns:
        At least two parts in order, each an exact span, or nothing.

    >>> [(part.text, part.lacks) for part in split_clauses("We sold 40 drones and have never worked for ICE.")]
    [('We sold 40 drones', ()), ('have never worked for ICE.', ('its subject: “We” in the part before',))]
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for cut in _CUT.finditer(text):
        is_bare = cut["bare"] is not None
        if cut.start() < at or not _stands(text[at : cut.start()]) or not _may_follow(text[cut.end() :], is_bare):
            continue
        spans.append((at, cut.start()))
        at = cut.end()
    if not spans:
        return ()
    spans.append((at, len(text)))
    return tuple(
        Part(start + first, start + last, text[first:last], _lacks(text, spans, number))
        for number, (first, last) in enumerate(spans)
    )


def _stands(clause: str) -> bool:
    """Whether a clause may be a claim: it has a verb, and a few words."""
    return len(clause.split()) >= _LEAST_WORDS and _find_verb(clause) is not None


def _may_follow(rest: str, is_bare: bool) -> bool:
    """Whether what follows a conjunction begins a clause of its own; without a comma, its verb must come soon."""
    clause = rest[: match.start()] if (match := _CUT.search(rest)) and _stands(rest[: match.start()]) else rest
    verb = _find_verb(clause)
    if verb is None or len(clause.split()) < _LEAST_WORDS:
        return False
    n_before = len(clause[:verb].split())
    return n_before <= (3 if is_bare else 8)


def _find_verb(clause: str) -> int | None:
    """Where the first word stands that is most likely a verb with a tense."""
    found = [match.start() for match in [_AUXILIARY.search(clause)] if match]
    before = ""
    for word in _WORD.finditer(clause):
        lower = word[0].lower()
        is_verb = lower in _PAST | _PRESENT or (lower.endswith("ed") and len(lower) > 4 and lower not in _NO_VERB)
        if (
            is_verb
            and before not in _NO_SUBJECT_BEFORE
            and not (before == "" and lower in _PRESENT and word[0][0].isupper())
        ):
            found.append(word.start())
            break
        before = lower
    return min(found, default=None)


def _lacks(text: str, spans: list[tuple[int, int]], number: int) -> tuple[str, ...]:
    """What a part does not say by itself."""
    first, last = spans[number]
    part = text[first:last]
    lacks = []
    verb = _find_verb(part)
    if number and verb is not None and not part[:verb].strip(" ,").removesuffix(" never").strip():
        subject = _subject(text[slice(*spans[0])])
        lacks.append(f"its subject: “{subject}” in the part before" if subject else "its subject, which stands before")
    elif number and (match := _PRONOUN.match(part)):
        lacks.append(f"what “{match[0]}” refers to")
    if not number and re.match(r"(?:although|while|though|because|if|when)\b", part, re.IGNORECASE):
        lacks.append("the rest of the sentence, which it limits")
    if number and re.search(
        r"(?:,|\s)\s*(?:although|though|because|while|whereas|which|so)\s+$", text[:first], re.IGNORECASE
    ):
        lacks.append("what it is joined to: it limits or explains the part before")
    return tuple(lacks)


def _subject(clause: str) -> str:
    verb = _find_verb(clause)
    return clause[:verb].strip(" ,") if verb else ""
