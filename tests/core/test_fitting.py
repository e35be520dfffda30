"""A request that is too long is trimmed once."""

import pytest

from bot.core.errors import WindowOverflow
from bot.core.fitting import FittingModel
from bot.core.messages import ModelEvent, ModelRequest, SystemMessage, TextDelta, UserMessage
from tests.fakes import FakeAnswer, FakeModel

LONG = "\n\n".join(f"Ana: message {n} " + "word " * 50 for n in range(20))
REQUEST = ModelRequest("small", (SystemMessage("rules"), UserMessage(f"{LONG}\n\nBao: the question")))


def too_long(tokens: int, limit: int) -> FakeAnswer:
    return FakeAnswer(failure=WindowOverflow("too long", tokens=tokens, limit=limit))


async def events(model: FakeModel, notes: list[str]) -> list[ModelEvent]:
    return [event async for event in FittingModel(model, notes).stream(REQUEST)]


@pytest.mark.parametrize(
    ("tokens", "limit"), [pytest.param(2000, 1000, id="numbers"), pytest.param(0, 0, id="no numbers")]
)
async def test_the_oldest_messages_give_way_and_it_is_said(tokens: int, limit: int) -> None:
    notes: list[str] = []
    model = FakeModel(too_long(tokens, limit), "answer")
    got = await events(model, notes)

    assert got[0] == TextDelta("answer")
    second = model.requests[1].messages
    assert second[0] == SystemMessage("rules")
    assert second[-1].text.endswith("Bao: the question")
    assert "message 0 " not in second[-1].text
    assert len(second[-1].text) < 0.55 * len(LONG)
    assert len(notes) == 1
    assert "of its oldest messages were left out" in notes[0]


async def test_a_second_overflow_is_raised() -> None:
    with pytest.raises(WindowOverflow):
        await events(FakeModel(too_long(2000, 1000), too_long(1001, 1000)), [])


async def test_a_request_that_fits_is_passed_on() -> None:
    notes: list[str] = []
    model = FakeModel("answer")
    await events(model, notes)

    assert model.requests == [REQUEST]
    assert notes == []
