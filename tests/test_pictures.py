"""Scans as picture files: every page of them a page, upright, of a sensible size, and bounded."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from made_scans import as_file, make_scan
from PIL import Image, ImageDraw

from factcheck.documents import read_document
from factcheck.documents.page_image import draw_boxes, render_page
from factcheck.documents.picture import SMALL_COPY
from factcheck.documents.pictures import open_picture, show_upright, size_in_points
from factcheck.errors import UnreadableDocument
from factcheck.model import ReadAs
from factcheck.settings import OcrSettings

Save = Callable[[str, bytes | str], Path]
OFF = OcrSettings(is_on=False)
ON = OcrSettings()
ORIENTATION = 0x0112


def corner(mode: str = "L", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """A white picture with a black mark in its top left corner."""
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle((0, 0, 14, 9), fill=0)
    return picture.convert(mode)


def written(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def shown(data: bytes, media_type: str, number: int | None = None) -> tuple[Image.Image, tuple[float, float]]:
    with open_picture(data, media_type, number, "scan") as picture:
        page = show_upright(picture)
        return page, size_in_points(page, picture)


def dark_corner(page: Image.Image) -> str:
    """Where the black mark stands."""
    seen = np.asarray(page.convert("L")) < 100
    rows, columns = np.nonzero(seen)
    height, width = seen.shape
    return ("top" if rows.mean() < height / 2 else "bottom") + (" left" if columns.mean() < width / 2 else " right")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        pytest.param(written(corner("1"), "TIFF", compression="group4"), "image/tiff", id="fax, 1 bit"),
        pytest.param(written(corner("L"), "PNG"), "image/png", id="grey"),
        pytest.param(written(corner("P"), "PNG"), "image/png", id="palette"),
        pytest.param(written(corner("RGBA"), "PNG"), "image/png", id="alpha"),
        pytest.param(written(corner("CMYK"), "JPEG"), "image/jpeg", id="CMYK JPEG"),
        pytest.param(written(corner("CMYK"), "TIFF"), "image/tiff", id="CMYK TIFF"),
        pytest.param(written(corner("RGB"), "WEBP", lossless=True), "image/webp", id="WebP"),
        pytest.param(
            written(Image.fromarray(np.asarray(corner()).astype(np.uint16) * 257), "PNG"), "image/png", id="16 bits"
        ),
    ],
)
def test_every_kind_of_pixel_becomes_black_on_white(data: bytes, media_type: str) -> None:
    page, _ = shown(data, media_type)
    grey = np.asarray(page.convert("L"))
    assert (page.mode, page.size) == ("RGB", (60, 40))
    assert dark_corner(page) == "top left"
    assert grey[30, 40] > 240 and grey[4, 4] < 60


def test_what_is_see_through_is_paper() -> None:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    page, _ = shown(written(picture, "PNG"), "image/png")
    assert np.asarray(page).min() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_the_camera_was_held(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    page, _ = shown(written(corner(), "JPEG", exif=exif, quality=95), "image/jpeg")
    corners = (
        "top left",
        "top right",
        "bottom right",
        "bottom left",
        "top left",
        "top right",
        "bottom right",
        "bottom left",
    )
    assert dark_corner(page) == corners[orientation - 1]
    assert page.size == ((60, 40) if orientation < 5 else (40, 60))


@pytest.mark.parametrize(
    ("size", "dpi", "points"),
    [
        pytest.param((2550, 3300), 300, (612, 792), id="stated"),
        pytest.param((2550, 3300), None, (612, 792), id="not stated: letter length"),
        pytest.param((2550, 3300), 1, (612, 792), id="absurdly low"),
        pytest.param((4000, 3000), 72, (792, 594), id="a photo, not a poster"),
        pytest.param((425, 550), 9999, (612, 792), id="absurdly high"),
    ],
)
def test_a_page_has_a_sensible_size(size: tuple[int, int], dpi: int | None, points: tuple[float, float]) -> None:
    how = {"dpi": (dpi, dpi)} if dpi else {}
    _, found = shown(written(Image.new("1", size, 1), "PNG", **how), "image/png")
    assert found == pytest.approx(points, rel=0.01)


def test_a_fax_has_its_pixels_made_square() -> None:
    page, points = shown(written(corner("1", (1728, 1078)), "TIFF", dpi=(204, 98)), "image/tiff")
    assert points == pytest.approx((1728 / 204 * 72, 1078 / 98 * 72), rel=0.01)
    assert page.width / page.height == pytest.approx(points[0] / points[1], rel=0.01)


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(png_that_claims(60_000, 60_000), "too many|damaged", id="bomb"),
        pytest.param(png_that_claims(12_000, 12_000), "too many to open", id="large"),
        pytest.param(written(corner(), "PNG")[:60], "damaged", id="cut short"),
        pytest.param(
            written(corner("RGB"), "PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
            "animated",
            id="APNG",
        ),
        pytest.param(
            written(corner("RGB"), "WEBP", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
            "animated",
            id="animated WebP",
        ),
        pytest.param(written(corner(), "GIF"), "GIF", id="GIF"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(40), "HEIC", id="HEIC"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused_in_words(save: Save, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read_document(save("scan", data), ocr=OFF)
    assert len(caught.value.remedy) > 15


def test_each_page_of_a_tiff_is_a_page_and_each_says_what_became_of_it(save: Save) -> None:
    known = make_scan("Invoice 41\nThe engines were delivered.", 150, page=(612.0, 200.0))
    text, blank = Image.fromarray(known.picture), Image.new("L", (1275, 417), 255)
    out = io.BytesIO()
    small = text.resize((100, 33))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    text.save(out, "TIFF", save_all=True, append_images=[blank, small, text], dpi=(150, 150), compression="tiff_lzw")
    told: list[tuple[int, int]] = []
    read = read_document(save("fax", out.getvalue()), on_page=lambda *at: told.append(at), ocr=ON)
    assert [page.read_as for page in read.pages] == [ReadAs.OCR, ReadAs.UNREAD, ReadAs.UNREAD, ReadAs.OCR]
    assert read.pages[0].text == read.pages[3].text == "Invoice 41\n\nThe engines were delivered."
    assert read.pages[1].unread_reason == "the page is blank"
    assert read.pages[2].unread_reason == SMALL_COPY
    assert read.media_type == "image/tiff" and read.pages[0].reader.startswith(("Tesseract", "RapidOCR"))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_damaged_page_of_a_tiff_is_unread_and_the_others_are_read(save: Save) -> None:
    out = io.BytesIO()
    pages = [Image.fromarray(np.random.default_rng(n).integers(0, 255, (200, 300), dtype=np.uint8)) for n in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    data = bytearray(out.getvalue())
    with Image.open(io.BytesIO(bytes(data))) as whole:
        whole.seek(1)
        start = whole.tag_v2[273][0]
    data[start : start + 40] = b"\xff" * 40
    read = read_document(save("fax", bytes(data)), ocr=OFF)
    assert len(read.pages) == 3
    assert all(page.unread_reason for page in read.pages)


def test_without_ocr_a_picture_is_a_document_of_unread_pages_with_the_remedy(save: Save) -> None:
    page = read_document(save("scan.png", written(corner(), "PNG")), ocr=OFF).pages[0]
    assert page.read_as is ReadAs.UNREAD
    assert "switched off" in page.unread_reason and "FACTCHECK_OCR" in page.unread_reason
    assert page.width and page.height


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_page_image_of_a_photo_has_ink_in_the_boxes_of_its_words(save: Save, orientation: int) -> None:
    known = make_scan("The engines were delivered in May.", 150, page=(612.0, 200.0)).picture
    stored = known if orientation == 1 else np.ascontiguousarray(np.rot90(known))  # 6: to be turned clockwise
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = save("photo.jpg", as_file(stored, "JPEG", 150, exif=exif, quality=95))
    page = read_document(path, ocr=ON).pages[0]
    assert page.text == "The engines were delivered in May."
    image = render_page(path, "image/jpeg", 1)
    grey = np.asarray(image.convert("L"))
    by = image.width / (page.width or 1)
    in_boxes = np.zeros(grey.shape, bool)
    for word in page.words:
        b = word.box
        in_boxes[round(b.y0 * by) - 1 : round(b.y1 * by) + 1, round(b.x0 * by) - 1 : round(b.x1 * by) + 1] = True
    assert (grey[in_boxes] < 128).mean() > 0.1
    assert (grey[~in_boxes] < 128).sum() < 20
    assert draw_boxes(image, [word.box for word in page.words], page.width or 1).size == image.size
