"""`python -m tests.store.accepting FILE`: accepts messages, several at a time, says so, and waits to be killed."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from bot.clock import SystemClock
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.contracts.stores import THREAD, message


async def accept_for_ever(store: SqlStore, worker: int) -> None:
    for number in count(worker * 10_000):
        turn = await store.journal.accept(message(number), THREAD, answer=True)
        assert turn is not None
        print(turn.id, number, flush=True)


async def main(path: Path) -> None:
    async with open_store(path, SystemClock()) as store:
        await asyncio.gather(*(accept_for_ever(store, worker) for worker in range(8)))


asyncio.run(main(Path(sys.argv[1])))
