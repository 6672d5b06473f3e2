"""Every case folder of the corpus keeps the rules of corpus/README.md, and a folder that breaks them is named."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import CORPUS, make_readers

from factcheck.cases import is_loaded, load_case_folder, read_case
from factcheck.dates import date_range
from factcheck.errors import BadInput
from factcheck.evaluate.cases import locate_gold
from factcheck.model import CaseFolder, VerdictLabel
from factcheck.store.documents import load_documents
from factcheck.store.evidence import load_records
from factcheck.store.workspace import Workspace

CASES = sorted(path.parent for path in CORPUS.glob("*/case.yaml"))
PARTIES = {"company", "agency", "critic", "press"}
WEIGHTS = {"admission", "finding", "allegation", "primary", "report"}
NUANCES = {
    "supported", "contradicted", "mixed", "later-corrected", "superseded", "opinion", "unverifiable", "disputed",
}  # fmt: skip

each_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def described(folder: Path) -> dict[str, object]:
    return dict(yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8")))


def test_there_is_the_flagship() -> None:
    assert "palantir-ice" in [folder.name for folder in CASES]


@each_case
def test_a_case_reads_and_is_named_as_its_folder(folder: Path) -> None:
    read = read_case(folder)
    assert read.case.slug == folder.name
    assert read.claims
    assert read.sources
    assert read.gold
    assert (folder / "README.md").is_file()


@each_case
def test_every_id_is_unique_and_every_id_referred_to_exists(folder: Path) -> None:
    claims, sources, gold = (table(folder / f"{name}.csv") for name in ("claims", "sources", "gold"))
    for rows in (claims, sources):
        assert [id for id, n in Counter(row["id"] for row in rows).items() if n > 1 or not id] == []
    assert {row["claim"] for row in gold} <= {row["id"] for row in claims}
    assert {row["source"] for row in gold} <= {row["id"] for row in sources}
    verdicts = described(folder).get("verdicts", {})
    assert isinstance(verdicts, dict)
    assert set(verdicts) <= {row["id"] for row in claims}


@each_case
def test_every_date_is_valid(folder: Path) -> None:
    dates = [row["date"] for row in table(folder / "claims.csv")]
    for row in table(folder / "sources.csv"):
        dates += [row[name] for name in ("document_date", "published_date", "obtained_date")]
    timeline = described(folder).get("timeline", [])
    assert isinstance(timeline, list)
    for date in dates + [entry["date"] for entry in timeline]:
        date_range(date)
    undated = [row for row in table(folder / "claims.csv") if not row["date"]]
    assert [row["id"] for row in undated if not row["date_note"]] == []


@each_case
def test_every_claim_says_who_said_it_where(folder: Path) -> None:
    for row in table(folder / "claims.csv"):
        assert row["wording"] in {"quote", "paraphrase"}, row["id"]
        assert row["party"] in PARTIES, row["id"]
        assert row["speaker"] or row["organisation"], row["id"]
        assert row["source"], row["id"]
        assert row["context"], row["id"]


@each_case
def test_every_source_is_a_file_and_every_file_a_source(folder: Path) -> None:
    listed = [row["file"] for row in table(folder / "sources.csv")]
    there = [str(path.relative_to(folder)) for path in (folder / "documents").rglob("*") if path.is_file()]
    assert sorted(listed) == sorted(there)
    for row in table(folder / "sources.csv"):
        assert row["weight"] in WEIGHTS, row["id"]
        assert row["digest"] in {"yes", "no"}, row["id"]


@each_case
def test_every_digest_says_that_it_is_one_and_of_what(folder: Path) -> None:
    for row in table(folder / "sources.csv"):
        if row["digest"] != "yes":
            continue
        lines = [line for line in (folder / row["file"]).read_text(encoding="utf-8").split("\n") if line]
        assert lines[0].startswith("# Digest: "), row["id"]
        assert re.search(r"\bdigest in our own words\b", lines[1]), row["id"]
        assert "not the paper" in lines[1] or "not the papers" in lines[1], row["id"]


@each_case
def test_every_gold_quote_stands_once_in_its_digest(folder: Path) -> None:
    files = {row["id"]: row["file"] for row in table(folder / "sources.csv")}
    for row in table(folder / "gold.csv"):
        text = (folder / files[row["source"]]).read_text(encoding="utf-8")
        assert text.count(row["quote"]) == 1, row["quote"]
        assert row["reason"], row["quote"]
    judged = Counter((row["claim"], row["quote"]) for row in table(folder / "gold.csv"))
    assert [key for key, n in judged.items() if n > 1] == []


@each_case
def test_every_verdict_is_one_and_gives_its_reason(folder: Path) -> None:
    verdicts = described(folder).get("verdicts", {})
    assert isinstance(verdicts, dict)
    for id, verdict in verdicts.items():
        assert verdict["verdict"] in {label.value for label in VerdictLabel}, id
        assert verdict["nuance"] in NUANCES, id
        assert verdict["reason"], id
        if verdict["nuance"] in {"opinion", "unverifiable"}:
            assert verdict["verdict"] == "Not enough evidence", id


def test_a_case_of_the_corpus_is_loaded_whole_and_every_gold_quote_found(tmp_path: Path) -> None:
    folder = CORPUS / "theranos"  # one is enough: that every quote stands in a passage is a rule of find_problems
    workspace, readers = Workspace(tmp_path), make_readers()
    read, report = load_case_folder(folder, workspace, readers)
    assert report.failures == ()
    assert len(report.documents) == len(read.sources)
    assert len(locate_gold(workspace, read.case.slug, read.gold)) == len(read.gold)
    assert is_loaded(folder, workspace)
    with workspace.reading() as db:
        records = load_records(db, read.case.slug)
        documents = load_documents(db, read.case.slug)
    assert all(record.checked and record.checked.evidence for record in records.values())
    assert {one.provenance.title for one in documents} == {row["title"] for row in table(folder / "sources.csv")}
    again, second = load_case_folder(folder, workspace, readers)
    assert again == read
    assert {one.status for one in second.documents} == {"known"}


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        ("Investigative Case Management", "Investigative Case Management"),
        ("FALCON", "FALCON"),
        ("FALCON-SA", "FALCON-SA"),
        ("TECS", "TECS"),
        ("Gotham", "Palantir Government"),  # the contracts of 2011, 2013 and 2015
        ("Operation Mega", "Operation Mega"),
        ("unaccompanied", "unaccompanied"),
        ("Amazon", "Amazon"),
        ("sponsor", "dropped Palantir as a sponsor"),
    ],
)
def test_the_flagship_has_a_claim_and_a_paper_on(name: str, claimed: str) -> None:
    folder = CORPUS / "palantir-ice"
    claims = " ".join(f"{row['text']} {row['context']}" for row in table(folder / "claims.csv"))
    papers = " ".join(path.read_text(encoding="utf-8") for path in (folder / "documents").glob("*.md"))
    sources = " ".join(row["title"] + row["note"] for row in table(folder / "sources.csv"))
    assert claimed in claims
    assert name in papers + sources


# A folder that breaks the rules


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "documents").mkdir(parents=True)
    (folder / "case.yaml").write_text("slug: tiny\ntitle: Tiny\nquestion: Who?\nsummary: Short.\n")
    (folder / "claims.csv").write_text("id,text\nC1,Acme sold no engines.\n")
    (folder / "sources.csv").write_text("id,file,title,document_date,digest\nD1,documents/a.md,A,2018,yes\n")
    (folder / "gold.csv").write_text(
        "claim,source,quote,stance,reason,facts\nC1,D1,Acme sold engines.,contradicts,x,\n"
    )
    (folder / "documents" / "a.md").write_text("Acme sold engines.\n")
    return folder


def test_a_small_case_reads(tiny: Path) -> None:
    read: CaseFolder = read_case(tiny)
    assert (len(read.claims), len(read.gold)) == (1, 1)
    assert read.sources["documents/a.md"].is_digest


@pytest.mark.parametrize("row", ["D1,documents/a.md", "D1,documents/a.md,A,2018,yes,more,and more"])
def test_a_row_of_sources_may_be_short_or_long(tiny: Path, row: str, tmp_path: Path) -> None:
    (tiny / "sources.csv").write_text(f"id,file,title,document_date,digest\n{row}\n")
    _, report = load_case_folder(tiny, Workspace(tmp_path / "workspace"), make_readers())
    assert report.failures == ()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("case.yaml", None, "case.yaml cannot be read"),
        ("case.yaml", "slug: [", "case.yaml cannot be read"),
        ("case.yaml", "- a list", "case.yaml cannot be read"),
        ("case.yaml", "slug: tiny\ntitle: x\n", "case.yaml cannot be read"),
        ("case.yaml", b"slug: tiny\ntitle: \xe9\n", "case.yaml cannot be read"),
        ("case.yaml", "slug: ../tiny\ntitle: x\nquestion: x\nsummary: x\n", "cannot name a case"),
        ("case.yaml", "slug: 7\ntitle: x\nquestion: x\nsummary: x\n", "case.yaml cannot be read"),
        ("claims.csv", None, "claims.csv cannot be opened"),
        ("claims.csv", "id,text\nC1,\n", "claims.csv, line 2: .* empty"),
        ("sources.csv", None, "sources.csv cannot be read"),
        ("sources.csv", b"id,file\nD1,\xe9\n", "sources.csv cannot be read"),
        ("sources.csv", "name,path\nD1,x\n", "sources.csv has no column id, file"),
        ("sources.csv", "id,file\nD1,../../secret.txt\n", "lies outside"),
        ("sources.csv", "id,file\nD1,/etc/passwd\n", "lies outside"),
        ("sources.csv", "id,file\nD1,\n", "not the name of a file"),
        ("sources.csv", "id,file\nD1,documents\n", "not the name of a file"),
        ("sources.csv", "id,file,document_date\nD1,documents/a.md,June 2018\n", "D1, document_date: .* not a date"),
        ("gold.csv", "claim,source,quote\nC1,D1,x\n", "gold.csv has no column stance"),
        ("gold.csv", "claim,source,quote,stance,reason,facts\nC1,D9,x,supports,x,\n", "row 2: 'D9'"),
        ("gold.csv", "claim,source,quote,stance,reason,facts\nC1,D1,x,maybe,x,\n", "row 2: 'maybe'"),
    ],
)
def test_a_folder_that_breaks_the_rules_is_named(
    tiny: Path, name: str, content: str | bytes | None, reason: str
) -> None:
    if content is None:
        (tiny / name).unlink()
    else:
        (tiny / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadInput, match=reason):
        read_case(tiny)


@pytest.mark.parametrize(
    ("damage", "loaded"),
    [
        pytest.param(lambda folder: None, True, id="nothing changed"),
        pytest.param(
            lambda folder: (folder / "documents/a.md").write_text("Other words."), False, id="a paper changed"
        ),
        pytest.param(lambda folder: (folder / "documents/a.md").unlink(), False, id="a paper gone"),
        pytest.param(
            lambda folder: (folder / "claims.csv").write_text("id,text\nC1,Acme sold no engines.\nC2,It rained.\n"),
            False,
            id="a claim more",
        ),
    ],
)
def test_a_case_is_loaded_while_it_is_as_it_was(
    tiny: Path, tmp_path: Path, damage: Callable[[Path], object], loaded: bool
) -> None:
    workspace = Workspace(tmp_path / "workspace")
    assert not is_loaded(tiny, workspace)
    load_case_folder(tiny, workspace, make_readers())
    damage(tiny)
    assert is_loaded(tiny, workspace) is loaded
