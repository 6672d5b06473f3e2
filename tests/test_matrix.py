"""The matrix: its sums are those of the evidence table, copies are one source, a person's word comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conftest import CASE, CONTRADICTS, SUPPORTS, make_claim, make_document, make_evidence, make_readers, take
from hypothesis import given
from hypothesis import strategies as st

from factcheck.export.table import evidence_table
from factcheck.matrix import build_matrix
from factcheck.model import Checked, Decision, Evidence, Review, Searched, Stance
from factcheck.pipeline import check_case
from factcheck.review import make_review
from factcheck.store.cases import load_claims, save_claim
from factcheck.store.decisions import save_review
from factcheck.store.documents import load_documents
from factcheck.store.evidence import ClaimRecord, load_records
from factcheck.store.workspace import Workspace, now

DOCUMENTS = [make_document(letter * 64, file=f"{letter}.txt") for letter in "abc"]
PIECE = st.tuples(
    st.sampled_from(DOCUMENTS), st.sampled_from(Stance), st.booleans(), st.lists(st.sampled_from([*Stance, None]), max_size=2)
)  # fmt: skip


def make_record(pieces: list[tuple[object, Stance, bool, list[Stance | None]]]) -> ClaimRecord:
    evidence: list[Evidence] = []
    reviews: dict[int, tuple[Review, ...]] = {}
    for number, (document, stance, is_copy, decided) in enumerate(pieces, start=1):
        one = make_evidence(stance, id=number)
        passage = replace(one.passage, document_sha256=document.sha256)  # type: ignore[attr-defined]
        lead = next((other.passage.id for other in evidence if other.reading.stance is stance), "") if is_copy else ""
        evidence.append(replace(one, document=document, hit=replace(one.hit, passage=passage), copy_of=lead))
        if decided:
            reviews[number] = tuple(Review(number, Decision.CORRECT, one, "Ida", "2026") for one in decided)
    return ClaimRecord(Checked(CASE, make_claim(), Searched(3, 3, 3), {}, tuple(evidence)), reviews=reviews)


@given(st.lists(PIECE, max_size=12), st.lists(PIECE, max_size=12))
def test_every_piece_is_in_one_cell_and_counted_under_the_stance_that_counts(one: list, two: list) -> None:  # type: ignore[type-arg]
    records = {"C1": make_record(one), "C2": make_record(two)}
    matrix = build_matrix([make_claim("C1"), make_claim("C2")], DOCUMENTS, records)
    expected = Counter(decided[-1] if decided else stance for _, stance, _, decided in [*one, *two])
    assert {stance: matrix.total(stance) for stance in (*Stance, None)} == {
        stance: expected[stance] for stance in (*Stance, None)
    }
    assert matrix.n_pieces == len(one) + len(two)
    for row in matrix.rows:
        for cell in row.cells.values():
            assert len(cell.evidence) == cell.n_pieces > 0
            assert cell.counts.get(cell.strongest)
            speaks = cell.counts.get(Stance.SUPPORTS, 0) + cell.counts.get(Stance.CONTRADICTS, 0)
            assert (cell.strongest in (Stance.SUPPORTS, Stance.CONTRADICTS)) == bool(speaks)


def test_a_persons_word_is_stronger_than_a_sure_model() -> None:
    evidence = (make_evidence(Stance.SUPPORTS, 1), make_evidence(Stance.CONTRADICTS, 2, probabilities=CONTRADICTS))
    review = make_review(evidence[0], Decision.AGREE, None, "Ida", "2026")
    checked = Checked(CASE, make_claim(), Searched(1, 1, 2), {}, evidence)
    document = evidence[0].document
    for reviews, strongest in (({1: (review,)}, Stance.SUPPORTS), ({}, evidence[0].reading.stance)):
        (row,) = build_matrix([make_claim()], [document], {"C1": ClaimRecord(checked, reviews=reviews)}).rows
        cell = row.cells[document.sha256]
        assert (cell.strongest, cell.is_reviewed) == (strongest, bool(reviews))


def test_copies_of_a_paper_are_one_source() -> None:
    lead, copy = make_evidence(Stance.SUPPORTS, 1), make_evidence(Stance.SUPPORTS, 2)
    copy = replace(copy, copy_of=lead.passage.id, document=make_document("b" * 64))
    record = ClaimRecord(Checked(CASE, make_claim(), Searched(2, 2, 2), {}, (lead, copy)))
    (row,) = build_matrix([make_claim()], [lead.document, copy.document], {"C1": record}).rows
    assert row.sources == {Stance.SUPPORTS: 1}
    assert [cell.copies for cell in row.cells.values()] == [0, 1]


def test_the_sums_are_those_of_the_evidence_table(
    workspace: Workspace, save: Callable[[str, bytes | str], Path]
) -> None:
    readers = make_readers({"engines": SUPPORTS, "nothing": CONTRADICTS})
    text = "Acme sold engines to the agency in the north of the country."
    take(
        workspace,
        readers,
        save("a.txt", text),
        save("b.txt", f"{text} So they say."),
        save("c.txt", "Acme sold nothing."),
    )
    with workspace.writing() as db:
        for claim in (make_claim("C1"), make_claim("C2", "Acme sold engines.")):
            save_claim(db, CASE, claim)
    first = check_case(workspace, CASE, readers)[0].evidence[0]
    with workspace.writing() as db:
        save_review(db, make_review(first, Decision.NOT_RELEVANT, None, "Ida", now()))
    with workspace.reading() as db:
        matrix = build_matrix(load_claims(db, CASE), load_documents(db, CASE), load_records(db, CASE))
    table = evidence_table(workspace, CASE)
    names = {
        "supports": Stance.SUPPORTS,
        "contradicts": Stance.CONTRADICTS,
        "neutral": Stance.NEUTRAL,
        "not relevant": None,
    }
    cells = {
        (row.claim.id, sha256, stance): number
        for row in matrix.rows
        for sha256, cell in row.cells.items()
        for stance, number in cell.counts.items()
    }
    rows = Counter((row.claim_id, row.sha256, names[row.stance]) for row in table.itertuples() if row.sha256)
    assert cells == rows
    assert sum(rows.values()) == matrix.n_pieces > 3
