"""The claim and the paper taken apart: figures, periods, and the sentence or the table row that the claim is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from factcheck.model import Span
from factcheck.passages import split_sentences
from factcheck.stance.rules.acronyms import find_acronyms
from factcheck.stance.rules.figures import Figure
from factcheck.stance.rules.joining import find_figures
from factcheck.stance.rules.period_forms import find_periods
from factcheck.stance.rules.periods import Grain, Period, same_time
from factcheck.stance.rules.tables import Row, choose_row, column_years, find_rows, find_scale, scaled
from factcheck.stance.rules.wording import all_stems, content_stems, on_one_line, stem_set

_LOSSES = stem_set("loss fall cut pay expense cost outflow deficit negative down debt write-off impairment")
_HEADING_LENGTH = 110
_SENTENCE = re.compile(r"\b(?:was|were|is|are|had|has|have|will|that|which)\b|[.;:,]$")
_HEADING_PERIODS = (Grain.YEAR, Grain.QUARTER, Grain.SPAN)
_NO_END = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sgt|St|No|Nos|Mio|Mrd|approx|vs|Inc|Ltd|Co|Art|Sec)|\b[A-Z])\.$")
_AS_AT = re.compile(r"\bas (?:at|of) ", re.IGNORECASE)


@dataclass(frozen=True)
class Sides:
    """The claim and what of the paper it is about."""

    claim: str
    sentence: str  # of the paper, the one most like the claim; the label where it is a row
    paper: str  # all of it, on one line
    header: str  # what stands before the sentence
    heading: str  # of that, the last line that is a title
    acronyms: Mapping[str, str]
    claim_figures: tuple[Figure, ...]
    paper_figures: tuple[Figure, ...]
    claim_periods: tuple[Period, ...]
    paper_periods: tuple[Period, ...]
    rows: tuple[Row, ...] = ()
    row: Row | None = None

    @property
    def bare_claim(self) -> str:
        """The claim without its figures, with what they measure, and periods."""
        return without(self.claim, self.claim_figures, self.claim_periods)

    @property
    def bare_sentence(self) -> str:
        """The sentence without its figures and periods."""
        return self.sentence if self.row else without(self.sentence, self.paper_figures, find_periods(self.sentence))


def take_apart(claim: str, paper: str, context: str, acronyms: Mapping[str, str]) -> Sides:
    """Take a claim and a part of a paper apart.

    Args:
        claim: what was said.
        paper: what the paper says, with its line breaks.
        context: what stands before it on its page, with its line breaks.
        acronyms: those that the document explains elsewhere.
    """
    claim, whole, before = on_one_line(claim), on_one_line(paper), on_one_line(context)
    known = {**acronyms, **find_acronyms(f"{before} {whole}"), **find_acronyms(claim)}
    periods = find_periods(claim)
    figures = _less_dates(find_figures(claim), periods)
    rows = find_rows(paper)
    row = choose_row(rows, claim)
    sides = Sides(claim, whole, whole, before, _heading(context), known, figures, (), periods, (), rows, row)
    return _with_row(sides, row, context) if row else _with_sentence(sides, context)


def _with_row(sides: Sides, row: Row, context: str) -> Sides:
    header = f"{sides.header} {sides.paper}"
    row = scaled(row, find_scale(header))
    figures = _without_signs(sides.claim, row.figures)
    years = column_years(f"{context}\n{sides.paper}", len(figures)) if len(figures) > 1 else ()
    chosen = [
        (figure, year)
        for figure, year in zip(figures, years, strict=False)
        if any(year.days == said.days for said in sides.claim_periods)
    ]
    if chosen:
        figures, years = tuple(figure for figure, _ in chosen), tuple(year for _, year in chosen)
    periods = years or find_periods(row.label) or (_heading_periods(sides.heading) if len(figures) == 1 else ())
    return replace(sides, sentence=row.label, row=row, paper_figures=figures, paper_periods=periods)


def _with_sentence(sides: Sides, context: str) -> Sides:
    sentence, before = _most_alike(sides.claim, sides.paper)
    periods = find_periods(sentence)
    figures = _without_signs(sides.claim, _less_dates(find_figures(sentence), periods))
    figures, own = _of_period(figures, periods, sides.claim_periods)
    header = f"{sides.header} {before}".strip()
    return replace(
        sides,
        sentence=sentence,
        header=header,
        paper_figures=figures,
        paper_periods=own or _heading_periods(sides.heading),
    )


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    sentences: list[str] = []
    for span in split_sentences(text) or [Span(0, len(text), text)]:
        if sentences and (_NO_END.search(sentences[-1]) or span.text[:1].islower()):
            sentences[-1] += f" {span.text}"
        else:
            sentences.append(span.text)
    return tuple(sentences)


def _most_alike(claim: str, paper: str) -> tuple[str, str]:
    """The sentence that shares most words with the claim, and what stands before it."""
    said, sentences = content_stems(claim), _sentences(paper)
    best = max(range(len(sentences)), key=lambda index: (len(said & content_stems(sentences[index])), -index))
    return sentences[best], " ".join(sentences[:best])


def _of_period(
    figures: tuple[Figure, ...], periods: tuple[Period, ...], said: tuple[Period, ...]
) -> tuple[tuple[Figure, ...], tuple[Period, ...]]:
    """Where figures and periods alternate ("$2 million in 2015 and $3 million in 2016"), those of the claim's period."""
    if len(periods) < 2 or len(figures) != len(periods) or len(said) != 1:
        return figures, periods
    starts = [(one.start, "figure") for one in figures] + [(one.start, "period") for one in periods]
    order = [what for _, what in sorted(starts)]
    if any(one == other for one, other in pairwise(order)):
        return figures, periods
    chosen = [(figure, period) for figure, period in zip(figures, periods, strict=True) if same_time(period, said[0])]
    if not chosen:
        return figures, periods
    return tuple(figure for figure, _ in chosen), tuple(period for _, period in chosen)


def _heading(context: str) -> str:
    """The last line of a text that is no sentence and not just figures; "" where there is none."""
    for line in reversed(context.split("\n")):
        line = on_one_line(line)
        if line and len(line) <= _HEADING_LENGTH and not _SENTENCE.search(line):
            return line
    return ""


def _heading_periods(heading: str) -> tuple[Period, ...]:
    """The one period that a heading gives; a letter's date is none."""
    found = [
        one for one in find_periods(heading) if one.grain in _HEADING_PERIODS or _AS_AT.search(heading[: one.start])
    ]
    return tuple(found) if len({one.days for one in found}) == 1 else ()


def _less_dates(figures: tuple[Figure, ...], periods: tuple[Period, ...]) -> tuple[Figure, ...]:
    return tuple(one for one in figures if not any(p.start < one.end and one.start < p.end for p in periods))


def _without_signs(claim: str, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Figures in brackets or below nought as amounts, where the claim speaks of a loss or an outlay anyway."""
    if not any(one.value < 0 for one in figures) or not _LOSSES & all_stems(claim):
        return figures
    return tuple(
        replace(one, value=-one.value, low=-one.high, high=-one.low) if one.value < 0 else one for one in figures
    )


def without(text: str, figures: tuple[Figure, ...], periods: tuple[Period, ...]) -> str:
    """A text without its figures and periods."""
    spans = [(one.start, one.end) for one in figures] + [(one.start, one.end) for one in periods]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text
