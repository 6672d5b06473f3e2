"""Two histories of one case made one.

Each entry of the other side that is new here is applied to the tables, or named where this side had decided otherwise; and
it is entered here, as it is where this side has not gone on since, else carried whole inside an entry of this side.

A little more than 300 lines: one kind of entry after another, by one scheme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from factcheck.log import Action, Entry, Link, describe, find_origin, is_applied, unwrap
from factcheck.model import Case, Claim, Provenance
from factcheck.store import case_merge as tables
from factcheck.store.log import append, insert_link

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass
class Merged:
    """What was added, and what the two sides hold otherwise, in words."""

    entries: int = 0  # of the other side's log, that were not known here
    claims: int = 0
    reviews: int = 0
    verdicts: int = 0
    conflicts: list[str] = field(default_factory=list)
    claim_ids: dict[str, str] = field(default_factory=dict)  # of the other side -> here
    recut: bool = False  # whether a page was cut otherwise here, so that passages had to be added


@dataclass(frozen=True)
class _Done:
    """What became of one entry: whether the tables changed, and the row, the digest or the undone entry to note with it."""

    is_applied: bool = True
    row: int | None = None
    digest: str = ""
    undoes: int | None = None


_NOT = _Done(is_applied=False)


class Merge:
    """One run over the entries of the other side."""

    def __init__(
        self,
        source: Connection,
        db: Connection,
        case: str,
        slug: str,
        archive: str,
        theirs: Sequence[Link],
        ours: Sequence[Link],
        common: int,
    ) -> None:
        """Take both sides.

        Args:
            source: a database that holds the other side, proved.
            db: the one that it is added to.
            case: the slug of the case there.
            slug: its slug here.
            archive: the name of the file, for the entries.
            theirs: the other side's chain.
            ours: this side's chain.
            common: how many entries, from the first, are the same on both sides.
        """
        self._source, self._db, self._case, self._slug, self._archive = source, db, case, slug, archive
        self._new = theirs[common:]
        self._as_it_is = case == slug and common == len(ours)
        self._numbers = {number: number for number in range(1, common + 1)}  # of entries there -> here
        self._known = {find_origin(link): link for link in ours}
        own = [link.entry for link in ours[common:] if link.entry and link.entry.action is not Action.IMPORTED]
        self._own_reviews = {(one.claim, one.what["passage"]): one for one in own if one.action is Action.REVIEWED}
        self._own_verdicts = {one.claim: one for one in own if one.action is Action.VERDICT_SET}
        self._checked: set[str] = set()  # claims whose check came from there
        self._merged = Merged()

    def run(self) -> Merged:
        """Apply and enter every new entry, in order; what came from here, or was brought before, is known already."""
        for link in self._new:
            assert link.entry is not None
            known = self._known.get(find_origin(link))
            if known is None:
                self._merged.entries += 1
                self._numbers[link.number] = self._enter(link, link.entry)
            else:
                assert known.entry is not None
                self._numbers[link.number] = known.number
                self._merged.claim_ids[link.entry.claim] = known.entry.claim  # each side may call it otherwise
        return self._merged

    def _enter(self, link: Link, entry: Entry) -> int:
        inner = unwrap(entry)
        done = self._apply(inner, entry) if is_applied(entry) else _NOT
        if self._as_it_is:
            insert_link(self._db, link, done.row, done.undoes)
            return link.number
        what: dict[str, Any] = {
            "entry": asdict(entry), "previous": link.previous, "hash": link.hash, "applied": done.is_applied,
        }  # fmt: skip
        if done.digest:
            what["digest"] = done.digest
        made = append(
            self._db,
            self._slug,
            Action.IMPORTED,
            claim=self._claim(inner.claim) if inner.claim else "",
            what=what,
            why=f"from {self._archive}",
            row=done.row,
            undoes=done.undoes,
        )
        return made.number

    def _apply(self, entry: Entry, outer: Entry) -> _Done:
        match entry.action:
            case Action.CASE_DESCRIBED:
                return self._describe_case(entry)
            case Action.CLAIM_ADDED:
                return self._add_claim(entry)
            case Action.CLAIM_CHANGED:
                return self._change_claim(entry)
            case Action.DOCUMENT_ADDED:
                return self._add_document(entry)
            case Action.PROVENANCE_CHANGED:
                return self._change_provenance(entry)
            case Action.CHECKED:
                return self._check(entry)
            case Action.REVIEWED:
                return self._review(entry)
            case Action.VERDICT_SET:
                return self._set_verdict(entry)
            case Action.UNDONE:
                return self._undo(entry, outer)
            case _:
                return _Done()  # said in the log alone

    def _claim(self, claim: str) -> str:
        return self._merged.claim_ids.get(claim, claim)

    def _conflict(self, text: str) -> None:
        self._merged.conflicts.append(text)

    # What the case and its claims say

    def _describe_case(self, entry: Entry) -> _Done:
        known = tables.load_case_values(self._db, self._slug)
        after = {name: value for name, value in (entry.after or {}).items() if name != "slug"}
        if known is None:
            there = tables.load_case_values(self._source, self._case) or {}
            tables.insert_case(
                self._db, {**_blank(Case), **after, "slug": self._slug, "created_at": there["created_at"]}
            )
            return _Done()
        return self._change(
            "the case", known, entry.before, after, lambda new: tables.change_case(self._db, self._slug, new)
        )

    def _add_claim(self, entry: Entry) -> _Done:
        after = entry.after or {}
        known = tables.load_claim_values(self._db, self._slug, entry.claim)
        if known is not None and known["text"] == after["text"]:
            differing = _differing(known, {**_blank(Claim), **after, "id": entry.claim})
            if differing:
                self._conflict(
                    f"claim {entry.claim} is known here with other words on {', '.join(differing)}; those here stay"
                )
            return _NOT
        claim = entry.claim
        if known is not None:
            claim = self._merged.claim_ids[entry.claim] = self._free_id(entry.claim)
            self._conflict(
                f"claim {entry.claim} says something else here: “{known['text']}”; the one that came in is {claim}"
            )
        there = tables.load_claim_values(self._source, self._case, entry.claim) or {}
        values = {**_blank(Claim), **after, "id": claim}
        tables.insert_claim(self._db, self._slug, values, there.get("added_at", ""))
        self._merged.claims += 1
        return _Done()

    def _free_id(self, claim: str) -> str:
        number = 2
        while tables.load_claim_values(self._db, self._slug, f"{claim}-{number}") is not None:
            number += 1
        return f"{claim}-{number}"

    def _change_claim(self, entry: Entry) -> _Done:
        claim = self._claim(entry.claim)
        known = tables.load_claim_values(self._db, self._slug, claim) or {}
        change = lambda new: tables.change_claim(self._db, self._slug, claim, new)  # noqa: E731
        return self._change(f"claim {claim}", known, entry.before, entry.after or {}, change)

    def _add_document(self, entry: Entry) -> _Done:
        sha256, after = entry.what["sha256"], entry.after or {}
        known = tables.load_provenance_values(self._db, self._slug, sha256)
        if known is None:
            there = tables.load_provenance_values(self._source, self._case, sha256) or {}
            values = {**_blank(Provenance), **after}
            tables.insert_provenance(self._db, self._slug, sha256, values, there.get("added_at", ""))
            return _Done()
        differing = _differing(known, {**_blank(Provenance), **after})
        if differing:
            name = entry.what.get("file") or sha256[:12]
            self._conflict(
                f"document {name} comes from elsewhere here ({', '.join(differing)}); what is said here stays"
            )
        return _NOT

    def _change_provenance(self, entry: Entry) -> _Done:
        sha256 = entry.what["sha256"]
        known = tables.load_provenance_values(self._db, self._slug, sha256) or {}
        change = lambda new: tables.change_provenance(self._db, self._slug, sha256, new)  # noqa: E731
        return self._change(
            f"document {entry.what.get('file') or sha256[:12]}", known, entry.before, entry.after or {}, change
        )

    def _change(
        self,
        what: str,
        known: Mapping[str, Any],
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any],
        change: Any,
    ) -> _Done:
        """Change what still is as the other side found it; what this side changed meanwhile stays, and is named."""
        otherwise = [
            name for name in after if (known.get(name) or "") not in ((before or {}).get(name) or "", after[name] or "")
        ]
        if otherwise:
            held = "; ".join(f"{name}: “{known.get(name)}” here, “{after[name]}” there" for name in otherwise)
            self._conflict(f"{what} was changed on both sides ({held}); what is said here stays")
            return _NOT
        if not any((known.get(name) or "") != (value or "") for name, value in after.items()):
            return _NOT
        change({name: value for name, value in after.items()})
        return _Done()

    # What was read and decided

    def _check(self, entry: Entry) -> _Done:
        claim = self._claim(entry.claim)
        is_theirs = self._as_it_is or claim in self._checked
        if not is_theirs and tables.is_checked(self._db, self._slug, claim):
            return _NOT  # this side's own check stays; the documents may have changed, which the app says
        if claim not in self._checked:
            self._take_check(entry.claim, claim)
        self._checked.add(claim)
        return _Done()

    def _take_check(self, there: str, here: str) -> None:
        """Take over the newest check as it is there; earlier ones left no rows."""
        note = tables.load_check_values(self._source, self._case, there)
        tables.replace_check(self._db, self._slug, here, note)
        for passage, row in tables.evidence_of(self._source, self._case, there).items():
            tables.put_evidence(self._db, self._slug, here, self._passage(passage), row, row["rank"])

    def _passage(self, passage: str) -> int:
        row, is_added = tables.passage_row(self._source, self._db, passage)
        self._merged.recut |= is_added
        return row

    def _review(self, entry: Entry) -> _Done:
        claim, passage = self._claim(entry.claim), entry.what["passage"]
        number = tables.find_evidence(self._db, self._slug, claim, passage)
        digest = ""
        if number is None:
            row = tables.evidence_of(self._source, self._case, entry.claim)[passage]
            number = tables.put_evidence(self._db, self._slug, claim, self._passage(passage), row, None)
            digest = tables.digest_of(self._db, number)
        own = self._own_reviews.get((claim, passage))
        if own is not None:
            self._conflict(
                f"claim {claim}, {passage}: reviewed on both sides; both stay, the newer counts: {_both(own, entry)}"
            )
        self._merged.reviews += 1
        return _Done(row=tables.insert_review(self._db, number, entry.after or {}), digest=digest)

    def _set_verdict(self, entry: Entry) -> _Done:
        claim = self._claim(entry.claim)
        own = self._own_verdicts.get(claim)
        if own is not None:
            self._conflict(
                f"claim {claim}: a verdict was set on both sides; both stay, the newer counts: {_both(own, entry)}"
            )
        self._merged.verdicts += 1
        return _Done(row=tables.insert_verdict(self._db, self._slug, claim, entry.after or {}))

    def _undo(self, entry: Entry, outer: Entry) -> _Done:
        """An undo names an entry by its number there; where it was itself imported there, its row says the number."""
        there = tables.load_undone(self._source, self._case, outer.number)
        here = self._numbers.get(there) if there is not None else None
        if here is None or tables.is_undone(self._db, self._slug, here):
            return _NOT
        return _Done(undoes=here)


def _blank(kind: type[Any]) -> dict[str, Any]:
    return {one.name: "" if one.default in ("", MISSING) else one.default for one in fields(kind)}


def _differing(known: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    return [name for name, value in there.items() if (known.get(name) or "") != (value or "")]


def _both(own: Entry, other: Entry) -> str:
    return f"here {describe(own)}; there {describe(other)}"
