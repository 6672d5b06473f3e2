"""A page is drawn as a reader sees it, within bounds, and places on it are marked where they are."""

from __future__ import annotations

import io
from pathlib import Path

import made_documents as made
import pypdf
import pytest
from PIL import Image, ImageChops

from factcheck.documents import page_image, pictures
from factcheck.documents.page_image import draw_boxes, draw_view, render_page
from factcheck.documents.page_view import PageView, has_page_image
from factcheck.documents.workers import Workers
from factcheck.errors import UnreadableDocument
from factcheck.model import Box

PDF = "application/pdf"


def save(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "received"
    path.write_bytes(data)
    return path


def changed(data: bytes, **changes: object) -> bytes:
    """A PDF whose first page has other keys, such as Rotate."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for name, value in changes.items():
        key = pypdf.generic.NameObject(f"/{name}")
        if isinstance(value, int):
            writer.pages[0][key] = pypdf.generic.NumberObject(value)
        else:
            numbers = [pypdf.generic.FloatObject(number) for number in value]  # type: ignore[attr-defined]
            writer.pages[0][key] = pypdf.generic.ArrayObject(numbers)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def darkest_corner(image: Image.Image) -> str:
    """In which quarter of an image most of the ink is."""
    ink = ImageChops.invert(image.convert("L"))
    half = image.width // 2, image.height // 2
    quarters = {
        f"{'top' if y == 0 else 'bottom'} {'left' if x == 0 else 'right'}": ink.crop((x, y, x + half[0], y + half[1]))
        for x in (0, half[0])
        for y in (0, half[1])
    }
    return max(quarters, key=lambda name: sum(i * n for i, n in enumerate(quarters[name].histogram())))


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, "top left"), (90, "top right"), (180, "bottom right"), (270, "bottom left")]
)
def test_a_turned_page_is_drawn_as_a_reader_sees_it(tmp_path: Path, turn: int, corner: str) -> None:
    image = render_page(save(tmp_path, changed(made.make_pdf(["Some words\nand more"]), Rotate=turn)), PDF, 1, 300)
    assert image.width == pytest.approx(300, abs=1)
    assert image.height == pytest.approx(300 * (612 / 792 if turn in (90, 270) else 792 / 612), abs=2)
    assert darkest_corner(image) == corner


def test_a_cropped_page_shows_what_is_left_of_it(tmp_path: Path) -> None:
    image = render_page(save(tmp_path, changed(made.make_pdf(["Words"]), CropBox=[60, 600, 260, 800])), PDF, 1, 400)
    assert image.size == pytest.approx((400, 384), abs=2)  # the crop box ends where the page does


def test_a_page_that_claims_an_enormous_size_is_drawn_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_image, "MAX_PIXELS", 100_000)
    long = changed(made.make_pdf(["Words"]), MediaBox=[0, 0, 10, 14000])
    image = render_page(save(tmp_path, long), PDF, 1, 1000)
    assert 0 < image.width * image.height < 110_000


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_is_not_there_is_an_error_with_its_number(tmp_path: Path, number: int) -> None:
    with pytest.raises(UnreadableDocument, match=f"page {number}"):
        render_page(save(tmp_path, made.make_pdf(["One", "Two"])), PDF, number)


def test_what_is_no_pdf_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be drawn"):
        render_page(save(tmp_path, b"%PDF-1.4 nothing"), PDF, 1)


def test_text_has_no_page_image(tmp_path: Path) -> None:
    assert not has_page_image("text/plain")
    with pytest.raises(UnreadableDocument, match="no page images"):
        render_page(save(tmp_path, b"text"), "text/plain", 1)


def picture(size: tuple[int, int], format_: str, **more: object) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, size[0] // 4, size[1] // 4))
    image.save(out, format_, **more)
    return out.getvalue()


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_its_own_page(tmp_path: Path, format_: str) -> None:
    data = picture((400, 200), format_)
    image = render_page(save(tmp_path, data), f"image/{format_.lower()}", 1, 200)
    assert (image.size, image.mode, darkest_corner(image)) == ((200, 100), "RGB", "top left")


def test_a_photograph_is_turned_as_its_camera_said(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    image = render_page(save(tmp_path, picture((400, 200), "JPEG", exif=exif)), "image/jpeg", 1, 100)
    assert (image.size, darkest_corner(image)) == ((100, 200), "top right")


def test_every_page_of_a_tiff_can_be_shown(tmp_path: Path) -> None:
    pages = [Image.new("L", (20, 20), shade) for shade in (0, 128, 255)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    path = save(tmp_path, out.getvalue())
    assert [render_page(path, "image/tiff", number, 10).getpixel((5, 5)) for number in (1, 2, 3)] == [
        (shade,) * 3 for shade in (0, 128, 255)
    ]
    with pytest.raises(UnreadableDocument, match="page 4"):
        render_page(path, "image/tiff", 4)


def test_paper_is_white_where_a_picture_is_see_through(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert render_page(save(tmp_path, out.getvalue()), "image/png", 1, 10).getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_with_too_many_pixels_is_not_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PICTURE_PIXELS", 1000)
    with pytest.raises(UnreadableDocument, match="too many"):
        render_page(save(tmp_path, picture((100, 100), "PNG")), "image/png", 1)


@pytest.mark.parametrize("length", [9, 40, 200])
def test_a_damaged_picture_is_an_error_for_people(tmp_path: Path, length: int) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        render_page(save(tmp_path, picture((300, 300), "PNG")[:length]), "image/png", 1)


def test_boxes_are_drawn_where_they_are_and_nowhere_else() -> None:
    page = Image.new("RGB", (612, 792), "white")
    drawn = draw_boxes(page, [Box(100, 200, 300, 220)], page_width=612)
    left, top, right, bottom = ImageChops.difference(page, drawn).getbbox() or (0, 0, 0, 0)
    assert (left, top, right, bottom) == pytest.approx((100, 200, 300, 220), abs=3)
    assert page.getpixel((150, 210)) == (255, 255, 255)  # the image given is left as it is


def test_the_rationale_is_marked_stronger_than_its_passage_and_by_more_than_colour() -> None:
    page = Image.new("RGB", (612, 792), "white")
    weak = draw_boxes(page, [Box(100, 200, 300, 220)], 612)
    strong = draw_boxes(page, [], 612, marked=[Box(100, 200, 300, 220)])
    ink = [sum(ImageChops.invert(one.convert("L")).crop((0, 195, 612, 203)).histogram()[60:]) for one in (weak, strong)]
    assert ink[1] > 1.5 * ink[0]  # a thicker frame
    assert sum(strong.getpixel((200, 210))) < sum(weak.getpixel((200, 210)))  # type: ignore[arg-type]  # a deeper tint


@pytest.mark.parametrize("box", [Box(-50, -50, 9999, 9999), Box(700, 900, 710, 910), Box(50, 50, 40, 40)])
def test_a_box_beyond_the_page_is_no_error(box: Box) -> None:
    assert draw_boxes(Image.new("RGB", (612, 792)), [box], 612, [box]).size == (612, 792)


def test_a_view_is_the_page_with_what_is_marked_where_its_width_is_known(tmp_path: Path) -> None:
    path = save(tmp_path, made.make_pdf(["Some words\nand more"]))
    box = Box(72, 60, 200, 74)
    whole = Image.open(io.BytesIO(draw_view(path, PageView(PDF, 1, 612, (box,), width=612))))
    nothing = Image.open(io.BytesIO(draw_view(path, PageView(PDF, 1, None, (box,), width=612))))
    assert whole.size == nothing.size == (612, 792)
    assert nothing.tobytes() == render_page(path, PDF, 1, 612).tobytes() != whole.tobytes()


def test_a_page_is_drawn_in_a_worker_process(tmp_path: Path) -> None:
    path = save(tmp_path, made.make_pdf(["Some words"]))
    view = PageView(PDF, 1, 612, (Box(72, 60, 200, 74),), (Box(72, 60, 100, 74),), width=300)
    assert Workers().draw(path, view) == draw_view(path, view)
    with pytest.raises(UnreadableDocument, match="page 2"):
        Workers().draw(path, PageView(PDF, 2, 612))
