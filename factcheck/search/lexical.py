"""The lexical index: BM25 by tantivy, for names, figures, programme names and Bates numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import tantivy

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")  # E.R.O. -> ERO
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")  # 49,874,018 -> 49874018
_POSSESSIVE = re.compile(r"['’]s\b")
_IDENTIFIER = re.compile(r"\b(?=[\w/-]*\d)[^\W_]+(?:[-/][^\W_]+)+\b")  # 737-8, COVID-19, HSCETC-13-F-00030
_WORD = (
    r"\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)*"  # 4.2 and what `_join_identifiers` joined stay in one piece
)
_HEAP = 64 << 20  # bytes that tantivy may take while it writes


class LexicalIndex:
    """Passages by their words, in a folder on the disk."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, making it where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("row", stored=True, indexed=True, fast=True)
        builder.add_text_field("text", stored=False, tokenizer_name="factcheck")
        self._schema = builder.build()
        self._analyzer = _analyzer()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.register_tokenizer("factcheck", self._analyzer)
        self._index.config_reader("Manual")  # what another process adds is not seen: the embeddings would lack it

    def __len__(self) -> int:
        """Number of passages in the index."""
        return int(self._index.searcher().num_docs)

    def add(self, rows: Iterable[tuple[int, str]]) -> None:
        """Add passages by row number; all of them are there afterwards, or after an error none."""
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        for row, text in rows:
            document = tantivy.Document()
            document.add_integer("row", row)
            document.add_text("text", _join_identifiers(normalise(text)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str, top_k: int) -> list[tuple[int, float]]:
        """Return the passages that share words with ``text``, best first.

        Returns:
            Pairs of row number and BM25 score (0 upwards, not comparable between queries).
        """
        return self._search(_join_identifiers(normalise(text)), top_k, tantivy.Occur.Should)[0]

    def search_all(self, text: str, top_k: int) -> tuple[list[tuple[int, float]], int]:
        """Return the passages that hold every word of ``text`` in some form of it, as `search` does, and how many do."""
        return self._search(normalise(text), top_k, tantivy.Occur.Must)

    def count_any(self, text: str) -> int:
        """How many passages share a word with ``text``."""
        return self._search(normalise(text), 1, tantivy.Occur.Should)[1]

    def _search(self, text: str, top_k: int, occur: tantivy.Occur) -> tuple[list[tuple[int, float]], int]:
        words = sorted(set(self._analyzer.analyze(text)))
        terms = [(occur, tantivy.Query.term_query(self._schema, "text", word)) for word in words]
        if not terms:
            return [], 0
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(terms), top_k)
        hits = [(int(searcher.doc(address)["row"][0]), float(score)) for score, address in found.hits]
        return hits, int(found.count)  # type: ignore[attr-defined]  # the stub lacks it


def normalise(text: str) -> str:
    """Spell a text as the index knows it: acronyms without dots, figures without separators, words apart.

    >>> normalise("E.R.O.'s 8,400 arrests")
    'ERO 8400 arrests'
    """
    text = _DOTTED.sub(lambda match: match.group().replace(".", ""), text.replace("_", " "))
    return _GROUPED.sub("", _POSSESSIVE.sub("", text))


def _join_identifiers(text: str) -> str:
    """Write each contract number and the like once more as one word, so that all of it weighs more than its parts.

    >>> _join_identifiers("the 737-8")
    'the 737-8 737_8'
    """
    return _IDENTIFIER.sub(lambda match: f"{match.group()} {re.sub('[-/]', '_', match.group())}", text)


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD))
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
