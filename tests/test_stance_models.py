"""A stronger model that somebody brings: its family, the order of its labels, and what it says when it cannot be used."""

from __future__ import annotations

import json
import math
import shutil
from itertools import permutations
from pathlib import Path

import pytest
from made_models import FAMILIES, THREE, make_bert, make_roberta, relabel

from factcheck.errors import ModelMissing
from factcheck.model import Probabilities
from factcheck.stance.hub import list_fetched
from factcheck.stance.labels import TWO_WAY, read_labels
from factcheck.stance.model import StanceModel
from factcheck.stance.onnx_model import SHIPPED, OnnxStanceModel
from factcheck.stance.opening import open_stance_model
from factcheck.stance.transformers_model import TransformersStanceModel

PAIRS = [
    ("Acme sold four hundred engines to the agency.", "Acme sold engines to the agency."),
    ("Acme never sold engines.", "Acme sold engines to the agency."),
    ("Rain fell on a day in May.", "Acme sold engines to the agency."),
    ("", ""),
    ("漢字だけの文。", "Acme \0 漢字"),
    ("engines " * 600, "agency " * 50),
]
ORDERS = list(permutations(["supports", "contradicts", "neutral"]))
SPELT = {"supports": "ENTAILMENT", "contradicts": "contradiction", "neutral": "Neutral"}


