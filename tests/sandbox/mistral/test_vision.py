import pytest
from PIL import Image

from tests.sandbox.mistral.conftest import Desk, Json, user
from tests.sandbox.mistral.material import data_uri, picture_chunk, png, sheet
from tests.sandbox.mistral.reading.test_pictures import bomb

SMALL = Image.new("RGB", (64, 48), "red")


def chunk(data: bytes, media: str = "image/png") -> Json:
    return {"type": "image_url", "image_url": {"url": data_uri(data, media), "detail": "auto"}}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_formats_of_the_api_are_looked_at(desk: Desk, kind: str) -> None:
    assert "64 x 48 pixels, mostly red" in await desk.text(user([picture_chunk(SMALL, kind)]))


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (chunk(png(SMALL, "TIFF")), "not supported"),
        (chunk(png(SMALL, "GIF", save_all=True, append_images=[sheet("a", paper=(64, 48))])), "Animated"),
        (chunk(bomb(20_000)), "too large"),
        (chunk(png(Image.new("1", (10_001, 10)))), "10000 x 10000 at most"),
        (chunk(b"garbage"), "could not be loaded"),
        (chunk(png(SMALL)[:50]), "could not be loaded"),
        ({"type": "image_url", "image_url": "data:image/png;base64,a!b"}, "not valid base64"),
        ({"type": "image_url", "image_url": "data:image/png;base64,"}, "not valid base64"),
    ],
    ids=["tiff", "animated", "bomb", "wide", "garbage", "cut", "letters", "empty"],
)
async def test_picture_that_the_api_does_not_take_is_refused(desk: Desk, picture: Json, why: str) -> None:
    reply = await desk.ask(user([picture]))

    assert (reply.status_code, reply.json()["code"]) == (400, "3051")
    assert why in reply.json()["message"]


async def test_picture_is_judged_but_not_read_when_the_reply_is_laid_down(desk: Desk) -> None:
    desk.service.script([{"text": "aye"}, {"text": "aye"}])

    assert await desk.text(user([picture_chunk(SMALL)])) == "aye"
    assert (await desk.ask(user([chunk(b"garbage")]))).status_code == 400


async def test_picture_in_a_stream_is_looked_at(desk: Desk) -> None:
    reply = await desk.ask(user([picture_chunk(SMALL)]), stream=True)

    assert '"content":" red"' in reply.text
