"""What the evidence of a claim adds up to, by independent sources: counted above the evidence, never a verdict."""

from __future__ import annotations

from factcheck.store.duplicates import load_groups
from factcheck.store.evidence import ClaimRecord
from factcheck.store.workspace import Workspace
from factcheck.summary import NOT_A_VERDICT, describe_summary, summarise
from factcheck.ui import quote


def show(workspace: Workspace, case: str, record: ClaimRecord) -> None:
    """Show the summary of a claim that has been checked."""
    assert record.checked is not None
    with workspace.reading() as db:
        groups = load_groups(db, case)
    summary = summarise(record.checked.evidence, record.reviews, groups, record.disputes)
    quote.show(quote.items(describe_summary(summary)), quote.text(NOT_A_VERDICT, kind="small"))
