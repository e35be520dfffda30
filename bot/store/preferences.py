"""Small named values that outlive the process."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.store.sql import Database, Statement
from bot.store.texts import storable

_GET: Final = "SELECT value FROM preferences WHERE scope = :scope AND name = :name"
_SET: Final = """
    INSERT INTO preferences (scope, name, value) VALUES (:scope, :name, :value)
    ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value
"""


class SqlPreferences:
    """`core.ports.Preferences`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, scope: str, name: str) -> str | None:
        rows = await self._database.fetch(_GET, scope=scope, name=name)
        return rows[0][0] if rows else None

    async def held(self, scopes: Sequence[str]) -> Mapping[tuple[str, str], str]:
        places = ", ".join(f":s{number}" for number in range(len(scopes)))
        sql = f"SELECT scope, name, value FROM preferences WHERE scope IN ({places})"  # noqa: S608 - parameters by number
        rows = await self._database.fetch(sql, **{f"s{number}": scope for number, scope in enumerate(scopes)})
        return {(scope, name): value for scope, name, value in rows}

    async def set(self, scope: str, name: str, value: str) -> None:
        values = {"scope": scope, "name": name, "value": storable(value)}
        await self._database.commit(Statement(_SET, values))
