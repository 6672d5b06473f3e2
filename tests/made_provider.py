"""A provider of OpenID Connect on this machine: it asks who one is, believes it, and signs for it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

PEOPLE = {name: f"{name.lower()}@example.org" for name in ("Ada", "Ida", "Bo", "Vic", "Stranger")}
_KEY = RSAKey.generate_key(2048, {"kid": "made"})


class _Provider(BaseHTTPRequestHandler):
    asked: dict[str, str] = {}  # noqa: RUF012 - nonce by code, for all requests

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        if parts.path == "/.well-known/openid-configuration":
            self._json(
                {"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                 "jwks_uri": f"{here}/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"], "scopes_supported": ["openid", "email", "profile"]}
            )  # fmt: skip
        elif parts.path == "/keys":
            self._json({"keys": [_KEY.as_dict(private=False) | {"use": "sig", "alg": "RS256"}]})
        elif parts.path != "/authorize":
            self.send_error(404)  # the browser asks for an icon as well
        else:
            links = []
            for name in PEOPLE:
                code = f"{name}-{time.monotonic_ns()}"
                self.asked[code] = query.get("nonce", "")
                back = urlencode({"code": code, "state": query["state"]})
                links.append(f'<a href="{query["redirect_uri"]}?{back}">{name}</a>')
            self._send("text/html", " ".join(links).encode())

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        code = sent["code"][0]
        name, now = code.split("-")[0], int(time.time())
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        claims = {"iss": here, "sub": name, "aud": "factcheck", "exp": now + 3600, "iat": now, "nonce": self.asked[code],
                  "email": PEOPLE[name], "email_verified": True, "name": name}  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "made"}, claims, _KEY)
        self._json({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": token})

    def _json(self, value: object) -> None:
        self._send("application/json", json.dumps(value).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def provide() -> Iterator[str]:
    """Run the provider; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def secrets(provider: str, app: str) -> str:
    """What stands in .streamlit/secrets.toml to sign in with the provider."""
    return (
        f'[auth]\nredirect_uri = "{app}/oauth2callback"\ncookie_secret = "a secret of thirty-two signs or more"\n'
        f'client_id = "factcheck"\nclient_secret = "x"\nserver_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
