"""What an import of claims would do, row by row, before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from factcheck.claims.importing import BadRow, ClaimTable
from factcheck.model import Claim


class Effect(StrEnum):
    """What taking a row would do."""

    NEW = "new"
    REPEATS = "new, same words"
    CHANGES = "changes"
    KNOWN = "known already"


@dataclass(frozen=True)
class PreviewRow:
    """A row that can be taken, and what taking it does."""

    line: int
    claim: Claim
    effect: Effect
    note: str = ""


@dataclass(frozen=True)
class Preview:
    """The rows of a table: those that can be taken, and those that cannot."""

    rows: tuple[PreviewRow, ...]
    bad: tuple[BadRow, ...]

    @property
    def takes(self) -> tuple[PreviewRow, ...]:
        """The rows that would add or change something."""
        return tuple(row for row in self.rows if row.effect is not Effect.KNOWN)


def preview_table(table: ClaimTable, known: Sequence[Claim]) -> Preview:
    """Say of each row of a table what taking it would do.

    A row whose id stands for other words in the case is bad: evidence and verdict of that claim would change their meaning.

    Args:
        table: as read.
        known: the claims of the case.
    """
    by_id = {claim.id: claim for claim in known}
    by_words: dict[str, str] = {}
    for claim in known:
        by_words.setdefault(_fold(claim.text), f"as {claim.id}")
    said = {_said(claim): claim.id for claim in known}
    rows: list[PreviewRow] = []
    bad = list(table.bad)
    for line, claim in table.claims:
        there = by_id.get(claim.id) if claim.id else by_id.get(said.get(_said(claim), ""))
        if there is not None and there.text != claim.text:
            reason = f"{claim.id} is there with another text: “{there.text}”"
            bad.append(BadRow(line, reason, "id", "Give the row an id of its own, or none", _cells(table, claim)))
            continue
        effect, note = _effect(claim, there, by_words)
        rows.append(PreviewRow(line, claim, effect, note))
        by_words.setdefault(_fold(claim.text), f"as line {line}")
    return Preview(tuple(rows), tuple(sorted(bad, key=lambda row: row.line)))


def _effect(claim: Claim, there: Claim | None, by_words: dict[str, str]) -> tuple[Effect, str]:
    if there is None:
        same = by_words.get(_fold(claim.text), "")
        return (Effect.REPEATS, f"the same words {same}") if same else (Effect.NEW, "")
    differing = [
        one.name for one in fields(Claim) if one.name != "id" and getattr(claim, one.name) != getattr(there, one.name)
    ]
    if differing:
        return Effect.CHANGES, f"{', '.join(differing)} of {there.id}"
    return Effect.KNOWN, f"as {there.id}"


def _said(claim: Claim) -> tuple[str, str, str, str]:
    return claim.text, claim.speaker, claim.organisation, claim.date


def _fold(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .\"“”'")


def _cells(table: ClaimTable, claim: Claim) -> tuple[str, ...]:
    return tuple(
        getattr(claim, name, "") if name in {one.name for one in fields(Claim)} else "" for name in table.header
    )
