"""The index of a case on the disk answers alike each time, and never for what it does not hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CASE, KeywordEncoder, make_readers, take

from factcheck import readers as readers_module
from factcheck.errors import IndexMismatch
from factcheck.model import Case
from factcheck.search.index import CaseIndex, load_index
from factcheck.store.cases import save_case
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]
TEXTS = [
    "Acme sold no engines in 2018.",
    "The agency paid 49,874,018.14 dollars under contract HSCETC-13-F-00030.",
    "E.R.O. officers used the engine of Acme; ICM held the records.",
    "Nothing to do with it.",
    "A déjà-vu of naïve officers.",
]
JOINED = "The 737-8 flew during COVID-19; it made no arrests.12 More stands in file_name, part 4.2."

QUESTIONS = ("Acme sold engines", "E.R.O. officers", "49,874,018.14", "nothing at all")


@pytest.fixture
def filled(workspace: Workspace, save: Save) -> Workspace:
    """A workspace with five documents, all indexed."""
    take(workspace, make_readers(), *(save(f"{n}.txt", text) for n, text in enumerate(TEXTS)))
    return workspace


def answers(index: CaseIndex, encoder: KeywordEncoder | None = None) -> list[object]:
    encoder = encoder or KeywordEncoder()
    return [index.retrieve(encoder.encode([words])[0], words, 5) for words in QUESTIONS]


def opened(workspace: Workspace, encoder: KeywordEncoder | None = None) -> CaseIndex:
    return make_readers(encoder=encoder).open_index(workspace, CASE)


def generation(workspace: Workspace) -> str:
    return str(json.loads((workspace.index_path(CASE) / "manifest.json").read_text())["generation"])


def test_documents_added_one_by_one_answer_as_when_added_at_once(workspace: Workspace, save: Save) -> None:
    for n, text in enumerate(TEXTS):
        take(workspace, make_readers(), save(f"{n}.txt", text))
    one_by_one = answers(opened(workspace))
    shutil.rmtree(workspace.index_path(CASE))
    assert answers(opened(workspace)) == one_by_one


def test_an_index_is_added_to_and_not_made_anew(filled: Workspace, save: Save) -> None:
    before = generation(filled)
    take(filled, make_readers(), save("new.txt", "Another engine."))
    assert generation(filled) == before
    assert len(opened(filled).dense) == 6


def test_an_index_that_fits_is_opened_without_embedding(filled: Workspace) -> None:
    encoder = KeywordEncoder()
    opened(filled, encoder)
    assert encoder.embedded == []


def test_nothing_is_embedded_twice(filled: Workspace, save: Save) -> None:
    encoder = KeywordEncoder()
    readers = make_readers(encoder=encoder)
    with filled.writing() as db:
        save_case(db, Case("other", "Other"))
    shutil.rmtree(filled.index_path(CASE))
    readers.open_index(filled, CASE)
    take(filled, readers, save("0.txt", TEXTS[0]), save("copy.txt", TEXTS[0] + "\n"), case="other")
    assert encoder.embedded == []
    take(filled, readers, save("fresh.txt", "A fresh engine."))
    assert encoder.embedded == ["A fresh engine."]


def test_another_encoder_makes_the_index_anew(filled: Workspace) -> None:
    before, encoder = generation(filled), KeywordEncoder("keywords-2")
    index = opened(filled, encoder)
    assert index.manifest.encoder == "keywords-2"
    assert generation(filled) != before
    assert len(encoder.embedded) == 5


def test_another_way_of_cutting_passages_makes_the_index_anew(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = generation(filled)
    monkeypatch.setattr(readers_module, "PASSAGES_VERSION", 99)
    assert opened(filled).manifest.passages_version == 99
    assert generation(filled) != before


def test_readers_that_are_kept_notice_a_new_document(filled: Workspace, save: Save) -> None:
    kept = make_readers()
    assert len(kept.open_index(filled, CASE).dense) == 5
    take(filled, make_readers(), save("new.txt", "Another engine."))
    assert len(kept.open_index(filled, CASE).dense) == 6
    assert kept.open_index(filled, CASE) is kept.open_index(filled, CASE)


def test_an_index_of_a_database_that_is_gone_is_not_served(filled: Workspace, save: Save) -> None:
    """The same documents, taken in in another order, have other rows: the old index would point at wrong passages."""
    for name in ("factcheck.db", "factcheck.db-wal", "factcheck.db-shm"):
        (filled.root / name).unlink(missing_ok=True)
    again = Workspace(filled.root)
    with again.writing() as db:
        save_case(db, Case(CASE, "Acme"))
    take(again, make_readers(), *(save(f"{n}.txt", TEXTS[n]) for n in reversed(range(5))))
    best = opened(again).retrieve(KeywordEncoder().encode([TEXTS[1]])[0], TEXTS[1], 1)
    assert [one.row for one in best] == [4]  # the fourth of five; in the index of before it was the second


def test_the_same_readers_serve_two_workspaces(tmp_path: Path, save: Save) -> None:
    readers, rows = make_readers(), []
    for name, order in (("one", range(5)), ("two", reversed(range(5)))):
        workspace = Workspace(tmp_path / name)
        with workspace.writing() as db:
            save_case(db, Case(CASE, "Acme"))
        take(workspace, readers, *(save(f"{n}.txt", TEXTS[n]) for n in order))
        index = readers.open_index(workspace, CASE)
        rows += [one.row for one in index.retrieve(KeywordEncoder().encode([TEXTS[1]])[0], TEXTS[1], 1)]
    assert rows == [2, 4]


def test_a_case_without_documents_has_an_empty_index(workspace: Workspace) -> None:
    assert answers(opened(workspace)) == [[], [], [], []]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def edit(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


TORN: dict[str, Callable[[Path, Path], object]] = {
    "dense truncated": lambda folder, inner: truncate(inner / "dense.faiss"),
    "dense empty": lambda folder, inner: (inner / "dense.faiss").write_bytes(b""),
    "dense gone": lambda folder, inner: (inner / "dense.faiss").unlink(),
    "dense of noise": lambda folder, inner: (inner / "dense.faiss").write_bytes(b"IxFI" + b"\xff" * 99),
    "lexical gone": lambda folder, inner: shutil.rmtree(inner / "lexical"),
    "lexical meta gone": lambda folder, inner: (inner / "lexical" / "meta.json").unlink(),
    "lexical meta torn": lambda folder, inner: truncate(inner / "lexical" / "meta.json"),
    "lexical words gone": lambda folder, inner: [one.unlink() for one in (inner / "lexical").glob("*.term")],
    "lexical words torn": lambda folder, inner: [truncate(one) for one in (inner / "lexical").glob("*.store")],
    "both gone": lambda folder, inner: shutil.rmtree(inner),
    "manifest gone": lambda folder, inner: (folder / "manifest.json").unlink(),
    "manifest torn": lambda folder, inner: truncate(folder / "manifest.json"),
    "manifest of noise": lambda folder, inner: (folder / "manifest.json").write_bytes(b"\xff\x00{"),
    "manifest a list": lambda folder, inner: (folder / "manifest.json").write_text("[]"),
    "manifest nested": lambda folder, inner: (folder / "manifest.json").write_text("[" * 100_000),
    "manifest of before": lambda folder, inner: edit(folder / "manifest.json", documents=["a" * 64], layout=1),
    "manifest with a list": lambda folder, inner: edit(folder / "manifest.json", documents=[[["x"], 1]]),
    "manifest with more": lambda folder, inner: edit(folder / "manifest.json", extra=1),
    "manifest miscounts": lambda folder, inner: edit(folder / "manifest.json", n_passages=4),
    "manifest names another document": lambda folder, inner: edit(folder / "manifest.json", documents={"f" * 64: 1}),
    "generation a path": lambda folder, inner: edit(folder / "manifest.json", generation="../x"),
    "generation above": lambda folder, inner: edit(folder / "manifest.json", generation=".."),
    "generation absolute": lambda folder, inner: edit(folder / "manifest.json", generation="/tmp"),
    "generation empty": lambda folder, inner: edit(folder / "manifest.json", generation=""),
    "generation a number": lambda folder, inner: edit(folder / "manifest.json", generation=7),
}  # fmt: skip


@pytest.mark.parametrize("damage", TORN.values(), ids=TORN.keys())
def test_a_torn_index_is_made_anew_and_embeds_nothing(
    filled: Workspace, damage: Callable[[Path, Path], object]
) -> None:
    folder, before = filled.index_path(CASE), answers(opened(filled))
    damage(folder, folder / generation(filled))
    encoder = KeywordEncoder()
    assert answers(opened(filled, encoder)) == before
    assert encoder.embedded == []
    assert [path.name for path in filled.indexes.iterdir()] == [CASE]


def test_an_index_is_never_looked_for_outside_its_folder(filled: Workspace) -> None:
    folder = filled.index_path(CASE)
    shutil.copytree(folder / generation(filled), filled.indexes / "x")
    for name in ("../x", "..", "."):
        edit(folder / "manifest.json", generation=name)
        with pytest.raises(IndexMismatch):
            load_index(folder)


def test_a_stop_between_index_and_manifest_is_made_good(filled: Workspace, save: Save) -> None:
    manifest = (filled.index_path(CASE) / "manifest.json").read_bytes()
    take(filled, make_readers(), save("new.txt", "Another engine."))
    (filled.index_path(CASE) / "manifest.json").write_bytes(manifest)  # as if the stop came before it was written
    index = opened(filled)
    assert len(index.dense) == len(index.lexical) == index.manifest.n_passages == 6
