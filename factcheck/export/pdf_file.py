"""The evidence as a PDF: claim by claim, Supporting and Contradicting side by side, page images as figures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import BinaryIO, SupportsIndex

import PIL.Image
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Table, TableStyle

from factcheck.export import layout
from factcheck.export.content import ClaimPart, Export, claims_of, draw_figure, mark_quote
from factcheck.export.escaping import fit_for_xml
from factcheck.export.figures import Figure
from factcheck.export.pdf_fonts import Letters
from factcheck.export.table import Row

rl_config.useA85 = 0  # streams stand in the file as bytes, not as letters that take a quarter more

_MARGIN = 16 * mm
_PAGE = landscape(A4)
_WIDTH = _PAGE[0] - 2 * _MARGIN
_FIGURE = 80 * mm  # width of a page image
_PIXELS = 800  # the same: 250 to an inch
_TALLEST = _PAGE[1] - 2 * _MARGIN - 60 * mm  # so that a figure and its caption fit on a page
_LONGEST = 3000  # characters of one paragraph of a table; a longer text is set as several, or it would not fit a page
_LEFTWARD = (
    "Hebrew and Arabic letters stand in this file from left to right, in the order in which they are stored; HTML and DOCX "
    "show them as they are read."
)
_AHEAD = 20  # paragraphs and tables; keeping a heading with what follows looks ahead a few
_INK, _GREY, _RULE = colors.HexColor("#1c1c1a"), colors.HexColor("#55554f"), colors.HexColor("#c9c9c2")
_MARK = "#ffe39a"
_WHOLE = ((0, 0), (-1, -1))
_LOOK = (
    ("VALIGN", *_WHOLE, "TOP"),
    ("LEFTPADDING", *_WHOLE, 0),
    ("RIGHTPADDING", *_WHOLE, 14),
    ("TOPPADDING", *_WHOLE, 3),
    ("BOTTOMPADDING", *_WHOLE, 0),
)


def write_pdf(export: Export, out: BinaryIO) -> None:
    """Write the claims with their evidence; signs that no font of this machine has are shown as code points and named."""
    document = BaseDocTemplate(
        out, pagesize=_PAGE, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
        title="Evidence", author="", creator="", producer="Factcheck", invariant=1, lang="en", pageCompression=1,
    )  # fmt: skip
    frame = Frame(_MARGIN, _MARGIN, _WIDTH, _PAGE[1] - 2 * _MARGIN, 0, 0, 0, 0)
    sheet = _Sheet(export)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=sheet.number_page))
    document.build(_Flow(sheet.story()))


class _Flow(list[Flowable]):
    """What reportlab is to set, made a little ahead of it: of a large case the whole would fill gigabytes."""

    def __init__(self, source: Iterator[Flowable]) -> None:
        super().__init__()
        self._source = source
        self._fill()

    def __delitem__(self, at: SupportsIndex | slice) -> None:
        super().__delitem__(at)
        self._fill()

    def _fill(self) -> None:
        self.extend(islice(self._source, max(0, _AHEAD - len(self))))


class _Sheet:
    """The flow of one PDF, with the styles and letters that it is set in."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._letters = Letters()
        plain = ParagraphStyle(
            "plain",
            fontName=self._letters.regular,
            fontSize=9.5,
            leading=13,
            textColor=_INK,
            spaceAfter=3,
            splitLongWords=1,
        )
        bold = self._letters.bold
        self._plain = plain
        self._small = ParagraphStyle("small", plain, fontSize=7.5, leading=10, textColor=_GREY, spaceAfter=2)
        self._title = ParagraphStyle("title", plain, fontName=bold, fontSize=17, leading=22, spaceAfter=8)
        self._claim = ParagraphStyle(
            "claim", plain, fontName=bold, fontSize=12, leading=16, spaceBefore=14, keepWithNext=1
        )
        self._words = ParagraphStyle("words", plain, fontName=bold, fontSize=10.5, leading=14, keepWithNext=1)

    def story(self) -> Iterator[Flowable]:
        """Everything in order; last the signs that could not be shown, which are known only then."""
        export = self._export
        yield from self._set(layout.title_of(export), self._title)
        yield from self._set(export.case.question, self._plain)
        for notice in export.notices:
            yield from self._set(notice, self._small)
        for part in claims_of(export):
            yield from self._claim_part(part)
        if missing := self._letters.missing:
            codes = ", ".join(f"U+{ord(sign):04X}" for sign in missing)
            yield from self._set(
                f"No font of this machine has these signs, so their codes stand for them: {codes}.", self._small
            )
        if self._letters.has_leftward:
            yield from self._set(_LEFTWARD, self._small)

    def number_page(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """The page number at the foot."""
        canvas.setFont(self._letters.regular, 7.5)
        canvas.setFillColor(_GREY)
        canvas.drawRightString(_PAGE[0] - _MARGIN, _MARGIN / 2, str(canvas.getPageNumber()))

    def _claim_part(self, part: ClaimPart) -> Iterator[Flowable]:
        row = part.claim
        yield from self._set(layout.claim_heading(part), self._claim)
        yield from self._set(str(row["claim"]), self._words)
        yield from self._set(layout.claim_facts(part), self._small)
        yield from self._set(str(row["source_url"]), self._small)
        if row["verdict"]:
            yield from self._set(str(row["justification"]), self._plain)
            yield from self._set(layout.verdict_facts(part), self._small)
        yield from self._sides(part) if row["checked_at"] else self._set(layout.UNCHECKED, self._small)
        for heading, rows in ((layout.NEUTRAL, part.neutral), (layout.ASIDE, part.aside)):
            if rows:
                yield from self._set(f"{heading} ({len(rows)})", self._words)
            for one in rows:
                for text in layout.short_facts(one):
                    yield from self._set(text, self._small)

    def _sides(self, part: ClaimPart) -> Iterator[Flowable]:
        """The two columns; each piece of evidence is a row of words and, where there is one, a row of its figure."""
        heads = [
            [
                *self._set(f"{heading} ({len(rows)})", self._words),
                *([] if rows else self._set(layout.NOTHING, self._small)),
            ]
            for heading, rows in ((layout.SUPPORTING, part.supporting), (layout.CONTRADICTING, part.contradicting))
        ]
        cells, rules = [heads], []
        for pair in zip_longest(part.supporting, part.contradicting):
            rules.append(("LINEABOVE", (0, len(cells)), (-1, len(cells)), 0.5, _RULE))
            for line in zip_longest(*(self._evidence(one) if one else () for one in pair), fillvalue=[]):
                cells.append(list(line))
        yield _Sides(cells, [_WIDTH / 2] * 2, style=TableStyle([*_LOOK, *rules]), repeatRows=1, splitInRow=1)

    def _evidence(self, row: Row) -> Iterator[list[Flowable]]:
        """What stands in the rows of one column for one piece of evidence: the quote with its facts, then the figure."""
        said = [
            *self._quote(row),
            *(one for fact in layout.evidence_facts(row) for one in self._set(fact, self._small)),
        ]
        figure = draw_figure(self._export, row)
        if isinstance(figure, str):
            yield [*said, *self._set(figure, self._small)]
            return
        yield said
        yield [_Picture(figure), *self._set(layout.place_of(row), self._small)]

    def _quote(self, row: Row) -> Iterator[_Words]:
        before, marked, after = (fit_for_xml(layout.flow(part)) for part in mark_quote(row))
        inner = self._letters.mark_up(marked, is_bold=True)
        shown = f'<font name="{self._letters.bold}" backColor="{_MARK}">{inner}</font>' if inner else ""
        if len(before) + len(marked) + len(after) <= _LONGEST:
            yield _Words(f"{self._letters.mark_up(before)}{shown}{self._letters.mark_up(after)}", self._plain)
            return
        yield from self._set(before, self._plain)
        yield from (_Words(shown, self._plain),) if shown else ()
        yield from self._set(after, self._plain)

    def _set(self, text: str, style: ParagraphStyle) -> Iterator[_Words]:
        """A text as paragraphs that each fit on a page; none where there is no text."""
        fit = fit_for_xml(text)
        is_bold = style.fontName == self._letters.bold
        for part in _parts(fit):
            yield _Words(self._letters.mark_up(part, is_bold), style)


class _Words(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that is broken into lines once a width; a table asks for its height several times."""

    _broken_at: float | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The size in a column of that width; ``height`` is of no matter."""
        if self._broken_at != width or not hasattr(self, "blPara"):  # reportlab lets its lines go when a split fails
            self._size: tuple[float, float] = super().wrap(width, height)
            self._broken_at = width
        return self._size


class _Sides(Table):  # type: ignore[misc]  # reportlab has no types
    """A table that goes on overleaf where it breaks; reportlab's own goes on below, its header a second time on the page."""

    def split(self, width: float, height: float) -> list[Flowable]:
        """The part that fits into the room that is left, and the rest after a page break."""
        fitting, *rest = super().split(width, height) or [None]
        if not rest:
            return [] if fitting is None else [fitting]
        return [fitting, PageBreak(), *rest]


class _Picture(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A page image that is opened when it is drawn and let go after it; reportlab's own stays open until the end."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._png = figure.png
        self.width = min(_FIGURE, _TALLEST * figure.width / figure.height)
        self.height = self.width * figure.height / figure.width

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The size, whatever room there is."""
        return self.width, self.height

    def draw(self) -> None:
        """Put it on the page as a JPEG, which a PDF holds as it is; a PNG would be unpacked to three times its size."""
        jpeg = io.BytesIO()
        image = PIL.Image.open(io.BytesIO(self._png)).convert("RGB")
        image.thumbnail((_PIXELS, _PIXELS * 4))
        image.save(jpeg, "JPEG", quality=65)
        self.canv.drawImage(ImageReader(jpeg), 0, 0, self.width, self.height)


def _parts(text: str) -> Sequence[str]:
    return [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)]
