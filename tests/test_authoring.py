"""A broken case folder is named by file, row and remedy; a skeleton keeps every rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import CORPUS, make_readers
from study_cases import CONTRACT, SLUG, make_case_folder
from typer.testing import CliRunner

from factcheck.authoring.rules import find_problems
from factcheck.authoring.skeleton import write_skeleton
from factcheck.cases import load_case_folder, read_case
from factcheck.cli import app
from factcheck.errors import BadInput
from factcheck.store.workspace import Workspace

CASES = sorted(path.parent for path in CORPUS.glob("*/case.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_case_folder(tmp_path / SLUG)


def swap(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_bytes().decode("utf-8")
    assert old in text
    (folder / name).write_bytes(text.replace(old, new, 1).encode("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_of_the_corpus_keeps_every_rule(case: Path) -> None:
    assert [str(one) for one in find_problems(case)] == []


def test_a_case_without_a_judgement_or_a_verdict_is_advised(folder: Path) -> None:
    problems = find_problems(folder)
    assert all(one.is_advice for one in problems)
    assert [(one.file, one.place) for one in problems] == [("case.yaml", "verdicts, AC-C3"), ("claims.csv", "row 4")]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("case.yaml", "slug: acme-study", "slug: Acme Study", "case.yaml, slug: 'Acme Study' cannot name a case. Use lower"),
        ("case.yaml", "title: Acme and the border agency", "title: [", "case.yaml, row 3: it is no YAML"),
        ("case.yaml", "summary: |", "synopsis: |", "case.yaml, summary: it is missing or no text. Write summary:"),
        ("case.yaml", '"2017-05"', "2017", "timeline, entry 1: 2017 is not a quoted date. Write 2018"),
        ("case.yaml", '"2017-05"', '"May 2017"', "timeline, entry 1: May 2017 is not a quoted date. Write 2018"),
        ("case.yaml", "https://example.org/a", "example", "further_reading, entry 1: its url is no address"),
        ("case.yaml", "AC-C1: {verdict: Contradicted", "AC-C9: {verdict: Contradicted", "verdicts, AC-C9: claims.csv has no"),
        ("case.yaml", "verdict: Contradicted", "verdict: False", "verdicts, AC-C1: verdict False is not known. Write one of"),
        ("case.yaml", "nuance: contradicted", "nuance: opinion", "an opinion claim has the verdict Contradicted. Make it Not"),
        ("claims.csv", "AC-C2", "AC-C1", "claims.csv, row 3: id AC-C1 stands in row 2 already. Give one of the two"),
        ("claims.csv", "company", "firm", "claims.csv, row 2: party 'firm' is not known. Write one of: company, agency"),
        ("claims.csv", "quote", "verbatim", "claims.csv, row 2: wording 'verbatim' is not known. Write one of"),
        ("claims.csv", "2018-12", "December 2018", "claims.csv, row 2: date 'December 2018' is not a date. Write 2018"),
        ("claims.csv", "party", "side", "claims.csv, row 1: there is no column “party”. Add a column"),
        ("claims.csv", "We do not work", "We, do not work", "claims.csv, row 2: it has 11 cells and the header 10. Put cells"),
        ("sources.csv", "contract.txt", "contrat.txt", "sources.csv, row 2: there is no file documents/contrat.txt. Put it"),
        ("sources.csv", "documents/contract.txt", "../../x.txt", "sources.csv, row 2: ../../x.txt lies outside"),
        ("sources.csv", "primary", "strong", "sources.csv, row 2: weight 'strong' is not known. Write one of: admission"),
        ("sources.csv", ",no,", ",yes,", "documents/contract.txt, line 1: it does not begin with “# Digest: ”. Write"),
        ("gold.csv", "AC-C1", "AC-C7", "gold.csv, row 2: claim 'AC-C7' is not known. Write one of: AC-C1"),
        ("gold.csv", "AC-D1", "AC-D7", "gold.csv, row 2: source 'AC-D7' is not known"),
        ("gold.csv", "contradicts", "denies", "gold.csv, row 2: stance 'denies' is not known. Write one of: supports"),
        ("gold.csv", "a contract is not use", "beware", "gold.csv, row 2: lesson 'beware' is not known"),
        ("gold.csv", CONTRACT, "Acme delivers nothing.", "gold.csv, row 2: the quote does not stand in documents/contract.txt"),
        ("gold.csv", "of May 2017", "of  May 2017", "row 2: the quote does not stand in documents/contract.txt. It stands"),
        ("gold.csv", CONTRACT, "May", "gold.csv, row 2: the quote stands 2 times in documents/contract.txt. Take a longer"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_place_and_remedy(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    swap(folder, name, old, new)
    problems = [str(one) for one in find_problems(folder) if not one.is_advice]
    assert any(said in one for one in problems), problems


@pytest.mark.parametrize("name", ["case.yaml", "claims.csv", "sources.csv", "gold.csv"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00"])
def test_a_file_that_is_gone_empty_or_no_text_is_named(folder: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    assert name in {one.file for one in find_problems(folder) if not one.is_advice}


def test_an_unlisted_document_a_fact_nobody_knows_and_a_missing_readme_are_named(folder: Path) -> None:
    (folder / "documents/stray.txt").write_text("x")
    (folder / "README.md").unlink()
    (folder / "facts.csv").write_text("fact,source,seen_through,note\nF1,AC-D9,,\n")
    swap(folder, "gold.csv", "agency,,", "agency,F2,")
    said = "\n".join(str(one) for one in find_problems(folder))
    for part in (
        "documents/stray.txt: no row of sources.csv names this file",
        "README.md: it is not there",
        "facts.csv, row 2: source 'AC-D9' is not known",
        "facts.csv, row 2: neither seen_through nor note",
        "gold.csv, row 2: the fact F2 does not stand in facts.csv",
    ):
        assert part in said


DIGEST = """# Digest: The contract

