"""Opening the store in a file: locked, migrated, and what is kept in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.store.failures import at_start
from bot.store.lock import only_process
from bot.store.migrations import migrate
from bot.store.sqlite import opened
from bot.store.store import SqlStore
from bot.store.unread_turns import read_turns


@asynccontextmanager
async def open_store(path: Path, clock: Clock, *, patience: float = 5.0) -> AsyncIterator[SqlStore]:
    """Open the file, making it and its folder if they are missing; on the way out, return once all is durable.

    `patience` is how long a write waits for another program's lock, in seconds. Raises `StoreFailed`, whose notice is
    then for the operator, if the file cannot be used, belongs to a running process, or is a newer version's.
    """
    async with AsyncExitStack() as stack:
        try:
            stack.enter_context(only_process(path))
            opening = opened(path, patience=patience, prepare=partial(migrate, path=path))
            database, word = await stack.enter_async_context(opening)
        except StoreFailed as error:
            raise at_start(error) from error
        await read_turns(database)
        yield SqlStore(database, clock, word)
