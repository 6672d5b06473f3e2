"""Claims from a table: a CSV with a column `text` and, as far as they are there, the other fields of a claim."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
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
    """A row that was not taken: the line of the file on which it ends (1-based, the header is line 1), why, and what to do."""

    line: int
    reason: str
    column: str = ""  # "" where the row as a whole is meant
    remedy: str = ""
    cells: tuple[str, ...] = ()  # as they stand in the file


class BadField(BadInput):
    """A value that a claim cannot have; names its column, and what to write instead."""

    def __init__(self, column: str, reason: str, remedy: str = "") -> None:
        """Say which field, why not, and what to do."""
        super().__init__(reason)
        self.column, self.remedy = column, remedy


@dataclass(frozen=True)
class ClaimTable:
    """A table of claims as it was read; nothing of it is stored."""

    claims: tuple[tuple[int, Claim], ...]  # with the line of each
    bad: tuple[BadRow, ...]
    header: tuple[str, ...]  # lower case
    encoding: str  # "UTF-8", "UTF-16" or "Windows-1252"
    delimiter: str

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that no claim has; they are left out."""
        return tuple(one for one in self.header if one not in COLUMNS)


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
    table = read_table(data, name)
    return list(table.claims), list(table.bad)


def read_table(data: bytes, name: str) -> ClaimTable:
    """Read a claims table from its bytes: UTF-8 with or without a mark, UTF-16 with one, or Windows-1252.

    Raises:
        BadInput: it is no CSV with a column `text`.
    """
    text, encoding = _decode(data, name)
    dialect = guess_dialect(text)
    reader = csv.reader(io.StringIO(text, newline=""), dialect=dialect)
    try:
        header = tuple(column.strip().lower() for column in next(reader, []))
        if "text" not in header:
            raise BadInput(
                f"{name} has no column “text”. Its columns: {', '.join(filter(None, header)) or 'none'}. The first line must "
                "name the columns."
            )
        claims, bad = _read_rows(reader, header)
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num} is no row of a CSV: {error}") from error
    return ClaimTable(tuple(claims), tuple(bad), header, encoding, dialect.delimiter)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a table and its encoding; spreadsheets write UTF-8 with a mark, UTF-16 with one, or Windows-1252."""
    marked = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding, shown in (("utf-16", "UTF-16"),) if data.startswith(marked) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, shown
    raise BadInput(f"{name} is no text in UTF-8, UTF-16 or Windows-1252. Save the table as “CSV UTF-8”.")


_ENCODINGS = (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"))


def _read_rows(reader: Iterator[list[str]], header: tuple[str, ...]) -> tuple[list[tuple[int, Claim]], list[BadRow]]:
    claims: list[tuple[int, Claim]] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = reader.line_num  # type: ignore[attr-defined]
        try:
            claim = _claim(header, cells)
            if claim.id and claim.id in seen:
                where = f"the id {claim.id} stands in line {seen[claim.id]} already"
                raise BadField("id", where, "Give the row an id of its own, or none")
            seen[claim.id] = line
            claims.append((line, claim))
        except BadInput as error:
            column, remedy = (error.column, error.remedy) if isinstance(error, BadField) else ("", "")
            bad.append(BadRow(line, str(error), column, remedy, tuple(cells)))
    return claims, bad


def make_claim(**values: str) -> Claim:
    """Make a claim from a person's words, trimmed and checked.

    Raises:
        BadInput: the text is empty or far too long, the date or the party is none, or a value is no text.
    """
    clean = {name: " ".join(value.split()) for name, value in values.items()}
    clean |= {name: values[name].strip() for name in _WITH_LINES if name in values}
    claim = Claim(**({"id": ""} | clean))
    _check(claim)
    for name, value in clean.items():
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadField(name, "it holds bytes that are no text; type it anew")
    return claim


def _check(claim: Claim) -> None:
    if not claim.text:
        raise BadField("text", "the text of the claim is empty", "Write what was said, or take the row out")
    if len(claim.text) > MAX_TEXT:
        long = f"the text is {len(claim.text)} characters long; a claim is one statement of at most {MAX_TEXT}"
        raise BadField("text", long, "Cut it to one statement")
    if claim.party not in _KNOWN_PARTIES:
        parties = "company, agency, critic, press"
        raise BadField(
            "party", f"the party {claim.party!r} is none of {parties}", f"Write one of {parties}, or nothing"
        )
    for column, read, remedy in (
        ("date", date_range, "Write 2018, 2018-12 or 2018-12-07, or nothing"),
        ("place", lambda place: read_place(place) if place else None, "Leave it empty"),
    ):
        try:
            read(getattr(claim, column))
        except BadInput as error:
            raise BadField(column, str(error), remedy) from error


def _claim(header: tuple[str, ...], cells: list[str]) -> Claim:
    if len(cells) > len(header):
        quoted = "Put text that holds the separator between quotation marks"
        raise BadField("", f"the row has more cells than the header ({len(cells)}, not {len(header)})", quoted)
    row = dict(zip(header, cells, strict=False))
    return make_claim(**{name: row[name] for name in COLUMNS if name in row})


def guess_dialect(text: str) -> type[csv.Dialect]:
    """Commas, or the semicolons and tabs that spreadsheets of other countries write."""

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=text.partition("\n")[0].count)

    return Dialect
