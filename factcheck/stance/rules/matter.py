"""Whether a claim and a sentence are about the same matter, apart from their figures, dates and names."""

from __future__ import annotations

from factcheck.stance.rules.agreeing import comparable, differs
from factcheck.stance.rules.figures import COUNT
from factcheck.stance.rules.joining import find_figures
from factcheck.stance.rules.names import FIRST_PERSON, GENERIC_PARTIES, find_names
from factcheck.stance.rules.opposites import DIRECTIONS
from factcheck.stance.rules.sides import Sides
from factcheck.stance.rules.turns import (
    RATE_STEMS,
    is_negated,
    is_open,
    is_reported,
    ordinals,
    references,
    scope_words,
)
from factcheck.stance.rules.units import MEASURES, SQUARED
from factcheck.stance.rules.wording import all_stems, content_stems

SAME_THING = 0.8
"""Share of the claim's content words that must stand in the sentence before a rule speaks. Chosen on training groups."""

IN_SENTENCE = 0.6
"""Share that must stand in the sentence itself; the rest may stand in what comes before it."""

MOSTLY_CLAIMED = 0.5
"""Share of the sentence's content words that must stand in the claim before a rule speaks against it."""

LITTLE_ELSE = 0.75
"""Share of the paper's content words that must stand in the claim before a rule corrects the model. Chosen as above."""

ELSEWHERE = 0.4
"""Share of the claim's content words from which another sentence is about the matter too."""

_FREE_WORDS = 1  # of the claim that neither a row's label nor its header need have: "brought in"


def same_matter(sides: Sides, besides: frozenset[str] = frozenset()) -> bool:
    """Whether the claim's other words stand in the sentence, and nothing in either turns them round.

    Args:
        sides: the claim and the sentence.
        besides: stems that need not stand there.
    """
    claim, sentence = sides.bare_claim, sides.bare_sentence
    if is_negated(claim) != is_negated(sentence) or is_open(claim) != is_open(sentence):
        return False
    if scope_words(claim) != scope_words(sentence if not sides.row else f"{sentence} {claim}"):
        return False
    if bool(DIRECTIONS & all_stems(sides.claim)) != bool(DIRECTIONS & all_stems(sides.sentence)) and not sides.row:
        return False
    if is_reported(claim) != is_reported(sentence) or ordinals(claim) != ordinals(sentence):
        return False
    return _has_words(sides, besides) and references(claim) <= references(f"{sides.header} {sentence}")


def _has_words(sides: Sides, besides: frozenset[str]) -> bool:
    asked = wanted(sides) - besides
    if sides.row:
        there = content_stems(f"{sides.header} {sides.sentence}")
        return len(asked - there) <= _FREE_WORDS
    units = [one for one in sides.claim_figures if one.unit and one.kind == COUNT]
    if not asked or len(asked) + len(find_names(sides.bare_claim)) + len(units) < 2:  # too little to tell
        return False
    there = content_stems(sides.sentence)
    in_both = len(asked & (there | content_stems(sides.heading)))
    return in_both >= SAME_THING * len(asked) and len(asked & there) >= IN_SENTENCE * len(asked)


def wanted(sides: Sides) -> frozenset[str]:
    """The stems of the claim's words that must stand in the sentence; names may stand before it."""
    asked = content_stems(sides.bare_claim) - DIRECTIONS - RATE_STEMS
    for one in sides.claim_figures:
        asked -= one.unit & (MEASURES.keys() | SQUARED)
    if FIRST_PERSON.search(sides.sentence):
        asked -= GENERIC_PARTIES
    for name in find_names(sides.bare_claim):
        asked -= content_stems(name)
    return frozenset(asked)


def is_mostly_claimed(sides: Sides) -> bool:
    """Whether half of what the sentence says stands in the claim: where it says much else, its figure may be of that."""
    said, there = content_stems(sides.claim), content_stems(sides.bare_sentence) - RATE_STEMS
    for name in find_names(sides.bare_sentence):  # parties are compared as such
        there -= content_stems(name) - said
    return bool(sides.row) or len(there & said) >= MOSTLY_CLAIMED * len(there)


def says_little_else(sides: Sides) -> bool:
    """Whether all of the claim stands in the sentence, and it has little besides: only the figure tells them apart."""
    there = content_stems(sides.bare_sentence)
    return wanted(sides) <= there and len(there & content_stems(sides.claim)) >= LITTLE_ELSE * len(there)


def says_more_elsewhere(sides: Sides) -> bool:
    """Whether another sentence of the paper is about the matter too, or gives what may be one of the claim's figures."""
    rest = sides.paper.replace(sides.sentence, " ")
    asked = wanted(sides)
    if len(asked & content_stems(rest)) > ELSEWHERE * len(asked):
        return True
    return any(
        comparable(one, other) and not differs(one, other)
        for one in sides.claim_figures
        for other in find_figures(rest)
    )
