"""The words of a sentence as the rules compare them: stems of content words, negations, hedges and plans."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’&-]*[A-Za-z]|[A-Za-z]")

STOPWORDS = frozenset(
    "a about above after again all also although am an and any are around as at be because been before being below between both "  # noqa: SIM905
    "but by can could did do does doing down during each either few for from further had has have having he her here hers him "
    "his how i if in into is it its itself just like made make makes may me might more most much must my nor of off on once only onto "
    "or other our ours out over own per said same say says shall she should so some such than that the their theirs them then there "
    "these they this those through to too total toward under until up upon us very was we were what when where which while who whom "
    "whose why will with within would year years you your according alone altogether amount amounted came come figure figures got "
    "reported report reports recorded shows showed stated told fiscal financial ended ending period quarter month date dated "
    "approximately roughly nearly almost exactly least fewer less many one two percent per cent percentage points dollars euros "
    "million billion thousand company cost costs numbered number amounting totalled totaled late early mid".split()
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing|failed to|fails to|refused|denied|denies|lacks?|lacked|"
    r"(?:is|was|are|were) (?:false|untrue)|unable|except|declined to|rejected)\b|n['’]t\b",
    re.IGNORECASE,
)
_NO_MORE_THAN = re.compile(r"\b(?:no|not) (?:more|less|fewer|later|earlier) than\b|\bnot only\b|\bNo\.\s?\d", re.I)
_OPEN = re.compile(
    r"\b(?:plan(?:s|ned)?|planning|expects?|expected|intends?|intended|propos(?:es|ed|al)|might|could|would|should|will|(?:is|are|was|were) to|"
    r"alleg(?:es|ed|ation)\w*|claim(?:s|ed)?|forecast|budget(?:ed)?|target|estimat\w+|projected|scheduled|option|if|unless|draft|"
    r"anticipat\w+|hoped?|aims?|aimed|ask(?:s|ed)|request(?:s|ed)|sought|seek(?:s|ing)?|up to|quoted?|offer(?:s|ed)?)\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"\bmay\b(?! (?:19|20)\d\d)")  # "May" is a month
_SCOPE = re.compile(
    r"\b(?P<year>annual(?:ly)?|per year|a year|each year|every year|yearly|per annum)\b|"
    r"\b(?P<month>monthly|per month|a month|each month|every month)\b|\b(?P<week>per week|weekly|a week|each week)\b|"
    r"\b(?P<day>daily|per day|a day|each day)\b|\b(?P<hour>hourly|per hour|an hour)\b|\b(?P<minute>per minute|a minute)\b|"
    r"\b(?P<other>cumulative(?:ly)?|in total|total|combined|overall|average|mean|median|net|gross|per share|per seat|per unit|remaining|additional|"
    r"more than doubled|doubled|tripled|since|to date|so far|maximum|minimum|ceiling|initial(?:ly)?|original(?:ly)?|revised|amended|up from|down from)\b",
    re.IGNORECASE,
)
_OPPOSITES = [
    ({"rose", "rise", "increas", "grew", "grow", "gain", "climb", "higher", "up"}, {"fell", "fall", "decreas", "declin", "drop", "shrank", "lower", "down", "cut"}),
    ({"before"}, {"after"}),
    ({"won", "win"}, {"lost", "lose"}),
    ({"hire", "recruit"}, {"dismiss", "laid", "fire", "resign"}),
    ({"open", "began", "start", "begin", "launch"}, {"close", "end", "stop", "ceas"}),
    ({"pass"}, {"fail"}),
    ({"profit"}, {"loss"}),
    ({"buy", "bought", "acquir"}, {"sell", "sold"}),
    ({"paid", "pay"}, {"owe", "receiv", "unpaid"}),
    ({"male", "men"}, {"femal", "women"}),
]  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of an English word (Snowball's English stemmer), lower-case."""
    return str(_STEMMER.stemWord(word.lower().replace("’", "'").removesuffix("'s")))


@lru_cache(maxsize=4096)
def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that carry its matter, in order; function words and words of measure left out.

    >>> content_stems("The company paid about 40 licences in 2019.")
    ('paid', 'licenc')
    """
    words = (word.lower() for word in _WORD.findall(text))
    return tuple(stem(word) for word in words if word not in STOPWORDS and len(word) > 1)


def is_negated(text: str) -> bool:
    """Whether a text denies something, as far as single words tell; "no more than" denies nothing."""
    return len(_NEGATION.findall(_NO_MORE_THAN.sub(" ", text))) % 2 == 1


def is_open(text: str) -> bool:
    """Whether a text speaks of plans, permissions, allegations or guesses rather than of what happened."""
    return bool(_OPEN.search(text) or _MAY.search(text))


def scope_words(text: str) -> frozenset[str]:
    """The words that say what a figure covers: a year, a month, a total, an average."""
    return frozenset(
        match["other"].lower() if match["other"] else str(match.lastgroup) for match in _SCOPE.finditer(text)
    )


def are_opposed(one: str, other: str, pairs: int | None = None) -> bool:
    """Whether one text has a word whose opposite stands in the other, and not the word itself.

    Args:
        one: a text.
        other: another.
        pairs: how many pairs of opposites to look at; the first speaks of rising and falling.
    """
    a = {stem(word) for word in _WORD.findall(one)}
    b = {stem(word) for word in _WORD.findall(other)}
    return any(
        (a & left and b & right and not a & right and not b & left)
        or (a & right and b & left and not a & left and not b & right)
        for left, right in _OPPOSITES[:pairs]
    )
