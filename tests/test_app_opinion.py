"""The app shows who read a passage, and a second opinion apart from it, as letters whatever it holds."""

from __future__ import annotations

import pytest
import streamlit as st
from app_pages import html, open_page
from conftest import CASE
from made_chat import chat_server, say
from test_second_reader import Save, checked_with, readers_with

from factcheck.opinions import APART
from factcheck.store.workspace import Workspace
from factcheck.ui import frame, session

WHY = "<script>alert(1)</script> **so** it says."


def test_a_second_opinion_stands_apart_on_the_card_and_its_asking_on_the_method_page(
    workspace: Workspace, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factcheck.ui.models.Models.start", lambda self: None)
    monkeypatch.setenv("FACTCHECK_WORKSPACE", str(workspace.root))
    st.cache_resource.clear()
    with chat_server(lambda said: say("supports", "Acme sold 400 engines", WHY)) as chat:
        checked_with(workspace, save, readers_with(chat.url))
    shown = html(open_page(session.CLAIM, case=CASE, claim="C1"))
    assert "Second opinion: supports" in shown
    assert "“Acme sold 400 engines”" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **so** it says." in shown
    assert WHY not in shown
    assert APART in shown
    assert shown.count("Second opinion") == 1, "the other answer quoted what its passage does not say"
    assert "Read by script." in shown
    asked = "asked about 2 passages, 1 answer taken; ignored: 1 (a quote that does not stand in the passage)"
    assert asked in shown
    method = html(open_page(session.METHOD, case=CASE, claim="C1"))
    assert asked in method
    assert "second reader" in method
    st.cache_resource.clear()


def test_the_sidebar_names_readers_that_somebody_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(frame.quote, "show", lambda *parts: shown.extend(parts))
    names = {"embedding": "e", "stance": "<b>mine</b> (1234)", "second reader": "tiny at http://127.0.0.1:1"}
    frame._name_other_readers(names)
    assert shown == [], "nothing is said of what is shipped"
    monkeypatch.setenv("FACTCHECK_STANCE_MODEL", "owner/mine")
    monkeypatch.setenv("FACTCHECK_SECOND_READER", "http://127.0.0.1:1")
    monkeypatch.setenv("FACTCHECK_SECOND_READER_MODEL", "tiny")
    frame._name_other_readers(names)
    assert "Stance: &lt;b&gt;mine&lt;/b&gt; (1234)" in shown[0]
    assert "Second reader: tiny at http://127.0.0.1:1" in shown[1]
    frame._name_other_readers({})
    assert len(shown) == 2, "nothing is said before they are loaded"
