"""Measure the export of a large case: seconds and peak memory a format, open and protected, each in a process of its own.

Run ``python benchmarks/exports.py``: a case of 500 claims with 5,000 pieces of evidence on 100 PDFs of 10 pages is made, and
the table goes to `exports.md`. Texts, stances and reviews are made by rule; no model runs. ``python benchmarks/exports.py
CLAIMS`` makes a smaller one, and prints only.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factcheck.documents import read_document
from factcheck.export.content import gather_export
from factcheck.export.formats import FORMATS, make_file
from factcheck.model import (
    Case,
    Checked,
    Claim,
    Decision,
    Evidence,
    Hit,
    Passage,
    Probabilities,
    Provenance,
    Review,
    Searched,
    Span,
    Stance,
    StanceReading,
    Verdict,
    VerdictLabel,
)
from factcheck.passages import split_passages, split_sentences
from factcheck.settings import Publisher
from factcheck.store.cases import save_case, save_claim, save_protected
from factcheck.store.decisions import save_review, save_verdict
from factcheck.store.documents import load_documents, save_document, save_provenance
from factcheck.store.evidence import save_checked
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace

CASE = "large"
CLAIMS = 500
EVIDENCE = 10  # a claim
DOCUMENTS, PAGES = 100, 10
OUT = Path(__file__).with_name("exports.md")
PUBLISHER = Publisher("The Gazette", "https://gazette.example", "https://gazette.example/{case}/{claim}")
WORDS = [
    "the", "agency", "contract", "software", "payment", "report", "officer", "system", "data", "search", "order", "office",
    "record", "plan", "case", "team", "vendor", "support", "analysis", "request", "letter", "memo", "budget", "audit", "review",
    "access", "field", "warrant", "border", "police", "family", "arrest", "removal",
]  # fmt: skip


def make_workspace(root: Path, n_claims: int) -> Workspace:
    """Make the case; the same one every time."""
    workspace, dice = Workspace(root / "workspace"), random.Random(1)
    with workspace.writing() as db:
        save_case(db, Case(CASE, "A large case", "How long does it take?"))
        save_protected(db, CASE, ["Jane Doe", "The Leak Desk"])
    for number in range(DOCUMENTS):
        _receive(workspace, _make_pdf(root / f"paper-{number}.pdf", dice), number)
    with workspace.reading() as db:
        documents = {one.sha256: one for one in load_documents(db, CASE)}
        passages = [(row, one) for sha256 in documents for row, one in load_passages(db, sha256).items()]
    with workspace.writing() as db:
        for number in range(n_claims):
            claim = save_claim(db, CASE, _make_claim(number, dice))
            picked = dice.sample(passages, EVIDENCE)
            evidence = tuple(
                Evidence(
                    Hit(one, dice.random(), dice.random()), documents[one.document_sha256], _make_reading(one, dice)
                )
                for _, one in picked
            )
            checked = Checked(
                CASE, claim, Searched(DOCUMENTS, DOCUMENTS * PAGES, len(passages)), {"stance": "rule"}, evidence
            )
            stored = save_checked(db, checked, [row for row, _ in picked], "made")
            _decide(db, stored, dice)
    return workspace


def _make_pdf(path: Path, dice: random.Random) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.setAuthor("Jane Doe")
    for _ in range(PAGES):
        for line in range(45):
            canvas.drawString(72, 760 - 15 * line, _sentence(dice))
        canvas.showPage()
    canvas.save()
    return path


def _sentence(dice: random.Random) -> str:
    return f"{' '.join(dice.choices(WORDS, k=11)).capitalize()} {dice.randrange(10_000)}."


def _receive(workspace: Workspace, path: Path, number: int) -> None:
    sha256, read = workspace.receive(path), read_document(path)
    passages = [passage for page in read.pages for passage in split_passages(sha256, page)]
    known = Provenance(
        title=f"Paper {number}", kind="FOIA release", issuer="The Agency", document_date="2017-05",
        obtained_by="The Leak Desk", obtained_how="FOIA request", request_number=f"2017-ICLI-{number:05}",
        source_url=f"https://example.org/papers/{number}.pdf",
    )  # fmt: skip
    with workspace.writing() as db:
        save_document(db, sha256, path.name, path.stat().st_size, read, passages)
        save_provenance(db, CASE, sha256, known)


def _make_claim(number: int, dice: random.Random) -> Claim:
    return Claim(
        f"C{number}", _sentence(dice), "A. Speaker", "spokesperson", "The Company", "company", "2018-12", "a hearing",
        "The Gazette", "https://gazette.example/1", "quote",
    )  # fmt: skip


def _make_reading(passage: Passage, dice: random.Random) -> StanceReading:
    span = dice.choice(split_sentences(passage.text))
    stance = dice.choice([Stance.SUPPORTS, Stance.CONTRADICTS, Stance.NEUTRAL])
    probabilities = {one: 0.8 if one is stance else 0.1 for one in Stance}
    sides = Probabilities(
        probabilities[Stance.SUPPORTS], probabilities[Stance.CONTRADICTS], probabilities[Stance.NEUTRAL]
    )
    start = passage.start + span.start
    rationale = Span(start, start + len(span.text), span.text)
    return StanceReading(stance, sides, rationale, ("written 19 months before the statement",))


def _decide(db: object, checked: Checked, dice: random.Random) -> None:
    at = "2026-01-02T03:04:05+00:00"
    for one in checked.evidence[: EVIDENCE // 2]:
        assert one.id is not None
        review = Review(one.id, Decision.AGREE, one.reading.stance, "Rita Reviewer", at, f"Read. {_sentence(dice)}")
        save_review(db, review)  # type: ignore[arg-type]
    label = dice.choice(list(VerdictLabel))
    verdict = Verdict(checked.claim.id, label, f"The papers say so. {_sentence(dice)}", "Rita Reviewer", at)
    save_verdict(db, CASE, verdict)  # type: ignore[arg-type]


def measure(root: Path, name: str, is_protected: bool) -> dict[str, float]:
    """Make one file in this process: seconds to gather and to write, its size, and the most memory that was held."""
    workspace = Workspace(root / "workspace")
    before = _peak()
    started = time.perf_counter()
    export = gather_export(
        workspace, CASE, is_protected=is_protected, with_figures=not is_protected, publisher=PUBLISHER
    )
    gathered = time.perf_counter()
    made = make_file(export, name)
    done = time.perf_counter()
    return {
        "rows": len(export.table), "gather": gathered - started, "write": done - gathered, "processor": time.process_time(),
        "megabytes": len(made.data) / 1e6, "before": before, "peak": _peak(),
    }  # fmt: skip


def _peak() -> float:
    """The most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measure_all(n_claims: int) -> str:
    """Every format, open and protected, as a table in Markdown."""
    lines = [
        "| format | sources | rows | gather, s | write, s | processor, s | file, MB | peak memory, MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        make_workspace(Path(temporary), n_claims)
        for name in FORMATS:
            for is_protected in (False, True):
                words = [sys.executable, __file__, "--one", temporary, name, str(int(is_protected))]
                done = subprocess.run(words, capture_output=True, text=True, check=True)
                found = json.loads(done.stdout)
                sources = "protected, proved" if is_protected else "open"
                lines.append(
                    f"| {name} | {sources} | {found['rows']} | {found['gather']:.1f} | {found['write']:.1f} "
                    f"| {found['processor']:.1f} | {found['megabytes']:.1f} | {found['peak']:.0f} |"
                )
                print(lines[-1], file=sys.stderr, flush=True)
                before = found["before"]
    return "\n".join([*lines, "", f"Before anything was gathered a process held {before:.0f} MB."])


def main() -> None:
    """Measure, and keep the table where the whole case was measured."""
    if "--one" in sys.argv:
        root, name, is_protected = sys.argv[2:]
        print(json.dumps(measure(Path(root), name, is_protected == "1")))
        return
    n_claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    table = measure_all(n_claims)
    print(table)
    if n_claims == CLAIMS:
        head = (
            f"# Export of {CLAIMS} claims with {CLAIMS * EVIDENCE:,} pieces of evidence: `python benchmarks/exports.py`"
        )
        said = (
            "Open HTML, DOCX and PDF hold page images, at most 200 a file; writing a protected file includes its proof."
        )
        OUT.write_text(f"{head}\n\n{said}\n\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
