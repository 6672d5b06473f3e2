"""How well copies and versions are told from other papers, by the shingle chosen and the thresholds.

    python benchmarks/duplicates.py PAPERS...        PDFs with a text layer; parts of them are the papers that are compared

Every paper is scanned again with 1, 2, 5 and 10 % of its letters wrong, and half of its sentences are taken out; parts of
papers that do not overlap are the pairs that must not be found. What resembles by nature, such as two copies of one form
filled in by two people, is among these and is listed.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factcheck.documents.pdfium import read_plain_texts
from factcheck.duplicates.folding import fold
from factcheck.duplicates.signatures import COPY_FROM, Resemblance, Signature, Signatures, sign

PARTS = ((1, 14), (4, 8), (15, 4))  # pages of a part, and how many parts of that length are taken of a paper
LEAST = 600  # letters of a page that counts
SHINGLES = (5, 7, 9, 12)
SLIPS = (0.01, 0.02, 0.05, 0.10)
_SLIP = {"o": "0", "0": "o", "l": "1", "1": "l", "i": "l", "e": "c", "c": "e", "s": "5", "5": "s", "b": "h", "n": "u",
         "a": "o", "t": "f", "f": "t", "g": "q", "r": "i", "m": "rn", "8": "3", ",": ".", ".": ","}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Some pages of a paper."""

    paper: str
    first: int
    last: int  # exclusive
    text: str

    def __str__(self) -> str:
        return f"{self.paper}, pages {self.first + 1} to {self.last}"

    def overlaps(self, other: Part) -> bool:
        """Whether two parts have a page in common."""
        return self.paper == other.paper and self.first < other.last and other.first < self.last


def main() -> None:
    """Print the figures as Markdown."""
    parts = list(find_parts([Path(name) for name in sys.argv[1:]]))
    chance = random.Random(1)
    rescans = {slips: [scan(part.text, slips, chance) for part in parts] for slips in SLIPS}
    halves = [take_out(part.text, 0.5, chance) for part in parts]
    print(f"{len(parts)} parts of {len({part.paper for part in parts})} papers\n")
    print(
        "| letters of a shingle | other papers: .999 quantile, highest | "
        + " | ".join(f"{one:.0%} slips" for one in SLIPS)
    )
    print("|--:|--:|" + "--:|" * len(SLIPS))
    for length in SHINGLES:
        print_shingle(length, parts, rescans)
    started = time.perf_counter()
    signed = [sign([part.text]) for part in parts]
    seconds = time.perf_counter() - started
    letters = sum(len(part.text) for part in parts)
    print(f"\nsigning: {letters / seconds / 1e6:.1f} million characters a second\n")
    print_found("other papers found (false)", *count_false(parts, signed))
    for slips, texts in rescans.items():
        print_found(f"re-scans with {slips:.0%} slips found", *count_found(signed, texts))
    print_found("versions with half of the sentences gone found", *count_found(signed, halves))


def find_parts(papers: Sequence[Path]) -> Iterator[Part]:
    """Cut papers into parts; one of few pages is one part."""
    for path in papers:
        pages = [text for text in read_plain_texts(path.read_bytes()) if len(text) >= LEAST]
        wanted = PARTS if len(pages) > 3 else ((len(pages), 1),) if pages else ()
        seen = set()
        for length, count in wanted:
            for number in range(count):
                first = number * len(pages) // count
                if first + length <= len(pages) and (first, length) not in seen:
                    seen.add((first, length))
                    yield Part(path.name, first, first + length, "\n".join(pages[first : first + length]))


def scan(text: str, slips: float, chance: random.Random) -> str:
    """What OCR makes of a text: two thirds of the slips take a letter for another, the rest lose or add one."""
    letters = []
    for letter in text:
        if chance.random() >= slips:
            letters.append(letter)
        elif (kind := chance.random()) < 0.65:
            letters.append(_SLIP.get(letter, chance.choice("abdeilnorst")))
        elif kind > 0.82:
            letters.append(letter + chance.choice(" .,'il"))
    return "".join(letters)


def take_out(text: str, share: float, chance: random.Random) -> str:
    """A version without a share of its sentences."""
    return ". ".join(sentence for sentence in text.split(". ") if chance.random() >= share)


def shingles(text: str, length: int) -> frozenset[str]:
    """All runs of so many letters of a folded text."""
    letters = fold(text)
    return frozenset(letters[at : at + length] for at in range(len(letters) - length + 1))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's index, exactly."""
    shared = len(one & other)
    return shared / max(1, len(one) + len(other) - shared)


def print_shingle(length: int, parts: Sequence[Part], rescans: dict[float, list[str]]) -> None:
    """A row of the table: how alike other papers are, and re-scans, median and lowest."""
    sets = [shingles(part.text, length) for part in parts]
    pairs = combinations(range(len(parts)), 2)
    others = sorted(similarity(sets[a], sets[b]) for a, b in pairs if not parts[a].overlaps(parts[b]))
    cells = []
    for texts in rescans.values():
        alike = [similarity(one, shingles(text, length)) for one, text in zip(sets, texts, strict=True)]
        cells.append(f"{median(alike):.2f}, {min(alike):.2f}")
    print(f"| {length} | {others[int(len(others) * 0.999)]:.3f}, {others[-1]:.3f} | {' | '.join(cells)} |")


def count_false(parts: Sequence[Part], signed: Sequence[Signature]) -> tuple[int, int, list[str]]:
    """Pairs of different papers that are found, of how many, and which."""
    found, n_pairs = [], 0
    for place, part in enumerate(parts):
        others = [other for other in range(place) if not part.overlaps(parts[other])]
        n_pairs += len(others)
        known = Signatures()
        known.add({str(other): signed[other] for other in others})
        close = known.find_close(signed[place])
        found += [f"{part} and {parts[int(other)]}: {resemblance}" for other, resemblance in close.items()]
    return len(found), n_pairs, found


def count_found(signed: Sequence[Signature], texts: Sequence[str]) -> tuple[int, int, list[str]]:
    """Copies that are found again, of how many."""
    found: list[Resemblance] = []
    for one, text in zip(signed, texts, strict=True):
        known = Signatures()
        known.add({"": one})
        found += known.find_close(sign([text])).values()
    return len(found), len(texts), []


def print_found(what: str, n_found: int, n_all: int, which: Sequence[str]) -> None:
    """A line, and under it the pairs by name."""
    print(f"- {what}: {n_found:,} of {n_all:,} ({n_found / max(1, n_all):.2%}), similarity from {COPY_FROM}")
    for one in which:
        print(f"  - {one}")


if __name__ == "__main__":
    main()
