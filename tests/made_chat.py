"""A server on this machine that speaks the OpenAI chat protocol; what it answers is up to the test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, str]], "str | bytes | int | None"]
"""From {claim, passage}: what the model says; or the bytes of the answer as they are; or a status; or None for silence."""

SILENCE = 3.0  # seconds: longer than any test waits


@dataclass
class Chat:
    """A server, and what it was asked."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[dict[str, str]]:
        """The texts that were given to the model."""
        return [json.loads(body["messages"][-1]["content"]) for body in self.bodies]


@contextmanager
def chat_server(reply: Reply, takes_schema: bool = True) -> Iterator[Chat]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.bodies.append(body)
            chat.headers.append(dict(self.headers))
            chat.paths.append(self.path)
            if not takes_schema and "response_format" in body:
                self._send(400, b'{"error": "response_format is not known"}')
                return
            said = reply(json.loads(body["messages"][-1]["content"]))
            if said is None:
                time.sleep(SILENCE)
            elif isinstance(said, int):
                self._send(said, b"{}")
            else:
                self._send(200, said if isinstance(said, bytes) else _wrap(said))

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://192.0.2.1/v1/chat/completions")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    chat = Chat(f"http://127.0.0.1:{server.server_port}/v1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()


def say(stance: str, quote: str, why: str = "It says so.") -> str:
    """An answer as it is asked for."""
    return json.dumps({"stance": stance, "quote": quote, "why": why})


def _wrap(content: str) -> bytes:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()
