"""Ask a server that speaks the OpenAI chat protocol: the only module beside `fetching` that opens a connection.

It goes to the address that the settings name and nowhere else: no proxy of this machine, no redirect, no cookie. "localhost" is
this machine's own address, whatever a name server says of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, TimeoutError

from factcheck.settings import SecondReaderSettings

_CONNECT_SECONDS = 5.0
_MOST_BYTES = 1 << 20  # of an answer, which is some hundred words
_MOST_TOKENS = 1200  # of an answer; models that think aloud need room for it
_BLOCK = 1 << 14
_HOSTS = {"localhost": ("127.0.0.1", "::1")}


class NoAnswer(Exception):
    """The server gave no answer; ``is_gone`` where asking again would be no use."""

    def __init__(self, reason: str, is_gone: bool = False) -> None:
        """Say why, in words."""
        self.is_gone = is_gone
        super().__init__(reason)


class ChatServer:
    """One model on one server."""

    def __init__(self, settings: SecondReaderSettings) -> None:
        """Take the settings; nothing is asked before `ask`."""
        self._settings = settings
        self._takes_schema = True

    def ask(self, system: str, user: str, schema: Mapping[str, Any]) -> str:
        """Ask once, and give what the model says.

        Args:
            system: what the model is to do.
            user: what it is to do it with.
            schema: of the JSON that is wanted; servers that know no such thing are asked without it.

        Raises:
            NoAnswer: none came; says why.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        body = {
            "model": self._settings.model,
            "messages": messages,
            "temperature": 0,
            "seed": 0,
            "max_tokens": _MOST_TOKENS,
            "stream": False,
        }
        shape = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
        deadline = time.monotonic() + self._settings.seconds
        status, answer = self._post(body | ({"response_format": shape} if self._takes_schema else {}), deadline)
        if self._takes_schema and status in (400, 422, 501):
            self._takes_schema = False
            status, answer = self._post(body, deadline)
        self._refuse(status)
        return _content(answer)

    def _post(self, body: Mapping[str, Any], deadline: float) -> tuple[int, bytes]:
        """Post to the first address of the host that is there."""
        parts = urlsplit(self._settings.url)
        hosts = _HOSTS.get((parts.hostname or "").lower(), (parts.hostname or "",))
        for number, host in enumerate(hosts, start=1):
            try:
                return self._post_to(host, body, deadline)
            except (NewConnectionError, ConnectTimeoutError) as error:
                if number == len(hosts):
                    raise NoAnswer("the server cannot be reached; is it running?", is_gone=True) from error
            except TimeoutError as error:
                raise NoAnswer(f"no answer within {self._settings.seconds:g} seconds") from error
            except (HTTPError, OSError) as error:
                raise NoAnswer(f"the connection broke off ({type(error).__name__})") from error
        raise AssertionError("the last host returns or raises")

    def _post_to(self, host: str, body: Mapping[str, Any], deadline: float) -> tuple[int, bytes]:
        parts = urlsplit(self._settings.url)
        left = max(0.1, deadline - time.monotonic())
        timeout = urllib3.Timeout(connect=min(_CONNECT_SECONDS, left), read=left)
        kind = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        with kind(host, parts.port, timeout=timeout, retries=False) as pool:
            response = pool.urlopen(
                "POST",
                f"{parts.path}/chat/completions",
                body=json.dumps(body).encode(),
                headers=self._headers(),
                redirect=False,
                preload_content=False,
            )
            with response:
                answer = b""
                while block := response.read1(_BLOCK, decode_content=True):
                    answer += block
                    if len(answer) > _MOST_BYTES:
                        raise NoAnswer("the answer is longer than any that was asked for")
                    if time.monotonic() > deadline:
                        raise NoAnswer(f"no whole answer within {self._settings.seconds:g} seconds")
                return response.status, answer

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "factcheck"}
        return headers | ({"Authorization": f"Bearer {self._settings.key}"} if self._settings.key else {})

    def _refuse(self, status: int) -> None:
        if status == 200:
            return
        reasons = {
            401: "the server wants a key: set FACTCHECK_SECOND_READER_KEY",
            403: "the server refuses the key",
            404: f"the server has no model {self._settings.model!r}, or nothing at this address",
        }
        if 300 <= status < 400:
            raise NoAnswer("the server sends to another address, which is not followed", is_gone=True)
        raise NoAnswer(reasons.get(status, f"the server answered with status {status}"), is_gone=status in reasons)


def _content(answer: bytes) -> str:
    """What the model says, out of the answer of the server."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NoAnswer("the server does not speak the OpenAI chat protocol") from error
    return content if isinstance(content, str) else ""
