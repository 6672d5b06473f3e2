"""Compare the parts of a packet with each other: table, places, documents and decision log must tell the same.

A packet that was changed and then packed anew with fitting hashes is whole, byte for byte. What was changed in one part
only still shows: the others say otherwise. Whoever changes all of them alike makes another packet, and that only its SHA-256,
kept elsewhere, can tell.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from factcheck.archive.layout import Manifest
from factcheck.export.csv_file import unguard
from factcheck.log import Link, replay

CSV_TABLE, JSON_TABLE = "table/evidence.csv", "table/evidence.json"
_RECEIVED = "received/"

_Key = tuple[str, str]  # claim and rank


def compare_received(manifest: Manifest) -> Iterator[str]:
    """Every received file must be the one by whose SHA-256 it is named."""
    for member in manifest.members:
        folder, _, name = member.name.rpartition("/")
        if f"{folder}/" == _RECEIVED and name.partition(".")[0] != member.sha256:
            yield f"{member.name} is not the file that was received: its SHA-256 is {member.sha256}"


def read_table(name: str, content: bytes) -> list[dict[str, Any]]:
    """The rows of one of the two tables that can be compared.

    Raises:
        ValueError: they cannot be read.
    """
    if name == JSON_TABLE:
        rows = json.loads(content)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError("it is no list of rows")
        return rows
    before = csv.field_size_limit(max(len(content), 1))  # a text may be longer than the module allows by itself
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [{str(key): unguard(str(value or "")) for key, value in row.items()} for row in reader]
    finally:
        csv.field_size_limit(before)


def compare_table(
    name: str, rows: Iterable[Mapping[str, Any]], places: Iterable[Mapping[str, Any]], links: Iterable[Link]
) -> Iterator[str]:
    """What a table says otherwise than the places of the quotations and the decision log of the same packet.

    Args:
        name: of the table, for the message.
        rows: of the table.
        places: of the quotations.
        links: the decision log; none where it is not to be compared.
    """
    wanted = {_key(place["claim"], place["rank"]): _quoted(place, "document") for place in places}
    entries = [link.entry for link in links if link.entry]
    told = replay(entries)
    for row in rows:
        claim = str(row["claim_id"])
        if row["sha256"] and wanted.pop(_key(claim, row["rank"]), None) != _quoted(row, "sha256"):
            yield f"{name}: claim {claim}, quotation {row['rank']} is not what places.json says"
        said = str(row["verdict"] or ""), str(row["justification"] or "")
        known = [(str(one["label"]), str(one["justification"])) for one in told.verdicts.get(claim, ())]
        if entries and said[0] and said not in known:
            yield f"{name}: the verdict on claim {claim} is in no entry of the decision log"
    for claim, rank in wanted:
        yield f"{name}: claim {claim}, quotation {rank} is missing"


def _key(claim: object, rank: object) -> _Key:
    return str(claim), str(rank)


def _quoted(row: Mapping[str, Any], document: str) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in (document, "page", "stance", "quote", "rationale"))
