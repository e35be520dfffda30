"""What a worker lets go of, or is cut off from, is begun again, once its first attempt is over."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from bot.clock import SystemClock
from bot.core.errors import StoreFailed
from bot.queue.shared.lease import LET_GO, Lease
from bot.queue.shared.opening import Where, open_queue
from bot.store.postgresql.opening import open_postgresql
from tests.fakes import FakeClock
from tests.postgres import CannotRun, MortalServer, mortal_server

LINE = "slack:T1:C1:1"


class FakeAheadClock(SystemClock):
    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class FakeReluctantWorker:
    """Its first turn goes on until it is cancelled, and then until it may go; others are done at once."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.leaving = asyncio.Event()
        self.may_go = asyncio.Event()

    async def take_up(self, line: str, turn_id: int) -> bool:
        self.begun.append(turn_id)
        if len(self.begun) > 1:
            return False
        try:
            return await asyncio.Event().wait()
        finally:
            self.leaving.set()
            await self.may_go.wait()

    async def hear(self, line: str, turn_id: int) -> None:
        """Nobody joins."""

    async def stop(self, line: str) -> None:
        """Nobody stops."""


class FakeCutOffWorker(FakeReluctantWorker):
    async def take_up(self, line: str, turn_id: int) -> bool:
        self.begun.append(turn_id)
        if len(self.begun) < 3:
            raise StoreFailed("the server has gone away")
        return False


class FakeStoppedWorker(FakeReluctantWorker):
    """It is cut off when it is stopped, the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.stops: list[str] = []
        self.stopped = asyncio.Event()

    async def take_up(self, line: str, turn_id: int) -> bool:
        self.begun.append(turn_id)
        if len(self.begun) == 1:
            await self.stopped.wait()
            raise StoreFailed("the server has gone away")
        return False

    async def stop(self, line: str) -> None:
        self.stops.append(line)
        self.stopped.set()


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in a database
        await asyncio.sleep(0.02)


async def test_a_worker_begins_again_what_it_let_go_of_once_it_has_gone(where: Where) -> None:
    clock, worker = FakeAheadClock(), FakeReluctantWorker()
    exits: list[int] = []
    options = f"-c search_path={where.schema}"
    with psycopg.connect(where.url, autocommit=True, options=options) as other:

        def doing() -> list[int]:
            rows = other.execute("SELECT attempts FROM procrastinate_jobs WHERE status = 'doing'").fetchall()
            return [attempts for (attempts,) in rows]

        lease = Lease(clock, exits.append)
        async with open_queue(where, lease, SystemClock()) as queue:
            queue.take(worker, concurrent=2)
            queue.put(LINE, 1)
            await until(lambda: doing() == [0])
            lease.ticked()
            clock.ahead = LET_GO + 0.1
            lease.ticked()  # it was not frozen: it only did not reach the database
            await worker.leaving.wait()
            other.execute(  # as a process does that misses its heartbeats
                "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, attempts = attempts + 1"
            )
            clock.ahead = 0.0
            await until(lambda: doing() == [1])
            assert worker.begun == [1]

            worker.may_go.set()
            await until(lambda: not other.execute("SELECT 1 FROM procrastinate_jobs").fetchall())

    assert (worker.begun, exits) == ([1, 1], [])


async def test_a_turn_that_the_database_cuts_off_is_begun_again_and_then_the_next(where: Where) -> None:
    clock, worker = SystemClock(), FakeCutOffWorker()
    async with open_queue(where, Lease(clock), clock) as queue:
        queue.take(worker, concurrent=2)
        queue.put(LINE, 1)
        queue.put(LINE, 2)
        await until(lambda: worker.begun == [1, 1, 1, 2])


async def test_a_turn_that_is_cut_off_while_it_is_stopped_is_stopped_by_who_takes_it_up(where: Where) -> None:
    clock, worker = SystemClock(), FakeStoppedWorker()
    async with open_queue(where, Lease(clock), clock) as queue:
        queue.take(worker, concurrent=2)
        queue.put(LINE, 1)
        await until(lambda: worker.begun == [1])
        assert await queue.stop(LINE)
        queue.put(LINE, 2)  # which comes once the first has ended
        await until(lambda: worker.begun == [1, 1, 2])

    assert worker.stops == [LINE, LINE]


async def test_what_runs_begins_again_from_what_a_server_that_crashed_has_kept() -> None:
    clock, worker = SystemClock(), FakeReluctantWorker()
    worker.may_go.set()
    with started() as server:
        async with open_postgresql(server.url, clock, schema="crashing"):
            where = Where(server.url, "crashing")
        async with open_queue(where, Lease(FakeClock()), clock) as queue:  # which it holds, however long that takes
            queue.take(worker, concurrent=2)
            queue.put(LINE, 1)
            await until(lambda: worker.begun == [1])
            await asyncio.to_thread(server.kill, signal.SIGQUIT)
            await asyncio.to_thread(server.start)
            await until(lambda: worker.begun == [1, 1])


@contextmanager
def started() -> Iterator[MortalServer]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(mortal_server())
        except CannotRun as error:
            pytest.skip(str(error))
        yield server
