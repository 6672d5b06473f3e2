"""Read a picture as a document: PNG, JPEG, WebP, and TIFF with any number of pages, all by OCR."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import PIL

from factcheck.documents.finishing import finish_pages
from factcheck.documents.kind import Kind
from factcheck.documents.ocr import EngineMissing, cannot_read, open_engine, read_picture
from factcheck.documents.pictures import count_pages, is_small_copy, open_picture, show_upright, size_in_points
from factcheck.documents.raw import RawPage
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument
from factcheck.settings import OcrSettings

OnPage = Callable[[int, int], None]
SMALL_COPY = "it is a small copy of another page of the file"


def read_picture_file(
    data: bytes, file: str, kind: Kind, on_page: OnPage | None, settings: OcrSettings
) -> ReadDocument:
    """Read a picture file, each of its pages by OCR.

    Raises:
        UnreadableDocument: it is damaged, too large or animated; where only some pages are, those say why.
    """
    with open_picture(data, kind, file=file) as picture:
        n_pages = count_pages(picture, file)
    engine, problem = None, ""
    try:
        engine = open_engine(settings)
    except EngineMissing as missing:
        problem = cannot_read(missing)

    def read_page(number: int) -> RawPage:
        try:
            with open_picture(data, kind, number if n_pages > 1 else None, file) as picture:
                if number > 1 and is_small_copy(picture):
                    return RawPage("", problem=SMALL_COPY)
                page = show_upright(picture)
                width, height = size_in_points(page, picture)
        except UnreadableDocument as error:
            if n_pages == 1:
                raise
            return RawPage("", problem=error.reason)
        if engine is None:
            return RawPage("", width=width, height=height, problem=problem)
        read = read_picture(np.asarray(page.convert("L")), width, height, engine, settings.seconds)
        return replace(read, reader=engine.name if read.text else "")

    pages = []
    with ThreadPoolExecutor(max(1, settings.threads), "ocr") as pool:
        for page in pool.map(read_page, range(1, n_pages + 1)):
            pages.append(page)
            if on_page is not None:
                on_page(len(pages), n_pages)
    return ReadDocument(str(kind), "", finish_pages(pages), f"Pillow {PIL.__version__}")
