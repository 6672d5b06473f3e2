"""Messages: who wrote to whom and when is part of the text, and what is attached is a document of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, make_readers, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_messages import make_compound, make_msg

from factcheck.documents import open_file, read_document
from factcheck.documents.parts import Opened
from factcheck.errors import UnreadableDocument
from factcheck.model import Provenance
from factcheck.pipeline import ingest
from factcheck.quarantine import retry
from factcheck.store.documents import load_documents
from factcheck.store.failures import load_failures
from factcheck.store.pages import load_pages
from factcheck.store.parts import load_containers, load_parts
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]

HEADERS = {
    "From": "Ann Example <ann@acme.example>", "To": "Bob <bob@x.example>", "Cc": "Carol <c@x.example>",
    "Date": "Fri, 07 Dec 2018 10:00:00 +0100", "Subject": "Engines: the contract",
}  # fmt: skip


def open_(path: Path, tmp_path: Path) -> Opened:
    folder = tmp_path / f"parts of {path.name}"
    folder.mkdir()
    return open_file(path, path.name, folder)


def parts_of(opened: Opened) -> dict[str, bytes | str]:
    return {part.name: part.path.read_bytes() if part.path else part.reason for part in opened.parts}


def test_a_message_is_a_page_with_its_headers_and_its_attachments_are_parts(save: Save, tmp_path: Path) -> None:
    data = made.make_eml(
        "We sold nothing.\n", attachments=[("ledger.txt", b"Sold: 400"), ("x.pdf", b"%PDF-")], **HEADERS
    )
    opened = open_(save("a.eml", data), tmp_path)
    assert opened.read is not None
    assert opened.read.title == "Engines: the contract"
    assert opened.read.media_type == "message/rfc822"
    assert opened.read.pages[0].text == (
        "From: Ann Example <ann@acme.example>\nTo: Bob <bob@x.example>\nCc: Carol <c@x.example>\n"
        "Date: Fri, 07 Dec 2018 10:00:00 +0100\nSubject: Engines: the contract\nAttachments: ledger.txt; x.pdf\n\n"
        "We sold nothing."
    )
    assert parts_of(opened) == {"ledger.txt": b"Sold: 400", "x.pdf": b"%PDF-"}


def test_an_html_body_is_read_as_it_is_seen(save: Save) -> None:
    html = "<p>We sold <b>nothing</b>.</p><script>alert(1)</script>"
    (page,) = read_document(save("a.eml", made.make_eml("", html, **HEADERS))).pages
    assert page.text.endswith("\n\nWe sold nothing.")
    (page,) = read_document(save("b.eml", made.make_eml("In plain words.", html, **HEADERS))).pages
    assert page.text.endswith("\n\nIn plain words.")


def test_a_message_in_a_message_is_taken_out_whole(save: Save, tmp_path: Path) -> None:
    inner = made.make_eml("Inner words.", attachments=[("deep.txt", b"Deep.")], **(HEADERS | {"Subject": "Inner"}))
    opened = open_(save("a.eml", made.make_eml("Outer.", attachments=[("fwd.eml", inner)], **HEADERS)), tmp_path)
    (part,) = opened.parts
    assert part.name == "fwd.eml"
    assert part.path is not None
    again = open_(part.path, tmp_path)
    assert again.read is not None
    assert "Inner words." in again.read.pages[0].text
    assert parts_of(again) == {"deep.txt": b"Deep."}


def test_odd_encodings_and_broken_headers_are_read_as_well_as_can_be(save: Save) -> None:
    raw = (
        b"Received: from x\r\nFrom: =?utf-8?q?J=C3=BCrgen?= <j@x.example>\r\nTo: undisclosed-recipients:;\r\n"
        b"Subject: =?iso-8859-1?q?Gr=FC=DFe?=\r\nDate: not a date\r\n"
        b"Content-Type: text/plain; charset=x-unknown\r\nContent-Transfer-Encoding: 8bit\r\n\r\nStra\xc3\x9fe\r\n"
    )
    read = read_document(save("a", raw))
    assert read.title == "Grüße"
    assert "From: Jürgen <j@x.example>" in read.pages[0].text
    assert read.pages[0].text.endswith("Straße")


def test_small_pictures_in_the_text_are_named_and_not_opened(save: Save, tmp_path: Path) -> None:
    raw = (
        b"MIME-Version: 1.0\nFrom: a@x.example\nContent-Type: multipart/related; boundary=B\n\n--B\n"
        b"Content-Type: text/html\n\n<p>Hello<img src='cid:1'></p>\n--B\nContent-Type: image/png; name=logo.png\n"
        b"Content-ID: <1>\nContent-Disposition: inline; filename=logo.png\n"
        b"Content-Transfer-Encoding: base64\n\niVBORw0K\n--B--\n"
    )
    opened = open_(save("a.eml", raw), tmp_path)
    assert opened.parts == ()
    assert opened.read is not None
    assert "Attachments: logo.png (small picture, not opened)" in opened.read.pages[0].text


def test_a_text_that_begins_with_a_label_is_no_message(save: Save) -> None:
    for text in ("From: the desk of Ann\nWe sold nothing.", "Note: read this.\n\nText.", "Subject: x\n\nText."):
        assert read_document(save("a.txt", text)).media_type == "text/plain"
    assert read_document(save("a.eml", "Subject: x\n\nText.")).media_type == "message/rfc822"


def test_a_mailbox_is_taken_apart_into_messages(save: Save, tmp_path: Path) -> None:
    one, two = (made.make_eml(f"Words {n}.\n>From me\n", **(HEADERS | {"Subject": f"S{n}"})) for n in (1, 2))
    mbox = b"".join(b"From a@x.example Fri Dec  7 10:00:00 2018\n" + one + b"\n" for one in (one, two))
    opened = open_(save("all.mbox", mbox), tmp_path)
    assert opened.read is None
    assert [part.name for part in opened.parts] == ["message 1.eml", "message 2.eml"]
    texts = [read_document(part.path).pages[0].text for part in opened.parts if part.path]
    assert "Subject: S1" in texts[0]
    assert "Words 2.\nFrom me" in texts[1]
    with pytest.raises(UnreadableDocument, match="archive"):
        read_document(save("all.mbox", mbox))


# Outlook


def test_a_message_of_outlook_is_read_like_any_other(save: Save, tmp_path: Path) -> None:
    data = make_msg(
        "Engines", "We sold nothing. " * 300, to=[("Bob", "bob@x.example"), ("Carol", "c@x.example")], sent=13_188_700_000,
        attachments=[("ledger.txt", b"Sold: 400"), ("big.bin", b"x" * 9000), ("inner.msg", None)],
    )  # fmt: skip
    opened = open_(save("a.msg", data), tmp_path)
    assert opened.read is not None
    assert (opened.read.title, opened.read.media_type) == ("Engines", "application/vnd.ms-outlook")
    assert opened.read.pages[0].text.startswith(
        'From: "Ann" <ann@acme.example>\nTo: Bob <bob@x.example>, Carol <c@x.example>\nDate: 2018-12-07 23:46+00:00\n'
        "Subject: Engines\nAttachments: ledger.txt; big.bin; inner.msg\n\nWe sold nothing."
    )
    parts = parts_of(opened)
    assert (parts["ledger.txt"], parts["big.bin"]) == (b"Sold: 400", b"x" * 9000)
    assert "attached as a message or a link" in str(parts["inner.msg"])


@pytest.mark.parametrize(
    ("stream", "reason", "remedy"),
    [
        ("WordDocument", "old Word", "DOCX"), ("Workbook", "old Excel", "XLSX"),
        ("PowerPoint Document", "old PowerPoint", "PPTX"),
        ("EncryptedPackage", "locked by a password", "without one"), ("Anything", "old Office program", "PDF"),
    ],
)  # fmt: skip
def test_other_files_in_the_same_container_are_refused_with_what_to_do(
    save: Save, stream: str, reason: str, remedy: str
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_document(save("a.msg", make_compound({stream: b"x"})))
    assert reason in refused.value.reason
    assert remedy in refused.value.remedy


def test_a_damaged_message_of_outlook_is_read_in_part_or_refused(save: Save) -> None:
    whole = make_msg("Engines", "Words", to=[("Bob", "b@x.example")])
    for length in range(8, len(whole), 97):
        try:
            read_document(save("cut.msg", whole[:length]))
        except UnreadableDocument:
            pass


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["text/plain", "multipart/mixed; boundary=B", "message/rfc822", "x/y"]))
def test_any_message_is_read_or_refused(save: Save, body: bytes, kind: str) -> None:
    start = f"Message-ID: <1>\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n--B\n".encode()
    try:
        read = read_document(save("any.eml", start + body))
    except UnreadableDocument:
        return
    assert read.pages[0].text


# Into a case


def test_message_and_attachments_are_documents_that_say_where_they_lay(workspace: Workspace, save: Save) -> None:
    inner = made.make_eml(
        "Inner words.", attachments=[("deep.txt", b"Deep words.")], **(HEADERS | {"Subject": "Inner"})
    )
    attachments = [("a/../ledger.txt", b"Sold: 400 engines."), ("bad.pdf", b"%PDF-1.4 nothing"), ("fwd.eml", inner)]
    path = save("a.eml", made.make_eml("We sold nothing.", attachments=attachments, **HEADERS))
    known = Provenance(title="Leak", obtained_by="Ann", document_date="2018")
    report = ingest(workspace, CASE, [path], make_readers(), {path: known})
    with workspace.reading() as db:
        documents = {one.file: one for one in load_documents(db, CASE)}
        message = documents["a.eml"]
        failures = load_failures(db, CASE)
        parts = load_parts(db, message.sha256)
        assert load_containers(db, documents["ledger.txt"].sha256) == [(message.sha256, "a/../ledger.txt")]
        assert load_pages(db, documents["deep.txt"].sha256)[0].text == "Deep words."
    assert [Path(one.path).name for one in report.documents] == ["a.eml", "ledger.txt", "fwd.eml", "deep.txt"]
    assert [part.name for part in parts] == ["a/../ledger.txt", "bad.pdf", "fwd.eml"]
    assert [failure.path for failure in failures] == [f"{path}/bad.pdf"]
    assert message.title == "Leak"
    ledger = documents["ledger.txt"].provenance
    assert (ledger.title, ledger.obtained_by, ledger.document_date) == ("", "Ann", "")
    assert ledger.note == f"Lay in a.eml (SHA-256 {message.sha256}), as a/../ledger.txt"
    assert "Lay in fwd.eml" in documents["deep.txt"].provenance.note
    assert workspace.received_path(documents["ledger.txt"].sha256).read_bytes() == b"Sold: 400 engines."
    assert verify_workspace(workspace).faults == []
    again = take(workspace, make_readers(), path)
    assert [one.status for one in again.documents] == ["known"] * 4
    assert [one.reason for one in again.failures] == [failures[0].reason]
    retry(workspace, CASE, make_readers())
    with workspace.reading() as db:
        assert [failure.path for failure in load_failures(db, CASE)] == [f"{path}/bad.pdf"]
