"""Stand-ins whose numbers can be worked out by hand, and factories that name only the field under test."""

from __future__ import annotations

import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import settings

from factcheck.model import (
    Case,
    Claim,
    Document,
    Evidence,
    Hit,
    Passage,
    Probabilities,
    Provenance,
    Span,
    Stance,
    StanceReading,
)
from factcheck.pipeline import ingest
from factcheck.readers import Readers
from factcheck.search.encoder import Vectors
from factcheck.settings import Settings
from factcheck.store.cases import save_case
from factcheck.store.workspace import Workspace

settings.register_profile("patient", deadline=None)  # on a busy machine the slowest example says nothing of the code
settings.load_profile("patient")

if TYPE_CHECKING:
    from command_line import Command
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY / "corpus"

CASE = "acme"
NEUTRAL = Probabilities(0.1, 0.1, 0.8)
SUPPORTS = Probabilities(0.8, 0.1, 0.1)
CONTRADICTS = Probabilities(0.1, 0.8, 0.1)


class KeywordEncoder:
    """One dimension a word: the cosine of two texts is the share of words in common. Counts what it embeds."""

    dim = 512

    def __init__(self, fingerprint: str = "keywords-1") -> None:
        self.name = "keywords"
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def encode(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in set(re.findall(r"\w+", text.lower())):
                vectors[row, zlib.crc32(word.encode()) % self.dim] = 1
            vectors[row] /= max(1, np.linalg.norm(vectors[row]))
            if on_done:
                on_done(row + 1)
        self.embedded += [text for text in texts if text != "width"]
        return vectors


class ScriptedStance:
    """The probabilities of the first key that stands in the premise, else neutral."""

    def __init__(self, script: Mapping[str, Probabilities] | None = None, name: str = "script") -> None:
        self.name = name
        self.script = dict(script or {})
        self.read_pairs: list[tuple[str, str]] = []

    def read(
        self, pairs: Sequence[tuple[str, str]], on_done: Callable[[int], None] | None = None
    ) -> list[Probabilities]:
        self.read_pairs += pairs
        read = []
        for premise, _ in pairs:
            read.append(next((value for key, value in self.script.items() if key in premise), NEUTRAL))
            if on_done:
                on_done(len(read))
        return read


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace with one case without claims or documents, made once: migrations take a while."""
    folder = tmp_path_factory.mktemp("blank") / "workspace"
    with Workspace(folder).writing() as db:
        save_case(db, Case(CASE, "Acme", "Who?"))
    return folder


@pytest.fixture
def workspace(tmp_path: Path, blank: Path) -> Workspace:
    """An empty workspace with one case without claims or documents."""
    return copy_of(blank, tmp_path)


@pytest.fixture
def readers() -> Readers:
    """Readers that load no model."""
    return make_readers()


@pytest.fixture(scope="session")
def shipped() -> Readers:
    """The models that are shipped, loaded once."""
    return Readers(Settings())


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Give a function that writes a file and returns its path."""

    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with claims, papers and evidence, for the tests that look at the screen."""
    from app_workspaces import make_workspace

    folder = tmp_path_factory.mktemp("acme")
    return make_workspace(folder / "workspace", folder / "papers")


@pytest.fixture(scope="module")
def address(acme: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that shows `acme`."""
    from real_browser import serve

    with serve(acme.root, tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a screen; only tests that ask for it need it."""
    from real_browser import open_chromium

    with open_chromium() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def filled_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with claims, papers and evidence, made once; tests work on copies of it."""
    from app_workspaces import make_workspace

    folder = tmp_path_factory.mktemp("app")
    make_workspace(folder / "workspace", folder / "papers")
    return folder / "workspace"


@pytest.fixture
def app_workspace(filled_app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A copy of that workspace, which the app opens."""
    import streamlit as st

    copy = tmp_path / "workspace"
    shutil.copytree(filled_app, copy)
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(copy))
    st.cache_resource.clear()  # it outlives a run of the app
    yield Workspace(copy)
    st.cache_resource.clear()


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models never come: what is stored must be shown all the same."""
    monkeypatch.setattr("factcheck.ui.models.Models.start", lambda self: None)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line, with a workspace of its own."""
    from command_line import Command

    readers = make_readers({"sold engines": CONTRADICTS, "bought no": SUPPORTS})
    for module in ("cases", "checking", "documents", "evaluation", "searching"):
        monkeypatch.setattr(f"factcheck.cli.{module}.open_readers", lambda **_: readers)
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(tmp_path / "workspace"))
    return Command(tmp_path / "workspace")


@pytest.fixture
def acme_case(run: Command, save: Callable[[str, bytes | str], Path]) -> Command:
    """The command line, and in its workspace a case with two documents and one claim."""
    from command_line import SOLD, UNSOLD

    run("case", "new", "acme", "--title", "Acme")
    run("ingest", save("sold.txt", SOLD), save("unsold.txt", UNSOLD), "--case", "acme")
    run("claim", "add", "--case", "acme", "--text", "We sold no engines.", "--organisation", "Acme Inc.")
    return run


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away what the environment of the person who runs the tests says."""
    for name in ("WORKSPACE", "EMBEDDING_MODEL", "STANCE_MODEL", "SECOND_READER", "THREADS", "REVIEWER"):
        monkeypatch.delenv(f"FACTCHECK_{name}", raising=False)
    yield


def copy_of(root: Path, folder: Path, who: str = "") -> Workspace:
    """A workspace of one's own in a folder, as the one at ``root`` is: copying is faster than making it again."""
    shutil.copytree(root, folder / "workspace")
    return Workspace(folder / "workspace", who)


def make_readers(script: Mapping[str, Probabilities] | None = None, encoder: KeywordEncoder | None = None) -> Readers:
    return Readers(Settings(), encoder or KeywordEncoder(), ScriptedStance(script))


def make_claim(id: str = "C1", text: str = "Acme sold no engines.", **fields: str) -> Claim:
    return Claim(id, text, **fields)


def make_document(sha256: str = "0" * 64, **fields: Any) -> Document:
    plain: dict[str, Any] = {
        "file": "memo.txt", "media_type": "text/plain", "size": 10, "n_pages": 1, "n_unread_pages": 0,
        "n_passages": 1, "reader": "text", "provenance": Provenance(),
    }  # fmt: skip
    return Document(sha256, **(plain | fields))


def make_evidence(
    stance: Stance = Stance.SUPPORTS,
    id: int | None = 1,
    relevance: float = 0.5,
    text: str = "Acme sold engines.",
    probabilities: Probabilities | None = None,
    **provenance: Any,
) -> Evidence:
    passage = Passage(f"passage-{id}", "0" * 64, 1, 0, len(text), text)
    told = {Stance.SUPPORTS: SUPPORTS, Stance.CONTRADICTS: CONTRADICTS, Stance.NEUTRAL: NEUTRAL}[stance]
    reading = StanceReading(stance, probabilities or told, Span(0, len(text), text))
    return Evidence(Hit(passage, 0.5, relevance), make_document(provenance=Provenance(**provenance)), reading, id)


def take(workspace: Workspace, readers: Readers, *paths: Path, case: str = CASE) -> Any:
    """Ingest and return the report."""
    return ingest(workspace, case, paths, readers)
