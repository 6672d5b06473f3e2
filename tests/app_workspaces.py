"""A small workspace for the tests of the app: three claims, five papers, one of them full of markup."""

from __future__ import annotations

from pathlib import Path

from factcheck.model import Case, Claim, Provenance
from factcheck.pipeline import check_case, ingest
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.cases import save_case, save_claim
from factcheck.store.workspace import Workspace

CASE = "acme"

HOSTILE = (
    "<script>alert('paper')</script><img src=x onerror=alert(1)> **bold** [link](javascript:alert(2)) :red[red] $x^2$ "
    "![picture](http://192.0.2.1/p.png) <b id=from-paper>fat</b> :smile: Acme sold 40 drones to the police of Springfield."
)

PAPERS = {
    "contract.txt": "Acme signed a contract with the border agency on 3 May 2017. Under the contract Acme delivers software "
    "for the deportation of families. The contract is worth $41 million.",
    "letter.txt": "In this letter the chief executive says that Acme does not work for the border agency. Acme has never "
    "worked for the border agency.",
    "minutes.txt": "The board met on 4 June 2018. Nobody spoke of customers. Coffee was served at noon.",
    "hostile.txt": HOSTILE,
    "empty.txt": "",
}

CLAIMS = (
    Claim(
        "C1", "We do not work for the border agency.", "Ida Roe", "chief executive", "Acme", "company", "2018-12",
        "a press conference", "The Gazette", "https://example.org/gazette", "quote",
    ),
    Claim(
        "C2", "<b id=from-claim>Acme</b> sold **40** drones to the police of Springfield.", "Bo", party="critic", date="2019"
    ),
    Claim("C3", "Acme paid no tax in 2016.", "Cy", party="press"),
)  # fmt: skip


def make_workspace(folder: Path, papers: Path) -> Workspace:
    """Fill a workspace; C1 and C2 are checked, C3 is added after that and is not."""
    workspace, readers = Workspace(folder), Readers(Settings(workspace=folder))
    with workspace.writing() as db:
        save_case(db, Case(CASE, "Acme and the border agency", "Does Acme work for the border agency?"))
        save_case(db, Case("blank", "Nothing in it yet"))
        for claim in CLAIMS[:2]:
            save_claim(db, CASE, claim)
    papers.mkdir()
    known = {}
    for name, text in PAPERS.items():
        path = papers / name
        path.write_text(text, encoding="utf-8")
        known[path] = Provenance(kind="FOIA release", issuer="border agency", document_date="2017-05-03")
    ingest(workspace, CASE, list(known), readers, known)
    check_case(workspace, CASE, readers)
    with workspace.writing() as db:
        save_claim(db, CASE, CLAIMS[2])
    return workspace
