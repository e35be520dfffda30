import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.core.leases import Membership
from bot.store.postgresql.leases import PostgresLeases
from tests.contracts.leases_contract import LeasesContract, Two

HOLDER = """
import asyncio, sys
from bot.store.postgresql.leases import PostgresLeases

async def main():
    leases = PostgresLeases(sys.argv[1], sys.argv[2], silent=float(sys.argv[3]))
    async with leases.hold("work"), leases.join("crew") as member:
        await member.take("helm")
        print("held", flush=True)
        while True:
            await member.look()
            await asyncio.sleep(0.05)

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


@asynccontextmanager
async def holder(postgres: str, schema: str, *, silent: float) -> AsyncIterator[Process]:
    """A process that holds "work", and as a member of the crew "helm"."""
    root = Path(__file__).parents[3]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, postgres, schema, str(silent)), cwd=root, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"held\n"
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_holder_that_is_killed_lets_go(postgres: str, schema: str) -> None:
    leases = PostgresLeases(postgres, schema)
    async with holder(postgres, schema, silent=60.0) as process, leases.join("crew") as member:
        assert await member.look() == (1, 2)
        assert not await member.take("helm")
        waiting = asyncio.create_task(_once(leases))
        process.kill()

        await waiting
        await taken(member, "helm")
        assert await member.look() == (0, 1)


async def test_a_process_that_is_frozen_lets_go(postgres: str, schema: str) -> None:
    leases = PostgresLeases(postgres, schema, silent=1.0)
    async with holder(postgres, schema, silent=1.0) as process, leases.join("crew") as member:
        process.send_signal(signal.SIGSTOP)

        await _once(leases)
        await taken(member, "helm")
        assert await member.look() == (0, 1)


async def test_a_process_that_lives_keeps_what_it_has(postgres: str, schema: str) -> None:
    leases = PostgresLeases(postgres, schema, silent=2.0)
    async with leases.hold("work"):
        waiting = asyncio.create_task(_once(leases))
        done, _ = await asyncio.wait({waiting}, timeout=3.0)
        assert not done
    await waiting


async def test_a_member_that_no_longer_looks_is_none_any_more(postgres: str, schema: str) -> None:
    leases = PostgresLeases(postgres, schema, silent=1.0)
    async with leases.join("crew") as silent, leases.join("crew") as other:
        assert await silent.take("helm")
        await taken(other, "helm")
        with pytest.raises(StoreFailed, match="took this process for dead"):
            await silent.look()


async def taken(member: Membership, name: str) -> None:
    """Try until it is had."""
    async with asyncio.timeout(10):
        while not await member.take(name):  # noqa: ASYNC110 - a lock rings no bell
            await asyncio.sleep(0.02)


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
