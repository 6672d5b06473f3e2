"""Find the Bates number of each page, by what the pages of one document share.

A number at the head or foot of the pages that counts up with them is a Bates number. A docket number, a date or a
telephone number repeats or does not count, and so is none; a bare page number has no prefix and no padding. What the
courts' filing systems stamp ("Case 1:17-cv-00123 Document 12 Filed 03/04/19 Page 3 of 9") is left out beforehand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from factcheck.bates import BatesNumber

EDGE_LINES = 6
"""Lines looked at from the head and from the foot of a page: stamps stand there, with "CONFIDENTIAL" and the like."""

_LONGEST_LINE = 160  # characters; a longer line is running text
_NEAR = 12  # pages before and after that can bear a number out
_STRONG_DIGITS = 5  # digits with a prefix that are no year and no page number
_WEAK_PAGES = 3  # pages that must count up where the form of the number alone says little
_SPARSE_PAGES = 3  # pages with numbers that grow, but never by one, as where only some pages were released
_LONE_DIGITS = 6  # digits of a stamp on a document of one page, where nothing counts

COURT_STAMP = re.compile(
    r"(?:USCA |Appellate )?\b[Cc]ase(?: No\.)?[ :#]*\d[\d:]*-[\w-]+.*"
    r"|\bDocument[ :#]+[\d-]+,? (?:Filed|Page).*|\bPage ?ID[ .:#]*\d+.*"
)
"""What the filing systems of the courts stamp on each page, to the end of the line."""

_TOKEN = re.compile(r"[A-Za-z0-9&#|!](?:[\w&.|!-]*[\w|!])?")
_SPLIT = re.compile(r"(?P<prefix>.*?)(?P<digits>[0-9]{1,10})")
_LAST_WORD = re.compile(r"([a-z]+)[^a-z0-9]*$")
_CODE_PREFIX = re.compile(r"(?=(?:.*[A-Za-z]){2})(?=(?:.*\d){3}).*[-_ ]")  # such as "2018-ICLI-00035 "
_NO_PREFIX = frozenset(
    "p pg pp page pages pageid of no nr number item section sec part exhibit ex chapter volume vol form table figure fig"  # noqa: SIM905
    " tel fax phone zip box suite room rev version v doc document filed date dated line lines sheet slide invoice inv po"
    " jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september"
    " october november december and to in the at on by for or fy id case cv cr".split()
)
_FOLD = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "|": "1", "!": "1",
                       "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "G": "6"})  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """The Bates number of one page; ``as_read`` is what stands there where a slip of OCR was mended, else ""."""

    bates: str = ""
    as_read: str = ""


@dataclass(frozen=True)
class _Candidate:
    """Something on a page that has the form of a Bates number."""

    number: BatesNumber
    is_alone: bool  # on its line, but for words such as CONFIDENTIAL
    place: int  # lines from the foot of the page; lower is nearer to it


_Series = list[list[_Candidate]]  # the candidates of one prefix, page by page


def find_stamps(pages: Sequence[str]) -> list[Stamp]:
    """Find the Bates number of every page of a document.

    Args:
        pages: the text of each page in order, lines apart, running headers and footers included.

    Returns:
        One a page, empty where there is none or it is not certain.
    """
    edges = [_edge_lines(text) for text in pages]
    candidates = [[found for place, line in lines for found in _find_candidates(line, place)] for lines in edges]
    if len(pages) == 1:
        return [_lone_stamp(candidates[0])]
    stamps = [Stamp() for _ in pages]
    for chosen in _accepted_series(candidates):
        for page, number in chosen.items():
            if not stamps[page].bates:
                stamps[page] = Stamp(str(number))
        for page, stamp in _mend_slips(chosen, edges).items():
            if not stamps[page].bates:
                stamps[page] = stamp
    return stamps


def _edge_lines(text: str) -> list[tuple[int, str]]:
    """The lines at the head and foot of a page with their count from the foot, without what a court stamped."""
    lines = [" ".join(COURT_STAMP.sub("", line).split()) for line in text.splitlines()]
    numbered = list(enumerate(reversed([line for line in lines if line])))[::-1]
    edges = numbered if len(numbered) <= 2 * EDGE_LINES else numbered[:EDGE_LINES] + numbered[-EDGE_LINES:]
    return [(place, line) for place, line in edges if len(line) <= _LONGEST_LINE]


def _find_candidates(line: str, place: int) -> list[_Candidate]:
    """Everything in a line that has the form of a Bates number; a number alone takes the word before it as prefix."""
    found = []
    before: re.Match[str] | None = None
    for token in _TOKEN.finditer(line):
        split = _SPLIT.fullmatch(token[0])
        if split and not _is_part_of_figure(line, token):
            prefix, start = split["prefix"], token.start()
            if not prefix and before is not None and line[before.end() : start] in (" ", " - ", "_", ". ", ": ", " #"):
                prefix, start = line[before.start() : start], before.start()
            number = BatesNumber(prefix, int(split["digits"]), len(split["digits"]))
            if _has_form(number, split["digits"]):
                rest = line[:start] + line[token.end() :]
                found.append(_Candidate(number, not any(one.isdigit() or one.islower() for one in rest), place))
        before = token
    return found


def _is_part_of_figure(line: str, token: re.Match[str]) -> bool:
    """Whether a number belongs to a date, a sum, a time or a telephone number."""
    before, after = line[max(0, token.start() - 1) : token.start()], line[token.end() : token.end() + 2]
    return before in ("/", "$", "§", ":", ",", "+") or after[:1] in ("/", "%", ":") or bool(re.match(r"[,.]\d", after))


def _has_form(number: BatesNumber, digits: str) -> bool:
    """Whether prefix and digits can be those of a Bates number, whatever the other pages show."""
    last_word = _LAST_WORD.search(number.prefix.lower())
    if last_word and last_word[1] in _NO_PREFIX:
        return False
    if not number.prefix:
        return digits.startswith("0") and number.width >= _STRONG_DIGITS
    if not any(one.isupper() for one in number.prefix) or (number.width == 4 and 1900 <= number.number <= 2100):
        return False  # no prefix of a series, or a year
    return number.width >= _STRONG_DIGITS - 1 or digits.startswith("0") or bool(_CODE_PREFIX.fullmatch(number.prefix))


def _lone_stamp(candidates: Sequence[_Candidate]) -> Stamp:
    """The stamp of a document of one page: nothing counts, so only the plainest form at the edge is taken."""
    plain = [
        one
        for one in candidates
        if one.is_alone
        and one.number.width >= _LONE_DIGITS
        and one.number.number < 10 ** (one.number.width - 1)
        and sum(map(str.isupper, one.number.prefix)) >= 2
    ]
    return Stamp(str(plain[-1].number)) if len(plain) == 1 else Stamp()


def _accepted_series(candidates: Sequence[Sequence[_Candidate]]) -> list[dict[int, BatesNumber]]:
    """The series that count up with the pages, the one on most pages first: page index -> number."""
    by_series: dict[str, _Series] = defaultdict(lambda: [[] for _ in candidates])
    for page, found in enumerate(candidates):
        for one in found:
            by_series[one.number.series][page].append(one)
    accepted = [(chosen, series) for series in by_series.values() if (chosen := _choose(series))]
    accepted.sort(key=lambda one: (-len(one[0]), min(found.place for page in one[1] for found in page)))
    return [chosen for chosen, _ in accepted]


def _choose(series: _Series) -> dict[int, BatesNumber]:
    """Choose one number a page out of a series; none at all where they do not count up with the pages."""
    return max((_choose_of_width(series, width) for width in _widths(series)), key=len)


def _choose_of_width(series: _Series, width: int) -> dict[int, BatesNumber]:
    """Choose among the numbers of so many digits, 0 for any."""
    by_page = [{one.number.number: one for one in page if width in (0, one.number.width)} for page in series]
    counted: dict[int, _Candidate] = {}
    for page, found in enumerate(by_page):
        supported = [(_count_support(by_page, page, number), one) for number, one in found.items()]
        best = max(supported, key=lambda one: (one[0], -one[1].place), default=(0, None))
        if best[0] and best[1] is not None:
            counted[page] = best[1]
    is_strong = bool(width >= _STRONG_DIGITS) or _is_code(series)
    n_bearing = sum(bool(found) for found in by_page)
    counts = len(counted) >= (2 if is_strong else _WEAK_PAGES) and 2 * len(counted) >= n_bearing
    if counts and (is_strong or len({one.number for one in counted.values()}) == len(counted)):
        chosen = _with_isolated(counted, by_page) if is_strong else counted
    else:
        chosen = _choose_sparse(by_page) if is_strong else {}
    prefix = Counter(one.number.prefix for one in chosen.values()).most_common(1)[0][0] if chosen else ""
    return {page: replace(one.number, prefix=prefix) for page, one in sorted(chosen.items())}


def _widths(series: _Series) -> list[int]:
    """The digits that the numbers of a series can have, commonest first; 0, for any, where they have no padding."""
    widths = Counter(one.number.width for page in series for one in page)
    is_padded = any(one.number.number < 10 ** (one.number.width - 1) for page in series for one in page)
    return [width for width, _ in widths.most_common()] if is_padded or len(widths) == 1 else [0]


def _is_code(series: _Series) -> bool:
    return any(bool(_CODE_PREFIX.fullmatch(one.number.prefix)) for page in series for one in page)


def _count_support(by_page: Sequence[Mapping[int, _Candidate]], page: int, number: int) -> int:
    """On how many pages near by stands the number that counting from this one gives."""
    near = range(max(0, page - _NEAR), min(len(by_page), page + _NEAR + 1))
    return sum(number + other - page in by_page[other] for other in near if other != page)


def _with_isolated(
    counted: Mapping[int, _Candidate], by_page: Sequence[Mapping[int, _Candidate]]
) -> dict[int, _Candidate]:
    """Add pages that stand between two gaps, or out of their order: a number alone on its line that no other page has."""
    pages_of = Counter(number for found in by_page for number in found)
    added = dict(counted)
    for page, found in enumerate(by_page):
        lone = [one for number, one in found.items() if one.is_alone and pages_of[number] == 1]
        if page not in counted and len(lone) == 1:
            added[page] = lone[0]
    return added


def _choose_sparse(by_page: Sequence[Mapping[int, _Candidate]]) -> dict[int, _Candidate]:
    """Take numbers that grow from page to page without ever following each other, where each page has just one."""
    alone = {
        page: next(iter(found.values()))
        for page, found in enumerate(by_page)
        if len(found) == 1 and all(one.is_alone for one in found.values())
    }
    numbers = [one.number.number for one in alone.values()]
    grows = all(before < after for before, after in pairwise(numbers))
    return alone if grows and len(alone) >= _SPARSE_PAGES and 2 * len(alone) >= len(by_page) else {}


def _mend_slips(chosen: Mapping[int, BatesNumber], edges: Sequence[Sequence[tuple[int, str]]]) -> dict[int, Stamp]:
    """Read pages on which OCR took O for 0, l for 1 and the like, where the sequence leaves one number only."""
    mended = {}
    for page, lines in enumerate(edges):
        expected = None if page in chosen else _expect(chosen, page, len(edges))
        if expected is None:
            continue
        wanted = _fold(str(expected))
        as_read = next((read for _, line in lines for read in _token_runs(line) if _fold(read) == wanted), None)
        if as_read is not None:
            mended[page] = Stamp(str(expected), as_read)
    return mended


def _expect(chosen: Mapping[int, BatesNumber], page: int, n_pages: int) -> BatesNumber | None:
    """The number that a page must have: between two that count past it, or beyond two that count up to it."""
    before = [other for other in range(max(0, page - _NEAR), page) if other in chosen]
    after = [other for other in range(page + 1, min(n_pages, page + _NEAR + 1)) if other in chosen]
    pair = (before[-1], after[0]) if before and after else tuple(before[-2:] or after[:2])
    if len(pair) < 2:
        return None
    one, other = chosen[pair[0]], chosen[pair[1]]
    number = one.number + page - pair[0]
    return replace(one, number=number) if other.number - one.number == pair[1] - pair[0] and number >= 0 else None


def _token_runs(line: str) -> list[str]:
    """Every token of a line, and every two or three that follow each other."""
    tokens = list(_TOKEN.finditer(line))
    spans = [(start, start + length) for length in (1, 2, 3) for start in range(len(tokens) - length + 1)]
    return [line[tokens[start].start() : tokens[end - 1].end()] for start, end in spans]


def _fold(text: str) -> str:
    """Letters and digits only, those that OCR takes for each other made one."""
    return "".join(one for one in text.translate(_FOLD).upper() if one.isalnum())
