"""Files that could not be taken in: try them again, or take them off the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from factcheck.errors import NotFound
from factcheck.intake import Intake, Source
from factcheck.model import Failure, IngestReport, OnProgress, Provenance, ignore_progress
from factcheck.readers import Readers
from factcheck.relating import relate_documents
from factcheck.store.cases import load_case
from factcheck.store.failures import clear_failures, is_in_quarantine, load_failed_provenance, load_failures
from factcheck.store.workspace import Workspace


def retry(
    workspace: Workspace,
    case: str,
    readers: Readers,
    paths: Iterable[str] | None = None,
    on_progress: OnProgress = ignore_progress,
) -> IngestReport:
    """Try files again that could not be taken in, with what was known of them then.

    Their bytes are taken from quarantine; those that never could be received, from where they lay.

    Args:
        workspace: where all is kept.
        case: the case's slug.
        readers: the models.
        paths: which, as the list of failures calls them; all where none is named.
        on_progress: told of every file and page, and of embedding.

    Raises:
        NotFound: there is no such case, or it does not list a path.
    """
    failures = _choose(workspace, case, paths)
    sources = list(_find(workspace, case, failures))
    report = Intake(workspace, case, readers, on_progress, tries_again=True).run(sources)
    relate_documents(workspace, on_progress)
    readers.open_index(workspace, case, on_progress)
    return report


def dismiss(workspace: Workspace, case: str, paths: Iterable[str]) -> None:
    """Take files off the list of what could not be taken in; their bytes are no longer kept for it.

    Raises:
        NotFound: there is no such case, or it does not list a path.
    """
    for failure in _choose(workspace, case, paths):
        with workspace.writing() as db:
            clear_failures(db, case, failure.path)
            is_kept = is_in_quarantine(db, failure.sha256)
        if failure.sha256 and not is_kept:
            workspace.quarantined_path(failure.sha256).unlink(missing_ok=True)


def _choose(workspace: Workspace, case: str, paths: Iterable[str] | None) -> list[Failure]:
    """The failures of these paths, one a path, in the order of the list."""
    with workspace.reading() as db:
        load_case(db, case)
        listed = {failure.path: failure for failure in load_failures(db, case)}
    wanted = list(listed) if paths is None else list(paths)
    for path in wanted:
        if path not in listed:
            raise NotFound(f"{path} is not among the files that case {case} could not take in.")
    return [failure for path, failure in listed.items() if path in wanted]


def _find(workspace: Workspace, case: str, failures: Iterable[Failure]) -> Iterator[Source]:
    """Where the bytes of failed files lie now; a file that lay in another is found in that one."""
    given = set()
    for failure in failures:
        with workspace.reading() as db:
            provenance = load_failed_provenance(db, case, failure.path)
        kept = workspace.quarantined_path(failure.sha256) if failure.sha256 else None
        if kept is not None and kept.exists():
            yield Source(kept, failure.path, Path(failure.path).name, provenance)
            continue
        path = Path(failure.path)
        path = next((one for one in (path, *path.parents) if one.is_file()), path)
        if path not in given:
            given.add(path)
            yield Source(path, str(path), path.name, provenance if str(path) == failure.path else Provenance())
