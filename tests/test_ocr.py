"""Pictures of pages are read upright, straight and clean, every word at its place; what is not read says why."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import made_documents as made
import numpy as np
import pypdf
import pytest
from made_scans import Scan, joined, make_scan, pdf_of
from rapidfuzz.distance import Levenshtein

from factcheck.documents import read_document
from factcheck.documents.geometry import intersection_over_union
from factcheck.documents.ocr import Engine, EngineMissing, engines, open_engine, read_picture, tesseract
from factcheck.documents.ocr.engines import OcrTooSlow, Reading
from factcheck.documents.ocr.preparing import find_skew, prepare, remove_specks
from factcheck.documents.pdf import read_pdf
from factcheck.documents.raw import RawPage
from factcheck.documents.text import BLANK_PAGE
from factcheck.model import Box, Page, ReadAs
from factcheck.settings import OcrSettings, read_settings

ON_CI = bool(os.environ.get("CI"))
needs_tesseract = pytest.mark.skipif(
    not tesseract.find_tesseract() and not ON_CI, reason="Tesseract is not installed (apt install tesseract-ocr)"
)
ENGINES = [pytest.param("tesseract", marks=needs_tesseract), "rapidocr"]

MEMO = (
    "Memorandum of 5 May 2017\n"
    "The plan was sent to the regional directors on Friday. It names 41 offices and a budget of $49,874,018.14, "
    "of which two thirds were spent before the review began.\n"
    "No office reported a delay; the auditors found three. Each of them is described below with its cause."
)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Either engine."""
    return open_engine(OcrSettings(engine=request.param))


@pytest.fixture
def fresh_engines() -> Iterator[None]:
    """Forget which engines were found, before and after."""
    engines._open.cache_clear()
    yield
    engines._open.cache_clear()


def scan(**how: object) -> Scan:
    return make_scan(MEMO, **{"dpi": 150, "page": (612.0, 240.0)} | how)  # type: ignore[arg-type]


def read(made_scan: Scan, engine: Engine, seconds: float = 60) -> RawPage:
    height, width = made_scan.picture.shape
    return read_picture(made_scan.picture, width * 72 / made_scan.dpi, height * 72 / made_scan.dpi, engine, seconds)


def error_rate(text: str, known: str) -> float:
    found, wanted = " ".join(text.split()), " ".join(known.split())
    return Levenshtein.distance(found, wanted) / len(wanted)


def with_hidden_text(picture: bytes, text: str) -> bytes:
    """A PDF page of a picture with a text layer behind it, as scanners write it."""
    layer = made.make_pdf([text])
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(picture)), io.BytesIO()
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(layer)).pages[0], over=False)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("skew", "turn"), [(0.0, 0), (2.7, 0), (-1.4, 90), (0.6, 180), (1.9, 270)])
def test_a_page_is_read_however_it_lay_and_its_words_stand_where_they_were_drawn(
    engine: Engine, skew: float, turn: int
) -> None:
    if turn in (180, 270) and "Rapid" in engine.name:
        return  # the same way as 90, and slow
    known = scan(skew=skew, turn=turn)
    page = read(known, engine)
    assert error_rate(page.text, known.text) < 0.01
    found = [page.text[start:end] for start, end in zip(page.words.starts, page.words.ends, strict=True)]
    places = {word.text: word.box for word in known.words}
    shares = [
        intersection_over_union([Box(*box)], [places[word]])
        for word, box in zip(found, page.words.boxes.tolist(), strict=True)
        if found.count(word) == 1 and word in places
    ]
    assert len(shares) > 30
    assert np.mean(shares) > 0.85
    assert page.words.confidences is not None and 0.8 < page.words.confidences.mean() <= 1


@pytest.mark.parametrize("damage", ["blur", "speckles", "low contrast", "photocopy", "JPEG"])
@needs_tesseract
def test_a_damaged_page_is_read_with_few_errors(damage: str) -> None:
    known = scan(damage=damage, dpi=200, font="DejaVu Serif", skew=-2.0)
    assert error_rate(read(known, open_engine(OcrSettings(engine="tesseract"))).text, known.text) < 0.02


