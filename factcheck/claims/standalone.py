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
_PRONOUNS = {  # an earlier one wins over a later
    r"\b(?:We|we) are\b|\b(?:We|we)['’]re\b": "{organisation} is",
    r"\b(?:We|we) were\b": "{organisation} was",
    r"\b(?:We|we) have\b|\b(?:We|we)['’]ve\b": "{organisation} has",
    r"\b(?:We|we) do\b": "{organisation} does",
    r"\b(?:We|we)['’]ll\b": "{organisation} will",
    r"\b(?:We|we)\b": "{organisation}",
    r"\b(?:Our|our)\b": "{organisation}'s",
    r"\b(?:us|ours)\b": "{organisation}",
    r"\bI am\b|\bI['’]m\b": "{speaker} is",
    r"\bI have\b|\bI['’]ve\b": "{speaker} has",
    r"\bI do\b": "{speaker} does",
    r"\bI\b": "{speaker}",
    r"\b(?:My|my)\b": "{speaker}'s",
}
_PRONOUN = re.compile("|".join(f"({pattern})" for pattern in _PRONOUNS))
_NEW_SENTENCE = re.compile(r"[\"'”’)]*(?:$|\s+(?:We|Our|I|My|It|They|This|That|The|These|Those|In|And|But)\b)")


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
    names = {"organisation": organisation, "speaker": speaker}

    def name(match: re.Match[str]) -> str:
        words = list(_PRONOUNS.values())[(match.lastindex or 1) - 1]
        return words.format(**names) if names[words[1 : words.index("}")]] else match.group()

    return _PRONOUN.sub(name, text)  # in one go, so that a "us" or "I" in a name is left alone


def search_words(claim: Claim) -> str:
    """What the lexical search is asked: the claim that stands alone, and the sentence that says what it is about."""
    return f"{stand_alone(claim)} {claim.context}".strip()


def _close_up(match: re.Match[str]) -> str:
    letters = match.group().replace(".", "")
    return letters + "." if _NEW_SENTENCE.match(match.string, match.end()) else letters
