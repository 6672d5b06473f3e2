"""A hub on this machine with one model in it: the addresses that the hub's own library asks for."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NAME = "tiny/nli"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    fetched: list[str]

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        if path.startswith(f"/api/models/{NAME}"):
            files = [{"rfilename": one.name, "size": one.stat().st_size} for one in sorted(self.folder.iterdir())]
            told = {"id": NAME, "modelId": NAME, "sha": COMMIT, "siblings": files, "private": False, "tags": []}
            self._send(200, json.dumps(told).encode(), with_body, "application/json")
            return
        file = self.folder / path.rpartition("/")[2]
        if not path.startswith(f"/{NAME}/resolve/") or not file.is_file():
            self._send(404, b"", with_body, "text/plain")
            return
        if with_body:
            self.fetched.append(file.name)
        self._send(200, file.read_bytes(), with_body, "application/octet-stream")

    def _send(self, status: int, content: bytes, with_body: bool, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if status == 404:
            self.send_header("X-Error-Code", "RepoNotFound")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hub(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder as the model `NAME`; gives the address, and the files that are fetched as they are."""
    fetched: list[str] = []
    handler = type("Handler", (_Handler,), {"folder": folder, "fetched": fetched})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", fetched
    finally:
        server.shutdown()
        server.server_close()
