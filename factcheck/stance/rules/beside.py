"""Whether what stands beside a sentence gives what the claim says and the sentence does not."""

from __future__ import annotations

from factcheck.stance.rules.agreeing import comparable, differs
from factcheck.stance.rules.figures import Figure
from factcheck.stance.rules.joining import find_figures
from factcheck.stance.rules.period_forms import find_periods
from factcheck.stance.rules.periods import same_time
from factcheck.stance.rules.sides import without
from factcheck.stance.rules.wording import content_stems, on_one_line


def is_borne_out(claim: str, sentence: str, beside: str) -> bool:
    """Whether a finding on a sentence may be undone by what stands beside it.

    So it is where that gives what may be the claim's figure, or a time or a word of the claim that the sentence lacks: then
    the two may say together what the sentence alone does not.

    >>> is_borne_out("It bought 40 vans in 2019.", "It bought 40 vans in 2017.", "They were paid for in advance.")
    False
    >>> is_borne_out("It bought 40 vans in 2019.", "It bought 40 vans in 2017.", "It did so again in 2019.")
    True
    """
    claim, sentence, beside = on_one_line(claim), on_one_line(sentence), on_one_line(beside)
    if (content_stems(claim) - content_stems(sentence)) & content_stems(beside):
        return True
    if any(comparable(one, other) and not differs(one, other) for one in _figures(claim) for other in _figures(beside)):
        return True
    there = find_periods(sentence)
    lacking = [one for one in find_periods(claim) if not any(same_time(one, other) for other in there)]
    return any(same_time(one, other) for one in lacking for other in find_periods(beside))


def _figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text but for its dates."""
    return find_figures(without(text, (), find_periods(text)))
