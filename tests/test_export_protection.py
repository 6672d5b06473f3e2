"""A protected export holds none of what is protected, in no packing and no spelling; and says where words were taken out.

One file of more than 300 lines: one promise, and every format and spelling in which it could be broken.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from conftest import CASE, copy_of, take
from hypothesis import given
from hypothesis import strategies as st
from made_documents import make_docx, make_pdf
from made_exports import DOCUMENTS, PUBLISHER, TABLES, decide, make_export, make_row, write
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen.canvas import Canvas

from factcheck.documents.metadata import read_metadata
from factcheck.errors import BadInput, NotFound
from factcheck.export import formats
from factcheck.export.content import Export, gather_export
from factcheck.export.formats import FORMATS, make_file
from factcheck.export.proof import ProtectedFound, find_in, prove
from factcheck.export.protection import EMPTIED, WITHHELD, Protection, load_protection, protect_row
from factcheck.readers import Readers
from factcheck.store.cases import load_protected, save_protected
from factcheck.store.workspace import Workspace

SECRETS = (
    "Ivo Quill",
    "The Leak Desk",
    "handed over in a car park",
    "2019-ICLI-00042",
    "from Jane Doe.txt",
    "Rita Reviewer",
    "Jane Doe",
)
NAME = "Zoë Müller"
PROTECTION = Protection({NAME: "listed by the case"})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, blank: Path) -> Path:
    folder = tmp_path_factory.mktemp("decided")
    workspace = copy_of(blank, folder)
    decide(workspace, folder / "papers")
    with workspace.writing() as db:
        save_protected(db, CASE, ["Jane Doe"])
    return workspace.root


@pytest.fixture
def decided(made: Path, tmp_path: Path) -> Workspace:
    return copy_of(made, tmp_path)


def gather(workspace: Workspace, **choices: bool) -> Export:
    return gather_export(workspace, CASE, ["C1"], is_protected=True, publisher=PUBLISHER, **choices)


# What is protected


def test_what_is_protected_is_gathered_from_the_whole_case(decided: Workspace) -> None:
    protection = load_protection(decided, CASE)
    assert set(SECRETS) | {"second.txt"} == set(protection.strings)
    assert protection.strings["Ivo Quill"] == "who obtained a document"
    assert protection.strings["Rita Reviewer"] == "reviewer"


def test_the_fields_are_emptied_in_sight(decided: Workspace) -> None:
    row = gather(decided).table.iloc[0].to_dict()
    filled = [name for name in EMPTIED if name != "also_in"]  # this paper has no copies
    assert {name: row[name] for name in filled} == dict.fromkeys(filled, WITHHELD)
    assert (row["stance_set_by"], row["withheld"]) == (WITHHELD, "yes")


def test_a_note_a_quotation_and_an_address_lose_the_words_in_sight(decided: Workspace) -> None:
    rows = gather(decided).table.set_index("page").to_dict("records")
    first = next(row for row in rows if row["document"].startswith("Document "))
    assert first["quote"] == "Acme sold engines to the agency. [withheld] of Acme signed for them."
    assert first["justification"] == "The memo that [withheld] brought says so."
    assert first["review_note"] == "[withheld] asked [withheld] about it."
    assert (first["document_url"], first["link"]) == (WITHHELD, WITHHELD)  # of example.org/theleakdesk
    assert "[withheld]" in first["citation"]
    assert {row["quote"] for row in rows if row["document"] == "Second memo"} == {
        "Acme never made engines, says [withheld]."
    }


def test_what_does_not_name_anybody_is_left(decided: Workspace) -> None:
    open_, shut = (gather_export(decided, CASE, is_protected=one).table for one in (False, True))
    kept = [
        "claim_id",
        "claim",
        "speaker",
        "verdict",
        "stance",
        "page",
        "start",
        "end",
        "sha256",
        "similarity",
        "evidence_id",
    ]
    assert open_[kept].equals(shut[kept])


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_holds_a_protected_string(decided: Workspace, name: str) -> None:
    made = make_file(gather(decided), name)
    assert made.proof is not None
    assert made.proof.strings >= len(SECRETS)
    everything = "\n".join(unpack_for_test(made.data)).lower()
    for secret in SECRETS:
        assert secret.lower() not in everything
        assert "".join(secret.lower().split()) not in everything


@pytest.mark.parametrize("name", FORMATS)
def test_the_open_export_is_found_to_hold_them(decided: Workspace, name: str) -> None:
    """The search that finds nothing in the protected file finds what is there in the open one."""
    made = make_file(gather_export(decided, CASE, ["C1"], publisher=PUBLISHER), name)
    found = find_in(made.data, name, load_protection(decided, CASE))
    assert {"claimreview": {"Ivo Quill"}}.get(name, {"from Jane Doe.txt", "Jane Doe"}) <= set(found)


def unpack_for_test(data: bytes) -> list[str]:
    """The texts of a file by other means than those under test."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                text for name in archive.namelist() for text in (name, archive.read(name).decode("utf-8", "replace"))
            ]
    if data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        return [str(reader.metadata), *(page.extract_text() for page in reader.pages)]
    return [data.decode()]


