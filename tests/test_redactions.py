"""Redactions: found by what can be seen; the text under a box is said to be there, and kept out of everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import CASE, REPOSITORY, take
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import assemble_pdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from factcheck.cli import app
from factcheck.documents.exemptions import find_codes, find_labels, find_standing_codes
from factcheck.documents.pdf import read_pdf
from factcheck.documents.pdf.hidden import read_hidden_text
from factcheck.documents.redactions import find_in_picture
from factcheck.documents.turning import turn_boxes
from factcheck.export.csv_file import to_csv
from factcheck.export.table import evidence_table
from factcheck.model import Page
from factcheck.readers import Readers
from factcheck.store.documents import load_hashes
from factcheck.store.pages import load_pages
from factcheck.store.passages import load_passages
from factcheck.store.redactions import load_redacted_pages
from factcheck.store.workspace import Workspace

ZOO = REPOSITORY.parent / "shared" / "data" / "pdf-zoo"
needs_zoo = pytest.mark.skipif(not ZOO.is_dir(), reason="the collection of difficult PDFs is not here")

BLACK, WHITE, YELLOW, GREY = "0 g", "1 g", "1 1 0 rg", "0.5 g"


def text(words: str, x: float = 72, y: float = 700, size: float = 12, colour: str = BLACK) -> str:
    """Draw a line of Courier, whose letters are 0.6 of its size wide."""
    return f"BT {colour} /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n"


def box(x: float, width: float, y: float = 697, height: float = 13, colour: str = BLACK) -> str:
    return f"q {colour} {x} {y} {width} {height} re f Q\n"


def over(words: str, word: str, x: float = 72) -> tuple[float, float]:
    """Where a word of a line stands: x and width."""
    return x + words.index(word) * 7.2, len(word) * 7.2


def make(*parts: str, more: str = "", annotations: str = "", media: str = "0 0 612 792") -> bytes:
    """A PDF of one page with this content."""
    content = "".join(parts).encode("cp1252")
    extra = f" /Annots [{annotations}]" if annotations else ""
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{media}] {more}{extra} /Contents 5 0 R"
    return assemble_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            f"{page} /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        ]
    )


def read(pdf: bytes) -> Page:
    return read_pdf(pdf, "made.pdf").pages[0]


LINE = "The agent Ida Berg met the buyer in Bern on Monday."
NAME = over(LINE, "Ida Berg")


def test_text_under_a_black_box_is_a_bad_redaction_and_no_text_of_the_page() -> None:
    page = read(make(text(LINE), box(*NAME)))
    assert page.text == "The agent [redacted] met the buyer in Bern on Monday."
    (found,) = page.redactions
    assert (found.kind, found.is_bad) == ("black", True)
    assert abs(found.box.x0 - NAME[0]) < 2
    assert abs(found.box.x1 - sum(NAME)) < 2
    assert 80 < found.box.y0 < found.box.y1 < 97


def test_a_box_with_nothing_under_it_is_a_redaction_in_its_place() -> None:
    page = read(make(text("The agent"), box(*NAME), text("met the buyer.", 72 + 19 * 7.2)))
    assert page.text == "The agent [redacted] met the buyer."
    assert [one.is_bad for one in page.redactions] == [False]


def test_a_black_line_across_the_whole_width_stands_between_its_neighbours() -> None:
    lines = [text("First line of it.", y=720), box(72, 400, 697), text("Third line of it.", y=680)]
    assert read(make(*lines)).text.replace("\n", " ") == "First line of it. [redacted] Third line of it."


def test_white_paint_over_text_is_a_bad_redaction() -> None:
    page = read(make(text(LINE), box(*NAME, colour=WHITE)))
    assert "Ida" not in page.text
    assert [(one.kind, one.is_bad) for one in page.redactions] == [("white", True)]


@pytest.mark.parametrize("colour", [GREY, YELLOW, "0.9 0.1 0.1 rg"])
def test_paint_of_any_colour_over_text_is_a_bad_redaction(colour: str) -> None:
    page = read(make(text(LINE), box(*NAME, colour=colour)))
    assert "Ida" not in page.text
    assert [one.is_bad for one in page.redactions] == [True]


@pytest.mark.parametrize("colour", [WHITE, GREY, YELLOW])
def test_a_light_ground_that_was_drawn_before_its_text_hides_nothing(colour: str) -> None:
    page = read(make(box(*NAME, colour=colour), text(LINE)))
    assert (page.text, page.redactions) == (LINE, ())


def test_a_black_heading_with_white_letters_is_no_redaction() -> None:
    page = read(make(box(60, 480), text("Fill in this form", colour=WHITE), text("A line.", y=660)))
    assert (page.text.split("\n")[0], page.redactions) == ("Fill in this form", ())


def test_white_letters_blacked_out_again_are_hidden() -> None:
    page = read(make(box(60, 480, colour="0 0 1 rg"), text(LINE, colour=WHITE), box(*NAME)))
    assert "Ida" not in page.text


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("\\(b\\)\\(6\\)", ("(b)(6)",)),
        ("\\(b\\)\\(7\\)\\(C\\), \\(b\\)\\(6\\)", ("(b)(7)(C)", "(b)(6)")),
        ("Harm to Ongoing Matter", ("HOM",)),
        ("Privacy", ("Privacy",)),
    ],
)
def test_an_exemption_on_a_box_is_its_code_and_not_a_heading(label: str, codes: tuple[str, ...]) -> None:
    page = read(make(text("Sent to"), box(140, 200), text(label, 150, 700, colour=WHITE), text("in May.", 350)))
    assert page.text == "Sent to [redacted] in May."
    assert [(one.codes, one.is_bad) for one in page.redactions] == [(codes, False)]


def test_a_code_beside_a_box_belongs_to_it() -> None:
    page = read(make(text(LINE), box(*NAME), text("\\(b\\)\\(6\\)", 560, 700, 9)))
    assert page.text == "The agent [redacted] met the buyer in Bern on Monday."
    assert [one.codes for one in page.redactions] == [("(b)(6)",)]


def test_a_code_that_fills_a_blank_is_a_redaction_and_one_in_a_sentence_is_none() -> None:
    page = read(
        make(
            text("Contact:"),
            text("\\(b\\)\\(6\\); \\(b\\)\\(7\\)\\(C\\)", 180),
            text("Withheld under \\(b\\)\\(6\\) in part.", y=670),
        )
    )
    assert page.text.split("\n") == ["Contact: [redacted]", "Withheld under (b)(6) in part."]
    assert [(one.kind, one.codes) for one in page.redactions] == [("white", ("(b)(6)", "(b)(7)(C)"))]


def test_an_area_marked_for_redaction_that_was_never_applied_is_bad() -> None:
    x, width = NAME
    mark = f"<< /Type /Annot /Subtype /Redact /Rect [{x} 697 {x + width} 710] >>"
    page = read(make(text(LINE), annotations=mark))
    assert page.text == "The agent [redacted] met the buyer in Bern on Monday."
    assert [one.is_bad for one in page.redactions] == [True]


@pytest.mark.parametrize("under", ["xxxxxxxx", "........", "REDACTED", "        "])
def test_filling_under_a_box_is_no_secret(under: str) -> None:
    page = read(make(text(LINE.replace("Ida Berg", under)), box(*NAME)))
    assert [one.is_bad for one in page.redactions] == [False]


@pytest.mark.parametrize(
    "drawn",
    [
        text("MMMWWW", size=48),
        box(72, 400, 690, 2),
        box(72, 6, 690, 6),
        "q 0 g 300 600 m 340 600 l 320 640 l f Q\n",
        text("A ticked box") + box(200, 7, 700, 7),
        box(0, 612, 760, 32) + text("Below a band across the page"),
    ],
    ids=["heavy letters", "rule", "bullet", "triangle", "ticked box", "band at the edge"],
)
def test_what_is_no_box_is_no_redaction(drawn: str) -> None:
    assert read(make(drawn, text("The text of the page.", y=300))).redactions == ()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_are_found_where_a_reader_sees_them_on_turned_and_cropped_pages(turn: int) -> None:
    page = read(make(text(LINE), box(*NAME), more=f"/Rotate {turn} /CropBox [40 100 600 750]"))
    assert page.text.split() == ["The", "agent", "[redacted]", "met", "the", "buyer", "in", "Bern", "on", "Monday."]
    (found,) = page.redactions
    assert page.width and page.height
    assert 0 <= found.box.x0 < found.box.x1 <= page.width
    assert 0 <= found.box.y0 < found.box.y1 <= page.height


WORDS = ["alpha", "bravo", "delta", "gamma", "kappa", "lambda", "omega", "sigma", "theta", "zulu"]


@settings(deadline=None, max_examples=40)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=8, unique=True),
    data=st.data(),
    colour=st.sampled_from([BLACK, WHITE, GREY]),
    size=st.sampled_from([8, 10, 12, 18]),
)
def test_hidden_words_never_stand_in_the_text_and_all_others_do(
    words: list[str], data: st.DataObject, colour: str, size: int
) -> None:
    hidden = data.draw(st.sets(st.sampled_from(words), min_size=1, max_size=len(words) - 1))
    line = " ".join(words)
    boxes = [
        box(72 + line.index(word) * 0.6 * size, len(word) * 0.6 * size, 700 - 0.25 * size, 1.1 * size, colour)
        for word in hidden
    ]
    page = read(make(text(line, size=size), *boxes))
    assert set(page.text.split()) == (set(words) - hidden) | {"[redacted]"}
    assert any(one.is_bad for one in page.redactions)


# Codes


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("(b)(6)", ("(b)(6)",)),
        ("(b) (7) (C)", ("(b)(7)(C)",)),
        ("B(4)", ("(b)(4)",)),
        ("b6 -1, b7C -2, b7E", ("(b)(6)", "(b)(7)(C)", "(b)(7)(E)")),
        ("(b)(3):50 U.S.C. § 3024(i)", ("(b)(3)",)),
        ("(k)(2)", ("(k)(2)",)),
        ("(b)(0) (k)(9) (a)(1) book 6", ()),
    ],
)
def test_exemption_codes_are_told_in_one_spelling(written: str, codes: tuple[str, ...]) -> None:
    assert find_codes(written) == codes


@pytest.mark.parametrize(
    "line",
    [
        "withheld under Exemption (b)(6)",
        "5 U.S.C. § 552(b)(6)",
        "Rule 12(b)(6) motion",
        "pursuant to (b)(7)(C) and (b)(6)",
        "Section 13(b)(2)(A) of the Act",
        "see paragraph (b)(1)",
    ],
)
def test_a_law_that_is_spoken_of_is_no_redaction(line: str) -> None:
    assert find_standing_codes(line) == []


def test_labels_stand_for_the_reason() -> None:
    assert find_labels("HOM") == ("HOM",)
    assert find_labels("Investigative Technique") == ("Investigative Technique",)
    assert find_labels("REDACTED") == ("",)
    assert find_labels("Part 1: Describe employment") == ()


# In a workspace


@pytest.fixture
def papers(workspace: Workspace, readers: Readers, save: Callable[[str, bytes], Path]) -> Workspace:
    bad = make(text(LINE), box(*NAME), text("The rest of the memo can be read by all.", y=660))
    take(workspace, readers, save("bad.pdf", bad), save("plain.pdf", make(text("Nothing is hidden here."))))
    return workspace


def test_hidden_text_stands_nowhere_in_the_workspace_but_in_the_received_file(papers: Workspace) -> None:
    with papers.reading() as db:
        for sha256 in load_hashes(db, CASE):
            assert all("Ida" not in page.text for page in load_pages(db, sha256))
            assert all("Ida" not in passage.text for passage in load_passages(db, sha256).values())
    stored = [path for path in papers.root.rglob("*") if path.is_file() and papers.received not in path.parents]
    assert stored
    assert not [path for path in stored if b"Ida Berg" in path.read_bytes()]
    assert "Ida" not in to_csv(evidence_table(papers, CASE))


def run(papers: Workspace, *words: str) -> str:
    done = CliRunner().invoke(app, ["document", "redactions", "--case", CASE, "--workspace", str(papers.root), *words])
    return done.output


def test_a_bad_redaction_is_reported_without_its_text(papers: Workspace) -> None:
    said = run(papers)
    assert "bad.pdf" in said
    assert "page 1: 1 redacted; 1 BAD: the text under it can still be read" in said
    assert "1 pages with redactions, 1 of them with a bad one." in said
    assert "Ida" not in said
    assert "Ida" not in run(papers, "--json")


def test_hidden_text_is_shown_on_an_explicit_word_for_one_page(papers: Workspace) -> None:
    assert "Ida Berg" in run(papers, "--show-hidden-text", "--page", "1")
    with papers.reading() as db:
        found = load_redacted_pages(db, CASE)[0]
    assert read_hidden_text(papers.received_path(found.document_sha256), "bad.pdf", 1) == "Ida Berg"


# Scans


def draw_scan(askew: float = 0.0, seed: int = 1) -> NDArray[np.uint8]:
    """A letter page at 150 dpi with grey specks, lines of type-like marks, and two blacked out places."""
    picture = Image.new("L", (1275, 1650), 250)
    draw = ImageDraw.Draw(picture)
    for line in range(30):
        for word in range(12):
            draw.text((150 + word * 80, 150 + line * 40), "report", fill=20)
    draw.rectangle((300, 340, 700, 375), fill=10)
    draw.rectangle((150, 800, 1100, 930), fill=10)
    turned = np.asarray(picture.rotate(askew, fillcolor=250, resample=Image.Resampling.BICUBIC), np.int16)
    specks = np.random.default_rng(seed).normal(0, 6, turned.shape)
    return np.clip(turned + specks, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("askew", [0.0, 0.4, -1.0, 2.0, -3.0, 4.0, -4.5])
def test_black_areas_of_a_scan_are_found_though_it_lay_askew(askew: float) -> None:
    found = find_in_picture(draw_scan(askew), 612.0)
    areas = [(one.box.x1 - one.box.x0) * (one.box.y1 - one.box.y0) for one in found]
    assert all(one.kind == "black" and not one.is_bad for one in found)
    blacked = (400 * 35 + 950 * 130) * (72 / 150) ** 2
    assert 0.9 * blacked <= sum(areas) <= 1.6 * blacked


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_black_areas_of_a_scan_on_its_side_stand_where_they_are_seen(turn: int) -> None:
    upright = [one.box for one in find_in_picture(draw_scan(), 612.0)]
    lying = np.ascontiguousarray(np.rot90(draw_scan(), turn // 90))  # to be turned clockwise to be read
    found = [one.box for one in find_in_picture(lying, 612.0 if turn == 180 else 792.0, turn)]
    width, height = (612.0, 792.0) if turn == 180 else (792.0, 612.0)
    seen = turn_boxes(np.array([(box.x0, box.y0, box.x1, box.y1) for box in found]), width, height, turn)
    assert seen == pytest.approx(np.array([(box.x0, box.y0, box.x1, box.y1) for box in upright]), abs=1.5)


def test_the_strokes_of_heavy_letters_are_no_redactions_though_they_lie_on_their_side_or_on_a_poster() -> None:
    lying = np.full((1650, 1275), 250, np.uint8)
    lying[400:412, 400:445] = lying[430:442, 400:445] = 10  # the stems of two letters
    assert len(find_in_picture(lying, 612.0)) == 2
    assert find_in_picture(lying, 612.0, turn=90) == ()
    poster = np.full((3600, 1800), 250, np.uint8)
    poster[800:810, 400:427] = 10
    assert find_in_picture(poster, 1800.0) == ()


def test_a_scan_without_black_areas_has_no_redactions() -> None:
    picture = draw_scan()
    picture[330:380], picture[790:940] = 250, 250
    picture[:, :30] = 10  # the shadow of a copier's lid
    assert find_in_picture(picture, 612.0) == ()


# Real papers

GOOD, BAD = False, True
EXPECTED = {
    "assets__bad_cross_hatched_redactions.pdf": BAD,
    "assets__hidden_text_on_visible_text.pdf": GOOD,
    "assets__multi_line_redaction_ok.pdf": GOOD,
    "assets__no_bad_redactions.2.1.pdf": GOOD,
    "assets__no_bad_redactions.3.2.pdf": GOOD,
    "assets__no_bad_redactions.4.1.pdf": GOOD,
    "assets__no_bad_redactions.6.2.pdf": GOOD,
    "assets__no_bad_redactions.7.1.pdf": GOOD,
    "assets__no_bad_redactions.8.1.pdf": GOOD,
    "assets__ok_words.pdf": GOOD,
    "assets__partial_intersections_ok.pdf": GOOD,
    "assets__rect_ordering_0.8.pdf": GOOD,
    "assets__rect_ordering_1.23.pdf": GOOD,
    "assets__rect_ordering_2.1.pdf": GOOD,
    "assets__rect_ordering_3.20.pdf": GOOD,
    "assets__rect_ordering_4.1.pdf": GOOD,
    "assets__rect_ordering_5.2.pdf": GOOD,
    "assets__rect_ordering_6.19.pdf": GOOD,
    "assets__rectangles_no.pdf": GOOD,
    "assets__rectangles_yes.pdf": BAD,
    "assets__rectangles_yes_2.pdf": BAD,
    "assets__unfilled_rect.pdf": GOOD,
    "assets__whitespace_redaction_with_comma.pdf": GOOD,
    "assets__whitespace_redactions.pdf": GOOD,
    "assets__whitespace_redactions_2.pdf": GOOD,
}
BOXES = {
    "assets__multi_line_redaction_ok.pdf": 17,
    "assets__ok_words.pdf": 4,
    "assets__partial_intersections_ok.pdf": 6,
    "assets__rectangles_no.pdf": 0,
    "assets__rectangles_yes.pdf": 3,
    "assets__rect_ordering_1.23.pdf": 0,
    "assets__whitespace_redaction_with_comma.pdf": 4,
}
"""Boxes that one counts on the page."""


@needs_zoo
@pytest.mark.parametrize("file", EXPECTED)
def test_bad_redactions_of_real_filings_are_found_and_no_others(file: str) -> None:
    pages = read_pdf((ZOO / "x-ray" / file).read_bytes(), file).pages
    assert any(one.is_bad for page in pages for one in page.redactions) is EXPECTED[file]
    if file in BOXES:
        assert sum(len(page.redactions) for page in pages) == BOXES[file]
