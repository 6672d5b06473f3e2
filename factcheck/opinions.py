"""The second reader in words, the same on every face and in every export."""

from __future__ import annotations

from factcheck.model import SecondOpinion, SecondReading

APART = "A second opinion by a language model; it changes nothing, and can be wrong or misled by what it reads."


def describe_opinion(opinion: SecondOpinion) -> str:
    """What the second reader says of a passage, in one line."""
    quote = " ".join(opinion.quote.text.split())
    why = f" {opinion.why}" if opinion.why else ""
    return f"Second reader, {opinion.reader}: {opinion.stance}, “{quote}”.{why}"


def describe_asking(second: SecondReading) -> str:
    """What became of asking the second reader.

    >>> describe_asking(SecondReading("m at home", 3, 1, {"no JSON": 1}, ("p1: late",)))
    'Second reader, m at home: asked about 3 passages, 1 answer taken; ignored: 1 (no JSON); failed: p1: late'
    """
    answers = "answer" if second.heard == 1 else "answers"
    parts = [f"asked about {second.asked} passages, {second.heard} {answers} taken"]
    if second.ignored:
        parts.append("ignored: " + ", ".join(f"{count} ({why})" for why, count in second.ignored.items()))
    if second.failures:
        parts.append("failed: " + "; ".join(second.failures))
    if second.left:
        parts.append(f"{second.left} not asked about")
    return f"Second reader, {second.reader}: " + "; ".join(parts)
