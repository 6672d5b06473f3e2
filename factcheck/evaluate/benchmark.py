"""Read benchmarks in the BEIR layout: corpus.jsonl[.gz], queries.jsonl, qrels/*.tsv, and labels.tsv beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factcheck.errors import BadInput
from factcheck.evaluate.lines import mend_text, read_objects, read_table
from factcheck.model import Stance
from factcheck.stance.labels import STANCES_IN_WORDS, stance_of

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
    documents = {name: _title_and_text(row) for name, row in _read_texts(corpus)}
    queries = {name: mend_text(row["text"]) for name, row in _read_texts(folder / "queries.jsonl")}
    relevant: dict[str, dict[str, int]] = {}
    for path in _find_judgements(folder):
        for line, row in read_table(path, ("query", "document", "grade"), lambda cells: _is_number(cells[-1])):
            if not _is_number(row["grade"]):
                raise BadInput(f"{path}, line {line}: the score {row['grade']!r} is not a whole number.")
            if float(row["grade"]) > 0 and row["query"] in queries:
                relevant.setdefault(row["query"], {})[row["document"]] = int(float(row["grade"]))
    if not relevant:
        raise BadInput(f"{folder}: qrels judge no document relevant to a query of queries.jsonl.")
    judged = [document for of_query in relevant.values() for document in of_query]
    if not any(document in documents for document in judged):
        raise BadInput(f"{folder}: no document that qrels judge, such as {judged[0]!r}, stands in {corpus.name}.")
    return Benchmark(documents, queries, relevant)


def read_labels(folder: Path, benchmark: Benchmark) -> Labels:
    """Read labels.tsv: query-id and label, or query-id, corpus-id and label.

    With two columns the label is that of the claim and of each document relevant to it; with three it is that of one
    document, and the claim's is what its documents say that are not neutral.

    Raises:
        BadInput: the file is missing, a line has too few columns, or a label is none that is known.
    """
    path = folder / "labels.tsv"
    of_claim: dict[str, list[Stance]] = defaultdict(list)
    of_pair: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for line, row in read_table(path, ("query", "document", "label"), lambda cells: bool(stance_of(cells[-1]))):
        stance, query = _stance(path, line, row["label"]), row["query"]
        if query not in benchmark.queries:
            continue
        of_claim[query].append(stance)
        for document in [row["document"]] if "document" in row else benchmark.relevant.get(query, {}):
            of_pair[query, document].append(stance)
    if not of_claim:
        raise BadInput(f"{path} labels no query of queries.jsonl.")
    together = {pair: _together(stances) for pair, stances in of_pair.items()}
    return Labels(
        {query: _together(stances) for query, stances in of_claim.items()},
        {pair: stance for pair, stance in together.items() if stance},
    )


def _together(stances: Sequence[Stance]) -> Stance | None:
    """What several labels say together; None where they speak both ways."""
    speaking = {stance for stance in stances if stance is not Stance.NEUTRAL}
    if len(speaking) > 1:
        return None
    return speaking.pop() if speaking else Stance.NEUTRAL


def _stance(path: Path, line: int, label: str) -> Stance:
    """A label of whatever data set, as a stance."""
    meant = stance_of(label)
    if meant not in set(Stance):
        raise BadInput(f"{path}, line {line}: the label {label!r} is not known; write {STANCES_IN_WORDS}.")
    return Stance(meant)


def _title_and_text(row: dict[str, Any]) -> str:
    return mend_text(f"{row.get('title') or ''}. {row['text']}".removeprefix(". "))


def _find_judgements(folder: Path) -> list[Path]:
    test = folder / "qrels" / "test.tsv"
    found = [test] if test.exists() else sorted((folder / "qrels").glob("*.tsv"))
    if not found:
        raise BadInput(f"{folder / 'qrels'} holds no .tsv file. Give a folder with {LAYOUT}.")
    return found


def _read_texts(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects with _id and text by their _id; an id may be a whole number, and a text may be null."""
    if not path.exists():
        raise BadInput(f"{path} is missing. Give a folder with {LAYOUT}.")
    for number, row in read_objects(path):
        name, text = row.get("_id"), row.get("text", 0)
        if not isinstance(name, str | int) or not isinstance(text, str | None):
            raise BadInput(f"{path}, line {number}: not an object with _id and text, both in quotes.")
        yield str(name).strip(), row | {"text": text or ""}


def _is_number(cell: str) -> bool:
    try:
        return float(cell).is_integer()
    except ValueError:
        return False
