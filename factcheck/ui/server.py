"""The server of the app, in this process: what the program has loaded already need not be loaded a second time."""

from __future__ import annotations

import importlib
import os
import threading
import time
from pathlib import Path
from typing import NoReturn

from streamlit import runtime
from streamlit.web import cli

APP = Path(__file__).resolve().parents[2] / "app.py"
FIRST_PAGES = ("factcheck.ui.frame", "factcheck.ui.claims", "factcheck.ui.claim", "factcheck.ui.overview")
_SECONDS_TO_START = 30


def run(address: str, port: int) -> NoReturn:
    """Serve the app of the workspace that the environment names until it is stopped; then the program ends.

    Args:
        address: to listen at.
        port: to listen at.
    """
    os.chdir(APP.parent)  # Streamlit looks for its settings there
    threading.Thread(target=_load_pages, name="pages", daemon=True).start()
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": "true",  # else Streamlit asks for an address and advertises in the page
        "logger.hideWelcomeMessage": "true",
        "browser.gatherUsageStats": "false",
    }
    cli.main(["run", str(APP), *(f"--{name}={value}" for name, value in options.items())], prog_name="streamlit")
    raise SystemExit(0)


def _load_pages() -> None:
    """Load what the first pages need while the browser still fetches the app itself."""
    end = time.monotonic() + _SECONDS_TO_START
    while not runtime.exists() and time.monotonic() < end:  # before that, Streamlit warns of caches without a server
        time.sleep(0.01)
    for page in FIRST_PAGES:
        importlib.import_module(page)
