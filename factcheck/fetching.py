"""Fetch a file from the public web, when a person asks for it: the only module that opens a connection.

An address comes from a table that somebody else may have written, so it is not trusted: http and https alone; every
address that the name stands for must be public, at each redirect anew; the connection goes to the very address that was
checked, so that a name cannot change its meaning in between (DNS rebinding); sizes and times are limited; no proxy or
cookie of this machine is used. A fetch that breaks off is gone on with where it stopped.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from factcheck.errors import FetchFailed

USER_AGENT = "factcheck (a fact-checking tool; fetches single papers when a person asks for them)"
MAX_REDIRECTS = 5
MAX_TRIES = 4  # connections that may break off, each gone on with where the last stopped
BLOCK = 1 << 16  # bytes

Resolve = Callable[[str, int], Sequence[str]]
"""Name and port -> the addresses to connect to, all of them checked; raises `FetchFailed`."""

OnBytes = Callable[[int, int], None]
"""Told (bytes there, bytes in all or 0)."""


@dataclass(frozen=True)
class FetchLimits:
    """What one fetch may cost."""

    bytes: int = 500 << 20
    connect_seconds: float = 15.0
    read_seconds: float = 30.0  # without a byte
    seconds: float = 1800.0  # in all


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched."""

    path: Path
    url: str  # that was asked for
    final_url: str  # that answered, after redirects
    media_type: str  # as the server calls it, which need not be so


@dataclass(frozen=True)
class _Begun:
    """What is known of a file of which a part is there."""

    url: str
    tag: str  # ETag or Last-Modified: the same file, as far as the server says


