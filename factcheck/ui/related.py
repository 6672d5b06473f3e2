"""What a document has to do with others of its case: the original of a digest, the message that it was attached to."""

from __future__ import annotations

import streamlit as st

from factcheck.model import Document
from factcheck.store.documents import load_documents
from factcheck.store.originals import load_digests, load_originals
from factcheck.store.parts import load_containers, load_parts
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words

_SHOWN = 20  # parts of one file that are linked


def show(workspace: Workspace, case: str, document: Document) -> None:
    """Link the documents of the case that belong with this one; nothing where there is none."""
    sha256 = document.sha256
    with workspace.reading() as db:
        held = {one.sha256: one for one in load_documents(db, case)}
        original = load_originals(db, case).get(sha256)
        digests = load_digests(db, case, sha256)
        containers = load_containers(db, sha256)
        parts = load_parts(db, sha256)
    if original is not None and original.original_sha256 in held:
        _link(case, "The original of this digest is in the case", held[original.original_sha256])
    for one in digests:
        if one.digest_sha256 in held:
            _link(case, f"Fetched on {words.say_date(one.fetched_at[:10])}. A digest of it", held[one.digest_sha256])
    for container, name in containers:
        if container in held:
            _link(case, f"Attached, as {name}, to", held[container])
    named = [(part.name, held[part.sha256]) for part in parts if part.sha256 in held]
    for name, part in named[:_SHOWN]:
        _link(case, f"Attached as {name}", part)
    if len(named) > _SHOWN:
        quote.show(quote.text(f"and {len(named) - _SHOWN} more attachments", kind="small"))


def _link(case: str, relation: str, other: Document) -> None:
    label = f"{quote.label(relation)}: {quote.label(other.title)}"
    st.page_link(session.DOCUMENT, label=label, query_params={"case": case, "document": other.sha256})
