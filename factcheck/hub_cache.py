"""Models of the Hugging Face hub that were fetched before, by whatever program: found on this machine, no network asked."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"(?:[\w-][\w.-]*/)?[\w-][\w.-]*(?:@[\w.-]+)?", re.ASCII)


def is_hub_name(name: str) -> bool:
    """Whether a text could name a model of the hub, with a revision after "@".

    >>> is_hub_name("owner/model-v3"), is_hub_name("owner/model@v2"), is_hub_name("../model"), is_hub_name("/a/b")
    (True, True, False, False)
    """
    return bool(_NAME.fullmatch(name)) and ".." not in name


def find_fetched(name: str, cache: str | None = None) -> Path | None:
    """The folder of a model that was fetched before; None where it was not.

    Args:
        name: as the hub spells it, with a revision after "@" where it is not the newest that was fetched.
        cache: where to look; by default the hub's own cache.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    model, _, revision = name.partition("@")
    try:
        return Path(snapshot_download(model, revision=revision or None, cache_dir=cache, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        return None
