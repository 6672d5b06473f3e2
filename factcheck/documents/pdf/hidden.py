"""Read what lies under the boxes of a page: only ever on a person's explicit word, from the received file, stored nowhere."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pypdfium2

from factcheck.documents.pdf.covers import find_on_page
from factcheck.documents.pdf.text_layer import read_characters
from factcheck.documents.pdfium import PDFIUM_LOCK, open_pdfium
from factcheck.errors import UnreadableDocument


def read_hidden_text(path: Path, file: str, page_number: int) -> str:
    """Read the text under the redactions of one page of a PDF, in text order; what lies apart on lines of its own.

    Args:
        path: the received file.
        file: its name, for errors.
        page_number: 1-based.

    Raises:
        UnreadableDocument: the file or the page cannot be opened.
    """
    pdfium, _ = open_pdfium(path.read_bytes())
    if pdfium is None:
        raise UnreadableDocument(
            file, "this file is no PDF that can be opened", "Nothing is hidden in it that is known of"
        )
    try:
        with (
            PDFIUM_LOCK,
            closing(pdfium),
            closing(pdfium[page_number - 1]) as page,
            closing(page.get_textpage()) as text,
        ):
            characters = read_characters(page, text)
            hidden = find_on_page(page, text, characters).hidden
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise UnreadableDocument(file, "the page cannot be opened", "Check its number", page_number) from error
    runs = np.flatnonzero(
        np.diff(np.concatenate([[False], hidden | _spaces_between(characters.text, hidden), [False]]))
    )
    return "\n".join(characters.text[start:end].strip() for start, end in zip(runs[::2], runs[1::2], strict=True))


def _spaces_between(text: str, hidden: np.ndarray) -> np.ndarray:
    """The white space between two hidden letters."""
    found = np.zeros(len(text), np.bool_)
    before = False
    start = 0
    for index, character in enumerate(text):
        if character.isspace():
            continue
        if hidden[index] and before:
            found[start:index] = True
        before, start = bool(hidden[index]), index + 1
    return found
