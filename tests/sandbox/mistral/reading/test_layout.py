import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from deploy.sandbox.mistral.reading.layout import page_of
from deploy.sandbox.mistral.reading.page import Page
from deploy.sandbox.mistral.reading.pictures import decoded
from tests.sandbox.mistral.material import INVOICE, PROSE, error_rate, font, pictured, png, ruled, sheet, wrapped


def text_of(page: Page) -> str:
    return "\n".join(block.text for block in page.blocks)


def test_printed_page_is_read_with_at_most_two_wrong_characters_in_a_hundred() -> None:
    page = page_of(sheet(*wrapped(PROSE)))

    assert error_rate(PROSE, text_of(page)) <= 0.02
    assert (page.width, page.height) == (1700, 2200)
    assert all(score > 0.8 for block in page.blocks for score in block.scores)


def test_small_grey_noisy_print_is_read_too() -> None:
    image = sheet(*wrapped(PROSE, 90), size=24)
    noise = Image.effect_noise(image.size, 40).convert("RGB")

    assert error_rate(PROSE, text_of(page_of(Image.blend(image, noise, 0.15)))) <= 0.02


@pytest.mark.parametrize("angle", [-2, 1, 3])
def test_scan_that_lies_askew_is_read(angle: float) -> None:
    turned = sheet(*wrapped(PROSE)).rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    blurred = turned.filter(ImageFilter.GaussianBlur(1))
    scan = decoded(
        png(Image.blend(blurred, Image.effect_noise(blurred.size, 60).convert("RGB"), 0.2), "JPEG", quality=60)
    )

    assert error_rate(PROSE, text_of(page_of(scan))) <= 0.02


def test_white_text_on_a_dark_screen_is_read() -> None:
    assert error_rate(PROSE, text_of(page_of(ImageOps.invert(sheet(*wrapped(PROSE)))))) <= 0.02


def test_blank_page_has_nothing() -> None:
    assert page_of(Image.new("RGB", (800, 1000), "white")).blocks == ()
    assert page_of(Image.new("RGB", (800, 1000), "navy")).blocks == ()


def test_page_that_is_one_picture_has_only_that() -> None:
    (block,) = page_of(pictured(sheet(), (0, 0), (1700, 2200))).blocks

    assert (block.kind, block.text) == ("image", "")


def test_picture_stands_between_the_paragraphs_around_it() -> None:
    image = pictured(sheet("Before the picture stands this."))
    ImageDraw.Draw(image).text((150, 1800), "After the picture stands that.", font=font(32), fill="black")

    before, picture, after = page_of(image).blocks

    assert [before.text[:6], picture.kind, after.text[:5]] == ["Before", "image", "After"]
    assert abs(picture.box.left - 500) < 30
    assert abs(picture.box.bottom - 1700) < 30
    assert picture.jpeg.startswith(b"\xff\xd8")


def test_ruled_table_is_read_cell_by_cell() -> None:
    rows = [["Item", "Count", "Price"], ["Rope", "12", "4.50"], ["Sail", "3", "1,200.00"]]

    blocks = page_of(ruled(sheet("Ordered in November"), rows)).blocks

    assert [block.kind for block in blocks] == ["text", "table"]
    assert blocks[1].rows == tuple(map(tuple, rows))


def test_frame_around_text_is_no_table_and_no_picture() -> None:
    image = sheet(*INVOICE)
    ImageDraw.Draw(image).rectangle((100, 200, 1200, 500), outline="black", width=4)

    assert {block.kind for block in page_of(image).blocks} == {"text"}


def test_columns_are_read_one_after_the_other() -> None:
    image = sheet(*wrapped(PROSE, 36), size=30)
    other = "Beside it the market opens at nine. Oysters are sold by the dozen, and bread by weight. Dogs wait outside."
    for number, line in enumerate(wrapped(other, 36)):
        ImageDraw.Draw(image).text((950, 250 + 45 * number), line, font=font(30), fill="black")

    assert error_rate(f"{PROSE} {other}", text_of(page_of(image))) <= 0.02


def test_heading_header_and_footer_are_told_apart() -> None:
    image = sheet(*wrapped(PROSE), at=(150, 500))
    draw = ImageDraw.Draw(image)
    for at, text, size in (((150, 70), "Annual report", 28), ((150, 350), "Findings", 64), ((800, 2110), "Page 7", 28)):
        draw.text(at, text, font=font(size), fill="black")

    assert [block.kind for block in page_of(image).blocks] == ["header", "title", "text", "footer"]


def test_addresses_in_the_text_are_links() -> None:
    assert page_of(sheet("See https://example.org/plan.")).links == ("https://example.org/plan",)
