"""A worker of the bench, which notes its turns: `python -m tests.bench.scaled_child URL SCHEMA LOG`."""

import asyncio
import os
import signal
import sys
import time

from bot.clock import SystemClock
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.store.postgresql.opening import open_postgresql
from bot.store.store import SqlStore
from tests.bench.store_cost import record_answer

FOR_EVER = "for-ever"


class RecordingWorker:
    """Records what a turn with a model and a platform that answer at once does."""

    def __init__(self, store: SqlStore, log: int) -> None:
        self._store = store
        self._log = log

    def note(self, what: str, turn_id: int) -> None:
        os.write(self._log, f"{what} {turn_id} {time.time()} {os.getpid()}\n".encode())

    async def take_up(self, line: str, turn_id: int) -> bool:
        turn = await self._store.journal.begin(turn_id)
        self.note("began", turn_id)
        if turn is None:
            return False
        if FOR_EVER in line:
            await asyncio.Event().wait()
        await record_answer(self._store, turn, 2 * turn_id)
        self.note("ended", turn_id)
        return False

    async def hear(self, line: str, turn_id: int) -> None:
        """Nobody joins."""

    async def stop(self, line: str) -> None:
        """Nobody stops."""


async def main(url: str, schema: str, path: str) -> None:
    clock = SystemClock()
    lease = Lease(clock)
    done = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    async with (
        open_postgresql(url, clock, schema=schema) as store,
        open_queue(Where(url, schema), lease, clock) as queue,
    ):
        worker = RecordingWorker(store, log)
        queue.take(worker, concurrent=32)
        worker.note("ready", 0)
        await done.wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
