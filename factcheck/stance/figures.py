"""Find the figures of a text: amounts, percentages, counts and measures, with how exactly each is meant.

A figure is an interval: "about 40" allows some values beside 40, "more than 40" all above it, and "$4.2M" everything that
rounds to it. Numbers that name things (Section 5, Boeing 737, 22-0417, a year) are no figures.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from text_to_num import text2num

from factcheck.stance.figure_forms import (
    ABOVE,
    AFTER,
    AT_LEAST,
    AT_MOST,
    BELOW,
    BETWEEN,
    CLOCK,
    CURRENCIES,
    DIGITS,
    DOLLARS_IN,
    DOZEN,
    FIGURE,
    FIRST_WORD,
    FRACTION,
    FRACTIONS,
    LOOSELY,
    MEASURES,
    MODIFIER,
    MONTH_AFTER,
    MONTH_BEFORE,
    NAMED,
    NO_UNIT,
    NUMBERED,
    NUMBERS,
    NUMERATORS,
    ONE_IN,
    OPENERS,
    ORDINAL,
    SCALES,
    TABLE_SCALE,
    UNIT_WORD,
    YEAR,
)
from factcheck.stance.wording import stem

MONEY, PERCENT, POINTS, COUNT = "money", "percent", "points", "count"

ABOUT = 0.05
"""How far from its value "about 40" still is, as a share; beyond twice that it is plainly another figure."""


@dataclass(frozen=True)
class Figure:
    """A figure as it stands in a text, with the values that its words allow."""

    start: int
    end: int
    text: str
    kind: str  # money, percent, points, count
    unit: frozenset[str]  # currency code, or stems of what is counted; empty where the text does not say
    value: float  # as written; the middle of a range
    low: float
    high: float
    step: float  # half of the last place that is given: 0.05 million for "4.2 million"
    is_loose: bool = False  # about, nearly, some
    is_bare: bool = False  # no unit at all, as in a table
    counted: str = ""  # what is counted, as the text says it

    @property
    def is_range(self) -> bool:
        """Whether the text gives two ends."""
        return math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high

    @property
    def words(self) -> str:
        """The figure with what it counts."""
        return f"{self.text} {self.counted}".strip()


@dataclass(frozen=True)
class Scale:
    """What a table's header says of its figures: "(in thousands of dollars)"."""

    factor: float
    currency: str


def measure_of(figure: Figure) -> tuple[str, float] | None:
    """The dimension that a figure's unit measures, and its size in that dimension's base; None for what is counted."""
    if figure.unit & {"squar", "cubic"}:
        return None
    found = {MEASURES[one] for one in figure.unit if one in MEASURES}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def find_figures(text: str, scale: Scale | None = None) -> tuple[Figure, ...]:
    """The figures of a text in its order.

    Args:
        text: a sentence or two, or a row of a table.
        scale: what the table's header says of figures without a unit.

    >>> [(one.text, one.kind, one.value) for one in find_figures("It paid $4.2M, about 12 % of the total, to 40 plants.")]
    [('$4.2M', 'money', 4200000.0), ('12 %', 'percent', 12.0), ('40', 'count', 40.0)]
    """
    found = [*_find_shares(text), *_find_dozens(text)]
    taken = [(one.start, one.end) for one in found]
    for match in FIGURE.finditer(text):
        figure = _figure(text, match, scale)
        if figure and not any(start < figure.end and figure.start < end for start, end in taken):
            found.append(figure)
    return tuple(_join_ranges(text, sorted(found, key=lambda one: one.start)))


def find_scale(context: str) -> Scale | None:
    """What the last header before a table says of its figures; None where it says nothing.

    >>> find_scale("Year ended 31 December (in thousands of dollars)")
    Scale(factor=1000.0, currency='USD')
    """
    matches = [*TABLE_SCALE.finditer(context), *DOLLARS_IN.finditer(context)]
    best: Scale | None = None
    for match in sorted(matches, key=lambda one: one.start()):
        known = match.groupdict()
        if not (
            known.get("currency")
            or known.get("before")
            or re.search(r"\bin\b|\(", match[0] + context[match.start() - 1 : match.start()])
        ):
            continue
        currency = (known.get("currency") or known.get("before") or "").lower()
        currency = currency.removeprefix("us ").removeprefix("u.s. ")
        word = match["scale"].lower()
        best = Scale(1e3 if "000" in word else SCALES[word], CURRENCIES.get(currency, ""))
    return best


