"""A statement sentence by sentence: each at its exact place, who says it, what it is worth, and what is open in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.model import Page
from factcheck.passages import split_sentences
from factcheck.statements.clauses import Part, split_clauses
from factcheck.statements.referents import Referent, find_referents
from factcheck.statements.turns import Turn, find_turns
from factcheck.statements.worth import Grade, Worth, weigh

_NAMELESS = ("Q", "A", "QUESTION", "ANSWER", "Question", "Answer")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a statement: ``page.text[start:end] == text``."""

    page: int
    start: int
    end: int
    text: str
    speaker: str  # as the transcript names it; "" where it names nobody
    role: str
    worth: Worth
    referents: tuple[Referent, ...] = ()
    parts: tuple[Part, ...] = ()  # two or more where the sentence may be taken apart

    @property
    def grade(self) -> Grade:
        """How much it is worth checking."""
        return self.worth.grade


def read_sentences(pages: Sequence[Page], speaker: str = "") -> tuple[Sentence, ...]:
    """Split the pages of a statement into sentences, and say of each what it is worth and what is open in it.

    Args:
        pages: in order; unread ones have no sentences.
        speaker: whose statement it is, where that is known and the text does not say who speaks.

    Returns:
        In the order of the text; ``pages[…].text[one.start:one.end] == one.text`` for each.
    """
    found: list[Sentence] = []
    said_by = ""
    for page in pages:
        body = page.text[: page.body_end]
        for turn in find_turns(body, said_by):
            if turn.end <= page.body_start:
                continue
            said_by = turn.speaker
            found += _read_turn(page, turn, max(turn.start, page.body_start), speaker)
    return tuple(found)


def _read_turn(page: Page, turn: Turn, start: int, speaker: str) -> list[Sentence]:
    named = "" if turn.speaker in _NAMELESS else turn.speaker
    known = named or ("" if turn.is_question else speaker)
    return [
        Sentence(
            page.number,
            start + span.start,
            start + span.end,
            span.text,
            turn.speaker,
            turn.role,
            weigh(span.text),
            find_referents(span.text, start + span.start, known),
            split_clauses(span.text, start + span.start),
        )
        for span in split_sentences(page.text[start : turn.end])
    ]
