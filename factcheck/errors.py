"""Errors meant for people: what went wrong, in which file and on which page, and what to do now."""

from __future__ import annotations


class FactcheckError(Exception):
    """Something a person can act on; `str()` of it is fit to be shown."""


class UnreadableDocument(FactcheckError):
    """A file, or one page of it, that cannot be read as a document."""

    def __init__(self, file: str, reason: str, remedy: str, page: int | None = None) -> None:
        """Name the file, the 1-based page where one is to blame, the reason, and what the person can do."""
        self.file, self.reason, self.remedy, self.page = file, reason, remedy, page
        where = file if page is None else f"{file}, page {page}"
        super().__init__(f"{where}: {reason}. {remedy}")


class NotFound(FactcheckError):
    """A case, claim, document or piece of evidence that the workspace does not hold."""


class NotPermitted(FactcheckError):
    """A decision that the rules of review do not allow yet."""


class BadInput(FactcheckError):
    """A value from a person, a file or a setting that cannot be taken as it is."""


class ModelMissing(FactcheckError):
    """A model that is not where the settings say."""


class WorkspaceBusy(FactcheckError):
    """A workspace that another program keeps writing to."""


class IndexMismatch(FactcheckError):
    """An index that does not belong to the store or the model that asks for it."""


class FetchFailed(FactcheckError):
    """A file that could not be fetched from the web."""

    def __init__(self, url: str, reason: str, remedy: str) -> None:
        """Name the address, the reason, and what the person can do."""
        self.url, self.reason, self.remedy = url, reason, remedy
        super().__init__(f"{url}: {reason}. {remedy}")


class StaleEdit(FactcheckError):
    """A decision on what somebody else has changed since the person saw it; nothing was saved."""

    def __init__(self, changes: tuple[str, ...]) -> None:
        """Say each change in words: who, when, from what to what."""
        self.changes = changes
        said = " ".join(changes)
        super().__init__(
            f"Not saved: this was changed after you opened it. {said} Look at it as it is now, then decide."
        )
