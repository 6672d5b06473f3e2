"""Claims by documents: what each document says of each claim, counted so that the sums are those of the evidence table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from factcheck.model import Claim, Document, Evidence, Review, Stance
from factcheck.review import shown_stance
from factcheck.store.evidence import ClaimRecord

_SPEAKING = (Stance.SUPPORTS, Stance.CONTRADICTS)


@dataclass(frozen=True)
class Cell:
    """The evidence of one claim in one document; under None what a person set aside."""

    counts: Mapping[Stance | None, int] = field(default_factory=dict)  # pieces, copies too
    copies: int = 0  # of these pieces, those that repeat a copy of the same paper
    strongest: Stance | None = None  # None where all was set aside, or there is nothing
    strength: float = 0.0  # the model's probability of the strongest; 1 where a person decided it
    is_reviewed: bool = False  # whether a person decided on the strongest piece
    evidence: tuple[int, ...] = ()  # numbers of the pieces, the strongest first

    @property
    def n_pieces(self) -> int:
        """Rows of the evidence table that the cell stands for."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Row:
    """One claim: its cells by the document's SHA-256, and its independent sources by stance."""

    claim: Claim
    cells: Mapping[str, Cell]
    sources: Mapping[Stance | None, int]  # pieces that say the same in copies of one paper count once
    is_checked: bool


@dataclass(frozen=True)
class Matrix:
    """All claims against all documents, in the order of the case."""

    rows: tuple[Row, ...]
    documents: tuple[Document, ...]

    def total(self, stance: Stance | None) -> int:
        """How many pieces of evidence have a stance, copies too."""
        return sum(cell.counts.get(stance, 0) for row in self.rows for cell in row.cells.values())

    @property
    def n_pieces(self) -> int:
        """How many pieces of evidence there are."""
        return sum(cell.n_pieces for row in self.rows for cell in row.cells.values())


def build_matrix(claims: Sequence[Claim], documents: Sequence[Document], records: Mapping[str, ClaimRecord]) -> Matrix:
    """Put the evidence of a case into cells.

    The stance of a piece is a person's where one decided, else the model's, as in the evidence table.

    Args:
        claims: the rows, in order.
        documents: the columns, in order.
        records: by claim id.
    """
    return Matrix(tuple(_row(claim, records[claim.id]) for claim in claims), tuple(documents))


def _row(claim: Claim, record: ClaimRecord) -> Row:
    evidence = record.checked.evidence if record.checked else ()
    by_document: dict[str, list[Evidence]] = defaultdict(list)
    families: dict[Stance | None, set[str]] = defaultdict(set)
    for one in evidence:
        by_document[one.document.sha256].append(one)
        families[shown_stance(one, _reviews(record, one))].add(one.copy_of or one.passage.id)
    cells = {sha256: _cell(pieces, record) for sha256, pieces in by_document.items()}
    sources = {stance: len(found) for stance, found in families.items()}
    return Row(claim, cells, sources, record.checked is not None)


def _cell(pieces: Iterable[Evidence], record: ClaimRecord) -> Cell:
    ranked = sorted(
        ((_weigh(one, _reviews(record, one)), one) for one in pieces), key=lambda pair: pair[0], reverse=True
    )
    (_, is_reviewed, strength), first = ranked[0]
    return Cell(
        Counter(shown_stance(one, _reviews(record, one)) for _, one in ranked),
        sum(bool(one.copy_of) for _, one in ranked),
        shown_stance(first, _reviews(record, first)),
        strength,
        is_reviewed,
        tuple(one.id or 0 for _, one in ranked),
    )


def _weigh(evidence: Evidence, reviews: Sequence[Review]) -> tuple[int, bool, float]:
    """How strongly a piece speaks: for or against before neither, a person's word before the model's, then probability."""
    stance = shown_stance(evidence, reviews)
    if stance is None:
        return 0, True, 0.0
    strength = 1.0 if reviews else getattr(evidence.reading.probabilities, stance.value)
    return (2 if stance in _SPEAKING else 1), bool(reviews), strength


def _reviews(record: ClaimRecord, evidence: Evidence) -> Sequence[Review]:
    return record.reviews.get(evidence.id or 0, ())
