"""Read a PDF: pypdf for its structure, PDFium for the text and the places of each page.

Along these steps each page goes, and each is the place to change for what it does:

1. `reading.py`       opens the file by both libraries, and reads page by page: ``_read_by_pdfium`` has the page open.
2. `text_layer.py`    page -> `raw.Characters`: PDFium's characters, each with its box.
   Characters under black boxes are taken out here, by `Characters.keep`, while the page is open.
3. `raw.RawPage`      text and boxes of its words. A page whose text layer is missing or garbled gets the words of OCR here.
4. `finishing.py`     all pages of the document: lines in reading order -> furniture out -> cleaned, once -> `model.Page`.
"""

from __future__ import annotations

from factcheck.documents.pdf.reading import read_pdf

__all__ = ["read_pdf"]
