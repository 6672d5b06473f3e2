"""Which reviews and verdicts were taken back: they stay in their tables, and the log says that they do not count."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Select, select

from factcheck.log import Action
from factcheck.store import schema

_LOG = schema.log


def undone_rows(action: Action) -> Select[tuple[int]]:
    """The rows of reviews or of verdicts that were taken back."""
    by = _LOG.alias("by")
    query = select(_LOG.c.row_id).join(by, (by.c.case_slug == _LOG.c.case_slug) & (by.c.undoes == _LOG.c.number))
    return cast("Select[tuple[int]]", query.where(_LOG.c.action == action.value, _LOG.c.row_id.is_not(None)))
