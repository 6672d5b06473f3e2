"""``factcheck model``: which models read, what another is worth beside the shipped one, and fetching one by its name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CASE, REPOSITORY
from made_hub import COMMIT, NAME, hub
from made_models import make_bert, make_roberta, relabel
from test_offline import run_denied
from typer.testing import CliRunner

from factcheck.cli import app
from factcheck.errors import BadInput
from factcheck.evaluate.models import read_development, read_sets

ROWS = [
    {"premise": "Acme sold four hundred engines.", "hypothesis": "Acme sold engines.", "label": "supports"},
    {"premise": "Acme never sold engines.", "hypothesis": "Acme sold engines.", "label": "contradicts"},
    {"premise": "Rain fell in May.", "hypothesis": "Acme sold engines.", "label": "neutral"},
] * 3


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def run(command: list[str], address: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own with a hub and a cache of its own."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "FACTCHECK_"))}
    own = {
        "HF_ENDPOINT": address,
        "HF_HOME": str(home),
        "PYTHONPATH": str(REPOSITORY),
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "factcheck", *command], env=plain | own, cwd=home, capture_output=True, text=True
    )


def test_a_model_is_set_beside_the_shipped_one_in_one_run(tmp_path: Path) -> None:
    folder = make_bert(tmp_path / "mine")
    two_way = [row | {"label": "supports" if row["label"] == "supports" else "not_supports"} for row in ROWS]
    write(tmp_path / "data" / "three.jsonl", ROWS)
    write(tmp_path / "data" / "two.jsonl", two_way)
    command = ["model", "check", str(folder), "--data", str(tmp_path / "data")]
    done = CliRunner().invoke(app, [*command, "--json", "--most", "6"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["model"]["name"].startswith("mine (")
    assert told["shipped"]["name"].startswith("factcheck-stance")
    for role in ("model", "shipped"):
        assert told[role]["pairs_per_second"] > 0
        assert {name: one["measure"] for name, one in told[role]["sets"].items()} == {
            "three": "macro_f1", "two": "balanced_accuracy",
        }  # fmt: skip
        assert all(one["n"] == 6 and one["value"] == one[one["measure"]] for one in told[role]["sets"].values())
    shown = CliRunner().invoke(app, command)
    assert "balanced_accuracy" in shown.stdout
    assert "pairs a second on this machine" in shown.stdout


def test_the_development_groups_come_with_the_tool() -> None:
    rows = read_development()
    assert len(rows) > 300
    assert {row["label"] for row in rows} == {"supports", "contradicts", "neutral"}
    assert list(read_sets(None).values()) == [rows]


def test_data_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither a file of labelled pairs nor a folder"):
        read_sets(tmp_path)


def test_the_models_in_use_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "FACTCHECK_STANCE_MODEL", str(make_roberta(tmp_path / "mine", {0: "entailment", 1: "not_entailment"}))
    )
    monkeypatch.setenv("FACTCHECK_SECOND_READER", "http://localhost:11434")
    monkeypatch.setenv("FACTCHECK_SECOND_READER_MODEL", "gemma3")
    told = json.loads(CliRunner().invoke(app, ["model", "--json"]).stdout)
    assert told["stance"].startswith("mine (")
    assert "two-way" in told["stance"]
    assert told["second reader"] == "gemma3 at http://localhost:11434"


def test_a_model_is_fetched_once_by_name_then_used_without_a_network(tmp_path: Path) -> None:
    folder = make_bert(tmp_path / "there")
    (folder / "modeling_own.py").write_text("raise SystemExit('run')\n")
    (folder / "pytorch_model.bin").write_bytes(b"a pickle")
    home = tmp_path / "home"
    home.mkdir()
    rows = write(tmp_path / "data" / "three.jsonl", ROWS)
    with hub(folder) as (address, fetched):
        done = run(["model", "fetch", NAME], address, home)
        assert done.returncode == 0, done.stderr
        assert COMMIT[:12] in done.stdout
    assert "model.safetensors" in fetched
    assert not {"modeling_own.py", "pytorch_model.bin"} & set(fetched), "data alone is fetched"
    nowhere = "http://127.0.0.1:9"
    used = run(["model", "check", NAME, "--data", str(rows), "--json"], nowhere, home)
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout)["model"]["name"].startswith(f"{NAME} (")
    assert json.loads(run(["model", "--json"], nowhere, home).stdout)["fetched"] == [NAME]


def test_what_cannot_be_used_is_not_fetched(tmp_path: Path) -> None:
    folder = make_bert(tmp_path / "there")
    relabel(folder, {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"})
    home = tmp_path / "home"
    home.mkdir()
    with hub(folder) as (address, fetched):
        odd = run(["model", "fetch", NAME], address, home)
        missing = run(["model", "fetch", "tiny/other"], address, home)
        (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
        pickled = run(["model", "fetch", NAME], address, home)
    gone = run(["model", "fetch", NAME], address, home)
    assert [one.returncode for one in (odd, missing, pickled, gone)] == [2] * 4
    assert "labels of the stance model 'tiny/nli' cannot be read" in odd.stderr
    assert fetched == ["config.json"]
    assert "has no such model" in missing.stderr
    assert "no weights as safetensors or ONNX" in pickled.stderr
    assert "Check that this machine is online" in gone.stderr


def test_a_check_by_a_model_of_another_maker_opens_no_socket_and_says_who_read(tmp_path: Path) -> None:
    folder = make_roberta(tmp_path / "mine")
    paper = tmp_path / "a.txt"
    paper.write_text("Acme sold four hundred engines to the agency.")
    told = run_denied(
        [
            ["case", "new", CASE],
            ["ingest", str(paper), "--case", CASE],
            ["claim", "add", "--case", CASE, "--text", "Acme sold engines."],
            ["check", "--case", CASE, "--text", "Acme sold engines.", "--stance-model", str(folder), "--json"],
        ],
        tmp_path,
    )
    assert "ATTEMPTS []" in told
    checked = json.loads(told[told.index("{") : told.rindex("}") + 1])
    assert checked["models"]["stance"].startswith("mine (")
    assert [one["read_by"] for one in checked["evidence"]] == [checked["models"]["stance"]]
    assert "second reader" not in checked["models"]
