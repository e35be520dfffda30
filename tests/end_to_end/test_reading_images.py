"""Images are shown to a model that sees: upright, small enough, without metadata, and as many as a request takes."""

import base64
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.core.messages import Message, UserMessage
from bot.mistral.tokens import TekkenTokens
from tests.documents.making import scan
from tests.end_to_end.filing import CHAT, OCR, asked, images, picture, shown
from tests.end_to_end.wire import messages_of, tools_of
from tests.talk import Sent, Talk

TURNED = 6  # EXIF: the top is on the right
ORIENTATION, MAKER = 0x0112, 0x010F


def sent_images(request: dict[str, Any]) -> list[Image.Image]:
    """The images of a request, opened."""
    opened: list[Image.Image] = []
    for part in images(request):
        address = part["image_url"] if isinstance(part["image_url"], str) else part["image_url"]["url"]
        opened.append(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))
    return opened


def without_images(messages: list[Message]) -> list[Message]:
    return [replace(each, images=()) if isinstance(each, UserMessage) else each for each in messages]


def phone_photo() -> Sent:
    """A large photo as a phone stores it: on its side, with a note of how it was held and what took it."""
    upright = scan(["The lamp of the quay is number 17."], size=(1800, 2400)).convert("RGB")
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = TURNED, "Galerne Phone"
    return picture("photo.jpg", upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=90)


async def test_a_photo_is_turned_made_small_and_stripped(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne which number has the lamp of the quay?", phone_photo())
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    [image] = sent_images(talk.last_request())
    assert image.width < image.height == 1540
    assert not image.getexif()
    assert "number 17" in answer
    assert "photo.jpg" in footer
    assert asked(talk.world, OCR) == 0


async def test_an_image_is_counted_as_the_model_counts_it(talk: Talk, tmp_path: Path) -> None:
    """An image of 1,540 pixels square costs 3,080 tokens, beside which there is room for all that may be shown."""
    async with talk.bot(tmp_path, CONTEXT_TOKENS="6000"):
        talk.begin("Let us begin.")
        for _ in range(3):
            talk.say("words and more words " * 180, "Dev")
        talk.send("@Galerne what is in it?", picture("square.png", Image.new("RGB", (2000, 2000), "red")))
        await talk.answer()

    request = talk.last_request()
    [image] = sent_images(request)
    assert image.size == (1540, 1540)
    counted = await TekkenTokens().prompt(messages_of(request), tools_of(request))
    assert 3_080 < counted <= 3_080 + 6_000
    assert await TekkenTokens().prompt(without_images(messages_of(request)), tools_of(request)) == counted - 3_080


@pytest.mark.parametrize(("kind", "seen"), [("GIF", 3), ("WEBP", 3), ("PNG", 1)])
async def test_pictures_of_every_kind_are_seen(talk: Talk, tmp_path: Path, kind: str, seen: int) -> None:
    frames = [Image.new("RGB", (320, 240), colour) for colour in ("red", "blue", "green")]
    options: dict[str, Any] = {"save_all": True, "append_images": frames[1:]} if kind != "PNG" else {}
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(
            "@Galerne what colour is this picture?", picture(f"moving.{kind.lower()}", frames[0], kind, **options)
        )
        answer = await talk.answer()

    assert "red" in answer
    assert len(images(talk.last_request())) == seen


async def test_heic_is_read_or_the_person_is_told_what_to_send(talk: Talk, tmp_path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    made = io.BytesIO()
    heif.from_pillow(Image.new("RGB", (640, 480), "blue")).save(made, quality=80)
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what colour is this picture?", Sent("IMG_0001.HEIC", made.getvalue(), "image/heic"))

        assert "blue" in await talk.answer()


async def test_more_images_than_a_request_takes_are_looked_at_apart_and_said(talk: Talk, tmp_path: Path) -> None:
    files = [
        picture(f"{number}.png", scan([f"Mooring {number} costs {number}00 euros."], size=(700, 200)))
        for number in range(1, 11)
    ]
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what does mooring 10 cost?", *files)
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    sizes = [len(images(call.body)) for call in talk.world.log.of("mistral", CHAT)]
    assert sorted(sizes) == [2, 8]
    assert "1000 euros" in answer
    assert "10 images came, so 2 of them were looked at apart, 8 at a time" in footer


async def test_a_later_question_still_sees_the_image(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what colour is this picture?", picture("p.png", Image.new("RGB", (300, 300), "red")))
        await talk.answer()
        fetched = len(talk.downloads())
        talk.say("@Galerne and how large is the picture?")
        answer = await talk.answer()

    assert len(images(talk.last_request())) == 1
    assert "300" in answer
    assert len(talk.downloads()) == fetched
    assert "p.png" in shown(talk.last_request())
