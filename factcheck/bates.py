"""Bates numbers: the running numbers that are stamped on the pages of a production. Rules over values.

A number is a prefix, as stamped, and digits: "ABC0001234", "PLTR 000123", "2018-ICLI-00035 123". Two belong to one
series where the letters and digits of their prefixes agree, however these are set apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_NUMBER = re.compile(r"(?P<prefix>.*?)(?P<digits>[0-9]{1,12})")
_RANGE_DASH = re.compile(r"\s*(?:[-\u2010-\u2015]|\b(?:to|through)\b)\s*", re.IGNORECASE)
_LEAST_DIGITS = 2  # of the last number of a range, as lawyers cite it


@dataclass(frozen=True)
class BatesNumber:
    """One number of a series."""

    prefix: str  # as stamped, with what sets it apart from the digits
    number: int
    width: int  # digits, zeros in front included

    def __str__(self) -> str:
        return f"{self.prefix}{self.number:0{self.width}}"

    @property
    def series(self) -> str:
        """What all numbers of a series share: the letters and digits of the prefix, in capitals."""
        return "".join(character for character in self.prefix.upper() if character.isalnum())


@dataclass(frozen=True)
class BatesRange:
    """Numbers of one series that follow each other, both ends included."""

    first: BatesNumber
    last: BatesNumber

    def __len__(self) -> int:
        return self.last.number - self.first.number + 1

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, BatesNumber):
            return False
        is_same = not self.first.series or number.series == self.first.series
        return is_same and self.first.number <= number.number <= self.last.number

    def __str__(self) -> str:
        return cite_range(self.first, self.last)


@dataclass(frozen=True)
class BatesRun:
    """Pages of one document whose numbers count up with them, one by one."""

    numbers: BatesRange
    first_page: int
    last_page: int


@dataclass(frozen=True)
class BatesReport:
    """What the numbers of one document show."""

    runs: tuple[BatesRun, ...]
    missing: tuple[BatesRange, ...]  # between two runs that go on
    restarts: tuple[BatesRun, ...]  # runs that begin at or below a number that stood before
    unnumbered: tuple[int, ...]  # pages without a number, in a document that has some

    def __str__(self) -> str:
        return "; ".join(self.say())

    def say(self) -> list[str]:
        """The findings in words, one each: what is numbered, what is missing, what begins anew, what has no number."""
        said = []
        for series in _by_series(run.numbers for run in self.runs).values():
            lowest = min((one.first for one in series), key=_by_number)
            highest = max((one.last for one in series), key=_by_number)
            gaps = [gap for gap in self.missing if gap.first.series == lowest.series]
            said.append(_say_span(lowest, highest, gaps))
        said += [f"begins anew on page {run.first_page} with {run.numbers.first}" for run in self.restarts]
        if self.unnumbered:
            said.append(f"no number read on {_say_pages(self.unnumbered)}")
        return said


@dataclass(frozen=True)
class SeriesReport:
    """What the numbers of one series show over all documents of a case."""

    first: BatesNumber
    last: BatesNumber
    missing: tuple[BatesRange, ...]
    overlaps: tuple[tuple[BatesRange, tuple[str, ...]], ...]  # numbers that several documents carry, and which

    def __str__(self) -> str:
        return _say_span(self.first, self.last, self.missing)


def parse_bates(text: str) -> BatesNumber | None:
    """Read one number; None where the text does not end in digits.

    >>> parse_bates("ABC-0001234")
    BatesNumber(prefix='ABC-', number=1234, width=7)
    """
    match = _NUMBER.fullmatch(" ".join(text.split()))
    return BatesNumber(match["prefix"], int(match["digits"]), len(match["digits"])) if match else None


def parse_range(text: str) -> BatesRange | None:
    """Read a range, its last number in full or only the digits that change; None where the text is none.

    >>> [str(parse_range(text)) for text in ("ABC0001234-36", "abc 1234 to ABC1240")]
    ['ABC0001234-36', 'abc 1234-40']
    """
    text = " ".join(text.split())
    for dash in sorted(
        _RANGE_DASH.finditer(text), key=lambda dash: " " not in dash[0]
    ):  # one set apart by spaces first
        first, last = parse_bates(text[: dash.start()]), parse_bates(text[dash.end() :])
        if first is None or last is None or not first.series or last.series not in ("", first.series):
            continue
        if not last.series and last.width < first.width:
            base = 10**last.width
            last = replace(last, number=first.number // base * base + last.number)
        if last.number >= first.number:
            return BatesRange(first, replace(first, number=last.number))
    return None


def parse_query(text: str) -> list[BatesRange]:
    """The ways to read what a person typed, likeliest first: one number, and a range.

    "FBI-19-000123" is page 123 of the series FBI-19, or else pages 19 to 123 of FBI; the papers decide.
    """
    number = parse_bates(text)
    readings = [BatesRange(number, number)] if number else []
    found = parse_range(text)
    return [*readings, found] if found else readings


def cite_range(first: BatesNumber, last: BatesNumber) -> str:
    """Cite numbers as lawyers do: the last by the digits that change, two at least.

    >>> cite_range(BatesNumber("ABC", 1234, 7), BatesNumber("ABC", 1236, 7))
    'ABC0001234-36'
    """
    if first.number == last.number:
        return str(first)
    digits, before = f"{last.number:0{last.width}}", f"{first.number:0{first.width}}"
    if first.series != last.series or len(digits) != len(before):
        return f"{first} to {last}"
    same = next(place for place, pair in enumerate(zip(before, digits, strict=True)) if pair[0] != pair[1])
    return f"{first}-{digits[max(0, min(same, len(digits) - _LEAST_DIGITS)) :]}"


def find_runs(numbers: Iterable[tuple[int, str]]) -> list[BatesRun]:
    """The runs of a document, in the order of its pages.

    Args:
        numbers: (page, Bates number or "") of its pages in order. A page without a number breaks no run that goes on
            after it as if it had one.
    """
    runs: list[BatesRun] = []
    for page, text in numbers:
        number = parse_bates(text)
        if number is None:
            continue
        if runs and _continues(runs[-1], page, number):
            runs[-1] = BatesRun(replace(runs[-1].numbers, last=number), runs[-1].first_page, page)
        else:
            runs.append(BatesRun(BatesRange(number, number), page, page))
    return runs


def report_document(numbers: Sequence[tuple[int, str]]) -> BatesReport:
    """Say what the numbers of one document show.

    Args:
        numbers: (page, Bates number or "") of every page, in order.
    """
    runs = find_runs(numbers)
    missing, restarts = [], []
    for series in _runs_by_series(runs):
        highest = series[0].numbers.last
        for run in series[1:]:
            if run.numbers.first.number <= highest.number:
                restarts.append(run)
            elif run.numbers.first.number > highest.number + 1:
                missing.append(_between(highest, run.numbers.first))
            highest = max(highest, run.numbers.last, key=_by_number)
    unnumbered = tuple(page for page, text in numbers if not text) if runs else ()
    return BatesReport(tuple(runs), tuple(missing), tuple(restarts), unnumbered)


def report_case(documents: Mapping[str, Sequence[tuple[int, str]]]) -> list[SeriesReport]:
    """Say what the numbers of a case show, a report a series: what no document has, and what several have.

    Args:
        documents: (page, Bates number or "") of the pages of every document, by what names the document.
    """
    held: dict[str, list[tuple[BatesRange, str]]] = defaultdict(list)
    for name, numbers in documents.items():
        for run in find_runs(numbers):
            held[run.numbers.first.series].append((run.numbers, name))
    return [_report_series(held[series]) for series in sorted(held)]


def _report_series(held: list[tuple[BatesRange, str]]) -> SeriesReport:
    """Sweep over the ranges of one series from the lowest number to the highest."""
    held = sorted(held, key=lambda one: (one[0].first.number, one[0].last.number))
    overlaps = [
        (BatesRange(other.first, min(one.last, other.last, key=_by_number)), (name, other_name))
        for place, (one, name) in enumerate(held)
        for other, other_name in _while_overlapping(one, held[place + 1 :])
        if name != other_name
    ]
    missing, highest = [], held[0][0].last
    for numbers, _ in held[1:]:
        if numbers.first.number > highest.number + 1:
            missing.append(_between(highest, numbers.first))
        highest = max(highest, numbers.last, key=_by_number)
    return SeriesReport(held[0][0].first, highest, tuple(missing), tuple(overlaps))


def _while_overlapping(one: BatesRange, later: Sequence[tuple[BatesRange, str]]) -> Iterator[tuple[BatesRange, str]]:
    for other, name in later:
        if other.first.number > one.last.number:
            return
        yield other, name


def _continues(run: BatesRun, page: int, number: BatesNumber) -> bool:
    last = run.numbers.last
    return number.series == last.series and number.number - last.number == page - run.last_page


def _between(last: BatesNumber, first: BatesNumber) -> BatesRange:
    return BatesRange(replace(last, number=last.number + 1), replace(last, number=first.number - 1))


def _by_series(ranges: Iterable[BatesRange]) -> dict[str, list[BatesRange]]:
    found: dict[str, list[BatesRange]] = defaultdict(list)
    for one in ranges:
        found[one.first.series].append(one)
    return found


def _runs_by_series(runs: Iterable[BatesRun]) -> Iterable[list[BatesRun]]:
    found: dict[str, list[BatesRun]] = defaultdict(list)
    for run in runs:
        found[run.numbers.first.series].append(run)
    return found.values()


def _by_number(number: BatesNumber) -> int:
    return number.number


def _say_span(first: BatesNumber, last: BatesNumber, missing: Sequence[BatesRange]) -> str:
    span = str(first) if first.number == last.number else f"{first} to {last}"
    if not missing:
        return f"{span}, none missing" if first.number != last.number else span
    return f"{span}, {sum(map(len, missing)):,} missing: {', '.join(map(str, missing))}"


def _say_pages(pages: Sequence[int]) -> str:
    """Pages in words, those that follow each other as a range."""
    groups: list[list[int]] = [[pages[0], pages[0]]]
    for before, page in pairwise(pages):
        if page == before + 1:
            groups[-1][1] = page
        else:
            groups.append([page, page])
    said = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in groups)
    return f"page{'s' if len(pages) > 1 else ''} {said}"
