"""Writes keep their order and their promise, whoever is cancelled, and whatever becomes of a connection."""

import asyncio

import psycopg
import pytest

from bot.core.errors import StoreFailed
from bot.store.postgresql.opening import open_postgresql
from bot.store.sql import Statement
from bot.store.store import SqlStore
from tests.contracts.stores import OpenStore
from tests.fakes import FakeClock

TABLE = Statement("CREATE TABLE log (n BIGINT, UNIQUE (n))", {})


def add(n: int) -> Statement:
    return Statement("INSERT INTO log (n) VALUES (:n) RETURNING n", {"n": n})


@pytest.fixture
async def log(store: SqlStore) -> SqlStore:
    await store.database.commit(TABLE)
    return store


async def logged(store: SqlStore) -> list[int]:
    return [n for (n,) in await store.database.fetch("SELECT n FROM log ORDER BY ctid")]


async def test_transactions_take_effect_in_the_order_of_the_calls(log: SqlStore) -> None:
    await asyncio.gather(*(log.database.commit(add(n), add(-n), lasting=n % 3 == 0) for n in range(1, 100)))

    assert await logged(log) == [each for n in range(1, 100) for each in (n, -n)]


async def test_caller_who_is_cancelled_does_not_undo_its_own(log: SqlStore) -> None:
    first = asyncio.create_task(log.database.commit(add(1)))
    second = asyncio.create_task(log.database.commit(add(2), add(3)))
    await asyncio.sleep(0)
    second.cancel()
    await log.database.commit(add(4))

    assert second.cancelled()
    assert await first == [[(1,)]]
    assert await logged(log) == [1, 2, 3, 4]


async def test_needed_statement_without_a_row_undoes_what_came_before(log: SqlStore) -> None:
    none = Statement("DELETE FROM log WHERE n = :n RETURNING n", {"n": 99}, needed=True)

    assert await log.database.commit(none) is None
    assert await log.database.commit(add(1), none, add(2)) is None
    assert await log.database.commit(add(1), none, add(2), lasting=False) is None
    assert await logged(log) == []


async def test_transaction_that_fails_writes_nothing_and_the_next_one_goes_on(log: SqlStore) -> None:
    bad = (Statement("SELECT * FROM nowhere", {}), Statement("INSERT INTO log (n) VALUES (:n)", {"n": "\ud83d"}))
    for each in bad:
        with pytest.raises(StoreFailed, match="cannot be used"):
            await log.database.commit(add(1), each)

    assert await log.database.commit(add(1), add(2), lasting=False) == [[(1,)], [(2,)]]
    assert await logged(log) == [1, 2]


async def test_what_is_not_lasting_is_left_to_the_server_to_write(log: SqlStore) -> None:
    asked = Statement("SELECT current_setting('synchronous_commit')", {})

    assert await log.database.commit(asked, lasting=False) == [[("off",)]]
    assert await log.database.commit(asked) == [[("on",)]]


async def test_what_failed_while_it_was_being_prepared_is_prepared_anew(
    log: SqlStore, postgres: str, schema: str
) -> None:
    with psycopg.connect(postgres, autocommit=True) as other:
        for n in range(8):
            if n == 5:  # from now on the driver prepares it
                other.execute(f"ALTER TABLE {schema}.log RENAME TO away")
                with pytest.raises(StoreFailed, match="cannot be used"):
                    await log.database.commit(add(n), lasting=False)
                other.execute(f"ALTER TABLE {schema}.away RENAME TO log")
            await log.database.commit(add(n), lasting=False)

    assert await logged(log) == list(range(8))


async def test_two_replicas_that_wait_for_each_other_are_set_free(open_store: OpenStore, log: SqlStore) -> None:
    """Each holds a row that the other wants: the server lets one fail, and that one begins again."""
    bump = "UPDATE log SET n = n + 10 WHERE n % 10 = :n RETURNING n"
    wait = Statement("SELECT pg_sleep(0.2)", {})
    one, two = Statement(bump, {"n": 1}), Statement(bump, {"n": 2})
    await log.database.commit(add(1), add(2))
    async with open_store() as opened:
        assert isinstance(opened, SqlStore)
        results = await asyncio.gather(log.database.commit(one, wait, two), opened.database.commit(two, wait, one))

    assert None not in results
    assert sorted(await logged(log)) == [21, 22]


async def test_connections_that_the_server_has_ended_are_replaced(postgres: str, schema: str, clock: FakeClock) -> None:
    async with open_postgresql(postgres + f"&application_name={schema}", clock, schema=schema) as store:
        await store.preferences.set("a", "b", "before")
        await _idle(store)
        with psycopg.connect(postgres, autocommit=True) as other:
            ended = other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", (schema,)
            ).fetchall()
        assert len(ended) >= 2

        await store.preferences.set("a", "b", "after")
        assert await store.preferences.get("a", "b") == "after"


async def _idle(store: SqlStore) -> None:
    """As if its connections had not been used for a while."""
    database = store.database
    for pool in (database._writer, database._readers):  # type: ignore[attr-defined]  # only PostgreSQL's has them
        pool._used.clear()
