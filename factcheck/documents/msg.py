"""Read a message of Outlook (MSG): its headers and text, and what is attached to it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import oxmsg

from factcheck.documents.kind import Kind
from factcheck.documents.mail import Attachment, Mail, open_mail
from factcheck.documents.parts import Opened, PartsFolder
from factcheck.errors import UnreadableDocument

_DISPLAY_TO, _DISPLAY_CC, _DISPLAY_BCC = 0x0E04, 0x0E03, 0x0E02  # properties of MAPI: recipients as people read them


def open_msg(data: bytes, file: str, folder: PartsFolder) -> Opened:
    """Read a message and take out what is attached to it.

    Raises:
        UnreadableDocument: damaged, or nothing is in it.
    """
    try:
        message = oxmsg.Message.load(data)
        sent = message.sent_date
        headers = [
            ("From", message.sender or ""),
            ("To", _recipients(message, _DISPLAY_TO)),
            ("Cc", _recipients(message, _DISPLAY_CC)),
            ("Bcc", _recipients(message, _DISPLAY_BCC)),
            ("Date", sent.isoformat(" ", "minutes") if sent else message.message_headers.get("Date", "")),
            ("Subject", message.subject),
        ]
        attachments = [_attachment(one, number) for number, one in enumerate(message.attachments, start=1)]
        text, html = message.body or "", message.html_body or ""
    except Exception as error:  # python-oxmsg and olefile let errors of many kinds through
        remedy = "Open it in Outlook, save it as PDF or EML, and add that file"
        raise UnreadableDocument(file, "this message (MSG) is damaged", remedy) from error
    reader = f"python-oxmsg {version('python-oxmsg')}"
    return open_mail(Mail(str(Kind.MSG), headers, message.subject, text, html, attachments, reader), file, folder)


def _recipients(message: Any, display: int) -> str:
    """Recipients with their addresses where the message lists them, else by their names as they are shown."""
    shown = message.properties.str_prop_value(display) or ""
    if display != _DISPLAY_TO:
        return str(shown)
    listed = [
        f"{one.name} <{one.email_address}>" if one.email_address and one.email_address != one.name else one.name
        for one in message.recipients
        if one.name and (one.name in shown or not shown)
    ]
    return ", ".join(listed) or str(shown)


def _attachment(attachment: Any, number: int) -> Attachment:
    name = attachment.file_name or f"attachment {number}"
    try:
        if not attachment.attached_by_value or attachment.file_bytes is None:
            return Attachment(
                name, problem="it is attached as a message or a link, which this reader does not take out"
            )
        return Attachment(name, attachment.file_bytes)
    except Exception as error:  # an attachment that is damaged must not cost the message
        return Attachment(name, problem=f"the attachment is damaged ({type(error).__name__})")