def _figure(text: str, match: re.Match[str], scale: Scale | None) -> Figure | None:
    start, end = match.start(), match.end()
    while text[start] in " \u00a0":
        start += 1
    money = (match["currency"] or match["inner"] or match["money"] or "").lower()
    share = (match["share"] or "").lower()
    if not money and not share and _is_name(text, start, end, match):
        return None
    value = _value(match)
    if value is None:
        return None
    step = _step(match, value)
    word = match["scale"] or match["letter"]
    factor = SCALES[word.lower().rstrip(".")] if word else 1.0
    kind, unit, is_bare = _unit(text, end, money, share)
    if (is_bare and scale) or (scale and money and not word and not match["words"]):
        factor *= scale.factor if scale else 1
        if scale and scale.currency and kind == COUNT:
            kind, unit = MONEY, frozenset({scale.currency})
    if share.startswith(("basis", "bps")):
        factor /= 100
    value, step = value * factor, step * factor
    if match["minus"] or (match["bracket"] and text[match.end() - 1] == ")"):
        value = -value
    counted = re.match(r"[\s-]*(\w[\w'’-]*)", text[end:])
    figure = Figure(
        start, end, text[start:end].strip(), kind, unit, value, value, value, step, is_bare=is_bare,
        counted=counted[1] if counted and kind == COUNT and unit else "",
    )  # fmt: skip
    return _with_modifier(text, figure)


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        digits = re.sub("[\u00a0\u202f']", "", match["digits"])
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits) and ("," in digits or digits.count(".") > 1):
            return float(digits.replace(".", "").replace(",", "."))
        if re.fullmatch(r"\d+,\d{1,2}", digits):
            return float(digits.replace(",", "."))
        return float(digits.replace(",", ""))
    words = re.sub(r"^an? ", "one ", match["words"].lower())
    words = "one " + words if words.startswith("hundred") else words
    if words == "one":  # a pronoun, far more often than a figure
        return None
    try:
        return float(text2num(words, "en"))
    except ValueError:
        return None


def _step(match: re.Match[str], value: float) -> float:
    if not match["digits"]:
        return 0.5 if value < 100 else 0.5 * 10 ** _trailing_zeros(int(value))
    digits = match["digits"]
    if "." in digits or re.fullmatch(r"\d+,\d{1,2}", digits):
        return 0.5 * 10 ** -len(re.split("[.,]", digits)[-1])
    return 0.5


def _trailing_zeros(value: int) -> int:
    return len(str(value)) - len(str(value).rstrip("0")) if value else 0


def _unit(text: str, end: int, money: str, share: str) -> tuple[str, frozenset[str], bool]:
    if share:
        return (POINTS if "point" in share or share in ("bps", "pp") else PERCENT), frozenset(), False
    if money:
        return MONEY, frozenset({CURRENCIES[money]}), False
    words: list[str] = []
    position = end
    while len(words) < 4 and (match := UNIT_WORD.match(text, position)):
        word = match[1].lower()
        if word in NO_UNIT:
            if word in ("of", "the") and not words:  # "40 of the licences"
                position = match.end()
                continue
            break
        if match[1][0].islower() or not words:
            words.append(stem(word))
        position = match.end()
    return COUNT, frozenset(words), not words


