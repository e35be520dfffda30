"""People who wait are told their place by one process, once, and nobody begins their turn meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.clock import SystemClock
from bot.core.queue_place import QueuePlace
from bot.queue.shared.connector import SharedConnector
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.queue import SharedQueue
from bot.queue.shared.telling import Telling
from tests.contracts.queue_contract import all_put
from tests.contracts.turns import FakeTurns
from tests.queue.test_shared import FakeWorker

A, B, C, D = "slack:T1:C1:1", "slack:T1:C2:1", "slack:T1:C3:1", "slack:T1:C4:1"
HOUR = 3_600.0


class FakeTeller:
    """Keeps what it was to tell; `done` may be cleared so that telling lasts."""

    def __init__(self) -> None:
        self.told: list[tuple[int, QueuePlace]] = []
        self.done = asyncio.Event()
        self.done.set()

    async def tell(self, turn_id: int, place: QueuePlace) -> None:
        self.told.append((turn_id, place))
        await self.done.wait()

    async def all_told(self, count: int) -> None:
        while len(self.told) < count:  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(0.01)


@pytest.fixture
async def queues(where: Where) -> AsyncIterator[list[SharedQueue]]:
    """Those of two processes."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_queue(where, Lease(clock), clock)) for _ in range(2)]


@pytest.fixture
def turns() -> FakeTurns:
    return FakeTurns()


async def taken(queue: SharedQueue, turns: FakeTurns) -> None:
    """Both places of a worker are taken, by turns 1 and 2."""
    turns.hold(1, 2)
    queue.take(FakeWorker(turns, queue), concurrent=2)
    queue.put(A, 1)
    queue.put(B, 2)
    await turns.until(lambda: turns.running == {1, 2})


async def test_each_is_told_how_many_come_first_in_its_line_or_overall(
    queues: list[SharedQueue], turns: FakeTurns
) -> None:
    queue, teller = queues[0], FakeTeller()
    await taken(queue, turns)
    for line, turn in ((A, 3), (A, 4), (C, 5), (D, 6)):
        queue.put(line, turn)
    queue.tell(teller, after=0)
    await teller.all_told(4)

    assert sorted(teller.told) == [
        (3, QueuePlace(1)),
        (4, QueuePlace(2)),
        (5, QueuePlace(0, others=1)),  # turn 3: what is second in its channel comes later
        (6, QueuePlace(0, others=2)),
    ]
    turns.let_go(1, 2)
    await turns.all_ended(6)


async def test_who_asks_seldom_is_told_a_place_before_who_asks_much(
    queues: list[SharedQueue], turns: FakeTurns
) -> None:
    queue, teller = queues[0], FakeTeller()
    await taken(queue, turns)
    for turn in range(3, 9):
        queue.put(f"slack:T1:C9:{turn}", turn, by="Ana")
    queue.put("slack:T1:C9:9", 9, by="Bao")
    queue.tell(teller, after=0)
    await teller.all_told(7)

    assert (9, QueuePlace(0, others=1)) in teller.told
    assert (8, QueuePlace(0, others=6)) in teller.told
    turns.let_go(1, 2)
    await turns.all_ended(9)


async def test_two_processes_tell_each_of_them_once(queues: list[SharedQueue], turns: FakeTurns) -> None:
    tellers = [FakeTeller(), FakeTeller()]
    await taken(queues[0], turns)
    for turn in range(3, 30):
        queues[turn % 2].put(f"slack:T1:C1:{turn}", turn)
    for queue, teller in zip(queues, tellers, strict=True):
        queue.tell(teller, after=0)
    while sum(len(each.told) for each in tellers) < 27:  # noqa: ASYNC110 - it happens in a database
        await asyncio.sleep(0.01)
    turns.let_go(1, 2)
    await turns.all_ended(29)

    assert sorted(turn for each in tellers for turn, _ in each.told) == list(range(3, 30))


async def test_a_turn_is_not_begun_while_its_person_is_told(queues: list[SharedQueue], turns: FakeTurns) -> None:
    queue, teller = queues[0], FakeTeller()
    await taken(queue, turns)
    queue.put(C, 3)
    teller.done.clear()
    queues[1].tell(teller, after=0)
    await teller.all_told(1)
    queue.put(D, 4)
    turns.let_go(1, 2)
    await turns.until(lambda: 4 in turns.ended)
    assert 3 not in turns.began  # though it was before the other

    teller.done.set()
    await turns.all_ended(4)


async def test_a_turn_is_begun_though_its_teller_goes(where: Where, turns: FakeTurns) -> None:
    clock, teller = SystemClock(), FakeTeller()
    teller.done.clear()
    async with open_queue(where, Lease(clock), clock) as queue:
        await taken(queue, turns)
        queue.put(C, 3)
        async with open_queue(where, Lease(clock), clock) as other:
            other.tell(teller, after=0)
            await teller.all_told(1)
        turns.let_go(1, 2)
        await turns.all_ended(3)


async def test_nobody_is_told_who_has_not_waited_long(queues: list[SharedQueue], where: Where) -> None:
    queues[0].put(C, 3)
    await all_put(queues[1], 1)
    connector, teller = SharedConnector(where.url, where.schema), FakeTeller()
    await connector.open_async()
    for after in (HOUR, 0):
        telling = Telling(connector, teller, after=after)
        await telling.look()
        await asyncio.sleep(0)  # its tasks begin
        await telling.close()
        assert len(teller.told) == int(after == 0)
    await connector.close_async()


async def test_what_one_process_puts_counts_in_the_other(queues: list[SharedQueue]) -> None:
    first, second = queues
    first.put(A, 1)
    second.came()  # in its own transaction, which nobody sees here
    first.put(B, 2)

    await all_put(first, 2)
    await all_put(second, 2)


async def test_a_turn_is_not_claimed_while_its_person_is_told(queues: list[SharedQueue], turns: FakeTurns) -> None:
    queue, teller = queues[0], FakeTeller()
    await taken(queue, turns)
    queue.put(A, 3)
    teller.done.clear()
    queues[1].tell(teller, after=0)
    await teller.all_told(1)
    claiming = asyncio.create_task(queue.claim(A, 3))
    for _ in range(3):
        assert not await queue.claim(B, 3)  # it has been asked more than once meanwhile
    assert not claiming.done()

    teller.done.set()

    assert await claiming
    turns.let_go(1, 2)
    await turns.all_ended(3)


async def test_nobody_is_told_whose_turn_is_claimed(queues: list[SharedQueue], turns: FakeTurns) -> None:
    queue, teller = queues[0], FakeTeller()
    await taken(queue, turns)
    for line, turn in ((A, 3), (B, 4)):
        queue.put(line, turn)
    await all_put(queue, 2)
    await queue.flush()
    assert await queue.claim(A, 3)

    queues[1].tell(teller, after=0)
    await teller.all_told(1)

    assert [turn for turn, _ in teller.told] == [4]
    turns.let_go(1, 2)
    await turns.all_ended(4)