@pytest.mark.parametrize("degrees", [-4.0, -1.3, 0.0, 0.4, 2.9])
def test_skew_is_found_to_a_fifth_of_a_degree(degrees: float) -> None:
    assert find_skew(scan(skew=degrees).picture) == pytest.approx(-degrees, abs=0.2)


def test_points_of_a_clean_page_are_never_taken_for_dust() -> None:
    for font in ("Courier", "Times"):
        picture = scan(font=font, dpi=300).picture
        assert (remove_specks(picture)[0] == picture).all()


def test_dust_between_the_lines_goes() -> None:
    dusty = scan(damage="speckles", dpi=300)
    margin = remove_specks(dusty.picture)[0][-200:]
    assert (dusty.picture[-200:] < 128).mean() > 0.001
    assert (margin < 128).mean() < 0.0005


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_way_back_from_a_prepared_picture_leads_to_the_same_ink(turn: int) -> None:
    upright = np.full((400, 300), 255, np.uint8)
    for top in range(100, 300, 40):
        upright[top : top + 15, 50:250] = 0
    picture = np.ascontiguousarray(np.rot90(upright, turn // 90))  # turned back by `prepare`
    known, ready = _bounds(picture), prepare(picture, turn)
    assert ready.map_boxes(np.array([_bounds(ready.picture)], np.float64))[0] == pytest.approx(known, abs=1.5)


def _bounds(picture: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(picture < 128)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_only_the_pages_of_a_pdf_that_need_it_are_read_by_ocr(engine: Engine) -> None:
    known = scan()
    settings = OcrSettings(engine="tesseract" if "Tesseract" in engine.name else "rapidocr")
    told: list[tuple[int, int]] = []
    data = joined(made.make_pdf(["A page with a text layer.", ""]), pdf_of(known))
    pages = read_pdf(data, "mixed.pdf", lambda *at: told.append(at), settings).pages
    assert [page.read_as for page in pages] == [ReadAs.TEXT_LAYER, ReadAs.UNREAD, ReadAs.OCR]
    assert pages[1].unread_reason == BLANK_PAGE
    assert error_rate(pages[2].text, known.text) < 0.01
    assert (pages[0].reader, pages[2].reader) == ("", engine.name)
    assert pages[0].confidence is None and pages[2].confidence is not None and pages[2].confidence > 0.8
    assert all(pages[2].text[word.start : word.end].strip() for word in pages[2].words)
    assert told[-1] == (3, 3) and [done for done, _ in told] == sorted(done for done, _ in told)


class Unasked:
    """An engine that must not be asked."""

    name = "nobody"

    def read(self, *_: object) -> Reading:
        raise AssertionError("OCR was asked for a page with a good text layer")

    guess_turn = read


def test_a_good_text_layer_that_ocr_wrote_behind_the_picture_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.documents.pdf.pictured.open_engine", lambda _: Unasked())
    layer = "\n".join(["The committee met on Tuesday and heard four witnesses of the company."] * 6)
    page = read_pdf(with_hidden_text(pdf_of(scan()), layer), "scan.pdf").pages[0]
    assert (page.read_as, page.reader) == (ReadAs.TEXT_LAYER, "")
    assert "four witnesses" in page.text


@needs_tesseract
def test_a_garbled_text_layer_is_replaced_and_that_is_said() -> None:
    known = scan()
    shifted = "".join(chr(ord(sign) + 3) if sign.isalpha() else sign for sign in MEMO * 3).replace("{", "a")
    page = read_pdf(with_hidden_text(pdf_of(known), shifted[:900]), "scan.pdf").pages[0]
    assert page.read_as is ReadAs.OCR
    assert "regional directors" in page.text and shifted[30:50] not in page.text
    assert page.reader.startswith("Tesseract") and page.reader.endswith("because its text layer is garbled")


@needs_tesseract
def test_a_scan_with_the_stamp_of_a_court_as_its_only_text_is_read() -> None:
    page = read_pdf(with_hidden_text(pdf_of(scan()), "Case 1:18-cv-00123 Document 7 Page 3 of 9"), "scan.pdf").pages[0]
    assert page.read_as is ReadAs.OCR
    assert "regional directors" in page.text


def test_with_ocr_switched_off_scans_are_unread_and_say_how_to_switch_it_on() -> None:
    page = read_pdf(pdf_of(scan()), "scan.pdf", ocr=OcrSettings(is_on=False)).pages[0]
    assert page.read_as is ReadAs.UNREAD
    assert "switched off" in page.unread_reason and "FACTCHECK_OCR=auto" in page.unread_reason


@needs_tesseract
def test_a_language_that_is_not_installed_is_said_on_the_page_with_the_remedy(fresh_engines: None) -> None:
    page = read_pdf(pdf_of(scan()), "scan.pdf", ocr=OcrSettings(engine="tesseract", languages=("eng", "xyz"))).pages[0]
    assert page.read_as is ReadAs.UNREAD
    assert "no language 'xyz'" in page.unread_reason and "tesseract-ocr-xyz" in page.unread_reason


def test_without_tesseract_rapidocr_reads(monkeypatch: pytest.MonkeyPatch, fresh_engines: None) -> None:
    monkeypatch.setattr(tesseract, "find_tesseract", lambda: None)
    assert open_engine(OcrSettings()).name.startswith("RapidOCR")
    with pytest.raises(EngineMissing, match="apt install tesseract-ocr"):
        open_engine(OcrSettings(engine="tesseract"))


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_an_engine_that_hangs_costs_one_page_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = tmp_path / "tesseract"
    stand_in.write_text(
        '#!/bin/sh\ncase "$1" in --version) echo tesseract 5;; --list-langs) printf "List\\neng\\n";;'
        " *) exec sleep 60;; esac\n"
    )
    stand_in.chmod(0o755)
    monkeypatch.setattr(tesseract, "find_tesseract", lambda: str(stand_in))
    engine = tesseract.Tesseract()
    with pytest.raises(OcrTooSlow):
        engine.read(np.zeros((9, 9), np.uint8), 300, seconds=1)
    page = read(scan(), engine, seconds=1)
    assert not page.text
    assert "longer than 1 seconds" in page.problem


def test_an_engine_that_crashes_costs_one_page_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "find_tesseract", lambda: "/bin/false")
    with pytest.raises(EngineMissing, match="cannot be run"):
        tesseract.Tesseract()


def test_blank_paper_is_blank_and_a_picture_without_words_is_unread(engine: Engine) -> None:
    chance = np.random.default_rng(1)
    paper = np.clip(chance.normal(235, 4, (550, 425)), 0, 255).astype(np.uint8)
    assert read_picture(paper, 612, 792, engine, 60).problem == BLANK_PAGE
    shaded = paper.copy()
    shaded[100:400, 50:350] = np.linspace(0, 200, 300).astype(np.uint8)
    page = read_picture(shaded, 612, 792, engine, 60)
    assert not page.text and "no text" in page.problem and engine.name in page.problem


def test_settings_of_ocr_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_OCR", "off")
    monkeypatch.setenv("FACTCHECK_OCR_LANGUAGES", "eng+deu, chi_sim")
    ocr = read_settings().ocr
    assert (ocr.is_on, ocr.languages) == (False, ("eng", "deu", "chi_sim"))
    monkeypatch.setenv("FACTCHECK_OCR", "abbyy")
    with pytest.raises(Exception, match="abbyy"):
        read_settings()


SCANS = Path(__file__).resolve().parents[2] / "shared/data/documents"


@needs_tesseract
@pytest.mark.skipif(not SCANS.is_dir(), reason="../shared/data/documents is not here")
def test_a_real_scan_of_a_letter_is_read() -> None:
    page: Page = read_document(SCANS / "foia-referral-scan.pdf").pages[0]
    assert page.read_as is ReadAs.OCR
    for words in ("February 24, 2014", "Freedom of Information Act", "Department of Agriculture"):
        assert words in page.text.replace("\n", " ")
