"""Read passages against a claim: as a whole, and sentence by sentence and with their neighbours; both must speak.

A long passage blurs what a small model sees, and a sentence alone lacks what stands around it. On development groups (alone,
between other sentences, and beside passages about something else) macro-F1 of model 2 is .58 by the strongest sentences, .59 by
the whole, and .63 by the geometric mean of the two. The sentences that are strongest then are the rationale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from itertools import pairwise
from math import sqrt

from factcheck.model import Passage, Probabilities, Span, Stance, StanceReading
from factcheck.passages import split_sentences
from factcheck.stance.correcting import correct, find_all, find_within, lies_in
from factcheck.stance.model import StanceModel
from factcheck.stance.rules import Finding, Outcome
from factcheck.stance.rules.acronyms import find_acronyms

READING_VERSION = "3"
"""To be raised with every change of how a passage is read beside the model and the rules: the windows, how they are joined and
which is chosen, the bars, what a rule's finding does. Checks made before are then out of date."""

Window = tuple[Span, Probabilities]
"""A part of a passage, in the page's offsets, and what is read in it."""

MIN_STRENGTH = 0.35
"""A side is said from this calibrated probability on, and only where it is the most probable of the three; else the passage is
neutral. On the same development groups macro-F1 is .63 with both rules, .62 with a bar of .4 alone."""

PAIR_MARGIN = 0.05
"""How much stronger two sentences must be than one of them: the rationale is the shortest span that carries it."""


def read_passages(passages: Sequence[Passage], claim: str, model: StanceModel) -> list[StanceReading]:
    """Read each passage against the claim.

    Args:
        passages: what the papers say; overlapping ones share sentences, which are read once.
        claim: what was said, in a sentence that stands alone.
        model: reads the pairs.

    Returns:
        One reading a passage, in order; its rationale lies within the passage, in the page's offsets. Its reasons are
        those of the rules, in words; where a rule is sure, it has corrected the probabilities, and what the model alone
        gives is kept beside them.
    """
    acronyms = _acronyms(passages)
    return [
        replace(_with_rules(claim, passage, *read, acronyms[passage.document_sha256]), read_by=model.name)
        for passage, read in zip(passages, _read_parts(passages, claim, model), strict=True)
    ]


def read_windows(passages: Sequence[Passage], claim: str, model: StanceModel) -> list[dict[Span, Probabilities]]:
    """What the model alone says of each window of each passage, the rest of the passage considered."""
    return [
        {span: join(one, whole) for span, one in windows.items()}
        for whole, windows in _read_parts(passages, claim, model)
    ]


def _read_parts(
    passages: Sequence[Passage], claim: str, model: StanceModel
) -> Iterator[tuple[Probabilities, dict[Span, Probabilities]]]:
    """What the model says of each passage as a whole, and of each of its windows by itself.

    Two neighbours are read where one of them is the sentence that speaks most strongly in its passage. On the same
    development groups that finds about what reading every two would, in two thirds of the texts (macro-F1 .622 and .622 by
    model 2, .616 and .621 by model 3).
    """
    wholes = [as_premise(passage.text) for passage in passages]
    windows = [split_windows(passage) for passage in passages]
    read = _read_texts(
        [*wholes, *(as_premise(span.text) for sentences, _ in windows for span in sentences)], claim, model
    )
    chosen: list[list[Span]] = []
    for whole, (sentences, pairs) in zip(wholes, windows, strict=True):
        alone = [_strength((span, join(read[as_premise(span.text)], read[whole]))) for span in sentences]
        strongest = sentences[alone.index(max(alone))]
        chosen.append([*sentences, *(pair for pair in pairs if lies_in(strongest, pair))])
    more = [as_premise(span.text) for spans in chosen for span in spans]
    read |= _read_texts([text for text in more if text not in read], claim, model)
    for whole, spans in zip(wholes, chosen, strict=True):
        yield read[whole], {span: read[as_premise(span.text)] for span in spans}


def _read_texts(texts: Sequence[str], claim: str, model: StanceModel) -> dict[str, Probabilities]:
    """What the model says of texts, each read once."""
    once = list(dict.fromkeys(texts))
    return dict(zip(once, model.read([(text, claim) for text in once]), strict=True)) if once else {}


