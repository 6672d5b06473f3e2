"""Originals from the web: only public addresses, only papers, gone on with where it broke off, beside their digests.

One file of more than 300 lines: the same server of its own answers every test, with what each asks of it.
"""

from __future__ import annotations

import hashlib
import http.server
import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, make_readers

from factcheck import originals
from factcheck.errors import FetchFailed
from factcheck.fetching import Fetcher, FetchLimits, is_public, resolve_public
from factcheck.model import Progress, Provenance
from factcheck.originals import fetch_originals, list_wanted
from factcheck.pipeline import ingest
from factcheck.store.documents import load_documents
from factcheck.store.failures import load_failures
from factcheck.store.originals import load_digests
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]
Answer = Callable[["Handler"], None]

LEDGER = "/x/Ledger%202018.pdf"
PDF = made.make_pdf(["The agency paid Acme 41 million dollars." * 30] * 3)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the test says, by path; keeps what was asked."""

    answers: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        answer = self.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, *_: object) -> None:
        pass

    def send(self, data: bytes, status: int = 200, kind: str = "application/pdf", **headers: str) -> None:
        self.send_response(status)
        headers = {"Content-Length": str(len(data)), "Content-Type": kind} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class Server:
    """A server on this machine that tests call by a name of the public web."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        handler = type("TestHandler", (Handler,), {"answers": self.answers, "asked": self.asked})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str, host: str = "files.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.server.shutdown()
    made.server.server_close()


def resolve_here(host: str, port: int) -> Sequence[str]:
    """Stand in for the public web: names that end in ".example" are this machine, and all else is as it is."""
    return ["127.0.0.1"] if host.endswith(".example") else resolve_public(host, port)


def fetcher(**limits: float) -> Fetcher:
    return Fetcher(FetchLimits(connect_seconds=5, **{"read_seconds": 5, **limits}), resolve_here)  # type: ignore[arg-type]


def refusal(url: str, folder: Path, using: Fetcher | None = None) -> str:
    with pytest.raises(FetchFailed) as refused:
        (using or fetcher()).fetch(url, folder)
    assert len(refused.value.remedy) > 10
    return refused.value.reason


# What is fetched, and how


