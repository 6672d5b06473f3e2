"""The evidence table: one row a piece of evidence, or one row for a claim that has none; every quote cut again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from factcheck.certainty import alone_of, is_unclear
from factcheck.duplicates.copies import family_of
from factcheck.errors import FactcheckError
from factcheck.export.citations import cite, link_to_page
from factcheck.export.columns import COLUMNS, FRACTIONS, TEXTS, WHOLE_NUMBERS
from factcheck.export.protection import Protection, protect_row
from factcheck.model import Claim, Document, Evidence, Page, Review, SecondOpinion
from factcheck.review import current_review, shown_stance
from factcheck.store.cases import load_case, load_claims
from factcheck.store.documents import load_hashes
from factcheck.store.evidence import ClaimRecord, load_records
from factcheck.store.pages import load_altered_pages, load_page
from factcheck.store.workspace import Workspace

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = dict[str, object]
"""A row of the table by the names of `COLUMNS`; what is unknown is "" or, for a number, missing."""

_PAGES_KEPT = 4096  # pages held while rows are made, some kilobytes each; claims share pages


class QuoteMismatch(FactcheckError):
    """A stored quote that is not what stands on the page; nothing is exported."""


def evidence_table(
    workspace: Workspace, case: str, claim_ids: Sequence[str] | None = None, protection: Protection | None = None
) -> pd.DataFrame:
    """Everything held on the claims of a case, best evidence first within each claim.

    Args:
        workspace: where the case is.
        case: its slug.
        claim_ids: which claims; None for all.
        protection: what is to be withheld; None for nothing.

    Returns:
        The columns of `COLUMNS`; what is unknown is "" or, for a number, missing.

    Raises:
        NotFound: there is no such case or claim.
        QuoteMismatch: a quote is not verbatim on its page.
    """
    with workspace.reading() as db:
        rows = list(evidence_rows(db, case, claim_ids))
    if protection is not None:
        rows = [protect_row(row, protection) for row in rows]
    table = pd.DataFrame([row | _cited(row) for row in rows], columns=list(COLUMNS))
    numbers = list(WHOLE_NUMBERS)
    table[numbers] = table[numbers].astype("Int64")
    table[list(FRACTIONS)] = table[list(FRACTIONS)].astype(float)
    table[list(TEXTS)] = table[list(TEXTS)].fillna("")
    return table


def evidence_rows(db: Connection, case: str, claim_ids: Sequence[str] | None = None) -> Iterator[Row]:
    """The rows of the table without their citations, claim by claim, each quote cut again from its page.

    Raises:
        NotFound: there is no such case or claim.
        QuoteMismatch: a quote is not verbatim on its page.
    """
    load_case(db, case)
    known = {claim.id: claim for claim in load_claims(db, case)}
    altered = {sha256: load_altered_pages(db, sha256) for sha256 in load_hashes(db, case)}
    open_page = lru_cache(maxsize=_PAGES_KEPT)(lambda sha256, number: load_page(db, sha256, number))
    for claim_id, record in load_records(db, case, claim_ids).items():
        base = _claim_columns(case, known[claim_id], record)
        evidence = record.checked.evidence if record.checked else ()
        for rank, one in enumerate(evidence, start=1):
            page = open_page(one.document.sha256, one.passage.page)
            _verify_quote(one, page.text, page.number in altered[one.document.sha256])
            review = current_review(record.reviews.get(one.id or 0, ()))
            yield base | {"rank": rank} | _evidence_columns(one, page, review, record)
        if not evidence:
            yield base


def _verify_quote(evidence: Evidence, page: str, is_altered: bool) -> None:
    passage, rationale = evidence.passage, evidence.reading.rationale
    second = (evidence.second.quote,) if evidence.second else ()
    for span in (passage, rationale, *second):
        if is_altered or page[span.start : span.end] != span.text or not span.text:
            raise QuoteMismatch(
                f"{evidence.document.file}, page {passage.page}: the quote of evidence {evidence.id} is not what stands "
                "on the page. Nothing was exported. Run: factcheck verify"
            )


def _cited(row: Row) -> Row:
    return {"citation": cite(row).text} if row.get("sha256") else {}


def _claim_columns(case: str, claim: Claim, record: ClaimRecord) -> Row:
    verdict = record.verdict
    return {
        "case": case,
        "claim_id": claim.id,
        "claim": claim.text,
        "speaker": claim.speaker,
        "organisation": claim.organisation,
        "date": claim.date,
        "venue": claim.venue,
        "source": claim.source,
        "source_url": claim.source_url,
        "role": claim.role,
        "wording": claim.wording,
        "source_place": claim.place,
        "source_words": claim.original,
        "verdict": verdict.label.value if verdict else "",
        "justification": verdict.justification if verdict else "",
        "verdict_by": verdict.reviewer if verdict else "",
        "verdict_at": verdict.decided_at if verdict else "",
        "checked_at": record.checked.checked_at if record.checked else "",
        "withheld": "no",
    }


def _say_place(evidence: Evidence) -> str:
    passage = evidence.passage
    parts = evidence.document.file, f"page {passage.page}", passage.bates, f"SHA-256 {passage.document_sha256[:12]}"
    return ", ".join(filter(None, parts))


def _evidence_columns(evidence: Evidence, page: Page, review: Review | None, record: ClaimRecord) -> Row:
    stance = shown_stance(evidence, [review] if review else [])
    models = record.checked.models if record.checked else {}
    passage, rationale = evidence.passage, evidence.reading.rationale
    alone = alone_of(evidence.reading)
    return {
        "stance": stance.value if stance else "not relevant",
        "stance_set_by": review.reviewer if review else "model",
        "quote": passage.text,
        "rationale": rationale.text,
        **_document_columns(evidence.document),
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "rationale_start": rationale.start,
        "rationale_end": rationale.end,
        "bates": page.bates,
        "link": link_to_page(evidence.document.provenance.source_url, passage.page),
        "read_as": page.read_as.value,
        "also_in": "; ".join(map(_say_place, family_of(record.checked.evidence if record.checked else (), evidence))),
        "model_stance": evidence.reading.stance.value,
        "probability_supports": round(evidence.reading.probabilities.supports, 4),
        "probability_contradicts": round(evidence.reading.probabilities.contradicts, 4),
        "probability_neutral": round(evidence.reading.probabilities.neutral, 4),
        "similarity": round(evidence.hit.similarity, 4),
        "reasons": "; ".join(evidence.reading.reasons),
        "stance_model": evidence.reading.read_by or models.get("stance", ""),
        "embedding_model": models.get("embedding", ""),
        **_second_columns(evidence.second),
        "probability_model_alone": None if alone is None else round(alone, 4),
        "is_unclear": "yes" if is_unclear(evidence.reading) else "no",
        "reviewer": review.reviewer if review else "",
        "decision": review.decision.value if review else "",
        "reviewed_at": review.reviewed_at if review else "",
        "review_note": review.note if review else "",
        "evidence_id": evidence.id,
    }


def _second_columns(opinion: SecondOpinion | None) -> Row:
    if opinion is None:
        return {}
    return {
        "second_reader": opinion.reader,
        "second_stance": opinion.stance.value,
        "second_quote": opinion.quote.text,
        "second_why": opinion.why,
    }


def _document_columns(document: Document) -> Row:
    provenance = document.provenance
    return {
        "document": document.title,
        "issuer": provenance.issuer,
        "kind": provenance.kind,
        "weight": provenance.weight,
        "is_digest": "yes" if provenance.is_digest else "no",
        "document_date": provenance.document_date,
        "obtained_by": provenance.obtained_by,
        "obtained_how": provenance.obtained_how,
        "obtained_date": provenance.obtained_date,
        "request_number": provenance.request_number,
        "file": document.file,
        "sha256": document.sha256,
        "document_url": provenance.source_url,
    }
