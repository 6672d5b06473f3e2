"""``factcheck app``: the app in the browser, for this machine only."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from factcheck.cli.context import StanceModelOption, WorkspaceOption, open_workspace

ADDRESS = "127.0.0.1"
_PORTS_TRIED = 20
_SECONDS_TO_START = 30


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; the next free one if it is taken.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    stance_model: StanceModelOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Start the app at 127.0.0.1; nothing is sent anywhere."""
    if chosen := stance_model or os.environ.get("FACTCHECK_STANCE_MODEL"):
        folder = Path(chosen).expanduser()  # the app runs in another folder, where a relative path means another
        os.environ["FACTCHECK_STANCE_MODEL"] = str(folder.resolve()) if folder.is_dir() else chosen
    start(open_workspace(context, workspace).root.resolve(), port, browser)


def start(root: Path, port: int, browser: bool, page: str = "") -> NoReturn:
    """Run the app until it is stopped, and end the program with its exit code.

    Args:
        root: the workspace.
        port: of 127.0.0.1; the next free one if it is taken.
        browser: whether to open a browser window.
        page: which page to open, as it stands in the address.
    """
    port = _free_port(port)
    url = f"http://{ADDRESS}:{port}/{page}"
    typer.echo(f"Factcheck is at {url} (workspace {root}). Stop it with Ctrl-C.", err=True)
    if browser and _has_screen():
        threading.Thread(target=_open_browser, args=(port, url), daemon=True).start()
    os.environ["FACTCHECK_WORKSPACE"] = str(root)
    from factcheck.ui import server  # here, because no other command has a use for Streamlit

    server.run(ADDRESS, port)


def _has_screen() -> bool:
    """Whether a browser window can be opened here; a text browser in the terminal would be in the way."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_browser(port: int, url: str) -> None:
    """Open a page of the app once the server answers, or not at all."""
    for _ in range(_SECONDS_TO_START * 4):
        time.sleep(0.25)
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                webbrowser.open(url)
                return


def _free_port(first: int) -> int:
    """The first port that nobody listens on, from ``first`` upwards; ``first`` itself where all are taken."""
    for port in range(first, first + _PORTS_TRIED):
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) != 0:
                return port
    return first
