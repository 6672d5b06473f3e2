"""The five cases as a whole: how much they hold, for how many sides, and that each statement can be followed to its source."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from conftest import CORPUS

CASES = sorted(path.parent for path in CORPUS.glob("*/case.yaml"))
FACT_SHEET = CORPUS.parents[1] / "shared/cases/facts.md"
NUANCES = (
    "supported", "contradicted", "mixed", "disputed", "later-corrected", "superseded", "opinion", "unverifiable",
)  # fmt: skip
ADDRESS_OF_SEED = (  # the fact sheet gives these two articles by number
    "https://thebulletin.org/2019/05/uproar-over-palantirs-sale-of-tracking-software-to-us-immigration-agency/",
    "https://truthout.org/articles/immigrant-rights-activists-renew-push-against-palantir-to-cancel-ice-contract",
)

each_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
against_the_fact_sheet = pytest.mark.skipif(not FACT_SHEET.exists(), reason="the fact sheet is not part of the project")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def verdicts(folder: Path) -> dict[str, dict[str, str]]:
    return dict(yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))["verdicts"])


def balance(folder: Path) -> list[int]:
    """Claims, papers, verdicts by nuance, judged passages by stance: a row of the table in corpus/README.md."""
    nuances = Counter(one["nuance"] for one in verdicts(folder).values())
    stances = Counter(row["stance"] for row in table(folder, "gold"))
    return [
        len(table(folder, "claims")),
        len(table(folder, "sources")),
        *(nuances[nuance] for nuance in NUANCES),
        *(stances[stance] for stance in ("supports", "contradicts", "neutral")),
    ]


def test_there_are_seventy_claims_and_fifty_papers_in_five_cases() -> None:
    assert len(CASES) >= 5
    assert sum(len(table(folder, "claims")) for folder in CASES) >= 70
    assert sum(len(table(folder, "sources")) for folder in CASES) >= 50


def test_the_table_of_labels_says_what_the_cases_hold() -> None:
    rows = [balance(folder) for folder in CASES]
    names = [*(folder.name for folder in CASES), "total"]
    expected = [
        f"| {name} | " + " | ".join(map(str, row)) + " |"
        for name, row in zip(names, [*rows, [sum(column) for column in zip(*rows, strict=True)]], strict=True)
    ]
    text = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert [line for line in expected if line not in text] == []


@each_case
def test_several_sides_speak_and_papers_stand_for_and_against(folder: Path) -> None:
    claims = {row["id"]: row for row in table(folder, "claims")}
    assert len({row["party"] for row in claims.values()}) >= 3
    told: dict[str, set[str]] = {nuance: set() for nuance in NUANCES}
    for id, one in verdicts(folder).items():
        told[one["nuance"]].add(claims[id]["party"])
    assert "company" in told["supported"]
    assert "company" in told["contradicted"] | told["mixed"]
    assert told["opinion"] | told["unverifiable"]
    assert set(verdicts(folder)) == set(claims)
    assert len({row["weight"] for row in table(folder, "sources")}) >= 2


@each_case
def test_every_claim_and_every_paper_names_the_page_it_was_read_in(folder: Path) -> None:
    without = [row["id"] for row in table(folder, "claims") if not row["source_url"] and "verified" not in row["note"]]
    assert without == []
    assert [row["id"] for row in table(folder, "sources") if not row["seen_through"] and not row["note"]] == []


@each_case
def test_a_quotation_is_at_most_a_sentence(folder: Path) -> None:
    for path in sorted((folder / "documents").glob("*.md")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            assert line.count('"') % 2 == 0, line
            for quotation in re.findall(r'"([^"]+)"', line):
                assert len(re.findall(r"[.!?](?=\s+[A-Z])", quotation)) <= 1, quotation
                assert len(quotation.split()) <= 40, quotation


def section(folder: Path) -> str:
    """What the fact sheet says of a case."""
    prefix = table(folder, "sources")[0]["id"].split("-")[0]
    found = re.search(rf"^## \d\. {prefix}:.*?(?=^## \d|\Z)", FACT_SHEET.read_text(encoding="utf-8"), re.S | re.M)
    assert found
    return found[0]


def figures(text: str) -> set[str]:
    return {figure.strip(".,") for figure in re.findall(r"\d[\d,.]*", text)}


@against_the_fact_sheet
@each_case
def test_every_figure_and_quotation_of_a_digest_stands_in_the_fact_sheet(folder: Path) -> None:
    sheet = section(folder)
    flat = " ".join(sheet.split()).lower()
    invented = []
    for path in sorted((folder / "documents").glob("*.md")):
        told = re.sub(r"https?://\S+", "", path.read_text(encoding="utf-8").split("\n\n", 2)[2])
        told = re.sub(r"\[[A-Z]+-D\d+ F\d[^\]]*\]", "", told)
        quotations = [one.rstrip(".,").lower() for one in re.findall(r'"([^"]+)"', told)]
        invented += [(path.name, figure) for figure in sorted(figures(told) - figures(sheet))]
        invented += [(path.name, one) for one in quotations if one not in flat]
    assert invented == []


@against_the_fact_sheet
@each_case
def test_every_page_and_every_quoted_claim_stands_in_the_fact_sheet(folder: Path) -> None:
    sheet = FACT_SHEET.read_text(encoding="utf-8")
    pages = {page for row in table(folder, "facts") for page in row["seen_through"].split()}
    for row in table(folder, "sources"):
        pages |= {*row["seen_through"].split(), *row["original_url"].split()}
    pages |= {row["source_url"] for row in table(folder, "claims")}
    assert [page for page in sorted(pages) if page.rstrip("/") not in sheet and page not in ADDRESS_OF_SEED] == []
    flat = re.sub(r"[^a-z0-9]+", " ", sheet.lower())
    for row in table(folder, "claims"):
        said = re.sub(r"[^a-z0-9]+", " ", re.sub(r"^\[[^\]]*\]|\[[^\]]*\]$", "", row["text"]).lower()).strip()
        assert row["wording"] != "quote" or said in flat, row["id"]
