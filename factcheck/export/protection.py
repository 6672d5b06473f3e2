"""Protected sources: which words must not leave, and taking them out of what does.

Withheld are who obtained a document, how, when and by which request, the names of reviewers, the names of files as
received and what stands in their own metadata, and whatever the case lists. The fields are emptied; and wherever else one of
those strings stands, in a quotation or in a person's note, `WITHHELD` stands in its place, so that a reader sees that words
were taken out. `proof.py` then searches the finished file for each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from factcheck.documents.metadata import read_metadata
from factcheck.store.cases import load_protected
from factcheck.store.documents import load_documents, load_own_titles
from factcheck.store.evidence import load_reviewers
from factcheck.store.log import load_people
from factcheck.store.pages import load_pages
from factcheck.store.workspace import Workspace

WITHHELD = "[withheld]"

EMPTIED = (
    "verdict_by",
    "obtained_by",
    "obtained_how",
    "obtained_date",
    "request_number",
    "file",
    "also_in",
    "reviewer",
)
"""Columns that a protected export never holds; where one had a value, `WITHHELD` says so."""

_FIXED = (
    "verdict", "stance", "model_stance", "second_stance", "decision", "is_digest", "is_unclear", "read_as", "wording", "sha256",
)  # fmt: skip
"""Columns of few fixed words that say nothing of a person, and the hash, which names the paper."""

_ADDRESSES = ("source_url", "document_url", "link")
_LEAST = 3  # letters and digits; what is shorter stands in every text, so its absence cannot be shown
_WHOLE_WORD_BELOW = 8  # letters and digits; shorter strings count as whole words only, or "Ann" would be in "annual"
_WITHIN = (
    "(?:[\u00ad\u200b-\u200f\u2060\ufeff]*|-?\\r?\\n)"  # within a word: signs without width, or the break of a line
)
_BETWEEN = r"(?:\s+|[\W_]{1,4})"  # between the words of a string: a space, a line break, a hyphen, "., "
_BETWEEN_OR_NONE = r"(?:\s*|[\W_]{1,4})"  # of a longer string: "janedoe" in an address is Jane Doe
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_LONGEST_KEPT = 1000  # characters of a text that is remembered
_NO_LETTER = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[;\n]+")


@dataclass(frozen=True)
class Protection:
    """The strings that must not leave, each with what it is, such as "reviewer"."""

    strings: Mapping[str, str]

    @cached_property
    def provable(self) -> tuple[str, ...]:
        """Those whose absence can be shown, longest first."""
        return tuple(sorted((one for one in self.strings if _size(one) >= _LEAST), key=lambda one: (-len(one), one)))

    @property
    def too_short(self) -> tuple[str, ...]:
        """Those that are too short to be searched for; only their fields are emptied."""
        return tuple(one for one in self.strings if _size(one) < _LEAST)

    def find(self, text: str) -> list[str]:
        """The protected strings that occur in a text, whatever their case, spacing and accents' encoding."""
        squeezed = _squeeze(text)  # most texts hold none, and a plain search for letters passes over them fast
        return [
            one for one, letters in self._letters.items() if letters in squeezed and self._patterns[one].search(text)
        ]

    def find_in_address(self, url: str) -> list[str]:
        """The protected strings whose letters and digits stand in an address, such as "The Intercept" in theintercept.com."""
        squeezed = _squeeze(unquote(url))
        return [one for one, letters in self._letters.items() if letters in squeezed]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where protected strings stand in a text: half-open spans in order, those that touch joined."""
        found = sorted(match.span() for one in self.find(text) for match in self._patterns[one].finditer(text))
        joined: list[tuple[int, int]] = []
        for start, end in found:
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        return joined

    def withhold(self, text: str) -> str:
        """A text with `WITHHELD` in the place of every protected string."""
        kept = self._withheld.get(text)
        if kept is None:
            kept = _cut(text, self.spans(text))
            if len(text) <= _LONGEST_KEPT:
                self._withheld[text] = kept
        return kept

    @cached_property
    def _withheld(self) -> dict[str, str]:
        """Texts that were seen, without what is protected: a claim and a document stand in many rows."""
        return {}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {one: re.compile(_expression(one), re.IGNORECASE) for one in self.provable}

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {one: _squeeze(one) for one in self.provable}


def load_protection(workspace: Workspace, case: str) -> Protection:
    """What a protected export of a case withholds.

    Raises:
        NotFound: there is no such case.
    """
    with workspace.reading() as db:
        documents = load_documents(db, case)
        own_titles = [
            title
            for sha256, title in load_own_titles(db, case).items()
            if not any(title in page.text for page in load_pages(db, sha256))  # a printed title is no metadata
        ]
        people = load_reviewers(db, case)
        listed = load_protected(db, case)
        named = load_people(db, case)
    strings: dict[str, str] = dict.fromkeys(listed, "listed by the case")
    for document in documents:
        known = document.provenance
        strings |= dict.fromkeys(_split(known.obtained_by), "who obtained a document")
        strings |= dict.fromkeys(_split(known.obtained_how), "how a document was obtained")
        strings |= dict.fromkeys(_split(known.request_number), "request number")
        strings[document.file] = "name of a file as received"
        path = workspace.received_path(document.sha256)
        strings |= dict.fromkeys(read_metadata(path, document.media_type), "metadata of a file")
    strings |= dict.fromkeys(own_titles, "metadata of a file")
    strings |= dict.fromkeys(people, "reviewer")
    strings |= {one: "named in the decision log" for one in named if one not in strings}
    return Protection({" ".join(one.split()): what for one, what in strings.items() if one.strip()})


def protect_row(row: Mapping[str, object], protection: Protection) -> dict[str, object]:
    """A row of the evidence table without what is protected; ``withheld`` says whether words were taken out.

    The quote was compared with its page before; what is left of it is verbatim but for `WITHHELD`.
    """
    kept: dict[str, object] = dict(row)
    for name in EMPTIED:
        kept[name] = WITHHELD if row.get(name) else ""
    if row.get("stance_set_by") not in ("model", None):
        kept["stance_set_by"] = WITHHELD
    if row.get("document") and row["document"] == row.get("file"):
        kept["document"] = f"Document {str(row['sha256'])[:8]}"  # a paper without a title goes by its file's name
    if row.get("quote"):
        kept |= _protect_quote(row, protection)
    for name, value in kept.items():
        if name in _ADDRESSES and protection.find_in_address(str(value)):
            kept[name] = WITHHELD
        elif isinstance(value, str) and name not in ("quote", "rationale", *_FIXED):
            kept[name] = protection.withhold(value)
    taken = any(kept[name] != value for name, value in row.items() if name not in (*EMPTIED, "stance_set_by"))
    return kept | {"withheld": "yes" if taken else "no"}


def _protect_quote(row: Mapping[str, object], protection: Protection) -> dict[str, object]:
    """Quote and rationale cut by the same spans, so that the one still stands in the other."""
    quote, rationale = str(row["quote"]), str(row["rationale"])
    spans = protection.spans(quote)
    if not spans:
        return {}
    first = int(str(row["rationale_start"])) - int(str(row["start"]))
    last = first + len(rationale)
    for start, end in spans:  # a span that crosses an end of the rationale goes with it whole
        first, last = (start, last) if start < first < end else (first, last)
        last = end if start < last < end else last
    inside = [(start - first, end - first) for start, end in spans if first <= start and end <= last]
    return {"quote": _cut(quote, spans), "rationale": _cut(quote[first:last], inside)}


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], WITHHELD]
        last = end
    return "".join([*parts, text[last:]])


def _expression(string: str) -> str:
    """A pattern that finds a string whatever its case and spacing, composed or decomposed, broken over lines or not."""
    is_short = _size(string) < _WHOLE_WORD_BELOW
    between = _BETWEEN if is_short else _BETWEEN_OR_NONE
    forms = {unicodedata.normalize(form, string) for form in ("NFC", "NFD")}
    body = "|".join(sorted(between.join(_spell(word) for word in _WORD.findall(form)) for form in forms))
    return rf"(?<![^\W_])(?:{body})(?![^\W_])" if is_short else f"(?:{body})"


def _spell(word: str) -> str:
    return _WITHIN.join(map(re.escape, word))


def _size(string: str) -> int:
    return len(_squeeze(string))


def _squeeze(text: str) -> str:
    """The letters and digits of a text, in one case and one encoding of accents."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text).casefold())


def _split(value: str) -> Iterable[str]:
    """The parts of a field that names several, as it does with semicolons."""
    return (part.strip() for part in _PARTS.split(value))
