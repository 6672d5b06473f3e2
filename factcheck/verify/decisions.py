"""The decision log of a case against itself, against its head kept elsewhere, and against the tables it tells of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from factcheck.errors import BadInput
from factcheck.log import Action, Entry, Link, Told, describe, digest_evidence, read_entry, replay, unwrap, verify_chain
from factcheck.store.decided import Decided, load_decided
from factcheck.store.log import load_log_rows
from factcheck.store.workspace import Workspace


@dataclass(frozen=True)
class _Logged:
    """A row of the log: where it stands, what it says, and which row of another table it records."""

    link: Link
    row: int | None
    fault: str = ""


def verify_decisions(workspace: Workspace, case: str, head: tuple[int, str] | None) -> Iterator[str]:
    """Every fault of a case's decision log, and everything in the tables that the log tells otherwise.

    Args:
        workspace: where the case is.
        case: its slug.
        head: how many entries there were when last seen, and the hash of the last.
    """
    with workspace.reading() as db:
        logged = [_read(columns) for columns in load_log_rows(db, case)]
        decided = load_decided(db, case)
    yield from (one.fault for one in logged if one.fault)
    yield from verify_chain([one.link for one in logged], case, head)
    entries = [one.link.entry for one in logged if one.link.entry]
    told = replay(entries)
    yield from _compare(f"case {case}", told.case, decided.case)
    yield from _compare_all(f"{case}, claim", told.claims, decided.claims)
    yield from _compare_all(f"{case}, provenance of document", told.documents, decided.documents)
    yield from _compare_all(f"{case}, check of claim", told.checks, decided.checks)
    yield from _verify_evidence(case, told, decided)
    yield from _verify_rows(case, logged, decided)
    yield from _verify_quotes(case, told, decided)


def _read(columns: Mapping[str, Any]) -> _Logged:
    number, case = columns["number"], columns["case_slug"]
    where = f"decision log of {case}, entry {number}"
    try:
        entry = read_entry(columns["entry"])
    except BadInput as error:
        return _Logged(Link(number, columns["previous"], columns["hash"], None), None, f"{where}: {error}")
    inner = unwrap(entry)
    fault = ""
    if (columns["claim_id"], columns["action"]) != (entry.claim, inner.action.value):
        fault = f"{where}: the columns beside it say another claim or action than the entry"
    return _Logged(Link(number, columns["previous"], columns["hash"], entry), columns["row_id"], fault)


def _compare_all(what: str, told: Mapping[str, dict[str, Any]], held: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    for name, said in told.items():
        if name in held:
            yield from _compare(f"{what} {name}", said, held[name])
        else:
            yield f"{what} {name}: it is gone; the decision log has it"
    for name in held:
        if name not in told:
            yield f"{what} {name}: the decision log knows nothing of it"


def _compare(what: str, told: Mapping[str, Any], held: Mapping[str, Any]) -> Iterator[str]:
    """Compare field by field; what the log does not mention is empty."""
    for name, value in held.items():
        said = told.get(name)
        if (said or "") != (value or ""):
            yield f"{what}: {name} is “{value}”, the decision log says “{said or ''}”"


def _verify_evidence(case: str, told: Told, decided: Decided) -> Iterator[str]:
    for (claim, passage), row in decided.evidence.items():
        where = f"{case}, claim {claim}, evidence on {passage}"
        if (claim, passage) not in told.evidence:
            yield f"{where}: the decision log knows nothing of it"
        elif told.evidence[claim, passage] != digest_evidence(row):
            yield f"{where}: what the model read (stance, probabilities, rationale) was changed"
    for claim, passages in told.ranked.items():
        ranks = {passage: row["rank"] for (of, passage), row in decided.evidence.items() if of == claim and row["rank"]}
        if sorted(ranks, key=lambda one: int(ranks[one])) != passages:
            yield f"{case}, claim {claim}: its evidence, or the order of it, is not what the last check found"


def _verify_rows(case: str, logged: list[_Logged], decided: Decided) -> Iterator[str]:
    """Every review and verdict against the entry that recorded it."""
    for action, noun, rows in (
        (Action.REVIEWED, "review", decided.reviews),
        (Action.VERDICT_SET, "verdict", decided.verdicts),
    ):
        recorded = {one.row: one.link.entry for one in logged if _is(one.link.entry, action) and one.row is not None}
        for number, entry in recorded.items():
            assert entry is not None
            logged_as = f"entry {entry.number} of the decision log: {describe(entry)}"
            where = f"{case}, {noun} {number} on claim {entry.claim} ({logged_as})"
            if number not in rows:
                yield f"{where}: it is gone from the tables"
            else:
                yield from _compare(where, _expected(unwrap(entry)), rows[number])
        for number in sorted(set(rows) - set(recorded)):
            yield f"{case}, {noun} {number} on claim {rows[number]['claim']}: the decision log knows nothing of it"


def _expected(entry: Entry) -> dict[str, Any]:
    passage = {"passage": entry.what["passage"]} if "passage" in entry.what else {}
    return {"claim": entry.claim, **passage, **(entry.after or {})}


def _is(entry: Entry | None, action: Action) -> bool:
    return entry is not None and unwrap(entry).action is action


def _verify_quotes(case: str, told: Told, decided: Decided) -> Iterator[str]:
    """The words that a review rests on must still stand where the person saw them."""
    for number, what in told.quotes:
        page = decided.pages.get((what.get("document", ""), what.get("page", 0)))
        start, quote = what.get("start", 0), what.get("quote", "")
        if page is None or page[start : start + len(quote)] != quote:
            place = f"page {what.get('page')} of {str(what.get('document'))[:12]}"
            yield f"decision log of {case}, entry {number}: the words reviewed then do not stand on {place} any more"
