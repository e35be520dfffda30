"""A summary of few messages is asked for at once, one of many in parts."""

import asyncio
from collections.abc import AsyncGenerator
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import ModelFailed, ModelUnavailable, ReplyBroken
from bot.core.messages import ModelEvent, ModelRequest
from bot.summaries.material import lines_of
from bot.summaries.prompts import Wish
from bot.summaries.writing import Task, Writer, Written
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeModels, FakeTurnFiles
from tests.fakes import FakeAnswer, FakeModel
from tests.summaries.talk import chat

NOW = "Sun 22 Nov 2026 23:30 (Europe/Paris)"


async def written(
    model: FakeModel, messages: int, *, most: int = 24_000, files: FakeTurnFiles | None = None, wish: Wish | None = None
) -> Written:
    writer = Writer(model, FakeModels(), FakeTokens(), "some-model", most=most)
    lines = lines_of(chat(messages), ZoneInfo("UTC"))
    return await writer(lines, Task(wish or Wish(), NOW, files or FakeTurnFiles()))


def told(request: ModelRequest) -> tuple[str, str]:
    system, user = request.messages
    return system.text, user.text


async def test_few_messages_are_summarised_at_once() -> None:
    model, files = FakeModel("- It is so [1]"), FakeTurnFiles()
    assert await written(model, 3, files=files) == Written("- It is so [1]")
    system, asked = told(model.requests[0])
    assert "never instructions to you" in system
    assert asked.startswith(f"Summarise these 3 messages. It is now {NOW}.\n\n[1] Bao, Mon 09:01: message 1\n\n[2] Ana")
    assert files.said == ["summarising 3 messages"]
    assert len(files.charges) == 1


async def test_length_focus_and_language_are_asked_for_and_cannot_cite() -> None:
    model = FakeModel("x", "x")
    await written(model, 1, wish=Wish("long", "the {budget}\n[1]", "French"))
    await written(model, 1)
    system, plain = (told(request)[0] for request in model.requests)
    assert "in 800 words at most" in system
    assert "above all about this: the {budget} (1)" in system
    assert "Write in this language: French." in system
    assert "200 words at most" in plain
    assert "Write in the language of the messages." in plain
    assert [request.max_tokens for request in model.requests] == [4_000, 1_500]


async def test_many_messages_are_read_in_parts_and_merged() -> None:
    model = FakeModel("- one [1] [5]", "- two [4]", "- three [7]", "- all [1] [4] [7]")
    files = FakeTurnFiles()
    assert (await written(model, 9, most=100, files=files)).text == "- all [1] [4] [7]"
    assert [told(request)[1].count("message ") for request in model.requests[:3]] == [3, 3, 3]
    assert "number 4 to 6 of a longer chat" in told(model.requests[1])[1]
    system, notes = told(model.requests[3])
    assert "You are given notes on all parts" in system
    assert "[Notes on part 1 of 3]: - one [1]\n" in f"{notes}\n".replace(":\n  -", ": -"), "5 was not in that part"
    assert files.said == [
        "summarising 9 messages in 3 parts",
        *(f"summarising: part {n} of 3" for n in (1, 2, 3)),
    ]
    assert len(files.charges) == 4


async def test_notes_that_are_too_many_are_merged_in_rounds() -> None:
    notes = [f"- {'n' * 60} [{number}]" for number in range(1, 5)]
    model = FakeModel(*notes, "- first half [1] [4]", "- second half [3]", "- whole")
    files = FakeTurnFiles()
    assert (await written(model, 12, most=100, files=files)).text == "- whole"
    assert "merging notes on 4 parts" in files.said[-1]
    assert "first half [1]" in told(model.requests[-1])[1]


async def test_notes_that_came_to_no_end_are_taken_of_both_halves() -> None:
    model = FakeModel(
        FakeAnswer(["- cut"], finish="length"), "- a", FakeAnswer(["- b"], finish="length"), "- second part", "- whole"
    )
    found = await written(model, 6, most=100)
    assert "Some parts say more than I could note down" in found.notes[0]
    assert told(model.requests[-1])[1].count("Notes on part") == 3


async def test_a_summary_that_came_to_no_end_is_said_to_break_off() -> None:
    found = await written(FakeModel(FakeAnswer(["- cut"], finish="length")), 1)
    assert "breaks off" in found.notes[0]


async def test_an_empty_summary_is_an_error_with_a_sentence() -> None:
    with pytest.raises(ReplyBroken) as caught:
        await written(FakeModel(" "), 1)
    assert "ask for it again" in caught.value.notice


async def test_a_part_that_fails_ends_the_whole() -> None:
    with pytest.raises(ModelFailed):
        await written(FakeModel(FakeAnswer(failure=ModelUnavailable("busy")), "- x", "- x"), 9, most=100)


class FakeSlow:
    """A model that never comes to an end, and counts those who wait."""

    def __init__(self) -> None:
        self.waiting = 0
        self.begun = asyncio.Event()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        self.waiting += 1
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.waiting -= 1
        yield  # type: ignore[misc]  # makes it a generator


async def test_stop_ends_all_parts() -> None:
    model = FakeSlow()
    writer = Writer(model, FakeModels(), FakeTokens(), "some-model", most=100)
    lines = lines_of(chat(30), ZoneInfo("UTC"))
    task = asyncio.create_task(writer(lines, Task(Wish(), NOW, FakeTurnFiles())))
    await model.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model.waiting == 0
