import asyncio

import pytest

from bot.core.queue_place import QueuePlace
from bot.queue.embedded import EmbeddedQueue
from tests.contracts.queue_contract import (
    CancelContract,
    DrainContract,
    FailureContract,
    FairnessContract,
    OrderContract,
)
from tests.contracts.turns import FakeTurns
from tests.fakes import settle


class TestOrder(OrderContract): ...


class TestFairness(FairnessContract): ...


class TestCancel(CancelContract): ...


class TestFailure(FailureContract): ...


class TestDrain(DrainContract): ...


def kept(queue: EmbeddedQueue) -> int:
    """How much the queue remembers."""
    return len(queue._waiting) + len(queue._ready) + len(queue._running)


async def test_nothing_is_left_of_ten_thousand_conversations(turns: FakeTurns) -> None:
    queue = EmbeddedQueue(turns, concurrent=64)
    for turn_id in range(10_000):
        queue.put(f"slack:T1:C{turn_id % 100}:{turn_id}", turn_id)
    await turns.all_ended(10_000)
    await settle()

    assert kept(queue) == 0
    assert len(asyncio.all_tasks()) == 1


async def test_nothing_is_left_of_turns_cancelled_or_broken(queue: EmbeddedQueue, turns: FakeTurns) -> None:
    turns.hold(1, 2)
    turns.failing = {2}
    queue.put("slack:T1:C1:1", 1)
    queue.put("slack:T1:C1:2", 2)
    await turns.until(lambda: turns.running == {1, 2})
    queue.cancel("slack:T1:C1:1")
    turns.let_go(2)
    await turns.all_ended(2)
    await settle()

    assert kept(queue) == 0


async def test_turn_that_has_not_taken_its_first_step_sees_its_cancellation(
    queue: EmbeddedQueue, turns: FakeTurns
) -> None:
    turns.hold(1)
    queue.put("slack:T1:C1:1", 1)
    assert queue.cancel("slack:T1:C1:1")
    await turns.all_ended(1)

    assert turns.cancelled == [1]


async def test_turn_that_is_being_stopped_keeps_its_place_and_is_not_stopped_twice() -> None:
    """A stopped turn still has its last words to post before the next one of its conversation may begin."""
    said: list[str] = []
    posted = asyncio.Event()

    async def last_words(turn_id: int) -> None:
        try:
            said.append(f"{turn_id} began")
            if turn_id == 1:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            await posted.wait()
            said.append("1 stopped")

    queue = EmbeddedQueue(last_words, concurrent=2)
    queue.put("a", 1)
    queue.put("a", 2)
    await settle()
    for _ in range(2):
        assert queue.cancel("a")
        await settle()
    assert said == ["1 began"]

    posted.set()
    await settle()
    assert said == ["1 began", "1 stopped", "2 began"]


async def test_defect_is_logged_with_its_turn(
    queue: EmbeddedQueue, turns: FakeTurns, caplog: pytest.LogCaptureFixture
) -> None:
    turns.failing = {7}
    queue.put("slack:T1:C1:1", 7)
    await turns.all_ended(1)
    await settle()

    assert "Turn 7 of slack:T1:C1:1 broke off" in caplog.text
    assert "turn 7 has a defect" in caplog.text


async def test_channels_take_turns_and_so_do_their_conversations(turns: FakeTurns) -> None:
    queue = EmbeddedQueue(turns, concurrent=1)
    turns.hold(0)
    queue.put("x:x:X:0", 0)
    for turn_id, conversation in enumerate(["p:w:A:1", "p:w:A:1", "p:w:A:2", "p:w:B:3", "p:w:B:3", "p:w:C:4"], start=1):
        queue.put(conversation, turn_id)
    turns.let_go(0)
    await turns.all_ended(7)

    assert turns.began == [0, 1, 4, 6, 3, 5, 2]


async def test_place_is_that_in_the_conversation_or_overall(turns: FakeTurns) -> None:
    queue = EmbeddedQueue(turns, concurrent=1)
    turns.hold(1)
    for turn_id, line in enumerate(["p:w:A:1", "p:w:A:1", "p:w:A:1", "p:w:B:2", "p:w:B:3", "p:w:C:4"], start=1):
        queue.put(line, turn_id)

    assert queue.place("p:w:A:1", 1) is None  # it runs
    assert queue.place("p:w:A:1", 2) == QueuePlace(1)
    assert queue.place("p:w:A:1", 3) == QueuePlace(2)
    assert queue.place("p:w:B:2", 4) == QueuePlace(0)
    assert queue.place("p:w:C:4", 6) == QueuePlace(0, others=1)
    assert queue.place("p:w:B:3", 5) == QueuePlace(0, others=2)
    turns.let_go(1)
    await turns.all_ended(6)
    assert turns.began == [1, 4, 6, 2, 5, 3]


async def test_people_of_a_channel_take_turns_however_much_one_of_them_asks(turns: FakeTurns) -> None:
    queue = EmbeddedQueue(turns, concurrent=1)
    turns.hold(0)
    queue.put("p:w:A:0", 0, by="Ana")
    for turn_id in range(1, 5):
        queue.put(f"p:w:A:{turn_id}", turn_id, by="Ana")
    queue.put("p:w:A:5", 5, by="Bao")
    queue.put("p:w:A:5", 6, by="Ana")
    queue.put("p:w:A:7", 7, by="Dev")
    turns.let_go(0)
    await turns.all_ended(8)

    assert turns.began == [0, 1, 5, 7, 2, 3, 4, 6]
