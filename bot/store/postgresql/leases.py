"""Leases by PostgreSQL's advisory locks, which end with the connection of their holder."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from psycopg import AsyncConnection, Error

from bot.core.leases import Membership, Standing
from bot.store.postgresql.database import options
from bot.store.postgresql.failures import explained, place_of

log = logging.getLogger(__name__)

SILENT: Final = 10.0  # seconds
_LEAVING: Final = 2.0  # seconds that letting go in order may take
_HAS_TIMEOUT: Final = 140_000  # the version of PostgreSQL that has idle_session_timeout

_KEY: Final = "hashtextextended('galerne lease ' || %s || ' ' || %s, 0)"
_HOLD: Final = f"SELECT pg_advisory_lock({_KEY})"
_JOIN: Final = f"SELECT pg_advisory_lock_shared({_KEY})"
_TAKE: Final = f"SELECT pg_try_advisory_lock({_KEY})"
_RELEASE: Final = f"SELECT pg_advisory_unlock({_KEY})"
# A lock by one number of 64 bits is listed by its halves, with objsubid 1 (PostgreSQL: "pg_locks").
_LOOK: Final = f"""
    SELECT pid = pg_backend_pid() FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND objsubid = 1
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) | objid::bigint = {_KEY}
    ORDER BY backend_start, pid
"""  # noqa: S608 - put together from constants


class PostgresLeases:
    """`core.leases.LeaseGroups` among those who use one schema.

    After so many seconds without a word from a process, since it is frozen or cut off, the server takes it for dead.
    """

    def __init__(self, url: str, schema: str, *, silent: float = SILENT) -> None:
        self._url = url
        self._schema = schema
        self._silent = silent

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """A connection of its own for as long as it is held or waited for."""
        async with self._connected() as session:
            await session.ask(_HOLD, name)
            beating = asyncio.create_task(session.beat(self._silent / 4))
            try:
                yield
            finally:
                beating.cancel()
                await asyncio.gather(beating, return_exceptions=True)

    @asynccontextmanager
    async def join(self, group: str) -> AsyncIterator[Membership]:
        """A connection of its own, on which the server holds all that is taken."""
        async with self._connected() as session:
            await session.ask(_JOIN, group)
            try:
                yield _Membership(session, group)
            finally:
                await session.leave()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator["_Session"]:
        try:
            connection = await AsyncConnection.connect(self._url, autocommit=True, **options(self._url))
        except (Error, OSError) as error:
            raise explained(error, place_of(self._url)) from error
        try:
            session = _Session(connection, self._schema, place_of(self._url))
            await session.end_when_silent(self._silent)
            yield session
        finally:
            await connection.close()


class _Session:
    def __init__(self, connection: AsyncConnection, schema: str, place: str) -> None:
        self._connection = connection
        self._schema = schema
        self._place = place

    async def ask(self, sql: str, name: str) -> Sequence[Sequence[Any]]:
        try:
            return await (await self._connection.execute(sql.encode(), (self._schema, name))).fetchall()
        except (Error, OSError) as error:
            raise explained(error, self._place) from error

    async def leave(self) -> None:
        """Let go of everything at once; without it, the server does so some time after the connection has ended."""
        with suppress(Error, OSError, TimeoutError):
            async with asyncio.timeout(_LEAVING):
                await self._connection.execute("SELECT pg_advisory_unlock_all()")

    async def beat(self, seconds: float) -> None:
        """Say so often that this process lives; in true time, which is the server's too."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await self._connection.execute("SELECT 1")
            except (Error, OSError) as error:
                log.warning("Another process may take what this one holds: %s", explained(error, self._place))
                return

    async def end_when_silent(self, seconds: float) -> None:
        """An older server waits for TCP instead."""
        if self._connection.info.server_version >= _HAS_TIMEOUT:
            try:
                await self._connection.execute(f"SET idle_session_timeout = {round(seconds * 1_000)}".encode())
            except (Error, OSError) as error:
                raise explained(error, self._place) from error


class _Membership:
    """`core.leases.Membership`."""

    def __init__(self, session: _Session, group: str) -> None:
        self._session = session
        self._group = group
        self._taken: set[str] = set()

    async def look(self) -> Standing:
        rows = await self._session.ask(_LOOK, self._group)
        mine = [row[0] for row in rows]
        return Standing(mine.index(True), len(mine))

    async def take(self, name: str) -> bool:
        if name in self._taken:
            return True
        [(taken,)] = await self._session.ask(_TAKE, name)
        if taken:
            self._taken.add(name)
        return bool(taken)

    async def release(self, name: str) -> None:
        self._taken.discard(name)
        await self._session.ask(_RELEASE, name)
