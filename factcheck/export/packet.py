"""The evidence packet: one archive with all that someone needs who checks the evidence and has nothing else.

    README.txt            what it is and how to check it
    table/                the evidence table in several formats
    places.json           where every quotation stands in the texts of pages/
    pages/ images/        the quoted pages, as text and as pictures with the passage framed
    documents.json        the quoted documents with their provenance and hashes
    received/             the documents as received, where the person chooses
    log/                  the decision log

The same state of a case gives the same bytes: nothing in it says when it was made.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factcheck import __version__
from factcheck.archive.layout import Manifest, Member
from factcheck.archive.writing import write_archive
from factcheck.errors import BadInput
from factcheck.export.content import Export, gather_export, rows_of
from factcheck.export.figures import Figure, Figures
from factcheck.export.formats import find_format, make_file
from factcheck.export.packet_log import choose_links, protect_links, to_lines, to_text
from factcheck.export.packet_readme import make_readme
from factcheck.export.proof import find_in, prove
from factcheck.export.protection import WITHHELD, Protection
from factcheck.export.table import Row
from factcheck.log import Action, Link
from factcheck.model import Decision, OnProgress, Progress, ReadAs, Stance, VerdictLabel, ignore_progress
from factcheck.settings import NOBODY, Publisher
from factcheck.store.blind import refuse_while_blind
from factcheck.store.documents import load_documents
from factcheck.store.log import load_chain
from factcheck.store.pages import load_page
from factcheck.store.workspace import Workspace

KIND = "evidence packet"
DEFAULT_FORMATS = ("csv", "xlsx", "json", "html", "citations")
PLACES, DOCUMENTS, LOG = "places.json", "documents.json", "log/decision-log.jsonl"

_SUFFIXES = {
    "application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md", "text/html": ".html",
    "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tiff", "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
_PREFIX = 16  # hexadecimal digits of a document's hash in the names of its pages


@dataclass(frozen=True)
class Wish:
    """What a packet is to hold."""

    claims: tuple[str, ...] = ()  # none for all of the case
    formats: tuple[str, ...] = DEFAULT_FORMATS
    with_received: bool = True
    with_images: bool = True
    is_protected: bool = False
    publisher: Publisher = NOBODY  # for ClaimReview


@dataclass(frozen=True)
class Packet:
    """A packet that was made."""

    path: Path
    sha256: str
    size: int  # bytes
    quotes: int
    images: int
    received: int
    entries: int
    proof: str = ""  # of a protected packet, in words


@dataclass
class _Desk:
    """A folder where the members are laid out before they are packed."""

    folder: Path
    members: list[Member] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> None:
        """Lay out a member that is made here."""
        path = self.folder / f"{len(self.members)}"
        path.write_bytes(content)
        self.members.append(Member.of(name, path))

    def put_json(self, name: str, value: object) -> None:
        """Lay out a value as JSON."""
        self.put(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")

    def read(self, name: str) -> bytes:
        """The bytes of a member."""
        return next(one.path for one in self.members if one.name == name).read_bytes()


def make_packet(
    workspace: Workspace,
    case: str,
    out: Path,
    wish: Wish = Wish(),
    on_progress: OnProgress = ignore_progress,
) -> Packet:
    """Make a packet of a case, or of some of its claims.

    Args:
        workspace: where the case is.
        case: its slug.
        out: the file; one that is there is replaced.
        wish: what it is to hold.
        on_progress: told of every quotation and member.

    Raises:
        BadInput: received files are wanted in a protected packet, a received file is not what was received, a format is
            not known, or the file cannot be written.
        NotFound: there is no such case or claim.
        NotPermitted: claims of the case are under blind review.
        ProtectedFound: a protected string is in it after all; nothing is written.
        QuoteMismatch: a quote is not verbatim on its page.
    """
    if wish.is_protected and wish.with_received:
        raise BadInput(
            "A protected packet cannot hold received files: what is protected may stand in them. Choose hashes only."
        )
    with workspace.reading() as db:
        refuse_while_blind(db, case)
    export = gather_export(
        workspace,
        case,
        wish.claims or None,
        is_protected=wish.is_protected,
        with_figures=False,
        publisher=wish.publisher,
    )
    rows = [row for row in rows_of(export.table) if row.get("sha256")]
    with tempfile.TemporaryDirectory(prefix="factcheck-packet-") as folder:
        desk = _Desk(Path(folder))
        for name in wish.formats:
            desk.put(f"table/evidence{find_format(name).suffix}", make_file(export, name).data)
        places, n_images = _lay_out_pages(workspace, case, rows, export.protection, wish, desk, on_progress)
        desk.put_json(PLACES, places)
        n_received = _lay_out_documents(workspace, case, rows, export.protection, wish, desk)
        links = _lay_out_log(workspace, case, export, rows, wish, desk)
        about = _about(export, wish, links)
        unplaced = sum(place["start"] is None for place in places)
        desk.put("README.txt", make_readme(about, unplaced).encode())
        proof = _prove(export.protection, about, desk, wish) if export.protection else ""
        sha256 = write_archive(out, KIND, about, desk.members, on_progress)
    return Packet(out, sha256, out.stat().st_size, len(places), n_images, n_received, len(links), proof)


def _lay_out_pages(
    workspace: Workspace,
    case: str,
    rows: Sequence[Row],
    protection: Protection | None,
    wish: Wish,
    desk: _Desk,
    on_progress: OnProgress,
) -> tuple[list[dict[str, Any]], int]:
    """Lay out the text of every quoted page, the pictures, and say where each quotation stands."""
    figures = Figures(workspace, case, protection, most=len(rows)) if wish.with_images else None
    places: list[dict[str, Any]] = []
    texts: dict[str, str] = {}
    n_images = 0
    for done, row in enumerate(rows):
        on_progress(Progress("gathering pages", done, len(rows)))
        sha256, number = str(row["sha256"]), int(str(row["page"]))
        name = f"pages/{sha256[:_PREFIX]}-page-{number:04d}.txt"
        if name not in texts:
            with workspace.reading() as db:
                text = load_page(db, sha256, number).text
            texts[name] = protection.withhold(text) if protection else text
            desk.put(name, texts[name].encode())
        figure = figures.draw(row) if figures else ""
        image = None
        if isinstance(figure, Figure):
            n_images += 1
            image = f"images/evidence-{done + 1:05d}-page-{number:04d}.png"
            desk.put(image, figure.png)
        places.append(_place(row, name, texts[name], protection is not None, image))
    return places, n_images


def _place(row: Row, name: str, text: str, is_protected: bool, image: str | None) -> dict[str, Any]:
    quote, start = str(row["quote"]), int(str(row["start"]))
    found: int | None = start
    if is_protected:  # words taken out before it have moved it; where some stood at its very edge it is not found
        at = text.find(quote)
        found = at if at >= 0 else None
    return {
        "claim": row["claim_id"], "rank": row["rank"], "stance": row["stance"], "document": row["sha256"],
        "page": row["page"], "text": name, "start": found, "quote": quote, "rationale": row["rationale"], "image": image,
    }  # fmt: skip


def _lay_out_documents(
    workspace: Workspace, case: str, rows: Sequence[Row], protection: Protection | None, wish: Wish, desk: _Desk
) -> int:
    cited = {str(row["sha256"]): row for row in rows}
    with workspace.reading() as db:
        documents = [one for one in load_documents(db, case) if one.sha256 in cited]
    listed, n_received = [], 0
    for document in sorted(documents, key=lambda one: one.sha256):
        row = cited[document.sha256]
        member = None
        if wish.with_received:
            n_received += 1
            member = f"received/{document.sha256}{_SUFFIXES.get(document.media_type, '.bin')}"
            desk.members.append(Member.as_received(member, workspace.received_path(document.sha256), document.sha256))
        known = {
            name: row[name]
            for name in ("issuer", "kind", "weight", "document_date", "obtained_by", "obtained_how", "obtained_date",
                         "request_number", "document_url", "file")
        }  # fmt: skip
        plain = {"title": row["document"], "sha256": document.sha256, "size": document.size, "pages": document.n_pages}
        listed.append(known | plain | {"media_type": document.media_type, "received": member})
    desk.put_json(DOCUMENTS, listed)
    return n_received


def _lay_out_log(
    workspace: Workspace, case: str, export: Export, rows: Sequence[Row], wish: Wish, desk: _Desk
) -> list[Link]:
    with workspace.reading() as db:
        links = load_chain(db, case)
    if wish.claims:
        links = choose_links(links, set(wish.claims), {str(row["sha256"]) for row in rows})
    if export.protection:
        links = protect_links(links, export.protection)
    desk.put(LOG, to_lines(links).encode())
    desk.put("log/decision-log.txt", to_text(links).encode())
    return links


def _about(export: Export, wish: Wish, links: Sequence[Link]) -> dict[str, Any]:
    claims = list(dict.fromkeys(str(one) for one in export.table["claim_id"]))
    return {
        "case": export.case.slug,
        "title": export.case.title or export.case.slug,
        "claims": claims,
        "protected": wish.is_protected,
        "received": "included" if wish.with_received else "hashes only",
        "entries": len(links),
        "head": links[-1].hash if links else "",
        "withheld_entries": sum(link.entry is None for link in links),
        "state_as_of": max((link.entry.at for link in links if link.entry), default=""),
        "tool": f"factcheck {__version__}",
    }


def _prove(protection: Protection, about: Mapping[str, Any], desk: _Desk, wish: Wish) -> str:
    """Search every member that is laid out, and the manifest, for every protected string.

    The formats of the table were searched by `make_file` when they were made.
    """
    own_words = find_in(_own_text().encode(), "packet.txt", protection)
    searched = 0
    manifest = Manifest(KIND, dict(about), tuple(desk.members))
    made = {one.name for one in desk.members if not one.name.startswith("table/")}
    for name, data in (("manifest.json", manifest.packed), *((name, desk.read(name)) for name in sorted(made))):
        searched += prove(data, name, protection, own_words).texts
    n_provable = len([one for one in protection.provable if one not in own_words])
    said = f"{n_provable} protected strings were searched for in {searched} texts of the packet beside the tables; none occurs."
    if own_words:
        said += f" Not searched for, because the packet itself uses the word: {', '.join(own_words)}."
    if protection.too_short:
        said += f" Too short to be searched for: {', '.join(protection.too_short)}."
    return said


def _own_text() -> str:
    """All words that a packet of this tool uses whatever the case holds."""
    about = dict.fromkeys(("title", "state_as_of"), "") | {
        "claims": [], "entries": 0, "received": "included", "protected": True, "withheld_entries": 0, "tool": "factcheck",
    }  # fmt: skip
    other = about | {"received": "hashes only", "protected": False, "withheld_entries": 1}
    words = [str(one.value) for kind in (Action, Decision, Stance, VerdictLabel, ReadAs) for one in kind]
    keys = [
        *about,
        "case head members name size sha256 crc32 kind version rank document page text start quote rationale",
    ]
    keys += [
        "image number previous hash entry at who action what before after why passage model_stance digest evidence"
    ]
    keys += [
        "searched models hypothesis state checked_at decision reviewer note label justification media_type model migration",
        "second",
    ]
    return "\n".join([make_readme(about, 1), make_readme(other), WITHHELD, KIND, *words, *keys])
