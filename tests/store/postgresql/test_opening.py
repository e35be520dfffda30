"""What an operator hears when the database cannot be used, and what several replicas do to each other at the start."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from bot.core.errors import StoreFailed
from bot.store.migrations import MIGRATIONS, RELEASE
from bot.store.postgresql.opening import open_postgresql
from bot.store.sql import Statement, Vector
from tests.contracts.passages_contract import A, vector
from tests.fakes import FakeClock


@pytest.fixture
def connection(postgres: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres, autocommit=True) as opened:
        yield opened


async def opening(url: str, clock: FakeClock, schema: str) -> StoreFailed:
    with pytest.raises(StoreFailed) as caught:
        async with open_postgresql(url, clock, schema=schema):
            pass
    assert caught.value.notice == str(caught.value)
    return caught.value


async def test_server_that_is_not_there_is_a_sentence(clock: FakeClock, schema: str) -> None:
    error = await opening("postgresql://ann:secret@127.0.0.1:9/galerne", clock, schema)

    assert "PostgreSQL at 127.0.0.1:9/galerne cannot be reached" in str(error)
    assert "secret" not in str(error)


async def test_what_is_no_url_is_a_sentence_without_it(clock: FakeClock, schema: str) -> None:
    error = await opening("postgresql://ann:se cret@host/x?nonsense=1", clock, schema)

    assert str(error) == "DATABASE_URL is not a URL that PostgreSQL's own tools understand; correct it."


async def test_database_that_is_not_there_is_a_sentence(postgres: str, clock: FakeClock, schema: str) -> None:
    error = await opening(postgres.replace("/postgres?", "/nowhere?"), clock, schema)

    assert "has no such database" in str(error)


async def test_user_who_may_make_no_schema_is_a_sentence(
    postgres: str, connection: psycopg.Connection, clock: FakeClock, schema: str
) -> None:
    connection.execute(f"CREATE USER {schema}_guest")
    error = await opening(postgres.replace("postgres:@", f"{schema}_guest:@"), clock, schema)

    assert "let it create a schema" in str(error)


async def test_schema_of_another_program_is_left_alone(
    postgres: str, connection: psycopg.Connection, clock: FakeClock, schema: str
) -> None:
    connection.execute(f"CREATE SCHEMA {schema} CREATE TABLE diary (day DATE)")
    error = await opening(postgres, clock, schema)

    assert f"The schema {schema} of" in str(error)
    assert "belongs to another program; set DATABASE_SCHEMA" in str(error)
    assert connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s", (schema,)
    ).fetchone() == (1,)


async def test_replicas_that_start_together_make_the_schema_once(postgres: str, clock: FakeClock, schema: str) -> None:
    async def word() -> str:
        async with open_postgresql(postgres, clock, schema=schema) as store:
            ((found,),) = await store.database.fetch("SELECT word FROM identity")
            return str(found)

    words = await asyncio.gather(*(word() for _ in range(4)))

    assert len(set(words)) == 1
    async with open_postgresql(postgres, clock, schema=schema) as store:
        versions = await store.database.fetch("SELECT version FROM schema_version ORDER BY version")
        assert versions == [(number,) for number in range(1, len(MIGRATIONS) + 1)]


async def test_vectors_are_pgvector_s_where_the_server_has_it_and_come_back_as_they_were(
    postgres: str, clock: FakeClock, schema: str
) -> None:
    async with open_postgresql(postgres, clock, schema=schema) as store:
        assert store.database.compares
        await store.passages.add(A, "m", [(1, "one", vector(0.1, -3.0, 2.5e-7))])
        rows = await store.database.fetch(
            "SELECT vector, length(vector), vec_distance_cosine(vector, :vector) FROM passages",
            vector=Vector(vector(0.1, -3.0, 2.5e-7)),
        )

    ((found, size, distance),) = rows
    assert (found, size) == (vector(0.1, -3.0, 2.5e-7), 12)
    assert distance == pytest.approx(0, abs=1e-6)


async def test_without_pgvector_vectors_are_compared_here(
    postgres: str, connection: psycopg.Connection, clock: FakeClock
) -> None:
    connection.execute("CREATE DATABASE plain")
    url = postgres.replace("/postgres?", "/plain?")
    with psycopg.connect(url, autocommit=True) as plain:
        # A user who is no superuser may not create the extension, which is how it is missing on most servers.
        plain.execute("CREATE USER humble")
        plain.execute("GRANT CREATE ON DATABASE plain TO humble")
    async with open_postgresql(url.replace("postgres:@", "humble:@"), clock) as store:
        assert not store.database.compares
        await store.passages.add(A, "m", [(1, "east", vector(1, 0)), (2, "north", vector(0, 1))])
        assert [each.text for each in await store.passages.nearest([A], "m", vector(1, 0.2), 9)] == ["east", "north"]


@pytest.mark.parametrize(("release", "opens"), [(RELEASE + 1, True), (RELEASE + 2, False)])
async def test_a_schema_is_shared_with_the_next_release_and_no_later_one(
    postgres: str, clock: FakeClock, schema: str, release: int, *, opens: bool
) -> None:
    async with open_postgresql(postgres, clock, schema=schema) as store:
        await store.preferences.set("a", "b", "c")
        # As the migrations of a later release leave it, while this one is still running.
        await store.database.commit(
            Statement("ALTER TABLE preferences ADD COLUMN since BIGINT NOT NULL DEFAULT 0", {}),
            Statement("INSERT INTO schema_version (version) VALUES (:next)", {"next": len(MIGRATIONS) + 1}),
            Statement("UPDATE schema_release SET release = :release", {"release": release}),
        )
        await store.preferences.set("a", "b", "d")

    if opens:
        async with open_postgresql(postgres, clock, schema=schema) as store:
            await store.preferences.set("a", "b", "e")
            assert await store.database.fetch("SELECT release FROM schema_release") == [(release,)]
    else:
        assert "was written by a newer Galerne" in str(await opening(postgres, clock, schema))
