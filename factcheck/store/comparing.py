"""What two reviewers decided blind on the claims of a case, for measuring how far they agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from sqlalchemy import Connection

from factcheck.agreement import Agreement, measure
from factcheck.store.evidence import load_records

NOT_RELEVANT = "not relevant"


@dataclass(frozen=True)
class Compared:
    """The agreement of a case, over the claims that both reviewers are done with."""

    claims: int  # that both are done with
    stances: Agreement  # of passages: supports, contradicts, neutral or not relevant
    verdicts: Agreement


def compare_reviewers(db: Connection, case: str) -> Compared:
    """Measure how far the reviewers of a case agree on what they decided blind; what was settled later does not count."""
    stances: dict[str, dict[Hashable, str]] = defaultdict(dict)
    verdicts: dict[str, dict[Hashable, str]] = defaultdict(dict)
    n_claims = 0
    for claim_id, record in load_records(db, case).items():
        n_claims += bool(record.pair)
        for who, (reviews, verdict) in zip(record.done_by, record.pair, strict=False):
            verdicts[who][claim_id] = verdict.label.value
            for number, review in reviews.items():
                stances[who][number] = review.stance.value if review.stance else NOT_RELEVANT
    return Compared(n_claims, measure(stances), measure(verdicts))
