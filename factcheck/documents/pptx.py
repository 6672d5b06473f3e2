"""Read a presentation of PowerPoint: a page for each slide, with its speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

import pptx

from factcheck.documents.cleaning import clean_text
from factcheck.documents.kind import Kind
from factcheck.documents.tables import CELL_BREAK
from factcheck.documents.text import clean_pages
from factcheck.documents.zips import refuse_bomb
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

NO_TITLE = "PowerPoint Presentation"  # what python-pptx and PowerPoint say where nobody gave a title
MAX_DEPTH = 20  # groups in groups


def read_pptx(data: bytes, file: str) -> ReadDocument:
    """Read a presentation.

    Raises:
        UnreadableDocument: damaged, too large when unpacked, or without text.
    """
    refuse_bomb(data, file)
    try:
        shown = pptx.Presentation(io.BytesIO(data))
        title = clean_text(shown.core_properties.title or "")
        texts = ["\n\n".join(_read_slide(slide)) for slide in shown.slides]
    except Exception as error:  # python-pptx, lxml and zlib let errors of many kinds through
        remedy = "Open it in PowerPoint, save it again as PPTX or PDF, and add that file"
        raise UnreadableDocument(file, "this presentation (PPTX) is damaged", remedy) from error
    title = "" if title == NO_TITLE else title
    return ReadDocument(str(Kind.PPTX), title, clean_pages(texts, file), f"python-pptx {version('python-pptx')}")


def _read_slide(slide: Any) -> Iterator[str]:
    yield from _read_shapes(slide.shapes)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        if notes:
            yield f"Notes: {notes}"


def _read_shapes(shapes: Iterable[Any], depth: int = 0) -> Iterator[str]:
    """Give the texts of shapes in the order of the file; one line for each row of a table."""
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < MAX_DEPTH:
            yield from _read_shapes(shape.shapes, depth + 1)
        elif getattr(shape, "has_table", False):
            rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in shape.table.rows)
            yield "\n".join(CELL_BREAK.join(cells) for cells in rows if any(cells))
        elif shape.has_text_frame and shape.text_frame.text.strip():
            yield shape.text_frame.text
