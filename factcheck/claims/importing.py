"""Claims from a table: a CSV with a column `text` and, as far as they are there, the other fields of a claim."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from pathlib import Path

from factcheck.claims.place import read_place
from factcheck.dates import date_range
from factcheck.errors import BadInput
from factcheck.model import Claim

COLUMNS = tuple(field.name for field in fields(Claim))
MAX_TEXT = 5000  # characters; a longer "claim" is an article
_WITH_LINES = ("note", "original")  # whose line breaks stay
_KNOWN_PARTIES = ("", "company", "agency", "critic", "press")


@dataclass(frozen=True)
class BadRow:
    """A row that was not taken: the line of the file on which it ends (1-based, the header is line 1) and why."""

    line: int
    reason: str


def read_claims(path: Path) -> tuple[list[tuple[int, Claim]], list[BadRow]]:
    """Read a claims table; bad rows are named, the others taken.

    Returns:
        The claims with their lines, in the order of the rows, ids as given ("" where there is none), and the rows that
        were not taken.

    Raises:
        BadInput: the file is no CSV with a column `text`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be opened: {error.strerror}") from error
    return parse_claims(data, path.name)


def parse_claims(data: bytes, name: str) -> tuple[list[tuple[int, Claim]], list[BadRow]]:
    """Read a claims table from its bytes; see `read_claims`. ``name`` stands in errors."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text. Save the table as “CSV UTF-8”.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=guess_dialect(text))
    try:
        return _read_rows(reader, name)
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num + 1} is no row of a CSV: {error}") from error


def _read_rows(reader: csv.DictReader[str], name: str) -> tuple[list[tuple[int, Claim]], list[BadRow]]:
    header = [(column or "").strip().lower() for column in reader.fieldnames or ()]
    if "text" not in header:
        raise BadInput(f"{name} has no column “text”. Its columns: {', '.join(header) or 'none'}.")
    reader.fieldnames = header
    claims: list[tuple[int, Claim]] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    for row in reader:
        line = reader.line_num
        try:
            claim = _claim(row)
            if claim.id and claim.id in seen:
                raise BadInput(f"the id {claim.id} stands in line {seen[claim.id]} already")
            seen[claim.id] = line
            claims.append((line, claim))
        except BadInput as error:
            bad.append(BadRow(line, str(error)))
    return claims, bad


def make_claim(**values: str) -> Claim:
    """Make a claim from a person's words, trimmed and checked.

    Raises:
        BadInput: the text is empty or far too long, the date or the party is none, or a value is no text.
    """
    clean = {name: " ".join(value.split()) for name, value in values.items()}
    clean |= {name: values[name].strip() for name in _WITH_LINES if name in values}
    claim = Claim(**({"id": ""} | clean))
    if not claim.text:
        raise BadInput("the text of the claim is empty")
    if len(claim.text) > MAX_TEXT:
        raise BadInput(f"the text is {len(claim.text)} characters long; a claim is one statement of at most {MAX_TEXT}")
    if claim.party not in _KNOWN_PARTIES:
        raise BadInput(f"the party {claim.party!r} is none of company, agency, critic, press")
    date_range(claim.date)
    if claim.place:
        read_place(claim.place)
    if any("\ud800" <= letter <= "\udfff" for value in clean.values() for letter in value):
        raise BadInput("it holds bytes that are no text; type it anew")
    return claim


def _claim(row: dict[str | None, str | list[str] | None]) -> Claim:
    if None in row:
        raise BadInput("the row has more cells than the header; put text with commas between quotation marks")
    return make_claim(**{name: str(row.get(name) or "") for name in COLUMNS if name in row})


def guess_dialect(text: str) -> type[csv.Dialect]:
    """Commas, or the semicolons and tabs that spreadsheets of other countries write."""

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=text.partition("\n")[0].count)

    return Dialect
