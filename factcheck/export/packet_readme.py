"""README.txt of a packet: what it is, how to check it, what that shows and what it does not; for someone without the tool."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

_WIDTH = 92

_HEADING = "EVIDENCE PACKET: {title}"
_WHAT = """\
This packet holds the evidence that was gathered on {n_claims} public statement(s): what was said, the passages of documents
that support or contradict it, each with its document and page, what persons decided on it, and a record of every decision.
It shows the case as it was after entry {entries} of its decision log, {state_as_of}."""
_INSIDE = (
    ("table/", "the evidence table, in several formats with the same contents; open the one you like"),
    ("pages/", "the text of every page that is quoted, as the tool read it"),
    ("images/", "pictures of those pages with the passage framed, where the file has pages that can be drawn"),
    ("places.json", "for every quotation: the file in pages/, and where in it the words stand, in characters from 0"),
    ("documents.json", "every quoted document: what is known of it, and the SHA-256 of the file as it was received"),
    ("received/", "{received}"),
    ("log/", "the decision log: who decided what, when and why; decision-log.txt is for reading, .jsonl for checking"),
    ("manifest.json, SHA256SUMS", "the SHA-256 of every file in this packet"),
)
_RECEIVED = "the documents as they were received, unaltered, each named by its SHA-256"
_NOT_RECEIVED = "is not in this packet; whoever holds a document can compare its SHA-256 with documents.json"
_CHECKING = (
    """\
With the tool: factcheck verify packet.zip. It needs nothing but the packet. It compares every byte of it with what was
written, follows the chain of the decision log, and looks every quotation up on the text of its page. It names what was
changed, and where.""",
    """\
Without the tool: unpack it, and run in the folder: sha256sum --check SHA256SUMS (Linux; on macOS: shasum -a 256 -c
SHA256SUMS). A document that you hold can be compared with documents.json the same way.""",
    """\
By hand: each entry of log/decision-log.jsonl has a hash, the SHA-256 of the hash before it, a line feed, and the entry as
JSON with sorted keys and without spaces. An entry that was changed, taken out or put in breaks every hash after it.""",
)
_SHOWS = (
    """\
An unbroken packet shows that nothing in it was changed since it was made, if you know its SHA-256 from another source:
whoever can make such packets can also make another one. So keep the SHA-256 of the whole file, which is printed when it is
made, in a place of its own, such as a message to the other side on the day.""",
    """\
A hash shows that a document is the file that was received. It does not show that what the document says is true, or who
wrote it. Stances are read by a model until a person sets them; the model can be wrong. A verdict is a person's conclusion.""",
)
_WITHHELD = """\
Entries of the decision log on other statements are withheld in this packet. Their hashes are kept, so the chain can be
followed through them; what they say cannot be seen or checked here."""
_PROTECTED = """\
SOURCES ARE PROTECTED IN THIS PACKET. Who obtained a document and how, names of files and of reviewers, and other protected
words were left out; where one stood, stands [withheld]. Persons are called Reviewer 1 and so on in the decision log. That
log is a protected copy with hashes of its own: it is unbroken in itself, and can be compared with the original only by
whoever holds that. {unplaced}"""
_UNPLACED = (
    "{n} quotation(s) could not be placed on the text of their page, because protected words stand at their edge."
)


def make_readme(about: Mapping[str, Any], n_unplaced: int = 0) -> str:
    """The text of README.txt.

    Args:
        about: what the packet's manifest says.
        n_unplaced: quotations of a protected packet that have no place in the protected text of their page.
    """
    title = _HEADING.format(title=" ".join(str(about["title"]).split()))
    received = _RECEIVED if about["received"] == "included" else _NOT_RECEIVED
    inside = "\n".join(_describe(name, said.format(received=received)) for name, said in _INSIDE)
    parts = [
        title,
        "=" * min(len(title), _WIDTH),
        _fill(_WHAT.format(n_claims=len(about["claims"]), entries=about["entries"], state_as_of=about["state_as_of"])),
    ]
    if about["protected"]:
        unplaced = _UNPLACED.format(n=n_unplaced) if n_unplaced else ""
        parts.append(_fill(_PROTECTED.format(unplaced=unplaced)))
    elif about["withheld_entries"]:
        parts.append(_fill(_WITHHELD))
    parts += [
        "WHAT IS IN IT",
        inside,
        "HOW TO CHECK IT",
        *map(_fill, _CHECKING),
        "WHAT THAT SHOWS",
        *map(_fill, _SHOWS),
    ]
    return "\n\n".join(parts).replace(f"{title}\n\n=", f"{title}\n=") + "\n"


def _fill(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, break_on_hyphens=False)


def _describe(name: str, said: str) -> str:
    return textwrap.fill(
        said, _WIDTH, initial_indent=f"{name:<15} ", subsequent_indent=" " * 16, break_on_hyphens=False
    )
