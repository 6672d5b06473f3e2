"""Prove an archive that has left: a packet, a backup, a case. It needs nothing but the file: no workspace, no models."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factcheck.archive.checking import UNREADABLE, verify_archive
from factcheck.errors import BadInput
from factcheck.export.packet_log import read_lines
from factcheck.log import Link, verify_chain
from factcheck.model import OnProgress, ignore_progress
from factcheck.verify.tables import CSV_TABLE, JSON_TABLE, compare_received, compare_table, read_table

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError, csv.Error)
PLACES, LOG = "places.json", "log/decision-log.jsonl"


@dataclass
class VerifiedArchive:
    """What an archive is, what in it was compared, and every fault, in words."""

    kind: str = ""
    sha256: str = ""  # of the whole file
    about: dict[str, Any] = field(default_factory=dict)  # what its manifest says of it
    intact: list[str] = field(default_factory=list)  # files in it that are as they were written
    quotes: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_packet(path: Path, on_progress: OnProgress = ignore_progress) -> VerifiedArchive:
    """Compare every byte of an archive with its manifest, follow its decision log, and look up every quotation.

    Raises:
        BadInput: the file cannot be read, or is no archive of this tool.
    """
    checked = verify_archive(path, on_progress)
    verified = VerifiedArchive(sha256=checked.sha256, intact=checked.intact, faults=checked.faults)
    if checked.manifest is None:
        return verified
    verified.kind, verified.about = checked.manifest.kind, checked.manifest.about
    verified.faults += compare_received(checked.manifest)
    links: list[Link] = []
    try:
        with zipfile.ZipFile(path) as archive:
            if LOG in checked.intact:
                verified.faults += _verify_log(archive, verified, links)
            if PLACES in checked.intact:
                verified.faults += _verify_quotes(archive, set(checked.intact), verified)
                verified.faults += _verify_tables(archive, checked.intact, links)
    except UNREADABLE as error:
        verified.notes.append(f"decision log and quotations were not looked at: the archive does not open ({error})")
    return verified


def _verify_log(archive: zipfile.ZipFile, verified: VerifiedArchive, links: list[Link]) -> Iterator[str]:
    """Follow the decision log, and put its entries into ``links``."""
    try:
        links += list(read_lines(archive.read(LOG).decode("utf-8")))
        head = int(verified.about["entries"]), str(verified.about["head"])
        yield from verify_chain(links, str(verified.about["case"]), head if links else None)
    except (BadInput, *_MALFORMED) as error:
        yield f"{LOG} cannot be followed: {error}"
        return
    verified.entries = len(links)
    withheld = sum(link.entry is None for link in links)
    if withheld:
        verified.notes.append(
            f"{withheld} entries of the decision log are withheld: only their place in the chain was checked"
        )


def _verify_quotes(archive: zipfile.ZipFile, intact: set[str], verified: VerifiedArchive) -> Iterator[str]:
    """Every quotation must stand on the text of its page, where it is said to stand."""
    texts: dict[str, str] = {}
    unplaced = 0
    try:
        for place in json.loads(archive.read(PLACES)):
            name, quote, start = str(place["text"]), str(place["quote"]), place["start"]
            where = f"claim {place['claim']}, quotation {place['rank']} (page {place['page']}, {name})"
            if name not in texts:
                texts[name] = archive.read(name).decode("utf-8") if name in intact else ""
            if start is None:
                unplaced += 1
            elif not quote or int(start) < 0 or texts[name][int(start) : int(start) + len(quote)] != quote:
                yield f"{where}: it is not verbatim on the text of its page"
            elif str(place["rationale"]) not in quote and "[withheld]" not in quote:
                yield f"{where}: its rationale is not in it"
            verified.quotes += 1
    except _MALFORMED as error:
        yield f"{PLACES} cannot be read: {error}"
    if unplaced:
        verified.notes.append(f"{unplaced} quotations have no place: protected words stand at their edge")


def _verify_tables(archive: zipfile.ZipFile, intact: list[str], links: list[Link]) -> Iterator[str]:
    """The tables that programs can read must say what places.json and the decision log say."""
    for name in (CSV_TABLE, JSON_TABLE):
        if name not in intact:
            continue
        try:
            rows = read_table(name, archive.read(name))
            yield from compare_table(name, rows, json.loads(archive.read(PLACES)), links)
        except _MALFORMED as error:
            yield f"{name} cannot be compared: {error}"
