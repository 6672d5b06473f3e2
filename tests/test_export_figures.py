"""A figure is the page with the passage boxed; where none can be shown, the export says so or keeps silent with reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import CASE, SUPPORTS, make_claim, make_readers
from made_documents import make_pdf
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text

from factcheck.export import figures
from factcheck.export.content import gather_export, rows_of
from factcheck.export.figures import Figure, Figures
from factcheck.export.formats import make_file
from factcheck.export.protection import load_protection
from factcheck.model import Provenance
from factcheck.pipeline import check_and_store, ingest
from factcheck.store.cases import save_claim, save_protected
from factcheck.store.workspace import Workspace

Save = Callable[[str, bytes | str], Path]
LINES = "The first line of the page.\nAcme sold engines to the agency.\nJane Doe signed it."
INK = (176, 84, 0)  # of the boxes


@pytest.fixture
def paged(workspace: Workspace, save: Save) -> Workspace:
    """A claim with a passage on the second page of a PDF, and one in a text."""
    readers = make_readers({"sold engines": SUPPORTS})
    paper, note = save("a.pdf", make_pdf(["Nothing of use here.", LINES])), save("b.txt", "It sold engines, they say.")
    ingest(workspace, CASE, [paper, note], readers, {paper: Provenance(title="Memo")})
    with workspace.writing() as db:
        save_claim(db, CASE, make_claim("C1", "Acme sold engines."))
    check_and_store(workspace, CASE, "C1", readers)
    return workspace


def drawn(workspace: Workspace, most: int = 200, is_protected: bool = False) -> dict[tuple[str, int], Figure | str]:
    export = gather_export(workspace, CASE, is_protected=is_protected)
    protection = load_protection(workspace, CASE) if is_protected else None
    made = Figures(workspace, CASE, protection, most)
    return {(str(row["document"]), int(str(row["page"]))): made.draw(row) for row in rows_of(export.table)}


def test_a_figure_is_the_page_with_the_passage_boxed(paged: Workspace) -> None:
    figure = drawn(paged)["Memo", 2]
    assert isinstance(figure, Figure)
    image = Image.open(io.BytesIO(figure.png))
    assert (image.format, image.size, image.info.keys() - {"transparency"}) == (
        "PNG",
        (figure.width, figure.height),
        set(),
    )
    assert figure.height / figure.width == pytest.approx(792 / 612, rel=0.01)
    near = np.abs(np.asarray(image.convert("RGB"), dtype=int) - INK).sum(axis=2) < 60
    rows = np.flatnonzero(near.any(axis=1))
    assert len(rows) and rows.max() < image.height / 4  # the text stands at the top of the page


def test_a_file_without_pages_has_no_figure_and_no_remark(paged: Workspace) -> None:
    assert drawn(paged)["b.txt", 1] == ""


def test_a_place_that_is_not_known_is_said(paged: Workspace) -> None:
    with paged.writing() as db:
        db.execute(text("DELETE FROM page_words"))
    assert drawn(paged)["Memo", 2] == "No figure: the place of the passage on the page is not known."


def test_a_received_file_that_is_gone_is_said_without_its_name(paged: Workspace) -> None:
    for path in paged.received.rglob("*"):
        if path.is_file():
            path.unlink()
    said = drawn(paged)["Memo", 2]
    assert isinstance(said, str) and said.startswith("No figure: ") and len(said) < 80


def test_only_so_many_figures_are_drawn(paged: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_FIGURES", 0)
    assert "No figure: this file holds the first 0 only." in drawn(paged, most=0).values()


@pytest.mark.parametrize("name", ["html", "docx", "pdf"])
def test_figures_stand_in_the_formats_that_show_them(paged: Workspace, name: str) -> None:
    with_, without = (make_file(gather_export(paged, CASE, with_figures=one), name).data for one in (True, False))
    assert (count_pictures(with_, name), count_pictures(without, name)) == (1, 0)


def count_pictures(data: bytes, name: str) -> int:
    if name == "html":
        return len(
            BeautifulSoup(data, "html.parser").find_all("img", src=lambda source: source.startswith("data:image/png"))
        )
    if name == "pdf":
        return sum(len(page.images) for page in PdfReader(io.BytesIO(data)).pages)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").count(b"<a:blip ")


def test_a_page_with_protected_words_is_not_shown(paged: Workspace) -> None:
    assert isinstance(drawn(paged, is_protected=True)["Memo", 2], Figure)
    with paged.writing() as db:
        save_protected(db, CASE, ["Jane Doe"])
    assert drawn(paged, is_protected=True)["Memo", 2] == "No figure: what is protected stands on the page."
