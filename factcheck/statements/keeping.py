"""Keep a statement as received, read it, and take claims out of it with their place."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from factcheck.claims.importing import make_claim
from factcheck.claims.place import Place, read_place
from factcheck.documents.workers import Workers
from factcheck.errors import BadInput, FactcheckError, UnreadableDocument
from factcheck.model import Claim, Page, ReadDocument
from factcheck.settings import DEFAULT_OCR, OcrSettings
from factcheck.statements.sentences import Sentence, read_sentences
from factcheck.store.cases import load_case, load_claims, save_claim
from factcheck.store.documents import has_document, save_document
from factcheck.store.pages import load_page, load_pages
from factcheck.store.statements import Statement, load_statement, save_statement
from factcheck.store.workspace import Workspace

MOST_LETTERS = 2_000_000  # of a pasted statement
MOST_SENTENCES = 20_000


@dataclass(frozen=True)
class ReadStatement:
    """A statement with its pages and its sentences, in order."""

    statement: Statement
    pages: tuple[Page, ...]
    sentences: tuple[Sentence, ...]


def keep_pasted(workspace: Workspace, case: str, text: str, about: Statement) -> str:
    """Keep a statement that somebody pasted, as UTF-8 text; see `keep_statement`.

    Raises:
        BadInput: there is no text, or far too much.
    """
    if not text.strip():
        raise BadInput("The statement is empty. Paste its text, or upload its file.")
    if len(text) > MOST_LETTERS:
        raise BadInput(
            f"The statement has {len(text):,} characters, of which {MOST_LETTERS:,} are read. Upload it as a file."
        )
    with tempfile.TemporaryDirectory(prefix="factcheck-statement-") as folder:
        path = Path(folder) / "statement.txt"
        path.write_bytes(text.encode("utf-8", "replace"))
        return keep_statement(workspace, case, path, "pasted statement.txt", about)


def keep_statement(
    workspace: Workspace, case: str, path: Path, file: str, about: Statement, ocr: OcrSettings = DEFAULT_OCR
) -> str:
    """Keep a statement's file as received, and read it like any document; it is no evidence of the case.

    Args:
        workspace: where it is kept.
        case: the case whose claims are to come out of it.
        path: where the file lies.
        file: its name as received.
        about: what is known of it; its hash is set here.
        ocr: how pages without text are read.

    Returns:
        SHA-256 of the file.

    Raises:
        NotFound: there is no such case.
        UnreadableDocument: no part of it can be read; it is not kept then.
        BadInput: it is an archive.
    """
    with workspace.reading() as db:
        load_case(db, case)
    sha256 = workspace.receive(path)
    with workspace.reading() as db:
        is_known = has_document(db, sha256)
    read = None if is_known else _open(workspace, sha256, file, ocr)
    with workspace.writing() as db:
        if read is not None and not has_document(db, sha256):
            save_document(db, sha256, file, workspace.received_path(sha256).stat().st_size, read)
        title = about.title or file
        save_statement(
            db, case, Statement(sha256, title, about.speaker, about.organisation, about.date, about.source_url)
        )
    return sha256


def _open(workspace: Workspace, sha256: str, file: str, ocr: OcrSettings) -> ReadDocument:
    """Read received bytes; what lies in them besides, such as attachments, is left alone. What cannot be read is not kept."""
    received = workspace.received_path(sha256)
    try:
        with tempfile.TemporaryDirectory(dir=workspace.received, prefix="parts-") as folder:
            read = Workers(ocr=ocr).open(received, file, Path(folder)).read
        if read is None:
            raise BadInput(f"{file} is an archive. Unpack it, and upload the statement alone.")
    except (UnreadableDocument, BadInput):
        received.unlink(missing_ok=True)
        raise
    return read


def open_statement(workspace: Workspace, case: str, sha256: str) -> ReadStatement:
    """Load a statement of a case and split it.

    Raises:
        NotFound: the case has no such statement.
    """
    with workspace.reading() as db:
        statement = load_statement(db, case, sha256)
        pages = tuple(load_pages(db, sha256))
    sentences = read_sentences(pages, statement.speaker)
    return ReadStatement(statement, pages, sentences[:MOST_SENTENCES])


def take_claim(workspace: Workspace, case: str, place: Place, **values: str) -> Claim:
    """Save a claim that was taken out of a statement, with its place and the words that stand there.

    Args:
        workspace: where the statement is.
        case: the case's slug.
        place: where the words stand.
        values: the claim's fields; without a ``text`` the words themselves.

    Returns:
        The claim with its id; ``wording`` is "quote" where its text is verbatim, else as given or "paraphrase".

    Raises:
        NotFound: the case has no such statement, or the statement no such page.
        BadInput: nothing stands at the place, or a value is none.
    """
    with workspace.writing() as db:
        load_statement(db, case, place.sha256)
        page = load_page(db, place.sha256, place.page)
        original = page.text[place.start : place.end]
        if not original.strip() or len(page.text) < place.end:
            raise BadInput(f"Nothing stands at characters {place.start} to {place.end} of page {place.page}.")
        said = " ".join(original.split())
        text = " ".join((values.pop("text", "") or said).split())
        wording = "quote" if text.strip(" .") in said else values.pop("wording", "") or "paraphrase"
        values.pop("wording", None)
        claim = make_claim(**values, text=text, wording=wording, place=str(place), original=original)
        return save_claim(db, case, claim)


def find_taken(workspace: Workspace, case: str, sha256: str) -> list[tuple[Place, Claim]]:
    """The claims that were taken out of a statement, with the place of each, in the order in which they were taken."""
    with workspace.reading() as db:
        claims = load_claims(db, case)
    placed = ((_place_of(claim), claim) for claim in claims)
    return [(place, claim) for place, claim in placed if place is not None and place.sha256 == sha256]


def _place_of(claim: Claim) -> Place | None:
    try:
        return read_place(claim.place) if claim.place else None
    except FactcheckError:
        return None
