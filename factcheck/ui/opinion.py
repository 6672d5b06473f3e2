"""Who read a passage, and what a second reader says of it: apart from what the stance model reads, and labelled as such."""

from __future__ import annotations

from factcheck.model import Evidence
from factcheck.opinions import APART
from factcheck.ui import quote


def read_by(evidence: Evidence) -> str:
    """Which stance model read the passage, in a few words; "" where nobody noted it."""
    return f"Read by {evidence.reading.read_by}." if evidence.reading.read_by else ""


def markup(evidence: Evidence) -> quote.Markup:
    """The second opinion on a passage with its quote and reason; nothing where there is none."""
    opinion = evidence.second
    if opinion is None:
        return quote.join()
    return quote.join(
        quote.text(f"Second opinion: {opinion.stance}", kind="opinion-head"),
        quote.text(f"“{' '.join(opinion.quote.text.split())}”", kind="opinion"),
        quote.text(opinion.why, kind="opinion"),
        quote.text(f"{opinion.reader}. {APART}", kind="opinion fc-small"),
    )
