"""Fields out of the text of pages, by a chat model."""

import pytest

from bot.core.documents import Charge, Page
from bot.core.errors import ReplyBroken
from bot.core.messages import Usage
from bot.extraction.chatting import Chatting
from bot.extraction.fields import named_fields
from bot.extraction.wrapping import wrapped
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeModels
from tests.fakes import FakeModel

SCHEMA = wrapped(named_fields("total"))


async def asked(model: FakeModel, *pages: Page) -> tuple[list[tuple[object, int]], list[Charge]]:
    charges: list[Charge] = []

    async def charge(taken: Charge) -> None:
        charges.append(taken)

    chatting = Chatting(FakeTokens(), model, FakeModels(), "some-model")
    return [reply async for reply in chatting.replies("a.pdf", pages, SCHEMA, charge)], charges


async def test_the_model_is_given_the_pages_with_their_numbers_and_the_schema() -> None:
    model = FakeModel('{"total": 1}')
    replies, charges = await asked(model, Page(1, "text", "one", footer="foot"), Page(4, "ocr", "four"))
    assert replies == [({"total": 1}, 4)]
    (request,) = model.requests
    assert request.schema == SCHEMA
    assert request.temperature == 0.0
    assert request.messages[1].text == "[file: a.pdf]:\n  [page 1]\n  one\n\n  foot\n\n  [page 4]\n  four"
    assert charges == [Charge("some-model", Usage(10, 5))]


async def test_a_long_file_is_asked_about_in_parts() -> None:
    model = FakeModel('{"a": 1}', '{"a": 2}', '{"a": 3}')
    replies, charges = await asked(model, *(Page(n, "text", "x" * 11_000) for n in range(1, 6)))
    assert replies == [({"a": 1}, 2), ({"a": 2}, 4), ({"a": 3}, 5)]
    assert len(charges) == 3


async def test_a_reply_that_came_to_no_end_is_asked_for_in_halves() -> None:
    model = FakeModel('{"a": [1, 2', '{"a": 1}', '{"a": 2}')
    replies, charges = await asked(model, Page(1, "text", "one"), Page(2, "text", "two"))
    assert replies == [({"a": 1}, 1), ({"a": 2}, 2)]
    assert len(charges) == 3


async def test_what_cannot_be_halved_any_more_ends_in_a_sentence() -> None:
    with pytest.raises(ReplyBroken) as caught:
        await asked(FakeModel("no JSON"), Page(1, "text", "one"))
    assert "ask for fewer fields" in caught.value.notice