@pytest.fixture(scope="module", params=list(FAMILIES))
def brought(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of each family."""
    return FAMILIES[request.param](tmp_path_factory.mktemp("models") / "tiny-nli")


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bert(tmp_path_factory.mktemp("bert") / "tiny-nli")


def near(one: Probabilities, other: Probabilities) -> bool:
    return all(
        math.isclose(a, b, abs_tol=1e-5)
        for a, b in zip(
            (one.supports, one.contradicts, one.neutral),
            (other.supports, other.contradicts, other.neutral),
            strict=True,
        )
    )


# Reading


def test_a_model_of_each_family_is_read_from_its_folder(brought: Path) -> None:
    model = open_stance_model(str(brought))
    assert isinstance(model, TransformersStanceModel)
    assert model.name.startswith("tiny-nli (")
    read = model.read(PAIRS)
    assert len(read) == len(PAIRS)
    for one in read:
        assert math.isclose(one.supports + one.contradicts + one.neutral, 1, abs_tol=1e-6)
    assert len({round(one.supports, 4) for one in read}) > 2, "other words must be read otherwise"


def test_a_pair_is_read_alike_alone_and_in_company(brought: Path) -> None:
    model = open_stance_model(str(brought))
    together = model.read(PAIRS * 3)
    assert all(near(one, model.read([pair])[0]) for one, pair in zip(together, PAIRS * 3, strict=True))


def test_the_order_of_the_labels_is_that_of_the_config(brought: Path, tmp_path: Path) -> None:
    plain = open_stance_model(str(brought)).read(PAIRS[:2])
    by_output = [[one.supports, one.neutral, one.contradicts] for one in plain]  # the order of THREE
    for number, order in enumerate(ORDERS):
        folder = shutil.copytree(brought, tmp_path / str(number))
        relabel(folder, {output: SPELT[stance] for output, stance in enumerate(order)})
        for outputs, read in zip(by_output, open_stance_model(str(folder)).read(PAIRS[:2]), strict=True):
            expected = {stance: outputs[output] for output, stance in enumerate(order)}
            assert near(read, Probabilities(**expected)), order


def test_progress_counts_every_pair_and_nothing_to_read_gives_nothing(bert: Path) -> None:
    model, told = open_stance_model(str(bert)), []
    model.read(PAIRS * 4, told.append)
    assert told[-1] == len(PAIRS * 4)
    assert told == sorted(told)
    assert model.read([]) == []


def test_a_temperature_in_the_config_is_used(bert: Path, tmp_path: Path) -> None:
    folder = make_bert(tmp_path / "warm", factcheck_temperature=3.0)
    (plain,), (warm,) = open_stance_model(str(bert)).read(PAIRS[:1]), open_stance_model(str(folder)).read(PAIRS[:1])
    assert max(warm.supports, warm.contradicts, warm.neutral) < max(plain.supports, plain.contradicts, plain.neutral)


def test_a_folder_with_an_onnx_file_is_read_by_onnxruntime(tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "mine")
    model = open_stance_model(str(folder))
    assert isinstance(model, OnnxStanceModel)
    assert model.read(PAIRS[:1]) == open_stance_model().read(PAIRS[:1])


def test_the_name_changes_with_weights_labels_and_tokenizer(bert: Path, tmp_path: Path) -> None:
    def named(folder: Path) -> str:
        return open_stance_model(str(folder)).name

    copy = shutil.copytree(bert, tmp_path / "tiny-nli")
    assert named(copy) == named(bert)
    names = {named(bert)}
    relabel(copy, {0: "neutral", 1: "entailment", 2: "contradiction"})
    names.add(named(copy))
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    names.add(named(copy))
    assert len(names) == 3


# Two-way models


@pytest.mark.parametrize("labels", [{0: "entailment", 1: "not_entailment"}, {0: "unsupported", 1: "SUPPORTED"}])
def test_a_two_way_model_says_so_and_never_contradicts(labels: dict[int, str], tmp_path: Path) -> None:
    model: StanceModel = open_stance_model(str(make_roberta(tmp_path / "two", labels)))
    assert TWO_WAY in model.name
    for read in model.read(PAIRS):
        assert read.contradicts == 0
        assert math.isclose(read.supports + read.neutral, 1, abs_tol=1e-6)


# Labels


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param({}, id="none"),
        pytest.param({"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}, id="without meaning"),
        pytest.param({"0": "entailment", "1": "neutral", "2": "entailment"}, id="one twice"),
        pytest.param({"0": "entailment", "1": "neutral", "2": "contradiction", "3": "other"}, id="four"),
        pytest.param({"0": "entailment"}, id="one alone"),
        pytest.param({"0": "entailment", "1": "contradiction"}, id="two of three"),
        pytest.param({"1": "entailment", "2": "neutral", "3": "contradiction"}, id="outputs that are not there"),
        pytest.param({"0": "positive", "1": "negative"}, id="of another task"),
    ],
)
def test_labels_that_cannot_be_read_are_said_with_what_to_do(labels: dict[str, str]) -> None:
    with pytest.raises(
        ModelMissing, match=r"(?s)labels of the stance model here cannot be read: .*config\.json"
    ) as error:
        read_labels({"id2label": labels}, "here")
    for label in labels.values():
        assert label in str(error.value)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param(
            {"id2label": {"entailment": 0, "neutral": 1, "contradiction": 2}}, "entailment = 0", id="turned round"
        ),
        pytest.param(["entailment", "neutral", "contradiction"], "cannot be read: none", id="a list"),
        pytest.param(
            {"id2label": ["entailment", "neutral", "contradiction"]}, "cannot be read: none", id="a list within"
        ),
        pytest.param("entailment", "cannot be read: none", id="a word"),
        *(
            pytest.param(
                {"id2label": THREE, "factcheck_temperature": given}, "temperature .* number above 0", id=f"{given!r}"
            )
            for given in (0, -1.5, "warm", None, [2], float("nan"), float("inf"))
        ),
    ],
)
def test_a_config_that_cannot_be_read_is_said_and_never_a_crash(config: object, message: str) -> None:
    with pytest.raises(ModelMissing, match=message):
        read_labels(config, "here")


def test_a_model_with_unreadable_labels_is_refused_by_name(tmp_path: Path) -> None:
    folder = make_bert(tmp_path / "odd", {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"})
    with pytest.raises(ModelMissing, match=r"'odd'.*LABEL_1"):
        open_stance_model(str(folder))


# What cannot be used


def test_a_model_without_a_trained_head_is_refused(tmp_path: Path) -> None:
    from transformers import BertModel

    folder = make_bert(tmp_path / "headless")
    BertModel.from_pretrained(folder).save_pretrained(folder)
    relabel(folder, THREE)
    with pytest.raises(ModelMissing, match=r"no classifier: its file lacks .*classifier"):
        open_stance_model(str(folder))


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_torn_or_missing_file_is_said(bert: Path, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(bert, tmp_path / "torn")
    (folder / name).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(ModelMissing, match=r"cannot be read|can be read"):
        open_stance_model(str(folder))
    (folder / name).unlink()
    with pytest.raises(ModelMissing, match=r"no config\.json|no weights"):
        open_stance_model(str(folder))


def test_a_program_beside_a_model_is_not_run(bert: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bert, tmp_path / "sly")
    mark = tmp_path / "ran"
    (folder / "modeling_sly.py").write_text(f"open({str(mark)!r}, 'w')\n")
    config = (folder / "config.json").read_text()
    auto = '{"auto_map": {"AutoModelForSequenceClassification": "modeling_sly.Sly", "AutoConfig": "modeling_sly.Sly"},'
    (folder / "config.json").write_text(auto + config.strip().removeprefix("{"))
    try:
        open_stance_model(str(folder)).read(PAIRS[:1])
    except ModelMissing:
        pass
    assert not mark.exists()


@pytest.mark.parametrize("name", ["nowhere/at-all", "no-such-model", "owner/model@v2"])
def test_a_name_that_was_not_fetched_says_how_to_fetch_it(name: str) -> None:
    with pytest.raises(ModelMissing, match=rf"not on this machine.*factcheck model fetch {name}"):
        open_stance_model(name)


@pytest.mark.parametrize("name", ["/no/such/folder", "../up", "a b", ""])
def test_what_is_no_name_and_no_folder_is_said(name: str) -> None:
    with pytest.raises(ModelMissing, match="neither a folder nor the name of a model"):
        open_stance_model(name)


# Fetched before

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache, empty, on this machine."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def keep(cache: Path, model: str, commit: str, *refs: str, labels: dict[int, str] = THREE) -> Path:
    """What is left of a fetched model: its config, under a commit, and the revisions that name it."""
    kept = cache / f"models--{model.replace('/', '--')}"
    folder = kept / "snapshots" / commit
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))
    (kept / "refs").mkdir(exist_ok=True)
    for ref in refs:
        (kept / "refs" / ref).write_text(commit)
    return folder


def test_what_was_fetched_is_listed_by_the_name_that_opens_it(cache: Path) -> None:
    keep(cache, "tiny/nli", COMMIT, "main")
    keep(cache, "tiny/nli", "a" * 40, "v2")
    keep(cache, "tiny/old", "b" * 40)
    keep(cache, "tiny/other", "c" * 40, "main", labels={0: "LABEL_0", 1: "LABEL_1"})
    assert list_fetched() == ["tiny/nli", "tiny/nli@v2", f"tiny/old@{'b' * 40}"]


def test_nothing_fetched_lists_nothing(cache: Path) -> None:
    assert list_fetched() == []


def test_an_onnx_model_of_the_hub_goes_by_its_name_and_not_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / COMMIT)
    config = json.loads((folder / "config.json").read_text())
    del config["factcheck_name"]
    (folder / "config.json").write_text(json.dumps(config))
    monkeypatch.setattr("factcheck.stance.opening.find_fetched", lambda name: folder)
    assert open_stance_model("tiny/nli@v2").name.startswith("tiny/nli@v2 (")
    assert open_stance_model(str(folder)).name.startswith(f"{COMMIT} (")