This is a digest in our own words of the contract; it is not the paper itself.

The contract is of May 2017. [AC-D9 F1, F2]

It runs for three years.
"""


def test_a_fact_is_followed_from_its_paragraph_to_its_pages(folder: Path) -> None:
    swap(folder, "sources.csv", ",no,", ",yes,")
    (folder / "documents/contract.txt").write_text(DIGEST)
    (folder / "gold.csv").write_text("claim,source,quote,stance,reason,facts\n")
    (folder / "facts.csv").write_text(
        "fact,source,seen_through,note\nAC-D9 F1,AC-D2,https://example.org/a,\nAC-D9 F3,AC-D1,,to be verified\n"
    )
    said = "\n".join(str(one) for one in find_problems(folder))
    for part in (
        "documents/contract.txt, line 5: AC-D9 F2 does not stand in facts.csv. Add a row",
        "documents/contract.txt, line 7: the paragraph names no fact. End the paragraph with the labels",
        "facts.csv, row 2: AC-D9 F1 does not stand in the digest of AC-D2. Name one of: AC-D1",
        "facts.csv, row 2: https://example.org/a is not among the pages of its paper. Add the page",
        "facts.csv, row 3: no paragraph of a digest carries AC-D9 F3. Put the label",
    ):
        assert part in said


def test_tables_with_semicolons_are_read_as_a_spreadsheet_of_another_country_writes_them(folder: Path) -> None:
    table = "claim;source;quote;stance;reason;facts\nAC-C2;AC-D3;Coffee was served at noon.;neutral;Coffee, only;\n"
    (folder / "gold.csv").write_text(table)
    assert [one for one in find_problems(folder) if one.file == "gold.csv"] == []
    assert read_case(folder).gold[0].reason == "Coffee, only"


def test_a_skeleton_keeps_every_rule_and_loads(tmp_path: Path) -> None:
    made = write_skeleton(tmp_path, "town-pumps", 'The town\'s "pumps": a case', "Who: the town?")
    assert find_problems(made) == []
    read, report = load_case_folder(made, Workspace(tmp_path / "workspace"), make_readers())
    assert (read.case.title, read.case.question) == ('The town\'s "pumps": a case', "Who: the town?")
    assert report.failures == ()
    with pytest.raises(BadInput, match="there already"):
        write_skeleton(tmp_path, "town-pumps")
    with pytest.raises(BadInput, match="cannot name a case"):
        write_skeleton(tmp_path, "../evil")


def test_the_commands_make_and_validate(tmp_path: Path) -> None:
    run = CliRunner()
    done = run.invoke(app, ["case", "new", "town-pumps", "--folder", str(tmp_path)])
    assert done.exit_code == 0
    assert "factcheck case validate" in done.output
    folder = tmp_path / "town-pumps"
    done = run.invoke(app, ["case", "validate", str(folder)])
    assert (done.exit_code, done.output) == (0, "town-pumps: every rule is kept.\n")
    swap(folder, "claims.csv", "company", "firm")
    done = run.invoke(app, ["case", "validate", str(folder)])
    assert done.exit_code == 1
    assert "claims.csv, row 2: party 'firm'" in done.output
    done = run.invoke(app, ["case", "validate", str(folder), "--json"])
    told = json.loads(done.output)
    assert not told["valid"]
    assert told["problems"][0]["remedy"].startswith("Write one of")
