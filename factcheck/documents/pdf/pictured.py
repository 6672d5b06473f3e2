"""The pages of a PDF whose text layer does not do are drawn and read by OCR."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from enum import StrEnum

import numpy as np
import pypdfium2
import pypdfium2.raw

from factcheck.documents.ocr import Engine, EngineMissing, cannot_read, open_engine, read_picture
from factcheck.documents.page_image import render_opened
from factcheck.documents.pdfium import PDFIUM_LOCK
from factcheck.documents.raw import RawPage
from factcheck.documents.text import BLANK_PAGE
from factcheck.documents.text_quality import Layer, count_letters, judge_text
from factcheck.model import Redaction
from factcheck.settings import OcrSettings

MAX_DPI, MIN_DPI = 300, 150  # a finer picture is drawn at 300, which OCR reads as well; a coarser one is not made finer
FEW_LETTERS = 300  # a page with fewer below a picture that covers it may be a scan with a stamp or a court's heading
COVERS = 0.5  # of a page's area
MORE_LETTERS = 1.5  # times those of the text layer: then the picture says more than it


class Need(StrEnum):
    """Why a page's picture is to be read."""

    NO_TEXT = "it has no text layer"
    GARBLED = "its text layer is garbled"
    COVERED = "a picture covers the page and its text layer holds little of it"


def need_of(pdfium: pypdfium2.PdfDocument, index: int, raw: RawPage) -> Need | None:
    """Why a page is to be read by OCR; None where its text layer does, or it is blank."""
    layer = judge_text(raw.text)
    if layer is Layer.GARBLED:
        return Need.GARBLED
    if layer is Layer.MISSING:
        return None if raw.problem == BLANK_PAGE else Need.NO_TEXT
    if count_letters(raw.text) < FEW_LETTERS and _pictures(pdfium, index)[0] >= COVERS:
        return Need.COVERED
    return None


def read_pictured(
    pdfium: pypdfium2.PdfDocument,
    pages: Sequence[RawPage],
    needs: Mapping[int, Need],
    settings: OcrSettings,
    on_read: Callable[[], None],
) -> list[RawPage]:
    """Read the pages that need it by OCR, several at a time.

    Args:
        pdfium: the open document.
        pages: all its pages, as their text layers gave them.
        needs: the indices of the pages to read, and why.
        settings: of OCR.
        on_read: called after each page that was read.

    Returns:
        All pages; where OCR gives nothing, with the reason for it, or with the text layer where that is not garbled.
    """
    read = list(pages)
    engine, why_not = None, ""
    try:
        engine = open_engine(settings)
    except EngineMissing as missing:
        why_not = cannot_read(missing)

    def read_one(index: int) -> None:
        if engine is None:
            read[index] = _choose(pages[index], replace(pages[index], text="", problem=why_not), needs[index], "")
        else:
            found = _read_by_ocr(pdfium, index, pages[index], engine, settings.seconds)
            read[index] = _choose(pages[index], found, needs[index], engine.name)
        on_read()

    with ThreadPoolExecutor(max(1, settings.threads), "ocr") as pool:
        for done in [pool.submit(read_one, index) for index in needs]:
            done.result()
    return read


def _choose(layer: RawPage, found: RawPage, need: Need, engine: str) -> RawPage:
    """What OCR found, or the text layer where that says as much; a garbled one is never kept."""
    if need is Need.COVERED and count_letters(found.text) < MORE_LETTERS * count_letters(layer.text):
        return layer
    if not found.text:
        why = f"{need}, and " if need is Need.GARBLED else ""
        return replace(layer, text="", words=found.words, problem=why + found.problem)
    reader = engine if need is Need.NO_TEXT else f"{engine}, because {need}"
    return replace(found, reader=reader, redactions=_choose_redactions(layer, found))


def _choose_redactions(layer: RawPage, found: RawPage) -> tuple[Redaction, ...]:
    """Those of the layer, which knows the text under them; of a page without text the black ones as OCR saw it upright."""
    if layer.text.strip() or any(one.is_bad or one.codes for one in layer.redactions):
        return layer.redactions
    return (*(one for one in layer.redactions if one.kind != "black"), *found.redactions)


def _read_by_ocr(pdfium: pypdfium2.PdfDocument, index: int, page: RawPage, engine: Engine, seconds: float) -> RawPage:
    """Draw a page and read its picture."""
    try:
        dpi = _pictures(pdfium, index)[1] if not page.text.strip() else MAX_DPI
        image = render_opened(pdfium, index, min(MAX_DPI, max(MIN_DPI, dpi)) / 72)
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return replace(page, text="", problem="its picture cannot be drawn, so OCR cannot read it")
    width, height = page.width or image.width, page.height or image.height
    return read_picture(np.asarray(image.convert("L")), width, height, engine, seconds)


def _pictures(pdfium: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    """How much of a page its pictures cover, 0 to 1, and the resolution of the largest in dpi; `MAX_DPI` without any."""
    covered, largest, dpi = 0.0, 0.0, float(MAX_DPI)
    with PDFIUM_LOCK, closing(pdfium[index]) as page:
        width, height = page.get_size()
        for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            try:
                left, bottom, right, top = one.get_bounds()
                pixels = math.prod(one.get_px_size())
            except pypdfium2.PdfiumError:
                continue
            area = max(0.0, right - left) * max(0.0, top - bottom)
            covered += area / (width * height) if width * height else 0
            if area > largest:
                largest, dpi = area, 72 * math.sqrt(pixels / area)
    return min(1.0, covered), dpi
