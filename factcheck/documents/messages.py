"""What a worker process and the program that asked it say to each other: one line of JSON a message.

JSON, because a worker has read a hostile file and its answer is not to be trusted: decoding it can run nothing.
Pages go one at a time, their words packed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from factcheck.documents.page_view import PageView
from factcheck.documents.parts import Opened, Part
from factcheck.model import Box, Page, ReadAs, ReadDocument, Redaction
from factcheck.packing import PackedWords, pack_words

Message = dict[str, Any]


def encode(message: Message) -> bytes:
    """Write a message as one line."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """Read a message.

    Raises:
        ValueError: the line holds none.
    """
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("no message")
    return message


def view_to_json(view: PageView) -> Message:
    """What is to be seen of a page, as a message can say it."""
    return asdict(view)


def view_from_json(message: Message) -> PageView:
    """The opposite of `view_to_json`."""
    boxes = {name: tuple(Box(**box) for box in message[name]) for name in ("boxes", "marked")}
    return PageView(**message | boxes)


def tell_opened(opened: Opened) -> Iterator[Message]:
    """The messages that say what opening a file gave; `hear_opened` puts them together again."""
    if opened.read is not None:
        for page in opened.read.pages:
            yield {"tells": "page", **_page_to_json(page)}
        plain = {one.name: getattr(opened.read, one.name) for one in fields(ReadDocument) if one.name != "pages"}
        yield {"tells": "document", **plain}
    for part in opened.parts:
        yield {"tells": "part", **asdict(part), "path": part.path and part.path.name}


def hear_opened(messages: Iterable[Message], folder: Path) -> Opened:
    """Put together what a worker told of a file; a part's file is looked for in ``folder`` alone.

    Raises:
        ValueError, TypeError, KeyError: these are not the messages of `tell_opened`.
    """
    pages: list[Page] = []
    parts: list[Part] = []
    read = None
    for message in messages:
        tells = message.pop("tells")
        if tells == "page":
            pages.append(_page_from_json(message))
        elif tells == "part":
            name = message.pop("path")
            parts.append(Part(**message, path=folder / Path(name).name if name else None))
        else:
            read = ReadDocument(**message, pages=())
    return Opened(read and replace(read, pages=tuple(pages)), tuple(parts))


def _page_to_json(page: Page) -> Message:
    plain = {one.name: getattr(page, one.name) for one in fields(Page) if one.name != "words"}
    words = base64.b64encode(pack_words(page.words)).decode("ascii") if page.words else ""
    return plain | {"redactions": [asdict(one) for one in page.redactions], "words": words}


def _page_from_json(message: Message) -> Page:
    redactions = tuple(
        Redaction(Box(**one.pop("box")), codes=tuple(one.pop("codes")), **one) for one in message.pop("redactions")
    )
    words = message.pop("words")
    return Page(
        **message | {"read_as": ReadAs(message["read_as"])},
        redactions=redactions,
        words=PackedWords(base64.b64decode(words)) if words else (),
    )
