"""Tables as text: their rows, the years over their columns, and the scale that their header gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from factcheck.stance.rules.figures import COUNT, MONEY, Figure
from factcheck.stance.rules.names import find_names
from factcheck.stance.rules.numbers import find_numbers
from factcheck.stance.rules.periods import Grain, Period
from factcheck.stance.rules.units import CURRENCY_SIGN, CURRENCY_WORD, SCALES, read_currency
from factcheck.stance.rules.wording import content_stems

_CURRENCY = rf"{CURRENCY_SIGN}|{CURRENCY_WORD}"
_SCALE = r"thousands?\b|millions?\b|billions?\b|mn\b|m\b|bn\b|['’]?000s?\b"
_HEADERS = (
    re.compile(rf"(?P<currency>{_CURRENCY})[ ,]{{0,2}}(?:amounts? )?(?:in )?(?P<scale>{_SCALE})", re.I),
    re.compile(
        rf"\b(?:in|of|amounts in) (?:(?P<before>{_CURRENCY}) )?(?P<scale>{_SCALE})(?: of)?(?: (?P<currency>{_CURRENCY}))?",
        re.I,
    ),
    re.compile(rf"\((?P<scale>{_SCALE})(?: of)?(?: (?P<currency>{_CURRENCY}))?\)", re.I),
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ ,;|\n\t]{1,4}(?:and )?){1,9}(?:19|20)\d\d\b")
_ENDED = re.compile(r"\b(?:ended|ending)\s(?:\d\d?\s)?(?P<month>[A-Z][a-z]+)")
_LABEL = re.compile(r"[A-Za-z(][^.!?;:]{0,90}[A-Za-z)]")
_SENTENCE_WORDS = re.compile(r"\b(?:was|were|is|are|had|has|have|of the|that|which|by|and the|to)\b")
_BETWEEN_COLUMNS = re.compile(r"[\s|$€£*-]*")
_NEXT_COLUMN = re.compile(r"[\s|)$€£*%-]*(?:$|[A-Z(\d])")


@dataclass(frozen=True)
class Scale:
    """What a table's header says of its figures: "(in thousands of dollars)"."""

    factor: float
    currency: frozenset[str]


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is of, and its figures from left to right."""

    label: str
    figures: tuple[Figure, ...]


def find_scale(header: str) -> Scale | None:
    """What the last header before a table says of its figures; None where it says nothing.

    >>> find_scale("Year ended 31 December (in thousands of dollars)").factor
    1000.0
    """
    matches = [match for form in _HEADERS for match in form.finditer(header)]
    if not matches:
        return None
    last = max(matches, key=lambda one: (one.end(), -one.start()))
    known = last.groupdict()
    currency, scale = known.get("currency") or known.get("before"), known["scale"].lower()
    return Scale(1e3 if "000" in scale else SCALES[scale], read_currency(currency)[0] if currency else frozenset())


def find_rows(text: str) -> tuple[Row, ...]:
    """The rows of a text that is a table: labels, each with its figures; empty where it is prose.

    >>> [(row.label, [one.value for one in row.figures]) for row in find_rows("Licences 4,200 3,910 Other income 95 88")]
    [('Licences', [4200.0, 3910.0]), ('Other income', [95.0, 88.0])]
    """
    rows = [row for line in text.split("\n") for row in _rows_of_line(" ".join(line.split()))]
    return tuple(rows)


def _rows_of_line(line: str) -> list[Row]:
    figures = find_numbers(line, in_table=True)
    if not figures or not _NEXT_COLUMN.fullmatch(line[figures[-1].end :]):
        return []
    rows: list[Row] = []
    end = 0
    for figure in figures:
        gap = line[end : figure.start]
        if rows and _BETWEEN_COLUMNS.fullmatch(gap):
            rows[-1] = replace(rows[-1], figures=(*rows[-1].figures, figure))
        elif rows or gap.strip(" |$€£*-"):  # figures before the first label head the columns
            label = gap.strip(" |$€£*-")
            if not _LABEL.fullmatch(label) or _SENTENCE_WORDS.search(label):
                return []
            rows.append(Row(label, (figure,)))
        end = figure.end
    return rows


def choose_row(rows: tuple[Row, ...], claim: str) -> Row | None:
    """The one row whose label's words all stand in the claim; of several the longest, None where that is a tie."""
    said = content_stems(claim)
    fitting = [(len(stems), row) for row in rows if (stems := _matter_of(row.label)) and stems <= said]
    if not fitting:
        return None
    longest = max(size for size, _ in fitting)
    best = [row for size, row in fitting if size == longest]
    return best[0] if len(best) == 1 else None


def _matter_of(label: str) -> frozenset[str]:
    """The stems of a label but for the names in it, which may be others than the claim's; all of them where it is a name."""
    stems = content_stems(label)
    return stems - {part for name in find_names(label) for part in content_stems(name)} or stems


def scaled(row: Row, scale: Scale | None) -> Row:
    """A row with its figures as its header means them; shares, and what is per share, stand as they are."""
    if scale is None or "per share" in row.label.lower():
        return row
    return replace(row, figures=tuple(_scaled(one, scale) for one in row.figures))


def _scaled(figure: Figure, scale: Scale) -> Figure:
    if figure.kind not in (MONEY, COUNT) or figure.factor != 1:
        return figure
    factor = scale.factor
    unit = figure.unit or scale.currency
    return replace(
        figure, kind=MONEY if unit else COUNT, unit=unit, value=figure.value * factor, low=figure.low * factor,
        high=figure.high * factor, step=figure.step * factor, factor=factor,
    )  # fmt: skip


def column_years(header: str, n_columns: int) -> tuple[Period, ...]:
    """The years that head the columns of a table, where there are as many as a row has figures; else none.

    >>> [one.text for one in column_years("Year ended 30 June: 2023 2022 2021", 3)]
    ['2023', '2022', '2021']
    """
    lists = list(_YEARS.finditer(header))
    if not lists:
        return ()
    ended = _ENDED.search(header)
    is_fiscal = bool(ended and ended["month"].lower() not in ("december", "dec"))
    years = tuple(_year(match, is_fiscal) for match in re.finditer(r"\d{4}", lists[-1][0]))
    return years if len(years) == n_columns else ()


def _year(match: re.Match[str], is_fiscal: bool) -> Period:
    year = int(match[0])
    days = ((date(year, 1, 1), date(year, 12, 31)),)
    return Period(match.start(), match.end(), match[0], Grain.YEAR, days, is_fiscal)
