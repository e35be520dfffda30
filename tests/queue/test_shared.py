"""The queue on PostgreSQL keeps the contract, and what a single process need not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.clock import SystemClock
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.queue import SharedQueue
from bot.store.postgresql.opening import open_postgresql
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

    async def take_up(self, line: str, turn_id: int) -> None:
        await self.turns(turn_id)

    async def hear(self, line: str, turn_id: int) -> None:
        self.heard.append((line, turn_id))

    async def stop(self, line: str) -> None:
        self.stopped.append(line)
        assert self.queue is not None
        self.queue.cancel(line)


@pytest.fixture
async def where(postgres: str, schema: str) -> Where:
    async with open_postgresql(postgres, SystemClock(), schema=schema):
        return Where(postgres, schema)


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
