"""Case folders of ``corpus/``: read one, load it into a workspace.

A case folder holds case.yaml, claims.csv, sources.csv, documents/, gold.csv and README.md; ``corpus/README.md`` says
what stands in each.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from factcheck.claims.importing import guess_dialect, read_claims
from factcheck.dates import date_range
from factcheck.errors import BadInput
from factcheck.model import (
    Case,
    CaseFolder,
    Gold,
    GoldVerdict,
    IngestReport,
    Lesson,
    OnProgress,
    Provenance,
    Stance,
    TimelineEntry,
    VerdictLabel,
    ignore_progress,
)
from factcheck.pipeline import check_case, ingest
from factcheck.readers import Readers
from factcheck.store.cases import load_protected, save_case, save_claim, save_protected
from factcheck.store.documents import load_hashes
from factcheck.store.evidence import load_states
from factcheck.store.workspace import Workspace, check_slug, hash_file

_SAME_NAME = (
    "title", "kind", "weight", "issuer", "document_date", "published_date",
    "obtained_by", "obtained_how", "obtained_date", "request_number", "note",
)  # fmt: skip
_DATES = ("document_date", "published_date")
_GOLD_COLUMNS = ("claim", "source", "quote", "stance", "reason", "facts")


def read_case(folder: Path) -> CaseFolder:
    """Read a case folder.

    Raises:
        BadInput: a file is missing or does not say what it must; the message names file and row.
    """
    try:
        described = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
        case = Case(
            check_slug(described["slug"]), described["title"], described["question"], described["summary"].strip()
        )
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{folder / 'case.yaml'} cannot be read as a case: {error}") from error
    claims, bad = read_claims(folder / "claims.csv")
    if bad:
        raise BadInput(f"{folder / 'claims.csv'}, line {bad[0].line}: {bad[0].reason}")
    sources = _read_table(folder / "sources.csv", ("id", "file"))
    files = {row["id"]: row["file"] for row in sources}
    provenance = {_inside(folder, row["file"]): _provenance(row, folder / "sources.csv") for row in sources}
    return CaseFolder(
        case,
        tuple(claim for _, claim in claims),
        provenance,
        tuple(_read_gold(folder, files)),
        _read_protected(described, folder / "case.yaml"),
        _read_verdicts(described, folder / "case.yaml"),
        *_read_background(described, folder / "case.yaml"),
    )


def load_case_folder(
    folder: Path, workspace: Workspace, readers: Readers, on_progress: OnProgress = ignore_progress
) -> tuple[CaseFolder, IngestReport]:
    """Load a case folder into a workspace and check its claims; loading it again adds what is new and no more.

    Raises:
        BadInput: the folder is not a case.
    """
    read = read_case(folder)
    with workspace.writing() as db:
        save_case(db, read.case)
        for claim in read.claims:
            save_claim(db, read.case.slug, claim)
        save_protected(db, read.case.slug, [*load_protected(db, read.case.slug), *read.protected])
    provenance = {folder / file: known for file, known in read.sources.items()}
    report = ingest(workspace, read.case.slug, provenance, readers, provenance, on_progress)
    check_case(workspace, read.case.slug, readers, only_stale=True, on_progress=on_progress)
    return read, report


def is_loaded(folder: Path, workspace: Workspace) -> bool:
    """Whether the workspace holds every document and a check of every claim of a case folder as it is now."""
    read = read_case(folder)
    try:
        wanted = {hash_file(folder / file) for file in read.sources}
    except OSError:
        return False  # loading says which file is missing
    with workspace.reading() as db:
        checked, held = load_states(db, read.case.slug), load_hashes(db, read.case.slug)
    return {claim.id for claim in read.claims} <= set(checked) and wanted <= set(held)


def _read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table as texts, "" where a short row ends early; it must have the given columns."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), dialect=guess_dialect(text))
        rows = [{name: value or "" for name, value in row.items() if name is not None} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
        raise BadInput(f"{path} has no column {', '.join(missing)}")
    return rows


def _read_verdicts(described: dict[str, Any], path: Path) -> dict[str, GoldVerdict]:
    """The verdicts that a case suggests, by claim; a case need not have any."""
    verdicts = {}
    try:
        for claim_id, given in (described.get("verdicts") or {}).items():
            label = VerdictLabel(given["verdict"])
            verdicts[str(claim_id)] = GoldVerdict(label, str(given.get("reason") or ""), str(given.get("nuance") or ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        known = ", ".join(VerdictLabel)
        raise BadInput(f"{path}, verdicts: {error} is not known. A verdict is one of: {known}.") from error
    return verdicts


def _read_background(
    described: dict[str, Any], path: Path
) -> tuple[tuple[TimelineEntry, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Timeline, fairness notes and further reading, as far as they are there."""
    try:
        timeline = [
            TimelineEntry(str(one["date"]), str(one["event"]), str(one.get("source") or ""))
            for one in described.get("timeline") or ()
        ]
        reading = [(str(one["title"]), str(one.get("url") or "")) for one in described.get("further_reading") or ()]
        return tuple(timeline), tuple(str(note) for note in described.get("fairness") or ()), tuple(reading)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path}: timeline is a list of date, event and source; further_reading a list of title and url; "
            f"fairness a list of texts. Not so: {error}"
        ) from error


def _provenance(row: dict[str, str], path: Path) -> Provenance:
    for name in _DATES:
        try:
            date_range(row.get(name, ""))
        except BadInput as error:
            raise BadInput(f"{path}, {row['id']}, {name}: {error}") from error
    return Provenance(
        **{name: row.get(name, "") for name in _SAME_NAME},
        source_url=row.get("original_url", ""),
        is_digest=row.get("digest", "").strip().lower() == "yes",
    )


def _read_protected(described: dict[str, object], path: Path) -> tuple[str, ...]:
    """The list of strings that protected exports withhold; none where the case lists none."""
    listed = described.get("protected") or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BadInput(f"{path}: protected must be a list of texts")
    return tuple(listed)


def _inside(folder: Path, file: str) -> str:
    """A file of the case folder; a case that names one outside of it, or a folder, is refused."""
    if not file or (folder / file).is_dir():
        raise BadInput(f"{folder / 'sources.csv'}: {file!r} is not the name of a file")
    if not (folder / file).resolve().is_relative_to(folder.resolve()):
        raise BadInput(f"{folder / 'sources.csv'}: {file!r} lies outside the case folder")
    return file


def _read_gold(folder: Path, files: dict[str, str]) -> list[Gold]:
    path = folder / "gold.csv"
    if not path.exists():
        return []
    gold = []
    for line, row in enumerate(_read_table(path, _GOLD_COLUMNS), start=2):
        try:
            stance = Stance(row["stance"])
            lesson = Lesson(row["lesson"]) if row.get("lesson") else None
            said = row["quote"], stance, row["reason"], row["facts"], lesson
            gold.append(Gold(row["claim"], row["source"], files[row["source"]], *said))
        except (KeyError, ValueError) as error:
            raise BadInput(f"{path}, row {line}: {error} is not known") from error
    return gold
