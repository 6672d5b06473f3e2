"""The decision log as it leaves in a packet: whole, for some claims, or as a protected copy with a chain of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from factcheck.errors import BadInput
from factcheck.export.protection import EMPTIED, WITHHELD, Protection
from factcheck.log import FIRST, NOBODY, Action, Entry, Link, describe, hash_entry, read_entry, to_canonical, unwrap

_PEOPLE = ("who", "reviewer")


def choose_links(links: Iterable[Link], claims: set[str], documents: set[str]) -> list[Link]:
    """Withhold the entries on other claims and other documents; their hashes stay, so that the chain stays whole."""
    return [
        link if link.entry and _is_about(link.entry, claims, documents) else replace(link, entry=None) for link in links
    ]


def _is_about(entry: Entry, claims: set[str], documents: set[str]) -> bool:
    inner = unwrap(entry)
    if inner.action in (Action.DOCUMENT_ADDED, Action.PROVENANCE_CHANGED):
        return inner.what["sha256"] in documents
    return not entry.claim or entry.claim in claims


def protect_links(links: Iterable[Link], protection: Protection) -> list[Link]:
    """Copy a chain without what is protected, and hash the copy anew.

    People become "Reviewer 1" and so on, in the order in which they appear. Entries that were withheld before are left out,
    and no hash of the workspace's own log is kept: with all else known, a name could be guessed until the hash fits.
    """
    aliases: dict[str, str] = {}
    copied: list[Link] = []
    numbers: dict[int, int] = {}
    for link in links:
        if link.entry is None:
            continue
        number = numbers[link.number] = len(copied) + 1
        entry = replace(_protect(unwrap(link.entry), protection, aliases), number=number)
        if entry.action is Action.UNDONE:
            entry = replace(entry, what=entry.what | {"entry": numbers.get(entry.what["entry"], 0)})
        previous = copied[-1].hash if copied else FIRST
        copied.append(Link(number, previous, hash_entry(previous, entry), entry))
    return copied


def _protect(entry: Entry, protection: Protection, aliases: dict[str, str]) -> Entry:
    values = {name: _withhold(name, value, protection, aliases) for name, value in asdict(entry).items()}
    return Entry(**(values | {"action": entry.action, "at": entry.at}))


def _withhold(name: str, value: Any, protection: Protection, aliases: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {inner: _withhold(inner, one, protection, aliases) for inner, one in value.items()}
    if isinstance(value, list):
        return [_withhold(name, one, protection, aliases) for one in value]
    if not isinstance(value, str) or not value:
        return value
    if name in _PEOPLE:
        return value if value in NOBODY else aliases.setdefault(value, f"Reviewer {len(aliases) + 1}")
    if name in EMPTIED or (name.endswith("_url") and protection.find_in_address(value)):
        return WITHHELD
    return protection.withhold(value)


def to_lines(links: Iterable[Link]) -> str:
    """A chain as JSON Lines, one link a line; the entry of one that is withheld is null."""
    return "".join(f"{to_canonical(asdict(link))}\n" for link in links)


def to_text(links: Iterable[Link]) -> str:
    """A chain for people: one line an entry."""
    lines = [
        f"{link.number:>6}  {link.entry.at}  {_one_line(link.entry)}" if link.entry else f"{link.number:>6}  withheld"
        for link in links
    ]
    return "\n".join([*lines, ""])


def _one_line(entry: Entry) -> str:
    return " ".join(describe(entry).split())


def read_lines(text: str) -> Iterator[Link]:
    """Read a chain back.

    Raises:
        BadInput: a line is no link.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            values = json.loads(line)
            entry = values["entry"]
            read = None if entry is None else read_entry(to_canonical(entry))
            yield Link(int(values["number"]), str(values["previous"]), str(values["hash"]), read)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise BadInput(f"line {number} is no entry of a decision log") from error
