"""Pages of the app drawn without a browser, and what stands on them."""

from __future__ import annotations

from app_workspaces import CASE
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from factcheck.store.evidence import ClaimRecord, load_record
from factcheck.store.workspace import Workspace
from factcheck.ui import session

APP = session.ROOT / "app.py"


def open_page(to: str = session.CLAIMS, /, **address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if to != session.CLAIMS:
        app.switch_page(to)
        app.run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def labelled(app: AppTest, label: str) -> TextInput:
    return next(box for box in app.text_input if box.label == label)


def record_of(workspace: Workspace, claim_id: str = "C1") -> ClaimRecord:
    with workspace.reading() as db:
        return load_record(db, CASE, claim_id)


def lay_open(app: AppTest, evidence: int) -> AppTest:
    """Lay a piece of evidence open on the desk, where it is decided, unless it lies open."""
    for button in app.button:
        if button.key == f"desk_lay_{evidence}":
            return button.click().run()
    return app


def evidence_from(workspace: Workspace, file: str, claim_id: str = "C1") -> int:
    checked = record_of(workspace, claim_id).checked
    assert checked is not None
    (found,) = (one.id for one in checked.evidence if one.document.file == file)
    assert found is not None
    return found
