"""Exports made by hand for the tests of the formats: rows of the evidence table with one text in every cell, or as given."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from conftest import CASE, CONTRADICTS, SUPPORTS, make_claim, make_readers

from factcheck.export.columns import COLUMNS, FRACTIONS, TEXTS
from factcheck.export.content import Export
from factcheck.export.formats import FORMATS
from factcheck.model import Case, Decision, Provenance, VerdictLabel
from factcheck.pipeline import check_and_store, ingest
from factcheck.review import make_review
from factcheck.settings import Publisher
from factcheck.store.cases import save_claim
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.evidence import load_record
from factcheck.store.workspace import Workspace
from factcheck.verdict import make_verdict

PUBLISHER = Publisher("The Gazette", "https://gazette.example", "https://gazette.example/checks/{case}/{claim}")
TABLES = ("csv", "xlsx", "json")
DOCUMENTS = ("html", "docx", "pdf", "markdown")


def make_row(**cells: object) -> dict[str, object]:
    """A row of evidence that supports, every field that is not given plain."""
    quote = str(cells.get("quote", "Acme sold engines."))
    rationale = str(cells.get("rationale", quote))
    at = quote.index(rationale)
    plain: dict[str, object] = {
        **dict.fromkeys(TEXTS, ""), **dict.fromkeys(FRACTIONS, 0.25), "case": CASE, "claim_id": "C1",
        "claim": "Acme sold no engines.", "rank": 1, "stance": "supports", "model_stance": "supports",
        "stance_set_by": "model", "quote": quote, "rationale": rationale, "document": "Memo", "sha256": "ab" * 32,
        "page": 3, "probability_model_alone": None, "start": 10, "end": 10 + len(quote), "rationale_start": 10 + at,
        "rationale_end": 10 + at + len(rationale), "evidence_id": 1, "is_digest": "no", "withheld": "no",
        "checked_at": "2026-01-02T03:04:05+00:00", "citation": "Memo. p. 3. SHA-256 abababababab.",
    }  # fmt: skip
    return plain | cells


def make_export(*rows: Mapping[str, object], title: str = "Acme", question: str = "Who?", **fields: object) -> Export:
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return Export(Case(CASE, title, question), table, publisher=PUBLISHER, **fields)  # type: ignore[arg-type]


def write(export: Export, name: str) -> bytes:
    out = io.BytesIO()
    FORMATS[name].write(export, out)
    return out.getvalue()


def decide(workspace: Workspace, folder: Path) -> None:
    """Fill the case with two papers, a claim that is checked, reviewed and decided, and one that nobody has checked."""
    readers = make_readers({"sold engines": CONTRADICTS, "made engines": SUPPORTS})
    folder.mkdir(parents=True, exist_ok=True)
    papers = {
        folder / "from Jane Doe.txt": "Acme sold engines to the agency. Jane  Doe of Acme signed for them.",
        folder / "second.txt": "Acme never made engines, says jane doe.",
    }
    for path, text in papers.items():
        path.write_text(text, encoding="utf-8")
    known = {
        path: Provenance(
            title=title, issuer="Acme", kind="memo", document_date="2018-05", obtained_by="Ivo Quill; The Leak Desk",
            obtained_how="handed over in a car park", obtained_date="2019-02-03", request_number="2019-ICLI-00042",
            source_url="https://example.org/theleakdesk/a.pdf",
        )
        for path, title in zip(papers, ("", "Second memo"), strict=True)
    }  # fmt: skip
    ingest(workspace, CASE, list(papers), readers, known)
    with workspace.writing() as db:
        claim = {"speaker": "Ann", "organisation": "Acme", "date": "2018", "source": "The Gazette"}
        save_claim(db, CASE, make_claim("C1", "We sold no engines.", source_url="https://gazette.example/1", **claim))
        save_claim(db, CASE, make_claim("C2", "-5 % of +44"))
    check_and_store(workspace, CASE, "C1", readers)
    with workspace.writing() as db:
        checked = load_record(db, CASE, "C1").checked
        assert checked
        note = "Rita Reviewer asked Ivo\nQuill about it."
        for one in checked.evidence:
            save_review(db, make_review(one, Decision.AGREE, None, "Rita Reviewer", "2026-01-02T03:04:05+00:00", note))
        record = load_record(db, CASE, "C1")
        why = "The memo that Ivo Quill brought says so."
        at = "2026-01-03T03:04:05+00:00"
        save_verdict(db, CASE, make_verdict("C1", VerdictLabel.CONTRADICTED, why, "Rita Reviewer", at, record.reviews))
