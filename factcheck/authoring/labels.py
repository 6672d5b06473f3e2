"""Whether each paragraph of a digest names its facts, and each fact of facts.csv the digest and pages it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from factcheck.authoring.problems import Problem, Row, Table

_LABELS = re.compile(r"\[([^\[\]]+)\]$")
_FULL = re.compile(r"(?P<paper>\S+) (?P<fact>F\d+)")
_SHORT = re.compile(r"F\d+")
_REMEDY = "End the paragraph with the labels of its facts, such as [CP-D1 F1, F2]"
_HEAD = 2  # the title, and the paragraph that says that this is a digest


def check_labels(folder: Path, facts: Table, sources: Table) -> Iterator[Problem]:
    """Follow every paragraph of the digests to facts.csv, and every fact back to a digest and to its pages.

    Args:
        folder: the case folder.
        facts: its facts.csv.
        sources: its sources.csv.
    """
    known = facts.values("fact")
    carried: dict[str, list[Row]] = {}  # the rows of the papers in which a fact stands, by its label
    for row in sources.rows:
        for number, paragraph in _paragraphs(folder, row):
            labels = read_labels(paragraph)
            if not labels:
                yield Problem(row["file"], f"line {number}", "the paragraph names no fact", _REMEDY)
            for label in labels:
                carried.setdefault(label, []).append(row)
                if label not in known:
                    remedy = "Add a row for it to facts.csv, or mend the label"
                    yield Problem(row["file"], f"line {number}", f"{label} does not stand in facts.csv", remedy)
    for row in facts.rows:
        yield from _check_fact(facts.name, row, carried.get(row["fact"], []))


def read_labels(paragraph: str) -> list[str]:
    """The labels at the end of a paragraph, each in full; none where it has none or they are not well made.

    >>> read_labels("The plan names it. [CP-D1 F2, F3; CP-D2 F1]")
    ['CP-D1 F2', 'CP-D1 F3', 'CP-D2 F1']
    """
    found = _LABELS.search(paragraph)
    labels: list[str] = []
    for part in re.split(r"[,;]\s*", found[1]) if found else ():
        full = _FULL.fullmatch(part)
        if full is None and not (labels and _SHORT.fullmatch(part)):
            return []
        labels.append(part if full else f"{labels[-1].split(' ')[0]} {part}")
    return labels


def _paragraphs(folder: Path, row: Row) -> Iterator[tuple[int, str]]:
    """The paragraphs of a digest after its head, with their line numbers; none of a paper that is no digest."""
    path = folder / row["file"]
    if row["digest"] != "yes" or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = [(number, line.rstrip()) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    yield from lines[_HEAD:]


def _check_fact(name: str, row: Row, papers: list[Row]) -> Iterator[Problem]:
    if not papers:
        remedy = "Put the label behind the paragraph that tells the fact, or take the row out"
        yield Problem(name, row.place, f"no paragraph of a digest carries {row['fact']}", remedy)
        return
    if row["source"] not in [paper["id"] for paper in papers]:
        remedy = f"Name one of: {', '.join(dict.fromkeys(paper['id'] for paper in papers))}"
        yield Problem(name, row.place, f"{row['fact']} does not stand in the digest of {row['source']}", remedy)
    told = " ".join(f"{paper['seen_through']} {paper['original_url']}" for paper in papers).split()
    for page in row["seen_through"].split():
        if page not in told:
            remedy = "Add the page to seen_through of the paper in sources.csv"
            yield Problem(name, row.place, f"{page} is not among the pages of its paper", remedy)
