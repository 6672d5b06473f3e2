"""Words of a sentence that mean somebody, something or a time only beside other words: flagged, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Referent:
    """A word that does not say by itself what it means: ``text[start:end]`` of the page."""

    start: int
    end: int
    text: str
    question: str  # what a reader has to find out


_ORGANISATIONS = (
    "company|firm|agency|department|bank|group|corporation|organi[sz]ation|board|committee|bureau|ministry|commission|council|"
    "manufacturer|supplier|contractor|administration|government|authority|programme|program|project|product|device|system|"
    "agreement|contract|report|study|team|office|division|unit"
)
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:we|our|ours|us|ourselves)\b", re.I), "we"),
    (re.compile(r"\bI\b|\b(?:my|mine|me|myself)\b"), "I"),
    (re.compile(r"\b(?:you|your|yours)\b", re.I), "whom is spoken to?"),
    (re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.I), "which person?"),
    (re.compile(r"\b(?:they|them|their|theirs|themselves)\b", re.I), "who, or which things?"),
    (re.compile(r"\b(?:it|its|itself)\b", re.I), "what does it stand for?"),
    (
        re.compile(
            r"\b(?:this|that|these|those)"
            r"(?= (?:is|are|was|were|has|have|had|will|would|can|could|does|do|did|means?|shows?)\b)",
            re.I,
        ),
        "what does it point at?",
    ),
    (re.compile(r"\b(?:this|these|those|such an?) [a-z]+\b", re.I), "which one was named before?"),
    (re.compile(rf"\bthe (?:{_ORGANISATIONS})\b(?! of\b| for\b)", re.I), "which one?"),
    (
        re.compile(
            r"\b(?:today|yesterday|tomorrow|now|currently|recently|lately|so far|to date|ago|"
            r"(?:last|next|this|the past|the previous|the coming) "
            r"(?:year|month|week|quarter|decade|summer|winter|spring|autumn|fall)s?)\b",
            re.I,
        ),
        "when? It counts from the day on which it was said",
    ),
)  # fmt: skip
_US_COUNTRY = re.compile(r"\bUS\b")
_EMPTY_IT = re.compile(
    r"\bit(?:['’]s| is| was| will be| has been) (?:\w+ly )?(?:\w+ )?(?:\w+ )(?:that|to)\b|\bit (?:seems|appears|turns out)\b",
    re.I,
)


def find_referents(text: str, start: int = 0, speaker: str = "") -> tuple[Referent, ...]:
    """The words of a sentence that need other words to mean something.

    Args:
        text: the sentence.
        start: where it begins on its page.
        speaker: who says it, where that is known; then "we" and "I" are said to be that speaker's, and flagged still.

    Returns:
        In the order of the text, none within another.

    >>> [(one.text, one.question) for one in find_referents("We sold it.", speaker="Ida Roe")]
    [('We', "Ida Roe's “we”: which organisation?"), ('it', 'what does it stand for?')]
    """
    empty = {match.start() for match in _EMPTY_IT.finditer(text)} | {
        match.start() for match in _US_COUNTRY.finditer(text)
    }
    taken: list[tuple[int, int]] = []
    found = []
    for first, last, question in _find(text, speaker):
        if first in empty or any(first < end and begin < last for begin, end in taken):
            continue
        taken.append((first, last))
        found.append(Referent(start + first, start + last, text[first:last], question))
    return tuple(sorted(found, key=lambda one: one.start))


def _find(text: str, speaker: str) -> Iterator[tuple[int, int, str]]:
    for pattern, question in _FORMS:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), _ask(question, speaker)


def _ask(question: str, speaker: str) -> str:
    if question == "we":
        return f"{speaker}'s “we”: which organisation?" if speaker else "who is “we”?"
    if question == "I":
        return f"{speaker} speaks" if speaker else "who speaks?"
    return question
