"""Who stops a command by Ctrl-C reads what is kept of its work, and what is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Command
from conftest import REPOSITORY

STORED = "Stopped. What was stored until now is kept; the same command does the rest.\n"
NOTHING = "Stopped. Nothing is kept; the same command starts from the beginning.\n"


def stop(*_: object, **__: object) -> None:
    """A person presses Ctrl-C."""
    raise KeyboardInterrupt


def listen_to_ctrl_c() -> None:
    """A program that is started in the background is told not to."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent in another way there")
def test_a_command_that_is_stopped_says_that_what_it_stored_is_kept(acme_case: Command, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "factcheck", "watch", str(folder), "--case", "acme"],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen_to_ctrl_c,
    )
    assert process.stderr is not None
    assert "Ctrl-C ends it" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=300)
    assert (process.returncode, told) == (130, STORED)


@pytest.mark.parametrize(
    ("work", "words", "told"),
    [
        ("factcheck.cli.checking.open_readers", ("check", "--case", "acme", "--claim", "C1"), STORED),
        ("factcheck.evaluate.cases.find_cases", ("evaluate", "cases", "."), NOTHING),
        ("factcheck.evaluate.benchmark.read_benchmark", ("evaluate", "retrieval", "."), NOTHING),
        ("factcheck.stance.opening.open_stance_model", ("model", "check", "shipped"), NOTHING),
        (
            "factcheck.evaluate.benchmark.read_benchmark",
            ("evaluate", "pipeline", "."),
            "Stopped. Nothing is kept; with --keep FOLDER, embeddings are.\n",
        ),
        (
            "factcheck.evaluate.benchmark.read_benchmark",
            ("evaluate", "pipeline", ".", "--keep", "kept"),
            "Stopped. Embeddings until now are kept in kept; the same command goes on from there.\n",
        ),
    ],
    ids=["check", "cases", "retrieval", "model check", "pipeline", "pipeline that keeps"],
)
def test_each_command_says_what_is_true_of_it(
    acme_case: Command, monkeypatch: pytest.MonkeyPatch, work: str, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(work, stop)
    acme_case(*words, code=130)
    assert acme_case.result.stderr == told
