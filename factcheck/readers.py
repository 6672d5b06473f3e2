"""The models of a run, loaded when first asked for, and the indexes opened with them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from factcheck.model import OnProgress, Passage, Progress, ignore_progress
from factcheck.passages import PASSAGES_VERSION
from factcheck.search.encoder import Encoder, SentenceTransformerEncoder, Vectors
from factcheck.settings import OcrSettings, Settings
from factcheck.stance.model import StanceModel
from factcheck.stance.opening import open_stance_model
from factcheck.stance.reading import READING_VERSION
from factcheck.stance.rules import RULES_VERSION
from factcheck.store.embeddings import load_vectors, save_vectors
from factcheck.store.passages import load_last_rows, load_passages
from factcheck.store.workspace import Workspace

if TYPE_CHECKING:  # what they bring, FAISS among it, is waited for where it is used and nowhere else
    from factcheck.search.index import CaseIndex
    from factcheck.stance.second_reader import SecondReader

SECOND_READER = "second reader"
"""The part of the second reader among what reads."""

_SAVE_EVERY = 64  # embeddings cached at once: what a stop can cost


class Readers:
    """An encoder and a stance model, shared by threads; nothing is loaded before it is needed."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None, stance: StanceModel | None = None) -> None:
        """Take the settings; given models stand in for those that the settings name."""
        self._settings = settings
        self._given_encoder, self._given_stance = encoder, stance
        self._lock = threading.RLock()
        self._opened: dict[Path, CaseIndex] = {}

    @cached_property
    def _encoder(self) -> Encoder:
        return self._given_encoder or SentenceTransformerEncoder(self._settings.embedding_model, self._settings.threads)

    @cached_property
    def _stance(self) -> StanceModel:
        return self._given_stance or open_stance_model(self._settings.stance_model, self._settings.threads)

    @property
    def encoder(self) -> Encoder:
        """The encoder; the first call loads it, which takes seconds."""
        with self._lock:
            return self._encoder

    @property
    def stance(self) -> StanceModel:
        """The stance model."""
        with self._lock:
            return self._stance

    @cached_property
    def second(self) -> SecondReader | None:
        """The second reader; None where the settings name none. Asks nobody by itself."""
        if not self._settings.second_reader:
            return None
        from factcheck.stance.second_reader import SecondReader

        return SecondReader(self._settings.second_reader)

    @property
    def threads(self) -> int:
        """The cores that the settings give to a run."""
        return self._settings.threads

    @property
    def ocr(self) -> OcrSettings:
        """How pages without usable text are read."""
        return self._settings.ocr

    @property
    def models(self) -> dict[str, str]:
        """What reads, by what it does: the models with their fingerprints, the versions of the rest; for the record."""
        encoder = f"{self.encoder.name} ({self.encoder.fingerprint})"
        versions = {"way of reading": READING_VERSION, "rules": RULES_VERSION}
        second = {SECOND_READER: self.second.name} if self.second else {}
        return {"embedding": encoder, "stance": self.stance.name, **versions, **second}

    def open_index(self, workspace: Workspace, case: str, on_progress: OnProgress = ignore_progress) -> CaseIndex:
        """The case's index, in step with the store; kept open until the store or the model differs.

        What is not embedded yet is embedded first, while others may use the index as it is; only writing it is done
        by one at a time.
        """
        from factcheck.search.index import missing_documents, open_index

        with workspace.reading() as db:
            wanted = load_last_rows(db, case)
        folder, fingerprint = workspace.index_path(case), self.encoder.fingerprint
        opened = self._opened.get(folder)
        if opened is not None and opened.holds(wanted, fingerprint):
            return opened
        missing = missing_documents(folder, wanted, fingerprint, PASSAGES_VERSION)
        texts = [passage.text for sha256 in missing for passage in _load_passages(workspace, sha256).values()]
        self.embed(workspace, texts, lambda done: on_progress(Progress("embedding", done, len(texts))))
        with self._lock:
            index = open_index(
                folder,
                wanted,
                self.encoder,
                PASSAGES_VERSION,
                lambda sha256: _load_passages(workspace, sha256),
                lambda texts, on_done: self.embed(workspace, list(texts), on_done),
                on_progress,
            )
            self._opened[folder] = index
            return index

    def embed(self, workspace: Workspace, texts: list[str], on_done: Callable[[int], None] | None = None) -> Vectors:
        """Embed passages, those that the cache lacks; each part is cached as it is done, so a stop loses little.

        Returns:
            Shape (len(texts), dim), float32, rows of unit length in the order of the texts.
        """
        model = self.encoder.fingerprint
        with workspace.reading() as db:
            known = load_vectors(db, model, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        already = len(texts) - len(missing)
        for start in range(0, len(missing), _SAVE_EVERY):
            part = missing[start : start + _SAVE_EVERY]
            vectors = dict(zip(part, self.encoder.encode(part, _shift(on_done, already + start)), strict=True))
            with workspace.writing() as db:
                save_vectors(db, model, vectors)
            known |= vectors
        if not texts:
            return self.encoder.encode([])
        return np.stack([known[text] for text in texts])


def _shift(on_done: Callable[[int], None] | None, before: int) -> Callable[[int], None]:
    """Count on from what was done before."""

    def report(done: int) -> None:
        if on_done:
            on_done(before + done)

    return report


def _load_passages(workspace: Workspace, sha256: str) -> dict[int, Passage]:
    with workspace.reading() as db:
        return load_passages(db, sha256)
