"""Opening the store in PostgreSQL: reached, migrated, and what is kept in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from psycopg import AsyncConnection, Error

from bot.core.errors import StoreFailed
from bot.core.ports import Clock
from bot.store.failures import at_start
from bot.store.postgresql.database import READERS, Pool, PostgresDatabase, options
from bot.store.postgresql.failures import explained, place_of
from bot.store.postgresql.schema import compares, migrate, settle_in
from bot.store.postgresql.transactions import Connection
from bot.store.store import SqlStore
from bot.store.unread_turns import read_turns


@asynccontextmanager
async def open_postgresql(url: str, clock: Clock, *, schema: str = "galerne", put: str = "") -> AsyncIterator[SqlStore]:
    """Open the schema of a database, making it if it is missing; on the way out, return once all is durable.

    `put` is for a queue that is kept there too (`SqlJournal`).

    Raises `StoreFailed`, whose notice is then for the operator, if the server cannot be reached or refuses us, or if
    the schema is not ours or a newer version's.
    """
    async with AsyncExitStack() as stack:
        try:
            database, word = await stack.enter_async_context(_opened(url, schema))
        except StoreFailed as error:
            raise at_start(error) from error
        await read_turns(database)
        yield SqlStore(database, clock, word, put=put)


@asynccontextmanager
async def _opened(url: str, schema: str) -> AsyncIterator[tuple[PostgresDatabase, str]]:
    try:
        place = place_of(url)
    except Error as error:
        raise StoreFailed("DATABASE_URL is not a URL that PostgreSQL's own tools understand; correct it.") from error
    try:
        async with await AsyncConnection.connect(url, autocommit=True, **options(url)) as connection:
            word = await migrate(connection, schema, place)
            comparing = await compares(connection, schema)
    except (Error, OSError) as error:
        raise explained(error, place) from error

    async def configure(connection: Connection) -> None:
        await settle_in(connection, schema)

    async with Pool(url, configure, size=1) as writer, Pool(url, configure, size=READERS) as readers:
        database = PostgresDatabase(writer, readers, place, compares=comparing)
        yield database, word
        await database.close()
