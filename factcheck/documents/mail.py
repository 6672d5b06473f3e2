"""A message of e-mail as a document: who wrote to whom, when and about what, then its text; attachments beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.documents.cleaning import clean_text
from factcheck.documents.html import read_html
from factcheck.documents.parts import Opened, PartsFolder, TooLarge
from factcheck.documents.text import number_pages
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadDocument

MIN_PICTURE_BYTES = 20_000  # a smaller picture in the text of a message is a logo, not a scan
NO_BODY = "(The message has no text.)"


@dataclass(frozen=True)
class Attachment:
    """A file attached to a message, or why it could not be taken out."""

    name: str
    data: bytes = b""
    is_in_text: bool = False  # shown in the text of the message, as pictures are
    problem: str = ""

    @property
    def is_logo(self) -> bool:
        """Whether it is too small a picture for anything to be read on it."""
        return self.is_in_text and len(self.data) < MIN_PICTURE_BYTES


@dataclass(frozen=True)
class Mail:
    """A message as its reader gave it."""

    media_type: str
    headers: Sequence[tuple[str, str]]  # name and value, in the order to show
    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment]
    reader: str


def open_mail(mail: Mail, file: str, folder: PartsFolder) -> Opened:
    """Write a message as a page of text, and put its attachments into a folder.

    Raises:
        UnreadableDocument: there is nothing in it.
    """
    headers = [*mail.headers, ("Attachments", "; ".join(_say(one) for one in mail.attachments))]
    lines = [f"{name}: {' '.join(value.split())}" for name, value in headers if value.strip()]
    text = mail.text if mail.text.strip() else _see_html(mail.html, file)
    if not lines and not text:
        raise UnreadableDocument(file, "this message is empty", "Check that this is the right file")
    body = "\n".join(lines) + "\n\n" + (text.strip("\n") or NO_BODY)
    _put(mail.attachments, folder)
    pages = number_pages([clean_text(body)], file)
    return Opened(ReadDocument(mail.media_type, clean_text(mail.subject), pages, mail.reader), tuple(folder.parts))


def _say(attachment: Attachment) -> str:
    """Name an attachment in the list of them."""
    return f"{attachment.name} (small picture, not opened)" if attachment.is_logo else attachment.name


def _see_html(html: str, file: str) -> str:
    """The text that a reader of an HTML body sees."""
    try:
        return read_html(html, file).pages[0].text if html.strip() else ""
    except UnreadableDocument:
        return ""


def _put(attachments: Sequence[Attachment], folder: PartsFolder) -> None:
    for one in attachments:
        try:
            if one.problem:
                folder.refuse(one.name, one.problem, "Open the message, save this attachment by itself, and add that")
            elif not one.data:
                folder.refuse(one.name, "the attachment is empty", "Get the message again from where it came from")
            elif not one.is_logo:
                folder.put(one.name, [one.data])
        except TooLarge as error:
            folder.refuse_rest(one.name, str(error))
            return
