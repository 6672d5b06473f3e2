"""The decision log: what an entry says, how entries are chained, and what a chain tells when it is read from its start.

Every case has a chain of its own, so that it can leave with the case and tell nothing of another. The hash of an entry is
the SHA-256 of the hash before it, a line feed, and the entry as canonical JSON: UTF-8, keys sorted, no spaces. Rules over
values; nothing here reads or writes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from factcheck.errors import BadInput

FIRST = "0" * 64
"""Stands before the first entry of a chain."""

NOBODY = ("", "model", "migration")
"""Who acts without being a person."""

FOUND = "found at migration"
"""Why an entry was made for what an older version had stored without one."""


class Action(StrEnum):
    """What was done."""

    CASE_DESCRIBED = "case described"
    CLAIM_ADDED = "claim added"
    CLAIM_CHANGED = "claim changed"
    DOCUMENT_ADDED = "document added"
    PROVENANCE_CHANGED = "provenance changed"
    CHECKED = "claim checked"
    REVIEWED = "evidence reviewed"
    VERDICT_SET = "verdict set"
    UNDONE = "decision undone"
    ASSIGNED = "work assigned"
    MARKED = "work marked"
    IMPORTED = "entry imported"


@dataclass(frozen=True)
class Entry:
    """One thing that was done to a case; fields that say nothing are empty."""

    number: int  # from 1, without gaps
    at: str  # UTC, ISO-8601
    case: str
    claim: str
    who: str
    action: Action
    what: dict[str, Any] = field(default_factory=dict)  # the piece of evidence, document or entry that is meant
    before: dict[str, Any] | None = None  # what counted until then
    after: dict[str, Any] | None = None  # what counts from then on; of a change, only what changed
    why: str = ""


@dataclass(frozen=True)
class Link:
    """An entry in its chain; one that is withheld from a copy is known by its hash alone."""

    number: int
    previous: str
    hash: str
    entry: Entry | None


@dataclass
class Told:
    """What a chain says that the tables must hold; of a text that is not mentioned, that it is empty."""

    case: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)  # provenance by SHA-256
    evidence: dict[tuple[str, str], str] = field(default_factory=dict)  # newest digest by claim and passage
    ranked: dict[str, list[str]] = field(default_factory=dict)  # passages of the last check by claim, best first
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)  # what the last check asked, by claim
    reviews: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    verdicts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    quotes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # entry number, and the words it rests on


def to_canonical(value: object) -> str:
    """JSON with one spelling: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def hash_entry(previous: str, entry: Entry) -> str:
    """The hash of an entry that follows the one with the hash ``previous``."""
    return hashlib.sha256(f"{previous}\n{to_canonical(asdict(entry))}".encode()).hexdigest()


def read_entry(text: str) -> Entry:
    """Read an entry from its canonical JSON.

    Raises:
        BadInput: it is none, or is spelt otherwise.
    """
    try:
        values = json.loads(text)
        entry = Entry(**(values | {"action": Action(values["action"])}))
        is_canonical = to_canonical(asdict(entry)) == text
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadInput(f"this is no entry of a decision log: {error}") from error
    if not is_canonical:
        raise BadInput("this entry of a decision log is not spelt as entries are")
    return entry


def digest_evidence(columns: Mapping[str, Any]) -> str:
    """A short digest of what was read: stance, probabilities, rationale, similarity, relevance, reasons, reader, second one.

    What an older version did not note is left out, so that its digests stay what they are.
    """
    read = {name: columns[name] for name in _READ} | {name: columns[name] for name in _READ_SINCE if columns.get(name)}
    return hashlib.sha256(to_canonical(read).encode()).hexdigest()[:16]


_READ = (
    "similarity", "relevance", "stance", "supports", "contradicts", "neutral", "rationale_start", "rationale_end", "reasons",
)  # fmt: skip
_READ_SINCE = ("read_by", "second", "by_model")


def verify_chain(links: Iterable[Link], case: str, head: tuple[int, str] | None = None) -> Iterator[str]:
    """Every fault of a chain, in words.

    Args:
        links: the entries in order of their numbers.
        case: the case that they must belong to.
        head: how many entries there were when last seen, and the hash of the last, from a place beside the chain.
    """
    number, previous, hashes = 0, FIRST, {0: FIRST}
    for link in links:
        where = f"decision log of {case}, entry {link.number}"
        if link.number != number + 1:
            missing = (
                f"entry {number + 1}" if link.number == number + 2 else f"entries {number + 1} to {link.number - 1}"
            )
            yield f"decision log of {case}: {missing} gone"
        elif link.previous != previous:
            yield f"{where}: it does not follow the entry before it; one of the two was changed"
        yield from _verify_link(link, case, where)
        number, previous = link.number, link.hash
        hashes[number] = link.hash
    if head is None:
        return
    count, last = head
    if number < count:
        yield f"decision log of {case}: the newest {count - number} of {count} entries are gone"
    elif hashes.get(count) != last:
        yield f"decision log of {case}: entry {count} is not the one that was there when its hash was last kept elsewhere"


def _verify_link(link: Link, case: str, where: str) -> Iterator[str]:
    if link.entry is None:
        return
    if hash_entry(link.previous, link.entry) != link.hash:
        yield f"{where}: it was changed after it was written ({describe(link.entry)})"
    if (link.entry.number, link.entry.case) != (link.number, case):
        yield f"{where}: it belongs to entry {link.entry.number} of {link.entry.case}"


