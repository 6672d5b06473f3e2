"""The two indexes of one case on the disk, kept in step with the store.

    index/<case>/manifest.json      what the indexes hold, and of which model; written last
    index/<case>/<generation>/      dense.faiss and lexical/

The indexes are derived. What they should hold is asked of the store each time; documents that are missing are added,
and anything else that does not match (another model, another way of cutting passages, a file that is gone or torn) makes
them anew from the store, where embeddings are cached by content, so nothing is embedded twice.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock

from factcheck.errors import IndexMismatch
from factcheck.model import OnProgress, Passage, Progress, ignore_progress
from factcheck.search.dense import DenseIndex
from factcheck.search.encoder import Encoder, Vectors
from factcheck.search.lexical import LexicalIndex
from factcheck.search.retrieval import Found, FoundWords, find_words, retrieve

LAYOUT = 4  # of the folder and of the lexical analysis; another number makes every index anew

_NOT_HASHED = (".lock", ".part")  # empty, or on their way

LoadPassages = Callable[[str], dict[int, Passage]]
"""SHA-256 of a document -> its passages by row number."""

Embed = Callable[[Sequence[str], Callable[[int], None] | None], Vectors]
"""Texts -> embeddings, from the cache where they are there."""


@dataclass(frozen=True)
class Manifest:
    """What an index folder says of itself."""

    generation: str
    encoder: str  # fingerprint
    layout: int
    passages_version: int
    documents: dict[str, int]  # SHA-256 -> its last row, 0 where it has no passage
    n_passages: int
    files: dict[str, str]  # SHA-256 of every file of the generation, by its path there


@dataclass(frozen=True)
class CaseIndex:
    """Both indexes of a case, opened, and what they hold."""

    manifest: Manifest
    dense: DenseIndex
    lexical: LexicalIndex

    def holds(self, documents: Mapping[str, int], encoder: str) -> bool:
        """Whether the index holds just these documents and rows, embedded by the encoder of this fingerprint."""
        return self.manifest.documents == documents and self.manifest.encoder == encoder

    def retrieve(self, vector: Vectors, words: str, top_k: int) -> list[Found]:
        """Return the passages that bear on a query, best first; see `retrieval.retrieve`."""
        return retrieve(self.dense, self.lexical, vector, words, top_k)

    def find_words(self, words: str, top_k: int) -> FoundWords:
        """Return the passages that hold some words, by BM25 alone; see `retrieval.find_words`."""
        return find_words(self.lexical, words, top_k)


def open_index(
    folder: Path,
    wanted: Mapping[str, int],
    encoder: Encoder,
    passages_version: int,
    load_passages: LoadPassages,
    embed: Embed,
    on_progress: OnProgress = ignore_progress,
) -> CaseIndex:
    """Open a case's index, brought in step with the store; two processes may ask at once.

    Args:
        folder: the case's index folder.
        wanted: every document that the store has in the case: its SHA-256, and the row of its last passage.
        encoder: whose embeddings the index must hold.
        passages_version: the way in which the store's passages were cut.
        load_passages: gives the passages of a document.
        embed: gives the embeddings of texts.
        on_progress: told how far embedding is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        target = Manifest("", encoder.fingerprint, LAYOUT, passages_version, dict(wanted), 0, {})
        try:
            index = load_index(folder)
            _check_kind(index.manifest, target)
        except IndexMismatch:
            index = _empty_index(folder, target, encoder)
        missing = sorted(set(target.documents) - set(index.manifest.documents))
        if missing:
            index = _add(folder, index, {one: wanted[one] for one in missing}, load_passages, embed, on_progress)
        return index


def missing_documents(folder: Path, wanted: Mapping[str, int], encoder: str, passages_version: int) -> list[str]:
    """The documents whose embeddings `open_index` will ask for, sorted; so that they can be made before it locks.

    Args:
        folder: the case's index folder.
        wanted: see `open_index`.
        encoder: fingerprint of the encoder.
        passages_version: see `open_index`.
    """
    try:
        manifest = _load_manifest(folder)
        _check_kind(manifest, Manifest("", encoder, LAYOUT, passages_version, dict(wanted), 0, {}))
    except IndexMismatch:
        return sorted(wanted)
    return sorted(set(wanted) - set(manifest.documents))


