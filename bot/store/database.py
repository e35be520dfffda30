"""Opening the store: a file, locked, migrated, and what is kept in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.store.answers import SqlAnswers
from bot.store.expiry import purge
from bot.store.failures import at_start
from bot.store.journal import SqlJournal
from bot.store.ledger import SqlLedger
from bot.store.lock import only_process
from bot.store.migrations import migrate
from bot.store.passages import SqlPassages
from bot.store.preferences import SqlPreferences
from bot.store.shelf import SqlShelf
from bot.store.sqlite import SqliteDatabase, opened
from bot.store.transcript import SqlTranscript
from bot.store.unread_turns import read_turns


class SqliteStore:
    """What is remembered in one SQLite file, while it is open."""

    def __init__(self, database: SqliteDatabase, clock: Clock, word: str) -> None:
        self.database = database
        self.journal = SqlJournal(database, clock, word)
        self.transcript = SqlTranscript(database, clock)
        self.ledger = SqlLedger(database)
        self.answers = SqlAnswers(database, clock)
        self.preferences = SqlPreferences(database)
        self.shelf = SqlShelf(database, clock)
        self.passages = SqlPassages(database, compares=database.compares)

    async def purge(self, *, before: float) -> int:
        """Let go of what nobody needs any more and was stored before a time (`Clock.time()`); how many rows.

        These are deliveries, of which a repeated one is then known by its message alone, and the steps of turns that
        have ended: what was said, what it cost and which messages hold it stays.
        """
        return await purge(self.database, before)


@asynccontextmanager
async def open_store(path: Path, clock: Clock, *, patience: float = 5.0) -> AsyncIterator[SqliteStore]:
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
        yield SqliteStore(database, clock, word)
