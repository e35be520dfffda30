"""The queue on PostgreSQL keeps the contract, and what a single process need not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.clock import SystemClock
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.queue import SharedQueue
from tests.contracts.queue_contract import (
    CancelContract,
    DrainContract,
    FailureContract,
    FairnessContract,
    OrderContract,
)
from tests.contracts.turns import FakeTurns


@dataclass
class FakeWorker:
    turns: FakeTurns
    queue: SharedQueue | None = None
    heard: list[tuple[str, int]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    async def take_up(self, line: str, turn_id: int) -> bool:
        await self.turns(turn_id)
        return False

    async def hear(self, line: str, turn_id: int) -> None:
        self.heard.append((line, turn_id))

    async def stop(self, line: str) -> None:
        self.stopped.append(line)
        assert self.queue is not None
        self.queue.cancel(line)


@asynccontextmanager
async def replica(where: Where, worker: FakeWorker | None) -> AsyncIterator[SharedQueue]:
    clock = SystemClock()
    async with open_queue(where, Lease(clock), clock) as queue:
        if worker is not None:
            worker.queue = queue
            queue.take(worker, concurrent=2)
        yield queue


@pytest.fixture
def turns() -> FakeTurns:
    return FakeTurns()


@pytest.fixture
def worker(turns: FakeTurns) -> FakeWorker:
    return FakeWorker(turns)


@pytest.fixture
async def queue(where: Where, worker: FakeWorker) -> AsyncIterator[SharedQueue]:
    async with replica(where, worker) as opened:
        yield opened


class TestOrder(OrderContract): ...


class TestFairness(FairnessContract): ...


class TestCancel(CancelContract): ...


class TestFailure(FailureContract): ...


class TestDrain(DrainContract): ...


class FakeHastyWorker(FakeWorker):
    """Comes to a turn only when it is taken up for the second time; the first time it does something older."""

    taken = 0

    async def take_up(self, line: str, turn_id: int) -> bool:
        self.taken += 1
        if turn_id == 1 and self.taken == 1:
            return True
        return await FakeWorker.take_up(self, line, turn_id)


async def test_a_turn_to_which_its_worker_did_not_come_is_taken_up_again_before_the_next(
    where: Where, turns: FakeTurns
) -> None:
    async with replica(where, FakeHastyWorker(turns)) as queue:
        for turn_id in (1, 2):
            queue.put("slack:T1:C1:1", turn_id)
        await turns.all_ended(2)

    assert turns.began == [1, 2]


async def test_a_turn_that_has_its_place_in_another_line_is_not_carried_out_in_this_one(
    where: Where, turns: FakeTurns
) -> None:
    turns.hold(1)
    async with replica(where, FakeWorker(turns)) as queue:
        queue.put("refused:1", 1)
        await turns.until(lambda: turns.began == [1])

        assert not await queue.claim("slack:T1:C1:1", 1)
        assert await queue.claim("refused:1", 1)
        assert await queue.claim("slack:T1:C1:1", 2)
        turns.let_go(1)
