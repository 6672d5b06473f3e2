"""The lines of files that others made: objects of JSON-lines files and rows of tables, however their columns are named."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from factcheck.errors import BadInput

_NAMES = {
    "query": ("query-id", "query", "qid", "claim-id", "claim"),
    "document": ("corpus-id", "document-id", "document", "doc-id", "docid", "pid", "did"),
    "grade": ("score", "relevance", "rel", "grade"),
    "label": ("label", "stance", "verdict"),
}
_KIND_OF = {name: kind for kind, names in _NAMES.items() for name in names}

Row = dict[str, str]
"""The cells of a row by what they are: query, document, grade, label."""


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of a JSON-lines file with their lines; blank lines are passed over.

    Raises:
        BadInput: the file is missing or unreadable, or a line is no JSON object.
    """
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{path}, line {number}: not an object in JSON.") from error
        if not isinstance(row, dict):
            raise BadInput(f"{path}, line {number}: not an object in JSON.")
        yield number, row


def read_table(path: Path, wanted: Sequence[str], is_row: Callable[[Sequence[str]], bool]) -> Iterator[tuple[int, Row]]:
    """Rows of a table between tabs, with their lines.

    The columns are found by the names in the first line, whatever else stands beside them; where these names are not known, by
    their order. A first line that is itself a row is read as one: not every table has a header.

    Args:
        path: the table.
        wanted: columns in the order that they have without known names; the middle one may be missing.
        is_row: tells a row from a header by its cells.

    Raises:
        BadInput: the file is missing or unreadable, or a row is too short.
    """
    lines = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(read_lines(path), start=1)
        if line.strip()
    ]
    if not lines:
        return
    named = {_KIND_OF.get(_fold(cell)): place for place, cell in reversed(list(enumerate(lines[0][1])))}
    columns = {kind: named[kind] for kind in wanted if kind in named}
    if not {wanted[0], wanted[-1]} <= set(columns):
        ordered = wanted if len(lines[0][1]) >= len(wanted) else (wanted[0], wanted[-1])
        columns = {kind: place for place, kind in enumerate(ordered)}
    for number, cells in lines if not named.keys() - {None} and is_row(lines[0][1]) else lines[1:]:
        if len(cells) <= max(columns.values()):
            needed = max(columns.values()) + 1
            raise BadInput(f"{path}, line {number}: {len(cells)} columns between tabs; {needed} are needed.")
        yield number, {kind: cells[place] for kind, place in columns.items()}


def read_lines(path: Path) -> list[str]:
    """The lines of a text, unpacked where its name ends in .gz.

    Raises:
        BadInput: it is missing, or not such a text.
    """
    try:
        packed = path.read_bytes()
        text = gzip.decompress(packed) if path.suffix == ".gz" else packed
        return text.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except FileNotFoundError as error:
        raise BadInput(f"{path} is missing.") from error
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BadInput(
            f"{path} cannot be read: {error}. It must be UTF-8 text, packed by gzip if it ends in .gz."
        ) from error


def mend_text(text: str) -> str:
    r"""Replace halves of characters, as a text cut inside an emoji has them: no model and no file takes them.

    >>> mend_text("cut here \ud83d")
    'cut here �'
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.strip().lower())
