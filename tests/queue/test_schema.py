"""What is kept in the database can be used without reading all of it."""

from typing import Any

import pytest
from psycopg import AsyncConnection

from bot.clock import SystemClock
from bot.queue.shared.connector import SharedConnector
from bot.queue.shared.lease import Lease
from bot.queue.shared.opening import Where, open_queue
from bot.queue.shared.schema import PUT
from bot.store.postgresql.opening import open_postgresql

LINES, EACH = 200, 10
_FILL = """
    SELECT put_turn('slack:T1:C' || mod(n, 7) || ':' || mod(n, %(lines)s), n, 'U' || mod(n, 3))
    FROM generate_series(1, %(turns)s) AS n
"""
_READ = """
    SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables
    WHERE schemaname = current_schema() AND relname = 'procrastinate_jobs'
"""


@pytest.fixture
async def where(postgres: str, schema: str) -> Where:
    clock = SystemClock()
    async with open_postgresql(postgres, clock, schema=schema, put=PUT):
        where = Where(postgres, schema)
        async with open_queue(where, Lease(clock), clock):
            return where


async def _rows_read(connection: AsyncConnection[Any], sql: str, **values: object) -> int:
    """By one statement, as the server counts them."""
    async with connection.transaction():
        before = await (await connection.execute(_READ)).fetchone()
        await connection.execute(sql, values)
        after = await (await connection.execute(_READ)).fetchone()
    assert before is not None
    assert after is not None
    return int(after[0] - before[0])


async def test_a_turn_is_taken_up_without_reading_the_queue_even_before_there_are_statistics(where: Where) -> None:
    connector = SharedConnector(where.url, where.schema)
    await connector.open_async()
    async with connector.pool.connection() as connection:
        await connection.execute(_FILL, {"lines": LINES, "turns": LINES * EACH})
        await connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        take = "SELECT procrastinate_fetch_job_v2(ARRAY[current_schema()]::varchar[], 1)"
        read = [await _rows_read(connection, take) for _ in range(8)]
    await connector.close_async()

    assert max(read) < LINES * EACH / 20


async def test_what_is_given_back_comes_before_what_was_put_behind_it_in_quieter_times(where: Where) -> None:
    connector = SharedConnector(where.url, where.schema)
    await connector.open_async()
    async with connector.pool.connection() as connection:
        await connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        put, take = (
            "SELECT put_turn('slack:T1:C1:' || %(line)s, %(turn)s, 'U1')",
            "SELECT (args ->> 'turn_id')::int FROM procrastinate_fetch_job_v2(ARRAY[current_schema()]::varchar[], 1)",
        )
        for turn in range(1, 5):
            await connection.execute(put, {"line": str(turn), "turn": turn})
        taken = [await (await connection.execute(take)).fetchone() for _ in range(4)]
        await connection.execute(put, {"line": "4", "turn": 5})  # when nobody waits any more
        await connection.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE lock LIKE '%%:4'"
        )
        next_ = await (await connection.execute(take)).fetchone()
    await connector.close_async()

    assert taken == [(1,), (2,), (3,), (4,)]
    assert next_ == (4,)
