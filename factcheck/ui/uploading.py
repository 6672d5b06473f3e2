"""Uploaded files into the pipeline: their names are words from outside and never become a path as they are."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from factcheck.dates import date_range
from factcheck.model import IngestReport, OnProgress, Provenance
from factcheck.names import safe_name
from factcheck.pipeline import ingest
from factcheck.readers import Readers
from factcheck.store.workspace import Workspace

TYPES = "pdf docx odt rtf pptx xlsx csv tsv txt md html htm eml msg mbox zip png jpg jpeg tif tiff".split()  # noqa: SIM905


def take_uploads(
    workspace: Workspace,
    case: str,
    files: Sequence[tuple[str, bytes]],
    provenance: Provenance,
    readers: Readers,
    on_progress: OnProgress,
) -> IngestReport:
    """Take uploaded files into a case.

    Args:
        workspace: where the case is.
        case: its slug.
        files: name as uploaded, bytes.
        provenance: what is known of all of them; its title is given to a file only if it is the only one.
        readers: the models.
        on_progress: told of every file and page.

    Returns:
        What became of each file; paths are the files' names, not those of the folder that held them for a moment.

    Raises:
        BadInput: the date of the document is none.
        NotFound: there is no such case.
    """
    date_range(provenance.document_date)
    if len(files) > 1:
        provenance = replace(provenance, title="")
    with tempfile.TemporaryDirectory(prefix="factcheck-upload-") as folder:
        paths = []
        for number, (name, data) in enumerate(files):
            path = Path(folder, str(number), safe_name(name))
            path.parent.mkdir()
            path.write_bytes(data)
            paths.append(path)
        names = {path: path.name for path in paths}
        return ingest(workspace, case, paths, readers, dict.fromkeys(paths, provenance), on_progress, names)