def replay(entries: Iterable[Entry]) -> Told:
    """Read a chain from its start: what the tables must hold after it."""
    told = Told()
    for entry in entries:
        _apply(told, entry)
    return told


def unwrap(entry: Entry) -> Entry:
    """The entry that counts: of an imported one, the entry that it carries, under the claim's id here."""
    inner = entry
    while inner.action is Action.IMPORTED:
        carried = inner.what["entry"]
        inner = Entry(**(carried | {"action": Action(carried["action"])}))
    return inner if inner is entry else replace(inner, claim=entry.claim, case=entry.case)


def find_origin(link: Link) -> str:
    """The hash that an entry had where it was first made, through however many workspaces it came."""
    found, entry = link.hash, link.entry
    while entry is not None and entry.action is Action.IMPORTED:
        carried = entry.what["entry"]
        found, entry = str(entry.what["hash"]), Entry(**(carried | {"action": Action(carried["action"])}))
    return found


def is_applied(entry: Entry) -> bool:
    """Whether an entry changed the tables; an imported one need not have, where this side had decided otherwise."""
    while entry.action is Action.IMPORTED:
        if not entry.what.get("applied", True):
            return False
        carried = entry.what["entry"]
        entry = Entry(**(carried | {"action": Action(carried["action"])}))
    return True


def _apply(told: Told, outer: Entry) -> None:
    if not is_applied(outer):
        return
    entry = unwrap(outer)
    after = entry.after or {}
    match entry.action:
        case Action.CASE_DESCRIBED:
            told.case |= after | {"slug": entry.case}
        case Action.CLAIM_ADDED | Action.CLAIM_CHANGED:
            told.claims.setdefault(entry.claim, {}).update(after | {"id": entry.claim})
        case Action.DOCUMENT_ADDED | Action.PROVENANCE_CHANGED:
            told.documents.setdefault(entry.what["sha256"], {}).update(after)
        case Action.CHECKED:
            told.ranked[entry.claim] = [one for one, _ in after["evidence"]]
            told.evidence |= {(entry.claim, one): digest for one, digest in after["evidence"]}
            told.checks[entry.claim] = {name: value for name, value in entry.what.items() if name != "changed"}
        case Action.REVIEWED:
            _apply_review(told, outer, entry)
        case Action.VERDICT_SET:
            told.verdicts[entry.claim].append(after)
        case _:
            pass  # said in the log alone: that a decision does not count any more, who does what, how far it is


def _apply_review(told: Told, outer: Entry, entry: Entry) -> None:
    here = entry.claim, entry.what["passage"]
    told.reviews[here].append(entry.after or {})
    if outer is not entry and "digest" in outer.what:  # the evidence came in with the review
        told.evidence[here] = outer.what["digest"]
    elif "digest" in entry.what:
        told.evidence.setdefault(here, entry.what["digest"])
    told.quotes.append((outer.number, entry.what))


def describe(entry: Entry) -> str:
    """One line for a person: who did what, to what, and why.

    >>> describe(Entry(1, "", "acme", "C1", "Ida", Action.VERDICT_SET, after={"label": "Mixed"}, why="Both."))
    'Ida: verdict set on C1: Mixed. “Both.”'
    """
    inner = unwrap(entry)
    who = f"{inner.who or 'nobody named'}: "
    to = f" on {entry.claim}" if entry.claim else ""
    said = _say_change(inner)
    why = f" “{inner.why}”" if inner.why else ""
    imported = f" (imported: {entry.why})" if entry.action is Action.IMPORTED else ""
    done = "disagreement settled" if (inner.after or {}).get("settles") else str(inner.action)
    return f"{who}{done}{to}{': ' if said else ''}{said}{'.' if said and why else ''}{why}{imported}"


def _say_change(entry: Entry) -> str:
    before, after, what = entry.before or {}, entry.after or {}, entry.what
    match entry.action:
        case Action.VERDICT_SET:
            return f"{after['label']}" + (f", until then {before['label']}" if before else "")
        case Action.REVIEWED:
            until = f", until then {before.get('stance') or 'not relevant'}" if before else ""
            place = f"page {what['page']} of {what['document'][:12]}" if "page" in what else what.get("passage", "")
            return f"{after.get('stance') or 'not relevant'}{until}; {place}"
        case Action.UNDONE:
            return f"entry {what['entry']} ({what['action']}) counts no more"
        case Action.CHECKED:
            changed = len(what.get("changed", ()))
            return f"{len(after['evidence'])} passages read" + (
                f", {changed} read otherwise than before" if changed else ""
            )
        case Action.ASSIGNED:
            return f"{what.get('file', '')} to {after.get('person') or 'nobody'}".strip()
        case Action.MARKED:
            return f"{what.get('file', '')} {after.get('mark') or 'no mark'}".strip()
        case Action.DOCUMENT_ADDED:
            return f"{what.get('file', '')} ({what['sha256'][:12]})"
        case Action.PROVENANCE_CHANGED:
            return f"{what.get('file', '')} ({what['sha256'][:12]}): {_say_fields(before, after)}"
        case Action.CLAIM_CHANGED | Action.CASE_DESCRIBED if before:
            return _say_fields(before, after)
        case _:
            return str(after.get("text") or after.get("title") or "")


def _say_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {before.get(name) or 'nothing'} → {value or 'nothing'}" for name, value in after.items())
