"""What a sentence has that makes it worth checking, or hard to check: signs that a reader can see, each in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from factcheck.stance.rules.names import find_names
from factcheck.stance.rules.numbers import find_numbers
from factcheck.stance.rules.period_forms import find_periods
from factcheck.stance.rules.wording import on_one_line

_MOST_QUOTED = 3  # words of a sentence that a reason names
_FEW_WORDS = 5
_NOT_A_FIGURE = re.compile(r"(?:one|two|three|four|zero|a hundred|a thousand|a million)", re.IGNORECASE)


class Kind(StrEnum):
    """What a sign is a sign of."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    COMPARISON = "comparison"
    DEED = "deed"
    CAUSE = "cause"
    REPORT = "reported"
    DENIAL = "denial"
    ABSOLUTE = "absolute"
    COMMITMENT = "commitment"
    OPINION = "opinion"
    VAGUE = "vague"
    QUESTION = "question"
    CONDITION = "condition"
    ADDRESS = "address"
    FRAGMENT = "no sentence"


@dataclass(frozen=True)
class Sign:
    """One sign in a sentence, and the words of it that show it."""

    kind: Kind
    words: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The sign in words.

        >>> Sign(Kind.FIGURE, ("40 drones",)).reason
        'figure: “40 drones”'
        """
        shown = ", ".join(f"“{word}”" for word in self.words[:_MOST_QUOTED])
        return f"{_MEANINGS[self.kind]}: {shown}" if shown else _MEANINGS[self.kind]


_MEANINGS: Mapping[Kind, str] = {
    Kind.FIGURE: "figure",
    Kind.DATE: "date or period",
    Kind.NAME: "named party or place",
    Kind.COMPARISON: "comparison",
    Kind.DEED: "says what was done or is the case",
    Kind.CAUSE: "says what caused what",
    Kind.REPORT: "reports what another said or found",
    Kind.DENIAL: "denial",
    Kind.ABSOLUTE: "allows no exception",
    Kind.COMMITMENT: "commitment or plan: can be checked only once it is due",
    Kind.OPINION: "opinion or praise",
    Kind.VAGUE: "vague: nothing says how much or which",
    Kind.QUESTION: "question",
    Kind.CONDITION: "condition: says what would be",
    Kind.ADDRESS: "speaks to the listener, or runs the meeting",
    Kind.FRAGMENT: "heading or fragment, no sentence",
}


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_FORMS: Mapping[Kind, re.Pattern[str]] = {
    Kind.COMPARISON: _form(
        "more than|less than|fewer than|most of|the most|the least|"
        "(?:high|low|larg|small|fast|great|bigg|strong|safe|clean|few)(?:er|est)|"
        "first|only|largest|best-selling|doubled?|tripled?|twice|half|majority|minority|increas(?:e[ds]?|ing)|"
        "decreas(?:e[ds]?|ing)|reduc(?:e[ds]?|ing)|grew|grown|grows|rose|risen|fell|fallen|declin(?:e[ds]?|ing)|"
        "dropp?ed|"
        "raised|cut|record|average|rate|lost|gained|unprecedented|times as|as many|as much"
    ),
    Kind.DEED: _form(
        "was|were|has been|have been|had been|had|has|did|does|is|are|(?:has|have|had|['’]ve) \\w+(?:ed|en|n)|"
        "(?!hundred|indeed|speed|sacred)\\w{3,}ed|made|sold|paid|built|bought|gave|took|"
        "went|voted|passed|signed|spent|left|sent|kept|ran|came|told|got|brought|led|held|met|won|lost|knew|began|wrote"
    ),
    Kind.CAUSE: _form("because of|caused|resulted|led to|due to|thanks to|as a result|prevent(?:s|ed)?|created?"),
    Kind.REPORT: _form(
        "according to|said|says|reported|reports|found that|announced|testified|admitted|told|claimed|shows? that|"
        "showed|confirmed"
    ),
    Kind.DENIAL: _form(
        "never|not|no|none|nobody|nothing|neither|nor|cannot|\\w+n['’]t|den(?:y|ies|ied)|refut(?:e|es|ed)|false|"
        "untrue|without any"
    ),
    Kind.ABSOLUTE: _form(
        "never|always|every|everyone|everything|all|nobody|none|nothing|any|entirely|completely|100 percent|each"
    ),
    Kind.COMMITMENT: _form(
        "will|['’]ll|shall|won['’]t|going to|commit(?:s|ted|ment)?|pledg(?:e|es|ed)|promis(?:e|es|ed)|plans? to|"
        "intends? to|"
        "aims? to|expects? to|targets?|goal|on track|by the end of"
    ),
    Kind.OPINION: _form(
        "I think|we think|I believe|we believe|I feel|we feel|I hope|we hope|in my opinion|proud|pleased|delighted|"
        "excited|thrilled|"
        "honou?red|important|great|good|bad|better|best|wonderful|terrible|outstanding|exceptional|remarkable|strong|"
        "right thing|should|ought|must|need to|have to|want|like|love|wish|deserves?|matters?|hope|believe|think|"
        "feel|unfair|"
        "disappoint(?:ed|ing)|tragic|fantastic|tremendous|amazing|respect"
    ),
    Kind.VAGUE: _form(
        "many|several|some|various|numerous|significant(?:ly)?|substantial(?:ly)?|considerabl[ey]|a lot|lots|"
        "a number of|a range of|widely|leading|world[- ]class|robust|innovative|cutting[- ]edge|best[- ]in[- ]class|"
        "committed to|dedicated to|strive|continue to|appropriate|certain|things?|stuff|kind of|sort of|and so on"
    ),
    Kind.CONDITION: _form(
        "if|unless|would|could|might|(?-i:may)|were to|in case|suppose|whether|let us|let['’]s|imagine"
    ),
    Kind.ADDRESS: _form(
        "thank you|thanks|good (?:morning|afternoon|evening|day)|welcome|ladies and gentlemen|please|next question|"
        "you know|"
        "your question|let me|I['’]d like to|we['’]d like to|I want to|look|well|okay|yes|you|your|my friend|"
        "forward[- ]looking statements?|for immediate release|safe harbou?r|about the company|media contact|"
        "press contact"
    ),
}  # fmt: skip
_INITIAL = re.compile(r"\w\.?")  # of E.R.O., which is no name by itself
_QUESTION = re.compile(r"\?[\"'”’)\]]*$")
_HAS_LETTERS = re.compile(r"[a-z]{2}")
_ENDS = re.compile(r"[.!?…;:][\"'”’)\]]*$")


def find_signs(text: str) -> tuple[Sign, ...]:
    """Every sign in a sentence, in the order of `Kind`."""
    found: dict[Kind, tuple[str, ...]] = {
        Kind.FIGURE: tuple(one.words for one in find_numbers(text) if not _NOT_A_FIGURE.fullmatch(one.text)),
        Kind.DATE: tuple(one.text for one in find_periods(text)),
        Kind.NAME: tuple(name for name in find_names(text) if not _INITIAL.fullmatch(name)),
    }
    for kind, form in _FORMS.items():
        found[kind] = tuple(dict.fromkeys(on_one_line(match[0]) for match in form.finditer(text)))
    signs = {kind: Sign(kind, words) for kind, words in found.items() if words}
    if _QUESTION.search(text):
        signs[Kind.QUESTION] = Sign(Kind.QUESTION)
    if _is_fragment(text):
        signs[Kind.FRAGMENT] = Sign(Kind.FRAGMENT)
    return tuple(signs[kind] for kind in Kind if kind in signs)


def _is_fragment(text: str) -> bool:
    """Whether a line is a heading, a label or a few words: it says nothing of anything."""
    few = len(text.split()) < _FEW_WORDS
    return not _HAS_LETTERS.search(text) or (few and not _ENDS.search(text)) or text.startswith("#")
