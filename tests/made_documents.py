"""Make the small files that the tests read: sound ones, and damaged, locked and mislabelled ones."""

from __future__ import annotations

import email
import email.message
import email.policy
import io
import zipfile
from collections.abc import Sequence

import docx
import openpyxl
import pptx
import pypdf
from docx.enum.text import WD_BREAK

LEADING = 14  # points from one line of a made PDF to the next


def make_pdf(pages: Sequence[str], title: str = "", count: int | None = None) -> bytes:
    """Make a PDF with a text layer.

    Args:
        pages: the text of each page, its lines apart by newlines; "" makes a page without any content, and a text in
            Latin-1 can hold any character of that.
        title: for the metadata.
        count: the number of pages to claim, where it is not to be the true one.
    """
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    n_pages = len(pages) if count is None else count
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {n_pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, text in enumerate(pages):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * index} 0 R"
        objects += [f"{page} /Resources << /Font << /F1 3 0 R >> >> >>".encode(), _make_stream(_draw_text(text))]
    objects.append(b"<< /Title (" + _escape(title) + b") >>")
    return assemble_pdf(objects, info=len(objects))


def make_scan(n_pages: int = 1) -> bytes:
    """Make a PDF whose pages hold a picture each and no text."""
    kids = " ".join(f"{3 + 2 * index} 0 R" for index in range(n_pages))
    picture = b"q 400 0 0 400 100 200 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {n_pages} >>".encode()]
    for index in range(n_pages):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + 2 * index} 0 R >>"
        objects += [page.encode(), _make_stream(picture)]
    return assemble_pdf(objects)


def assemble_pdf(objects: Sequence[bytes], info: int | None = None) -> bytes:
    """Write objects, numbered from 1 and the catalogue first, as a PDF with its cross-reference table."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    document_info = f" /Info {info} 0 R" if info else ""
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R{document_info} >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def lock_pdf(pdf: bytes, user_password: str) -> bytes:
    """Encrypt a PDF; with the user password "" anyone may open it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(user_password=user_password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_docx(*parts: str | list[list[str]] | None, title: str = "") -> bytes:
    """Make a DOCX of paragraphs (text), tables (rows of cells) and page breaks (None), in order."""
    document = docx.Document()
    document.core_properties.title = title
    document.sections[0].header.paragraphs[0].text = "RUNNING HEADER"
    for part in parts:
        if part is None:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif isinstance(part, str):
            document.add_paragraph(part)
        else:
            table = document.add_table(rows=0, cols=len(part[0]))
            for row in part:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_docx_of_xml(body: str) -> bytes:
    """Make a DOCX whose body is the given WordprocessingML."""
    empty = zipfile.ZipFile(io.BytesIO(make_docx()))
    out = io.BytesIO()
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w") as archive:
        for name in empty.namelist():
            content = empty.read(name)
            if name == "word/document.xml":
                content = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'.encode()
            archive.writestr(name, content)
    return out.getvalue()


def make_zip(**members: bytes) -> bytes:
    """Make a zip archive; in the members' names "__" stands for "/" and "_" for "."."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def _draw_text(text: str) -> bytes:
    lines = b" ".join(b"(" + _escape(line) + b") Tj T*" for line in text.split("\n"))
    return f"BT /F1 11 Tf {LEADING} TL 72 720 Td ".encode() + lines + b" ET" if text else b""


def _escape(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _make_stream(content: bytes) -> bytes:
    return f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def make_xlsx(*sheets: tuple[str, list[list[object]]], title: str = "", hidden: Sequence[str] = ()) -> bytes:
    """A workbook of sheets; a cell given as a pair is a value and its number format."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title = title
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(at, column)
                if isinstance(value, tuple):
                    cell.value, cell.number_format = value
                else:
                    cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_pptx(*slides: tuple[str, str, str], title: str = "") -> bytes:
    """A presentation; each slide has a heading, a text and the speaker's notes."""
    shown = pptx.Presentation()
    shown.core_properties.title = title
    for heading, text, notes in slides:
        slide = shown.slides.add_slide(shown.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = heading, text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    out = io.BytesIO()
    shown.save(out)
    return out.getvalue()


def make_odt(body: str, styles: str = "", title: str = "", mimetype: str = "text", manifest: str = "") -> bytes:
    """An OpenDocument file with this body, in its own XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                            ("fo", "xsl-fo-compatible"))
    )  # fmt: skip
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    meta = f'<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></m>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}")
        archive.writestr("content.xml", content)
        archive.writestr("meta.xml", meta)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def make_eml(text: str = "", html: str = "", attachments: Sequence[tuple[str, bytes]] = (), **headers: str) -> bytes:
    """A message; in headers' names "_" stands for "-"."""
    message = email.message.EmailMessage()
    for name, value in {"MIME_Version": "1.0", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments:
        if name.endswith(".eml"):
            message.add_attachment(email.message_from_bytes(data, policy=email.policy.default), filename=name)
        else:
            message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()
