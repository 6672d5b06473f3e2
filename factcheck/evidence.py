"""Evidence: hits with what was read out of them, put in order, with the reasons in words. Rules over values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from factcheck.certainty import SURE_FROM, is_unclear, say_percent
from factcheck.dates import describe_distance
from factcheck.duplicates.copies import mark_copies
from factcheck.model import Claim, Document, Evidence, Hit, Stance, StanceReading

RELEVANCE_SHARE = 0.6
"""Weight of relevance against strength of stance in the order of the evidence. A passage that speaks strongly but of
something else, and one that is about the claim but silent, are both of less use than one that is both. Chosen on the gold
judgements of the case studies, where 0.5 to 0.65 differ by a claim or two."""

_NAME = re.compile(r"\b(?:[A-Z][\w&-]*[A-Z0-9][\w-]*|[A-Z][a-z]{2,}|\d[\d,.]*\d|\d)\b")
_COMMON = frozenset(
    [
        "The",
        "This",
        "That",
        "These",
        "Those",
        "They",
        "There",
        "Their",
        "And",
        "But",
        "For",
        "From",
        "With",
        "When",
        "Where",
        "What",
        "Which",
        "While",
        "Not",
    ]
)
_MANY = 6  # shared names to list; more say no more


def gather_evidence(
    claim: Claim,
    hypothesis: str,
    hits: Sequence[Hit],
    readings: Sequence[StanceReading],
    documents: Mapping[str, Document],
    groups: Mapping[str, int] | None = None,
) -> tuple[Evidence, ...]:
    """Join hits and readings into evidence, best first, what repeats a sentence and copies last.

    Args:
        claim: what was said.
        hypothesis: the claim as the model read it.
        hits: retrieved passages.
        readings: one a hit, in the same order.
        documents: by SHA-256, every document that a hit lies in.
        groups: the number of the group of each document that has copies or versions, by SHA-256.
    """
    gathered = []
    for hit, reading in zip(hits, readings, strict=True):
        document = documents[hit.passage.document_sha256]
        reasons = reading.reasons + give_reasons(claim, hypothesis, document, hit, reading)
        gathered.append(Evidence(hit, document, replace(reading, reasons=reasons)))
    gathered.sort(key=lambda one: (-usefulness(one), one.passage.id))
    marked = mark_copies(put_repeats_last(gathered), groups or {})
    return tuple(sorted(marked, key=lambda one: bool(one.copy_of)))


def put_repeats_last(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Move evidence that quotes a sentence already quoted behind the rest: passages overlap, and nobody reads one twice.

    Args:
        evidence: best first; the order is kept among those moved and among those that stay.
    """
    fresh: list[Evidence] = []
    repeats: list[Evidence] = []
    for one in evidence:
        (repeats if any(_same_words(one, other) for other in fresh) else fresh).append(one)
    return fresh + repeats


def _same_words(one: Evidence, other: Evidence) -> bool:
    a, b = one.reading.rationale, other.reading.rationale
    same_page = (one.document.sha256, one.passage.page) == (other.document.sha256, other.passage.page)
    return same_page and a.start < b.end and b.start < a.end


def usefulness(evidence: Evidence) -> float:
    """How high a piece of evidence stands, 0 to 1: how much it is about the claim, and how strongly it speaks."""
    probabilities = evidence.reading.probabilities
    strength = 0.0 if evidence.reading.stance is Stance.NEUTRAL else probabilities.strength
    return RELEVANCE_SHARE * evidence.hit.relevance + (1 - RELEVANCE_SHARE) * strength


def give_reasons(
    claim: Claim, hypothesis: str, document: Document, hit: Hit, reading: StanceReading
) -> tuple[str, ...]:
    """Say in words what speaks for reading the passage so, and what a reader must bear in mind."""
    provenance = document.provenance
    reasons = [describe_distance(claim.date, provenance.document_date)]
    shared = shared_names(f"{hypothesis} {claim.context}", hit.passage.text)
    reasons.append(f"names in common: {', '.join(shared)}" if shared else "no name or figure in common")
    if is_unclear(reading):
        leaning = "for" if reading.probabilities.supports > reading.probabilities.contradicts else "against"
        how = "not enough to say so" if reading.stance is Stance.NEUTRAL else f"with less than {say_percent(SURE_FROM)}"
        reasons.append(f"unclear: leans {leaning} the claim, but {how}")
    if provenance.is_digest:
        reasons.append("a digest in our own words, not the paper itself")
    if provenance.weight in _WEIGHTS:
        reasons.append(_WEIGHTS[provenance.weight])
    return tuple(reasons)


_WEIGHTS = {
    "allegation": "an allegation: charged, not proved",
    "report": "a report about papers, not the papers",
    "admission": "admitted by the party itself",
    "finding": "found by an official body",
}


def shared_names(claim: str, passage: str) -> list[str]:
    """Names, acronyms and figures that stand in both texts, in the order of the claim, at most a handful.

    >>> shared_names("ICE paid Palantir $41 million", "Palantir got $41 million")
    ['Palantir', '41']
    """
    in_passage = {_spell(name) for name in _NAME.findall(passage)}
    found = dict.fromkeys(name for name in map(_spell, _NAME.findall(claim)) if name in in_passage)
    return [name for name in found if name not in _COMMON][:_MANY]


def _spell(name: str) -> str:
    return name.replace(",", "").rstrip(".")
