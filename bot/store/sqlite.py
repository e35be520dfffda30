"""SQLite through aiosqlite: one connection that writes, one that reads, each on a thread of its own."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final, Self, TypeVar

import aiosqlite

from bot.core.errors import StoreFailed
from bot.store.commits import Commits, Transaction
from bot.store.failures import explained
from bot.store.message_words import Fts5MessageWords
from bot.store.sql import Rows, Statement, Value
from bot.store.vectors import can_compare
from bot.store.words import Fts5Words

T = TypeVar("T")
_OLDEST: Final = (3, 35, 0)  # the first with RETURNING


class Connection(aiosqlite.Connection):
    """One that also runs a whole function on its thread: a hop costs more than a statement."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a process that dies without closing it must not wait for it for ever

    async def __aenter__(self) -> Self:
        try:
            await super().__aenter__()
        except sqlite3.Error:
            self._thread.join()  # told to stop, it is about to end: it must not find the event loop closed
            raise
        return self

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` gives back. Raises what it raises, and `ValueError` once the connection is closed."""
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite leaves it so
        return result

    def post(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """The same, without waiting for it. Raises `ValueError` once the connection is closed."""
        self._tx.put_nowait((None, partial(work, self._conn)))


class SqliteDatabase:
    """`sql.Database` over one file. `compares` says that its reads have `vec_distance_cosine`."""

    def __init__(self, path: Path, writer: Connection, reader: Connection, *, compares: bool = False) -> None:
        self._path = path
        self.compares = compares
        self.words = Fts5Words()
        self._writer = writer
        self.message_words = Fts5MessageWords()
        self._reader = reader
        self._commits = Commits(writer.post, partial(explained, path=path))

    async def commit(self, *statements: Statement, lasting: bool = True) -> list[Rows] | None:
        return await self._commits.add(Transaction(statements, lasting=lasting))

    async def fetch(self, sql: str, **values: Value) -> Rows:
        try:
            return await self._reader.run(lambda connection: connection.execute(sql, values).fetchall())
        except (sqlite3.Error, ValueError) as error:
            raise explained(error, self._path) from error

    async def scrub(self) -> None:
        """What is deleted is overwritten (`secure_delete`); the word index and the write-ahead log are made anew."""
        try:
            await self._writer.run(_scrubbed)
        except (sqlite3.Error, ValueError) as error:
            raise explained(error, self._path) from error

    async def close(self) -> None:
        """Return once what is being written is durable."""
        await self._commits.close()


@asynccontextmanager
async def opened(
    path: Path, *, patience: float, prepare: Callable[[sqlite3.Connection], T]
) -> AsyncIterator[tuple[SqliteDatabase, T]]:
    """The database in a file, after `prepare` has run on it, and what that gave.

    `patience` is how long a write waits for another program's lock, in seconds. Raises `StoreFailed`.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StoreFailed(
            f"This Python's SQLite is {sqlite3.sqlite_version}; install a Python whose SQLite is 3.35 or newer."
        )
    async with AsyncExitStack() as stack:
        try:
            writer, reader = (Connection(partial(_connect, path, patience)) for _ in range(2))
            await stack.enter_async_context(writer)
            prepared = await writer.run(prepare)
            await stack.enter_async_context(reader)
            compares = await reader.run(can_compare)
        except sqlite3.Error as error:
            raise explained(error, path) from error
        database = SqliteDatabase(path, writer, reader, compares=compares)
        stack.push_async_callback(database.close)
        yield database, prepared


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _scrubbed(connection: sqlite3.Connection) -> None:
    indexes = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").fetchall()
    for (index,) in indexes:
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - a table of ours
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
