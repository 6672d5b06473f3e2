"""Read benchmarks in the BEIR layout: corpus.jsonl[.gz], queries.jsonl, qrels/*.tsv, and labels.tsv beside them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.errors import BadInput
from factcheck.model import Stance

LAYOUT = (
    "corpus.jsonl or corpus.jsonl.gz (_id, title, text), queries.jsonl (_id, text) and "
    "qrels/*.tsv (query-id, corpus-id, score)"
)


@dataclass(frozen=True)
class Benchmark:
    """Documents and queries by id, and which documents bear on which query (grade above 0)."""

    documents: dict[str, str]
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Labels:
    """What documents say of queries taken as claims."""

    claims: dict[str, Stance | None]  # by query; None where its documents speak both ways
    pairs: dict[tuple[str, str], Stance] = field(default_factory=dict)  # by query and document


def read_benchmark(folder: Path) -> Benchmark:
    """Read a benchmark; queries without a relevant document are left out of ``relevant``, as BEIR does.

    The judgements are those of qrels/test.tsv; where there is none, of every qrels/*.tsv.

    Raises:
        BadInput: a file is missing or not in the layout; the message names file and line, and what should stand there.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder. Give a folder with {LAYOUT}.")
    packed = folder / "corpus.jsonl.gz"
    corpus = packed if packed.exists() else folder / "corpus.jsonl"
    documents = {name: _title_and_text(row) for name, row in _read_rows(corpus)}
    queries = {name: row["text"] for name, row in _read_rows(folder / "queries.jsonl")}
    relevant: dict[str, dict[str, int]] = {}
    for path in _find_judgements(folder):
        for line, cells in _read_table(path, 3):
            if not cells[2].lstrip("-").isdigit():
                raise BadInput(f"{path}, line {line}: the score {cells[2]!r} is not a whole number.")
            if int(cells[2]) > 0 and cells[0] in queries:
                relevant.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    if not relevant:
        raise BadInput(f"{folder}: qrels judge no document relevant to a query of queries.jsonl.")
    return Benchmark(documents, queries, relevant)


def read_labels(folder: Path, benchmark: Benchmark) -> Labels:
    """Read labels.tsv: query-id and label, or query-id, corpus-id and label, below a header line.

    With two columns the label is that of the claim and of each document relevant to it; with three it is that of one
    document, and the claim's is what its documents say that are not neutral.

    Raises:
        BadInput: the file is missing, a line has other columns, or a label is none of the three stances.
    """
    path = folder / "labels.tsv"
    header = next(iter(_lines(path)), "").split("\t")
    pairs: dict[tuple[str, str], Stance] = {}
    claims: dict[str, Stance | None] = {}
    for line, cells in _read_table(path, 3 if len(header) == 3 else 2):
        query, stance = cells[0], _stance(path, line, cells[-1])
        if query not in benchmark.queries:
            continue
        if len(cells) == 3:
            pairs[query, cells[1]] = stance
        else:
            claims[query] = stance
            pairs |= {(query, document): stance for document in benchmark.relevant.get(query, {})}
    for query in {query for query, _ in pairs} - set(claims):
        claims[query] = _together([stance for (other, _), stance in pairs.items() if other == query])
    if not claims:
        raise BadInput(f"{path} labels no query of queries.jsonl.")
    return Labels(claims, pairs)


def _together(stances: Sequence[Stance]) -> Stance | None:
    """What a claim's documents say together; None where they speak both ways."""
    speaking = {stance for stance in stances if stance is not Stance.NEUTRAL}
    if len(speaking) > 1:
        return None
    return speaking.pop() if speaking else Stance.NEUTRAL


def _stance(path: Path, line: int, label: str) -> Stance:
    try:
        return Stance(label.strip().lower())
    except ValueError as error:
        raise BadInput(
            f"{path}, line {line}: the label {label!r} is not known; write supports, contradicts or neutral."
        ) from error


def _title_and_text(row: dict[str, str]) -> str:
    return f"{row.get('title') or ''}. {row['text']}".removeprefix(". ")


def _find_judgements(folder: Path) -> list[Path]:
    test = folder / "qrels" / "test.tsv"
    found = [test] if test.exists() else sorted((folder / "qrels").glob("*.tsv"))
    if not found:
        raise BadInput(f"{folder / 'qrels'} holds no .tsv file. Give a folder with {LAYOUT}.")
    return found


def _read_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Objects of a JSON-lines file by their _id."""
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            is_row = isinstance(row["_id"], str) and isinstance(row["text"], str)
        except (ValueError, KeyError, TypeError, RecursionError):
            is_row = False
        if not is_row:
            raise BadInput(f"{path}, line {number}: not an object with _id and text, both in quotes.")
        yield row["_id"], row


def _read_table(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table below its header, with their lines."""
    for number, line in enumerate(_lines(path), start=1):
        cells = line.split("\t")
        if number == 1 or not line.strip():
            continue
        if len(cells) != columns:
            raise BadInput(f"{path}, line {number}: {len(cells)} columns between tabs; {columns} are needed.")
        yield number, cells


def _lines(path: Path) -> list[str]:
    try:
        packed = path.read_bytes()
        text = gzip.decompress(packed) if path.suffix == ".gz" else packed
        return text.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except FileNotFoundError as error:
        raise BadInput(f"{path} is missing. Give a folder with {LAYOUT}.") from error
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BadInput(
            f"{path} cannot be read: {error}. It must be UTF-8 text, packed by gzip if it ends in .gz."
        ) from error