def resolve_public(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, if all of them are public.

    Raises:
        FetchFailed: the name is not known, or stands for an address of a private network or of this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(
            host, "this name is not known", "Check the address, and that this machine is online"
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(address):
            reason = f"it stands for {address}, an address inside a network or of this machine"
            raise FetchFailed(host, reason, "Only the public web is fetched from; get the file yourself, and add it")
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is one of the public web, also where it holds another one in itself.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("fe80::1%eth0")
    (True, False, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner: list[ipaddress.IPv4Address | ipaddress.IPv6Address | None] = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        inner += [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64: the last 32 bits are an address of the other kind
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.ipv4_mapped:
            inner.remove(ip)  # what it holds is what counts
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in inner if one is not None)


class Fetcher:
    """Fetches one file after another."""

    def __init__(
        self,
        limits: FetchLimits = FetchLimits(),
        resolve: Resolve = resolve_public,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Take the limits; the tests give other ways to find and to trust a server, which no setting can."""
        self._limits, self._resolve = limits, resolve
        self._context = context

    def fetch(self, url: str, folder: Path, on_bytes: OnBytes = lambda *_: None) -> Fetched:
        """Fetch a file into a folder, which also keeps what is there of a fetch that breaks off.

        Args:
            url: its address.
            folder: a folder for this file alone; made where it is missing.
            on_bytes: told how far it is.

        Raises:
            FetchFailed: it could not be had; says why and what to do. What came until then is kept.
        """
        folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + self._limits.seconds
        for left in reversed(range(MAX_TRIES)):
            try:
                return self._follow(url, folder, on_bytes, deadline)
            except (SSLError, ssl.SSLError) as error:
                reason = "its certificate does not prove that it is the server of that name"
                raise FetchFailed(url, reason, "Look at the address in a browser") from error
            except (HTTPError, OSError) as error:
                if left == 0 or time.monotonic() > deadline:
                    reason = f"the connection broke off ({_name(error)})"
                    raise FetchFailed(url, reason, "Try again; what came until now is kept") from error
        raise AssertionError("the last try returns or raises")

    def _follow(self, url: str, folder: Path, on_bytes: OnBytes, deadline: float) -> Fetched:
        """Ask for an address, and go where it is redirected to."""
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            begun = _load_begun(folder, at)
            with self._ask(at, folder, begun) as response:
                if response.status in (301, 302, 303, 307, 308) and (target := response.headers.get("Location")):
                    following = urljoin(at, target)
                    if urlsplit(at).scheme == "https" and urlsplit(following).scheme != "https":
                        raise FetchFailed(url, "it leads away from https", "Get the file yourself, and add it")
                    at = following
                    continue
                self._keep(response, url, at, folder, on_bytes, deadline)
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                return Fetched(folder / "whole", url, at, kind)
        raise FetchFailed(url, f"it was redirected more than {MAX_REDIRECTS} times", "Check the address in a browser")

    def _ask(self, url: str, folder: Path, begun: _Begun | None) -> BaseHTTPResponse:
        """Ask for a file, or for the rest of it, at an address that was checked."""
        scheme, host, port, path = _take_apart(url)
        address = self._resolve(host, port)[0]
        timeout = urllib3.Timeout(connect=self._limits.connect_seconds, read=self._limits.read_seconds)
        name = f"[{host}]" if ":" in host else host
        headers = {
            "Host": name if port in (80, 443) else f"{name}:{port}",
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "identity",
        }
        if begun is not None:
            headers |= {"Range": f"bytes={(folder / 'part').stat().st_size}-", "If-Range": begun.tag}
        pool: urllib3.HTTPConnectionPool
        if scheme == "https":
            context = self._context or ssl.create_default_context()
            pool = urllib3.HTTPSConnectionPool(
                address, port, timeout=timeout, ssl_context=context, server_hostname=host, assert_hostname=host
            )
        else:
            pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout)
        return pool.urlopen(
            "GET", path, headers=headers, redirect=False, retries=False, preload_content=False, assert_same_host=False
        )

    def _keep(
        self, response: BaseHTTPResponse, url: str, at: str, folder: Path, on_bytes: OnBytes, deadline: float
    ) -> None:
        """Write what comes behind what is there, or in place of it where the server begins anew."""
        part, whole = folder / "part", folder / "whole"
        there = _find_start(response, part)
        if there is None:
            _refuse_status(response, url)
            there = 0
        length = response.headers.get("Content-Length", "")
        total = there + int(length) if length.isdigit() else 0
        self._refuse_size(url, total)
        _note_begun(folder, at, response)
        with part.open("r+b" if there else "wb") as file:
            file.seek(there)
            while block := response.read1(BLOCK, decode_content=True):  # what is there, however slowly it comes
                file.write(block)
                self._refuse_size(url, file.tell())
                on_bytes(file.tell(), max(total, file.tell()))
                if time.monotonic() > deadline:
                    raise FetchFailed(url, "it took too long", "Try again; what came until now is kept")
            size = file.tell()
            file.truncate()
        if not response.headers.get("Content-Encoding") and total and size != total:
            raise ConnectionError("the file ended early")
        if not size:
            raise FetchFailed(url, "the server sent an empty file", "Look at the address in a browser")
        part.replace(whole)
        (folder / "begun.json").unlink(missing_ok=True)

    def _refuse_size(self, url: str, size: int) -> None:
        if size > self._limits.bytes:
            reason = f"it is larger than the {self._limits.bytes >> 20:,} MB that are fetched"
            raise FetchFailed(url, reason, "Get the file yourself, and add it")


def _take_apart(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query of an address, spelt as they are sent.

    Raises:
        FetchFailed: it is not one of the public web.
    """
    try:
        parts = urllib3.util.parse_url(url)
    except HTTPError as error:
        raise FetchFailed(url, "this is not an address", "Mend it in the list of sources") from error
    if parts.scheme not in ("http", "https") or not parts.host:
        raise FetchFailed(url, "only http and https are fetched", "Get the file yourself, and add it")
    if parts.auth is not None:
        raise FetchFailed(url, "the address holds a user's name or password", "Take it out, or get the file yourself")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = parts.path or "/"
    return parts.scheme, parts.host.strip("[]"), port, f"{path}?{parts.query}" if parts.query else path


def _find_start(response: BaseHTTPResponse, part: Path) -> int | None:
    """Where in the file an answer begins; None where it is no part of a file that was asked for."""
    if response.status == 206 and part.exists():
        start = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
        if start.isdigit() and int(start) <= part.stat().st_size:
            return int(start)
    if response.status == 416 or response.status == 206:
        part.unlink(missing_ok=True)
        raise ConnectionError("the server does not go on with the file")
    return None


def _refuse_status(response: BaseHTTPResponse, url: str) -> None:
    status = response.status
    if status == 200:
        return
    if status in (404, 410):
        raise FetchFailed(url, f"it is not there any more ({status})", "Look for a copy in a web archive, and add that")
    if status in (401, 402, 403, 451):
        raise FetchFailed(
            url, f"the server does not give it to a program ({status})", "Get it in a browser, and add it"
        )
    remedy = "Try again later" if status in (408, 425, 429) or status >= 500 else "Look at the address in a browser"
    raise FetchFailed(url, f"the server answered with status {status}", remedy)


def _load_begun(folder: Path, url: str) -> _Begun | None:
    """What is known of the part that is there, if it is of this address and can be gone on with."""
    with suppress(OSError, ValueError, TypeError):
        begun = _Begun(**json.loads((folder / "begun.json").read_text(encoding="utf-8")))
        if begun.url == url and begun.tag and (folder / "part").stat().st_size:
            return begun
    return None


def _note_begun(folder: Path, url: str, response: BaseHTTPResponse) -> None:
    """Note by what the server knows this file, so that the rest of it can be asked for."""
    etag = response.headers.get("ETag", "")
    tag = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")
    if response.headers.get("Content-Encoding"):
        tag = ""
    (folder / "begun.json").write_text(json.dumps(asdict(_Begun(url, tag))), encoding="utf-8")


def _name(error: Exception) -> str:
    """An error of a connection in a word or two."""
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else type(error).__name__