def _is_name(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Whether a number names something: a section, a model, a year, a day of a month, a time of the day."""
    before, after = text[max(0, start - 24) : start], text[end : end + 16]
    if match["digits"] and (
        CLOCK.match(after)
        or ORDINAL.match(after)
        or (re.match(r"-\w|/\d", after)
        and not re.match(r"-(?:year|month|day|hour|week|seat|member|page|person|foot|mile|bed|strong|point)", after))
    ):
        return True
    if match["scale"] or match["letter"]:
        return False
    if (word := re.search(r"([A-Z]\w+) $", before)) and re.match(r" [A-Z]\w+", after) and word[1] not in OPENERS:
        return True
    if re.match(
        r" (?:[A-Z][a-z]+ )+(?:Street|Road|Avenue|Lane|Drive|Boulevard|Square|Way|Court|St\.|Rd\.|Ave\.)",
        after + text[end + 16 : end + 40],
    ):
        return True
    if match["digits"] and YEAR.fullmatch(match["digits"]) and not match["minus"]:
        return True
    if MONTH_BEFORE.search(before) or MONTH_AFTER.match(after):
        return True
    if FIRST_WORD.search(before):  # the first word of a sentence is no name
        return bool(
            re.search(
                r"\b(?:Section|Article|Form|Exhibit|Docket|Page|Line|Item|Note|Table|Model|Room|Rule|Part|Phase|Flight|Unit|Order|Clause)s? $",
                before,
            )
        )
    if NUMBERED.search(before):
        return True
    if (match["words"] and not NAMED.search(before)) or (match["digits"] and re.search(r"[.,]", match["digits"])):
        return False
    if NAMED.search(before) and not MODIFIER.search(before):
        return not re.match(r"\s+(?:[a-z]+\s+)?[a-z]{3,}s\b", after) or bool(
            re.search(r"(?:Section|Article|Note|Form|Boeing) $", before)
        )
    return False


def _with_modifier(text: str, figure: Figure) -> Figure:
    """Widen a figure by the words before and after it."""
    before = text[max(0, figure.start - 30) : figure.start]
    found = MODIFIER.search(before)
    word = " ".join(found[1].lower().split()) if found else ""
    after = AFTER.match(text, figure.end)
    following = after[1].lower() if after else ""
    value = figure.value
    if following in ("or more", "and above", "plus", "+") or word in AT_LEAST or word in ABOVE:
        return replace(figure, low=value, high=math.inf)
    if following in ("or fewer", "or less") or word in AT_MOST or word in BELOW:
        return replace(figure, low=-math.inf, high=value)
    if word in LOOSELY or following == "or so":
        return replace(figure, is_loose=True)
    return figure


def _find_shares(text: str) -> list[Figure]:
    found = []
    for match in FRACTION.finditer(text):
        if not match["n"] and match["d"].lower() != "half":  # "the third of May"
            continue
        value = 100 * NUMERATORS[(match["n"] or "").lower()] * FRACTIONS[match["d"].lower()]
        found.append(_with_modifier(text, _share(match, value, 1.5)))
    for match in ONE_IN.finditer(text):
        parts = [
            float(one) if one.isdigit() else float(text2num(one.lower(), "en")) for one in (match["n"], match["d"])
        ]
        if 0 < parts[0] < parts[1]:
            found.append(_with_modifier(text, _share(match, 100 * parts[0] / parts[1], 1.0)))
    return found


def _share(match: re.Match[str], value: float, step: float) -> Figure:
    return Figure(match.start(), match.end(), match[0], PERCENT, frozenset(), value, value, value, step)


def _find_dozens(text: str) -> list[Figure]:
    found = []
    for match in DOZEN.finditer(text):
        many = {"": 1.0, "a": 1.0, "half a": 0.5}.get((match["n"] or "").lower()) or NUMBERS[match["n"].lower()]
        kind, unit, is_bare = _unit(text, match.end(), "", "")
        value = 12.0 * many
        found.append(
            _with_modifier(
                text,
                Figure(
                    match.start(), match.end(), match[0].strip(), kind, unit, value, value, value, 0.5, False, is_bare
                ),
            )
        )
    return found


def _join_ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """Make one figure of "40 to 45" and "between $2 and $3 million"."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if last and _is_range(text, last, figure):
            factor = figure.value / _bare_value(figure) if last.value < figure.value / 1000 else 1.0
            low = last.value * factor
            joined[-1] = replace(
                figure, start=last.start, text=text[last.start : figure.end], value=(low + figure.value) / 2,
                low=low, high=figure.high, step=max(last.step, figure.step),
            )  # fmt: skip
        else:
            joined.append(figure)
    return joined


def _is_range(text: str, one: Figure, other: Figure) -> bool:
    gap = text[one.end : other.start]
    if (
        not BETWEEN.fullmatch(gap) or one.value >= other.value or one.kind not in (other.kind, COUNT)
    ):  # "80 and 150 bps"
        return False
    if "and" in gap:
        return text[: one.start].rstrip().lower().endswith("between")
    return not text[: one.start].rstrip().lower().endswith("from")


def _bare_value(figure: Figure) -> float:
    match = re.search(DIGITS, figure.text)
    return float(match[0].replace(",", "")) if match else figure.value
