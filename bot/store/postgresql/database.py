"""PostgreSQL through psycopg: one connection that writes, so that writes keep their order, and a few that read."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from weakref import WeakKeyDictionary

from psycopg import Error, OperationalError
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.store.postgresql.failures import explained
from bot.store.postgresql.message_words import TsvectorMessageWords
from bot.store.postgresql.parameters import translated
from bot.store.postgresql.transactions import Connection, carried_out
from bot.store.postgresql.words import TsvectorWords
from bot.store.sql import Rows, Statement, Value

READERS: Final = 4
PATIENCE: Final = 10.0  # seconds that a statement waits for a server that is away
_FRESH: Final = 1.0  # seconds for which a connection that was just used is believed to be there
_OPTIONS: Final[dict[str, Any]] = {
    "application_name": "galerne",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "tcp_user_timeout": 10_000,  # milliseconds
}
Configure = Callable[[Connection], Awaitable[None]]


def options(url: str) -> dict[str, Any]:
    """How connections are made, where the URL does not say it."""
    said = conninfo_to_dict(url)
    return {name: value for name, value in _OPTIONS.items() if name not in said}


class PostgresDatabase:
    """`sql.Database` over one schema of a database. `place` says where, for people."""

    def __init__(self, writer: "Pool", readers: "Pool", place: str, *, compares: bool) -> None:
        self.compares = compares
        self.words = TsvectorWords()
        self.message_words = TsvectorMessageWords()
        self._writer = writer
        self._readers = readers
        self._place = place
        self._writing: set[asyncio.Task[list[Rows] | None]] = set()

    async def commit(self, *statements: Statement, lasting: bool = True) -> list[Rows] | None:
        """The pool of one connection serves in the order of asking, and a task of its own asks at once."""
        task = asyncio.create_task(self._write(statements, lasting=lasting))
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    def _written(self, task: asyncio.Task[list[Rows] | None]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # which nobody asks for where the caller was cancelled

    async def fetch(self, sql: str, **values: Value) -> Rows:
        """As often as connections may have been lost with the server that they belonged to."""
        for time in range(READERS + 1):
            try:
                async with self._readers.connection() as connection:
                    return await (await connection.execute(translated(sql), values)).fetchall()
            except (Error, PoolTimeout, ValueError) as error:
                if time == READERS or not isinstance(error, OperationalError) or isinstance(error, PoolTimeout):
                    raise explained(error, self._place) from error
        raise AssertionError  # pragma: no cover - the last time returns or raises

    async def scrub(self) -> None:
        """What is deleted is taken out of the tables; the server's own log and its backups are not ours to change."""
        try:
            async with self._writer.connection() as connection:
                await connection.execute("VACUUM")
        except (Error, PoolTimeout, ValueError) as error:
            raise explained(error, self._place) from error

    async def close(self) -> None:
        """Return once what is being written is durable."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def _write(self, statements: tuple[Statement, ...], *, lasting: bool) -> list[Rows] | None:
        try:
            async with self._writer.connection() as connection:
                return await carried_out(connection, statements, lasting=lasting)
        except (Error, PoolTimeout, ValueError) as error:
            raise explained(error, self._place) from error


class Pool(AsyncConnectionPool[Connection]):
    """Connections whose `search_path` is the bot's schema; one that was idle is looked at before it is given away."""

    def __init__(self, url: str, configure: Configure, *, size: int) -> None:
        self._used: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()
        super().__init__(
            url,
            kwargs=options(url) | {"autocommit": True},
            min_size=1,
            max_size=size,
            timeout=PATIENCE,
            configure=configure,
            check=self._look,
            open=False,
        )

    async def _look(self, connection: Connection) -> None:
        # Not noted when it is given back: the pool would do that in a task of its own.
        now = asyncio.get_running_loop().time()
        if now - self._used.get(connection, 0.0) > _FRESH:
            await self.check_connection(connection)
        self._used[connection] = now
