"""Leases by PostgreSQL's advisory locks, which end with the connection of their holder."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from psycopg import AsyncConnection, Error

from bot.store.postgresql.database import options
from bot.store.postgresql.failures import explained, place_of

_LOCK: Final = "SELECT pg_advisory_lock(hashtextextended('galerne lease ' || %s || ' ' || %s, 0))"


class PostgresLeases:
    """`core.leases.Leases` among those who use one schema."""

    def __init__(self, url: str, schema: str) -> None:
        self._url = url
        self._schema = schema

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """A connection of its own for as long as it is held or waited for."""
        try:
            connection = await AsyncConnection.connect(self._url, autocommit=True, **options(self._url))
        except (Error, OSError) as error:
            raise explained(error, place_of(self._url)) from error
        try:
            await self._lock(connection, name)
            yield
        finally:
            await connection.close()

    async def _lock(self, connection: AsyncConnection, name: str) -> None:
        try:
            await connection.execute(_LOCK, (self._schema, name))
        except Error as error:
            raise explained(error, place_of(self._url)) from error