def load_index(folder: Path) -> CaseIndex:
    """Open an index as it lies there.

    Raises:
        IndexMismatch: it is not there, is torn or was changed, or its parts disagree.
    """
    manifest = _load_manifest(folder)
    if faults := list(_find_changed(folder, manifest)):  # before a library is given bytes that it might stumble over
        raise IndexMismatch(f"The index in {folder} is not what was written: {'; '.join(faults)}")
    try:
        dense = DenseIndex.load(folder / manifest.generation / "dense.faiss")
        lexical = LexicalIndex(folder / manifest.generation / "lexical")
    except (OSError, ValueError, RuntimeError) as error:
        raise IndexMismatch(f"The index in {folder} cannot be opened: {error}") from error
    if not len(dense) == len(lexical) == manifest.n_passages:
        raise IndexMismatch(
            f"The index in {folder} holds {len(dense)} embeddings and {len(lexical)} texts; "
            f"its manifest says {manifest.n_passages}"
        )
    return CaseIndex(manifest, dense, lexical)


def _load_manifest(folder: Path) -> Manifest:
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        values = {name: value for name, value in json.loads(text).items() if name != "sha256"}
        manifest = Manifest(**(values | {"documents": dict(values["documents"])}))
        if text != _pack(manifest) or Path(manifest.generation).name != manifest.generation:
            raise ValueError("manifest.json was changed")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexMismatch(f"The index in {folder} cannot be opened: manifest.json: {error}") from error
    return manifest


def _find_changed(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Every file of an index that is not what was written."""
    found = _hash_files(folder / manifest.generation)
    for name in sorted(manifest.files.keys() | found.keys()):
        if manifest.files.get(name) != found.get(name):
            how = "gone" if name not in found else "changed" if name in manifest.files else "added"
            yield f"{name} ({how})"


def _pack(manifest: Manifest) -> str:
    """A manifest as a file, with a hash of its own."""
    values = asdict(manifest)
    return json.dumps({**values, "sha256": hashlib.sha256(json.dumps(values).encode()).hexdigest()})


def _hash_files(generation: Path) -> dict[str, str]:
    files = sorted(path for path in generation.rglob("*") if path.is_file() and path.suffix not in _NOT_HASHED)
    return {path.relative_to(generation).as_posix(): _hash_file(path) for path in files}


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_kind(found: Manifest, target: Manifest) -> None:
    """Refuse an index of another kind, or one that holds documents or rows that the case does not have."""
    same = replace(found, generation="", documents={}, n_passages=0, files={}) == replace(target, documents={})
    if not same or any(target.documents.get(one) != row for one, row in found.documents.items()):
        raise IndexMismatch("the index belongs to another model or to other documents")


def _empty_index(folder: Path, target: Manifest, encoder: Encoder) -> CaseIndex:
    for old in folder.iterdir():
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)  # another process may hold it open on Windows; it is then left
    manifest = replace(target, generation=secrets.token_hex(8), documents={})
    generation = folder / manifest.generation
    generation.mkdir()
    width = encoder.encode(["width"]).shape[1]
    return CaseIndex(manifest, DenseIndex(width), LexicalIndex(generation / "lexical"))


def _add(
    folder: Path,
    index: CaseIndex,
    documents: Mapping[str, int],
    load_passages: LoadPassages,
    embed: Embed,
    on_progress: OnProgress,
) -> CaseIndex:
    """Add documents to both indexes, then write the manifest: until then nothing matches, and all would be redone."""
    passages: dict[int, str] = {}
    for document in documents:
        passages |= {row: passage.text for row, passage in load_passages(document).items()}
    texts = list(passages.values())
    vectors = embed(texts, lambda done: on_progress(Progress("embedding", done, len(texts))))
    index.dense.add(list(passages), vectors)
    index.lexical.add(passages.items())
    index.dense.save(folder / index.manifest.generation / "dense.faiss")
    manifest = replace(
        index.manifest,
        documents={**index.manifest.documents, **documents},
        n_passages=index.manifest.n_passages + len(passages),
        files=_hash_files(folder / index.manifest.generation),
    )
    part = folder / "manifest.part"
    part.write_text(_pack(manifest), encoding="utf-8")
    part.replace(folder / "manifest.json")
    return CaseIndex(manifest, index.dense, index.lexical)
