"""The figures of the case studies, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import (
    CASE,
    SUPPORTS,
    make_claim,
    make_readers,
    take,
)

from factcheck.errors import BadInput
from factcheck.evaluate.cases import Judged, evaluate_cases, find_cases, locate_gold, measure_case
from factcheck.model import Checked, Evidence, Gold, Probabilities, Searched, Stance
from factcheck.pipeline import check
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]


def gold(quote: str, stance: Stance = Stance.SUPPORTS, claim: str = "C1", file: str = "documents/a.txt") -> Gold:
    return Gold(claim, "D1", file, quote, stance, "because")


def test_a_gold_quote_is_located_or_named(workspace: Workspace, save: Save) -> None:
    take(workspace, make_readers(), save("a.txt", "Acme sold engines. It rained."))
    (located,) = locate_gold(workspace, CASE, [gold("It rained.")])
    assert [passage.text for passage in located.passages] == ["Acme sold engines. It rained."]
    for wrong in (gold("It snowed."), gold("It rained.", file="documents/b.txt")):
        with pytest.raises(BadInput, match="stands in no passage"):
            locate_gold(workspace, CASE, [wrong])


def test_a_hit_is_a_gold_passage_among_the_first_five_with_the_right_stance(workspace: Workspace, save: Save) -> None:
    words = ["zero", "one", "two", "three", "four", "five", "six"]
    take(workspace, make_readers(), *(save(f"{word}.txt", f"Engine {word}.") for word in words))
    whole, _ = check(workspace, CASE, make_claim(), make_readers({f"{word}": SUPPORTS for word in words}))
    order = [one.passage for one in whole.evidence]

    def judged(claim: str, rank: int, stance: Stance) -> Judged:
        return Judged(gold("x", stance, claim), (order[rank - 1],))

    def checked(evidence: tuple[Evidence, ...]) -> Checked:
        return Checked(CASE, make_claim(), Searched(7, 7, 7), {}, evidence)

    every = [
        judged("right", 5, Stance.SUPPORTS),
        judged("late", 6, Stance.SUPPORTS),
        judged("wrong", 1, Stance.CONTRADICTS),
        judged("neutral", 1, Stance.NEUTRAL),
        judged("lost", 7, Stance.SUPPORTS),
    ]
    checks = {one.gold.claim_id: checked(whole.evidence) for one in every} | {"lost": checked(whole.evidence[:6])}
    right = [one.gold.stance for one in every]
    measured = measure_case(every, checks, right)
    assert (measured["retrieved"], measured["hit@any"], measured["hit_given"]) == (0.75, 0.5, 1.0)
    assert list(measured["lost"].values()) == [1, 1, 1]
    assert (measured["n_claims"], measured["n_gold"], measured["macro_f1"]) == (4, 5, 1.0)
    assert (measured["hit@5"], measured["recall@5"], measured["recall@10"]) == (0.25, 0.5, 0.75)
    assert measured["misses"] == {
        "late": "best gold passage at rank 6, stance right",
        "wrong": "best gold passage at rank 1, stance wrong",
        "lost": "no gold passage retrieved",
    }


def test_a_case_folder_is_measured_from_claim_to_evidence(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "documents").mkdir(parents=True)
    (folder / "case.yaml").write_text("slug: tiny\ntitle: Tiny\nquestion: Who?\nsummary: Short.\n")
    (folder / "claims.csv").write_text("id,text\nC1,Acme sold no engines.\n")
    (folder / "sources.csv").write_text("id,file\nD1,documents/a.md\n")
    (folder / "gold.csv").write_text(
        "claim,source,quote,stance,reason,facts\nC1,D1,Acme sold engines.,contradicts,x,\n"
    )
    (folder / "documents" / "a.md").write_text("Acme sold engines.\n\nIt rained.\n")
    measured = evaluate_cases(find_cases(tmp_path), make_readers({"sold": Probabilities(0, 1, 0)}))
    assert measured["cases"]["tiny"]["misses"] == measured["cases"]["tiny"]["differences"] == {}
    assert list(measured["total"].pop("lost").values()) == [0, 0, 0]
    assert measured["total"] == {
        "n_claims": 1, "recall@5": 1.0, "recall@10": 1.0, "hit@5": 1.0, "retrieved": 1.0, "hit@any": 1.0,
        "hit_given": 1.0, "n_gold": 1, "macro_f1": 1.0,
    }  # fmt: skip
    with pytest.raises(BadInput, match="no case folder"):
        find_cases(folder / "documents")