def test_a_case_that_does_not_exist_is_named(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        load_protection(workspace, "nobody")


# The list of a case


def test_the_list_of_a_case_is_kept_and_replaced(workspace: Workspace) -> None:
    with workspace.writing() as db:
        save_protected(db, CASE, ["  Jane\n Doe ", "Jane Doe", "", "Bo Ek"])
        assert load_protected(db, CASE) == ["Bo Ek", "Jane Doe"]
        save_protected(db, CASE, [])
        assert load_protected(db, CASE) == []
        with pytest.raises(BadInput, match="too short"):
            save_protected(db, CASE, ["a."])


# What a file says of itself


def test_metadata_of_files_is_protected(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setAuthor("Jane Doe")
    canvas.setCreator("Word of Jane")
    canvas.showPage()
    canvas.save()
    office = docx.Document(io.BytesIO(make_docx("Text.")))
    office.core_properties.author, office.core_properties.last_modified_by = "Jane Doe", "Bo Ek"
    kept = io.BytesIO()
    office.save(kept)
    page = b"<html><head><meta name=Author content='Jane Doe'><meta name=viewport content=x></head></html>"
    files = {
        "application/pdf": out.getvalue(),
        "application/docx": kept.getvalue(),
        "text/html": page,
        "text/plain": b"by Jane",
    }
    found = {}
    for number, (kind, data) in enumerate(files.items()):
        path = tmp_path / str(number)
        path.write_bytes(data)
        found[kind] = set(read_metadata(path, kind))
    assert {"Jane Doe", "Word of Jane"} <= found["application/pdf"]
    assert {"Jane Doe", "Bo Ek"} <= found["application/docx"]
    assert (found["text/html"], found["text/plain"]) == ({"Jane Doe"}, set())


def test_a_damaged_file_has_no_metadata(tmp_path: Path) -> None:
    for kind, data in (("application/pdf", b"%PDF-1.4 nothing"), ("application/docx", b"PK\x03\x04nothing")):
        (tmp_path / "x").write_bytes(data)
        assert read_metadata(tmp_path / "x", kind) == ()


def test_a_title_in_the_metadata_is_protected_unless_it_is_printed(
    workspace: Workspace, readers: Readers, save: Callable[[str, bytes], Path]
) -> None:
    hidden, printed = (
        make_pdf(["Some text on a page."], title="Draft of Jane"),
        make_pdf(["The Plan. Text."], title="The Plan"),
    )
    take(workspace, readers, save("a.pdf", hidden), save("b.pdf", printed))
    strings = load_protection(workspace, CASE).strings
    assert strings["Draft of Jane"] == "metadata of a file"
    assert "The Plan" not in strings


# Withholding


@pytest.mark.parametrize(
    "text",
    [
        "by Zoë Müller.", "BY ZOË MÜLLER", "Zoë\n  Müller", "zoë-müller", "Zoë_Müller@x", "Zoë\u00a0Müller",
        "Zo\u00adë Mül\u200bler",
        unicodedata.normalize("NFD", "Zoë Müller"), "Zoë Mül-\nler", "zoëmüller@example.org", "Zoë, Müller",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelled(text: str) -> None:
    assert PROTECTION.find(text) == [NAME]
    assert WITHHELD in PROTECTION.withhold(text)
    assert PROTECTION.find(PROTECTION.withhold(text)) == []


@pytest.mark.parametrize("text", ["", "Zoë met Mr Müller", "annual", "Anna", "plan n"])
def test_other_words_are_left(text: str) -> None:
    protection = Protection({NAME: "", "Ann": ""})
    assert protection.withhold(text) == text


def test_short_strings_are_whole_words_and_the_shortest_are_named() -> None:
    protection = Protection({"Ann": "reviewer", "B": "reviewer"})
    assert protection.withhold("Ann's annual plan B, ANN") == "[withheld]'s annual plan B, [withheld]"
    assert protection.too_short == ("B",)


def test_strings_that_overlap_are_withheld_together() -> None:
    assert Protection({"aaa bbb": "", "bbb ccc": ""}).withhold("x aaa bbb ccc y") == "x [withheld] y"


@given(st.lists(st.text("abc. ", min_size=3, max_size=12), max_size=4), st.text("abcABC. \n", max_size=80))
def test_nothing_that_is_withheld_can_be_found_again(strings: list[str], text: str) -> None:
    protection = Protection(dict.fromkeys(strings, ""))
    assert protection.find(protection.withhold(text)) == []


@given(
    st.text("ab ", max_size=20), st.text("ab ", min_size=1, max_size=20).filter(str.strip), st.text("ab ", max_size=20),
    st.lists(st.sampled_from(["aaa", "aba bab", "aaaabbbb", "bb aa"]), max_size=3),
)  # fmt: skip
def test_a_rationale_stays_within_its_quotation(before: str, marked: str, after: str, strings: list[str]) -> None:
    row = make_row(quote=before + marked + after, rationale=marked)
    row |= {"rationale_start": 10 + len(before), "rationale_end": 10 + len(before + marked)}
    protection = Protection(dict.fromkeys(strings, ""))
    kept = protect_row(row, protection)
    assert str(kept["rationale"]) in str(kept["quote"])
    assert protection.find(str(kept["quote"])) == []
    assert (kept["withheld"] == "yes") == (WITHHELD in str(kept["quote"]))


# The proof


def png(**texts: str) -> bytes:
    info, out = PngInfo(), io.BytesIO()
    for key, value in texts.items():
        info.add_text(key.strip("_"), value, zip=key.endswith("_"))
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def jpeg(comment: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG", comment=comment.encode())
    return out.getvalue()


def packed(name: str = "a.txt", data: bytes = b"x", comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def pdf(title: str = "", text: str = "", font: str = "") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle(title)
    for number, line in enumerate(text.split("\n")):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return out.getvalue()


def pdf_object(content: bytes) -> bytes:
    return pdf().replace(b"/Title (", b"/X " + content + b" /Title (")


def stream(content: bytes) -> bytes:
    return b"%PDF-1.4\n1 0 obj << /Length 9 >>\nstream\n" + content + b"\nendstream\nendobj\n"


LATEX = r"by Zo{\"e} M\"{u}ller"
PLANTED = {
    "plain": f"by {NAME}.".encode(),
    "Latin-1": f"by {NAME}.".encode("latin-1"),
    "UTF-16 with a mark": f"by {NAME}.".encode("utf-16"),
    "UTF-16 little-endian": f"by {NAME}.".encode("utf-16-le"),
    "UTF-16 big-endian": f"by {NAME}.".encode("utf-16-be"),
    "within binary data": b"\x00\x01\x02\xff" + f"by {NAME}.".encode() + b"\x00\xfe",
    "other case": NAME.upper().encode(),
    "decomposed": unicodedata.normalize("NFD", NAME).encode(),
    "over two lines": b"Zo\xc3\xab\r\n\t      M\xc3\xbcller",
    "JSON": json.dumps([NAME]).encode(),
    "JSON with a line break": json.dumps("Zoë\nMüller").encode(),
    "entities of XML": b"<a>Zo&#235; M&#xfc;ller</a>",
    "entities of HTML": b"Zo&euml; M&uuml;ller",
    "split by tags": "<w:t>Zo</w:t></w:r><w:r><w:t>ë Mül</w:t></w:r><w:r><w:t>ler</w:t>".encode(),
    "in two cells": "<td>Zoë</td><td>Müller</td>".encode(),
    "in an attribute": '<a title="Zoë Müller">'.encode(),
    "an address": b"https://example.org/?by=Zo%C3%AB%20M%C3%BCller",
    "a mail": b"Zo=C3=AB M=C3=BC=\nller",
    "Markdown": rb"Zo\xeb".replace(rb"\xeb", "ë".encode()) + rb"\_" + "Müller".encode(),
    "LaTeX": LATEX.encode(),
    "Excel's escapes": b"Zo_x00EB_ M_x00FC_ller",
    "base64": base64.b64encode(f"a letter by {NAME} to us".encode()),
    "base64 over lines": base64.encodebytes(f"{'x' * 90} by {NAME}".encode()),
    "base64 of a zip": b"data:x;base64," + base64.b64encode(packed(data=NAME.encode())),
    "base64 of a picture": b'<img src="data:image/png;base64,' + base64.b64encode(png(Author=NAME)) + b'">',
    "gzip": gzip.compress(NAME.encode()),
    "zip": packed(data=NAME.encode()),
    "name of a part": packed(name=f"{NAME}.txt"),
    "remark of a zip": packed(comment=NAME.encode()),
    "zip in a zip in a zip": packed("a.zip", packed("b.docx", packed("c.xml", NAME.encode()))),
    "picture, plain": png(Author=NAME),
    "picture, packed": png(Author_=NAME),
    "behind a picture": png() + NAME.encode(),
    "JPEG": jpeg(NAME),
    "PDF, title": pdf(title=NAME),
    "PDF, text": pdf(text=f"It was {NAME} who"),
    "PDF, text over lines": pdf(text="It was Zoë\nMüller who"),
    "PDF, hexadecimal": pdf_object(b"<" + NAME.encode("utf-16-be").hex().encode().join([b"feff", b""]) + b">"),
    "PDF, octal": pdf_object(rb"(Zo\353 M\374ller)"),
    "PDF, packed stream": stream(zlib.compress(NAME.encode())),
    "PDF, ASCII85": stream(base64.a85encode(zlib.compress(NAME.encode())) + b"~>"),
}  # fmt: skip


@pytest.mark.parametrize("way", PLANTED)
def test_a_planted_name_is_found_and_its_place_named(way: str) -> None:
    with pytest.raises(ProtectedFound, match=r"“Zoë Müller” \(listed by the case\) in file.*Nothing was exported"):
        prove(PLANTED[way], "file", PROTECTION)


@pytest.mark.parametrize("name", FORMATS)
def test_a_name_planted_in_any_format_is_found(name: str) -> None:
    facts = {"verdict": "Mixed", "verdict_at": "2026-01-01", "speaker": "A", "source": "B", "citation": NAME}
    planted = make_export(make_row(document=NAME, justification=f"So {NAME} says.", **facts), title="x")
    assert find_in(write(planted, name), name, PROTECTION) == (NAME,)
    plain = make_export(make_row(document="Memo", justification="So.", **facts | {"citation": "x"}), title="x")
    assert find_in(write(plain, name), name, PROTECTION) == ()


def test_a_ligature_hides_nothing() -> None:
    assert find_in("the oﬃce of Griﬃn".encode(), "x", Protection({"Griffin": ""})) == ("Griffin",)


def test_noise_is_not_taken_for_names() -> None:
    noise = zlib.compress(bytes(range(256)) * 4000, 9) * 40
    assert find_in(noise + base64.b64encode(noise), "x", Protection({"Ann": "", "Bob": "", "Eve": ""})) == ()


def test_the_place_within_packed_parts_is_named() -> None:
    with pytest.raises(ProtectedFound, match=r"in packet\.zip > a\.zip > b\.docx > c\.xml"):
        prove(PLANTED["zip in a zip in a zip"], "packet.zip", PROTECTION)


def test_a_leak_stops_the_export(decided: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that writes what it should not is stopped by the search of the finished file."""

    def leak(export: Export, out: io.BytesIO) -> None:
        out.write(b"rita reviewer" if export.protection else b"")

    monkeypatch.setattr(formats, "FORMATS", dict(FORMATS) | {"csv": replace(FORMATS["csv"], write=leak)})
    formats._specimen.cache_clear()
    with pytest.raises(ProtectedFound, match="“Rita Reviewer”"):
        make_file(gather(decided), "csv")
    formats._specimen.cache_clear()


@pytest.mark.parametrize("name", FORMATS)
def test_a_word_of_the_format_itself_is_named_and_not_searched_for(decided: Workspace, name: str) -> None:
    """A reviewer by the name of Page cannot be told from the markup of pages; her field is emptied all the same."""
    with decided.writing() as db:
        save_protected(db, CASE, ["Mixed", "claim", "stance", "Jane Doe"])
    proof = make_file(gather(decided), name).proof
    assert proof is not None
    named = set(proof.own_words)
    expected = {"Mixed"} if name in (*TABLES, *DOCUMENTS, "claimreview") else set()
    assert expected <= named <= {"Mixed", "claim", "stance"} if expected else not named
    assert not named or f"the file format itself uses the word: {', '.join(sorted(named))}." in proof.text
