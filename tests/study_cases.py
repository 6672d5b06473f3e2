"""A small case folder for the tests of case studies: three claims, three papers, judgements of every stance."""

from __future__ import annotations

import csv
from pathlib import Path

SLUG = "acme-study"
REASON_AGAINST = "The contract itself shows that software goes to the agency"
REASON_DENIAL = "A denial repeated by its own author leaves the matter open"
REASON_FOR = "The minutes give the very sum"
WHY_CONTRADICTED = "The signed contract outweighs the press statement entirely"
WHY_SUPPORTED = "Both halves of the sum stand in the board papers"
NOTE = "Remember that the speaker left the firm in spring"
CAUTION = "Read the stamp before use"

CONTRACT = "Under the contract of May 2017 Acme delivers software to the border agency for its deportation work."
DENIAL = "Acme says in its letter that it has never worked for the border agency."
MINUTES = "The board noted on 4 June 2018 that the contract is worth $41 million."

_CLAIMS = (
    ("id", "text", "wording", "speaker", "organisation", "party", "date", "source", "context", "note"),
    ("AC-C1", "We do not work for the border agency.", "quote", "Ida Roe", "Acme", "company", "2018-12", "The Gazette",
     "Acme's chief executive on its customers.", NOTE),
    ("AC-C2", "The contract of Acme with the border agency is worth $41 million.", "paraphrase", "The Gazette",
     "The Gazette", "press", "2018-12", "The Gazette", "A newspaper on the contract.", ""),
    ("AC-C3", "Acme has the best engineers.", "quote", "Ida Roe", "Acme", "company", "2019", "The Gazette",
     "A boast.", ""),
)  # fmt: skip
_SOURCES = (
    ("id", "file", "title", "issuer", "kind", "weight", "document_date", "published_date", "obtained_date", "digest", "note"),
    ("AC-D1", "documents/contract.txt", "The contract", "agency", "contract", "primary", "2017-05", "", "", "no", CAUTION),
    ("AC-D2", "documents/letter.txt", "The letter", "Acme", "official letter", "primary", "2018-12", "", "", "no", ""),
    ("AC-D3", "documents/minutes.txt", "The minutes", "Acme", "board report", "primary", "2018-06", "", "", "no", ""),
)  # fmt: skip
_GOLD = (
    ("claim", "source", "quote", "stance", "reason", "facts", "lesson"),
    ("AC-C1", "AC-D1", CONTRACT, "contradicts", REASON_AGAINST, "", "a contract is not use"),
    ("AC-C1", "AC-D2", DENIAL, "neutral", REASON_DENIAL, "", "a party's word is not proof"),
    ("AC-C2", "AC-D3", MINUTES, "supports", REASON_FOR, "", ""),
)
_CASE = f"""slug: {SLUG}
title: Acme and the border agency
question: Does Acme work for the border agency?
summary: |
  Acme says no. Papers were obtained.
fairness: [Nobody is said to lie.]
further_reading: [{{title: A page, url: "https://example.org/a"}}]
timeline: [{{date: "2017-05", event: The contract is signed., source: AC-D1}}]
verdicts:
  AC-C1: {{verdict: Contradicted, nuance: contradicted, reason: {WHY_CONTRADICTED}}}
  AC-C2: {{verdict: Supported, nuance: supported, reason: {WHY_SUPPORTED}}}
"""


def make_case_folder(folder: Path) -> Path:
    """Write the case folder; every rule of corpus/README.md is kept."""
    (folder / "documents").mkdir(parents=True)
    (folder / "case.yaml").write_text(_CASE, encoding="utf-8")
    (folder / "README.md").write_text("# Acme\n", encoding="utf-8")
    for name, rows in (("claims", _CLAIMS), ("sources", _SOURCES), ("gold", _GOLD)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    (folder / "documents/contract.txt").write_text(f"The parties met in May. {CONTRACT} It runs for three years.\n")
    (folder / "documents/letter.txt").write_text(f"{DENIAL} The letter is signed by the chief executive.\n")
    (folder / "documents/minutes.txt").write_text(f"Coffee was served at noon. {MINUTES} Nobody objected.\n")
    return folder
