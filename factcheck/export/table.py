"""The evidence table: one row a piece of evidence, or one row for a claim that has none; every quote cut again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from factcheck.errors import FactcheckError
from factcheck.model import Claim, Document, Evidence, Review
from factcheck.review import current_review, shown_stance
from factcheck.store.cases import load_case, load_claims
from factcheck.store.documents import load_altered_pages, load_hashes, load_page
from factcheck.store.evidence import ClaimRecord, load_record, load_records
from factcheck.store.workspace import Workspace

COLUMNS = (
    "case", "claim_id", "claim", "speaker", "organisation", "date", "venue", "source", "source_url",
    "verdict", "justification", "verdict_by", "verdict_at",
    "rank", "stance", "stance_set_by", "quote", "rationale",
    "document", "issuer", "kind", "weight", "is_digest", "document_date",
    "obtained_by", "obtained_how", "obtained_date", "request_number",
    "page", "start", "end", "file", "sha256", "document_url",
    "model_stance", "probability_supports", "probability_contradicts", "probability_neutral", "similarity",
    "reasons", "stance_model", "embedding_model",
    "reviewer", "decision", "reviewed_at", "review_note", "evidence_id", "checked_at",
)  # fmt: skip
"""The columns in their order; a new one is added at the end of its group, none changes its meaning."""


class QuoteMismatch(FactcheckError):
    """A stored quote that is not what stands on the page; nothing is exported."""


def evidence_table(workspace: Workspace, case: str, claim_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Everything held on the claims of a case, best evidence first within each claim.

    Args:
        workspace: where the case is.
        case: its slug.
        claim_ids: which claims; None for all.

    Returns:
        The columns of `COLUMNS`; what is unknown is "" or, for a number, missing.

    Raises:
        NotFound: there is no such case or claim.
        QuoteMismatch: a quote is not verbatim on its page.
    """
    rows: list[dict[str, object]] = []
    with workspace.reading() as db:
        load_case(db, case)
        known = {claim.id: claim for claim in load_claims(db, case)}
        records = (
            load_records(db, case) if claim_ids is None else {one: load_record(db, case, one) for one in claim_ids}
        )
        altered = {sha256: load_altered_pages(db, sha256) for sha256 in load_hashes(db, case)}
        for claim_id, record in records.items():
            base = _claim_columns(case, known[claim_id], record)
            evidence = record.checked.evidence if record.checked else ()
            for rank, one in enumerate(evidence, start=1):
                page = load_page(db, one.document.sha256, one.passage.page)
                _verify_quote(one, page.text, page.number in altered[one.document.sha256])
                review = current_review(record.reviews.get(one.id or 0, ()))
                rows.append(base | {"rank": rank} | _evidence_columns(one, review, record))
            if not evidence:
                rows.append(base)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ["rank", "page", "start", "end", "evidence_id"]
    table[numbers] = table[numbers].astype("Int64")
    return table


def _verify_quote(evidence: Evidence, page: str, is_altered: bool) -> None:
    passage, rationale = evidence.passage, evidence.reading.rationale
    for span in (passage, rationale):
        if is_altered or page[span.start : span.end] != span.text or not span.text:
            raise QuoteMismatch(
                f"{evidence.document.file}, page {passage.page}: the quote of evidence {evidence.id} is not what stands "
                "on the page. Nothing was exported. Run: factcheck verify"
            )


def _claim_columns(case: str, claim: Claim, record: ClaimRecord) -> dict[str, object]:
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
        "verdict": verdict.label.value if verdict else "",
        "justification": verdict.justification if verdict else "",
        "verdict_by": verdict.reviewer if verdict else "",
        "verdict_at": verdict.decided_at if verdict else "",
        "checked_at": record.checked.checked_at if record.checked else "",
    }


def _evidence_columns(evidence: Evidence, review: Review | None, record: ClaimRecord) -> dict[str, object]:
    stance = shown_stance(evidence, [review] if review else [])
    models = record.checked.models if record.checked else {}
    return {
        "stance": stance.value if stance else "not relevant",
        "stance_set_by": review.reviewer if review else "model",
        "quote": evidence.passage.text,
        "rationale": evidence.reading.rationale.text,
        **_document_columns(evidence.document),
        "page": evidence.passage.page,
        "start": evidence.passage.start,
        "end": evidence.passage.end,
        "model_stance": evidence.reading.stance.value,
        "probability_supports": round(evidence.reading.probabilities.supports, 4),
        "probability_contradicts": round(evidence.reading.probabilities.contradicts, 4),
        "probability_neutral": round(evidence.reading.probabilities.neutral, 4),
        "similarity": round(evidence.hit.similarity, 4),
        "reasons": "; ".join(evidence.reading.reasons),
        "stance_model": models.get("stance", ""),
        "embedding_model": models.get("embedding", ""),
        "reviewer": review.reviewer if review else "",
        "decision": review.decision.value if review else "",
        "reviewed_at": review.reviewed_at if review else "",
        "review_note": review.note if review else "",
        "evidence_id": evidence.id,
    }


def _document_columns(document: Document) -> dict[str, object]:
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
