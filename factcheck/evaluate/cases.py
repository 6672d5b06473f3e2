"""Measure the whole way from claim to evidence on the gold judgements of case folders, stage by stage."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.cases import load_case_folder, read_case
from factcheck.claims.standalone import stand_alone
from factcheck.errors import BadInput
from factcheck.evaluate.figures import macro_f1, share
from factcheck.model import Checked, Claim, Gold, OnProgress, Passage, Stance, StudentWork, ignore_progress
from factcheck.readers import Readers
from factcheck.stance.reading import read_passages
from factcheck.store.documents import load_documents
from factcheck.store.evidence import load_records
from factcheck.store.pages import load_pages
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace
from factcheck.study.comparing import compare
from factcheck.study.explaining import count_differences
from factcheck.study.places import GoldPlace

FIRST = 5  # pieces of evidence that a person is sure to look at
_REASONS = ("no gold passage retrieved", "none among the first five", "among the first five, stance wrong")
_JUDGED = (Stance.SUPPORTS, Stance.CONTRADICTS)


@dataclass(frozen=True)
class Judged:
    """A gold judgement and the passages in which its quote stands whole."""

    gold: Gold
    passages: tuple[Passage, ...]


def evaluate_cases(
    folders: Iterable[Path], readers: Readers, on_progress: OnProgress = ignore_progress
) -> dict[str, Any]:
    """Load each case into a workspace of its own, check its claims, and compare with its gold judgements.

    Returns:
        ``cases`` by slug and ``total``, each with n_claims (with a gold passage that supports or contradicts),
        recall@5 and recall@10 (share of them with such a passage among the first), hit@5 (the same, with the right
        stance), macro_f1 (stance of every gold passage, given the passage; over the stances that occur) and n_gold.
        Where points are lost: retrieved (share of claims with such a passage at any rank), hit@any (the same, with the
        right stance: what a perfect order would give), hit_given (share of claims of which such a passage is read right
        when it is given: what perfect retrieval would give), and ``lost``, the claims that miss hit@5 by what keeps
        them from it. A case also lists its ``misses`` by claim, and ``differences``: how often the machine's reading of
        a judged passage differs from the author's, by kind and by the lesson in it.
    """
    cases: dict[str, dict[str, Any]] = {}
    read_of_all: list[tuple[Stance, Stance]] = []
    for folder in folders:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
            workspace = Workspace(Path(temporary))
            read, _ = load_case_folder(folder, workspace, readers, on_progress)
            judged = locate_gold(workspace, read.case.slug, read.gold)
            with workspace.reading() as db:
                records = load_records(db, read.case.slug)
            checked = {claim_id: record.checked for claim_id, record in records.items() if record.checked}
            claims = {claim.id: claim for claim in read.claims}
            given = read_gold_stances(judged, claims, readers)
            read_of_all += [(stance, one.gold.stance) for stance, one in zip(given, judged, strict=True)]
            cases[read.case.slug] = measure_case(judged, checked, given) | {
                "differences": _count_differences(judged, checked)
            }
    if not cases:
        raise BadInput("There is no case to measure.")
    return {"cases": cases, "total": _total(list(cases.values()), read_of_all)}


def locate_gold(workspace: Workspace, case: str, gold: Sequence[Gold]) -> list[Judged]:
    """Find the passages in which each gold quote stands whole.

    Raises:
        BadInput: a quote stands in no passage of the document that it names.
    """
    located = []
    with workspace.reading() as db:
        by_file = {document.file: document.sha256 for document in load_documents(db, case)}
        for one in gold:
            sha256 = by_file.get(Path(one.file).name, "")
            pages = {page.number: page.text for page in load_pages(db, sha256)}
            passages = tuple(
                passage
                for passage in load_passages(db, sha256).values()
                if pages[passage.page].find(one.quote, passage.start, passage.end) >= 0
            )
            if not passages:
                raise BadInput(f"{one.claim_id}: the gold quote “{one.quote}” stands in no passage of {one.file}")
            located.append(Judged(one, passages))
    return located


def read_gold_stances(judged: Sequence[Judged], claims: Mapping[str, Claim], readers: Readers) -> list[Stance]:
    """The stance that the model reads out of each gold passage, given the passage: the oracle of retrieval."""
    return [
        read_passages([one.passages[0]], stand_alone(claims[one.gold.claim_id]), readers.stance)[0].stance
        for one in judged
    ]


def measure_case(
    judged: Sequence[Judged], checked: Mapping[str, Checked], given_passage: Sequence[Stance]
) -> dict[str, Any]:
    """Compare checks with gold judgements; see `evaluate_cases`."""
    by_claim: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.gold.stance in _JUDGED:
            by_claim[one.gold.claim_id].append(one)
    ranks = {claim_id: _ranks(of_claim, checked[claim_id]) for claim_id, of_claim in by_claim.items()}
    hits = [claim_id for claim_id, found in ranks.items() if any(rank <= FIRST and right for rank, right in found)]
    misses = {claim_id: _explain(found) for claim_id, found in ranks.items() if claim_id not in hits}
    lost = Counter(_lost_by(ranks[claim_id]) for claim_id in misses)
    gold = [one.gold.stance for one in judged]
    read_right = {
        one.gold.claim_id
        for one, stance in zip(judged, given_passage, strict=True)
        if one.gold.stance in _JUDGED and stance is one.gold.stance
    }
    return {
        "n_claims": len(by_claim),
        "recall@5": share(any(rank <= 5 for rank, _ in found) for found in ranks.values()),
        "recall@10": share(any(rank <= 10 for rank, _ in found) for found in ranks.values()),
        "hit@5": share(claim_id in hits for claim_id in by_claim),
        "retrieved": share(bool(found) for found in ranks.values()),
        "hit@any": share(any(right for _, right in found) for found in ranks.values()),
        "hit_given": share(claim_id in read_right for claim_id in by_claim),
        "lost": {reason: lost[reason] for reason in _REASONS},
        "n_gold": len(gold),
        "macro_f1": macro_f1(list(zip(given_passage, gold, strict=True))),
        "misses": misses,
    }


def _ranks(judged: Sequence[Judged], checked: Checked) -> list[tuple[int, bool]]:
    """Rank of every retrieved gold passage of a claim, and whether its stance is right, best first."""
    wanted: dict[str, set[Stance]] = defaultdict(set)
    for one in judged:
        for passage in one.passages:
            wanted[passage.id].add(one.gold.stance)
    return [
        (rank, evidence.reading.stance in wanted[evidence.passage.id])
        for rank, evidence in enumerate(checked.evidence, start=1)
        if evidence.passage.id in wanted
    ]


def _explain(found: Sequence[tuple[int, bool]]) -> str:
    if not found:
        return "no gold passage retrieved"
    rank, right = min(found, key=lambda one: (not one[1], one[0]))
    return f"best gold passage at rank {rank}, stance {'right' if right else 'wrong'}"


def _lost_by(found: Sequence[tuple[int, bool]]) -> str:
    """What keeps a claim from a hit: the furthest stage that one of its gold passages reaches."""
    if not found:
        return _REASONS[0]
    if any(rank <= FIRST for rank, _ in found):
        return _REASONS[2]
    return _REASONS[1]


def _count_differences(judged: Sequence[Judged], checked: Mapping[str, Checked]) -> dict[str, int]:
    """How often machine and author differ on a judged passage, by kind and by lesson, as a case study shows it."""
    found = []
    for claim_id, check in checked.items():
        places = [_place(one) for one in judged if one.gold.claim_id == claim_id]
        found += compare(StudentWork(), None, places, check.evidence).differences
    return dict(count_differences(found))


def _place(judged: Judged) -> GoldPlace:
    passage = judged.passages[0]
    start = passage.start + passage.text.index(judged.gold.quote)
    return GoldPlace(judged.gold, passage.document_sha256, passage.page, start, start + len(judged.gold.quote))


def _total(cases: Sequence[Mapping[str, Any]], read: Sequence[tuple[Stance, Stance]]) -> dict[str, Any]:
    """Figures over all cases: shares of all claims, macro-F1 of all gold judgements together."""
    claims = sum(case["n_claims"] for case in cases)
    weighted = {
        name: sum(case[name] * case["n_claims"] for case in cases if case["n_claims"]) / max(1, claims)
        for name in ("recall@5", "recall@10", "hit@5", "retrieved", "hit@any", "hit_given")
    }
    lost = {reason: sum(case["lost"][reason] for case in cases) for reason in _REASONS}
    return {"n_claims": claims, **weighted, "lost": lost, "n_gold": len(read), "macro_f1": macro_f1(read)}


def find_cases(corpus: Path) -> list[Path]:
    """The case folders in a corpus folder, or the folder itself where it is a case.

    Raises:
        BadInput: there is none.
    """
    folders = (
        [corpus] if (corpus / "case.yaml").exists() else sorted(path.parent for path in corpus.glob("*/case.yaml"))
    )
    for folder in folders:
        read_case(folder)
    if not folders:
        raise BadInput(f"{corpus} holds no case folder (a folder with a case.yaml).")
    return folders
