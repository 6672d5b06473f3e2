"""The rules of a case folder (corpus/README.md): `find_problems` names every one that is broken, with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from factcheck.authoring.described import check_description
from factcheck.authoring.labels import check_labels
from factcheck.authoring.problems import (
    Problem,
    Table,
    find_bad_dates,
    find_empty,
    find_repeats,
    find_unknown,
    read_table,
)
from factcheck.authoring.quotes import check_quotes
from factcheck.cases import read_case
from factcheck.claims.importing import MAX_TEXT
from factcheck.errors import BadInput
from factcheck.model import Lesson, Stance

PARTIES = ("company", "agency", "critic", "press")
WORDINGS = ("quote", "paraphrase")
WEIGHTS = ("admission", "finding", "allegation", "primary", "report")
_CLAIMS = ("id", "text", "wording", "speaker", "organisation", "party", "date", "source", "context")
_SOURCES = ("id", "file", "title", "kind", "weight", "document_date", "digest")
_GOLD = ("claim", "source", "quote", "stance", "reason", "facts")
_FACTS = ("fact", "source", "seen_through")


def find_problems(folder: Path) -> list[Problem]:
    """Every broken rule of a case folder, those that keep it from loading first.

    Raises:
        BadInput: the folder is not there.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder. Make a case folder with: factcheck case new NAME --folder FOLDER")
    claims, sources = read_table(folder, "claims.csv", _CLAIMS), read_table(folder, "sources.csv", _SOURCES)
    gold = read_table(folder, "gold.csv", _GOLD)
    facts = read_table(folder, "facts.csv", _FACTS) if (folder / "facts.csv").exists() else None
    found = [
        *check_description(folder, [row["id"] for row in claims.rows]),
        *_check_claims(claims),
        *_check_sources(folder, sources),
        *_check_gold(gold, claims, sources),
        *check_quotes(folder, gold, sources),
        *(_check_facts(facts, gold, sources) if facts else ()),
        *(check_labels(folder, facts, sources) if facts and not facts.problems else ()),
        *_check_readme(folder),
    ]
    found += _check_loading(folder) if not any(not one.is_advice for one in found) else []
    return sorted(found, key=lambda one: one.is_advice)


def _check_claims(claims: Table) -> Iterator[Problem]:
    yield from claims.problems
    if not claims.rows and not claims.problems:
        yield Problem(claims.name, "", "it holds no claim", "Add a row for each statement that the case examines")
    yield from find_repeats(claims, "id")
    yield from find_empty(claims, ("text",), "Write what was said")
    yield from find_empty(claims, ("source",), "Name the page in which the wording was read")
    yield from find_empty(claims, ("context",), "Write one sentence that says who speaks of what")
    yield from find_unknown(claims, "wording", WORDINGS)
    yield from find_unknown(claims, "party", PARTIES)
    yield from find_bad_dates(claims, ("date",))
    for row in claims.rows:
        if not row["speaker"] and not row["organisation"]:
            yield Problem(claims.name, row.place, "neither speaker nor organisation is named", "Say who spoke")
        if not row["date"] and not row["date_note"]:
            remedy = "Give the date, or say in date_note what is uncertain"
            yield Problem(claims.name, row.place, "date is empty", remedy, is_advice=True)
        if len(row["text"]) > MAX_TEXT:
            yield Problem(
                claims.name, row.place, f"text is longer than {MAX_TEXT} characters", "Take one statement of it"
            )


def _check_sources(folder: Path, sources: Table) -> Iterator[Problem]:
    yield from sources.problems
    yield from find_repeats(sources, "id")
    yield from find_repeats(sources, "file")
    yield from find_empty(sources, ("title", "kind"), "Say what paper it is")
    yield from find_unknown(sources, "weight", WEIGHTS)
    yield from find_unknown(sources, "digest", ("yes", "no"))
    yield from find_bad_dates(sources, ("document_date", "published_date", "obtained_date"))
    for row in sources.rows:
        path = folder / row["file"]
        if row["file"] and not path.resolve().is_relative_to(folder.resolve()):
            what = f"{row['file']} lies outside the case folder"
            yield Problem(sources.name, row.place, what, "Put the file into documents/ and name it from there")
        elif row["file"] and not path.is_file():
            what = f"there is no file {row['file']}"
            yield Problem(sources.name, row.place, what, "Put it there, or mend the name; capitals count")
    listed = {row["file"] for row in sources.rows}
    for path in sorted((folder / "documents").rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith(".") and name not in listed:
            yield Problem(name, "", "no row of sources.csv names this file", "Add a row for it, or take the file away")


def _check_gold(gold: Table, claims: Table, sources: Table) -> Iterator[Problem]:
    yield from gold.problems
    yield from find_unknown(gold, "claim", list(claims.values("id")))
    yield from find_unknown(gold, "source", list(sources.values("id")))
    yield from find_unknown(gold, "stance", list(Stance))
    yield from find_unknown(gold, "lesson", list(Lesson), may_be_empty=True)
    yield from find_empty(gold, ("quote",), "Copy one or two sentences from the document")
    yield from find_empty(gold, ("reason",), "Say in one line why the passage has this stance")
    seen: dict[tuple[str, str], int] = {}
    for row in gold.rows:
        key = (row["claim"], row["quote"])
        if key in seen:
            what = f"the same passage is judged for {row['claim']} in row {seen[key]}"
            yield Problem(gold.name, row.place, what, "Keep one of the two")
        seen.setdefault(key, row.number)
    judged = {row["claim"] for row in gold.rows}
    for claim_id, row in claims.values("id").items():
        if claim_id and claim_id not in judged and not gold.problems:
            what = f"no passage is judged for {claim_id}"
            remedy = "Judge two to five passages in gold.csv, near misses among them"
            yield Problem(claims.name, row.place, what, remedy, is_advice=True)


def _check_facts(facts: Table, gold: Table, sources: Table) -> Iterator[Problem]:
    yield from facts.problems
    yield from find_repeats(facts, "fact")
    yield from find_unknown(facts, "source", list(sources.values("id")))
    for row in facts.rows:
        if not row["seen_through"] and not row["note"]:
            remedy = "Give the pages from which the fact was taken, or say in note what is still to be verified"
            yield Problem(facts.name, row.place, "neither seen_through nor note says where the fact is from", remedy)
    known = facts.values("fact")
    for row in gold.rows:
        for label in filter(None, map(str.strip, row["facts"].split(";"))):
            if label not in known:
                remedy = "Add a row for it to facts.csv, or mend the label; labels are separated by “; ”"
                yield Problem(gold.name, row.place, f"the fact {label} does not stand in facts.csv", remedy)


def _check_readme(folder: Path) -> Iterator[Problem]:
    if not (folder / "README.md").is_file():
        remedy = "Write what the case is, how to read it, its fairness notes and what is not known"
        yield Problem("README.md", "", "it is not there", remedy, is_advice=True)


def _check_loading(folder: Path) -> list[Problem]:
    """Loading has the last word; its message names file and row by itself."""
    try:
        read_case(folder)
    except BadInput as error:
        return [Problem(folder.name, "", str(error).rstrip("."), "Mend it as the message says")]
    return []
