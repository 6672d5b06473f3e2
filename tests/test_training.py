"""A training run can be stopped and gone on with to the same end, and never goes on as the run of something else."""

from __future__ import annotations

import gzip
import importlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from made_models import make_bert

Train = Callable[..., Path]
Taken = Callable[[], list[tuple[str, str]]]
LABELS = ("supports", "contradicts", "neutral")
OPTIONS = ("--every", "1", "--max-length", "32", "--batch-tokens", "256", "--lr", "0.01")


def make_data(folder: Path) -> Path:
    """Public pairs, and of each kind of written ones three groups, one kept aside; in words of the small model."""
    pairs = [
        {
            "premise": f"acme sold {'four hundred engines ' * (1 + n % 5)}to the agency",
            "hypothesis": f"acme sold engines {'in may ' * (n % 3)}to the agency",
            "label": LABELS[n % 3],
            "source": "letters",
        }
        for n in range(24)
    ]
    write_pairs(folder, pairs)
    for part, name, genre in (("written", "old", {}), ("own", "own", {"genre": "people"})):
        rows = [
            {
                "group": f"{name}-{n // 3}",
                "phenomenon": "figure",
                "premise": f"rain fell on day {n // 3}. acme sold engines.",
                "hypothesis": "rain fell in may",
                "label": LABELS[n % 3],
                **genre,
            }
            for n in range(9)
        ]
        (folder / part).mkdir()
        (folder / part / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        (folder / part / "dev_groups.txt").write_text(f"{name}-0\n")
    return folder


def write_pairs(folder: Path, pairs: list[dict[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    with gzip.open(folder / "train.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(pair) + "\n" for pair in pairs)


def read_pairs(folder: Path) -> list[dict[str, str]]:
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture
def train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Train]:
    """Train a small model on a few pairs, with further options, into a folder of the name given."""
    import torch

    monkeypatch.syspath_prepend(str(REPOSITORY / "training"))
    data = make_data(tmp_path / "data")
    monkeypatch.setattr(importlib.import_module("data"), "OWN_DATA", data / "own")
    make_bert(tmp_path / "start")
    main = importlib.import_module("train").main

    def run(name: str, *options: str) -> Path:
        folders = ("--data", str(data), "--init", str(tmp_path / "start"), "--out", str(tmp_path / name))
        main([*folders, *OPTIONS, *options])
        return tmp_path / name

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a model only waits for more
    yield run
    torch.set_num_threads(threads)


@pytest.fixture
def taken(capsys: pytest.CaptureFixture[str]) -> Taken:
    """The steps that were taken since one last asked, each with its loss."""
    return lambda: re.findall(r"^step (\d+/\d+) loss ([\d.]+)", capsys.readouterr().out, re.MULTILINE)


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def test_a_stopped_run_takes_the_same_steps_to_the_same_weights(train: Train, taken: Taken) -> None:
    whole, steps = weights(train("whole")), taken()
    assert len(steps) > 6
    stopped = weights(train("parts", "--stop-at", "4"))
    first = taken()
    assert len(first) == 4
    resumed = weights(train("parts"))
    assert first + taken() == steps
    assert stopped != resumed == whole


def test_what_a_stopped_run_saves_can_be_loaded_and_started_from(train: Train, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = train("stage-1", "--stop-at", "3")
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    assert model.config.id2label == {0: "contradicts", 1: "neutral", 2: "supports"}
    kept = torch.load(folder / "checkpoint.pt")
    assert kept["step"] == 3
    assert all(torch.equal(weight, kept["model"][name]) for name, weight in model.state_dict().items())
    assert AutoTokenizer.from_pretrained(folder)("acme sold engines")["input_ids"]
    assert weights(train("stage-2", "--init", str(folder), "--stop-at", "1")) != weights(folder)
    with pytest.raises(SystemExit, match=r"stands at step 3, past 2\. Choose another --out\."):
        train("stage-1", "--stop-at", "2")


def test_a_run_does_not_go_on_with_other_data(train: Train, tmp_path: Path) -> None:
    kept = weights(train("run", "--stop-at", "2"))
    pairs = read_pairs(tmp_path / "data")
    pairs[0]["label"] = "contradicts"  # nothing else: as many pairs of the same words in the same order
    write_pairs(tmp_path / "data", pairs)
    with pytest.raises(SystemExit, match="cannot be gone on with: the data have changed since it began"):
        train("run")
    assert weights(tmp_path / "run") == kept


def test_a_run_does_not_go_on_from_another_start_or_by_another_recipe(train: Train, tmp_path: Path) -> None:
    train("run", "--stop-at", "2")
    with pytest.raises(SystemExit, match=r"it is of another recipe, .* seed=1 "):
        train("run", "--seed", "2")
    shutil.rmtree(tmp_path / "start")
    make_bert(tmp_path / "start", initializer_range=0.4)
    with pytest.raises(SystemExit, match="cannot be gone on with: the model to start from has changed since it began"):
        train("run")
