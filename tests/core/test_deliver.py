"""How an answer reaches the reply as it grows."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.core.deliver import Delivery, Recorder
from bot.core.errors import PlatformFailed, ReplyBroken
from bot.core.messages import AssistantMessage, TextDelta, ToolCall, Usage
from bot.core.records import ModelReplied, Step, ToolFinished, ToolStarted
from bot.core.turn import TurnEnded, TurnEvent
from tests.fakes import FakeClock, FakeReply, settle

CALL = ToolCall("call00001", "add", "{}")


def said(text: str) -> ModelReplied:
    return ModelReplied(AssistantMessage(text), Usage(), "small")


async def keep(step: Step) -> None:
    """A recorder that keeps nothing."""


async def delivered(delivery: Delivery, events: AsyncIterator[TurnEvent], record: Recorder) -> None:
    """Consume the events while they are shown."""
    async with delivery.showing():
        await delivery.run(events, record)


class Script:
    """Events that a test lets out one by one."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[TurnEvent | Exception | None] = asyncio.Queue()

    async def give(self, *events: TurnEvent | Exception | None) -> None:
        for event in events:
            self._queue.put_nowait(event)
        await settle()

    async def __aiter__(self) -> AsyncIterator[TurnEvent]:
        while (event := await self._queue.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event


@pytest.fixture
def script() -> Script:
    return Script()


async def test_the_first_word_is_shown_at_once_and_the_next_after_the_pause(script: Script) -> None:
    clock, reply = FakeClock(), FakeReply(seconds=1.0)
    task = asyncio.create_task(delivered(Delivery(reply, clock), aiter(script), keep))

    await script.give(TextDelta("One"))
    assert reply.shown == ["One"]

    await script.give(TextDelta(" two"), TextDelta(" three"))
    assert reply.shown == ["One"]

    await clock.advance(1.0)
    assert reply.shown == ["One", "One two three"]

    await script.give(None)
    await task


async def test_the_end_cuts_a_pause_short(script: Script) -> None:
    clock, reply = FakeClock(), FakeReply(seconds=60.0)
    delivery = Delivery(reply, clock)
    task = asyncio.create_task(delivered(delivery, aiter(script), keep))

    await script.give(TextDelta("One"), TextDelta(" two"), said("One two"), TurnEnded("stop"), None)
    await task

    assert delivery.text == "One two"
    assert delivery.finish == "stop"


async def test_texts_before_and_after_a_tool_are_one_answer(script: Script) -> None:
    reply = FakeReply()
    delivery = Delivery(reply, FakeClock())
    task = asyncio.create_task(delivered(delivery, aiter(script), keep))

    await script.give(TextDelta("Let me see."), said("Let me see."), ToolStarted(CALL), ToolFinished(CALL, "2"))
    await script.give(TextDelta("It is 2."), None)
    await task

    assert reply.statuses == ["using add"]
    assert delivery.text == "Let me see.\n\nIt is 2."


async def test_what_is_open_when_the_reply_ends_takes_the_final_wording(script: Script) -> None:
    delivery = Delivery(FakeReply(), FakeClock())
    task = asyncio.create_task(delivered(delivery, aiter(script), keep))

    await script.give(TextDelta("Hel"), TextDelta("lo"), said("Hello"), None)
    await task

    assert delivery.text == "Hello"


async def test_each_step_is_recorded_before_the_next_event_is_asked_for() -> None:
    order: list[str] = []

    async def events() -> AsyncIterator[TurnEvent]:
        order.append("started")
        yield ToolStarted(CALL)
        order.append("after")
        yield ToolFinished(CALL, "2")

    async def record(step: Step) -> None:
        await asyncio.sleep(0)
        order.append(f"recorded {step.kind}")

    await delivered(Delivery(FakeReply(), FakeClock()), events(), record)

    assert order == ["started", "recorded started", "after", "recorded finished"]


async def test_a_broken_reply_keeps_the_text_that_had_come(script: Script) -> None:
    delivery = Delivery(FakeReply(), FakeClock())
    task = asyncio.create_task(delivered(delivery, aiter(script), keep))

    await script.give(TextDelta("half"), ReplyBroken("cut"))

    with pytest.raises(ReplyBroken):
        await task
    assert delivery.text == "half"


async def test_a_platform_that_cannot_show_does_not_stop_the_answer_from_growing(
    script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = Delivery(FakeReply(failure=PlatformFailed("no")), FakeClock())
    task = asyncio.create_task(delivered(delivery, aiter(script), keep))

    await script.give(TextDelta("One"))
    await script.give(TextDelta(" two"), None)
    await task

    assert delivery.text == "One two"
    assert "Could not show an answer as it grew: no" in caplog.text


async def test_a_call_under_way_is_waited_for_even_when_cancelled(script: Script) -> None:
    reply = FakeReply(gate=asyncio.Event())
    task = asyncio.create_task(delivered(Delivery(reply, FakeClock()), aiter(script), keep))
    await script.give(TextDelta("One"))

    task.cancel()
    await settle()
    assert not task.done()

    assert reply.gate is not None
    reply.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert reply.shown == ["One"]


async def test_what_is_being_done_is_shown_while_nothing_is_said_yet() -> None:
    reply = FakeReply()
    delivery = Delivery(reply, FakeClock())
    async with delivery.showing():
        delivery.say("reading a.pdf: page 1 of 9")
        await settle()
        delivery.say("reading a.pdf: page 2 of 9")
        delivery.say("reading a.pdf: page 3 of 9")
        await settle()
    assert reply.statuses == ["reading a.pdf: page 1 of 9", "reading a.pdf: page 3 of 9"]


async def test_an_answer_begins_with_what_it_was_given_to_begin_with(script: Script) -> None:
    reply = FakeReply()
    delivery = Delivery(reply, FakeClock(), before="Said before.")
    delivery.begin_with("> a voice clip")
    task = asyncio.create_task(delivered(delivery, aiter(script), keep))
    await script.give(TextDelta("Hello"), None)
    await task
    assert delivery.text == "> a voice clip\n\nSaid before.\n\nHello"
