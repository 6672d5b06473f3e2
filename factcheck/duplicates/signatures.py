"""How much text two documents share, by signatures that are stored: a new document is compared with all others at once.

A signature is a MinHash (Broder 1997; by `datasketch`) over the runs of seven letters of a folded text. Runs of letters
outlast the slips of OCR, which break every word or phrase that they hit. Signatures of all documents are compared directly,
as one array operation: for 10,000 documents that takes milliseconds, and unlike LSH, which is for millions, it misses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from factcheck.duplicates.folding import fold

RUN = 7  # letters of a shingle; benchmarks/duplicates.py measured 5 to 12 letters and 2 to 3 words
PERMUTATIONS = 256  # standard error of a similarity of .4: .03
SAMPLE = 4  # of the shingles, by their hash, one in so many is taken: the same ones in every document
LEAST_LETTERS = 200  # of a folded text; shorter ones are not compared
COPY_FROM = 0.4
"""Similarity from which two documents are copies, re-scans or versions of each other. Measured in benchmarks/duplicates.py."""

CONTAINED_FROM = 0.75
"""Share of the shorter document from which it is a version or a part of the longer, where `LEAST_SIMILARITY` is reached."""

LEAST_SIMILARITY = 0.1  # below it the share of the shorter rests on too few of the permutations
VERSION = f"datasketch-{RUN}-{PERMUTATIONS}-{SAMPLE}"  # signatures of another version are made anew
_AT_ONCE = 4096  # shingles; each is permuted in every way, which takes memory
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, which spreads hashes (Knuth, vol. 3, 6.4)

Hashes = NDArray[np.uint32]


@dataclass(frozen=True)
class Signature:
    """The MinHash of a document's text, and how many shingles it was made of."""

    hashes: Hashes  # (PERMUTATIONS,)
    n_shingles: int  # 0 where the text is too short to be compared


@dataclass(frozen=True)
class Resemblance:
    """How much two documents share."""

    similarity: float  # of their shingles, those in both over those in either, 0 to 1
    contained: float  # share of the shorter document that stands in the longer

    def __str__(self) -> str:
        whole = f"{self.similarity:.0%} of the text in common"
        return whole if self.contained < self.similarity + 0.1 else f"{whole}, {self.contained:.0%} of the shorter"

    @property
    def is_close(self) -> bool:
        """Whether they are copies, re-scans or versions of one paper, or one holds the other."""
        is_part = self.contained >= CONTAINED_FROM and self.similarity >= LEAST_SIMILARITY
        return self.similarity >= COPY_FROM or is_part


def sign(texts: Iterable[str]) -> Signature:
    """Make the signature of a document out of the texts of its pages."""
    from datasketch import MinHash  # brings SciPy, a second that the first page of the app has no use for

    letters = np.frombuffer(fold("\n".join(texts)).encode("utf-32-le"), np.uint32).astype(np.uint64)
    minhash = MinHash(PERMUTATIONS, hashfunc=int)
    shingles = _hash_runs(letters) if len(letters) >= LEAST_LETTERS else []
    for start in range(0, len(shingles), _AT_ONCE):
        minhash.update_batch(shingles[start : start + _AT_ONCE])
    return Signature(minhash.hashvalues.astype(np.uint32), len(shingles))


class Signatures:
    """The signatures of many documents, side by side."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._hashes = np.empty((0, PERMUTATIONS), np.uint32)
        self._sizes = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, signed: Mapping[str, Signature]) -> None:
        """Take in documents by what names them."""
        if signed:
            self._names += signed
            self._hashes = np.vstack([self._hashes, *(one.hashes for one in signed.values())])
            self._sizes = np.append(self._sizes, [one.n_shingles for one in signed.values()])

    def find_close(self, one: Signature) -> dict[str, Resemblance]:
        """The documents that are copies or versions of one, or hold it, or are held by it."""
        if not one.n_shingles or not self._names:
            return {}
        similarity = (self._hashes == one.hashes).mean(axis=1) * (self._sizes > 0)
        # the shared part s out of the similarity: of J = s / (a + b - s) follows s = J (a + b) / (1 + J)
        shared = similarity * (self._sizes + one.n_shingles) / (1 + similarity)
        contained = np.minimum(1.0, shared / np.maximum(1, np.minimum(self._sizes, one.n_shingles)))
        found = {}
        for place in np.flatnonzero(similarity >= min(LEAST_SIMILARITY, COPY_FROM)).tolist():
            resemblance = Resemblance(float(similarity[place]), float(contained[place]))
            if resemblance.is_close:
                found[self._names[place]] = resemblance
        return found


def group(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Put what hangs together by pairs into groups, each sorted, the groups by their first.

    >>> group([("b", "c"), ("d", "e"), ("c", "a")])
    [('a', 'b', 'c'), ('d', 'e')]
    """
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(members)) for members in groups.values()})


def group_of(groups: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """The number of the group that each member is in."""
    return {member: number for number, members in enumerate(groups) for member in members}


def _hash_runs(letters: NDArray[np.uint64]) -> list[int]:
    """A 32-bit hash of every run of letters that the sample takes, each once."""
    hashes = np.zeros(len(letters) - RUN + 1, np.uint64)
    for place in range(RUN):
        hashes = hashes * np.uint64(1_000_003) + letters[place : len(letters) - RUN + 1 + place]
    mixed = (hashes ^ (hashes >> np.uint64(31))) * _MULTIPLIER
    chosen = np.unique(mixed[(mixed >> np.uint64(60)) % np.uint64(SAMPLE) == 0])
    shingles: list[int] = ((chosen >> np.uint64(16)) & np.uint64(0xFFFFFFFF)).tolist()
    return shingles
