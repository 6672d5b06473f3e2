"""Whether a claim and a sentence say alike who does what to whom."""

from __future__ import annotations

import re

from factcheck.stance.rules.wording import content_stems, ordered_stems

_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|got)\b(?: \w+ly)? (?!between|open\b|seven|eleven|often|even\b|golden|wooden)"
    r"(?:\w{2,}(?:ed|en|wn)|paid|sold|bought|built|sent|found|spent|lent|held|made|left|lost|won|met|shut|cut|hit|put|set|"
    r"brought|taught|told|kept|run)\b",
    re.IGNORECASE,
)


def same_roles(claim: str, sentence: str) -> bool:
    """Whether neither is the other turned round, or one of them alone is passive.

    >>> same_roles("The county paid Lantern Staffing.", "Lantern Staffing was paid by the county.")
    True
    >>> same_roles("The county paid Lantern Staffing.", "Lantern Staffing paid the county.")
    False
    """
    return _are_turned(claim, sentence) == (_is_passive(claim) != _is_passive(sentence))


def _are_turned(claim: str, sentence: str) -> bool:
    """Whether what each begins with stands in the other beyond a word that both have between them: the verb."""
    shared = content_stems(claim) & content_stems(sentence)
    ours, theirs = ([one for one in ordered_stems(text) if one in shared] for text in (claim, sentence))
    return bool(shared) and not set(ours[1 : ours.index(theirs[0])]).isdisjoint(theirs[1 : theirs.index(ours[0])])


def _is_passive(text: str) -> bool:
    return _PASSIVE.search(text) is not None
