"""Picture of a page -> its words, their places, and how sure the reading is.

Tesseract reads where it is installed, else RapidOCR, whose models lie in its package. Nothing is ever fetched.
`preparing` makes a picture fit to be read, `tesseract` and `rapid` are the engines, `reading` puts both together.
"""

from __future__ import annotations

from factcheck.documents.ocr.engines import Engine, EngineMissing, cannot_read, open_engine
from factcheck.documents.ocr.reading import read_picture

__all__ = ["Engine", "EngineMissing", "cannot_read", "open_engine", "read_picture"]
