"""Which claims of a case are still under blind review, and what must wait until they are not."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from factcheck.blind import REVIEWERS
from factcheck.errors import NotPermitted
from factcheck.log import Action
from factcheck.people import identify
from factcheck.store import schema
from factcheck.store.undone import undone_rows


def is_double(db: Connection, case: str) -> bool:
    """Whether two people review each claim of a case."""
    return bool(db.execute(select(schema.case.c.double_review).where(schema.case.c.slug == case)).scalar())


def open_claims(db: Connection, case: str) -> frozenset[str]:
    """The claims with which fewer than two people are done; none where one reviewer is enough."""
    if not is_double(db, case):
        return frozenset()
    verdict = schema.verdict
    counting = (verdict.c.case_slug == case, ~verdict.c.settles, verdict.c.id.not_in(undone_rows(Action.VERDICT_SET)))
    done: dict[str, set[str]] = defaultdict(set)
    for row in db.execute(select(verdict.c.claim_id, verdict.c.reviewer).where(*counting)):
        done[row.claim_id].add(identify(row.reviewer))
    claims = db.execute(select(schema.claim.c.id).where(schema.claim.c.case_slug == case)).scalars()
    return frozenset(one for one in claims if len(done[one]) < REVIEWERS)


def refuse_while_blind(db: Connection, case: str) -> None:
    """Refuse what would carry every decision of a case away while two people must not see each other's.

    Raises:
        NotPermitted: somebody has begun with a claim and two people are not done with it; it names those claims.
    """
    decided = select(schema.log.c.claim_id).where(
        schema.log.c.case_slug == case, schema.log.c.action.in_([Action.REVIEWED.value, Action.VERDICT_SET.value])
    )
    begun = sorted(open_claims(db, case) & set(db.execute(decided).scalars()))
    if begun:
        raise NotPermitted(
            f"Under review by two people who must not see each other's decisions: {', '.join(begun)}. A file with the "
            "decision log would tell them. Wait until both are done with these claims; tables of the evidence can be "
            "exported meanwhile."
        )
