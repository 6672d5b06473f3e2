"""The rules of case.yaml: story, fairness, timeline, further reading, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from factcheck.authoring.problems import DATE_REMEDY, Problem, is_date
from factcheck.errors import BadInput
from factcheck.export.escaping import web_address
from factcheck.model import VerdictLabel
from factcheck.store.workspace import check_slug

NUANCES = (
    "supported", "contradicted", "mixed", "later-corrected", "superseded", "opinion", "unverifiable", "disputed",
)  # fmt: skip
_FILE = "case.yaml"
_UNTESTABLE = ("opinion", "unverifiable")


def check_description(folder: Path, claims: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with case.yaml.

    Args:
        folder: the case folder.
        claims: the ids of its claims.
    """
    try:
        described = yaml.safe_load((folder / _FILE).read_text(encoding="utf-8"))
    except OSError as error:
        yield Problem(
            _FILE, "", f"it cannot be opened ({error.strerror})", "Make one with: factcheck case new --folder"
        )
        return
    except UnicodeDecodeError:
        yield Problem(_FILE, "", "it is not UTF-8 text", "Save it as UTF-8")
        return
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"row {mark.line + 1}" if mark else ""
        what = f"it is no YAML ({getattr(error, 'problem', None) or error})"
        yield Problem(_FILE, place, what, "Put texts with a colon or a quotation mark between quotation marks")
        return
    if not isinstance(described, dict):
        yield Problem(_FILE, "", "it holds no keys", "Write slug:, title:, question: and summary:, each on a line")
        return
    yield from _check_head(described, folder)
    yield from _check_background(described)
    yield from _check_verdicts(described.get("verdicts"), claims)


def _check_head(described: dict[str, Any], folder: Path) -> Iterator[Problem]:
    for key in ("slug", "title", "question", "summary"):
        value = described.get(key)
        if not isinstance(value, str) or not value.strip():
            yield Problem(_FILE, key, "it is missing or no text", f"Write {key}: and its text between quotation marks")
    slug = described.get("slug")
    if isinstance(slug, str) and slug.strip():
        try:
            check_slug(slug)
        except BadInput as error:
            yield Problem(_FILE, "slug", str(error).split(".")[0], "Use lower-case letters, digits and hyphens")
        if slug != folder.resolve().name:
            what = f"the slug is {slug} and the folder is called {folder.resolve().name}"
            yield Problem(_FILE, "slug", what, "Call both the same", is_advice=True)


def _check_background(described: dict[str, Any]) -> Iterator[Problem]:
    for key, remedy in (
        ("fairness", "List what must not be concluded, and where sources differ"),
        ("timeline", "List date, event and source of what happened"),
        ("further_reading", "List title and url of a few pages"),
    ):
        value = described.get(key)
        if value is None:
            yield Problem(_FILE, key, "it is missing", remedy, is_advice=True)
        elif not isinstance(value, list):
            yield Problem(_FILE, key, "it is no list", f"{remedy}, each entry on a line that begins with “- ”")
    for number, entry in _entries(described, "timeline"):
        yield from _check_event(f"timeline, entry {number}", entry)
    for number, entry in _entries(described, "further_reading"):
        yield from _check_page(f"further_reading, entry {number}", entry)
    for number, entry in _entries(described, "fairness"):
        if not isinstance(entry, str):
            what = "it is no text"
            yield Problem(_FILE, f"fairness, entry {number}", what, "Put the note between quotation marks")


def _check_event(place: str, entry: object) -> Iterator[Problem]:
    if not isinstance(entry, dict) or not entry.get("date") or not entry.get("event"):
        yield Problem(_FILE, place, "it has no date or no event", "Write date: and event:")
        return
    if not isinstance(entry["date"], str) or not is_date(entry["date"]):
        yield Problem(_FILE, place, f"{entry['date']} is not a quoted date", f"{DATE_REMEDY}, in quotation marks")
    if not entry.get("source"):
        yield Problem(_FILE, place, "it has no source", "Name the source that shows it", is_advice=True)


def _check_page(place: str, entry: object) -> Iterator[Problem]:
    if not isinstance(entry, dict) or not entry.get("title"):
        yield Problem(_FILE, place, "it has no title", "Write title: and url:")
    elif not web_address(str(entry.get("url") or "")):
        yield Problem(_FILE, place, "its url is no address of the web", "Write url: and an address with https://")


def _entries(described: dict[str, Any], key: str) -> list[tuple[int, Any]]:
    value = described.get(key)
    return list(enumerate(value, start=1)) if isinstance(value, list) else []


def _check_verdicts(verdicts: object, claims: Sequence[str]) -> Iterator[Problem]:
    if verdicts is None:
        remedy = "Suggest a verdict with a reason for each claim; students compare theirs with it"
        yield Problem(_FILE, "verdicts", "it is missing", remedy, is_advice=True)
        return
    if not isinstance(verdicts, dict):
        yield Problem(
            _FILE, "verdicts", "it is no table of claims", "Write a claim's id, a colon, and verdict: under it"
        )
        return
    for claim_id, given in verdicts.items():
        place = f"verdicts, {claim_id}"
        if claim_id not in claims:
            yield Problem(_FILE, place, "claims.csv has no such claim", "Mend the id, or take the verdict away")
        if not isinstance(given, dict):
            yield Problem(_FILE, place, "it has no verdict", "Write verdict:, nuance: and reason: under it")
            continue
        yield from _check_verdict(place, given)
    for claim_id in claims:
        if claim_id and claim_id not in verdicts:
            what = "no verdict is suggested"
            yield Problem(_FILE, f"verdicts, {claim_id}", what, "Add one with its reason", is_advice=True)


def _check_verdict(place: str, given: dict[str, Any]) -> Iterator[Problem]:
    label, nuance = given.get("verdict"), given.get("nuance")
    if label not in list(VerdictLabel):
        yield Problem(_FILE, place, f"verdict {label!r} is not known", f"Write one of: {', '.join(VerdictLabel)}")
    if nuance not in NUANCES:
        what = f"nuance {nuance!r} is not known"
        yield Problem(_FILE, place, what, f"Write one of: {', '.join(NUANCES)}")
    if not given.get("reason"):
        yield Problem(_FILE, place, "reason is missing", "Say why, in a sentence or two")
    if nuance in _UNTESTABLE and label != VerdictLabel.NOT_ENOUGH_EVIDENCE:
        what = f"an {nuance} claim has the verdict {label}"
        yield Problem(_FILE, place, what, f"Make it {VerdictLabel.NOT_ENOUGH_EVIDENCE}, or mend the nuance")
