"""The models of the app, loaded behind the first page so that nobody waits for them to see what is stored."""

from __future__ import annotations

import threading

import streamlit as st

from factcheck import agreement
from factcheck.errors import FactcheckError
from factcheck.readers import Readers
from factcheck.settings import Settings, read_settings


class Models:
    """Readers for every session of this server, and whether they are loaded. Holds no connection to the database."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings; nothing is loaded before `start`."""
        self.readers = Readers(settings)
        self.trouble = ""
        self._names: dict[str, str] | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def names(self) -> dict[str, str] | None:
        """The models by what they do; None while they are not loaded. Never waits."""
        return self._names

    @property
    def are_loading(self) -> bool:
        """Whether they are on their way."""
        return self._names is None and not self.trouble

    def start(self) -> None:
        """Begin to load; a second call does nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="models", daemon=True)
                self._thread.start()

    def _load(self) -> None:
        try:
            self._names = self.readers.models
        except FactcheckError as error:
            self.trouble = str(error)
        except Exception as error:  # a broken model file can raise anything; said in the sidebar, raised again on use
            self.trouble = f"The models cannot be loaded: {error}"
        agreement.load()  # or the first page that measures agreement would wait for it


def models() -> Models:
    """The models that the settings name, one for all sessions."""
    return _models(read_settings())


@st.cache_resource(show_spinner=False)
def _models(settings: Settings) -> Models:
    return Models(settings)
