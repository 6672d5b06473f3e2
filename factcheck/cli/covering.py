"""``factcheck case coverage``, ``document coverage`` and ``document reread``: what was read and how, what was not and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.context import (
    CaseOption,
    JsonOption,
    WorkspaceOption,
    open_readers,
    open_workspace,
    print_json,
    say,
    show_progress,
)

if TYPE_CHECKING:
    from factcheck.coverage import Coverage


def case_coverage(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the case.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how the pages of a case were read, which were not and why, and which files could not be taken in."""
    from factcheck.coverage import cover
    from factcheck.store.cases import load_case
    from factcheck.store.documents import load_documents
    from factcheck.store.failures import load_failures
    from factcheck.store.how_read import load_how_read

    with open_workspace(context, workspace).reading() as db:
        load_case(db, slug)
        documents, pages, failures = load_documents(db, slug), load_how_read(db, slug), load_failures(db, slug)
    whole = cover(page for of_one in pages.values() for page in of_one)
    covered = [(document, cover(pages.get(document.sha256, ()))) for document in documents]
    if as_json:
        print_json(
            _to_json(whole)
            | {
                "documents": [
                    {"sha256": document.sha256, "file": document.file, "reader": document.reader} | _to_json(one)
                    for document, one in covered
                ],
                "failures": [asdict(failure) for failure in failures],
            }
        )
        return
    say(f"{len(documents)} documents, {_sum_up(whole)}")
    for document, one in covered:
        say(f"\n{document.sha256[:12]}  {document.title}: {_sum_up(one)}")
        _say_pages(one)
    for failure in failures:
        say(f"\nnot taken in: {failure.path}: {failure.reason}. {failure.remedy}.")


def document_coverage(
    context: typer.Context,
    sha256: Annotated[str, typer.Argument(help="SHA-256 of the document, or how it begins.")],
    case: CaseOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how each page of one document was read, or why it was not."""
    from factcheck.coverage import cover
    from factcheck.errors import NotFound
    from factcheck.store.cases import load_case
    from factcheck.store.documents import load_documents
    from factcheck.store.how_read import load_how_read

    with open_workspace(context, workspace).reading() as db:
        load_case(db, case)
        found = [one for one in load_documents(db, case) if one.sha256.startswith(sha256.lower())]
        pages = load_how_read(db, case)
    if len(found) != 1:
        raise NotFound(f"Case {case} holds {'no' if not found else 'more than one'} document {sha256}.")
    document, read = found[0], pages.get(found[0].sha256, [])
    if as_json:
        told = {"sha256": document.sha256, "file": document.file, "reader": document.reader}
        print_json(told | _to_json(cover(read)) | {"each": [asdict(page) for page in read]})
        return
    say(f"{document.title}: {_sum_up(cover(read))}. Read by {document.reader}.")
    for page in read:
        sure = "" if page.confidence is None else f", {page.confidence:.0%} sure"
        reader = f" ({page.reader}{sure})" if page.reader else ""
        say(f"  page {page.number}: {page.read_as}{reader}{': ' if page.unread_reason else ''}{page.unread_reason}")


def reread(
    context: typer.Context, case: CaseOption, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Read the unread pages of a case again, after OCR was switched on or installed; pages that were read stay."""
    from factcheck.rereading import read_again

    opened = open_workspace(context, workspace)
    with show_progress(quiet=as_json) as on_progress:
        done = read_again(opened, case, open_readers(), on_progress)
    if as_json:
        print_json([asdict(one) for one in done])
        return
    for one in done:
        problem = f" ({one.problem})" if one.problem else ""
        say(f"{one.file}: {one.pages} of {one.of} unread pages have text now{problem}")
    found = any(one.pages for one in done)
    say(f"Check the claims again: factcheck check --case {case}" if found else "No page was read that was not before.")


def _to_json(coverage: Coverage) -> dict[str, object]:
    return asdict(coverage) | {"read": coverage.read}


def _sum_up(coverage: Coverage) -> str:
    ways = ", ".join(f"{number} {way}" for way, number in coverage.ways.items())
    sure = "" if coverage.confidence is None else f"; OCR {coverage.confidence:.0%} sure"
    return f"{coverage.pages} pages ({ways}{sure})" if coverage.pages else "no pages"


def _say_pages(coverage: Coverage) -> None:
    for reader, number in coverage.readers.items():
        say(f"  by {reader}: {number} pages")
    for page in coverage.doubtful:
        sure = "not said" if page.confidence is None else f"{page.confidence:.0%}"
        say(f"  doubtful: page {page.number}, sure {sure}: compare with the picture")
    for page in coverage.unread:
        say(f"  unread: page {page.number}: {page.unread_reason}")
