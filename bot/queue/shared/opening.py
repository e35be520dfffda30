"""Opening the shared queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from procrastinate import App
from psycopg import AsyncConnection, Error

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.queue.shared.connector import SharedConnector
from bot.queue.shared.lease import Lease
from bot.queue.shared.queue import SharedQueue
from bot.queue.shared.schema import migrate


@dataclass(frozen=True, slots=True)
class Where:
    """A schema of a database: that of the store, where the queue is too."""

    url: str
    schema: str


@asynccontextmanager
async def open_queue(where: Where, lease: Lease, clock: Clock) -> AsyncIterator[SharedQueue]:
    """A queue that is put into and, once `SharedQueue.take` was called, taken from, until it is drained.

    Raises `StoreFailed` where the database cannot be used.
    """
    await _prepared(where)
    connector = SharedConnector(where.url, where.schema)
    app = App(connector=connector)
    queue = SharedQueue(app, connector, lease, clock, name=where.schema)
    async with app.open_async():
        task = asyncio.create_task(queue.run())
        try:
            yield queue
        finally:
            await queue.drain(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _prepared(where: Where) -> None:
    try:
        async with await AsyncConnection.connect(where.url, autocommit=True) as connection:
            await migrate(connection, where.schema)
    except (Error, OSError) as error:
        raise StoreFailed(f"The queue in the database cannot be used: {error}", notice=str(error)) from error
