"""What it costs to be several processes: two workers over one PostgreSQL, on the cores that everything here shares."""

import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import psycopg

from bot.clock import SystemClock
from bot.core.values import Address, Author, MessageReceived, Said
from bot.queue.embedded import EmbeddedQueue
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.schema import PUT
from bot.store.database import open_store
from bot.store.postgresql.opening import open_postgresql
from bot.store.store import SqlStore
from tests.bench.scaled_child import FOR_EVER
from tests.bench.store_cost import record_answer
from tests.bench.table import Table
from tests.postgres import postgres_server

CONVERSATIONS, EACH = 200, 10
PACED: Final = 100  # turns, one each PAUSE
PAUSE: Final = 0.05  # seconds
IDLE: Final = 10.0  # seconds
ROOT: Final = Path(__file__).parent.parent.parent


def measure(table: Table) -> None:
    table.heading("Several processes: two workers over one PostgreSQL, the load and the server on the same cores")
    with postgres_server(durable=True) as url, tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measured(table, Where(url, "bench"), Path(folder)))


async def _measured(table: Table, where: Where, folder: Path) -> None:
    clock = SystemClock()
    async with (
        open_postgresql(where.url, clock, schema=where.schema, put=PUT) as store,
        open_queue(where, Lease(clock), clock),
    ):
        crew = Crew(where, folder / "log")
        asked = [(n % CONVERSATIONS, n) for n in range(CONVERSATIONS * EACH)]
        for start in range(0, len(asked), 100):
            await asyncio.gather(
                *(accept(store, f"C{place % 20}", place, n) for place, n in asked[start : start + 100])
            )
        server = _server(where.url)
        before_them = _cpu_of(server)
        async with crew.working(2) as workers:
            await crew.until(lambda: len(crew.noted("ended")) == len(asked))
            served = (_cpu_of(server) - before_them) / len(asked)
            cost = sum(map(_cpu, workers)) / len(asked)
            spent = max(crew.noted("ended").values()) - min(crew.noted("began").values())
            table.row(
                "2,000 turns that wait in 200 conversations are drained at", len(asked) / spent, "/s", at_least=100
            )
            table.row("CPU of one of them in its worker, start included", 1000 * cost, "ms", digits=1)
            table.row("CPU of one of them in the server", 1000 * served, "ms", digits=1)
            table.row("by their CPU, two cores that do nothing else could drain", 2 / (cost + served), "/s")
            await _paced(table, store, crew, folder)
            before = [_cpu(each) for each in workers]
            await asyncio.sleep(IDLE)
            busy = max(_cpu(each) - was for each, was in zip(workers, before, strict=True)) / IDLE
            table.row("CPU of an idle worker", 100 * busy, "% of a core", at_most=1.0, digits=2)
            await _killed(table, store, crew, workers)


async def _paced(table: Table, store: SqlStore, crew: "Crew", folder: Path) -> None:
    asked: dict[int, float] = {}
    for n in range(PACED):
        began = time.time()
        asked[await accept(store, "paced", n, 10_000 + n)] = began
        await asyncio.sleep(PAUSE)
    await crew.until(lambda: set(asked) <= set(crew.noted("ended")))
    ended = crew.noted("ended")
    shared = statistics.median(ended[turn] - at for turn, at in asked.items())
    embedded = await _embedded(folder)
    table.row("accepted to settled, at 20 turns a second, p50", 1000 * shared, "ms", digits=1)
    table.row("the same, embedded", 1000 * embedded, "ms", digits=1)
    table.row("added by being several, p50", 1000 * (shared - embedded), "ms", at_most=30, digits=1)


async def _embedded(folder: Path) -> float:
    times: list[float] = []
    async with open_store(folder / "bench.sqlite3", SystemClock()) as store:
        asked: dict[int, float] = {}

        async def run(turn_id: int) -> None:
            turn = await store.journal.begin(turn_id)
            assert turn is not None
            await record_answer(store, turn, 2 * turn_id)
            times.append(time.time() - asked[turn_id])

        queue = EmbeddedQueue(run)
        for n in range(PACED):
            began = time.time()
            turn_id = await accept(store, "paced", n, n)
            asked[turn_id] = began
            queue.put(str(n), turn_id)
            await asyncio.sleep(PAUSE)
        await queue.drain(10)
    return statistics.median(times)


async def _killed(table: Table, store: SqlStore, crew: "Crew", workers: list[Process]) -> None:
    turn = await accept(store, FOR_EVER, 0, 20_000)
    await crew.until(lambda: turn in crew.noted("began"))
    holder = next(each for each in workers if each.pid == crew.holder(turn))
    killed = time.time()
    holder.kill()
    await crew.until(lambda: crew.noted("began")[turn] > killed)
    table.row("a turn of a killed worker is taken up after", crew.noted("began")[turn] - killed, "s", at_most=6)


class Crew:
    """Worker processes, and what they have noted."""

    def __init__(self, where: Where, log: Path) -> None:
        self._where = where
        self._log = log

    def noted(self, what: str) -> dict[int, float]:
        """When that happened last, by turn."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return {int(each[1]): float(each[2]) for line in lines if (each := line.split())[0] == what}

    def holder(self, turn: int) -> int:
        lines = [line.split() for line in self._log.read_text().splitlines()]
        return next(int(each[3]) for each in reversed(lines) if each[:2] == ["began", str(turn)])

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.1)

    @asynccontextmanager
    async def working(self, count: int) -> AsyncIterator[list[Process]]:
        command = "-m", "tests.bench.scaled_child", self._where.url, self._where.schema, str(self._log)
        workers = [await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT) for _ in range(count)]
        try:
            yield workers
        finally:
            for each in workers:
                if each.returncode is None:
                    each.kill()
                await each.wait()


async def accept(store: SqlStore, channel: str, thread: int, number: int) -> int:
    place = Address("slack", "T1", channel, f"17000{thread:05d}.000000")
    said = Said(f"17001{number:05d}.000000", Author("U1", "Ann"), 1_700_000_000.0 + number, f"Question {number}?")
    event = MessageReceived(f"event-{number}", place, said, addressed=True)
    turn = await store.journal.accept(event, place, answer=True, line=str(place))
    assert turn is not None
    return turn.id


def _cpu(process: Process) -> float:
    """Seconds that it has used."""
    return _stat(process.pid)[0]


def _server(url: str) -> int:
    """The process id of the server."""
    with psycopg.connect(url) as connection:
        return _stat(connection.info.backend_pid)[1]


def _cpu_of(server: int) -> float:
    """Seconds that a server has used, in all its processes, those included that have ended."""
    processes = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    used = 0.0
    for process in processes:
        with contextlib.suppress(OSError):  # it has ended meanwhile
            own, parent, ended = _stat(process)
            used += own + ended if process == server else own if parent == server else 0.0
    return used


def _stat(process: int) -> tuple[float, int, float]:
    """Seconds of CPU, the parent, and seconds of those children that have ended (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    user, system, of_children, system_of_children = (int(each) / os.sysconf("SC_CLK_TCK") for each in fields[11:15])
    return user + system, int(fields[1]), of_children + system_of_children
