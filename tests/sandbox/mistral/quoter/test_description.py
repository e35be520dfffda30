import json

import pytest
from PIL import Image

from tests.sandbox.mistral.conftest import Desk, Json, system, user
from tests.sandbox.mistral.material import INVOICE, PROSE, error_rate, picture_chunk, sheet, wrapped

PAPER = sheet(*INVOICE, paper=(900, 600), at=(60, 60))
FLAG = Image.new("RGB", (640, 480), (40, 80, 220))
FLAG.paste((250, 220, 40), (0, 300, 640, 480))


def asking(text: str, *images: Image.Image) -> Json:
    return user([{"type": "text", "text": text}, *map(picture_chunk, images)])


@pytest.mark.parametrize("question", ["Ana: what is this?", "Ana: describe the picture", "Ana: de quelle couleur ?"])
async def test_picture_is_described_by_size_colours_and_text(desk: Desk, question: str) -> None:
    answer = await desk.text(asking(question, FLAG))

    assert answer == "Picture 1 is 640 x 480 pixels, mostly blue and yellow. There is no text in it."


async def test_text_of_a_picture_answers_questions(desk: Desk) -> None:
    answer = await desk.text(asking("Ana: who is the customer?", FLAG, PAPER))

    assert answer == 'Picture 2 says: "Customer: Zoe Martin".'


async def test_text_of_an_earlier_picture_answers_too(desk: Desk) -> None:
    answer = await desk.text(asking("Ana: look", PAPER), "Ana: what is the total?")

    assert answer == 'Picture 1 says: "Total: 4,200.50 EUR".'


async def test_page_is_copied_when_that_is_asked(desk: Desk) -> None:
    page = sheet(*wrapped(PROSE))

    answer = await desk.text(asking("Transcribe this page to Markdown.", page))

    assert error_rate(PROSE, answer) <= 0.02
    assert (await desk.text(asking("Transcribe this page.", FLAG))).startswith("[Picture 1 is 640 x 480 pixels")


async def test_rules_may_ask_for_the_copy_and_name_a_word_for_nothing(desk: Desk) -> None:
    rules = system("You transcribe pages as Markdown. If there is nothing, answer with the single word EMPTY.")

    assert await desk.text(rules, asking("Page 3 of a.pdf.", sheet("Hello there", size=60))) == "Hello there"
    assert await desk.text(rules, asking("Page 4 of a.pdf.", sheet())) == "EMPTY"


async def test_schema_is_filled_from_a_picture(desk: Desk) -> None:
    schema = {"type": "object", "properties": {"total": {"type": "number"}, "vat": {"type": ["number", "null"]}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}

    answer = await desk.text(asking("fill it", PAPER), response_format=wanted)

    assert json.loads(answer) == {"total": 4200.5, "vat": None}
