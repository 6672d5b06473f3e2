"""Whether what a person decides on is still what they saw.

What a person saw is known by a number: how many entries the decision log of the case had when their page was drawn. A
decision is stale when a later entry concerns the same thing; what concerns it depends on what is decided. Rules over values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from factcheck.dates import describe_date
from factcheck.errors import StaleEdit
from factcheck.log import Action, Entry, describe

_QUOTED = 60  # characters of a passage in a notice


def changes_of_review(entries: Sequence[Entry], seen: int, passage: str) -> list[Entry]:
    """What was done after ``seen`` to a decision on one passage: other decisions, another reading, the claim's words.

    Args:
        entries: all on the claim, oldest first, unwrapped.
        seen: how many entries the case's log had when the person looked.
        passage: id of the passage.
    """
    return [one for one in entries if one.number > seen and (_is_on_passage(one, passage) or _is_claim_edit(one))]


def changes_of_verdict(entries: Sequence[Entry], seen: int) -> list[Entry]:
    """What was done after ``seen`` to all that a verdict rests on: decisions, the evidence found, the claim's words."""
    found, read_before = [], None
    for one in entries:
        read = (one.after or {}).get("evidence") if one.action is Action.CHECKED else None
        if one.number > seen and (_is_decision(one) or _is_claim_edit(one) or (read and read != read_before)):
            found.append(one)
        read_before = read or read_before
    return found


def changes_of_claim(entries: Sequence[Entry], seen: int) -> list[Entry]:
    """What was done after ``seen`` to the words of a claim."""
    return [one for one in entries if one.number > seen and _is_claim_edit(one)]


def refuse_stale(changes: Iterable[Entry]) -> None:
    """Refuse a decision on what has changed.

    Raises:
        StaleEdit: there are changes; it says each of them.
    """
    if said := tuple(say_change(one) for one in changes):
        raise StaleEdit(said)


def say_change(entry: Entry) -> str:
    """One change for a person: who, when, from what to what.

    >>> say_change(Entry(7, "2026-05-04T10:00:00+00:00", "acme", "C1", "Bo", Action.VERDICT_SET, after={"label": "Mixed"}))
    'Bo, 4 May 2026, 10:00 UTC: verdict Mixed, until then none.'
    """
    when = f"{describe_date(entry.at[:10])}, {entry.at[11:16]} UTC"
    return f"{entry.who or 'Nobody named'}, {when}: {_say_what(entry)}."


def _say_what(entry: Entry) -> str:
    before, after, what = entry.before or {}, entry.after or {}, entry.what
    match entry.action:
        case Action.REVIEWED:
            return f"{_stance(after)}, until then {_stance(before)}{_say_place(what)}"
        case Action.VERDICT_SET:
            return f"verdict {after.get('label')}, until then {before.get('label', 'none')}"
        case Action.UNDONE if "label" in before:
            return f"took the verdict {before['label']} back, now {after.get('label', 'none')}"
        case Action.UNDONE:
            return f"took “{_stance(before)}” back, now {_stance(after)}"
        case Action.CHECKED:
            read = [f"{one['before']['stance']} → {one['after']['stance']}" for one in what.get("changed", ())]
            return "a new check found other evidence" + (f", or reads it otherwise ({', '.join(read)})" if read else "")
        case _:
            return describe(entry).partition(": ")[2].rstrip(".")


def _stance(decision: dict[str, object]) -> str:
    return str(decision.get("stance") or "not relevant") if decision else "not reviewed"


def _say_place(what: dict[str, object]) -> str:
    words = " ".join(str(what.get("quote", "")).split())
    return f" (“{words if len(words) <= _QUOTED else words[: _QUOTED - 1] + '…'}”)" if words else ""


def _is_decision(entry: Entry) -> bool:
    return entry.action in (Action.REVIEWED, Action.VERDICT_SET, Action.UNDONE)


def _is_claim_edit(entry: Entry) -> bool:
    return entry.action is Action.CLAIM_CHANGED


def _is_on_passage(entry: Entry, passage: str) -> bool:
    if entry.action is Action.CHECKED:
        return any(one["passage"] == passage for one in entry.what.get("changed", ()))
    return _is_decision(entry) and entry.what.get("passage") == passage
