"""How a second opinion, and what became of asking for it, are kept: as JSON in a column, "" where there is none."""

from __future__ import annotations

import json
from dataclasses import asdict

from factcheck.model import Passage, SecondOpinion, SecondReading, Span, Stance


def pack_opinion(opinion: SecondOpinion | None) -> str:
    """A second opinion as it is stored, the words of its quote left out: they stand on the page."""
    if opinion is None:
        return ""
    values = {"start": opinion.quote.start, "end": opinion.quote.end, "why": opinion.why, "reader": opinion.reader}
    return json.dumps({"stance": opinion.stance.value, **values}, ensure_ascii=False)


def unpack_opinion(packed: str, passage: Passage) -> SecondOpinion | None:
    """A stored second opinion on a passage, its quote cut again from there."""
    if not packed:
        return None
    values = json.loads(packed)
    start, end = int(values["start"]), int(values["end"])
    quote = Span(start, end, passage.text[start - passage.start : end - passage.start])
    return SecondOpinion(Stance(values["stance"]), quote, str(values["why"]), str(values["reader"]))


def pack_reading(reading: SecondReading | None) -> str:
    """What became of asking the second reader, as it is stored."""
    return "" if reading is None else json.dumps(asdict(reading), ensure_ascii=False)


def unpack_reading(packed: str) -> SecondReading | None:
    """The same, as it was."""
    if not packed:
        return None
    values = json.loads(packed)
    return SecondReading(**(values | {"failures": tuple(values["failures"])}))
