"""A claim as the models read it: brackets opened, and the speaker named where the claim says "we".

Only what the claim's own record says is used: "we" is the organisation that speaks, "I" is the named speaker. "They",
"it" and "this" are left as they are, because whom they mean would be a guess.
"""

from __future__ import annotations

import re

from factcheck.model import Claim

_NAMELESS = re.compile(r"\b(unnamed|anonymous|unknown|spokes\w+)\b", re.IGNORECASE)
_LEGAL_FORM = re.compile(
    r"[, ]+(technologies|inc|incorporated|ltd|limited|llc|plc|corp|corporation|group|ag|gmbh|sa|se)\b\.?", re.IGNORECASE
)
_PRONOUNS = (
    (re.compile(r"\b(?:We|we) are\b|\b(?:We|we)['’]re\b"), "{organisation} is"),
    (re.compile(r"\b(?:We|we) were\b"), "{organisation} was"),
    (re.compile(r"\b(?:We|we) have\b|\b(?:We|we)['’]ve\b"), "{organisation} has"),
    (re.compile(r"\b(?:We|we) do\b"), "{organisation} does"),
    (re.compile(r"\b(?:We|we)['’]ll\b"), "{organisation} will"),
    (re.compile(r"\b(?:We|we)\b"), "{organisation}"),
    (re.compile(r"\b(?:Our|our)\b"), "{organisation}'s"),
    (re.compile(r"\b(?:us|ours)\b"), "{organisation}"),
    (re.compile(r"\bI am\b|\bI['’]m\b"), "{speaker} is"),
    (re.compile(r"\bI have\b|\bI['’]ve\b"), "{speaker} has"),
    (re.compile(r"\bI do\b"), "{speaker} does"),
    (re.compile(r"\bI\b"), "{speaker}"),
    (re.compile(r"\b(?:My|my)\b"), "{speaker}'s"),
)


def stand_alone(claim: Claim) -> str:
    """The claim's text with brackets opened, dotted acronyms closed up, and first-person words replaced by names.

    >>> stand_alone(Claim("1", "We do not work for E.R.O.", organisation="Palantir Technologies"))
    'Palantir does not work for ERO.'
    >>> stand_alone(Claim("2", "[ERO] is responsible", organisation="Palantir Technologies"))
    'ERO is responsible'
    """
    text = re.sub(r"\[([^\]]*)\]", r"\1", " ".join(claim.text.split()))
    text = re.sub(r"\b(?:[A-Z]\.){2,}", _close_up, text)
    organisation = _LEGAL_FORM.sub("", claim.organisation).strip()
    speaker = claim.speaker if claim.speaker and not _NAMELESS.search(claim.speaker) else organisation
    for pattern, words in _PRONOUNS:
        name = organisation if "{organisation}" in words else speaker
        if name:
            text = pattern.sub(words.replace("{organisation}", name).replace("{speaker}", name), text)
    return text


def search_words(claim: Claim) -> str:
    """What the lexical search is asked: the claim that stands alone, and the sentence that says what it is about."""
    return f"{stand_alone(claim)} {claim.context}".strip()


def _close_up(match: re.Match[str]) -> str:
    letters = match.group().replace(".", "")
    at_end = match.end() == len(match.string)
    return letters + "." if at_end else letters
