"""Whether digests say that they are digests, and every judged quote stands exactly once in its document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from factcheck.authoring.problems import Problem, Row, Table
from factcheck.documents import read_document
from factcheck.documents.digests import TITLE, says_digest
from factcheck.errors import BadInput, UnreadableDocument
from factcheck.model import Page
from factcheck.passages import split_passages
from factcheck.study.marking import locate_quotation


def check_quotes(folder: Path, gold: Table, sources: Table) -> Iterator[Problem]:
    """Read every document of a case as loading would, and look for the quotes in it."""
    for source_id, row in sources.values("id").items():
        path = folder / row["file"]
        if not row["file"] or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            continue  # named by the rules of sources.csv
        try:
            pages = read_document(path).pages
        except UnreadableDocument as error:
            yield Problem(row["file"], "", error.reason, error.remedy.rstrip("."))
            continue
        yield from _check_digest(row, pages)
        for judged in gold.rows:
            if judged["source"] == source_id and judged["quote"]:
                yield from _check_quote(gold.name, judged, row["file"], pages)


def _check_digest(row: Row, pages: Sequence[Page]) -> Iterator[Problem]:
    if row["digest"] != "yes":
        return
    lines = [line for page in pages for line in page.text.split("\n") if line.strip()]
    if not lines or not lines[0].startswith(TITLE):
        yield Problem(
            row["file"], "line 1", "it does not begin with “# Digest: ”", "Write # Digest: and the paper's title"
        )
    elif len(lines) < 2 or not says_digest(lines[1]):
        remedy = "Write: This is a digest in our own words of …, made from …; it is not the paper itself"
        yield Problem(row["file"], "second paragraph", "it does not say that this is a digest", remedy)


def _check_quote(name: str, row: Row, file: str, pages: Sequence[Page]) -> Iterator[Problem]:
    quote = row["quote"]
    times = sum(page.text.count(quote) for page in pages)
    if times > 1:
        what = f"the quote stands {times} times in {file}"
        yield Problem(name, row.place, what, "Take a longer piece, so that it stands there once")
    elif times == 0:
        yield Problem(name, row.place, f"the quote does not stand in {file}", _say_nearest(quote, pages))
    elif not any(quote in passage.text for page in pages for passage in split_passages("", page)):
        remedy = "Quote one sentence, or two neighbouring ones; the tool reads no longer piece at once"
        yield Problem(name, row.place, "the quote is too long to stand in one passage", remedy)


def _say_nearest(quote: str, pages: Sequence[Page]) -> str:
    """How the words stand there if only spaces and the shapes of signs differ."""
    for page in pages:
        try:
            return f"It stands there as “{locate_quotation(page.text, quote).text}”; copy it from there"
        except BadInput:
            continue
    return "Copy it from the document letter by letter"
