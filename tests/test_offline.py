"""Nothing is sent and nothing is fetched: documents are taken in and claims checked with every socket denied."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from conftest import REPOSITORY

DENY = """
import socket, sys
attempts = []

def deny(*arguments, **named):
    attempts.append(repr(arguments)[:200])
    raise OSError("no network in this test")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, deny)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, deny)

def audit(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        attempts.append(event)
        raise OSError("no network in this test")

sys.addaudithook(audit)
"""
RUN = """
from factcheck.cli import app
for words in {commands!r}:
    try:
        app(words)
    except SystemExit as end:
        print("CODE", end.code)
print("ATTEMPTS", attempts)
"""


def run_denied(commands: list[list[str]], tmp_path: Path) -> str:
    """Run commands in one process that cannot open a socket, in a home without any cache."""
    named = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and "HF_" not in name}
    home = tmp_path / "home"
    home.mkdir()
    environment = named | {"PYTHONPATH": str(REPOSITORY), "HOME": str(home), "FACTCHECK_WORKSPACE": str(tmp_path / "w")}
    code = DENY + RUN.format(commands=commands)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_case_is_loaded_and_checked_with_the_shipped_models_and_no_network(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "documents").mkdir(parents=True)
    (folder / "case.yaml").write_text("slug: tiny\ntitle: Tiny\nquestion: Who?\nsummary: Short.\n")
    (folder / "claims.csv").write_text("id,text,organisation\nC1,We sold no engines to the agency.,Acme Inc.\n")
    (folder / "sources.csv").write_text("id,file\nD1,documents/a.md\nD2,documents/page.html\n")
    (folder / "documents" / "a.md").write_text("# Digest\n\nAcme sold 400 engines to the agency in 2018.\n")
    page = folder / "documents" / "page.html"
    page.write_text(
        '<html><img src="http://example.org/x.png"><link href="http://example.org/a.css">Acme rests.</html>'
    )
    told = run_denied(
        [
            ["case", "load", str(folder)],
            ["check", "--case", "tiny", "--claim", "C1", "--json"],
        ],
        tmp_path,
    )
    assert told.count("CODE 0") == 2, told
    assert "ATTEMPTS []" in told
    checked = json.loads(told[told.index("{") : told.rindex("}") + 1])
    assert {one["document"]["file"] for one in checked["evidence"]} == {"a.md", "page.html"}
    against = next(one for one in checked["evidence"] if one["document"]["file"] == "a.md")
    assert against["stance"] == "contradicts"


def test_the_denial_would_be_seen(tmp_path: Path) -> None:
    code = DENY + "try:\n    socket.create_connection(('example.org', 80))\nexcept OSError:\n    print(attempts)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "example.org" in done.stdout
