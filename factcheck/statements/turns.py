"""Who speaks: the turns of a transcript, told by the label that a line begins with."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from factcheck.stance.rules.wording import word_set

_WORD = r"(?:(?:[A-Z][A-Za-z]{0,3}\.)+|[A-Z][\w'’-]*)"
_NAME = rf"{_WORD}(?:[ ]{_WORD}){{0,4}}"
_ROLE = r"(?:[ ]?\([^()\n]{1,60}\)|, [^:()\d\n]{2,70})"
_LABEL = re.compile(
    rf"^(?:(?P<letter>Q|A|QUESTION|ANSWER|Question|Answer)[.:]|(?P<name>(?:THE |The )?{_NAME})(?P<role>{_ROLE})?:)(?=\s)",
    re.MULTILINE,
)
_DASHED = re.compile(rf"^(?P<name>{_NAME})[ ](?:--|–|—)[ ](?P<role>[^\n:.]{{3,80}})$", re.MULTILINE)
_ONE_WORD = word_set(
    "operator moderator host interviewer reporter journalist chair chairman chairwoman speaker witness"
)
_NO_SPEAKER = word_set("""
    about address attachment attention background bcc bottom cc contact contacts correction date disclaimer email example
    exhibit fact facts fax finding findings from headline highlights hint important key media monday note notes number page
    phone press question reference result results section source sources subject summary tel telephone time title to update
    url warning web website
""")
_LEAST_TURNS = 2  # of a speaker in ordinary letters: "Safety: we test every car" stands once


@dataclass(frozen=True)
class Turn:
    """What one person says without being interrupted: ``text[start:end]``, its label left out."""

    start: int
    end: int
    speaker: str  # as the label has it; "" where nobody is named
    role: str = ""
    is_question: bool = False  # the label says that a question is put


def find_turns(text: str, speaker: str = "") -> list[Turn]:
    r"""Split a text into turns.

    A label stands at the beginning of a line: "Q:", "JANE DOE:", "Jane Doe, chief executive:", or "Jane Doe -- Chief
    Executive" on a line of its own. A name in ordinary letters counts as a speaker only where it stands more than once,
    or with a role, so that "Note:" or "Safety first:" is none.

    Args:
        text: of one page.
        speaker: who spoke last on the page before.

    Returns:
        Turns in order; all of the text but the labels lies in them.

    >>> [(turn.speaker, turn.is_question) for turn in find_turns("Q: Did you sell it?\nJANE DOE: We did not.")]
    [('Q', True), ('JANE DOE', False)]
    """
    labels = _find_labels(text)
    turns = []
    at, said_by = 0, Turn(0, 0, speaker)
    for label in [*labels, None]:
        end = label.start if label else len(text)
        if text[at:end].strip():
            turns.append(Turn(at, end, said_by.speaker, said_by.role, said_by.is_question))
        if label:
            at, said_by = label.end, label
    return turns


def _find_labels(text: str) -> list[Turn]:
    """The labels as turns: their spans are those of the labels."""
    named = [*_LABEL.finditer(text), *_DASHED.finditer(text)]
    times = Counter(match["name"] for match in named if match["name"])
    found = {}
    for match in named:
        name = match["name"]
        role = (match["role"] or "").strip(" ,()")
        if name is None:
            letter = match["letter"]
            found[match.start()] = Turn(match.start(), match.end(), letter, "", letter[0] == "Q")
        elif _is_speaker(name, role, times[name]):
            found[match.start()] = Turn(match.start(), match.end(), name, role)
    return [found[start] for start in sorted(found)]


def _is_speaker(name: str, role: str, times: int) -> bool:
    first = name.split()[0].lower()
    if first in _NO_SPEAKER:
        return False
    if first in _ONE_WORD or (name.isupper() and len(name) > 1 and not name.isnumeric()):
        return True
    return " " in name and (bool(role) or times >= _LEAST_TURNS)