def test_a_file_is_fetched_whole_and_told_of(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf?x=1"] = lambda handler: handler.send(PDF)
    told: list[tuple[int, int]] = []
    got = fetcher().fetch(server.url("/a.pdf?x=1"), tmp_path / "f", lambda *at: told.append(at))
    assert got.path.read_bytes() == PDF
    assert (got.final_url, got.media_type) == (server.url("/a.pdf?x=1"), "application/pdf")
    assert told[-1] == (len(PDF), len(PDF))
    ((_, headers),) = server.asked
    assert headers["Host"] == f"files.example:{server.port}"
    assert "fact-checking" in headers["User-Agent"]
    assert {"Cookie", "Authorization", "Referer"}.isdisjoint(headers)
    assert [path.name for path in (tmp_path / "f").iterdir()] == ["whole"]


def test_an_address_with_odd_letters_is_spelt_as_servers_know_it(server: Server, tmp_path: Path) -> None:
    server.answers["/a%20b/%C3%BC.pdf"] = lambda handler: handler.send(PDF)
    assert fetcher().fetch(server.url("/a b/ü.pdf"), tmp_path).path.read_bytes() == PDF


def test_redirects_are_followed_and_end_somewhere(server: Server, tmp_path: Path) -> None:
    server.answers["/old"] = lambda handler: handler.send(b"", 302, Location=server.url("/new", "other.example"))
    server.answers["/new"] = lambda handler: handler.send(b"", 301, Location="/there.pdf")
    server.answers["/there.pdf"] = lambda handler: handler.send(PDF)
    server.answers["/round"] = lambda handler: handler.send(b"", 307, Location="/round")
    got = fetcher().fetch(server.url("/old"), tmp_path / "a")
    assert got.final_url == server.url("/there.pdf", "other.example")
    assert "more than 5 times" in refusal(server.url("/round"), tmp_path / "b")


def break_off(handler: Handler, at: int, **headers: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(PDF)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(PDF[:at])
    handler.wfile.flush()
    handler.connection.close()


def in_parts(handler: Handler, tag: str = '"v1"', step: int = 400) -> None:
    """Give a part, then break off; go on where asked."""
    asked = handler.headers.get("Range", "")
    if not asked or handler.headers.get("If-Range") != tag:
        break_off(handler, step, ETag=tag)
        return
    start = int(asked.removeprefix("bytes=").rstrip("-"))
    rest = PDF[start:]
    handler.send(rest, 206, Content_Range=f"bytes {start}-{len(PDF) - 1}/{len(PDF)}", ETag=tag)


def test_a_fetch_that_breaks_off_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = in_parts
    assert fetcher().fetch(server.url("/a.pdf"), tmp_path).path.read_bytes() == PDF
    assert [headers.get("Range") for _, headers in server.asked] == [None, "bytes=400-"]


def test_a_fetch_goes_on_in_another_run_of_the_program(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = lambda handler: (
        break_off(handler, 500, ETag='"v1"') if not handler.headers.get("Range") else None
    )
    assert "broke off" in refusal(server.url("/a.pdf"), tmp_path)
    server.answers["/a.pdf"] = in_parts
    assert fetcher().fetch(server.url("/a.pdf"), tmp_path).path.read_bytes() == PDF
    assert server.asked[-1][1]["Range"] == "bytes=500-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    server.answers["/a.pdf"] = lambda handler: break_off(handler, 500, ETag='"old"')
    refusal(server.url("/a.pdf"), tmp_path)
    server.answers["/a.pdf"] = lambda handler: handler.send(PDF[::-1], ETag='"new"')
    assert fetcher().fetch(server.url("/a.pdf"), tmp_path).path.read_bytes() == PDF[::-1]
    server.answers["/b.pdf"] = lambda handler: (
        handler.send(b"", 416) if handler.headers.get("Range") else handler.send(PDF)
    )
    (tmp_path / "part").write_bytes(b"x" * 9999)
    (tmp_path / "begun.json").write_text(json.dumps({"url": server.url("/b.pdf"), "tag": '"v1"'}))
    assert fetcher().fetch(server.url("/b.pdf"), tmp_path).path.read_bytes() == PDF


@pytest.mark.parametrize(
    ("status", "reason", "remedy"),
    [(404, "not there any more", "archive"), (403, "to a program", "browser"), (429, "status 429", "later"),
     (500, "status 500", "later"), (204, "status 204", "browser"), (304, "status 304", "browser")],
)  # fmt: skip
def test_an_answer_that_is_no_file_is_said_with_what_to_do(
    server: Server, tmp_path: Path, status: int, reason: str, remedy: str
) -> None:
    server.answers["/a.pdf"] = lambda handler: handler.send(b"", status, Content_Length="")
    with pytest.raises(FetchFailed) as refused:
        fetcher().fetch(server.url("/a.pdf"), tmp_path)
    assert reason in refused.value.reason
    assert remedy in refused.value.remedy


def test_what_is_too_large_is_stopped_whether_it_says_so_or_not(server: Server, tmp_path: Path) -> None:
    server.answers["/said"] = lambda handler: handler.send(b"", Content_Length=str(2 << 20))

    def pour(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(bytes(1 << 14))
        except OSError:
            pass

    server.answers["/unsaid"] = pour
    for path in ("/said", "/unsaid"):
        assert "larger than the 1 MB" in refusal(server.url(path), tmp_path, fetcher(bytes=1 << 20))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2 << 20


def test_what_unpacks_to_too_much_is_stopped(server: Server, tmp_path: Path) -> None:
    import gzip

    bomb = gzip.compress(bytes(8 << 20))
    server.answers["/a"] = lambda handler: handler.send(bomb, Content_Encoding="gzip")
    assert "larger than" in refusal(server.url("/a"), tmp_path, fetcher(bytes=1 << 20))
    server.answers["/b"] = lambda handler: handler.send(gzip.compress(PDF), Content_Encoding="gzip")
    assert fetcher().fetch(server.url("/b"), tmp_path / "b").path.read_bytes() == PDF


def test_a_server_that_drips_or_hangs_is_left(server: Server, tmp_path: Path) -> None:
    wait = threading.Event()

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not wait.wait(0.1):
                handler.wfile.write(b"x")
        except OSError:
            pass

    server.answers["/drip"] = drip
    server.answers["/hang"] = lambda handler: wait.wait(30) and None
    try:
        assert "too long" in refusal(server.url("/drip"), tmp_path / "a", fetcher(seconds=1))
        assert "broke off" in refusal(server.url("/hang"), tmp_path / "b", fetcher(read_seconds=0.3, seconds=1))
    finally:
        wait.set()


# From where nothing is fetched


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("::ffff:93.184.216.34", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("240.0.0.1", False), ("255.255.255.255", False),
        ("192.0.2.1", False), ("198.18.0.1", False), ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("fd12::1", False), ("ff02::1", False), ("2001:db8::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False), ("2002:7f00:1::", False), ("2002:a00:1::", False), ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False), ("::7f00:1", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_public_web_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https"), ("ftp://files.example/a", "only http and https"),
        ("gopher://x/", "only http and https"), ("", "only http and https"), ("//x.example/a", "only http and https"),
        ("http://", "only http and https"), ("http://user:pw@files.example/a", "name or password"),
        ("http://127.0.0.1/a", "127.0.0.1, an address inside"), ("http://localhost/a", "an address inside"),
        ("http://[::1]/a", "::1, an address inside"), ("http://[::ffff:10.0.0.1]/", "an address inside"),
        ("http://2130706433/", "an address inside"), ("http://0x7f.1/", "an address inside"),
        ("http://0/", "an address inside"),
        ("http://169.254.169.254/latest/meta-data", "an address inside"), ("http://files.example:99999/", "not an address"),
        ("http://[x/", "not an address"), ("javascript:alert(1)", "only http and https"),
    ],
)  # fmt: skip
def test_other_addresses_are_refused_before_anything_is_sent(tmp_path: Path, url: str, reason: str) -> None:
    assert reason in refusal(url, tmp_path, Fetcher())
    assert list(tmp_path.iterdir()) == []


def test_a_name_is_refused_when_one_of_its_addresses_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("93.184.216.34", 80)), (10, 1, 6, "", ("fd00::1", 80, 0, 0))]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    with pytest.raises(FetchFailed, match="fd00::1"):
        resolve_public("two.example", 80)


def test_a_redirect_to_a_private_address_is_refused(server: Server, tmp_path: Path) -> None:
    for number, target in enumerate((f"http://127.0.0.1:{server.port}/secret", "file:///etc/passwd", "http://[::1]/")):
        server.answers["/a"] = lambda handler, target=target: handler.send(b"", 302, Location=target)  # type: ignore[misc]
        assert refusal(server.url("/a"), tmp_path / str(number))
    assert {path for path, _ in server.asked} == {"/a"}


def test_a_name_that_changes_its_meaning_is_asked_once_and_held_to_it(server: Server, tmp_path: Path) -> None:
    asked: list[str] = []

    def rebind(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else pytest.fail("asked again")

    server.answers["/a.pdf"] = lambda handler: handler.send(PDF)
    Fetcher(FetchLimits(), rebind).fetch(
        server.url("/a.pdf", "rebinding.invalid"), tmp_path
    )  # no resolver knows this name
    assert asked == ["rebinding.invalid"]


def test_no_proxy_of_the_environment_is_used(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.answers["/a.pdf"] = lambda handler: handler.send(PDF)
    assert fetcher().fetch(server.url("/a.pdf"), tmp_path).path.read_bytes() == PDF


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for files.example, with its key."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path, "-out", f"{path}.crt", "-days", "2",
         "-subj", "/CN=files.example", "-addext", "subjectAltName=DNS:files.example"], capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_https_proves_the_name_that_was_asked_for_and_not_the_address(certificate: Path, tmp_path: Path) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    server = Server(serving)
    try:
        server.answers["/a.pdf"] = lambda handler: handler.send(PDF)
        server.answers["/down"] = lambda handler: handler.send(b"", 302, Location="http://files.example/a.pdf")
        trusting = ssl.create_default_context(cafile=f"{certificate}.crt")
        using = Fetcher(FetchLimits(), resolve_here, trusting)
        assert using.fetch(server.url("/a.pdf", scheme="https"), tmp_path / "a").path.read_bytes() == PDF
        assert "certificate" in refusal(server.url("/a.pdf", "other.example", "https"), tmp_path / "b", using)
        assert "certificate" in refusal(server.url("/a.pdf", scheme="https"), tmp_path / "c")
        assert "away from https" in refusal(server.url("/down", scheme="https"), tmp_path / "d", using)
    finally:
        server.server.shutdown()


# Into a case


@pytest.fixture
def digests(workspace: Workspace, save: Save, server: Server, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A case of three digests: one with a good address, one with a bad one, one with none."""
    monkeypatch.setattr(originals, "PAUSE_SECONDS", 0.0)
    paths = {name: save(f"{name}.md", f"Our words on {name}.") for name in ("good", "bad", "none")}
    known = {
        paths["good"]: Provenance(title="Ledger", kind="FOIA release", is_digest=True, source_url=server.url(LEDGER)),
        paths["bad"]: Provenance(title="Memo", is_digest=True, source_url=server.url("/memo.pdf")),
        paths["none"]: Provenance(title="Note", is_digest=True),
    }
    ingest(workspace, CASE, paths.values(), make_readers(), known)
    server.answers[LEDGER] = lambda handler: handler.send(PDF)
    server.answers["/memo.pdf"] = lambda handler: handler.send(b"<!DOCTYPE html><p>Sorry, not found.", kind="text/html")
    return workspace


def test_an_original_stands_beside_its_digest(digests: Workspace, server: Server) -> None:
    told: list[Progress] = []
    report = fetch_originals(digests, CASE, make_readers(), told.append, fetcher=fetcher())
    ((original,), (failure,)) = report.fetched, report.failures
    assert failure.path == server.url("/memo.pdf")
    assert "a web page in place of the PDF" in failure.reason
    assert original.original_sha256 == hashlib.sha256(PDF).hexdigest()
    with digests.reading() as db:
        documents = {one.sha256: one for one in load_documents(db, CASE)}
        assert load_digests(db, CASE, original.original_sha256) == [original]
        assert load_failures(db, CASE) == []
    assert len(documents) == 4
    digest, paper = documents[original.digest_sha256], documents[original.original_sha256]
    assert (digest.title, digest.provenance.is_digest) == ("Ledger", True)
    assert (paper.title, paper.file) == ("Ledger (original)", "Ledger 2018.pdf")
    assert (paper.provenance.kind, paper.provenance.is_digest) == ("FOIA release", False)
    assert paper.provenance.source_url == server.url(LEDGER)
    assert paper.provenance.note.startswith(f"Fetched from {server.url(LEDGER)} on 20")
    assert original.fetched_at[:2] == "20"
    assert [(one.done, one.total) for one in told if one.step == "fetching"] == [(0, 2), (1, 2), (2, 2)]
    assert any(one.step == "bytes" and one.done == one.total == len(PDF) for one in told)
    assert verify_workspace(digests).faults == []


def test_what_was_fetched_is_not_fetched_again_unless_asked(digests: Workspace, server: Server) -> None:
    fetch_originals(digests, CASE, make_readers(), fetcher=fetcher())
    assert [one.url for one in list_wanted(digests, CASE) if one.original] == [server.url(LEDGER)]
    server.asked.clear()
    assert fetch_originals(digests, CASE, make_readers(), fetcher=fetcher()).fetched == ()
    assert [path for path, _ in server.asked] == ["/memo.pdf"]
    assert len(fetch_originals(digests, CASE, make_readers(), again=True, fetcher=fetcher()).fetched) == 1


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"%PDF-1.4 nothing more", "application/pdf", "it was fetched, but"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4", "video/mp4"),
        (b"Our words on bad.", "text/plain", "the digest itself"),
        (b"  \n<html><body>x", "application/pdf", "a web page in place"),
    ],
)  # fmt: skip
def test_what_cannot_be_the_original_is_not_linked(
    digests: Workspace, server: Server, data: bytes, kind: str, reason: str
) -> None:
    server.answers["/memo.pdf"] = lambda handler: handler.send(data, kind=kind)
    report = fetch_originals(digests, CASE, make_readers(), fetcher=fetcher())
    assert len(report.fetched) == 1
    assert reason in report.failures[0].reason


def test_no_setting_lets_a_case_reach_this_machine(digests: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    report = fetch_originals(digests, CASE, make_readers())
    assert report.fetched == ()
    assert len(report.failures) == 2