def _with_rules(
    claim: str,
    passage: Passage,
    whole: Probabilities,
    windows: Mapping[Span, Probabilities],
    acronyms: Mapping[str, str],
) -> StanceReading:
    """The reading of a passage; what the rules are sure of is put right in all that holds it, and so in the whole."""
    found = find_all(claim, passage, windows, acronyms)
    around = correct(whole, find_within(Span(passage.start, passage.end, passage.text), found, claim))
    read = {span: join(one, whole) for span, one in windows.items()}
    corrected = {
        span: correct(read[span], found[span]) if found[span].is_sure else join(one, around)
        for span, one in windows.items()
    }
    alone, reading = choose_reading(list(read.items())), choose_reading(list(corrected.items()))
    span = reading.rationale
    is_changed = corrected[span] != read[span]
    by_model = alone.probabilities if is_changed or alone.stance is not reading.stance else None
    return replace(reading, reasons=_reasons(span, found, is_changed and found[span].is_sure), by_model=by_model)


def join(one: Probabilities, other: Probabilities) -> Probabilities:
    """The geometric mean of two readings, as probabilities again.

    >>> join(Probabilities(0.8, 0.1, 0.1), Probabilities(0.2, 0.1, 0.7)).supports > 0.5
    True
    """
    shares = [sqrt(a * b) for a, b in zip(astuple(one), astuple(other), strict=True)]
    return Probabilities(*(share / sum(shares) for share in shares)) if any(shares) else other


def _reasons(rationale: Span, found: Mapping[Span, Finding], is_by_rule: bool) -> tuple[str, ...]:
    """What the rules say of the rationale, or else of the first window of the passage of which they say anything."""
    if found[rationale].reason:
        return (f"by rule: {found[rationale].reason}" if is_by_rule else found[rationale].reason,)
    for span, finding in found.items():
        if finding.reason and finding.outcome is not Outcome.UNSURE:
            is_apart = span.end <= rationale.start or rationale.end <= span.start
            return (f"elsewhere in the passage: {finding.reason}" if is_apart else finding.reason,)
    return ()


def _acronyms(passages: Sequence[Passage]) -> dict[str, dict[str, str]]:
    """What the passages of each document explain of its acronyms, by the document's SHA-256."""
    known: dict[str, dict[str, str]] = {}
    for passage in passages:
        known.setdefault(passage.document_sha256, {}).update(find_acronyms(as_premise(passage.text)))
    return known


def split_windows(passage: Passage) -> tuple[list[Span], list[Span]]:
    """The passage's sentences, at least one, and each two neighbours together, in the page's offsets."""
    sentences = split_sentences(passage.text) or [Span(0, len(passage.text), passage.text)]
    alone = [(one.start, one.end) for one in sentences]
    pairs = [(one.start, two.end) for one, two in pairwise(sentences)]
    spans = [Span(passage.start + start, passage.start + end, passage.text[start:end]) for start, end in alone + pairs]
    return spans[: len(alone)], spans[len(alone) :]


def choose_reading(windows: Sequence[Window]) -> StanceReading:
    """Choose the window that speaks most strongly for or against; a longer one must be clearly stronger.

    One that takes a side comes before all that take none, however near to one those are.

    >>> one = (Span(0, 5, "Yes.."), Probabilities(0.7, 0.1, 0.2))
    >>> two = (Span(0, 9, "Yes.. No."), Probabilities(0.72, 0.2, 0.08))
    >>> choose_reading([one, two]).rationale.text
    'Yes..'
    """
    best = max(windows, key=_strength)
    shorter = [window for window in windows if window is not best and _carries(window, best)]
    span, probabilities = max(shorter, key=_strength, default=best)
    return StanceReading(to_stance(probabilities), probabilities, span)


def to_stance(probabilities: Probabilities) -> Stance:
    """The stance that probabilities speak for: a side that is the most probable of the three and at least `MIN_STRENGTH`."""
    if probabilities.strength < max(MIN_STRENGTH, probabilities.neutral):
        return Stance.NEUTRAL
    return Stance.SUPPORTS if probabilities.supports >= probabilities.contradicts else Stance.CONTRADICTS


def as_premise(text: str) -> str:
    """A window as the model reads it: on one line."""
    return " ".join(text.split())


def _strength(window: Window) -> tuple[bool, float, int]:
    span, probabilities = window
    return to_stance(probabilities) is not Stance.NEUTRAL, probabilities.strength, -len(span.text)


def _carries(part: Window, whole: Window) -> bool:
    """Whether a window lies in another and says by itself, about as strongly, what that one does."""
    (span, probabilities), (around, said) = part, whole
    is_as_strong = probabilities.strength >= said.strength - PAIR_MARGIN
    return lies_in(span, around) and is_as_strong and to_stance(probabilities) is to_stance(said)
