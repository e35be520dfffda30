"""Moving up: everything that a SQLite file holds is copied into a PostgreSQL, and counted and summed on both sides.

A row that is there already is brought up to date, so a move that was interrupted, or made to try it out, is simply made
again. Nothing is changed in the file.
"""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from bot.core.errors import StoreFailed
from bot.store.postgresql.tables import Table, tables
from bot.store.postgresql.words import plain
from bot.store.sql import Database, Row, Statement, Value

_SMALL: Final = 500  # rows read and written at once
_LARGE: Final = 8  # the same, of files
_OWN: Final = frozenset({"schema_version", "schema_release", "identity"})  # what every database has of its own
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"
_WORD: Final = "SELECT word FROM identity"
_LAST_TURN: Final = "SELECT coalesce(max(id), 0) FROM turns"
_WORDLESS: Final = "SELECT id, text FROM passages WHERE words IS NULL ORDER BY id LIMIT :limit"
_LEARN: Final = "UPDATE passages SET words = to_tsvector('simple', :words) WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Moved:
    """`sum` is over all values of all rows, and the same on both sides."""

    table: str
    rows: int
    sum: str


async def move(source: Database, target: Database, told: Callable[[Moved], None]) -> None:
    """Copy all of a SQLite file into a PostgreSQL of the same version, telling each table as it is found equal.

    Raises `StoreFailed` where another bot lives there, where this one has gone on there, or where they differ.
    """
    await _may_move(source, target)
    names = frozenset(name for (name,) in await source.fetch(_TABLES)) - _OWN
    found = await tables(target, names)
    for table in found:
        await _copy(source, target, table)
    await _look_up_words(target)
    for table in found:
        here, there = await _summed(source, table), await _summed(target, table)
        if here != there:
            raise StoreFailed(
                f"{table.name} has {here.rows} rows in the file and {there.rows} in PostgreSQL, and they differ; move "
                "into a new schema (DATABASE_SCHEMA)."
            )
        told(here)


async def _may_move(source: Database, target: Database) -> None:
    """The database's word goes with it: it makes the keys of what was posted, which have to stay what they are."""
    ((ours,),), ((theirs,),) = await source.fetch(_WORD), await target.fetch(_WORD)
    ((last,),), ((last_there,),) = await source.fetch(_LAST_TURN), await target.fetch(_LAST_TURN)
    if ours != theirs and last_there:
        raise StoreFailed("Another bot lives in that schema; move into a new one (DATABASE_SCHEMA).")
    if last_there > last:
        raise StoreFailed("The bot has gone on in that schema since it was moved there; there is nothing to move.")
    await target.commit(Statement("UPDATE identity SET word = :word", {"word": ours}))


async def _copy(source: Database, target: Database, table: Table) -> None:
    names = list(table.columns)
    updates = ", ".join(f"{name} = excluded.{name}" for name in names if name not in table.key)
    sql = (
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)}) "  # noqa: S608 - names of ours
        f"ON CONFLICT ({', '.join(table.key)}) DO {f'UPDATE SET {updates}' if updates else 'NOTHING'}"
    )
    async for rows in _pages(source, table):
        await target.commit(*(Statement(sql, table.values(row)) for row in rows), lasting=False)
    if table.counted:
        next_one = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{table.counted}'), max({table.counted})) FROM {table.name}"  # noqa: S608, E501 - names of ours
        await target.commit(Statement(next_one, {}))


async def _summed(database: Database, table: Table) -> Moved:
    rows, digest = 0, hashlib.sha256()
    async for page in _pages(database, table):
        rows += len(page)
        for row in page:
            digest.update(repr([_plain(value) for value in table.values(row).values()]).encode())
    return Moved(table.name, rows, digest.hexdigest()[:16])


async def _pages(database: Database, table: Table) -> AsyncIterator[list[Row]]:
    """All rows, in the order of the key."""
    names, key = list(table.columns), ", ".join(table.key)
    limit = _LARGE if {"bytea", "vector"} & set(table.columns.values()) else _SMALL
    start = f"SELECT {', '.join(names)} FROM {table.name}"  # noqa: S608 - names of ours
    after = f"WHERE ({key}) > ({', '.join(f':{name}' for name in table.key)})"
    rows = await database.fetch(f"{start} ORDER BY {key} LIMIT :limit", limit=limit)
    while rows:
        yield rows
        last: dict[str, Value] = {name: rows[-1][names.index(name)] for name in table.key}
        rows = await database.fetch(f"{start} {after} ORDER BY {key} LIMIT :limit", limit=limit, **last)


async def _look_up_words(target: Database) -> None:
    """What the search for words needs of passages; PostgreSQL keeps it in its own way."""
    while rows := await target.fetch(_WORDLESS, limit=_SMALL):
        learnt = [Statement(_LEARN, {"id": passage, "words": " ".join(plain(text))}) for passage, text in rows]
        await target.commit(*learnt, lasting=False)


def _plain(value: Value) -> Value:
    return bytes(value) if isinstance(value, bytes) else value
