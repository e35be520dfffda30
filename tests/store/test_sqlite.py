import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.sql import Statement
from bot.store.sqlite import SqliteDatabase, opened
from tests.store import threads

INSERT = "INSERT INTO t (n) VALUES (:n) RETURNING n"


def table(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS t (n BIGINT)")


async def test_read_sees_every_write_that_has_returned(path: Path) -> None:
    async with opened(path, patience=1, prepare=table) as (database, _):
        for number in range(50):
            await database.commit(Statement(INSERT, {"n": number}))
            assert await database.fetch("SELECT max(n) FROM t") == [(number,)]


async def test_file_is_in_write_ahead_mode_with_foreign_keys(path: Path) -> None:
    async with opened(path, patience=1, prepare=table) as (database, _):
        assert await database.fetch("PRAGMA journal_mode") == [("wal",)]
        assert await database.fetch("PRAGMA foreign_keys") == [(1,)]


async def test_closed_database_says_so_and_leaves_no_thread(path: Path) -> None:
    before = threads.now()
    async with opened(path, patience=1, prepare=table) as (database, _):
        assert len(threads.now() - before) == 2

    assert threads.left_over(before) == []
    with pytest.raises(StoreFailed):
        await database.fetch("SELECT 1")
    with pytest.raises(StoreFailed):
        await database.commit(Statement(INSERT, {"n": 1}))


async def test_what_is_being_written_is_written_before_closing(path: Path) -> None:
    async with opened(path, patience=1, prepare=table) as (database, _):
        writes = [asyncio.create_task(database.commit(Statement(INSERT, {"n": number}))) for number in range(20)]
        await asyncio.sleep(0)

    await asyncio.gather(*writes)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (20,)


async def test_failed_preparation_leaves_no_thread(path: Path) -> None:
    before = threads.now()

    def refuse(_: sqlite3.Connection) -> None:
        raise StoreFailed("not this one")

    with pytest.raises(StoreFailed, match="not this one"):
        async with opened(path, patience=1, prepare=refuse):
            pass
    assert threads.left_over(before) == []


async def test_write_waits_for_another_program_and_then_says_so(path: Path) -> None:
    async with opened(path, patience=0.05, prepare=table) as (database, _):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreFailed, match="locked by another program"):
                await database.commit(Statement(INSERT, {"n": 1}))
            assert await database.fetch("SELECT count(*) FROM t") == [(0,)]
            other.execute("COMMIT")

        assert await database.commit(Statement(INSERT, {"n": 2})) == [[(2,)]]


async def test_full_disk_fails_the_write_and_the_next_one_works_once_there_is_room(path: Path) -> None:
    async with opened(path, patience=1, prepare=table) as (database, _):
        await limit_pages(database, 3)
        long = Statement("INSERT INTO t (n) VALUES (:n)", {"n": "x" * 100_000})
        one = Statement(INSERT, {"n": 1})
        _, *outcomes = await asyncio.gather(
            database.fetch("SELECT 1"), database.commit(long, one), database.commit(long), return_exceptions=True
        )
        assert [str(outcome) for outcome in outcomes] == [
            f"The disk that holds {path} is full; free some space there."
        ] * 2

        await limit_pages(database, 1_000)
        assert await database.commit(long) is not None
        assert await database.fetch("SELECT count(*) FROM t") == [(1,)]


async def limit_pages(database: SqliteDatabase, pages: int) -> None:
    """As large as the file may become: SQLite then reports what it reports for a full disk."""
    await database.commit(Statement(f"PRAGMA max_page_count = {pages}", {}))


async def test_loop_goes_on_while_a_write_waits(path: Path) -> None:
    async with opened(path, patience=10, prepare=table) as (database, _):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            write = asyncio.create_task(database.commit(Statement(INSERT, {"n": 1})))
            assert await database.fetch("SELECT count(*) FROM t") == [(0,)]
            assert not write.done()
            other.execute("COMMIT")
        assert await write == [[(1,)]]
