import base64

import pytest

from bot.mistral.ocr_pictures import pictures_of
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
