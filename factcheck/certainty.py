"""How sure a reading is, in words, the same on every face and in every export."""

from __future__ import annotations

from factcheck.model import Stance, StanceReading

SURE_FROM = 0.5
"""Below this probability what is read is called unclear, and with it the side that it leans to, where it leans to one."""

_SAYS = {
    Stance.SUPPORTS: "this passage supports the claim",
    Stance.CONTRADICTS: "this passage contradicts the claim",
    Stance.NEUTRAL: "this passage says neither",
}


def probability_of(reading: StanceReading) -> float:
    """The probability of the stance that is read."""
    return float(getattr(reading.probabilities, reading.stance.value))


def is_unclear(reading: StanceReading) -> bool:
    """Whether the stance that is read, of a side or of none, is not probable enough to be said as such."""
    return probability_of(reading) < SURE_FROM


def say_unclear(stance: Stance) -> str:
    """What an unclear reading is called; it counts as the stance that it has.

    >>> say_unclear(Stance.SUPPORTS), say_unclear(Stance.NEUTRAL)
    ('unclear, leans supports', 'unclear')
    """
    return "unclear" if stance is Stance.NEUTRAL else f"unclear, leans {stance}"


def alone_of(reading: StanceReading) -> float | None:
    """What the model alone gives for the stance that is read; None where no rule corrected it."""
    return None if reading.by_model is None else float(getattr(reading.by_model, reading.stance.value))


def say_reader(is_corrected: bool) -> str:
    """Who reads a passage so, as long as no person has said otherwise."""
    return "as a rule corrects the model" if is_corrected else "as the model reads it"


def say_probability(reading: StanceReading) -> str:
    """How probable the stance is that is read, and what says so.

    >>> from factcheck.model import Probabilities, Span
    >>> read = StanceReading(Stance.CONTRADICTS, Probabilities(0.1, 0.8, 0.1), Span(0, 1, "x"))
    >>> say_probability(read)
    'The model gives 80 % that this passage contradicts the claim.'
    """
    says, alone = _SAYS[reading.stance], alone_of(reading)
    percent = say_percent(probability_of(reading))
    if alone is None:
        return f"The model gives {percent} that {says}."
    return f"A rule on figures, dates or names corrects the model: {percent} that {says}; {say_alone(alone)}."


def say_alone(probability: float) -> str:
    """What the model gives where a rule corrects it.

    >>> say_alone(0.05)
    'the model alone gives 5 %'
    """
    return f"the model alone gives {say_percent(probability)}"


def say_percent(value: float) -> str:
    """A probability in percent; never a round 0 or 100, because no model is certain.

    >>> say_percent(0.999), say_percent(0.5), say_percent(0.001)
    ('more than 99 %', '50 %', 'less than 1 %')
    """
    if value > 0.99:
        return "more than 99 %"
    return "less than 1 %" if value < 0.01 else f"{value * 100:.0f} %"
