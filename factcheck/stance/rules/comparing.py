"""Compare the figures, dates and names of a claim with those of a paper, by rule.

A rule speaks only where the words around the figures are the same in both: then another figure contradicts, another period
or another party is another thing, and the same figure in another notation agrees; another date contradicts only what happens
once. Everywhere else the rules are silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from factcheck.stance.rules.acts import is_again, is_once, is_once_for_all
from factcheck.stance.rules.amounts import compare_figures
from factcheck.stance.rules.findings import UNSURE, Finding, Outcome
from factcheck.stance.rules.matter import (
    is_mostly_claimed,
    same_matter,
    says_little_else,
    says_more_elsewhere,
)
from factcheck.stance.rules.opposites import are_opposed, go_opposite_ways, other_kind
from factcheck.stance.rules.parties import compare_parties
from factcheck.stance.rules.periods import Grain, overlap
from factcheck.stance.rules.roles import same_roles
from factcheck.stance.rules.sides import Sides, take_apart
from factcheck.stance.rules.times import compare_times
from factcheck.stance.rules.turns import is_plain, rates, speaks_of_no_act
from factcheck.stance.rules.wording import content_stems, stem_set

LONGEST = 3000
"""Characters of each text that are compared; sentences are shorter, and nothing hostile takes long."""

WORTH_COMPARING = 0.25
"""Share of the claim's content words below which a sentence is about something else, and is not looked at further."""


def compare(claim: str, paper: str, context: str = "", acronyms: Mapping[str, str] | None = None) -> Finding:
    """Compare a claim with a sentence or two of a paper.

    Args:
        claim: what was said, in a sentence that stands alone.
        paper: what the paper says; line breaks tell the rows of a table apart.
        context: what stands before it in its passage and may bear on it: a table's header, a heading, names.
        acronyms: those that the passages of the document explain that were read with it, by acronym.

    >>> compare("The depot bought 40 licences.", "The depot bought 43 licences.").reason
    'the paper says 43 licences, the claim 40 licences'
    """
    claim, paper, context = claim[:LONGEST], paper[:LONGEST], context[-LONGEST:]
    said = content_stems(claim)
    if not said or len(said & content_stems(paper)) < WORTH_COMPARING * len(said):
        return UNSURE
    sides = take_apart(claim, paper, context, acronyms or {})
    figures, parties = compare_figures(sides), compare_parties(sides)
    finding = _judge(sides, figures, parties)
    if finding.outcome is not Outcome.UNSURE and not is_mostly_claimed(sides):
        finding = UNSURE
    if finding.outcome is Outcome.UNSURE and figures.outcome is not Outcome.DIFFERS:
        return Finding(Outcome.UNSURE, finding.reason or figures.reason)
    return replace(finding, is_sure=finding.is_sure and _may_correct(sides, finding, parties))


def _judge(sides: Sides, figures: Finding, parties: Finding) -> Finding:
    kinds = other_kind(sides.bare_claim, sides.bare_sentence)
    besides = stem_set(" ".join(kinds or ()))
    if figures.outcome is Outcome.OTHER:
        besides |= frozenset(unit for one in sides.claim_figures for unit in one.unit)
    if (sides.rows and not sides.row) or not same_matter(sides, besides):
        return UNSURE
    if parties.outcome is not Outcome.SAME:
        return parties
    if kinds:
        reason = f"another thing: {kinds[1]} in the paper, {kinds[0]} in the claim"
        return Finding(Outcome.OTHER, reason, is_sure=True)
    if are_opposed(sides.claim, sides.sentence):
        return _unless_both_may_be(sides, _opposed(sides, figures))
    said, there = rates(sides.bare_claim), rates(sides.bare_sentence)
    if said != there:
        return _other_rate(said, there) if figures.outcome is Outcome.SAME else UNSURE
    return _unless_both_may_be(sides, _join(sides, figures, compare_times(sides)))


