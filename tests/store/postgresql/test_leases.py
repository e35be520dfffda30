import asyncio
import sys
from pathlib import Path

import psycopg
import pytest

from bot.core.errors import StoreFailed
from bot.store.postgresql.leases import SILENT, PostgresLeases
from tests.contracts.leases_contract import LeasesContract, Two

HOLDER = """
import asyncio, sys
from bot.store.postgresql.leases import PostgresLeases

async def main():
    leases = PostgresLeases(sys.argv[1], sys.argv[2])
    async with leases.hold("work"), leases.join("crew") as member:
        await member.take("helm")
        print("held", flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""


class TestPostgresLeases(LeasesContract):
    @pytest.fixture
    def leases(self, postgres: str, schema: str) -> Two:
        return PostgresLeases(postgres, schema), PostgresLeases(postgres, schema)


async def test_other_schemas_have_other_leases_and_members(postgres: str, schema: str) -> None:
    leases, others = PostgresLeases(postgres, schema), PostgresLeases(postgres, f"{schema}_other")
    async with leases.hold("work"), others.hold("work"), leases.join("crew") as one, others.join("crew") as other:
        assert await one.look() == await other.look() == (0, 1)
        assert await one.take("helm")
        assert await other.take("helm")


async def test_a_holder_that_is_killed_lets_go(postgres: str, schema: str) -> None:
    root = Path(__file__).parents[3]
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, postgres, schema, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    leases = PostgresLeases(postgres, schema)
    async with leases.join("crew") as member:
        assert await member.look() == (1, 2)
        assert not await member.take("helm")
        waiting = asyncio.create_task(_once(leases))
        holder.kill()
        await holder.wait()

        await waiting
        async with asyncio.timeout(5):
            while not await member.take("helm"):
                pass
        assert await member.look() == (0, 1)


async def test_a_member_that_no_longer_looks_loses_what_it_has(postgres: str, schema: str) -> None:
    """The server ends its session by itself; here another one ends it, which comes to the same and does not last."""
    leases = PostgresLeases(postgres, schema)
    async with leases.join("crew") as frozen, leases.join("crew") as other:
        assert await frozen.take("helm")
        with psycopg.connect(postgres, autocommit=True) as connection:
            [(timeout,)] = connection.execute("SELECT current_setting('idle_session_timeout')").fetchall()
            assert timeout == "0"  # of other sessions
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'galerne' AND pid IN "
                "(SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock')"
            )
        async with asyncio.timeout(5):
            while not await other.take("helm"):
                pass
        assert await other.look() == (0, 1)
        with pytest.raises(StoreFailed):
            await frozen.look()


async def test_the_server_ends_a_membership_that_is_silent(postgres: str, schema: str) -> None:
    async with PostgresLeases(postgres, schema).join("crew") as member:
        rows = await member._session.ask("SELECT current_setting('idle_session_timeout'), %s, %s", "")  # type: ignore[attr-defined]  # this very session's
        assert rows[0][0] == f"{SILENT:g}s"


async def _once(leases: PostgresLeases) -> None:
    async with leases.hold("work"):
        pass


async def test_server_that_is_not_there_is_a_sentence(schema: str) -> None:
    leases = PostgresLeases("postgresql://ann@127.0.0.1:9/galerne", schema)
    with pytest.raises(StoreFailed, match="cannot be reached"):
        await _once(leases)
    with pytest.raises(StoreFailed, match="cannot be reached"):
        async with leases.join("crew"):
            pass
