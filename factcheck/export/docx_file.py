"""The evidence as a Word document: claim by claim, Supporting and Contradicting side by side, page images as figures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import BinaryIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from factcheck.export import layout
from factcheck.export.content import ClaimPart, Export, claims_of, draw_figure, mark_quote
from factcheck.export.escaping import fit_for_xml
from factcheck.export.figures import Figure
from factcheck.export.table import Row

_COLUMN = Mm(122)  # of a landscape page of A4 with margins of 20 mm, less the gap between the two
_FIGURE = Mm(90)  # width of a page image
_SMALL = "SmallPrint"  # id and name of the style of the lines below a quotation
_MARK, _RULE = "FFE39A", "C9C9C2"
_GREY = RGBColor(0x55, 0x55, 0x4F)
_WITHOUT_TIME = datetime(1980, 1, 1)  # the same case gives the same bytes
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_docx(export: Export, out: BinaryIO) -> None:
    """Write the claims with their evidence."""
    document = docx.Document()
    _prepare(document)
    document.add_heading(fit_for_xml(layout.title_of(export)), 0)
    for text, style in ((export.case.question, ""), *((notice, _SMALL) for notice in export.notices)):
        _add(document, text, style)
    for part in claims_of(export):
        _add_claim(document, export, part)
    kept = io.BytesIO()
    document.save(kept)
    _repack(kept, out)


def _prepare(document: Document) -> None:
    """A landscape page, quiet styles, and nothing in the file's own data of who made it and when."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    small = document.styles.add_style(_SMALL, 1)
    small.base_style = normal
    small.font.size, small.font.color.rgb = Pt(8.5), _GREY
    small.paragraph_format.space_after = Pt(2)
    own = document.core_properties
    own.author = own.last_modified_by = own.comments = own.keywords = ""
    own.title, own.created, own.modified, own.revision = "Evidence", _WITHOUT_TIME, _WITHOUT_TIME, 1


def _add_claim(document: Document, export: Export, part: ClaimPart) -> None:
    row = part.claim
    document.add_heading(fit_for_xml(layout.claim_heading(part)), 1)
    _add(document, str(row["claim"])).runs[0].bold = True
    for text in (layout.claim_facts(part), str(row["source_url"])):
        _add(document, text, _SMALL)
    if row["verdict"]:
        _add(document, str(row["justification"]))
        _add(document, layout.verdict_facts(part), _SMALL)
    if not row["checked_at"]:
        _add(document, layout.UNCHECKED, _SMALL)
    elif part.supporting or part.contradicting:
        _add_sides(document, export, part)
    else:
        _add(document, f"{layout.SUPPORTING}, {layout.CONTRADICTING}: {layout.NOTHING.lower()}")
    for heading, rows in ((layout.NEUTRAL, part.neutral), (layout.ASIDE, part.aside)):
        _add_list(document, heading, rows)


def _add_sides(document: Document, export: Export, part: ClaimPart) -> None:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    heads = table.rows[0].cells
    sides = ((layout.SUPPORTING, part.supporting), (layout.CONTRADICTING, part.contradicting))
    for cell, (heading, rows) in zip(heads, sides, strict=True):
        cell.width = _COLUMN
        cell.paragraphs[0].add_run(f"{heading} ({len(rows)})").bold = True
        if not rows:
            _add(cell, layout.NOTHING, _SMALL)
    _repeat_header(table)
    _rule_rows(table)
    for pair in zip_longest(part.supporting, part.contradicting):
        for cell, one in zip(table.add_row().cells, pair, strict=True):
            cell.width = _COLUMN
            if one:
                _add_evidence(cell, export, one)


def _add_evidence(cell: _Cell, export: Export, row: Row) -> None:
    _write_quote(cell.paragraphs[0], row)
    for fact in layout.evidence_facts(row):
        _add(cell, fact, _SMALL)
    figure = draw_figure(export, row)
    if isinstance(figure, Figure):
        cell.add_paragraph().add_run().add_picture(io.BytesIO(figure.png), width=_FIGURE)
        _add(cell, layout.place_of(row), _SMALL)
    else:
        _add(cell, figure, _SMALL)


def _add_list(document: Document, heading: str, rows: Sequence[Row]) -> None:
    if rows:
        _add(document, f"{heading} ({len(rows)})").runs[0].bold = True
    for row in rows:
        for text in layout.short_facts(row):
            _add(document, text, _SMALL)


def _write_quote(paragraph: Paragraph, row: Row) -> None:
    """The quote as it stands; the rationale on a ground of its own and in bold, so that it shows in print too."""
    before, marked, after = (fit_for_xml(layout.flow(part)) for part in mark_quote(row))
    if before:
        paragraph.add_run(before)
    if marked:
        run = paragraph.add_run(marked)
        run.bold = True
        run._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill=_MARK))
    if after:
        paragraph.add_run(after)


def _add(place: Document | _Cell, text: str, style: str = "") -> Paragraph:
    """A paragraph of plain text; none where there is no text."""
    if not text:
        return place.paragraphs[-1]
    paragraph = place.add_paragraph(fit_for_xml(text))
    if style:
        paragraph._p.style = style  # by its id: python-docx goes through all styles to find one by its name
    return paragraph


def _repeat_header(table: Table) -> None:
    """The first row stands again at the top of each page that the table reaches."""
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _rule_rows(table: Table) -> None:
    """A thin line between the pieces of evidence."""
    borders = _element("w:tblBorders")
    borders.append(_element("w:insideH", val="single", sz="4", space="0", color=_RULE))
    table._tbl.tblPr.append(borders)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _repack(kept: io.BytesIO, out: BinaryIO) -> None:
    """The same package without the time at which each part was written."""
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            packed = zipfile.ZipInfo(member.filename, _ZIP_TIME)
            packed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(packed, source.read(member))
