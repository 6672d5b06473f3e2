"""Read messages of e-mail by their standard (RFC 5322, MIME): single ones (EML), and many in one file (mbox)."""

from __future__ import annotations

import email
import email.policy
import platform
import re
from collections.abc import Iterator
from email.message import MIMEPart

from factcheck.documents.kind import Kind
from factcheck.documents.mail import Attachment, Mail, open_mail
from factcheck.documents.parts import Opened, PartsFolder, TooLarge

SHOWN = ("From", "To", "Cc", "Bcc", "Date", "Subject")
MAX_DEPTH = 20  # multiparts in multiparts

_MBOX_FROM = re.compile(rb"^From \S+.*\d{4}.*\r?\n(?=[A-Za-z-]+:)", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def open_eml(data: bytes, file: str, folder: PartsFolder) -> Opened:
    """Read a message and take out what is attached to it.

    Raises:
        UnreadableDocument: there is nothing in it.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    headers = [(name, text) for name in SHOWN if (text := _header(message, name))]
    text, html, attachments = _take_apart(message)
    reader = f"Python {platform.python_version()} email"
    mail = Mail(str(Kind.EML), headers, _header(message, "Subject"), text, html, attachments, reader)
    return open_mail(mail, file, folder)


def open_mbox(data: bytes, folder: PartsFolder) -> Opened:
    """Take the messages of a mailbox apart; each is a file of its own."""
    starts = list(_MBOX_FROM.finditer(data))
    ends = [match.start() for match in starts[1:]] + [len(data)]
    for number, (match, end) in enumerate(zip(starts, ends, strict=True), start=1):
        message = _QUOTED_FROM.sub(rb"\1", data[match.end() : end])
        try:
            folder.put(f"message {number}.eml", [message])
        except TooLarge as error:
            folder.refuse_rest(f"message {number}.eml and what follows", str(error))
            break
    return Opened(None, tuple(folder.parts))


def is_mbox(data: bytes) -> bool:
    """Whether a file begins like a mailbox of many messages."""
    return _MBOX_FROM.match(data[:10_000]) is not None


def _header(message: MIMEPart, name: str) -> str:
    """A header's text; as it stands there where it breaks the rules."""
    try:
        values = message.get_all(name) or []
        return ", ".join(str(value) for value in values)
    except Exception:  # the parser of the standard library stumbles over some headers that spam and old programs write
        raw = [value for key, value in message.raw_items() if key.lower() == name.lower()]
        return ", ".join(str(value) for value in raw)


def _take_apart(message: MIMEPart) -> tuple[str, str, list[Attachment]]:
    """The plain text, the HTML and the attachments of a message."""
    texts: list[str] = []
    pages: list[str] = []
    attachments: list[Attachment] = []
    for part in _leaves(message):
        is_file = part.get_content_disposition() == "attachment" or bool(_file_name(part))
        kind = part.get_content_type()
        if kind == "text/plain" and not is_file:
            texts.append(_text(part))
        elif kind == "text/html" and not is_file:
            pages.append(_text(part))
        else:
            attachments.append(_attachment(part, len(attachments) + 1))
    return "\n\n".join(filter(None, texts)), "\n".join(pages), attachments


def _leaves(message: MIMEPart, depth: int = 0) -> Iterator[MIMEPart]:
    """The parts that hold no further parts, but for messages, which are files of their own."""
    if message.get_content_maintype() == "multipart" and message.is_multipart() and depth < MAX_DEPTH:
        for part in message.iter_parts():
            yield from _leaves(part, depth + 1)
    else:
        yield message


def _text(part: MIMEPart) -> str:
    """A part's text, in an encoding that fits where the message names none or a wrong one."""
    try:
        return str(part.get_content())
    except Exception:  # an unknown encoding, or bytes that are not in it
        data = part.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(part.get_payload())


def _attachment(part: MIMEPart, number: int) -> Attachment:
    name = _file_name(part)
    try:
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()[0]  # type: ignore[index]
            subject = " ".join(_header(inner, "Subject").split()).replace("/", " ")  # type: ignore[arg-type]
            return Attachment(name or f"{subject or f'message {number}'}.eml", inner.as_bytes())  # type: ignore[union-attr]
        data = part.get_payload(decode=True)
    except Exception as error:  # an attachment that is damaged must not cost the message
        return Attachment(name or f"attachment {number}", problem=f"the attachment is damaged ({type(error).__name__})")
    is_in_text = part.get_content_disposition() != "attachment" and part.get_content_maintype() == "image"
    return Attachment(name or f"attachment {number}", data if isinstance(data, bytes) else b"", is_in_text)


def _file_name(part: MIMEPart) -> str:
    try:
        return " ".join((part.get_filename() or "").split())
    except Exception:
        return ""