def _unless_both_may_be(sides: Sides, finding: Finding) -> Finding:
    """A finding; none against what was not done or only could be: who did not pay four million did not pay five either."""
    is_against = finding.outcome is Outcome.DIFFERS
    return UNSURE if is_against and speaks_of_no_act(f"{sides.claim} {sides.sentence}") else finding


def _other_rate(said: frozenset[str], there: frozenset[str]) -> Finding:
    """Of one figure that is for a week in the one and for a day in the other."""
    if len(said) != 1 or len(there) != 1:
        return UNSURE
    (ours,), (theirs,) = said, there
    return Finding(Outcome.OTHER, f"another rate: per {theirs} in the paper, per {ours} in the claim", is_sure=True)


def _opposed(sides: Sides, figures: Finding) -> Finding:
    """Of one figure that rose in the one and fell in the other."""
    same = figures.outcome is Outcome.SAME and compare_times(sides).outcome is Outcome.SAME
    if same and go_opposite_ways(sides.claim, sides.sentence):
        return Finding(Outcome.DIFFERS, "the paper and the claim give opposite directions", is_sure=True)
    return UNSURE


def _join(sides: Sides, figures: Finding, times: Finding) -> Finding:
    """One finding of the figures and the times of a claim whose other words the paper shares."""
    if times.outcome is Outcome.UNSURE or not (sides.claim_figures or sides.claim_periods):
        return UNSURE
    if times.outcome is Outcome.SAME:
        return figures if sides.claim_figures else times
    pairs = ((one, other) for one in sides.claim_periods for other in sides.paper_periods)
    if figures.outcome is Outcome.SAME and any(overlap(one, other) for one, other in pairs):
        return UNSURE  # the same figure of a year and of a part of it: one of them may be meant loosely
    if not sides.claim_figures:
        return _other_date(sides, times.reason)
    if figures.outcome is Outcome.SAME and _grains(sides) == {Grain.DAY}:
        return Finding(Outcome.UNSURE, f"another date: {times.reason}")  # of the same, or of as much on another day
    may_be_one = figures.outcome is Outcome.SAME and is_once(sides.claim, sides.sentence)
    is_sure = Grain.DAY not in _grains(sides) and not may_be_one
    return Finding(Outcome.OTHER, f"another period: {times.reason}", is_sure)


def _other_date(sides: Sides, reason: str) -> Finding:
    """What another date says where no figure is given: a contradiction of what happens once, and of nothing else."""
    grains, reason = _grains(sides), f"another date: {reason}"
    if Grain.SPAN in grains:
        return Finding(Outcome.OTHER, reason)
    if is_once_for_all(sides.claim, sides.sentence):
        return Finding(Outcome.DIFFERS, reason, is_sure=True)
    if grains == {Grain.SINCE} or is_once(sides.claim, sides.sentence):
        return Finding(Outcome.DIFFERS, reason)
    if is_again(sides.claim, sides.sentence):
        return Finding(Outcome.OTHER, reason, is_sure=True)
    return Finding(Outcome.UNSURE, reason)


def _grains(sides: Sides) -> set[Grain]:
    return {one.grain for one in (*sides.claim_periods, *sides.paper_periods)}


def _may_correct(sides: Sides, finding: Finding, parties: Finding) -> bool:
    """Whether a finding may correct the model: one figure or date tells two otherwise equal sentences apart."""
    if finding.outcome not in (Outcome.DIFFERS, Outcome.OTHER) or sides.rows:
        return False
    if len(sides.paper_figures) > 2 or len(sides.claim_figures) > 1:
        return False
    if sides.claim_periods and not sides.paper_periods:
        return False
    if finding.outcome is Outcome.DIFFERS and not (parties.is_sure and _cannot_both_be(sides)):
        return False
    return says_little_else(sides) and not says_more_elsewhere(sides)


def _cannot_both_be(sides: Sides) -> bool:
    """Whether both plainly say what is so, and alike who does what to whom; else both may be so."""
    return is_plain(sides.claim) and is_plain(sides.sentence) and same_roles(sides.bare_claim, sides.bare_sentence)
