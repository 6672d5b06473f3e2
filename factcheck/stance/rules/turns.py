"""Words that turn a sentence round or narrow it: denials, plans, reported speech, rates, totals, ordinals."""

from __future__ import annotations

import re

from factcheck.stance.rules.wording import on_one_line, stem_set


def _any_of(*forms: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


_DENIAL = _any_of(
    "not|no|never|none|neither|nor|without|cannot|nobody|nothing|hardly|rarely|except|unable",
    "fail(?:s|ed)? to|refused|declined to|rejected|den(?:y|ies|ied)|lack(?:s|ed)?",
    "(?:is|was|are|were) (?:false|untrue)",
    "[a-z]{2,7}n['’]t",
)
_NO_ACT = _any_of(
    "not|never|neither|nor|cannot|nobody|unable|fail(?:s|ed)? to|refused|declined to|[a-z]{2,7}n['’]t",
    "could|might|ask(?:s|ed)|request(?:s|ed)|sought|seek(?:s|ing)?",
)
_NO_DENIAL = re.compile(
    r"\b(?:no|not) (?:more|less|fewer|later|earlier|higher) than\b|\bnot only\b|\bNo\.? ?\d", re.IGNORECASE
)
_OPEN = _any_of(
    r"plan(?:s|ned)?|planning|expects?|expected|intends?|intended|propos(?:es|ed|al)|anticipat\w+|hope[sd]?|aim(?:s|ed)?|goals?",
    "might|could|would|should|will|must|(?:is|are|was|were|agreed) to|to be|undertakes?|requires?|required|obliged|entitled to",
    r"alleg(?:es|ed|ation)\w*|claim(?:s|ed)?|believed|suspected|recommend(?:s|ed)?|whether|if|unless|only if|once|subject to",
    r"forecast|budget(?:ed)?|target|estimat\w+|projected|scheduled|option|draft|up to|ceiling|reserved?|quoted?|offer(?:s|ed)?",
    "ask(?:s|ed)|request(?:s|ed)|sought|seek(?:s|ing)?",
)
_MAY = re.compile(r"\bmay\b(?! (?:19|20)\d\d)")  # "May" is a month
_REPORTED = _any_of(
    "says?|said|stat(?:es|ed)|tells?|told|according to|argue[sd]?|testif(?:y|ies|ied)|maintain(?:s|ed)?|insist(?:s|ed)?",
    "represented to|writes?|wrote|thinks?|thought",
)
_RATE = _any_of(
    "(?P<year>annual(?:ly)?|(?:per|a|each|every) year|yearly|per annum)",
    "(?P<month>monthly|(?:per|a|each|every) month)",
    "(?P<week>weekly|(?:per|a|each|every) week)",
    "(?P<day>daily|(?:per|a|each|every) day)",
    "(?P<hour>hourly|(?:per|an|each|every) hour)",
    "(?P<minute>(?:per|a|each|every) minute)",
    "(?P<second>per second)",
)
RATE_STEMS = stem_set("second minute hour day week month year annual annually yearly monthly weekly daily hourly annum")
"""Stems of the words of rates."""

_SCOPE = _any_of(
    "cumulative(?:ly)?|in total|total|combined|overall|average|mean|median|net|gross|maximum|minimum|initial(?:ly)?",
    "original(?:ly)?|revised|amended|remaining|additional|further|excluding|including|before tax|after tax|respectively",
    "per share|per seat|per unit|(?:of|in|for|to|at|on|by) each|each of|apiece|since|to date|so far|over the life",
    "already|again|more than doubled",
    "all|every(?! (?:year|month|week|day))|none|both|others?|another|most|rest|any|either|neither|part of|some of",
    "up from|down from",
)
_REFERENCE = re.compile(r"\b[\w-]{0,20}\d[\w-]{0,20}\b")
_ORDINAL = _any_of(
    r"\d{1,3}(?:st|nd|rd|th)|first|(?<!per )second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth",
    "last|next|former|latter",
)


def is_negated(text: str) -> bool:
    """Whether a text denies something, as far as single words tell; "no more than" denies nothing."""
    return len(_DENIAL.findall(_NO_DENIAL.sub(" ", text))) % 2 == 1


def speaks_of_no_act(text: str) -> bool:
    """Whether something was not done, could be done or was asked for, so that of two figures neither need be wrong.

    >>> speaks_of_no_act("It did not pay $5 million."), speaks_of_no_act("It found 40 flats without heating.")
    (True, False)
    """
    return bool(_NO_ACT.search(_NO_DENIAL.sub(" ", text)) or _MAY.search(text))


def is_plain(text: str) -> bool:
    """Whether a text says what is so: neither denies nor plans, allows, alleges or guesses anything."""
    return not (_DENIAL.search(_NO_DENIAL.sub(" ", text)) or is_open(text))


def is_open(text: str) -> bool:
    """Whether a text speaks of plans, permissions, allegations or guesses rather than of what happened."""
    return bool(_OPEN.search(text) or _MAY.search(text) or "?" in text)


def is_reported(text: str) -> bool:
    """Whether a text gives what somebody says rather than what is so."""
    return bool(_REPORTED.search(text))


def rates(text: str) -> frozenset[str]:
    """What a text's figures are per: a year, a week, an hour.

    >>> sorted(rates("It takes 400 calls a week, 20,000 annually."))
    ['week', 'year']
    """
    return frozenset(str(match.lastgroup) for match in _RATE.finditer(text))


def scope_words(text: str) -> frozenset[str]:
    """The words that say what a figure covers: a total, an average, what is left."""
    return frozenset(on_one_line(one.lower()) for one in _SCOPE.findall(text))


def references(text: str) -> frozenset[str]:
    """The numbers by which a text tells things of a kind apart: lot F202, Contract Year 1."""
    return frozenset(found.lower() for found in _REFERENCE.findall(text))


def ordinals(text: str) -> frozenset[str]:
    """The ordinals by which a text tells things of a kind apart: the second trial, the last."""
    return frozenset(found.lower() for found in _ORDINAL.findall(text))
