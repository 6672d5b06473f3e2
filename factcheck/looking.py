"""Look again for evidence on a claim: with a person's own words or by Bates number; and pin what the check did not find."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from factcheck.bates import parse_query
from factcheck.claims.standalone import stand_alone
from factcheck.dates import date_range
from factcheck.errors import BadInput
from factcheck.evidence import give_reasons
from factcheck.model import Claim, Decision, Document, Evidence, Hit, Passage, Review, SearchBy, Stance, StanceReading
from factcheck.readers import Readers
from factcheck.review import make_review
from factcheck.searching import Finding, search_case
from factcheck.stance.reading import read_passages
from factcheck.store.bates import find_bates
from factcheck.store.decisions import save_review
from factcheck.store.documents import load_documents
from factcheck.store.evidence import save_pinned
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace, now

LOOKED_THROUGH = 5000
"""So many passages that hold the words, or are nearest to them, are looked through for those in the papers chosen."""

READ = 20  # of those left, so many are read for stance, which takes about as long as a check


@dataclass(frozen=True)
class Only:
    """What to look in; where nothing is named, in all."""

    documents: Collection[str] = ()  # SHA-256
    kinds: Collection[str] = ()
    since: str = ""  # partial dates of the paper, both included
    until: str = ""
    stances: Collection[Stance] = ()

    def check(self) -> None:
        """Refuse dates that are none.

        Raises:
            BadInput: one of the dates is none.
        """
        date_range(self.since.strip()), date_range(self.until.strip())

    def takes(self, document: Document) -> bool:
        """Whether a document is to be looked in; one without a date is not where a date is asked for.

        Raises:
            BadInput: one of the dates is none.
        """
        known = document.provenance
        return (
            (not self.documents or document.sha256 in self.documents)
            and (not self.kinds or known.kind in self.kinds)
            and self._takes_date(known.document_date)
        )

    def _takes_date(self, text: str) -> bool:
        first, last = date_range(self.since.strip()), date_range(self.until.strip())
        if first is None and last is None:
            return True
        try:
            written = date_range(text)
        except BadInput:  # a date that nobody could read is none
            return False
        return written is not None and (
            (first is None or written[1] >= first[0]) and (last is None or written[0] <= last[1])
        )


@dataclass(frozen=True)
class Looked:
    """What looking again found."""

    evidence: list[Evidence]  # nearest first, in the order of the pages for Bates numbers
    finding: Finding | None  # of the whole case, before it was limited; None for a Bates number
    n_left: int  # passages that were found in what was looked in; by meaning, no more than are read
    n_read: int  # of those, the first, which were read for stance; their stance may not be one of those asked for


def look_again(
    workspace: Workspace,
    case: str,
    claim: Claim,
    asked: str,
    only: Only,
    readers: Readers,
    by: SearchBy = SearchBy.MEANING,
) -> Looked:
    """The passages that a person's words find, or on the pages of a Bates number, each read for its stance to the claim.

    Args:
        workspace: where the documents are.
        case: the case's slug.
        claim: what the passages are read against.
        asked: words, a Bates number or a range of them.
        only: what to look in.
        readers: the models.
        by: what the words go by; a Bates number is looked for by any of them but the exact phrase.

    Returns:
        What was found; nothing is stored, so no piece of it has an id.

    Raises:
        BadInput: nothing is asked, or a date is none.
    """
    if not asked.strip():
        raise BadInput("Type words to look for, or a Bates number.")
    with workspace.reading() as db:
        held = load_documents(db, case)
    documents = {one.sha256: one for one in held if only.takes(one)}
    hits = [] if by is SearchBy.PHRASE else _on_numbered_pages(workspace, case, asked)
    is_nearest = by is SearchBy.MEANING and not hits  # then any passage is found, only further away
    top_k = READ if is_nearest and len(documents) == len(held) else LOOKED_THROUGH
    finding = None if hits else search_case(workspace, case, asked, by, readers, top_k)
    found = [hit for hit in (finding.hits if finding else hits) if hit.passage.document_sha256 in documents]
    hits = found[:READ]
    hypothesis = stand_alone(claim)
    readings = read_passages([hit.passage for hit in hits], hypothesis, readers.stance)
    evidence = [
        _as_evidence(claim, hypothesis, hit, reading, documents) for hit, reading in zip(hits, readings, strict=True)
    ]
    shown = [one for one in evidence if not only.stances or one.reading.stance in only.stances]
    return Looked(shown, finding, len(hits) if is_nearest else len(found), len(hits))


def _on_numbered_pages(workspace: Workspace, case: str, asked: str) -> list[Hit]:
    if not parse_query(asked):
        return []
    passages: list[Passage] = []
    with workspace.reading() as db:
        for place in find_bates(db, case, asked):
            held = load_passages(db, place.document_sha256).values()
            passages += [one for one in held if one.page == place.page]
    return [Hit(one, 0.0, 0.0) for one in dict.fromkeys(passages)]


def _as_evidence(
    claim: Claim, hypothesis: str, hit: Hit, reading: StanceReading, documents: dict[str, Document]
) -> Evidence:
    document = documents[hit.passage.document_sha256]
    reasons = reading.reasons + give_reasons(claim, hypothesis, document, hit, reading)
    return Evidence(hit, document, replace(reading, reasons=tuple(reasons)))


def pin(
    workspace: Workspace,
    case: str,
    claim_id: str,
    evidence: Evidence,
    stance: Stance,
    reviewer: str,
    seen: int | None = None,
) -> Review:
    """Put a passage among the evidence of a claim, with a person's decision on it, which keeps it there over new checks.

    Args:
        workspace: where all is kept.
        case: the case's slug.
        claim_id: the claim; it has been checked.
        evidence: as `look_again` gave it.
        stance: what the passage says according to the person.
        reviewer: who decides.
        seen: the version of the claim that the person looked at.

    Raises:
        BadInput: nobody is named.
        NotFound: the passage is gone, or the claim was never checked.
        NotPermitted: it is not this person's turn, or their role does not reach.
        StaleEdit: somebody decided on the passage since.
    """
    with workspace.opened_by(reviewer).writing() as db:
        stored = save_pinned(db, case, claim_id, evidence)
        decision = Decision.AGREE if stance is stored.reading.stance else Decision.CORRECT
        review = make_review(stored, decision, stance, reviewer, now(), "pinned by hand")
        save_review(db, review, seen)
    return review
