import base64

import pytest

from bot.mistral.ocr_pictures import covered, pictures_of
from tests.mistral.samples import drawn, ocr_image


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_picture_is_known_by_its_bytes(kind: str, media_type: str) -> None:
    data = drawn(kind, (64, 48))

    [picture] = pictures_of([ocr_image("img-3.jpeg", data)])

    assert (picture.name, picture.data, picture.media_type) == ("img-3.jpeg", data, media_type)
    assert (picture.width, picture.height) == (64, 48)


def test_base64_without_its_prefix_is_taken() -> None:
    [picture] = pictures_of([ocr_image(image_base64=base64.b64encode(drawn()).decode())])

    assert picture.width == 40


def test_picture_without_its_box_is_taken() -> None:
    image = ocr_image()

    assert len(pictures_of([{key: image[key] for key in ("id", "image_base64")}])) == 1


@pytest.mark.parametrize("data", ["", "data:image/jpeg;base64,", "data:image/jpeg;base64,A", "bm8gcGljdHVyZQ=="])
def test_broken_picture_is_left_out_and_the_others_stay(data: str, caplog: pytest.LogCaptureFixture) -> None:
    found = pictures_of([ocr_image("broken", image_base64=data), ocr_image("whole")])

    assert [picture.name for picture in found] == ["whole"]
    assert "OCR sent a picture" in caplog.text


def test_picture_of_another_format_is_left_out() -> None:
    assert pictures_of([ocr_image("x", drawn("BMP"))]) == ()


def test_the_share_of_a_page_that_pictures_cover_is_counted_from_their_boxes() -> None:
    page = {"dpi": 200, "width": 1000, "height": 2000}
    half = {"top_left_x": 0, "top_left_y": 500, "bottom_right_x": 1000, "bottom_right_y": 1500}

    assert covered([half], page) == 0.5
    assert covered([half] * 3, page) == 1.0
    assert covered([{**half, "top_left_x": None}, 7], page) == 0.0


@pytest.mark.parametrize("page", [None, {}, {"width": 0, "height": 10}, {"width": None, "height": None}])
def test_without_the_size_of_the_page_nothing_is_known_of_what_pictures_cover(page: object) -> None:
    assert covered([ocr_image()], page) == 0.0
