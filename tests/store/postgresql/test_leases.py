import asyncio
import sys
from pathlib import Path

import pytest

from bot.core.errors import StoreFailed
from bot.store.postgresql.leases import PostgresLeases

HOLDER = """
import asyncio, sys
from bot.store.postgresql.leases import PostgresLeases

async def main():
    async with PostgresLeases(sys.argv[1], sys.argv[2]).hold("work"):
        print("held", flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""


async def test_one_holds_it_and_the_others_wait(postgres: str, schema: str) -> None:
    held: list[int] = []

    async def work(number: int) -> None:
        async with PostgresLeases(postgres, schema).hold("work"):
            held.append(number)
            await asyncio.sleep(0.01)
            assert held[-1] == number

    await asyncio.gather(*(work(number) for number in range(5)))

    assert sorted(held) == list(range(5))


async def test_other_names_and_schemas_are_other_leases(postgres: str, schema: str) -> None:
    leases, others = PostgresLeases(postgres, schema), PostgresLeases(postgres, f"{schema}_other")
    async with leases.hold("work"), leases.hold("play"), others.hold("work"):
        pass


async def test_a_holder_that_is_killed_lets_go(postgres: str, schema: str) -> None:
    root = Path(__file__).parents[3]
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, postgres, schema, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    waiting = asyncio.create_task(_once(PostgresLeases(postgres, schema)))
    holder.kill()
    await holder.wait()

    await waiting


async def _once(leases: PostgresLeases) -> None:
    async with leases.hold("work"):
        pass


async def test_server_that_is_not_there_is_a_sentence(schema: str) -> None:
    with pytest.raises(StoreFailed, match="cannot be reached"):
        await _once(PostgresLeases("postgresql://ann@127.0.0.1:9/galerne", schema))
