from dataclasses import replace

import pytest

from bot.core.documents import Charge, Picture
from bot.core.errors import ModelRefused, ModelUnavailable
from bot.core.messages import Usage, UserMessage
from bot.documents.vision import CUT, NO_MODEL, NOTHING, REFUSED, WORDLESS, Vision
from tests.documents.fakes import FakeModels, Told
from tests.fakes import FakeAnswer, FakeModel

PICTURE = Picture("page-7.jpeg", b"\xff\xd8jpeg", "image/jpeg", 1090, 1540)


async def test_a_page_is_transcribed_from_its_picture() -> None:
    model, told = FakeModel("  # Map\n\n[A map of the bay.]  "), Told()

    page = await Vision(model, FakeModels(), "mistral-small-latest").read(
        7, [PICTURE], of="report.pdf", charge=told.charge
    )

    assert page.text == "![page-7.jpeg](page-7.jpeg)\n\n# Map\n\n[A map of the bay.]"
    assert (page.number, page.how, page.pictures) == (7, "vision", (PICTURE,))
    assert told.charges == [Charge("mistral-small-1", Usage(10, 5))]
    asked = model.requests[0].messages[1]
    assert isinstance(asked, UserMessage)
    assert asked.text == "Page 7 of report.pdf."
    assert asked.images[0].url == "data:image/jpeg;base64,/9hqcGVn"
    assert (asked.images[0].width, asked.images[0].height) == (1090, 1540)
    assert model.requests[0].expected_tokens > 39 * 55


@pytest.mark.parametrize("answer", ["EMPTY", " empty. ", "**EMPTY**", ""])
async def test_a_page_with_nothing_on_it_is_unreadable_and_still_paid(answer: str) -> None:
    told = Told()

    page = await Vision(FakeModel(answer), FakeModels(), "m").read(7, [PICTURE], of="a.pdf", charge=told.charge)

    assert (page.how, page.reason) == (None, f"{WORDLESS}, and {NOTHING}")
    assert len(told.charges) == 1


async def test_without_a_model_that_sees_the_page_is_unreadable() -> None:
    models = FakeModels(lacking=frozenset({"vision"}))

    page = await Vision(FakeModel(), models, "m").read(7, [PICTURE], of="a.pdf", charge=Told().charge)

    assert (page.how, page.reason) == (None, f"{WORDLESS}, and {NO_MODEL}")


async def test_a_page_that_the_model_refuses_is_unreadable() -> None:
    model = FakeModel(FakeAnswer(failure=ModelRefused("bad image", status=400)))

    page = await Vision(model, FakeModels(), "m").read(7, [PICTURE], of="a.pdf", charge=Told().charge)

    assert (page.how, page.reason) == (None, f"{WORDLESS}, and {REFUSED}")


@pytest.mark.parametrize("failure", [ModelUnavailable("busy"), ModelRefused("no key", status=401)])
async def test_a_model_that_cannot_be_asked_is_not_the_pages_fault(failure: ModelUnavailable) -> None:
    with pytest.raises(type(failure)):
        await Vision(FakeModel(FakeAnswer(failure=failure)), FakeModels(), "m").read(
            7, [PICTURE], of="a.pdf", charge=Told().charge
        )


async def test_a_transcription_that_is_cut_off_says_so() -> None:
    model = FakeModel(FakeAnswer(["half a page"], finish="length"))

    page = await Vision(model, FakeModels(), "m").read(7, [PICTURE], of="a.pdf", charge=Told().charge)

    assert page.text.endswith(f"half a page\n\n{CUT}")


async def test_several_pictures_of_a_page_go_together_as_many_as_a_request_takes() -> None:
    model, told = FakeModel("[Boats 1 to 8.]", "[Boat 9.]"), Told()
    pictures = [replace(PICTURE, name=f"boat-{number}.jpeg") for number in range(1, 10)]

    page = await Vision(model, FakeModels(), "m").read(3, pictures, of="a.docx", charge=told.charge, text="The fleet")

    assert (page.how, page.text) == ("vision", "The fleet\n\n[Boats 1 to 8.]\n\n[Boat 9.]")
    assert page.pictures == tuple(pictures)
    assert [len(request.messages[1].images) for request in model.requests] == [8, 1]  # type: ignore[union-attr]  # a person's
    assert len(told.charges) == 2


async def test_what_some_pictures_show_is_kept_where_others_are_refused() -> None:
    model = FakeModel(FakeAnswer(failure=ModelRefused("bad image", status=400)), "[Boat 9.]")

    page = await Vision(model, FakeModels(), "m").read(3, [PICTURE] * 9, of="a.docx", charge=Told().charge)

    assert page.text.endswith(f"nothing is known: {REFUSED}]\n\n[Boat 9.]")
